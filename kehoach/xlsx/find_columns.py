"""Which columns and rows of a sheet hold an annex: by its hidden marks, else by its headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kehoach.findings import Finding, Severity
from kehoach.xlsx.annex_views import AnnexView
from kehoach.xlsx.grid import SheetGrid
from kehoach.xlsx.naming import NameIndex, name_columns
from kehoach.xlsx.open_workbook import Book
from kehoach.xlsx.sheet_layout import marker

_MARKER_ROWS, _HEADER_ROWS = 5, 15
_INDEX = re.compile(r"\(?(?:[A-ZĐa-zđ]|\d{1,2})\)?(?:\s*=.*)?")


@dataclass
class AnnexSpot:
    """Where an annex stands on a sheet: columns by code, the first row of data, hidden keys."""

    grid: SheetGrid
    columns: dict[str, int]
    names_column: int | None
    first_row: int
    keys_column: int | None = None
    findings: list[Finding] = field(default_factory=list)

    def entries(self, view: AnnexView) -> set[str]:
        """The columns found that have entered figures."""
        return {column.ma for _, column in view.entries()} & self.columns.keys()


def marked_spot(view: AnnexView, grid: SheetGrid, book: Book) -> AnnexSpot | None:
    """Where an exported annex stands; None if the sheet has no mark of it."""
    for row in range(1, min(_MARKER_ROWS, grid.height) + 1):
        for column in range(1, grid.width + 1):
            if grid.text(row, column) == marker(view.id):
                spot = AnnexSpot(grid, {}, None, row + 1, column)
                for at in range(1, grid.width + 1):
                    if (code := grid.text(row, at)) in view.read.columns:
                        _assign(spot, code, at, row, view, book)
                spot.names_column = spot.columns.get(view.label_code or "")
                spot.first_row = _first_keyed_row(spot)
                return spot
    return None


def _first_keyed_row(spot: AnnexSpot) -> int:
    column = spot.keys_column or 1
    rows = range(spot.first_row, spot.grid.height + 1)
    return next((row for row in rows if spot.grid.text(row, column)), spot.grid.height + 1)


def is_marked(grid: SheetGrid) -> bool:
    """Whether the sheet was exported, for whatever annex."""
    rows = range(1, min(_MARKER_ROWS, grid.height) + 1)
    return any(
        re.fullmatch(r"phu_luc\.\w+", grid.text(row, column))
        for row in rows
        for column in range(1, grid.width + 1)
    )


def headed_spot(
    view: AnnexView, rows: NameIndex[str], grid: SheetGrid, book: Book
) -> AnnexSpot | None:
    """Where an annex stands that a clerk typed: its units in one column, its headings above."""
    names_column, first_unit = _find_units(rows, grid)
    if not first_unit or view.label_code is None:
        return None
    headings = name_columns(view.headings)
    top = _header_top(view, headings, grid, names_column, first_unit)
    if not top:
        return None
    bottom, first_row = _header_end(grid, top, names_column, first_unit)
    spot = AnnexSpot(grid, {}, names_column, first_row)
    for column in range(1, grid.width + 1):
        if column != names_column:
            _recognise(spot, column, range(max(1, top - 6), bottom + 1), headings, view, book)
    return spot


def _find_units(rows: NameIndex[str], grid: SheetGrid) -> tuple[int, int]:
    """The column with most names of units, and the first row that has one."""
    best = (0, 0, 0)
    for column in range(1, grid.width + 1):
        units = [
            row
            for row in range(1, grid.height + 1)
            if grid.is_words(row, column) and rows.find(grid.text(row, column))
        ]
        if units and len(units) > best[0]:
            best = (len(units), column, units[0])
    return best[1], best[2]


def _header_top(
    view: AnnexView, headings: NameIndex[str], grid: SheetGrid, names_column: int, first_unit: int
) -> int:
    """The row of the heading over the units, else the first one with a heading; 0 if none."""
    above = range(first_unit - 1, max(0, first_unit - _HEADER_ROWS), -1)
    for row in above:
        if headings.find(grid.text(row, names_column)) == {view.label_code}:
            return grid.corner(row, names_column)[0]
    known = [
        row
        for row in above
        if any(headings.find(grid.text(row, at)) for at in range(1, grid.width + 1))
    ]
    return min(known, default=0)


def _header_end(grid: SheetGrid, top: int, names_column: int, first_unit: int) -> tuple[int, int]:
    """The last row of headings, and the first of data below a row of A, B, 1, 2, 3=2/1."""
    for row in range(top + 1, first_unit + 1):
        own = grid.corner(row, names_column)[0] > top
        if own and _is_index(grid, row):
            return row - 1, row + 1
        if own and grid.text(row, names_column):
            return row - 1, row
    return first_unit - 1, first_unit


def _is_index(grid: SheetGrid, row: int) -> bool:
    texts = [grid.text(row, column) for column in range(1, grid.width + 1)]
    marks = list(filter(None, texts))
    return len(marks) > 1 and all(_INDEX.fullmatch(text) for text in marks)


def _paths(grid: SheetGrid, column: int, header: range) -> Iterator[str]:
    """The headings over a column from each level down, longest first."""
    corners = dict.fromkeys(grid.corner(row, column) for row in header)
    texts = [text for corner in corners if (text := grid.text(*corner))]
    for start in range(len(texts)):
        yield " ".join(texts[start:])


def _recognise(
    spot: AnnexSpot,
    column: int,
    header: range,
    headings: NameIndex[str],
    view: AnnexView,
    book: Book,
) -> None:
    paths = list(_paths(spot.grid, column, header))
    codes: set[str] = next(filter(None, map(headings.find, paths)), set())
    at = header[-1]
    if len(codes) == 1:
        _assign(spot, next(iter(codes)), column, at, view, book)
        return
    rows = range(spot.first_row, spot.grid.height + 1)
    if not paths or not any(spot.grid.is_number(row, column) for row in rows):
        return
    if codes:
        full = " hoặc ".join(f"“{' – '.join(view.headings[code])}”" for code in sorted(codes))
        message = f"tiêu đề “{paths[-1]}” chưa rõ là cột {full}"
        advice = "ghi đủ tiêu đề các cấp trên như trong biểu, hoặc nhập vào tệp do export tạo ra"
        spot.findings.append(book.finding(spot.grid.sheet, at, column, "XL009", message, advice))
    elif not _numbers_rows(spot, column, rows):
        message = f"không nhận ra cột “{paths[-1]}” nên không đọc cột này"
        advice = "nếu cần nhập cột này thì ghi tiêu đề đúng như trong biểu"
        spot.findings.append(
            book.finding(spot.grid.sheet, at, column, "XL010", message, advice, Severity.WARNING)
        )


def _numbers_rows(spot: AnnexSpot, column: int, rows: range) -> bool:
    """Whether a column only counts the rows from 1 on."""
    values = [spot.grid.cell(row, column).value for row in rows]
    numbers = [value for value in values if isinstance(value, int | float)]
    return bool(numbers) and numbers == list(range(1, len(numbers) + 1))


def _assign(spot: AnnexSpot, code: str, column: int, row: int, view: AnnexView, book: Book) -> None:
    if code in spot.columns:
        label = " – ".join(view.headings[code])
        spot.findings.append(
            book.finding(
                spot.grid.sheet, row, column, "XL009", f"cột “{label}” có hai lần", "xoá cột thừa"
            )
        )
    spot.columns.setdefault(code, column)
