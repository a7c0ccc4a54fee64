"""A finished file as read, whatever its format: what every reader of .docx and .pdf hands over.

Lengths are in mm, sizes of type and gaps in pt, unless a name says otherwise. Positions on a page
count from its top left corner. None anywhere means "not decidable in this file": a .docx does not
say where a line ends, a .pdf does not say which style a paragraph has. Who checks must report such
a thing as undecided and never as right.

Reading order is that of a person: the head of a document left before right, a text box where it is
anchored, cells of a table row by row. Headers and footers stand apart in `FinishedFile.marginal`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

from kehoach.finished.positions import NO_LAYOUT, Alignment, ParagraphLayout, PrintedLine, Stroke
from kehoach.finished.text import FilePiece, Look, Revision
from kehoach.source.old_encodings import are_old_encoded


class Story(str, Enum):
    """The stream of text that a paragraph belongs to."""

    BODY = "body"
    HEADER = "header"
    FOOTER = "footer"
    FOOTNOTE = "footnote"
    ENDNOTE = "endnote"


@dataclass(frozen=True, slots=True)
class CellIndex:
    """A cell that holds a paragraph: index of the table in `FinishedFile.tables`, row and column.

    `column` counts the columns of the grid, so a cell behind one that spans two has column 2.
    """

    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class FileParagraph:
    """A paragraph in reading order.

    `index` counts the paragraphs of the whole file from 0. `number` is the automatic number or
    bullet that is printed before the text ('1.', '-'); '' for none, None if there is one that
    cannot be told. `cells` are the cells it stands in, outermost first; `text_box` is the number of
    its text box or frame, None outside. `mark` is a revision of the paragraph mark: deleted, it
    joins this paragraph to the next; inserted, it was split from the next. `style` is the name of
    its style as Word shows it. `page` and `lines` are known
    where the file was laid out (a .pdf), `place` is for people: 'đoạn 12', 'trang 3, dòng 4'.
    """

    index: int
    pieces: tuple[FilePiece, ...]
    layout: ParagraphLayout = NO_LAYOUT
    number: str | None = ""
    number_look: Look | None = None
    story: Story = Story.BODY
    section: int = 0
    cells: tuple[CellIndex, ...] = ()
    text_box: int | None = None
    style: str = ""
    mark: Revision | None = None
    page: int | None = None
    lines: tuple[PrintedLine, ...] = ()
    starts_page: bool | None = None
    place: str = ""

    @property
    def text(self) -> str:
        """What is printed if all revisions are accepted, without the automatic number."""
        return "".join(piece.printed for piece in self.pieces if not piece.is_deleted)

    @property
    def original(self) -> str:
        """The letters if all revisions are rejected."""
        return "".join(piece.text for piece in self.pieces if not piece.is_inserted)

    @property
    def current(self) -> str:
        """The letters if all revisions are accepted; small letters stay small, hidden ones stay."""
        return "".join(piece.text for piece in self.pieces if not piece.is_deleted)

    @property
    def is_empty(self) -> bool:
        return not self.text.strip() and not self.number


@dataclass(frozen=True, slots=True)
class FileCell:
    """A cell: where it starts in the grid, what it spans, its paragraphs by index.

    `width` is that of the whole cell, borders and padding included.
    """

    column: int
    paragraphs: tuple[int, ...]
    colspan: int = 1
    rowspan: int = 1
    width: float | None = None


@dataclass(frozen=True, slots=True)
class FileRow:
    """A row: the cells that start in it; `revision` tells a row that was inserted or deleted."""

    cells: tuple[FileCell, ...]
    is_header: bool = False
    revision: Revision | None = None


@dataclass(frozen=True, slots=True)
class FileTable:
    """A table; `inside` is the cell that holds a nested one. `ruled` tells visible borders."""

    index: int
    rows: tuple[FileRow, ...]
    columns: tuple[float, ...] = ()
    inside: CellIndex | None = None
    ruled: bool | None = None
    story: Story = Story.BODY


@dataclass(frozen=True, slots=True)
class PageNumber:
    """A page number as it is printed in a section.

    `top` tells whether it stands in the top margin; `shift` is how far its middle stands to the
    right of the middle of the text column. `look` is that of the digits.
    """

    look: Look
    alignment: Alignment | None = None
    shift: float | None = None
    top: bool | None = None
    paragraph: int | None = None
    """Index in `FinishedFile.marginal`, where the file says."""


@dataclass(frozen=True, slots=True)
class FileSection:
    """A run of pages with one layout. A .docx states it; the reader of a .pdf measures it.

    `starts_at` is the number of its first page (None: it goes on from the section before);
    `format` is 'arabic', 'roman' or 'letter'. `on_first` tells whether the number is printed on
    the first page. `pages` are first and last page where known.
    """

    index: int
    width: float | None = None
    height: float | None = None
    top: float | None = None
    bottom: float | None = None
    left: float | None = None
    right: float | None = None
    starts_at: int | None = None
    format: str | None = None
    page_number: PageNumber | None = None
    on_first: bool | None = None
    pages: tuple[int, int] | None = None
    measured: bool = False
    """Whether the margins were measured on the page, and so are good to about a millimetre."""

    @property
    def is_landscape(self) -> bool | None:
        if self.width is None or self.height is None:
            return None
        return self.width > self.height


@dataclass(frozen=True, slots=True)
class FinishedFile:
    """A finished file as read.

    `name` is how messages call it; `format` is 'docx' or 'pdf'. `marginal` are the paragraphs of
    headers, footers and notes. `unread` says in Vietnamese what the reader could not read (a page
    that is a picture, an embedded object): whoever checks must tell it. `remarks` counts the
    comments that readers left in it.
    """

    name: str
    format: str
    paragraphs: tuple[FileParagraph, ...]
    sections: tuple[FileSection, ...] = ()
    tables: tuple[FileTable, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    marginal: tuple[FileParagraph, ...] = ()
    unread: tuple[str, ...] = ()
    remarks: int = 0
    properties: dict[str, str] = field(default_factory=dict, compare=False)

    def strokes_after(self, index: int) -> Iterator[Stroke]:
        """The strokes that stand under a paragraph."""
        return (stroke for stroke in self.strokes if stroke.after == index)

    @property
    def is_old_encoded(self) -> bool:
        """Whether most of the text stands in fonts of VNI or TCVN3 and is not in Unicode at all."""
        pieces = (piece for paragraph in self.paragraphs for piece in paragraph.pieces)
        return are_old_encoded((piece.look.font, piece.text) for piece in pieces)

    @property
    def has_revisions(self) -> bool:
        """Whether a tracked change is left that nobody accepted or rejected."""
        return any(
            paragraph.mark or any(piece.revision for piece in paragraph.pieces)
            for paragraph in (*self.paragraphs, *self.marginal)
        ) or any(row.revision for table in self.tables for row in table.rows)
