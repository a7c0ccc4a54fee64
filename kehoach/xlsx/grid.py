"""A sheet as a clerk sees it: a merged range shows its value everywhere."""

from __future__ import annotations

from dataclasses import dataclass, field

from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.worksheet.worksheet import Worksheet

_LARGEST_MERGE = 20_000
MOST_CELLS = 1_000_000
"""Of the rectangle that holds everything in a sheet."""


@dataclass
class SheetGrid:
    """The cells of a sheet by row and column, counted from 1, as far as anything stands in them."""

    sheet: Worksheet
    _merged: dict[tuple[int, int], tuple[int, int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # What `iter_rows` would make for all the empty ones takes a kilobyte for every four.
        self._cells = self.sheet._cells
        self._empty = Cell(self.sheet, 1, 1)
        filled = [place for place, cell in self._cells.items() if cell.value is not None]
        self.height = max((row for row, _ in filled), default=0)
        self.width = max((column for _, column in filled), default=0)
        for area in self.sheet.merged_cells.ranges:
            if area.size["rows"] * area.size["columns"] > _LARGEST_MERGE:
                continue
            corner = (area.min_row, area.min_col)
            for row in range(area.min_row, area.max_row + 1):
                for column in range(area.min_col, area.max_col + 1):
                    self._merged[row, column] = corner

    @property
    def is_too_large(self) -> bool:
        return self.height * self.width > MOST_CELLS or len(self._merged) > MOST_CELLS

    def cell(self, row: int, column: int) -> Cell | MergedCell:
        """The cell itself; inside a merged range it may be an empty one."""
        return self._cells.get((row, column), self._empty)

    def corner(self, row: int, column: int) -> tuple[int, int]:
        """Where the value that is seen in a cell stands."""
        return self._merged.get((row, column), (row, column))

    def is_merged(self, row: int, column: int) -> bool:
        return (row, column) in self._merged

    def text(self, row: int, column: int) -> str:
        """What is seen in a cell as text; '' for nothing."""
        value = self.cell(*self.corner(row, column)).value
        return "" if value is None else str(value).strip()

    def is_words(self, row: int, column: int) -> bool:
        """Whether words stand in the cell, however they are formatted."""
        return isinstance(self.cell(row, column).value, str | CellRichText)

    def is_number(self, row: int, column: int) -> bool:
        return isinstance(self.cell(row, column).value, int | float)

    def is_hidden(self, row: int) -> bool:
        return row in self.sheet.row_dimensions and bool(self.sheet.row_dimensions[row].hidden)

    def is_hidden_column(self, column: int) -> bool:
        """Whether a column is hidden, alone or in a stretch that is."""
        return any(
            bool(each.hidden) and (each.min or 0) <= column <= (each.max or 0)
            for each in self.sheet.column_dimensions.values()
        )
