"""Printed tables as an Excel workbook, a sheet for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from math import ceil

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from kehoach.tables.printed_table import PrintedTable, unmarked_rows
from kehoach.xlsx.cell_styles import FACE, HEADING, INDEX, TITLE, WORDS, add_styles, lay_on_a4
from kehoach.xlsx.workbook_bytes import workbook_bytes

_LETTERS_A_PERCENT, _LINE_PT = 1.4, 16.0


def as_xlsx(tables: Sequence[PrintedTable], made: datetime) -> bytes:
    """The workbook; `made` stands for when it was made."""
    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    workbook.properties.created = workbook.properties.modified = made
    add_styles(workbook, set())
    for number, table in enumerate(tables, 1):
        _write(workbook.create_sheet(f"Bảng {number}" if len(tables) > 1 else "Bảng"), table)
    return workbook_bytes(workbook, made)


def _write(sheet: Worksheet, table: PrintedTable) -> None:
    for number, text in enumerate((table.title, *table.lines), 1):
        line = sheet.cell(number, 1, text)
        line.font = Font(name=FACE, size=12)
        line.alignment = Alignment(horizontal="left")
    sheet.cell(1, 1).style = TITLE
    sheet.cell(1, 1).alignment = Alignment(horizontal="left")
    heads = [(table.headings, HEADING)] + [(table.indices, INDEX)] * table.numbered
    words = [(row, WORDS) for section in table.sections for row in unmarked_rows(section)]
    widths = [percent * _LETTERS_A_PERCENT for percent in table.percents]
    first = len(table.lines) + 3
    for number, (row, style) in enumerate([*heads, *words], first):
        sheet.row_dimensions[number].height = _LINE_PT * _lines(row, widths)
        if len(row) < len(widths):  # the heading of a section
            sheet.merge_cells(None, number, 1, number, len(widths))
        for column, text in enumerate(row, 1):
            written = sheet.cell(number, column, text)
            written.data_type, written.style = "s", style
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = f"A{first + len(heads)}"
    lay_on_a4(sheet, f"{first}:{first + len(heads) - 1}")


def _lines(row: Sequence[str], widths: Sequence[float]) -> int:
    """How many lines the highest cell of a row takes, a little generously: Excel does not ask."""
    if len(row) < len(widths):
        widths = [sum(widths)]
    return max(ceil(1.15 * len(text) / width) or 1 for text, width in zip(row, widths, strict=True))
