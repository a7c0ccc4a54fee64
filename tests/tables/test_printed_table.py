"""One table in every form: what it says is the same in Word, PDF, Excel and on the terminal."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from datetime import date, datetime
from pathlib import Path

import docx
import openpyxl
import pytest

from kehoach.document import Metadata
from kehoach.findings import InputRefused
from kehoach.render.fill_template import TEMPLATES
from kehoach.tables.printed_table import (
    PrintedColumn,
    PrintedTable,
    TableSection,
    as_text,
    plain,
    plain_rows,
)
from kehoach.tables.table_docx import as_docx
from kehoach.tables.table_pdf import as_pdf
from kehoach.tables.table_workbook import as_xlsx

COLUMNS = (PrintedColumn("TT", 1), PrintedColumn("Cơ quan", 3), PrintedColumn("Ý kiến", 6))
METADATA = Metadata("Kế hoạch", "Giảm nghèo", "Ủy ban nhân dân xã", date(2025, 1, 2))
TABLE = PrintedTable(
    "BẢNG Ý KIẾN",
    ("Về giảm nghèo", "Năm 2025"),
    COLUMNS,
    (
        TableSection("Phần I. Mục tiêu", ((plain("1"), plain("Sở Y tế"), plain("Nhất trí")),)),
        TableSection("Phần II. Nhiệm vụ", ((plain("2"), plain("Sở Tư pháp"), ()),)),
    ),
    numbered=True,
)
DATE = datetime(2025, 1, 2)


def test_sections_stand_over_their_rows_on_the_terminal() -> None:
    assert as_text(TABLE).splitlines() == [
        "BẢNG Ý KIẾN",
        "Về giảm nghèo",
        "Năm 2025",
        "",
        "TT  Cơ quan     Ý kiến",
        "Phần I. Mục tiêu",
        "1   Sở Y tế     Nhất trí",
        "Phần II. Nhiệm vụ",
        "2   Sở Tư pháp",
    ]


def test_sections_are_as_wide_as_the_sheet_in_excel() -> None:
    (sheet,) = openpyxl.load_workbook(io.BytesIO(as_xlsx([TABLE], DATE))).worksheets
    rows = [[cell for cell in row if cell] for row in sheet.iter_rows(values_only=True)]
    assert rows == [
        ["BẢNG Ý KIẾN"],
        ["Về giảm nghèo"],
        ["Năm 2025"],
        [],
        ["TT", "Cơ quan", "Ý kiến"],
        ["(1)", "(2)", "(3)"],
        ["Phần I. Mục tiêu"],
        ["1", "Sở Y tế", "Nhất trí"],
        ["Phần II. Nhiệm vụ"],
        ["2", "Sở Tư pháp"],
    ]
    assert sorted(str(merged) for merged in sheet.merged_cells.ranges) == ["A7:C7", "A9:C9"]
    widths = [sheet.column_dimensions[letter].width for letter in "ABC"]
    assert widths[1] == pytest.approx(3 * widths[0])
    assert widths[2] == pytest.approx(6 * widths[0])


def test_two_tables_in_one_word_file() -> None:
    """Each with its title and lines above it, in the order in which they were given."""
    other = PrintedTable("DANH MỤC", ("Một dòng",), COLUMNS, plain_rows([("1", "Sở Nội vụ", "")]))
    made = docx.Document(io.BytesIO(as_docx([TABLE, other], METADATA, title="Hai bảng")))
    first, second = made.tables
    assert [cell.text for cell in first.rows[1].cells] == ["Phần I. Mục tiêu"] * 3
    assert [cell.text for cell in second.rows[1].cells] == ["1", "Sở Nội vụ", ""]
    said = [paragraph.text for paragraph in made.paragraphs if paragraph.text]
    assert said == ["BẢNG Ý KIẾN", "Về giảm nghèo", "Năm 2025", "DANH MỤC", "Một dòng"]
    assert made.core_properties.title == "Hai bảng"


@pytest.mark.parametrize("name", ["bang.docx", "nhiem_vu.docx"])
def test_a_template_without_a_sample_is_refused(name: str, tmp_path: Path) -> None:
    template = Path(shutil.copy(TEMPLATES / name, tmp_path))
    as_docx([TABLE], METADATA, template)
    document = docx.Document(str(template))
    document.tables[0].rows[2].cells[-1].text = ""
    document.save(str(template))
    with pytest.raises(InputRefused, match=rf"IN013 mẫu bảng thiếu: o\b(?s:.*){name}"):
        as_docx([TABLE], METADATA, template)


@pytest.mark.parametrize("name", ["bang.docx", "nhiem_vu.docx"])
@pytest.mark.parametrize("spoil", ["cut", "text", "part", "away"])
def test_a_template_that_cannot_be_read_is_refused(name: str, spoil: str, tmp_path: Path) -> None:
    template = Path(shutil.copy(TEMPLATES / name, tmp_path))
    data = template.read_bytes()
    if spoil == "cut":
        template.write_bytes(data[: len(data) // 2])
    elif spoil == "text":
        template.write_text("Bảng", "utf-8")
    elif spoil == "part":
        template.write_bytes(data.replace(b"[Content_Types].xml", b"[Content_Tapes].xml"))
    else:
        template.unlink()
    with pytest.raises(InputRefused, match=rf"{name}.*\bIN001\b"):
        as_docx([TABLE], METADATA, template)


@pytest.mark.parametrize("part", ["w:tcW", "w:tblGrid", "w:p"])
def test_a_sample_without_what_it_is_filled_by_is_refused(part: str, tmp_path: Path) -> None:
    template = Path(shutil.copy(TEMPLATES / "bang.docx", tmp_path))
    document = docx.Document(str(template))
    for element in document.tables[0]._tbl.xpath(f".//{part}"):
        element.getparent().remove(element)
    document.save(str(template))
    with pytest.raises(InputRefused, match="IN013 mẫu bảng thiếu"):
        as_docx([TABLE], METADATA, template)


def test_a_long_table_goes_on_from_page_to_page() -> None:
    """Set in several goes; the title stands once, headings on each page, pages are numbered on."""
    rows = tuple((plain(str(n)), plain(f"Cơ quan {n}"), plain("Nhất trí")) for n in range(1, 851))
    sections = (TableSection("Mục A", rows[:300]), TableSection("Mục B", rows[300:]))
    table = PrintedTable("BẢNG DÀI", (), COLUMNS, sections)
    pages = pages_of(as_pdf([table, TABLE], METADATA))
    *long, last = pages
    assert [page.split()[0] for page in long[1:]] == [str(n) for n in range(2, len(long) + 1)]
    assert sum("BẢNG DÀI" in page for page in pages) == 1
    assert all("Cơ quan" in page and "Ý kiến" in page for page in pages)
    assert re.findall(r"Cơ quan (\d+)", "".join(long)) == [str(n) for n in range(1, 851)]
    assert last.split()[:4] == ["BẢNG", "Ý", "KIẾN", "Về"]


def pages_of(pdf: bytes) -> list[str]:
    """The text of each page, as poppler reads it."""
    command = ["pdftotext", "-layout", "-", "-"]
    said = subprocess.run(command, input=pdf, capture_output=True, check=True).stdout
    return said.decode().removesuffix("\f").split("\f")
