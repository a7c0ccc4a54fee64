"""Secrets: recognised by one function, refused wherever a text leaves or is taken in."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from unicodedata import normalize

import docx
import pytest
from docx.document import Document
from openpyxl import Workbook, load_workbook

from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.files import PROJECT
from kehoach.plan.secrecy import mark_of, marks_in

BASE = Path(__file__).parent / "check" / "samples" / "base.yaml"
HEADER = (
    '<w:hdr xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:v="urn:schemas-microsoft-com:vml"><w:p><w:r><w:pict><v:shape><v:textpath '
    'string="TUYỆT MẬT"/></v:shape></w:pict></w:r></w:p></w:hdr>'
)
BOX = (
    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:p><a:r><a:t>TỐI </a:t>'
    "</a:r><a:r><a:t>MẬT</a:t></a:r></a:p></xdr:wsDr>"
)

Capture = pytest.CaptureFixture[str]


@pytest.mark.parametrize(
    "text",
    [
        *("MẬT", "TỐI MẬT", "TUYỆT MẬT", "Độ mật: Mật", "Độ mật: tối mật", "ĐỘ MẬT: TUYỆT MẬT"),
        *("  MẬT\n", "(MẬT)", "[ TỐI  MẬT ]", "* TUYỆT MẬT *", "TỐI\u00a0MẬT", "M Ậ T"),
        *("T U Y Ệ T   M Ậ T", normalize("NFD", "TỐI MẬT"), "M\u200bẬT", "MẬ\u00adT", "TOI MAT"),
        *("Độ mật : Mật", "\u202eMẬT"),
    ],
)
def test_a_mark(text: str) -> None:
    assert mark_of(text) != ""


@pytest.mark.parametrize(
    "text",
    [
        *("", "Mật", "mật", "MẬT ONG", "Giữ bí mật nhà nước", "BÍ MẬT", "MẮT", "MẤT", "MÁT", "MAT"),
        *("Danh mục bí mật nhà nước độ Mật", "Độ mật:", "Độ mật: không", "Cộng tác viên MẬT vụ"),
        *("MẬT ĐỘ DÂN SỐ", "MẬT KHẨU", "Số: 12/KH-UBND"),
    ],
)
def test_no_mark(text: str) -> None:
    assert mark_of(text) == ""


@pytest.mark.parametrize(
    ("texts", "marks"),
    [
        (["SỞ Y TẾ\nMẬT\nSố: 5"], ["MẬT"]),
        (["SỞ Y TẾ\tTỐI MẬT"], ["TỐI MẬT"]),
        (["SỞ Y TẾ      MẬT"], ["MẬT"]),
        (["Độ mật:", "Mật"], ["Độ mật: Mật"]),
        (["Độ mật:", "thường", "Mật"], []),
        (["Tên", "Độ mật", "Ghi chú", "Mật ong"], []),
    ],
)
def test_marks_among_texts(texts: list[str], marks: list[str]) -> None:
    assert list(dict.fromkeys(marks_in(texts))) == marks


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    shutil.copy(PROJECT / "content" / "don_vi.yaml", tmp_path)
    return Path(shutil.copy(BASE, tmp_path / "plan.yaml"))


@pytest.fixture
def workbook(plan: Path) -> Path:
    """The annex of the plan as it came back, with one figure changed."""
    target = plan.with_name("so_lieu.xlsx")
    assert main(["annex", "export", str(plan), "-o", str(target)]) == Exit.OK
    book = load_workbook(target)
    for row in book.active.iter_rows():  # type: ignore[union-attr]
        for cell in row:
            if cell.value == 2059:
                cell.value = 2060
    book.save(target)
    return target


def make_secret(plan: Path) -> None:
    text = plan.read_text("utf-8")
    plan.write_text(text.replace("the_thuc:\n", "the_thuc:\n  do_mat: Tối mật\n"), "utf-8")


def with_part(file: Path, name: str, content: str) -> None:
    """Add a part to a package, as a program that draws does."""
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, content)


def in_a_cell(book: Workbook) -> None:
    book.active["Z3"] = "MẬT"  # type: ignore[index]


def in_two_cells(book: Workbook) -> None:
    book.active["Y1"], book.active["Z1"] = "Độ mật:", "Tuyệt mật"  # type: ignore[index]


def in_the_header(book: Workbook) -> None:
    book.active.oddHeader.center.text = "TỐI MẬT"  # type: ignore[union-attr]


def on_a_hidden_sheet(book: Workbook) -> None:
    sheet = book.create_sheet("Bìa")
    sheet["A1"] = "MẬT"
    sheet.sheet_state = "hidden"


@pytest.mark.parametrize("mark", [in_a_cell, in_two_cells, in_the_header, on_a_hidden_sheet])
def test_a_marked_workbook_is_not_taken_in(
    mark: Callable[[Workbook], None], plan: Path, workbook: Path, capsys: Capture
) -> None:
    before = plan.read_bytes()
    book = load_workbook(workbook)
    mark(book)
    book.save(workbook)
    assert main(["annex", "import", str(plan), str(workbook)]) == Exit.REFUSED
    assert "BM003 có dấu độ mật" in capsys.readouterr().err
    assert plan.read_bytes() == before


def test_a_mark_in_a_text_box_over_the_cells(plan: Path, workbook: Path, capsys: Capture) -> None:
    with_part(workbook, "xl/drawings/drawing1.xml", BOX)
    assert main(["annex", "import", str(plan), str(workbook)]) == Exit.REFUSED
    assert "BM003 có dấu độ mật “TỐI MẬT”" in capsys.readouterr().err


def test_a_workbook_without_a_mark_is_taken_in(plan: Path, workbook: Path) -> None:
    assert main(["annex", "import", str(plan), str(workbook)]) == Exit.OK
    assert "2060" in plan.read_text("utf-8")


@pytest.fixture
def returned(plan: Path) -> Path:
    """The Word file of the plan as it came back, with one word changed."""
    folder = plan.parent
    assert main(["build", str(plan), "--docx", "-o", str(folder)]) == Exit.OK
    file = folder / "plan.docx"
    document = docx.Document(str(file))
    for paragraph in document.paragraphs:
        for run in paragraph.runs:
            run.text = run.text.replace("sạt lở", "ngập lụt")
    document.save(str(file))
    return file


def in_the_text(document: Document) -> None:
    document.paragraphs[0].insert_paragraph_before("TỐI MẬT")


def in_a_table(document: Document) -> None:
    document.tables[0].cell(0, 0).add_paragraph("MẬT")


def in_its_header(document: Document) -> None:
    document.sections[0].header.add_paragraph("TUYỆT MẬT")


@pytest.mark.parametrize("mark", [in_the_text, in_a_table, in_its_header])
@pytest.mark.parametrize("options", [(), ("--apply",), ("--format", "json")])
def test_a_marked_word_file_is_not_taken_in(
    mark: Callable[[Document], None],
    options: tuple[str, ...],
    plan: Path,
    returned: Path,
    capsys: Capture,
) -> None:
    before = plan.read_bytes()
    document = docx.Document(str(returned))
    mark(document)
    document.save(str(returned))
    assert main(["diff", str(plan), str(returned), *options]) == Exit.REFUSED
    assert "BM003 có dấu độ mật" in capsys.readouterr().err
    assert plan.read_bytes() == before


def test_a_watermark_is_a_mark(plan: Path, returned: Path, capsys: Capture) -> None:
    with_part(returned, "word/header9.xml", HEADER)
    assert main(["diff", str(plan), str(returned)]) == Exit.REFUSED
    assert "BM003 có dấu độ mật “TUYỆT MẬT”" in capsys.readouterr().err


def test_a_word_file_without_a_mark_is_taken_in(plan: Path, returned: Path) -> None:
    assert main(["diff", str(plan), str(returned), "--apply"]) in (Exit.OK, Exit.FINDINGS)
    assert "ngập lụt" in plan.read_text("utf-8")


# A plan that is secret itself


def test_nothing_is_taken_into_a_secret_plan(
    plan: Path, workbook: Path, returned: Path, capsys: Capture
) -> None:
    make_secret(plan)
    before = plan.read_bytes()
    for command in (
        ["annex", "import", str(plan), str(workbook)],
        ["diff", str(plan), str(returned)],
        ["diff", str(plan), str(returned), "--apply"],
    ):
        capsys.readouterr()
        assert main(command) == Exit.REFUSED
        assert "plan.yaml:5:11: BM002 kế hoạch có độ mật (Tối mật)" in capsys.readouterr().err
    assert plan.read_bytes() == before


def test_a_secret_plan_is_built_and_says_so(
    plan: Path, kept_reviews: Path, capsys: Capture
) -> None:
    make_secret(plan)
    kept = set(kept_reviews.iterdir())
    assert main(["build", str(plan), "--docx", "-o", str(plan.parent)]) == Exit.FINDINGS
    assert "plan.yaml:5:11: BM001 kế hoạch có độ mật (Tối mật)" in capsys.readouterr().err
    assert set(kept_reviews.iterdir()) == kept  # nothing of it lies elsewhere
    assert main(["show", str(plan)]) == Exit.OK
    assert "Độ mật: Tối mật" in capsys.readouterr().out
    assert main(["check", str(plan)]) == Exit.FINDINGS
    assert "BM001" in capsys.readouterr().out


@pytest.mark.parametrize("given", ["Rất mật", "mat", "1"])
def test_another_level_is_refused(given: str, plan: Path, capsys: Capture) -> None:
    make_secret(plan)
    plan.write_text(plan.read_text("utf-8").replace("Tối mật", given), "utf-8")
    assert main(["show", str(plan)]) == Exit.REFUSED
    assert "DL208" in capsys.readouterr().err
