"""The duty matrix as a workbook: a row for each duty of each unit, and clauses against units."""

from __future__ import annotations

import math
from collections.abc import Sequence

from openpyxl import Workbook
from openpyxl.styles import Alignment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from kehoach.duties.listing import COLUMNS, Listing, all_due
from kehoach.duties.matrix import ROLES, Matrix
from kehoach.resolve.read import Reading
from kehoach.vietnamese import capitalised
from kehoach.xlsx.cell_styles import (
    HEADING,
    HINT,
    ORDER,
    TITLE,
    WORDS,
    add_styles,
    lay_on_a4,
    put_words,
    words_style,
)
from kehoach.xlsx.workbook_bytes import set_properties, workbook_bytes

_LIST, _GRID = "Nhiệm vụ", "Ma trận"
_HEADINGS = ("TT", "Đơn vị", *COLUMNS[1:5], "Ngày", *COLUMNS[5:])
_WIDTHS = (6, 30, 24, 70, 16, 20, 12, 30, 22)
_DATE = "dd/mm/yyyy"
_LETTERS = {role: name[0] for role, name in ROLES.items()}
_HEAD_ROWS = 3
_LINE_HEIGHT = 16.0
_WORDS, _ORDER = (words_style(name, strong=False) for name in (WORDS, ORDER))


def workbook(read: Reading, matrix: Matrix, listings: Sequence[Listing]) -> bytes:
    """The file for the units listed; the same plan gives the same bytes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    add_styles(book, set())
    _write_list(book.create_sheet(_LIST), read, listings)
    if len(listings) > 1:
        _write_grid(book.create_sheet(_GRID), read, matrix)
    title = f"Nhiệm vụ trong {read.document.called}"
    return workbook_bytes(book, set_properties(book, read.document.metadata, title))


def _write_list(sheet: Worksheet, read: Reading, listings: Sequence[Listing]) -> None:
    title = listings[0].tieu_de if len(listings) == 1 else f"Nhiệm vụ trong {read.document.called}"
    _write_top(sheet, title, read, _HEADINGS)
    row = _HEAD_ROWS
    for listing in listings:
        for line in listing.lines:
            row += 1
            days = [due.ngay for due in line.duty.han]
            words = [listing.ten, line.muc, line.noi_dung, line.vai_tro, line.han]
            values = [row - _HEAD_ROWS, *words, min(days, default=None), line.cung, line.qua]
            for column, value in enumerate(values, start=1):
                cell = sheet.cell(row, column)
                cell.style = _ORDER if column in (1, 7) else _WORDS
                if isinstance(value, str):
                    put_words(sheet, row, column, value)
                elif value is not None:
                    cell.value = value
                if column == 7:
                    cell.number_format = _DATE
    _set_sizes(sheet, _WIDTHS)
    last = get_column_letter(len(_HEADINGS))
    sheet.auto_filter.ref = f"A{_HEAD_ROWS}:{last}{row}"
    sheet.freeze_panes = f"C{_HEAD_ROWS + 1}"


def _write_grid(sheet: Worksheet, read: Reading, matrix: Matrix) -> None:
    """A row for each clause that binds somebody, a column for each unit that the plan names."""
    units = matrix.named
    names = [read.register[unit].ten_ngan or read.register[unit].ten for unit in units]
    legend = ", ".join(f"{letter} – {ROLES[role].lower()}" for role, letter in _LETTERS.items())
    title = f"Ma trận nhiệm vụ theo {read.document.called}"
    _write_top(sheet, title, read, ("Mục", "Nội dung", "Thời hạn", *names), hint=legend)
    cells: dict[int, dict[str, str]] = {}
    shown: dict[int, tuple[str, str, str]] = {}
    for duty in matrix.duties:
        cells.setdefault(duty.clause, {})[duty.unit] = _LETTERS[duty.vai_tro]
        shown[duty.clause] = capitalised(duty.muc), duty.noi_dung, all_due(duty.han)
    for row, clause in enumerate(sorted(cells), start=_HEAD_ROWS + 1):
        values = [*shown[clause], *(cells[clause].get(unit, "") for unit in units)]
        for column, value in enumerate(values, start=1):
            sheet.cell(row, column).style = _WORDS if column <= 3 else _ORDER
            put_words(sheet, row, column, value)
    _set_sizes(sheet, (24, 60, 16, *[6] * len(units)))
    sheet.row_dimensions[_HEAD_ROWS].height = 180
    for column in range(4, 4 + len(units)):
        heading = sheet.cell(_HEAD_ROWS, column)
        heading.alignment = Alignment(
            horizontal="center", vertical="bottom", text_rotation=90, wrap_text=True
        )
    sheet.freeze_panes = f"D{_HEAD_ROWS + 1}"


def _write_top(
    sheet: Worksheet, title: str, read: Reading, headings: Sequence[str], hint: str = ""
) -> None:
    """Title, hint and headings; the page lies on its side, as wide as the table."""
    for row, text, style in ((1, title, TITLE), (2, hint or read.document.metadata.title, HINT)):
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=4)
        sheet.cell(row, 1).style = style
        put_words(sheet, row, 1, text)
    sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = 40, 34
    for column, text in enumerate(headings, start=1):
        sheet.cell(_HEAD_ROWS, column).style = HEADING
        put_words(sheet, _HEAD_ROWS, column, text)
    lay_on_a4(sheet, f"{_HEAD_ROWS}:{_HEAD_ROWS}")


def _set_sizes(sheet: Worksheet, widths: Sequence[int]) -> None:
    """Widths in characters, and rows as high as their texts: not every program sees to it."""
    for column, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for at, row in enumerate(sheet.iter_rows(min_row=_HEAD_ROWS + 1), start=_HEAD_ROWS + 1):
        lines = [
            math.ceil(len(cell.value) / width)
            for cell, width in zip(row, widths, strict=True)
            if isinstance(cell.value, str)
        ]
        sheet.row_dimensions[at].height = _LINE_HEIGHT * max(lines, default=1) + 2
