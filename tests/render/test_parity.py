"""Two formats, one document: lines and pages of the Word file end where those of the PDF end.

LibreOffice lays out the Word file; Word cannot be asked here.
`pytest -rP tests/render/test_parity.py` prints the measured shares.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher, unified_diff
from itertools import chain
from pathlib import Path

import pytest

from kehoach.build import DEFAULT_PLAN
from kehoach.document import Annex, Document, Paragraph, ParagraphKind, Run
from kehoach.locations import Computed, Reference, Span
from kehoach.render.docx_template import render_docx
from kehoach.render.pdf import render_pdf
from kehoach.resolve.read import read_plan

LEAST_SHARE = 0.98
REAL = "plan_2024"
VARIANTS = ["draft", "preamble", "shorter", "annexes", "long"]
LINK = "https://" + "giamngheo" * 9
LONG_NAME = "Các xã đặc biệt khó khăn, xã biên giới, xã an toàn khu của huyện Đức Cơ"


@dataclass(frozen=True)
class Layout:
    """The lines of each page of one document in both formats, blanks between words made equal."""

    word: list[list[str]]
    pdf: list[list[str]]

    @property
    def share(self) -> tuple[int, int]:
        """How many lines are identical, of how many; a line that moved to another page counts."""
        word, pdf = list(chain(*self.word)), list(chain(*self.pdf))
        blocks = SequenceMatcher(None, word, pdf, autojunk=False).get_matching_blocks()
        return sum(block.size for block in blocks), max(len(word), len(pdf))

    @property
    def breaks(self) -> tuple[list[list[str]], list[list[str]]]:
        """The number, the first and the last line of each page, in Word's file and in the PDF."""
        return [ends(page) for page in self.word], [ends(page) for page in self.pdf]

    def __str__(self) -> str:
        same, lines = self.share
        whole = sum(word == pdf for word, pdf in zip(self.word, self.pdf, strict=False))
        pages = max(len(self.word), len(self.pdf))
        percent = f"{same / lines:.2%}"
        return f"{same}/{lines} lines ({percent}) and {whole}/{pages} pages are identical"

    def difference(self) -> str:
        """The lines that differ, for the message of a test that fails."""
        word, pdf = list(chain(*self.word)), list(chain(*self.pdf))
        return "\n".join([str(self), *unified_diff(word, pdf, "word", "pdf", lineterm="", n=1)])


def ends(page: list[str]) -> list[str]:
    return [*page[:2], page[-1]] if page else []


def pages(pdf: Path) -> list[list[str]]:
    command = ["pdftotext", "-layout", str(pdf), "-"]
    text = subprocess.run(command, check=True, capture_output=True).stdout.decode("utf-8")
    return [
        [" ".join(line.split()) for line in page.splitlines() if line.strip()]
        for page in text.split("\f")[:-1]
    ]


def paragraph(kind: ParagraphKind, text: str) -> Paragraph:
    return Paragraph(kind, (Run(text, Computed(Reference("mac_dinh"), Span(0, 0))),))


def draft(folder: Path) -> Document:
    """The plan before it has a number and a date: blanks, and DỰ THẢO in its box."""
    path = folder / "draft.yaml"
    issued = DEFAULT_PLAN.read_text(encoding="utf-8")
    path.write_text(issued.replace("trang_thai: ban_hanh", "trang_thai: du_thao"), encoding="utf-8")
    document = read_plan(path).document
    assert document.the_thuc.du_thao
    return document


def preamble(plan: Document) -> Document:
    """Another preamble, so that all pages end elsewhere, even between a heading and its text."""
    lines = (
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
        "Căn cứ Quyết định số 728/QĐ-UBND ngày 12 tháng 10 năm 2017 của Ủy ban nhân dân tỉnh Gia "
        "Lai ban hành Chương trình hành động giai đoạn 2017-2020 và định hướng đến năm 2025.",
    )
    return replace(plan, can_cu=tuple(paragraph("can_cu", line) for line in lines))


def annexes(plan: Document) -> Document:
    """Three annexes, the second over several pages, with names that do not fit on one line."""

    def annex(label: str, rows: int, name: str = "") -> Annex:
        (template,) = plan.phu_luc
        body = [template.table.rows[at % 18] for at in range(rows)]
        for at in range(0, rows, 3) if name else ():
            order, unit, *figures = body[at].cells
            long = replace(unit, runs=paragraph("doan", name).runs)
            body[at] = replace(body[at], cells=(order, long, *figures))
        table = replace(template.table, rows=tuple(body))
        return replace(template, id=label, nhan=paragraph("phu_luc", label), table=table)

    three = (annex("Phụ lục I", 34), annex("Phụ lục II", 80, LONG_NAME), annex("Phụ lục III", 2))
    return replace(plan, phu_luc=three)


def long(plan: Document) -> Document:
    """Words longer than a line in a heading and in clauses; a row taller than a page."""
    (annex,) = plan.phu_luc
    first, second, third, *others = plan.clauses
    heading = replace(first.paragraphs[0], runs=paragraph("phan", f"I. Xem {LINK} để biết").runs)
    texts = (f"- Đăng tại {LINK}{LINK} theo quy định", f"- Theo mã {'abcdefghij' * 9} đã cấp")
    clauses = (
        replace(first, paragraphs=(heading,)),
        replace(second, paragraphs=tuple(paragraph("doan", text) for text in texts)),
        *(third, *others),
    )
    rows = list(annex.table.rows)
    order, unit, *figures = rows[3].cells
    tall = replace(unit, runs=paragraph("doan", "Các thôn làng " * 60 + "hết").runs)
    rows[3] = replace(rows[3], cells=(order, tall, *figures))
    title = paragraph("ten_phu_luc", f"BIỂU {LINK} TỔNG HỢP")
    table = replace(annex.table, rows=tuple(rows))
    return replace(plan, clauses=clauses, phu_luc=(replace(annex, ten=title, table=table),))


@pytest.fixture(scope="module")
def layouts(
    output: Path, convert: Callable[..., list[Path]], tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Layout]:
    """The 2024 plan as it was built, and documents made from it."""
    folder = tmp_path_factory.mktemp("parity")
    plan = read_plan(DEFAULT_PLAN).document
    documents = {
        "draft": draft(folder),
        "preamble": preamble(plan),
        "shorter": replace(plan, clauses=plan.clauses[:47], phu_luc=()),
        "annexes": annexes(plan),
        "long": long(plan),
    }
    words = {REAL: (output / f"{REAL}.docx").read_bytes()}
    pdfs = {REAL: output / f"{REAL}.pdf"}
    for name, document in documents.items():
        words[name] = render_docx(document)
        pdfs[name] = folder / f"{name}.pdf"
        pdfs[name].write_bytes(render_pdf(document).data)
    by_office = dict(zip(words, convert(**words), strict=True))
    return {name: Layout(pages(by_office[name]), pages(pdfs[name])) for name in words}


@pytest.mark.parametrize("name", [REAL, *VARIANTS])
def test_lines_and_pages_end_alike(layouts: dict[str, Layout], name: str) -> None:
    layout = layouts[name]
    print(f"{name}: {layout}")
    same, lines = layout.share
    assert same >= LEAST_SHARE * lines, layout.difference()
    word, pdf = layout.breaks
    assert word == pdf, layout.difference()


def test_a_word_longer_than_the_line_keeps_to_the_paper(layouts: dict[str, Layout]) -> None:
    for first, *_ in (layouts["long"].word, layouts["long"].pdf):
        lines = [line for line in first if "abcdefghij" in line]
        assert len(lines) == 2
        assert "".join(lines).removeprefix("- Theo mã ") == f"{'abcdefghij' * 9} đã cấp"


def test_the_end_of_a_row_taller_than_a_page_is_printed(layouts: dict[str, Layout]) -> None:
    for printed in (layouts["long"].word, layouts["long"].pdf):
        words = " ".join(chain(*printed[-3:])).split()
        assert words.count("thôn") == 60
        assert "hết" in words


def test_head_signature_and_annex_are_compared_too(layouts: dict[str, Layout]) -> None:
    for first, *others in (layouts[REAL].word, layouts[REAL].pdf):
        signature, annex = others[-2:]
        assert first[0] == "ỦY BAN NHÂN DÂN CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
        assert any(line.endswith("Nguyễn Thị Thanh Lịch") for line in signature)
        assert "I Tổng cộng toàn tỉnh 388.231 31.502 8,11 2,00 7.450" in annex
        assert annex[-1] == "17 Huyện Đức Cơ 19.628 2.001 10,19 2,20 435"


def test_the_headings_of_a_long_annex_are_whole_on_each_of_its_pages(
    layouts: dict[str, Layout],
) -> None:
    for found in (layouts["annexes"].word, layouts["annexes"].pdf):
        words = [" ".join(page).split() for page in found]
        continued = [page for page in words if page[0] in ("2", "3") and "Hộ" in page[:30]]
        assert len(continued) >= 3
        for page in continued:
            head = page[: page.index("A")]
            assert head.count("2023") == 2
            assert head.count("2024") == 2


def test_the_measure_sees_a_line_that_moved_and_a_line_that_changed() -> None:
    pdf = [["một", "hai"], ["2", "ba", "bốn"]]
    moved = Layout([["một"], ["hai", "2", "ba", "bốn"]], pdf)
    changed = Layout([["một", "hai"], ["2", "ba", "bốn năm"]], pdf)
    assert moved.share == (5, 5)
    assert changed.share == (4, 5)
    for layout in (moved, changed):
        word, other = layout.breaks
        assert word != other
    assert "4/5 lines (80.00%) and 1/2 pages" in str(changed)
