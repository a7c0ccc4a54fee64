"""What Excel lets a clerk type into an entry cell (data validation)."""

from __future__ import annotations

from collections.abc import Iterator

from openpyxl.worksheet.datavalidation import DataValidation

from kehoach.check.figures.annex_figures import is_share
from kehoach.check.figures.annex_grid import grids, quotient
from kehoach.check.review import Review
from kehoach.plan.annex import Cot
from kehoach.resolve.read import Reading
from kehoach.xlsx.sheet_layout import SheetLayout


def shares(read: Reading, annex_id: str) -> list[tuple[str, str]]:
    """(part, whole) of the columns that say what share a part is of a whole."""
    review = Review((), read.document, read.plan, read.register, read.source)
    grid = next(grid for grid in grids(review) if grid.id == annex_id)
    pairs = ((column, quotient(column)) for column in grid.columns.values())
    return [pair for column, pair in pairs if pair and is_share(column, grid, pair)]


def validations(layout: SheetLayout, parts: list[tuple[str, str]]) -> Iterator[DataValidation]:
    """One rule a column: a number, not negative, of so many decimals, no part above its whole."""
    view, rows, letters = layout.view, layout.rows, layout.columns
    for code, column in view.read.columns.items():
        entered = [rows[key] for key in view.rows if view.is_entry(key, code)]
        if not entered:
            continue
        signed = code in view.may_be_negative
        rule = DataValidation(
            type="custom",
            formula1=_condition(column, entered[0], letters, parts, signed=signed),
            allow_blank=True,
            showErrorMessage=True,
            errorTitle="Số liệu chưa đúng",
            error=_explanation(layout, column, parts, signed=signed),
        )
        # Sums between the first and the last row are locked, so the rule need not spare them.
        rule.add(f"{letters[code]}{entered[0]}:{letters[code]}{entered[-1]}")
        yield rule


def _condition(
    column: Cot, row: int, letters: dict[str, str], parts: list[tuple[str, str]], *, signed: bool
) -> str:
    cell = f"{letters[column.ma]}{row}"
    tests = [f"ISNUMBER({cell})", f"ROUND({cell},{column.thap_phan})={cell}"]
    if not signed:
        tests.append(f"{cell}>=0")
    for part, whole in parts:
        part_cell, whole_cell = f"{letters[part]}{row}", f"{letters[whole]}{row}"
        other = whole_cell if column.ma == part else part_cell
        if column.ma in (part, whole):
            tests.append(f'OR({other}="",{part_cell}<={whole_cell})')
    return f"AND({','.join(tests)})"


def _explanation(
    layout: SheetLayout, column: Cot, parts: list[tuple[str, str]], *, signed: bool
) -> str:
    kind = f"số có tối đa {column.thap_phan} chữ số thập phân" if column.thap_phan else "số nguyên"
    text = f"Ô này chỉ nhận {kind}{'' if signed else ', không âm'}."
    headings = layout.view.headings
    for part, whole in parts:
        if column.ma == part:
            text += f" Không được lớn hơn cột “{headings[whole][0]}”."
        elif column.ma == whole:
            text += f" Không được nhỏ hơn cột “{' – '.join(headings[part])}”."
    return text if len(text) <= 255 else f"{text[:254]}…"
