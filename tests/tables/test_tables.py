"""Tables of changes and of opinions, as Word and PDF files, read by python-docx and poppler."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import docx
import pytest

from kehoach.build import DEFAULT_PLAN
from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.render.docx_template import render_docx
from kehoach.resolve.read import read_plan
from tests.returned.returned_files import WHO, Department

CLAUSE = """\
          - >-
            Huy động các nguồn hỗ trợ, giúp đỡ từ các cá nhân, tổ chức; các sở, ngành, đơn vị, các
            địa phương kết nghĩa và các nguồn lực huy động từ các nguồn lực hợp pháp khác.
"""
CLAUSE_WITH_REASON = """\
          - ly_do: Theo ý kiến của Sở Tài chính
            doan: >-
              Vận động các nguồn hỗ trợ, giúp đỡ từ các cá nhân, tổ chức; các sở, ngành, đơn vị, các
              địa phương kết nghĩa và các nguồn lực huy động từ các nguồn lực hợp pháp khác.
"""
COMPARED = Path(__file__).parents[1] / "compare"
PLAN_2025 = DEFAULT_PLAN.with_name("plan_2025.yaml")


def rows(file: Path) -> list[list[str]]:
    """The rows of the only table of a Word file."""
    (table,) = docx.Document(str(file)).tables
    return [[cell.text for cell in row.cells] for row in table.rows]


def styled(file: Path, word: str) -> list[str]:
    """The texts of all runs of the table that are struck out ('strike') or bold ('bold')."""
    (table,) = docx.Document(str(file)).tables
    runs = [
        run
        for row in table.rows[1:]
        for cell in row.cells
        for paragraph in cell.paragraphs
        for run in paragraph.runs
    ]
    return [run.text for run in runs if getattr(run.font, word)]


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    shutil.copy(DEFAULT_PLAN.with_name("don_vi.yaml"), tmp_path)
    return Path(shutil.copy(DEFAULT_PLAN, tmp_path / "cu.yaml"))


def edited(plan: Path, name: str, *changes: tuple[str, str]) -> Path:
    text = plan.read_text("utf-8")
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    target = plan.with_name(name)
    target.write_text(text, "utf-8")
    return target


def test_the_table_tells_old_new_what_and_why(plan: Path, tmp_path: Path) -> None:
    new = edited(
        plan,
        "moi.yaml",
        (CLAUSE, CLAUSE_WITH_REASON),
        ("tong_ho: 18286", "tong_ho: 18300"),
    )
    target = tmp_path / "so_sanh.docx"
    command = ["diff", str(plan), str(new), "--format", "so-sanh", "-o", str(target)]
    assert main(command) == Exit.FINDINGS
    found = rows(target)
    assert found[0] == ["TT", "Bản cũ", "Bản mới", "Nội dung thay đổi", "Lý do"]
    clause = next(row for row in found if "nguồn hỗ trợ, giúp đỡ" in row[1])
    assert clause[1].startswith("- Huy động các nguồn hỗ trợ")
    assert clause[2].startswith("- Vận động các nguồn hỗ trợ")
    assert clause[3:] == ["Sửa lời", "Theo ý kiến của Sở Tài chính"]
    assert "Huy" in styled(target, "strike")
    assert "Vận" in styled(target, "bold")
    figures = next(row for row in found if "18.286" in row[1])
    assert "18.300" in figures[2]
    assert any("388.245" in row[2] and "18.286 → 18.300" in row[4] for row in found)
    numbers = [row[0] for row in found[1:] if len(set(row)) > 1]
    assert numbers == [str(number) for number in range(1, len(numbers) + 1)]


def test_every_change_of_a_year_stands_in_the_table_in_both_formats(tmp_path: Path) -> None:
    """Ten months of drafting in few pages: what only follows from the year shares a row."""
    word, pdf = tmp_path / "a.docx", tmp_path / "a.pdf"
    for target in (word, pdf):
        code = main(
            ["diff", str(DEFAULT_PLAN), str(PLAN_2025), "--format", "so-sanh", "-o", str(target)]
        )
        assert code == Exit.FINDINGS
    text = subprocess.run(
        ["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True
    ).stdout
    for wanted in ("BẢNG SO SÁNH, THUYẾT MINH", "Phụ lục. BIỂU TỔNG HỢP", "90 ô ở 18 dòng"):
        assert wanted in text
    found = rows(word)
    assert any("31/01/2024" in row[1] and "31/01/2025" in row[2] for row in found)
    assert any("Còn chờ quyết định" in row[4] for row in found)
    again = tmp_path / "b.docx"
    main(["diff", str(DEFAULT_PLAN), str(PLAN_2025), "--format", "so-sanh", "-o", str(again)])
    assert again.read_bytes() == word.read_bytes()


QUOTING = "Làng “Kon Măng, cột mốc”", "Nghèo, dòng “cũ”, cột “mới”"
"""Names of a row and of a column that hold what stands between names where a place is told."""


def test_names_with_quotes_and_commas_stay_whole(tmp_path: Path) -> None:
    names = (("Huyện Kbang", f"'{QUOTING[0]}'"), ("Số hộ nghèo", f"'{QUOTING[1]}'"))
    for file in ("ke_hoach.yaml", "don_vi.yaml"):
        text = (COMPARED / file).read_text("utf-8")
        for name, quoting in names:
            text = text.replace(name, quoting)
        (tmp_path / file).write_text(text, "utf-8")
    old = tmp_path / "ke_hoach.yaml"
    new = edited(old, "moi.yaml", ("ho_ngheo: 1483", "ho_ngheo: 1583"))
    target = tmp_path / "so_sanh.docx"
    main(["diff", str(old), str(new), "--format", "so-sanh", "-o", str(target)])
    row = next(row for row in rows(target) if "1.483" in row[1])
    assert row[1] == f"{QUOTING[0]}, {QUOTING[1]}: 1.483"
    assert row[2] == f"{QUOTING[0]}, {QUOTING[1]}: 1.583"


@pytest.fixture(scope="module")
def ours() -> bytes:
    return render_docx(read_plan(DEFAULT_PLAN).document)


def test_opinions_are_gathered_by_who_had_them(plan: Path, tmp_path: Path, ours: bytes) -> None:
    """One opinion was taken up since, one not; a comment and an untracked edit are told too."""
    finance, health = Department(ours), Department(ours)
    finance.tracked_retype(finance.find("Huy động các nguồn"), "Huy động", "Vận động")
    finance.tracked_retype(finance.find("Đẩy mạnh công tác tuyên"), "Đẩy mạnh", "Tăng cường")
    finance.comment(finance.find("Bố trí cán bộ chuyên trách"), "Đề nghị ghi rõ số lượng.")
    health.retype(health.find("Khai thác sử dụng"), "Khai thác", "Khai thác,")
    files = [tmp_path / "so_tai_chinh.docx", tmp_path / "so_y_te.docx"]
    for file, department in zip(files, (finance, health), strict=True):
        file.write_bytes(department.saved())
    now = edited(
        plan, "nay.yaml", ("Đẩy mạnh công tác tuyên truyền", "Tăng cường công tác tuyên truyền")
    )
    target = tmp_path / "tiep_thu.docx"
    command = ["diff", str(now), *map(str, files), "--format", "tiep-thu", "-o", str(target)]
    assert main(command) == Exit.FINDINGS
    heads, *found = rows(target)
    assert heads == ["TT", "Cơ quan, đơn vị", "Nội dung ý kiến", "Tiếp thu, giải trình"]
    by_author = [(row[1], row[3]) for row in found]
    assert by_author == [
        (WHO, "Tiếp thu, đã sửa trong dự thảo."),
        (WHO, "Chưa tiếp thu; giải trình: …"),
        (WHO, "…"),
        ("so_y_te", "Chưa tiếp thu; giải trình: …"),
    ]
    assert "Tăng cường" in found[0][2]
    assert "Vận động" in found[1][2]
    assert "Đề nghị ghi rõ số lượng." in found[2][2]
    assert "Khai thác, sử dụng" in found[3][2]


def test_untracked_opinions_are_known_by_the_plan_that_was_sent(
    plan: Path, tmp_path: Path, ours: bytes
) -> None:
    health = Department(ours)
    health.retype(health.find("Khai thác sử dụng"), "Khai thác", "Khai thác,")
    health.retype(health.find("Đẩy mạnh công tác tuyên"), "Đẩy mạnh", "Tăng cường")
    file, target = tmp_path / "so_y_te.docx", tmp_path / "tiep_thu.docx"
    file.write_bytes(health.saved())
    now = edited(
        plan,
        "nay.yaml",
        ("Đẩy mạnh công tác tuyên truyền", "Tăng cường công tác tuyên truyền"),
        ("Huy động các nguồn hỗ trợ, giúp", "Vận động các nguồn hỗ trợ, giúp"),
    )
    command = ["diff", str(now), str(file), "--da-gui", str(plan), "--format", "tiep-thu"]
    assert main([*command, "-o", str(target)]) == Exit.FINDINGS
    _, *found = rows(target)
    assert [row[3] for row in found] == [
        "Tiếp thu, đã sửa trong dự thảo.",
        "Chưa tiếp thu; giải trình: …",
    ]
    assert "Tăng cường" in found[0][2]
    assert "Khai thác, sử dụng" in found[1][2]


@pytest.mark.parametrize(
    ("form", "target"),
    [("so-sanh", []), ("so-sanh", ["-o", "a.txt"]), ("tiep-thu", ["-o", "a.docx"])],
)
def test_wrong_ways_to_ask_for_tables_are_told(
    form: str, target: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    command = ["diff", str(DEFAULT_PLAN), str(PLAN_2025), "--format", form, *target]
    assert main(command) == Exit.USAGE
    assert "docx" in capsys.readouterr().err
