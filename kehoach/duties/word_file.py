"""The duties of units as a Word file: a table for each unit."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from kehoach.duties.listing import Listing
from kehoach.resolve.read import Reading

_FACE = "Times New Roman"
_HEADINGS = ("TT", "Mục trong Kế hoạch", "Nội dung", "Vai trò", "Thời hạn")
_WIDTHS_MM = (11, 27, 73, 26, 28)
_MARGINS_MM = {"left": 30, "right": 15, "top": 20, "bottom": 20}
NOT_THE_PLAN = (
    "Bản này do máy lập từ nội dung Kế hoạch để tiện theo dõi, không thay thế văn bản đã ban hành."
)


def word_file(read: Reading, listings: Sequence[Listing]) -> bytes:
    """The file for the units listed; the same plan gives the same bytes."""
    from docx import Document

    from kehoach.render.docx_template import same_bytes_on_any_day, set_properties

    document = Document()
    _set_styles(document)
    for at, listing in enumerate(listings):
        heading = document.add_heading(listing.ten, level=1)
        heading.paragraph_format.page_break_before = at > 0
        _paragraph(document, listing.tieu_de, bold=True)
        if listing.members:
            _paragraph(document, f"Gồm: {', '.join(listing.members)}.")
        _table(document, listing)
    _paragraph(document, NOT_THE_PLAN, italic=True)
    set_properties(document.core_properties, read.document.metadata)
    document.core_properties.title = f"Nhiệm vụ trong {read.document.called}"[:255]
    raw = BytesIO()
    document.save(raw)
    return same_bytes_on_any_day(raw)


def _set_styles(document: Any) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Mm, Pt, RGBColor

    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    for side, width in _MARGINS_MM.items():
        setattr(section, f"{side}_margin", Mm(width))
    for name, size in (("Normal", 13), ("Heading 1", 14), ("Table Grid", 12)):
        style = document.styles[name]
        style.font.name, style.font.size = _FACE, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("ascii", "hAnsi", "eastAsia", "cs"):
            fonts.set(qn(f"w:{script}"), _FACE)
        language = style.element.get_or_add_rPr().find(qn("w:lang"))
        if language is not None:
            language.set(qn("w:val"), "vi-VN")
    heading = document.styles["Heading 1"]
    heading.font.bold, heading.font.color.rgb = True, RGBColor(0, 0, 0)
    heading.paragraph_format.space_before = Pt(0)
    document.styles["Normal"].paragraph_format.space_after = Pt(6)


def _paragraph(document: Any, text: str, *, bold: bool = False, italic: bool = False) -> None:
    run = document.add_paragraph().add_run(text)
    run.bold, run.italic = bold, italic


def _table(document: Any, listing: Listing) -> None:
    from docx.shared import Mm

    table = document.add_table(rows=1, cols=len(_HEADINGS), style="Table Grid")
    table.autofit = False
    _fill(table.rows[0], _HEADINGS, bold=True)
    _repeat(table.rows[0])
    for line in listing.lines:
        role = f"{line.vai_tro} (chung cho {line.qua})" if line.qua else line.vai_tro
        words = (str(line.tt), line.muc, line.noi_dung, role, line.han)
        _fill(table.add_row(), words)
    for column, width in zip(table.columns, _WIDTHS_MM, strict=True):
        column.width = Mm(width)
        for cell in column.cells:
            cell.width = Mm(width)
    document.add_paragraph()


def _fill(row: Any, words: Sequence[str], *, bold: bool = False) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Pt

    for column, (cell, text) in enumerate(zip(row.cells, words, strict=True)):
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_after = Pt(0)
        if bold or column == 0:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(text).bold = bold


def _repeat(row: Any) -> None:
    """Show the headings at the top of each page."""
    from docx.oxml import OxmlElement

    properties = row._tr.get_or_add_trPr()
    for name in ("w:cantSplit", "w:tblHeader"):
        properties.append(OxmlElement(name))
