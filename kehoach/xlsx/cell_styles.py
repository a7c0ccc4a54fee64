"""How a sheet looks: named styles, which IT staff can change in Excel, and how it is printed."""

from __future__ import annotations

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, NamedStyle, PatternFill, Protection, Side
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

FACE = "Times New Roman"
TITLE, HINT, HEADING, INDEX, WORDS, ORDER = (
    "KH Tên biểu",
    "KH Lời dặn",
    "KH Tiêu đề cột",
    "KH Chỉ số cột",
    "KH Chữ",
    "KH Số thứ tự",
)

_LINE = Side(style="thin", color="FF808080")
_BORDER = Border(left=_LINE, right=_LINE, top=_LINE, bottom=_LINE)
_HEADING_FILL = PatternFill("solid", fgColor="FFE7ECF3")
_ENTRY_FILL = PatternFill("solid", fgColor="FFFFF8DC")
_CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
_LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
_RIGHT = Alignment(horizontal="right", vertical="center")


def figure_style(decimals: int, *, entry: bool, strong: bool) -> str:
    """The name of the style of a figure; rows of sums are strong."""
    kind = "nhập" if entry else "tính"
    return f"KH Số {kind} {decimals}{' đậm' if strong else ''}"


def words_style(name: str, *, strong: bool) -> str:
    """The name of the style of words, in rows of sums strong."""
    return f"{name} đậm" if strong else name


def number_format(decimals: int) -> str:
    """Excel's code: groups of thousands, and the comma of a Vietnamese Excel, come by locale."""
    return "#,##0" + (f".{'0' * decimals}" if decimals else "")


def add_styles(workbook: Workbook, decimals: set[int]) -> None:
    """Make the styles known to the workbook, for figures of so many decimals."""
    plain, bold = Font(name=FACE, size=12), Font(name=FACE, size=12, bold=True)
    small = Font(name=FACE, size=11, italic=True)
    _add(workbook, TITLE, Font(name=FACE, size=14, bold=True), _CENTRE, framed=False)
    _add(workbook, HINT, small, _CENTRE, framed=False)
    _add(workbook, HEADING, bold, _CENTRE, fill=_HEADING_FILL)
    _add(workbook, INDEX, small, _CENTRE, fill=_HEADING_FILL)
    for strong, font in ((False, plain), (True, bold)):
        _add(workbook, words_style(WORDS, strong=strong), font, _LEFT)
        _add(workbook, words_style(ORDER, strong=strong), font, _CENTRE)
        for places in sorted(decimals):
            for entry in (False, True):
                name = figure_style(places, entry=entry, strong=strong)
                fill = _ENTRY_FILL if entry else None
                style = _add(workbook, name, font, _RIGHT, fill=fill)
                style.number_format = number_format(places)
                style.protection = Protection(locked=not entry)


def put_words(sheet: Worksheet, row: int, column: int, text: str) -> None:
    """Words that begin with '=' stay words."""
    if text:
        sheet.cell(row, column, text).data_type = "s"


def lay_on_a4(sheet: Worksheet, headings: str, *, wide: bool = True) -> None:
    """Print on A4, all columns on one page; the rows `headings` ("3:4") stand on every page."""
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.orientation = "landscape" if wide else "portrait"
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = headings


def _add(
    workbook: Workbook,
    name: str,
    font: Font,
    alignment: Alignment,
    *,
    fill: PatternFill | None = None,
    framed: bool = True,
) -> NamedStyle:
    style = NamedStyle(name, font=font, alignment=alignment)
    if fill:
        style.fill = fill
    if framed:
        style.border = _BORDER
    workbook.add_named_style(style)
    return style
