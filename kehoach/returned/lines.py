"""A Word file as lines to compare: what it says with all revisions accepted, and who revised it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from unicodedata import normalize

from kehoach.finished.finished_file import FileParagraph, FileRow, FileTable, FinishedFile
from kehoach.finished.text import DELETED

_UNSEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"))


@dataclass(frozen=True, slots=True)
class FileLine:
    """A printed paragraph. `original` is what stood there before the revisions that are left.

    `authors` made those revisions; empty where nobody tracked anything. `place` is for people.
    """

    text: str
    original: str = ""
    authors: tuple[str, ...] = ()
    place: str = ""


@dataclass(frozen=True, slots=True)
class LineGrid:
    """A table by rows; `authors` are those of rows that were inserted as such."""

    index: int
    rows: tuple[tuple[FileLine, ...], ...]

    @property
    def texts(self) -> list[tuple[str, ...]]:
        return [tuple(cell.text for cell in row) for row in self.rows]


@dataclass
class FileLines:
    """The lines of a file that say something: those of its text, its tables, its margins.

    `gone` are lines whose deletion is tracked: the text that went, and who deleted it.
    """

    text: list[tuple[int | None, FileLine]] = field(default_factory=list)
    grids: list[LineGrid] = field(default_factory=list)
    margins: list[FileLine] = field(default_factory=list)
    gone: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def outside(self, tables: Iterable[int]) -> list[FileLine]:
        """The lines that stand in none of these tables, in reading order."""
        left_out = frozenset(tables)
        return [line for table, line in self.text if table not in left_out]


def plain(text: str) -> str:
    """Text as two files can be compared by: composed letters, single spaces, nothing unseen."""
    return " ".join(normalize("NFC", text.translate(_UNSEEN)).split())


def read_lines(file: FinishedFile) -> FileLines:
    """The lines of a finished file."""
    lines = FileLines()
    deleted = _deleted_rows(file)
    for table, paragraphs in _flows(file.paragraphs):
        in_deleted = any(_row_of(paragraph) in deleted for paragraph in paragraphs)
        for line in _joined(paragraphs):
            if line.text and not in_deleted:
                lines.text.append((table, line))
            elif line.original:
                authors = line.authors or deleted.get(_row_of(paragraphs[0]), ())
                lines.gone[line.original] = authors
    lines.grids = [_grid(file, table) for table in file.tables if table.inside is None]
    lines.margins = [line for line in _joined(file.marginal) if line.text]
    return lines


def _flows(paragraphs: Sequence[FileParagraph]) -> Iterator[tuple[int | None, list[FileParagraph]]]:
    """Neighbouring paragraphs of one cell, or of the text outside of tables."""
    flow: list[FileParagraph] = []
    for paragraph in paragraphs:
        if flow and flow[-1].cells != paragraph.cells:
            yield _table_of(flow[0]), flow
            flow = []
        flow.append(paragraph)
    if flow:
        yield _table_of(flow[0]), flow


def _table_of(paragraph: FileParagraph) -> int | None:
    return paragraph.cells[0].table if paragraph.cells else None


def _row_of(paragraph: FileParagraph) -> tuple[int, int]:
    if not paragraph.cells:
        return (-1, -1)
    return paragraph.cells[0].table, paragraph.cells[0].row


def _deleted_rows(file: FinishedFile) -> dict[tuple[int, int], tuple[str, ...]]:
    return {
        (table.index, place): (row.revision.author,)
        for table in file.tables
        for place, row in enumerate(table.rows)
        if row.revision and row.revision.kind == DELETED
    }


def _joined(paragraphs: Sequence[FileParagraph]) -> Iterator[FileLine]:
    """Lines of paragraphs that follow each other: one whose end is deleted goes on in the next."""
    waiting: list[FileParagraph] = []
    for paragraph in paragraphs:
        waiting.append(paragraph)
        if paragraph.mark and paragraph.mark.kind == DELETED and paragraph is not paragraphs[-1]:
            if not plain(paragraph.current):
                yield from _line(waiting)
                waiting = []
            continue
        yield from _line(waiting)
        waiting = []


def _line(paragraphs: Sequence[FileParagraph]) -> Iterator[FileLine]:
    first = paragraphs[0]
    pieces = [piece for paragraph in paragraphs for piece in paragraph.pieces]
    text = "".join(piece.printed for piece in pieces if not piece.is_deleted)
    original = "".join(paragraph.original for paragraph in paragraphs)
    number = f"{first.number} " if first.number and plain(text) else ""
    marks = [paragraph.mark for paragraph in paragraphs if paragraph.mark]
    authors = dict.fromkeys(
        [*(p.revision.author for p in pieces if p.revision), *(mark.author for mark in marks)]
    )
    line = FileLine(
        plain(number + text), plain(original), tuple(filter(None, authors)), first.place
    )
    if line.text or line.original:
        yield line


def _grid(file: FinishedFile, table: FileTable) -> LineGrid:
    kept = [row for row in table.rows if not (row.revision and row.revision.kind == DELETED)]
    return LineGrid(table.index, tuple(_row(file, row) for row in kept))


def _row(file: FinishedFile, row: FileRow) -> tuple[FileLine, ...]:
    added = (row.revision.author,) if row.revision else ()
    cells = []
    for cell in row.cells:
        lines = list(_joined([file.paragraphs[index] for index in cell.paragraphs]))
        authors = dict.fromkeys([*added, *(name for line in lines for name in line.authors)])
        place = next((line.place for line in lines), "")
        text = " ".join(line.text for line in lines if line.text)
        original = " ".join(line.original for line in lines if line.original)
        cells.append(FileLine(text, original, tuple(authors), place))
    return tuple(cells)
