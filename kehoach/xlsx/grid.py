"""A sheet as a clerk sees it: a merged range shows its value everywhere."""

from __future__ import annotations

from dataclasses import dataclass, field

from openpyxl.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

_LARGEST_MERGE = 20_000


@dataclass
class SheetGrid:
    """The cells of a sheet by row and column, counted from 1."""

    sheet: Worksheet
    _merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._cells = list(self.sheet.iter_rows())
        for area in self.sheet.merged_cells.ranges:
            if area.size["rows"] * area.size["columns"] > _LARGEST_MERGE:
                continue
            corner = (area.min_row, area.min_col)
            for row in range(area.min_row, area.max_row + 1):
                for column in range(area.min_col, area.max_col + 1):
                    self._merged[row, column] = corner

    @property
    def height(self) -> int:
        return len(self._cells)

    @property
    def width(self) -> int:
        return len(self._cells[0]) if self._cells else 0

    def cell(self, row: int, column: int) -> Cell | MergedCell:
        """The cell itself; inside a merged range it may be an empty one."""
        return self._cells[row - 1][column - 1]

    def corner(self, row: int, column: int) -> tuple[int, int]:
        """Where the value that is seen in a cell stands."""
        return self._merged.get((row, column), (row, column))

    def is_merged(self, row: int, column: int) -> bool:
        return (row, column) in self._merged

    def text(self, row: int, column: int) -> str:
        """What is seen in a cell as text; '' for nothing."""
        value = self.cell(*self.corner(row, column)).value
        return "" if value is None else str(value).strip()

    def is_number(self, row: int, column: int) -> bool:
        return isinstance(self.cell(row, column).value, int | float)

    def is_hidden(self, row: int) -> bool:
        return row in self.sheet.row_dimensions and bool(self.sheet.row_dimensions[row].hidden)
