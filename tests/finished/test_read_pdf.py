"""The reader of PDF files: what is printed comes out as paragraphs, tables, lines and measures."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from kehoach.build import DEFAULT_PLAN
from kehoach.document import Document
from kehoach.finished.finished_file import FileParagraph, FinishedFile
from kehoach.finished.pdf.open_pdf import open_pdf
from kehoach.finished.pdf.read import read_pdf
from kehoach.finished.positions import Alignment
from kehoach.resolve.read import read_plan

STATE, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"


def read(path: Path) -> FinishedFile:
    return read_pdf(open_pdf(path.read_bytes(), path.name), path.name)


@pytest.fixture(scope="module")
def document() -> Document:
    return read_plan(DEFAULT_PLAN).document


@pytest.fixture(scope="module", params=["WeasyPrint", "LibreOffice"])
def made(
    request: pytest.FixtureRequest, output: Path, convert: Callable[..., list[Path]]
) -> FinishedFile:
    """The 2024 plan as two programs printed it."""
    if request.param == "WeasyPrint":
        return read(output / f"{DEFAULT_PLAN.stem}.pdf")
    return read(convert(plan=(output / f"{DEFAULT_PLAN.stem}.docx").read_bytes())[0])


def one(file: FinishedFile, start: str) -> FileParagraph:
    (found,) = (each for each in file.paragraphs if each.text.startswith(start) and not each.cells)
    return found


def words(text: str) -> str:
    """A space behind a hyphen is lost where a line ends there."""
    return re.sub(r"(?<=\S)- ", "-", " ".join(text.split()))


def test_paragraphs_are_those_that_were_set(made: FinishedFile, document: Document) -> None:
    expected = [words(part.text) for part in document.paragraphs()]
    first = expected.index("- Bộ LĐ-TB&XH;")
    expected[first:first] = ["Nơi nhận:"]
    number = expected.index("Số: 3456/KH-UBND")
    expected[number + 1 : number + 1] = [STATE, MOTTO]
    shown = [words(each.text) for each in made.paragraphs if not each.cells]
    last = expected.index("BIỂU TỔNG HỢP CHỈ TIÊU GIẢM NGHÈO NĂM 2024") + 2
    assert shown == expected[:last]


def test_cells_stand_where_they_were_drawn(made: FinishedFile, document: Document) -> None:
    (table,) = made.tables
    annex = document.phu_luc[0].table
    count = len(annex.header_rows)
    for shown, row in zip(table.rows[count + 1 :], annex.rows, strict=True):
        texts = [" ".join(made.paragraphs[i].text for i in c.paragraphs) for c in shown.cells]
        assert texts == ["".join(run.text for run in cell.runs) for cell in row.cells]
    spans = [[(c.colspan, c.rowspan) for c in row.cells] for row in table.rows[:count]]
    assert spans == [[(c.colspan, c.rowspan) for c in row] for row in annex.header_rows]


def test_margins_and_page_numbers_are_measured_to_a_millimetre(made: FinishedFile) -> None:
    body, annex = made.sections
    assert (body.width, body.height) == pytest.approx((210, 297), abs=0.2)
    assert (body.top, body.bottom, body.left, body.right) == pytest.approx(
        (20, 20, 30, 15), abs=1.5
    )
    assert (body.starts_at, body.on_first, body.format) == (1, False, "arabic")
    assert body.page_number is not None
    assert body.page_number.top
    assert body.page_number.alignment is Alignment.CENTER
    assert annex.pages == (15, 15)


def test_the_layout_of_running_text_is_measured(made: FinishedFile) -> None:
    paragraph = one(made, "Thực hiện giảm nghèo đa chiều")
    layout = paragraph.layout
    assert layout.alignment is Alignment.JUSTIFY
    assert layout.first_line == pytest.approx(12.7, abs=0.1)
    assert layout.left == pytest.approx(0, abs=0.1)
    assert layout.column == pytest.approx(165, abs=0.5)
    assert layout.spacing is not None
    assert layout.spacing.lines == pytest.approx(18 / 16.1, abs=0.02)
    assert {piece.look.font for piece in paragraph.pieces} == {"Liberation Serif"}
    assert {piece.look.size for piece in paragraph.pieces} == {14.0}
    assert one(made, "- Tỷ lệ hộ nghèo (theo").layout.after == pytest.approx(6, abs=0.3)


def test_looks_are_those_of_the_letters(made: FinishedFile) -> None:
    looks = {
        "KẾ HOẠCH": (14, True, False),
        "Gia Lai, ngày": (14, False, True),
        "Số: 3456": (13, False, False),
        "Nơi nhận:": (12, True, True),
        "- Bộ LĐ-TB&XH;": (11, False, False),
    }
    for start, look in looks.items():
        piece = one(made, start).pieces[0].look
        assert (piece.size, piece.bold, piece.italic) == look
        assert piece.colour == "000000"


def test_lines_stand_under_their_text(made: FinishedFile) -> None:
    ratios = {}
    for stroke in made.strokes:
        assert stroke.after is not None
        paragraph = made.paragraphs[stroke.after]
        assert stroke.length is not None
        assert stroke.shift == pytest.approx(0, abs=0.2)
        ratios[paragraph.text[:12]] = stroke.length / paragraph.lines[-1].box.width
    assert ratios[MOTTO[:12]] == pytest.approx(1, abs=0.02)
    assert ratios["TỈNH GIA LAI"] == pytest.approx(0.49, abs=0.01)
    assert set(ratios) == {MOTTO[:12], "TỈNH GIA LAI", "Thực hiện Ch", "(Kèm theo Kế"}
