"""Relations that an annex does not state but keeps: a typed rate that is one column over another.

Districts may plan on projected figures, so rows need not agree to the last digit. What counts is
that nearly all rows agree roughly; then a total that does not follow, and a row that is ten times
off, can be told from natural differences (a city with 0,24 % poor keeps the relation too).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from statistics import median

from kehoach.check.figures.annex_grid import FigureGrid
from kehoach.document import Row

_ROUGHLY = Decimal("0.1")
_TENFOLD = (Decimal(8), Decimal("12.5"))
_FEWEST_ROWS = 3
_ALL_BUT_ONE_IN = 4
_COUNTS_MEANT = Decimal(5)


@dataclass(frozen=True)
class Relation:
    """`rate` is `part` / `whole` * 100 in nearly every row; `tenfold` are rows ten times off."""

    grid: FigureGrid
    rate: str
    part: str
    whole: str
    tenfold: tuple[Row, ...] = ()

    @property
    def codes(self) -> tuple[str, str, str]:
        return self.rate, self.part, self.whole

    def quotient_in(self, row: Row) -> Decimal:
        """`part` / `whole` * 100 of a row that has both."""
        part, whole = self.grid.value(row, self.part), self.grid.value(row, self.whole)
        assert part is not None
        assert whole
        return part / whole * 100


def relations(grid: FigureGrid) -> Iterator[Relation]:
    """For each typed rate the pair of summed columns that it follows best, if any."""
    sums = [code for code, column in grid.columns.items() if column.cot.tong]
    for rate, column in grid.columns.items():
        if column.cot.tong or column.cot.cong_thuc or not column.is_rate:
            continue
        fitting = [
            (fit, part, whole)
            for part in sums
            for whole in sums
            if part != whole and (fit := _misfit(grid, rate, part, whole)) is not None
        ]
        if fitting:
            _, part, whole = min(fitting)
            yield Relation(grid, rate, part, whole, _ten_times_off(grid, rate, part, whole))


def _factors(grid: FigureGrid, rate: str, part: str, whole: str) -> Iterator[tuple[Row, Decimal]]:
    """How many times the rate `part` / `whole` is, for each row that has all three."""
    for row in grid.leaves:
        values = [grid.value(row, code) for code in (rate, part, whole)]
        if all(values):
            target, numerator, denominator = (value or Decimal(1) for value in values)
            yield row, numerator / denominator * 100 / target


def _misfit(grid: FigureGrid, rate: str, part: str, whole: str) -> Decimal | None:
    """The middle distance of the rows from the relation; None if too few of them keep it."""
    distances = [abs(factor - 1) for _, factor in _factors(grid, rate, part, whole)]
    near = [distance for distance in distances if distance <= _ROUGHLY]
    strays = len(distances) - len(near)
    if len(near) < _FEWEST_ROWS or strays * _ALL_BUT_ONE_IN > len(distances):
        return None
    return median(distances)


def _ten_times_off(grid: FigureGrid, rate: str, part: str, whole: str) -> tuple[Row, ...]:
    return tuple(
        row
        for row, factor in _factors(grid, rate, part, whole)
        if _is_power_of_ten(max(factor, 1 / factor))
        and (grid.value(row, part) or Decimal(0)) >= _COUNTS_MEANT
    )


def _is_power_of_ten(factor: Decimal) -> bool:
    """Ten times (a digit too many or too few) or a hundred times (a lost comma), roughly."""
    low, high = _TENFOLD
    return low <= factor <= high or low <= factor / 10 <= high
