"""The finished document without a layout: what renderers, checks and comparisons read.

Everything here is final: numbers, names, citations and figures are resolved, and nothing that
reads a `Document` computes. Each run keeps its origin, so that any word on paper can be traced
to the YAML that gave it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal

from kehoach.locations import Computed, Origin, Path, Reference, Span

PlanState = Literal["du_thao", "trinh_ky", "ban_hanh"]
Role = Literal["chu_tri", "phoi_hop", "de_nghi"]


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text of one style and one origin.

    `bold` and `italic` are emphasis that the text itself asks for, `light` takes away the weight
    of a bold paragraph (`tieu_de_phu`); the weight and slant of a whole paragraph are layout.
    """

    text: str
    origin: Origin
    bold: bool = False
    italic: bool = False
    light: bool = False

    @property
    def refers_to(self) -> Reference | None:
        """What a computed run shows; None for words that a person wrote."""
        return self.origin.refers_to if isinstance(self.origin, Computed) else None


ParagraphKind = (
    Literal["co_quan_chu_quan", "co_quan", "so_ky_hieu", "dia_danh_ngay", "ten_loai"]
    | Literal["trich_yeu", "du_thao", "can_cu", "can_cu_doan", "phan", "muc", "tieu_muc"]
    | Literal["doan", "kem_theo", "phu_luc", "ten_phu_luc", "kem_theo_phu_luc"]
    | Literal["noi_nhan", "quyen_han", "ho_ten"]
)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One printed paragraph; `kieu` names its component and the paragraph style of the templates.

    Of the preamble: `can_cu` one a line, `can_cu_doan` one paragraph; of the body: `phan` I.,
    `muc` 1., `tieu_muc` 1.1. and deeper titles, `doan` any text.
    """

    kieu: ParagraphKind
    runs: tuple[Run, ...]

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline of a clause; `ten` is empty where the clause has one only."""

    ten: str
    ngay: date


@dataclass(frozen=True, slots=True)
class Clause:
    """A node of `noi_dung`, in reading order.

    `depth` counts from 1; `parent` is the index of the parent clause; `so` is the printed marker
    without its trailing point ("III", "2.5", "-", "+", "a)", or "" for none). `don_vi` are the
    agencies it binds: its own, else those of the nearest ancestor that names any.
    """

    index: int
    path: Path
    span: Span
    depth: int
    parent: int | None
    so: str
    id: str | None
    paragraphs: tuple[Paragraph, ...]
    don_vi: tuple[str, ...] = ()
    vai_tro: Role | None = None
    phoi_hop: tuple[str, ...] = ()
    han: tuple[Deadline, ...] = ()
    kem_theo: str | None = None

    @property
    def text(self) -> str:
        return "\n".join(paragraph.text for paragraph in self.paragraphs)


@dataclass(frozen=True, slots=True)
class Mention:
    """A cited document as it stands in the text.

    `dang` is the form that was printed (`day_du`, `ngan`, `tuy_chon`, `in_nguyen`); `first` is
    true for the first mention in reading order.
    """

    id: str
    text: str
    dang: str
    first: bool
    span: Span


CellKind = Literal["tt", "don_vi", "chu", "so", "nhan", "chi_so"]
RowKind = Literal["dong", "tong", "nhom"]


@dataclass(frozen=True, slots=True)
class Cell:
    """A finished cell; `value` is the figure behind the text, `cong_bo` the published one if given.

    `kieu`: `tt`, `don_vi`, `chu` (text), `so` (figure), as the column says; header cells have
    `nhan`, cells of the index row `chi_so`.
    """

    runs: tuple[Run, ...]
    kieu: CellKind
    colspan: int = 1
    rowspan: int = 1
    value: Decimal | None = None
    cong_bo: Decimal | None = None

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an annex; `kieu` is `dong`, `tong` (total) or `nhom` (subtotal); `key` names it."""

    kieu: RowKind
    key: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an annex: its code, and the texts of the headings over it, from the top."""

    code: str
    headings: tuple[str, ...]

    @property
    def name(self) -> str:
        """The lowest heading."""
        return self.headings[-1]


@dataclass(frozen=True, slots=True)
class Table:
    """An annex table: its columns, header rows with spans of any depth, then the rows.

    A header row holds only the cells that start in it (as in HTML); `index_row` is the row
    A, B, 1, 2, 3=2/1 under the headings, or empty.
    """

    columns: tuple[Column, ...]
    header_rows: tuple[tuple[Cell, ...], ...]
    index_row: tuple[Cell, ...]
    rows: tuple[Row, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of the columns."""
        return tuple(column.code for column in self.columns)

    def column(self, code: str) -> Column:
        """The column of a code."""
        return self.columns[self.codes.index(code)]

    def placed_headings(self) -> Iterator[tuple[int, int, Cell]]:
        """Every heading with the row and the column where it starts, counted from 0.

        One that spans rows pushes those of the rows below it aside.
        """
        free = [0] * len(self.columns)
        for row, cells in enumerate(self.header_rows):
            column = 0
            for cell in cells:
                while free[column] > row:
                    column += 1
                yield row, column, cell
                for covered in range(column, column + cell.colspan):
                    free[covered] = row + cell.rowspan
                column += cell.colspan


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex: its label ('Phụ lục', 'Phụ lục II'), title, the '(Kèm theo …)' line, its table."""

    id: str
    nhan: Paragraph
    ten: Paragraph
    kem_theo: Paragraph
    table: Table


@dataclass(frozen=True, slots=True)
class Head:
    """The head of page 1 (Nghị định 30, Phụ lục I, Phần I, mục II.1-5)."""

    co_quan_chu_quan: Paragraph | None
    co_quan: tuple[Paragraph, ...]
    so_ky_hieu: Paragraph
    dia_danh_ngay: Paragraph
    ten_loai: Paragraph
    trich_yeu: Paragraph
    du_thao: Paragraph | None

    @property
    def paragraphs(self) -> Iterator[Paragraph]:
        """All of them, in reading order."""
        top = (self.co_quan_chu_quan, *self.co_quan, self.so_ky_hieu, self.du_thao)
        yield from filter(None, (*top, self.dia_danh_ngay, self.ten_loai, self.trich_yeu))


@dataclass(frozen=True, slots=True)
class Recipient:
    """A printed line of Nơi nhận ('- Thường trực Tỉnh ủy;') and whom it reaches, by id."""

    paragraph: Paragraph
    gui: tuple[str, ...]
    luu: bool = False


@dataclass(frozen=True, slots=True)
class Signature:
    """The signature block: authority lines ('TM. …', 'KT. …', own office), then the name."""

    quyen_han: tuple[Paragraph, ...]
    ho_ten: Paragraph


@dataclass(frozen=True, slots=True)
class Metadata:
    """Document properties of the files; `ngay` is the date stamped into them."""

    title: str
    subject: str
    author: str
    ngay: date


@dataclass(frozen=True, slots=True)
class Document:
    """The finished document. Text order is: head, can_cu, clauses, noi_nhan, ky, phu_luc."""

    nam: int
    trang_thai: PlanState
    metadata: Metadata
    the_thuc: Head
    can_cu: tuple[Paragraph, ...]
    clauses: tuple[Clause, ...]
    noi_nhan: tuple[Recipient, ...]
    ky: Signature
    phu_luc: tuple[Annex, ...]
    vien_dan: tuple[Mention, ...]

    @property
    def called(self) -> str:
        """'Kế hoạch số 3456/KH-UBND ngày 08 tháng 12 năm 2023', a draft marked as one."""
        draft = " (dự thảo)" if self.trang_thai == "du_thao" else ""
        return f"{self.metadata.subject}{draft}"

    def body(self) -> Iterator[Paragraph]:
        """The paragraphs of the body in reading order: preamble, then the clauses."""
        yield from self.can_cu
        for clause in self.clauses:
            yield from clause.paragraphs

    def paragraphs(self) -> Iterator[Paragraph]:
        """Every paragraph in reading order; the cells of annex tables are not paragraphs."""
        yield from self.the_thuc.paragraphs
        yield from self.body()
        yield from (recipient.paragraph for recipient in self.noi_nhan)
        yield from (*self.ky.quyen_han, self.ky.ho_ten)
        for annex in self.phu_luc:
            yield from (annex.nhan, annex.ten, annex.kem_theo)

    def cells(self) -> Iterator[Cell]:
        """Every cell of every annex in reading order: headings, index row, rows."""
        for annex in self.phu_luc:
            for row in annex.table.header_rows:
                yield from row
            yield from annex.table.index_row
            for line in annex.table.rows:
                yield from line.cells
