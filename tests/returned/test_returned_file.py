"""Ways in which departments edit our Word file: what is written back, what is listed; none lost."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt

from kehoach.build import DEFAULT_PLAN
from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.render.docx_template import render_docx
from kehoach.resolve.read import read_plan
from tests.returned.returned_files import WHO, Department, said

COMPARED = Path(__file__).parents[1] / "compare"


@dataclass
class Outcome:
    """What `kehoach diff PLAN FILE --apply` did."""

    code: int
    applied: int
    listed: list[dict[str, Any]]
    comments: list[dict[str, str]]
    before: str
    after: str
    returned: bytes
    rebuilt: bytes

    @property
    def written(self) -> list[str]:
        """The lines of the YAML that came, without indentation."""
        lines = Counter(line.strip() for line in self.after.splitlines())
        lines -= Counter(line.strip() for line in self.before.splitlines())
        return list(lines.elements())

    @property
    def kinds(self) -> list[str]:
        return [each["kind"] for each in self.listed]

    @property
    def reasons(self) -> str:
        return " / ".join(reason for each in self.listed for reason in each["reasons"])

    def check_nothing_is_lost(self) -> None:
        """Every line that differs now is listed, with its very words; nothing else is."""
        theirs, ours = said(self.returned), said(self.rebuilt)
        new = Counter(cell for each in self.listed for cell in each["new"].split(" | ") if cell)
        old = Counter(cell for each in self.listed for cell in each["old"].split(" | ") if cell)
        assert not (theirs - ours) - new
        assert not (ours - theirs) - old
        assert all(each["reasons"] for each in self.listed)


@pytest.fixture(scope="module")
def ours() -> bytes:
    return render_docx(read_plan(DEFAULT_PLAN).document)


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    shutil.copy(DEFAULT_PLAN.with_name("don_vi.yaml"), tmp_path)
    return Path(shutil.copy(DEFAULT_PLAN, tmp_path / "ke_hoach.yaml"))


Send = Callable[[bytes], Outcome]


@pytest.fixture
def send(plan: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Send:
    """Give a returned file to the command with --apply."""

    def run(content: bytes) -> Outcome:
        file = tmp_path / "gui_lai.docx"
        file.write_bytes(content)
        before = plan.read_text("utf-8")
        code = main(["diff", str(plan), str(file), "--apply", "--format", "json"])
        captured = capsys.readouterr()
        if code == Exit.REFUSED:
            assert plan.read_text("utf-8") == before
            return Outcome(code, 0, [], [], before, before + captured.err, content, b"")
        told = json.loads(captured.out)
        after = plan.read_text("utf-8")
        rebuilt = render_docx(read_plan(plan).document)
        outcome = Outcome(
            code, told["applied"], told["differences"], told["comments"], before, after, content,
            rebuilt,
        )  # fmt: skip
        outcome.check_nothing_is_lost()
        return outcome

    return run


@pytest.fixture
def office(ours: bytes) -> Department:
    return Department(ours)


Ours = Callable[..., Department]


@pytest.fixture
def small(plan: Path) -> Ours:
    """Our file of a small plan, in which one text may be written otherwise."""
    for name in ("ke_hoach.yaml", "don_vi.yaml"):
        shutil.copy(COMPARED / name, plan.with_name(name))

    def file(old: str = "", new: str = "") -> Department:
        text = plan.read_text("utf-8")
        assert not old or text.count(old) == 1
        plan.write_text(text.replace(old, new) if old else text, "utf-8")
        return Department(render_docx(read_plan(plan).document))

    return file


def test_01_the_file_comes_back_untouched(send: Send, ours: bytes) -> None:
    outcome = send(ours)
    assert (outcome.code, outcome.applied, outcome.listed) == (Exit.OK, 0, [])
    assert outcome.before == outcome.after


def test_02_types_over_a_word(send: Send, office: Department) -> None:
    office.retype(office.find("Đẩy mạnh công tác tuyên truyền"), "Đẩy mạnh", "Tăng cường")
    outcome = send(office.saved())
    assert (outcome.code, outcome.applied, outcome.listed) == (Exit.OK, 1, [])
    assert len(outcome.written) == 1
    assert outcome.written[0].startswith("Tăng cường công tác tuyên truyền, giáo dục")


def test_03_types_over_a_word_with_tracking(send: Send, office: Department) -> None:
    paragraph = office.find("Đẩy mạnh công tác tuyên truyền")
    office.tracked_retype(paragraph, "Đẩy mạnh", "Tăng cường")
    outcome = send(office.saved())
    assert (outcome.code, outcome.applied) == (Exit.OK, 1)
    assert "Tăng cường công tác tuyên truyền" in outcome.after


def test_04_the_author_of_a_tracked_change_is_told(
    plan: Path, office: Department, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office.tracked_retype(office.find("Huy động các nguồn"), "Huy động", "Vận động")
    office.tracked_remove(office.find("Đẩy mạnh công tác giám sát"))
    file = tmp_path / "so_tai_chinh.docx"
    file.write_bytes(office.saved())
    before = plan.read_bytes()
    assert main(["diff", str(plan), str(file)]) == Exit.FINDINGS
    shown = capsys.readouterr().out
    assert "[-Huy-]{+Vận+} động" in shown
    assert shown.count(f"{WHO} sửa") == 2
    assert "phần IV, mục 1, gạch đầu dòng thứ 2" in shown
    assert plan.read_bytes() == before


def test_04b_the_page_tells_the_same(plan: Path, office: Department, tmp_path: Path) -> None:
    """All words of the file are escaped, and what is written stands beside what is not."""
    office.tracked_retype(office.find("Huy động các nguồn"), "Huy động", "<b>Vận động</b>")
    office.retype(office.find("31/01/2024"), "31/01/2024", "28/02/2024")
    office.comment(office.find("Bố trí cán bộ chuyên trách"), "Ghi rõ số lượng.")
    file, page = tmp_path / "so_tai_chinh.docx", tmp_path / "trang.html"
    file.write_bytes(office.saved())
    assert main(["diff", str(plan), str(file), "-o", str(page)]) == Exit.FINDINGS
    text = page.read_text("utf-8")
    assert "&lt;b&gt;" in text
    assert "<b>Vận" not in text
    for words in (f"{WHO} sửa", "Ghi được vào tệp YAML", "thời hạn: sửa ở khoá han", "Ghi rõ số"):
        assert words in text


def test_05_deletes_a_clause(send: Send, office: Department) -> None:
    office.remove(office.find("Huy động các nguồn hỗ trợ"))
    outcome = send(office.saved())
    assert (outcome.code, outcome.applied) == (Exit.OK, 1)
    assert "Huy động các nguồn hỗ trợ" not in outcome.after
    assert not outcome.written


def test_06_deletes_a_clause_with_tracking(send: Send, office: Department) -> None:
    office.tracked_remove(office.find("Huy động các nguồn hỗ trợ"))
    outcome = send(office.saved())
    assert (outcome.code, outcome.applied) == (Exit.OK, 1)
    assert "Huy động các nguồn hỗ trợ" not in outcome.after


def test_07_adds_two_clauses(send: Send, office: Department) -> None:
    first = "- Tổ chức đối thoại: hai lần mỗi năm, tại các xã đặc biệt khó khăn."
    second = "- Công khai danh sách hộ nghèo tại trụ sở UBND cấp xã."
    office.add_after(office.find("Huy động các nguồn hỗ trợ"), first, second)
    outcome = send(office.saved())
    assert (outcome.code, outcome.applied) == (Exit.OK, 2)
    assert outcome.after.index(first[2:20]) < outcome.after.index(second[2:20])


def test_08_adds_a_clause_with_tracking(send: Send, office: Department) -> None:
    office.tracked_add(
        office.find("Huy động các nguồn hỗ trợ"), "- Vận động thêm nguồn xã hội hóa."
    )
    outcome = send(office.saved())
    assert (outcome.code, outcome.applied) == (Exit.OK, 1)
    assert "Vận động thêm nguồn xã hội hóa." in outcome.after


def test_09_adds_a_clause_of_unclear_level(send: Send, office: Department) -> None:
    office.add_after(office.find("Huy động các nguồn hỗ trợ"), "3. Kiểm tra, giám sát")
    outcome = send(office.saved())
    assert (outcome.code, outcome.applied, outcome.kinds) == (Exit.FINDINGS, 0, ["added"])
    assert outcome.before == outcome.after


def test_10_changes_a_computed_cell(send: Send, office: Department) -> None:
    office.retype(office.cell("Huyện Kbang", 4), "11,26", "12,50")
    outcome = send(office.saved())
    assert (outcome.applied, outcome.kinds) == (0, ["figure"])
    assert "ô máy tự tính" in outcome.reasons
    assert outcome.before == outcome.after


def test_11_changes_an_entered_figure(send: Send, office: Department) -> None:
    """The sum is computed anew, and the one that the department left alone is listed."""
    office.retype(office.cell("Huyện Kbang", 2), "18.286", "18.300")
    outcome = send(office.saved())
    assert outcome.applied == 1
    assert [(each["old"], each["new"]) for each in outcome.listed] == [
        ("388.245", "388.231"),
        ("11,25", "11,26"),
    ]
    assert len(outcome.written) == 1
    assert "tong_ho: 18300" in outcome.written[0]


def test_12_restyles_only(send: Send, office: Department) -> None:
    for paragraph in office.paragraphs():
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT
        for run in paragraph.runs:
            run.font.size, run.font.name, run.bold = Pt(12), "Arial", True
    assert send(office.saved()).code == Exit.OK


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("- Toå chöùc taäp huaán cho caùn boä caáp xaõ veà coâng taùc giaûm ngheøo.", "VNI"),
        ("- Tæ chøc tËp huÊn cho c¸n bé cÊp x· vÒ c«ng t¸c gi¶m nghÌo.", "TCVN3"),
    ],
)
def test_13_pastes_from_an_old_file(
    text: str, encoding: str, send: Send, office: Department
) -> None:
    office.add_after(office.find("Huy động các nguồn hỗ trợ"), text)
    outcome = send(office.saved())
    assert (outcome.applied, outcome.kinds) == (0, ["added"])
    assert f"bảng mã {encoding}" in outcome.reasons
    assert outcome.before == outcome.after


def test_14_accepts_half_of_the_changes(send: Send, office: Department) -> None:
    """One change accepted, one still tracked, one rejected."""
    office.retype(office.find("Đẩy mạnh công tác tuyên truyền"), "Đẩy mạnh", "Tăng cường")
    office.tracked_retype(office.find("Huy động các nguồn"), "Huy động", "Vận động")
    outcome = send(office.saved())
    assert (outcome.code, outcome.applied) == (Exit.OK, 2)


def test_15_saves_with_libreoffice(
    send: Send, office: Department, libreoffice: Callable[..., list[bytes]]
) -> None:
    office.tracked_retype(office.find("Huy động các nguồn"), "Huy động", "Vận động")
    office.tracked_remove(office.find("Đẩy mạnh công tác giám sát"))
    (saved,) = libreoffice((office.saved(), ""))
    outcome = send(saved)
    assert (outcome.code, outcome.applied) == (Exit.OK, 2)
    assert "Vận động các nguồn hỗ trợ" in outcome.after


def test_16_renumbers_by_hand(send: Send, office: Department) -> None:
    office.retype(office.find("2.5. Sở Y tế"), "2.5.", "2.6.")
    outcome = send(office.saved())
    assert (outcome.applied, outcome.kinds) == (0, ["reworded"])
    assert "số thứ tự" in outcome.reasons


def test_17_changes_a_deadline(send: Send, office: Department) -> None:
    office.retype(office.find("31/01/2024"), "31/01/2024", "28/02/2024")
    outcome = send(office.saved())
    assert outcome.applied == 0
    assert "thời hạn: sửa ở khoá han" in outcome.reasons


def test_18_changes_a_name_of_the_register(send: Send, office: Department) -> None:
    office.retype(office.find("2.5. Sở Y tế"), "Sở Y tế", "Sở Y tế và Dân số")
    office.retype(office.cell("Huyện Kbang", 1), "Kbang", "K’Bang")
    outcome = send(office.saved())
    assert outcome.applied == 0
    assert outcome.reasons.count("sổ đơn vị") == 2


def test_19_changes_a_cited_document(send: Send, office: Department) -> None:
    office.retype(office.find("48/2022/NQ-HĐND"), "48/2022/NQ-HĐND", "52/2023/NQ-HĐND")
    outcome = send(office.saved())
    assert outcome.applied == 0
    assert "vien_dan." in outcome.reasons


def test_20_moves_a_clause(send: Send, office: Department) -> None:
    moved, target = office.find("Huy động các nguồn hỗ trợ"), office.find("Chú trọng công tác")
    target._p.addnext(moved._p)
    outcome = send(office.saved())
    assert (outcome.applied, outcome.kinds) == (0, ["moved"])
    assert outcome.before == outcome.after


def test_tells_where_a_clause_now_stands(
    plan: Path, tmp_path: Path, office: Department, capsys: pytest.CaptureFixture[str]
) -> None:
    """By the words a reader can find, and with no way to write what cannot be written."""
    moved, target = office.find("Huy động các nguồn hỗ trợ"), office.find("Chú trọng công tác")
    target._p.addnext(moved._p)
    file = tmp_path / "ve.docx"
    file.write_bytes(office.saved())
    assert main(["diff", str(plan), str(file)]) == Exit.FINDINGS
    told = capsys.readouterr().out
    assert "nay đứng sau phần III, mục 1.2, gạch đầu dòng thứ 6: " in told
    assert "1 chỗ khác, máy không tự ghi được; người soạn xem và quyết định." in told
    assert "--apply" not in told


def test_21_edits_the_recipients(send: Send, office: Department) -> None:
    office.add_after(office.find("- CVP, các PCVP"), "- Báo Gia Lai;")
    office.retype(office.find("Các hội, đoàn thể"), "đoàn thể", "tổ chức đoàn thể")
    outcome = send(office.saved())
    assert outcome.applied == 1
    assert outcome.kinds == ["added"]
    assert "noi_nhan" in outcome.reasons
    assert any("Các hội, tổ chức đoàn thể của tỉnh" in line for line in outcome.written)


def test_22_edits_the_rows_of_the_annex(send: Send, office: Department) -> None:
    table = office.word.tables[-1]
    row = next(each for each in table.rows if each.cells[1].text == "Huyện Kbang")
    table._tbl.remove(row._tr)
    outcome = send(office.saved())
    assert outcome.applied == 0
    assert "removed" in outcome.kinds
    assert "Huyện Kbang" in " ".join(each["old"] for each in outcome.listed)


def test_23_splits_and_joins_paragraphs(send: Send, office: Department) -> None:
    first = office.find("Huy động các nguồn hỗ trợ")
    head, _, tail = first.text.partition("; ")
    office.retype(first, first.text, f"{head}.")
    office.add_after(first, f"- {tail}")
    one = office.find("Chú trọng công tác")
    two = Department.paragraphs(office)[[p._p for p in office.paragraphs()].index(one._p) - 1]
    office.retype(two, two.text, f"{two.text} {one.text.removeprefix('- ')}")
    office.remove(one)
    assert send(office.saved()).applied >= 3


def test_24_edits_a_heading_in_capitals(send: Send, office: Department) -> None:
    office.retype(office.find("MỤC ĐÍCH, YÊU CẦU"), "YÊU CẦU", "YÊU CẦU CHUNG")
    outcome = send(office.saved())
    assert (outcome.code, outcome.applied) == (Exit.OK, 1)
    assert outcome.written == ["- tieu_de: Mục đích, yêu cầu chung"]


def test_25_writes_in_the_margin(send: Send, office: Department) -> None:
    office.comment(office.find("Huy động các nguồn"), "Đề nghị ghi rõ nguồn vốn.")
    outcome = send(office.saved())
    assert (outcome.code, outcome.listed) == (Exit.FINDINGS, [])
    (comment,) = outcome.comments
    assert (comment["author"], comment["text"]) == (WHO, "Đề nghị ghi rõ nguồn vốn.")
    assert comment["about"].startswith("- Huy động các nguồn hỗ trợ")


def test_26_types_what_the_yaml_would_take_for_markup(send: Send, office: Department) -> None:
    office.retype(office.find("Huy động các nguồn"), "Huy động", "{Huy_động}")
    outcome = send(office.saved())
    assert (outcome.applied, outcome.kinds) == (0, ["reworded"])
    assert outcome.before == outcome.after


@pytest.mark.parametrize("mark", ["\uf0fe", "\u2611", "\U0001f5f9"])
def test_26c_types_a_symbol_that_the_fonts_lack(send: Send, office: Department, mark: str) -> None:
    office.retype(office.find("Huy động các nguồn"), "Huy động", f"{mark} Huy động")
    office.add_after(office.find("Huy động các nguồn"), f"- {mark} Rà soát lại hằng quý;")
    outcome = send(office.saved())
    assert outcome.applied == 0
    assert len(outcome.listed) == 2
    assert outcome.before == outcome.after


def test_26d_inserts_a_tick_of_wingdings(plan: Path, send: Send, office: Department) -> None:
    run = office.find("Huy động các nguồn").runs[0]._r
    symbol = OxmlElement("w:sym")
    symbol.set(qn("w:font"), "Wingdings")
    symbol.set(qn("w:char"), "F0FE")
    run.append(symbol)
    outcome = send(office.saved())
    assert (outcome.applied, len(outcome.listed)) == (0, 1)
    assert main(["build", str(plan), "--pdf", "-o", str(plan.parent)]) in (Exit.OK, Exit.FINDINGS)


def test_26b_types_an_apostrophe_into_what_is_quoted(plan: Path, send: Send) -> None:
    text = plan.read_text("utf-8")
    folded = ">-\n            Huy động các nguồn hỗ trợ, giúp đỡ từ các cá nhân, tổ chức; các sở, "
    quoted = "'Huy động của xã K''Dang hỗ trợ, giúp đỡ\n            cá nhân, tổ chức; các sở, "
    assert text.count(folded) == 1
    text = text.replace(folded, quoted).replace("hợp pháp khác.\n", "hợp pháp khác.'\n", 1)
    plan.write_text(text, "utf-8")
    office = Department(render_docx(read_plan(plan).document))
    office.retype(office.find("Huy động của xã"), "cá nhân", "dân xã Ia H'Drung")
    outcome = send(office.saved())
    assert (outcome.code, outcome.applied, outcome.listed) == (Exit.OK, 1, [])
    assert outcome.after == text.replace(
        "đỡ\n            cá nhân, tổ", "đỡ\n            dân xã Ia H''Drung, tổ"
    )


def test_27_changes_the_year_everywhere(send: Send, office: Department) -> None:
    changed = 0
    for paragraph in office.paragraphs():
        if "năm 2024" in paragraph.text:
            office.retype(paragraph, "năm 2024", "năm 2025")
            changed += 1
    outcome = send(office.saved())
    assert (outcome.applied, len(outcome.listed)) == (0, changed)
    assert "khoá nam" in outcome.reasons


def test_28_other_codes_of_the_same_letters_are_no_change(send: Send, office: Department) -> None:
    for paragraph in office.paragraphs():
        for run in paragraph.runs:
            run.text = normalize("NFD", run.text).replace("hộ nghèo", "hộ\u00a0nghèo")
    assert send(office.saved()).code == Exit.OK


def test_29_words_and_a_year_in_one_paragraph(send: Send, office: Department) -> None:
    """What can be written of a paragraph is; the year stays with the plan and is listed."""
    paragraph = office.find("1. Phấn đấu đạt các chỉ tiêu")
    office.retype(paragraph, "Phấn đấu đạt", "Phấn đấu hoàn thành")
    office.retype(paragraph, "năm 2024", "năm 2025")
    outcome = send(office.saved())
    assert (outcome.applied, outcome.kinds) == (1, ["reworded"])
    assert "Phấn đấu hoàn thành các chỉ tiêu về giảm nghèo năm {{ nam }}" in outcome.after


def test_30_deletes_a_whole_section(send: Send, office: Department) -> None:
    """A heading with all below it goes as one; what is numbered behind it moves up."""
    paragraphs = office.paragraphs()
    texts = [each.text for each in paragraphs]
    first = next(i for i, text in enumerate(texts) if text.startswith("3.4. "))
    last = next(i for i, text in enumerate(texts) if text.startswith("3.5. "))
    for paragraph in paragraphs[first:last]:
        office.remove(paragraph)
    outcome = send(office.saved())
    assert outcome.applied == last - first
    assert "Sở Tư pháp chủ trì" not in outcome.after
    assert all("số thứ tự" in reason for each in outcome.listed for reason in each["reasons"])


def test_31_adds_a_footnote_or_a_header(send: Send, office: Department) -> None:
    header = office.word.sections[0].header
    header.paragraphs[0].add_run(" DỰ THẢO LẦN 2")
    outcome = send(office.saved())
    assert (outcome.applied, outcome.kinds) == (0, ["added"])
    assert "DỰ THẢO LẦN 2" in outcome.listed[0]["new"]


def test_34_two_departments_one_after_the_other(
    plan: Path, ours: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second file still says what the first department changed: that must stay changed."""
    sent = Path(shutil.copy(plan, tmp_path / "da_gui.yaml"))
    first, second = Department(ours), Department(ours)
    first.retype(first.find("Huy động các nguồn"), "Huy động", "Vận động")
    first.retype(first.find("Khai thác sử dụng"), "Khai thác sử dụng", "Sử dụng")
    second.retype(second.find("Đẩy mạnh công tác tuyên"), "Đẩy mạnh", "Tăng cường")
    second.retype(second.find("Khai thác sử dụng"), "Khai thác sử dụng", "Phát huy")
    second.remove(second.find("Đẩy mạnh công tác giám sát"))
    for office in (first, second):
        office.retype(office.cell("Huyện Kbang", 2), "18.286", "18.300")
        office.retype(office.cell("Tổng cộng toàn tỉnh", 2), "388.231", "388.245")
        office.retype(office.cell("Huyện Kbang", 4), "11,26", "11,25")
    for name, office in (("a.docx", first), ("b.docx", second)):
        (tmp_path / name).write_bytes(office.saved())
    assert main(["diff", str(plan), str(tmp_path / "a.docx"), "--apply"]) == Exit.OK
    capsys.readouterr()
    command = ["diff", str(plan), str(tmp_path / "b.docx"), "--da-gui", str(sent)]
    assert main([*command, "--apply", "--format", "json"]) == Exit.FINDINGS
    told = json.loads(capsys.readouterr().out)
    text = plan.read_text("utf-8")
    assert told["applied"] == 2
    for words in ("Vận động các nguồn hỗ trợ", "Tăng cường công tác tuyên truyền"):
        assert words in text
    assert "Đẩy mạnh công tác giám sát" not in text
    assert "Sử dụng có hiệu quả các tiềm năng" in text
    (conflict,) = told["differences"]
    assert "Phát huy" in conflict["new"]
    assert "sau khi gửi" in " ".join(conflict["reasons"])


def test_35_each_department_removes_one_of_two_lines_that_are_alike(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The line that the second one removed must not pass for another wording of the other."""
    plan, sent = tmp_path / "ke_hoach.yaml", tmp_path / "da_gui.yaml"
    samples = Path(__file__).parents[1] / "compare"
    shutil.copy(samples / "don_vi.yaml", tmp_path)
    kept, other = "chính sách bảo hiểm y tế cho người nghèo", "chính sách bảo hiểm y tế cho trẻ em"
    text = (samples / "ke_hoach.yaml").read_text("utf-8")
    first = "- Củng cố cơ sở"
    text = text.replace(first, f"- Hướng dẫn thực hiện {other}.\n              {first}")
    for file in (plan, sent):
        file.write_text(text, "utf-8")
    ours = render_docx(read_plan(plan).document)
    for name, gone in (("a.docx", other), ("b.docx", kept)):
        office = Department(ours)
        office.remove(office.find(f"Hướng dẫn thực hiện {gone}"))
        (tmp_path / name).write_bytes(office.saved())
    assert main(["diff", str(plan), str(tmp_path / "a.docx"), "--apply"]) == Exit.OK
    main(["diff", str(plan), str(tmp_path / "b.docx"), "--da-gui", str(sent), "--apply"])
    capsys.readouterr()
    after = plan.read_text("utf-8")
    assert other not in after
    assert kept not in after


def test_32_an_empty_file_and_another_document_are_refused(send: Send, office: Department) -> None:
    for paragraph in office.paragraphs():
        for run in paragraph.runs:
            run.text = ""
    empty = send(office.saved())
    assert empty.code == Exit.REFUSED
    assert "MT020" in empty.after
    other = Department(render_docx(read_plan(COMPARED / "ke_hoach.yaml").document))
    foreign = send(other.saved())
    assert foreign.code == Exit.REFUSED
    assert "MT021" in foreign.after


def test_a_long_file_is_not_of_a_short_plan_of_the_same_phrases(
    tmp_path: Path, ours: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """The skeleton of a plan has titles and phrases that every plan has."""
    short, file = tmp_path / "ngan.yaml", tmp_path / "ve.docx"
    file.write_bytes(ours)
    assert main(["new", "An toàn giao thông", "-o", str(short)]) == Exit.OK
    before = short.read_bytes()
    assert main(["diff", str(short), str(file), "--apply"]) == Exit.REFUSED
    assert "MT021" in capsys.readouterr().err
    assert short.read_bytes() == before


def test_33_wrong_ways_to_ask_are_told(
    plan: Path, tmp_path: Path, ours: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "a.docx"
    file.write_bytes(ours)
    assert main(["diff", str(file), str(plan)]) == Exit.USAGE
    assert "đứng sau" in capsys.readouterr().err
    assert main(["diff", str(plan), str(file), str(file), "--apply"]) == Exit.USAGE
    assert main(["diff", str(plan), str(plan), "--apply"]) == Exit.USAGE
    assert main(["diff", str(plan), str(file), "--format", "so-sanh"]) == Exit.USAGE
    assert main(["diff", str(plan), str(file), "-o", str(tmp_path / "b.docx")]) == Exit.USAGE
    assert main(["diff", str(plan), str(plan), "-o", str(tmp_path / "b.pdf")]) == Exit.USAGE
    assert main(["diff", str(plan), str(tmp_path / "none.docx")]) == Exit.REFUSED


def test_34_a_returned_file_is_read_within_bounds(
    tmp_path: Path,
    ours: bytes,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    path = tmp_path / "so-y-te.docx"
    path.write_bytes(ours)
    monkeypatch.setattr("kehoach.finished.reading.MOST_BYTES", 0)
    assert main(["diff", str(DEFAULT_PLAN), str(path)]) == Exit.REFUSED
    assert "MT010" in capsys.readouterr().err


MOTIVATED = "Vận động hộ nghèo thay đổi nếp nghĩ, cách làm, tự vươn lên thoát nghèo bền vững"
SUPPORTED = "không trông chờ vào hỗ trợ của Nhà nước."


@pytest.mark.parametrize("tracked", [False, True])
@pytest.mark.parametrize(
    ("gone", "left"),
    [
        (f", {SUPPORTED.removesuffix('.')}", f"{MOTIVATED}."),
        (f"{MOTIVATED}, ", SUPPORTED),
        (f" hộ nghèo{MOTIVATED.partition('hộ nghèo')[2]}, {SUPPORTED}", "Vận động"),
        (f"{MOTIVATED}, {SUPPORTED.removesuffix('Nhà nước.')}", "Nhà nước."),
    ],
)
def test_35_of_a_clause_deletes_a_half_or_nearly_all(
    send: Send, small: Ours, tracked: bool, gone: str, left: str
) -> None:
    """However little is left of a clause, it stays, with what is left and nothing else."""
    office = small()
    change = office.tracked_retype if tracked else office.retype
    change(office.find("Vận động hộ nghèo"), gone, "")
    outcome = send(office.saved())
    assert (outcome.code, outcome.applied, outcome.listed) == (Exit.OK, 1, [])
    assert said(outcome.rebuilt)[f"- {left}"] == 1


@pytest.mark.parametrize("tracked", [False, True])
@pytest.mark.parametrize(
    "gone", ["2.2. Sở Kế hoạch và Đầu tư", "Chủ trì, phối hợp với các sở ngành,"]
)
def test_36_deletes_one_of_two_paragraphs_of_a_clause(
    send: Send, office: Department, tracked: bool, gone: str
) -> None:
    """The heading without its text, or the text without its heading: which was meant is asked."""
    paragraph = office.find(gone)
    (office.tracked_remove if tracked else office.remove)(paragraph)
    outcome = send(office.saved())
    assert (outcome.code, outcome.applied, outcome.kinds) == (Exit.FINDINGS, 0, ["removed"])
    assert outcome.reasons == "chỉ bỏ một phần của nội dung này; sửa ở tệp YAML"
    assert outcome.before == outcome.after


def test_37_deletes_a_heading_and_keeps_what_stands_below(send: Send, small: Ours) -> None:
    office = small()
    for words in ("Sở Y tế", "Củng cố cơ sở vật chất"):
        office.remove(office.find(words))
    outcome = send(office.saved())
    assert (outcome.code, outcome.applied, outcome.kinds) == (Exit.FINDINGS, 1, ["removed"])
    assert outcome.reasons == "bỏ mục này nhưng giữ các nội dung bên dưới; sửa ở tệp YAML"
    assert "don_vi: so_yt" in outcome.after
    assert "Hướng dẫn thực hiện chính sách bảo hiểm" in outcome.after
    assert "Củng cố cơ sở vật chất" not in outcome.after


def test_38_what_would_print_something_else_is_not_written(send: Send, small: Ours) -> None:
    """An agency without duties prints another heading; what else was asked for is written."""
    office = small()
    office.remove(office.find("Cân đối, bố trí kinh phí"))
    office.retype(office.find("Đẩy mạnh tuyên truyền"), "Đẩy mạnh", "Tăng cường")
    office.retype(office.find("Huy động các nguồn lực"), "Huy động", "Vận động")
    outcome = send(office.saved())
    assert (outcome.code, outcome.applied, outcome.kinds) == (Exit.FINDINGS, 2, ["removed"])
    assert "không in ra đúng như bản Word" in outcome.reasons
    assert "Cân đối, bố trí kinh phí" in outcome.after
    assert [line.split(" ", 3)[1:3] for line in outcome.written] == [
        ["Tăng", "cường"],
        ["Vận", "động"],
    ]


def test_39_deletes_all_there_is(send: Send, small: Ours) -> None:
    """A plan says something: its last part stays, whole."""
    office = small()
    texts = [each.text for each in office.paragraphs()]
    first = next(i for i, text in enumerate(texts) if text.startswith("I. "))
    end = next(i for i, text in enumerate(texts) if text.startswith("Nơi nhận"))
    for paragraph in office.paragraphs()[first:end]:
        if paragraph.text:
            office.remove(paragraph)
    outcome = send(office.saved())
    assert set(outcome.kinds) == {"removed"}
    _, last = outcome.before.split("noi_dung:\n")[1].split("  - tieu_de: Tổ chức")
    assert outcome.after.split("noi_dung:\n")[1] == "  - tieu_de: Tổ chức" + last


TREATED = "Củng cố cơ sở vật chất của các trạm y tế xã có điều kiện khó khăn."


@pytest.mark.parametrize(
    ("written", "rewritten"),
    [
        ('"{}"', '- "Nâng \\"cấp\\" \'đủ\' cơ sở {}"'),
        ("'{}'", "- 'Nâng \"cấp\" ''đủ'' cơ sở {}'"),
    ],
)
def test_40_types_quotation_marks_into_a_quoted_text(
    send: Send, small: Ours, written: str, rewritten: str
) -> None:
    rest = TREATED.removeprefix("Củng cố cơ sở ")
    office = small(TREATED, written.format(TREATED))
    office.retype(office.find("Củng cố cơ sở"), "Củng cố", "Nâng \"cấp\" 'đủ'")
    outcome = send(office.saved())
    assert (outcome.code, outcome.applied) == (Exit.OK, 1)
    assert outcome.written == [rewritten.format(rest)]


def test_41_types_over_several_words_of_one_paragraph(send: Send, small: Ours) -> None:
    """Longer and shorter words; every other letter of the paragraph stays where it stands."""
    office = small()
    paragraph = office.find("Vận động hộ nghèo")
    office.retype(paragraph, "Vận động", "Khuyến khích, động viên")
    office.retype(paragraph, "cách làm", "làm")
    office.retype(paragraph, "Nhà nước", "cấp trên")
    outcome = send(office.saved())
    assert (outcome.code, outcome.applied) == (Exit.OK, 1)
    first = "Khuyến khích, động viên hộ nghèo thay đổi nếp nghĩ, làm, tự vươn lên"
    assert outcome.written == [
        f"{first} thoát nghèo bền vững,",
        "không trông chờ vào hỗ trợ của cấp trên.",
    ]


def test_42_adds_words_at_the_end_and_texts_that_yaml_would_misread(
    send: Send, small: Ours
) -> None:
    office = small()
    office.retype(office.find("Hướng dẫn thực hiện"), "cận nghèo.", "cận nghèo. Báo cáo tỉnh.")
    office.retype(office.find("1. Tuyên truyền"), "nhận thức", "nhận thức, trách nhiệm")
    office.add_after(office.find("Theo dõi, giám sát"), "- Gồm: hộ 'a' # hộ b", "- 12", "- [x]")
    outcome = send(office.saved())
    assert (outcome.code, outcome.applied) == (Exit.OK, 5)
    assert "người cận nghèo. Báo cáo tỉnh." in outcome.after
    assert "tieu_de: Tuyên truyền, nâng cao nhận thức, trách nhiệm\n" in outcome.after
