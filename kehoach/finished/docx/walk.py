"""The walk through a part: paragraphs, tables and text boxes in reading order, as drafts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from kehoach.finished.docx.cells import (
    CellFrame,
    TableFrame,
    is_header,
    merge_of,
    skipped,
    span_of,
)
from kehoach.finished.docx.content import Content, ContentReader, revision_of
from kehoach.finished.docx.drawings import Shape, TextBox, read_drawing
from kehoach.finished.docx.list_numbers import Numbering
from kehoach.finished.docx.properties import Properties, paragraph_values, run_values
from kehoach.finished.docx.styles import StyleSheet
from kehoach.finished.docx.xml import MM_PER_TWIP, Element, chosen, local, number, value, w
from kehoach.finished.finished_file import CellIndex, FileCell, FileRow, FileTable, Story
from kehoach.finished.text import DELETED, Revision

_DEEPEST = 12
_WRAPPERS = {"sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"}


@dataclass(frozen=True, slots=True)
class Room:
    """What a paragraph stands in. `column` is the width for its text in mm."""

    story: Story = Story.BODY
    cells: tuple[CellIndex, ...] = ()
    text_box: int | None = None
    column: float | None = None
    boxed: bool = False
    letters: Properties = field(default_factory=dict)
    layout: Properties = field(default_factory=dict)
    depth: int = 0


@dataclass
class ParagraphDraft:
    """A paragraph as walked by: effective properties, content, and where it stands.

    `mark` are the effective properties of its end mark; `borders` are sides with a drawn border.
    """

    room: Room
    section: int
    style: str
    values: Properties
    mark: Properties
    content: Content
    number: str | None
    number_letters: Properties
    revision: Revision | None
    borders: frozenset[str]
    shapes: list[Shape] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CellLine:
    """A border of its own that a cell draws under the paragraph `after`; `length` in mm."""

    after: int
    length: float | None


class PartWalk:
    """The drafts of one part. `columns` are the text widths of its sections in mm."""

    def __init__(
        self, sheet: StyleSheet, numbering: Numbering, columns: list[float | None], story: Story
    ) -> None:
        self.drafts: list[ParagraphDraft] = []
        self.tables: list[FileTable | None] = []
        self.cell_lines: list[CellLine] = []
        self.unread: list[str] = []
        self._sheet, self._numbering, self._columns = sheet, numbering, columns
        self._content = ContentReader()
        self._boxes = 0
        self._section = 0
        self._story = story
        self._frame: tuple[tuple[tuple[str, str], ...], int, int] | None = None

    def walk(self, parent: Element) -> None:
        """Read a w:body, w:hdr, w:ftr or w:footnote."""
        self._blocks(parent, Room(self._story))

    def _blocks(self, parent: Element, room: Room) -> None:
        if room.depth > _DEEPEST:
            self.unread.append("bảng hoặc khung chữ lồng nhau quá sâu")
            return
        for child in parent:
            name = local(child)
            if name == "p":
                self._paragraph(child, room)
            elif name == "tbl":
                self._table(child, room)
            elif name in _WRAPPERS:
                self._blocks(child, room)
            elif name == "AlternateContent":
                for branch in chosen(child):
                    self._blocks([branch], room)
            elif name == "altChunk":
                self.unread.append("phần nội dung nhúng từ tệp khác")

    def _column(self, room: Room) -> float | None:
        if room.cells or room.text_box is not None:
            return room.column
        return self._columns[min(self._section, len(self._columns) - 1)]

    def _paragraph(self, element: Element, room: Room) -> None:
        ppr = element.find(w("pPr"))
        direct = paragraph_values(ppr)
        style = direct.pop("style", None) or self._sheet.default("paragraph")
        named = self._sheet.paragraph(style) | direct
        level = self._numbering.level(named)
        listed = level.layout if level else {}
        values = self._sheet.layout(room.layout, style, listed, direct)
        room = self._framed(values, room)

        def letters(rpr: Element | None) -> Properties:
            said = run_values(rpr, self._sheet.theme)
            character = said.pop("style", None)
            return self._sheet.letters(room.letters, style, character, said)

        content = self._content.read(element, letters)
        mark_rpr = None if ppr is None else ppr.find(w("rPr"))
        mark = letters(mark_rpr)
        draft = ParagraphDraft(
            replace(room, column=self._column(room)),
            self._section,
            self._sheet.name(style),
            values,
            mark,
            content,
            self._numbering.next(named),
            mark | (level.letters if level else {}),
            _first_revision(mark_rpr),
            frozenset(side for side, drawn in _borders(values).items() if drawn),
        )
        self.drafts.append(draft)
        self._drawn(draft, content, room)
        if ppr is not None and ppr.find(w("sectPr")) is not None and not room.cells:
            self._section += 1

    def _drawn(self, draft: ParagraphDraft, content: Content, room: Room) -> None:
        for drawing in content.drawings:
            for part in read_drawing(drawing):
                if isinstance(part, Shape):
                    draft.shapes.append(part)
                else:
                    self._text_box(part, room)

    def _text_box(self, box: TextBox, room: Room) -> None:
        self._boxes += 1
        inner = Room(
            room.story,
            room.cells,
            self._boxes,
            box.width,
            box.boxed,
            depth=room.depth + 1,
        )
        self._blocks(box.content, inner)

    def _framed(self, values: Properties, room: Room) -> Room:
        """The frame (w:framePr) of a paragraph: neighbours in one frame share its number."""
        frame = values.get("frame")
        if frame is None or value(frame, "dropCap") not in (None, "none"):
            return room
        key = tuple(sorted((str(k), str(v)) for k, v in frame.attrib.items()))
        if self._frame is None or self._frame[0] != key or self._frame[1] != len(self.drafts):
            self._boxes += 1
            self._frame = (key, len(self.drafts), self._boxes)
        number_of_box = self._frame[2]
        self._frame = (key, len(self.drafts) + 1, number_of_box)
        width = number(value(frame, "w"))
        column = None if width is None else width * MM_PER_TWIP
        return replace(room, text_box=number_of_box, column=column)

    def _table(self, element: Element, room: Room) -> None:
        frame = TableFrame(element, self._sheet, self._column(room))
        index = len(self.tables)
        self.tables.append(None)
        rows = [row for row in _rows(element) if local(row) == "tr"]
        grid: list[FileRow] = []
        starts: dict[int, tuple[int, int]] = {}
        spans: dict[tuple[int, int], int] = {}
        for line, row in enumerate(rows):
            cells: list[FileCell] = []
            column = skipped(row)
            for cell in _cells(row):
                span = span_of(cell)
                merge = merge_of(cell)
                if merge == "continue" and column in starts:
                    spans[starts[column]] += 1
                else:
                    starts[column] = (line, len(cells))
                    spans[line, len(cells)] = 1
                    where = CellIndex(index, line, column)
                    cells.append(self._cell(cell, frame, where, len(rows), span, room))
                if merge == "":
                    starts.pop(column, None)
                column += span
            grid.append(FileRow(tuple(cells), is_header(row), _first_revision(row.find(w("trPr")))))
        inside = room.cells[-1] if room.cells else None
        finished = tuple(
            replace(
                row,
                cells=tuple(
                    replace(cell, rowspan=spans[line, place])
                    for place, cell in enumerate(row.cells)
                ),
            )
            for line, row in enumerate(grid)
        )
        self.tables[index] = FileTable(
            index, finished, frame.columns, inside, frame.is_ruled, room.story
        )

    def _cell(
        self, cell: Element, frame: TableFrame, where: CellIndex, rows: int, span: int, room: Room
    ) -> FileCell:
        shape = frame.cell(cell, where.row, rows, where.column, span)
        inner = Room(
            room.story,
            (*room.cells, where),
            room.text_box,
            shape.inside,
            shape.boxed,
            shape.letters,
            shape.layout,
            room.depth + 1,
        )
        first = len(self.drafts)
        self._blocks(cell, inner)
        paragraphs = tuple(
            place
            for place in range(first, len(self.drafts))
            if self.drafts[place].room.cells == inner.cells
        )
        if not frame.is_ruled and not shape.boxed:
            self._cell_line(shape, paragraphs, replace(where, row=where.row - 1), first)
        return FileCell(where.column, paragraphs, span, 1, shape.width)

    def _cell_line(
        self, shape: CellFrame, paragraphs: tuple[int, ...], above: CellIndex, first: int
    ) -> None:
        if "bottom" in shape.own_borders and paragraphs:
            self.cell_lines.append(CellLine(paragraphs[-1], shape.width))
        if "top" in shape.own_borders:
            over = (i for i in reversed(range(first)) if self.drafts[i].room.cells[-1:] == (above,))
            place = next(over, None)
            if place is not None:
                self.cell_lines.append(CellLine(place, shape.width))


def _borders(values: Properties) -> dict[str, bool]:
    sides = values.get("borders") or {}
    return {side: value(element) not in (None, "none", "nil") for side, element in sides.items()}


def _first_revision(properties: Element | None) -> Revision | None:
    if properties is None:
        return None
    revisions = [revision_of(child) for child in properties]
    known = [revision for revision in revisions if revision is not None]
    known.sort(key=lambda revision: revision.kind != DELETED)
    return known[0] if known else None


def _rows(table: Element) -> Iterator[Element]:
    for child in table:
        if local(child) in _WRAPPERS:
            yield from _rows(child)
        else:
            yield child


def _cells(row: Element) -> Iterator[Element]:
    for child in row:
        if local(child) == "tc":
            yield child
        elif local(child) in _WRAPPERS:
            yield from _cells(child)
