"""An annex as the checks of figures read it: columns with headings, rows with values."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kehoach.check.review import Review, Spot
from kehoach.document import Cell, Column, Row
from kehoach.locations import Computed
from kehoach.plan.annex import Cot, PhuLuc
from kehoach.resolve.annex_rows import TOTAL
from kehoach.resolve.formula import parse_formula
from kehoach.resolve.passages import row_name
from kehoach.vietnamese import word_key

UNITS = (
    "nhân khẩu|lao động|học sinh|sinh viên|trẻ em|công trình|dự án|mô hình|ngày công|"
    "triệu đồng|tỷ đồng|tỉ đồng|nghìn đồng|ngàn đồng|hộ|người|lượt|thẻ|căn|xã|thôn|làng|"
    "đồng|ha|km|m2|m3|tấn|con|cây|giường|lớp|trường"
)
"""Words that say what a figure counts."""

_IN_BRACKETS = re.compile(rf"\((%|{UNITS})\)", re.IGNORECASE)
_NUMBER_OF = re.compile(rf"\bsố (?:lượng )?({UNITS})\b", re.IGNORECASE)
_RATE = re.compile(r"%|\btỷ lệ\b|\btỉ lệ\b|\bchỉ tiêu\b|\bmức\b|\bbình quân\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """A column of figures: its headings, all and the lowest, and what it counts ('%', 'hộ', '')."""

    cot: Cot
    heading: str
    label: str
    unit: str

    @property
    def is_rate(self) -> bool:
        return self.unit == "%" or bool(_RATE.search(self.heading))

    @property
    def words(self) -> frozenset[str]:
        return frozenset(word_key(word) for word in re.findall(r"\w+", self.heading))


@dataclass(frozen=True)
class FigureGrid:
    """An annex: its columns of figures by code, and its rows in printed order."""

    id: str
    annex: PhuLuc
    columns: dict[str, FigureColumn]
    rows: tuple[Row, ...]
    codes: tuple[str, ...]
    review: Review

    def cell(self, row: Row, code: str) -> Cell:
        return row.cells[self.codes.index(code)]

    def value(self, row: Row, code: str) -> Decimal | None:
        """The figure of a cell; None if there is none or it is undefined."""
        value = self.cell(row, code).value
        return None if value is None or value.is_nan() else value

    @property
    def leaves(self) -> list[Row]:
        return [row for row in self.rows if row.kieu == "dong"]

    @property
    def total(self) -> Row | None:
        return next((row for row in self.rows if row.key == TOTAL), None)

    def name(self, row: Row) -> str:
        """The words that name a row: 'Huyện Kbang'."""
        return row_name(row.cells, row.key)

    def spot(self, row: Row, code: str) -> Spot:
        """The place of a figure, with its row and heading around it."""
        cell, source = self.cell(row, code), self.review.source
        assert source is not None
        excerpt = f"{self.name(row)}, cột “{self.columns[code].label}”: {cell.text}"
        origin = cell.runs[0].origin if cell.runs else None
        if isinstance(origin, Computed):
            return Spot(source.place_at(origin.span.start), cell.text, excerpt)
        return Spot(source.place(("phu_luc", self.id)), cell.text, excerpt)


def grids(review: Review) -> Iterator[FigureGrid]:
    """The annexes of a plan."""
    if review.document is None or review.plan is None:
        return
    for annex in review.document.phu_luc:
        model = review.plan.phu_luc[annex.id]
        pairs = zip(model.cot, annex.table.columns, strict=True)
        columns = {cot.ma: _column(cot, column) for cot, column in pairs if cot.kieu == "so"}
        yield FigureGrid(annex.id, model, columns, annex.table.rows, annex.table.codes, review)


def _column(cot: Cot, column: Column) -> FigureColumn:
    heading = " / ".join(column.headings)
    bracketed = _IN_BRACKETS.search(heading)
    counted = _NUMBER_OF.search(heading)
    if bracketed:
        unit = bracketed[1].lower()
    elif re.search(r"\bt[ỷỉ] lệ\b", heading, re.IGNORECASE):
        unit = "%"
    else:
        unit = counted[1].lower() if counted else ""
    return FigureColumn(cot, heading, column.name, unit)


def quotient(column: FigureColumn) -> tuple[str, str] | None:
    """(part, whole) of a column computed as part / whole, perhaps * 100."""
    try:
        tree = parse_formula(column.cot.cong_thuc or "").tree
    except ValueError:
        return None
    match tree:
        case ast.BinOp(left=inner, op=ast.Mult(), right=ast.Constant(value=100)):
            tree = inner
    match tree:
        case ast.BinOp(left=ast.Name(id=part), op=ast.Div(), right=ast.Name(id=whole)):
            return part, whole
    return None
