"""Segments: what stands in one place of the page, however tabs, spaces and breaks were used.

One paragraph may hold the number on the left and the date on the right, or a type and its subject;
a segment is the part of a paragraph that a reader sees as one thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum

from kehoach.finished.finished_file import (
    FileParagraph,
    FileSection,
    FileTable,
    FinishedFile,
    Story,
)
from kehoach.finished.text import FilePiece

_GAP = re.compile(r"[ \u00a0]*\t[\t \u00a0]*|[ \u00a0]{4,}")


class PageSide(str, Enum):
    """Where something stands across the page."""

    LEFT = "trái"
    RIGHT = "phải"


@dataclass(frozen=True, slots=True)
class Segment:
    """`paragraph.text[start:end]`, without white space at its ends.

    `column` counts the parts of a line that tabs or runs of spaces divide, from 0; None where
    nothing divides it. `line` counts lines that were broken by hand. `side` is None where nothing
    tells it.
    """

    paragraph: FileParagraph
    start: int
    end: int
    line: int = 0
    column: int | None = None
    side: PageSide | None = None

    @property
    def text(self) -> str:
        return self.paragraph.text[self.start : self.end]

    @property
    def index(self) -> int:
        return self.paragraph.index

    @property
    def pieces(self) -> tuple[FilePiece, ...]:
        """The pieces of its text, cut at its ends; white space alone is left out."""
        cuts, at = [], 0
        for piece in self.paragraph.pieces:
            if piece.is_deleted:
                continue
            text = piece.printed
            cut = text[max(0, self.start - at) : max(0, self.end - at)]
            at += len(text)
            if cut:
                cuts.append(replace(piece, text=cut))
        return tuple(cuts)


class SideFinder:
    """Tells on which side of the page a segment stands."""

    def __init__(self, file: FinishedFile) -> None:
        body = (table for table in file.tables if table.story is Story.BODY)
        self._tables = {table.index: table for table in body}
        self._sections = file.sections

    def of(self, segment: Segment) -> PageSide | None:
        """The side; None for what runs over the middle or where nothing tells."""
        paragraph = segment.paragraph
        if paragraph.lines:
            return self._measured(paragraph)
        if paragraph.cells:
            cell = paragraph.cells[0]
            side = _side_of_cell(self._tables[cell.table], cell.row, cell.column)
            if side is not None:
                return side
        if segment.column is not None:
            return PageSide.LEFT if segment.column == 0 else PageSide.RIGHT
        return None

    def _measured(self, paragraph: FileParagraph) -> PageSide | None:
        section = self._section(paragraph)
        if section is None or section.width is None:
            return None
        boxes = [line.box for line in paragraph.lines]
        left, right = min(box.x0 for box in boxes), max(box.x1 for box in boxes)
        middle = section.width / 2
        if (left + right) / 2 < middle - 8 and right < middle + 12:
            return PageSide.LEFT
        if (left + right) / 2 > middle + 8 and left > middle - 25:
            return PageSide.RIGHT
        return None

    def _section(self, paragraph: FileParagraph) -> FileSection | None:
        if paragraph.section < len(self._sections):
            return self._sections[paragraph.section]
        return None


def _side_of_cell(table: FileTable, row: int, column: int) -> PageSide | None:
    """Left or right, where a row has cells on both sides of its middle."""
    cells = table.rows[row].cells if row < len(table.rows) else ()
    count = max((cell.column + cell.colspan for cell in cells), default=1)
    if len(table.rows[row].cells) < 2:
        return None
    widths = table.columns if len(table.columns) >= count else (1.0,) * count
    cell = next((cell for cell in cells if cell.column == column), None)
    span = cell.colspan if cell else 1
    middle = sum(widths) / 2
    centre = sum(widths[:column]) + sum(widths[column : column + span]) / 2
    if span == count:
        return None
    return PageSide.LEFT if centre < middle else PageSide.RIGHT


def segments_of(paragraph: FileParagraph, sides: SideFinder, *, split: bool) -> Iterator[Segment]:
    """The segments of a paragraph; `split` cuts at tabs and at runs of spaces, too."""
    start = 0
    for line, text in enumerate(paragraph.text.split("\n")):
        parts = list(_parts(text)) if split else [(0, len(text))]
        divided = split and (len(parts) > 1 or bool(re.match(r"\t|[ \u00a0]{8,}", text)))
        shift = int(divided and len(parts) == 1)
        for place, (begin, end) in enumerate(parts):
            stripped = _stripped(text, begin, end)
            if stripped:
                column = place + shift if divided else None
                segment = Segment(paragraph, start + stripped[0], start + stripped[1], line, column)
                yield replace(segment, side=sides.of(segment))
        start += len(text) + 1


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """Where the parts of a line stand; blanks to be filled in by hand divide nothing."""
    start = 0
    stripped = len(text) - len(text.lstrip())
    for match in _GAP.finditer(text, stripped):
        after = text[match.end() :]
        if "\t" not in match[0] and _is_blank(text[start : match.start()], after):
            continue
        if after.strip():
            yield start, match.start()
            start = match.end()
    yield start, len(text)


def _is_blank(before: str, after: str) -> bool:
    """Whether a run of spaces is room for a number or a day: 'Số:      /KH-UBND'."""
    if re.match(r"/|tháng|năm", after):
        return True
    return bool(re.search(r"(?:[Ss]ố\s*:?|ngày|tháng|năm)\s*$", before))


def _stripped(text: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if end > start else None
