"""The reader of .pdf: what is printed on its pages → the model of a finished file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise

import pypdfium2

from kehoach.finished.finished_file import (
    CellIndex,
    FileCell,
    FileParagraph,
    FileRow,
    FileTable,
    FinishedFile,
    Story,
)
from kehoach.finished.pdf.headers import PageText, part_furniture
from kehoach.finished.pdf.open_pdf import refuse_scan
from kehoach.finished.pdf.paragraph_layout import is_ragged, layout
from kehoach.finished.pdf.paragraphs import blocks, joined, pitch
from kehoach.finished.pdf.read_page import read_page
from kehoach.finished.pdf.ruled_tables import DrawnCell, RuledGrid
from kehoach.finished.pdf.sections import PageRange, page_ranges
from kehoach.finished.pdf.stretches import Stretch, stretches
from kehoach.finished.pdf.strokes import PageRule, is_typed, page_rules, placed
from kehoach.finished.pdf.text_columns import Stream, streams
from kehoach.finished.positions import NO_LAYOUT, Box, ParagraphLayout, PrintedLine, Stroke, mm
from kehoach.finished.text import FilePiece


def read_pdf(document: pypdfium2.PdfDocument, name: str) -> FinishedFile:
    """Read an opened PDF; raises InputRefused for a scan."""
    pages = [read_page(document, index) for index in range(len(document))]
    refuse_scan(sum(len(page.glyphs) for page in pages), sum(p.hidden for p in pages), name)
    reader = _PdfReader(name)
    whole = [page for page in pages if page.width and page.height]
    for page_range in page_ranges(part_furniture([(page, stretches(page)) for page in whole])):
        reader.read(page_range)
    damaged = [f"trang {page.number} hỏng" for page in pages if page not in whole]
    return reader.finished(damaged)


@dataclass
class _PdfReader:
    """Gathers the parts of the file, section by section."""

    name: str
    paragraphs: list[FileParagraph] = field(default_factory=list)
    marginal: list[FileParagraph] = field(default_factory=list)
    tables: list[FileTable] = field(default_factory=list)
    strokes: list[Stroke] = field(default_factory=list)
    ranges: list[PageRange] = field(default_factory=list)
    _lines: list[tuple[Stretch, int]] = field(default_factory=list)
    _begins: bool = False
    """Whether the next paragraph is the first one of a section behind the first."""

    def finished(self, damaged: Sequence[str]) -> FinishedFile:
        pages = [page for page_range in self.ranges for page in page_range.pages]
        unread = (
            f"trang {page.page.number} là ảnh, không có chữ để đọc"
            for page in pages
            if not page.text and page.page.pictures
        )
        return FinishedFile(
            name=self.name,
            format="pdf",
            paragraphs=tuple(self.paragraphs),
            sections=tuple(page_range.section for page_range in self.ranges),
            tables=tuple(self.tables),
            strokes=tuple(self.strokes),
            marginal=tuple(self.marginal),
            unread=(*damaged, *unread),
        )

    def read(self, page_range: PageRange) -> None:
        """Read the pages of a section; text goes on from page to page."""
        self.ranges.append(page_range)
        self._lines.clear()
        self._begins = len(self.ranges) > 1
        usual = pitch([line for page in page_range.pages for line in page.text])
        rules: list[PageRule] = []
        parts: list[Stream | RuledGrid] = []
        for page in page_range.pages:
            self._read_marginal(page, page_range)
            text = [line for line in page.text if not is_typed(line)]
            typed = [line for line in page.text if is_typed(line)]
            rules += page_rules(page.page, page.loose, typed)
            parts += _parts(text, page.tables, page_range)
        for part in _together(parts):
            if isinstance(part, RuledGrid):
                self._read_table(part, page_range)
            else:
                self._read_stream(part, page_range, usual)
        self.strokes += placed(rules, self._lines)

    def _read_stream(
        self, parts: Sequence[Stream], page_range: PageRange, usual: float | None
    ) -> None:
        lines = [line for part in parts for line in part.lines]
        is_column = parts[0].is_column
        made = list(blocks(lines, page_range.left, page_range.right, usual, is_column=is_column))
        ragged = is_ragged(made)
        for block, below in zip(made, [*made[1:], None], strict=True):
            measured = layout(block, below, usual, ragged=ragged, known=page_range.known)
            self._add(block.lines, page_range, measured)

    def _read_table(self, grid: RuledGrid, page_range: PageRange) -> None:
        number = len(self.tables)
        rows = []
        for row, group in groupby(grid.cells, key=lambda cell: cell.row):
            rows.append(
                FileRow(tuple(self._read_cell(cell, number, row, page_range) for cell in group))
            )
        columns = tuple(mm(b - a) for a, b in pairwise(grid.xs))
        self.tables.append(FileTable(number, tuple(rows), columns, ruled=True))

    def _read_cell(self, cell: DrawnCell, table: int, row: int, page_range: PageRange) -> FileCell:
        indexes: tuple[int, ...] = ()
        if cell.stretches:
            lines = sorted(cell.stretches, key=lambda stretch: (stretch.baseline, stretch.left))
            where = (CellIndex(table, row, cell.column),)
            indexes = (self._add(lines, page_range, NO_LAYOUT, where),)
        width = mm(cell.right - cell.left)
        return FileCell(cell.column, indexes, cell.colspan, cell.rowspan, width)

    def _read_marginal(self, page: PageText, page_range: PageRange) -> None:
        number = [page.number] if page.number else []
        for stretch, story in (
            *((n.stretch, Story.HEADER if n.top else Story.FOOTER) for n in number),
            *((s, Story.HEADER) for s in page.headers),
            *((s, Story.FOOTER) for s in page.footers),
        ):
            self.marginal.append(
                _paragraph(len(self.marginal), [stretch], page_range, NO_LAYOUT, (), story)
            )

    def _add(
        self,
        lines: Sequence[Stretch],
        page_range: PageRange,
        measured: ParagraphLayout,
        cells: tuple[CellIndex, ...] = (),
    ) -> int:
        index = len(self.paragraphs)
        made = _paragraph(index, lines, page_range, measured, cells, Story.BODY)
        self.paragraphs.append(replace(made, starts_page=True) if self._begins else made)
        self._begins = False
        self._lines += [(line, index) for line in lines]
        return index


def _together(parts: Sequence[Stream | RuledGrid]) -> Iterator[RuledGrid | list[Stream]]:
    """Tables and columns each by itself; the text of pages goes on from one to the next."""
    text: list[Stream] = []
    for part in parts:
        if isinstance(part, Stream) and not part.is_column:
            text.append(part)
            continue
        if text:
            yield text
            text = []
        yield part if isinstance(part, RuledGrid) else [part]
    if text:
        yield text


def _parts(
    text: list[Stretch], tables: Sequence[RuledGrid], page_range: PageRange
) -> Iterator[Stream | RuledGrid]:
    """What stands on a page, from top to bottom."""
    for grid in tables:
        above = [line for line in text if line.baseline < grid.ys[0]]
        yield from streams(above, page_range.left, page_range.right)
        yield grid
        text = [line for line in text if line.baseline >= grid.ys[0]]
    yield from streams(text, page_range.left, page_range.right)


def _paragraph(
    index: int,
    lines: Sequence[Stretch],
    page_range: PageRange,
    measured: ParagraphLayout,
    cells: tuple[CellIndex, ...],
    story: Story,
) -> FileParagraph:
    first = lines[0]
    return FileParagraph(
        index=index,
        pieces=tuple(_pieces(lines)),
        layout=measured,
        story=story,
        section=page_range.section.index,
        cells=cells,
        page=first.page,
        lines=tuple(_line(line) for line in lines),
        place=f"trang {first.page}",
    )


def _pieces(lines: Sequence[Stretch]) -> Iterator[FilePiece]:
    """The pieces of all lines; lines are joined as they are read."""
    text = ""
    for line in lines:
        pieces = list(line.pieces)
        if text and joined([text, line.text]) != text + line.text:
            pieces[0] = FilePiece(f" {pieces[0].text}", pieces[0].look)
        text = line.text
        yield from pieces


def _line(line: Stretch) -> PrintedLine:
    box = Box(line.page, mm(line.left), mm(line.top), mm(line.right), mm(line.bottom))
    return PrintedLine(line.text, box, mm(line.baseline))
