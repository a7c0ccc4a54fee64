"""A table of words that is printed: one model for Word, PDF, Excel and the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_GAP = "  "


class Marked(NamedTuple):
    """Words of a cell: `mark` is '-' for what goes, '+' for what comes, '' for the rest."""

    text: str
    mark: str = ""


MarkedText = tuple[Marked, ...]


@dataclass(frozen=True, slots=True)
class PrintedColumn:
    """A column: its heading, and its share of the width, of which all shares make up the whole."""

    heading: str
    share: int


@dataclass(frozen=True, slots=True)
class TableSection:
    """Rows under a heading of their own, or under none ('')."""

    title: str
    rows: tuple[tuple[MarkedText, ...], ...]


@dataclass(frozen=True, slots=True)
class PrintedTable:
    """A table with its title and the lines under it.

    `numbered` puts (1), (2), … under the headings; `dense` is for many short rows: smaller letters,
    and no row goes over to the next page.
    """

    title: str
    lines: tuple[str, ...]
    columns: tuple[PrintedColumn, ...]
    sections: tuple[TableSection, ...]
    numbered: bool = False
    dense: bool = False

    @property
    def percents(self) -> tuple[float, ...]:
        """The width of each column."""
        whole = sum(column.share for column in self.columns)
        return tuple(100 * column.share / whole for column in self.columns)

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(column.heading for column in self.columns)

    @property
    def indices(self) -> tuple[str, ...]:
        """What stands under the headings where they are numbered."""
        return tuple(f"({number})" for number in range(1, len(self.columns) + 1))


def plain(text: str) -> MarkedText:
    """A cell of words that bear no mark."""
    return (Marked(text),) if text else ()


def plain_rows(rows: Iterable[Sequence[str]]) -> tuple[TableSection, ...]:
    """Rows of words that bear no mark, under no heading."""
    return (TableSection("", tuple(tuple(map(plain, row)) for row in rows)),)


def unmarked_rows(section: TableSection) -> list[tuple[str, ...]]:
    """The rows of a section as plain words; its heading, if it has one, is a row of one cell."""
    rows = [tuple("".join(words.text for words in cell) for cell in row) for row in section.rows]
    return [(section.title,), *rows] if section.title else rows


def as_text(table: PrintedTable) -> str:
    """For the terminal: columns as wide as their words, the last one as it is."""
    rows = [table.headings, *(row for part in table.sections for row in unmarked_rows(part))]
    whole = [row for row in rows if len(row) == len(table.columns)]
    widths = [max(len(row[index]) for row in whole) for index in range(len(table.columns) - 1)]
    lines = [table.title, *table.lines, ""]
    for row in rows:
        cells = [cell.ljust(width) for cell, width in zip(row, [*widths, 0], strict=False)]
        lines.append(_GAP.join(cells).rstrip())
    return "\n".join(lines)
