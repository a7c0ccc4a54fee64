"""What a comparison of two finished plans finds: the data that every output of `diff` reads.

Outputs compute nothing: they show a `Comparison`. Texts are as printed, markers (III., 2.5, -)
apart; places point into the YAML of the side they belong to.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Literal, NamedTuple

from kehoach.document import Annex, Clause, Document
from kehoach.locations import Place
from kehoach.resolve.passages import PrintedPlace
from kehoach.resolve.read import Reading


class ChangeKind(str, Enum):
    """What happened; the value is what machines read in JSON.

    A clause may have several changes of different kinds (moved, reworded and reassigned), never
    two of one kind, except one `DEADLINE` for each of its deadlines. `ADDED`, `REMOVED` and
    `MOVED` also stand for rows and columns of annexes and for whole annexes; a heading or title
    of an annex that says something else is `REWORDED`.
    """

    ADDED = "added"
    REMOVED = "removed"
    REWORDED = "reworded"
    """Another wording, written by a person; what was computed in it is marked in its pieces."""
    MOVED = "moved"
    RENUMBERED = "renumbered"
    """Stands where it stood, says what it said, bears another number."""
    REASSIGNED = "reassigned"
    """Binds other agencies, in another role, or together with others."""
    DEADLINE = "deadline"
    FIGURE = "figure"
    """An entered figure, or the formula that gives one: of an annex or of an objective."""
    COMPUTED = "computed"
    """Nobody wrote it: it follows from the changes in `causes`."""
    CITATION = "citation"
    """The preamble, or a field of a cited document (number, date, issuer, subject)."""
    RECIPIENT = "recipient"
    HEAD = "head"
    """The form of the document: its head, its year, its signature."""


Op = Literal["=", "-", "+"]


class DiffPiece(NamedTuple):
    """Some whole words (and the spaces around) of a text and what became of them.

    `op` is '=' on both sides, '-' old only, '+' new only. The texts of '=' and '-' make the old
    text, those of '=' and '+' the new one, to the letter. `computed` marks words that nobody
    wrote (a figure, an agency's name, the year, a citation).
    """

    op: Op
    text: str
    computed: bool = False


@dataclass(frozen=True, slots=True)
class Where:
    """Where something stands: 'phần III, mục 2.5' on paper, file, line and column in the YAML."""

    printed: PrintedPlace
    place: Place

    @property
    def label(self) -> str:
        return self.printed.label


class PlanPart(NamedTuple):
    """A part of the plan: the heading under which its changes are told, and its name in places.

    'III. Nhiệm vụ và giải pháp' is 'phần III' there; '' where the heading says no place.
    """

    heading: str
    step: str = ""


@dataclass(frozen=True, slots=True)
class CellKey:
    """A cell of an annex by annex id, key of the row and code of the column ('' for all)."""

    annex: str
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class PlanChange:
    """One change.

    `number` counts from 1 in reading order of the parts and is how people cite the change; changes
    of one part are neighbours. `subject` is what changed, in a few words ('ngày ban hành',
    'cột “Hộ nghèo”'), or '' where the kind says it. `where_old`, `where_new` are None on the side
    where there is nothing. `old`, `new` are the whole texts ('' where there is nothing): of a
    clause, its paragraphs a line each; of a figure as printed; of agencies their names; of a
    move or a new number the labels. `pieces` are the words in detail, or () where `old` and `new`
    say it all.

    `causes` are the numbers of the changes that this one follows from. `agencies` are the ids of
    all agencies that the clause binds on either side. `clause_old`, `clause_new` are indexes into
    `Document.clauses`; `cell_old`, `cell_new` name a cell, a row or a column of an annex.
    `value_old`, `value_new` are the figures behind the texts.
    """

    number: int
    kind: ChangeKind
    part: PlanPart
    where_old: Where | None
    where_new: Where | None
    old: str = ""
    new: str = ""
    subject: str = ""
    pieces: tuple[DiffPiece, ...] = ()
    causes: tuple[int, ...] = ()
    agencies: tuple[str, ...] = ()
    clause_old: int | None = None
    clause_new: int | None = None
    cell_old: CellKey | None = None
    cell_new: CellKey | None = None
    value_old: Decimal | None = None
    value_new: Decimal | None = None

    @property
    def cause(self) -> int | None:
        """The first of the changes that this one follows from."""
        return self.causes[0] if self.causes else None

    @property
    def where(self) -> Where:
        """Where it stands in the new plan, else where it stood in the old one."""
        where = self.where_new or self.where_old
        assert where is not None
        return where

    @property
    def difference(self) -> Decimal | None:
        """New figure less old figure; None where one of them is missing or undefined."""
        if self.value_old is None or self.value_new is None:
            return None
        difference = self.value_new - self.value_old
        return None if difference.is_nan() else difference

    @property
    def percent(self) -> Decimal | None:
        """The difference in percent of the old figure; None where that says nothing."""
        difference = self.difference
        if difference is None or not self.value_old:
            return None
        return difference / abs(self.value_old) * 100


@dataclass(frozen=True, slots=True)
class ClausePair:
    """One clause in both plans, by index; None where a side does not have it."""

    old: int | None
    new: int | None


@dataclass(frozen=True, slots=True)
class LinePair:
    """One row (by place in `Table.rows`) or column (in `Table.columns`) in both annexes."""

    key: str
    old: int | None
    new: int | None


@dataclass(frozen=True, slots=True)
class AnnexPair:
    """One annex in both plans (by id), its rows and columns in the new order.

    What only the old annex has stands after its old predecessor.
    """

    old: Annex | None
    new: Annex | None
    columns: tuple[LinePair, ...]
    rows: tuple[LinePair, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """How much was compared. old = identical + changed + removed; new = … + added, always."""

    old: int
    new: int
    identical: int
    changed: int
    removed: int
    added: int

    @property
    def compared(self) -> int:
        """How many stand on both sides and were compared with each other."""
        return self.identical + self.changed


@dataclass(frozen=True, slots=True)
class Coverage:
    """Proof that nothing fell between: every printed paragraph and every cell of an annex."""

    paragraphs: Tally
    cells: Tally


@dataclass(frozen=True, slots=True)
class PlanSide:
    """One of the two plans; `name` is how it was asked for ('HEAD~1:content/plan_2024.yaml')."""

    name: str
    reading: Reading

    @property
    def document(self) -> Document:
        return self.reading.document

    def clause(self, index: int | None) -> Clause | None:
        """The clause of an index, None for None."""
        return None if index is None else self.document.clauses[index]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two plans and everything that changed.

    `clauses` pairs every clause of both plans in the new reading order (a removed clause stands
    after its old predecessor); `same_bytes` tells a file that did not change at all from one whose
    YAML changed without a change in substance.
    """

    old: PlanSide
    new: PlanSide
    changes: tuple[PlanChange, ...]
    clauses: tuple[ClausePair, ...]
    annexes: tuple[AnnexPair, ...]
    coverage: Coverage
    same_bytes: bool

    @property
    def is_same(self) -> bool:
        """Whether both plans say the same."""
        return not self.changes
