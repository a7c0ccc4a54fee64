"""A plain table of words, and how it is given out: as text, as a workbook, as a PDF."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from math import ceil

from kehoach.tables.table import Column

_PIECE = 400
"""Rows that are set in one go: the memory of a long list does not grow with it."""
_GAP = "  "
_LETTERS_A_SHARE, _LINE_PT = 1.4, 16.0


@dataclass(frozen=True, slots=True)
class Table:
    """A title, lines below it, and rows of words; `numbered` puts (1), (2), … under headings."""

    title: str
    lines: tuple[str, ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    numbered: bool = False


def as_text(table: Table) -> str:
    """For the terminal: columns as wide as their words, the last one as it is."""
    rows = [tuple(column.heading for column in table.columns), *table.rows]
    widths = [max(len(row[index]) for row in rows) for index in range(len(table.columns) - 1)]
    lines = [table.title, *table.lines, ""]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, [*widths, 0], strict=True)]
        lines.append(_GAP.join(cells).rstrip())
    return "\n".join(lines)


def as_xlsx(tables: Sequence[Table], made: datetime) -> bytes:
    """A workbook with a sheet for each table; `made` stands for when it was made."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font
    from openpyxl.utils import get_column_letter

    from kehoach.xlsx.cell_styles import FACE, HEADING, INDEX, TITLE, WORDS, add_styles, lay_on_a4
    from kehoach.xlsx.workbook_bytes import workbook_bytes

    workbook = Workbook()
    del workbook[workbook.sheetnames[0]]
    workbook.properties.created = workbook.properties.modified = made
    add_styles(workbook, set())
    for number, table in enumerate(tables, 1):
        sheet = workbook.create_sheet(f"Bảng {number}" if len(tables) > 1 else "Bảng")
        for row, text in enumerate((table.title, *table.lines), 1):
            cell = sheet.cell(row, 1, text)
            cell.font = Font(name=FACE, size=12)
            cell.alignment = Alignment(horizontal="left")
        sheet.cell(1, 1).style = TITLE
        sheet.cell(1, 1).alignment = Alignment(horizontal="left")
        headings = [[column.heading for column in table.columns]]
        if table.numbered:
            headings.append([f"({index})" for index in range(1, len(table.columns) + 1)])
        first = len(table.lines) + 3
        for row, words in enumerate([*headings, *table.rows], first):
            style = (HEADING, INDEX)[row - first] if row - first < len(headings) else WORDS
            sheet.row_dimensions[row].height = _LINE_PT * _lines(words, table.columns)
            for index, text in enumerate(words, 1):
                cell = sheet.cell(row, index)
                cell.value, cell.data_type, cell.style = text, "s", style
        for index, column in enumerate(table.columns, 1):
            sheet.column_dimensions[get_column_letter(index)].width = (
                column.share * _LETTERS_A_SHARE
            )
        sheet.freeze_panes = sheet.cell(first + len(headings), 1)
        lay_on_a4(sheet, f"{first}:{first + len(headings) - 1}")
    return workbook_bytes(workbook, made)


def _lines(words: Sequence[str], columns: Sequence[Column]) -> int:
    """How many lines the highest cell of a row takes, a little generously: Excel does not ask."""
    return max(
        ceil(1.15 * len(text) / (column.share * _LETTERS_A_SHARE)) or 1
        for text, column in zip(words, columns, strict=True)
    )


def as_pdf(tables: Sequence[Table]) -> bytes:
    """A PDF, each table from a new page on, set with the template `bang_ke.html`.

    Raises as `kehoach.render.sheets.set_sheet`.
    """
    import pikepdf

    from kehoach.render.sheets import set_sheet

    with pikepdf.Pdf.new() as whole:
        for table in tables:
            page = 1
            for start in range(0, max(len(table.rows), 1), _PIECE):
                rows = table.rows[start : start + _PIECE]
                context = {"table": table, "rows": rows, "page": page}
                with pikepdf.open(BytesIO(set_sheet("bang_ke.html", context))) as piece:
                    page += len(piece.pages)
                    whole.pages.extend(piece.pages)
        whole.docinfo["/Title"] = tables[0].title
        result = BytesIO()
        whole.save(result, deterministic_id=True)
    return result.getvalue()
