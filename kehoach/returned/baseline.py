"""Our own Word file of a plan as lines, each with the runs that tell where its words come from."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kehoach.document import Annex, Document
from kehoach.finished.docx.read import read_docx
from kehoach.finished.opening import refusal
from kehoach.finished.package import Package
from kehoach.render.docx_template import render_docx
from kehoach.resolve.passages import Passage, PrintedPlace, passages
from kehoach.returned.lines import FileLine, FileLines, LineGrid, plain, read_lines

_OF_TEMPLATE = PrintedPlace(("phần in sẵn của mẫu",))


@dataclass(frozen=True, slots=True)
class BaselineLine:
    """A line of our file; `passage` is what of the plan it prints, None for the template's own."""

    text: str
    passage: Passage | None = None

    @property
    def place(self) -> PrintedPlace:
        return self.passage.place if self.passage else _OF_TEMPLATE

    @property
    def where(self) -> str:
        return self.place.label


@dataclass(frozen=True, slots=True)
class BaselineTable:
    """The table of an annex by rows."""

    annex: Annex
    rows: tuple[tuple[BaselineLine, ...], ...]

    @property
    def texts(self) -> list[tuple[str, ...]]:
        return [tuple(cell.text for cell in row) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Baseline:
    """What our file says: its text, its annex tables, its margins."""

    lines: tuple[BaselineLine, ...]
    tables: tuple[BaselineTable, ...]
    margins: tuple[str, ...]


def baseline(document: Document) -> Baseline:
    """The lines of the Word file of a finished document, as our own reader sees them.

    Raises what `render_docx` raises.
    """
    package = Package(render_docx(document), lambda fault: refusal("", "MT003", fault.value, ""))
    lines = read_lines(read_docx(package, "bản gốc"))
    cells = iter([passage for passage in passages(document) if passage.part == "phu_luc"])
    tables = []
    titles: list[Passage] = []
    grids = deque(lines.grids)
    for annex in document.phu_luc:
        titles += [next(cells) for _ in range(3)]
        grid = next(_until(grids, annex))
        tables.append((grid.index, _table(annex, grid, cells)))
    waiting: dict[str, deque[Passage]] = defaultdict(deque)
    for passage in (*(p for p in passages(document) if p.part != "phu_luc"), *titles):
        waiting[plain(passage.text)].append(passage)
    return Baseline(
        tuple(_text(lines, [index for index, _ in tables], waiting)),
        tuple(table for _, table in tables),
        tuple(line.text for line in lines.margins),
    )


def _until(grids: deque[LineGrid], annex: Annex) -> Iterator[LineGrid]:
    """The grid that prints an annex: the next one with its rows and headings."""
    table = annex.table
    rows = len(table.header_rows) + bool(table.index_row) + len(table.rows)
    heads = tuple(plain(cell.text) for cell in table.header_rows[0])
    while grids:
        grid = grids.popleft()
        if len(grid.rows) == rows and grid.texts[0] == heads:
            yield grid


def _table(annex: Annex, grid: LineGrid, cells: Iterator[Passage]) -> BaselineTable:
    """Cells in reading order are the same in the document and in the file."""
    return BaselineTable(
        annex,
        tuple(tuple(_cell(cell, next(cells)) for cell in row) for row in grid.rows),
    )


def _cell(cell: FileLine, passage: Passage) -> BaselineLine:
    assert plain(passage.text) == cell.text, (passage.text, cell.text)
    return BaselineLine(cell.text, passage)


def _text(
    lines: FileLines, tables: Sequence[int], waiting: dict[str, deque[Passage]]
) -> Iterator[BaselineLine]:
    for line in lines.outside(tables):
        printed_alike = waiting.get(line.text)
        yield BaselineLine(line.text, printed_alike.popleft() if printed_alike else None)
