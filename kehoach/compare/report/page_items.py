"""One change as the page of a comparison shows it: its words, its places, its links to others."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from kehoach.compare.changes import (
    ChangeKind,
    ClausePair,
    Comparison,
    DiffPiece,
    PlanChange,
    PlanSide,
    Where,
)
from kehoach.compare.report.figure_differences import FigureDifferences
from kehoach.compare.report.terminal import KINDS
from kehoach.document import Clause
from kehoach.vietnamese import capitalised

LABELS = {kind: capitalised(name) for kind, name in KINDS.items()}
NOT_OF_SUBSTANCE = (ChangeKind.RENUMBERED, ChangeKind.COMPUTED)
"""What nobody decided: it follows from other changes."""

_SAYS_ITS_TEXT = (ChangeKind.ADDED, ChangeKind.REMOVED, ChangeKind.REWORDED, ChangeKind.COMPUTED)
_LONGEST_HEADING, _LONGEST_CONTEXT = 90, 220

_CODE = re.compile(r"[a-z0-9_.]+")

Ranges = tuple[tuple[int, int], ...]
"""Numbers of changes, from the first to the last of neighbours: #3, #7–#12."""


@dataclass(frozen=True, slots=True)
class _PlaceInFile:
    label: str
    line: str


@dataclass(frozen=True, slots=True)
class PageItem:
    """A change as the page shows it."""

    number: int
    kind: str
    label: str
    title: str
    short: str
    above: str
    context: str
    old: str
    new: str
    pieces: tuple[DiffPiece, ...]
    difference: str
    agencies: tuple[str, ...]
    agency_names: tuple[str, ...]
    causes: Ranges
    effects: Ranges
    siblings: Ranges
    where_old: _PlaceInFile | None
    where_new: _PlaceInFile | None
    follows_only: bool
    is_cell: bool

    @property
    def lines(self) -> str:
        """Where a cell stands in the files."""
        sides = (("bản cũ", self.where_old), ("bản mới", self.where_new))
        return "; ".join(f"{name} {spot.line}" for name, spot in sides if spot and spot.line)


class PageItems:
    """Makes the items of a comparison."""

    def __init__(self, comparison: Comparison, differences: FigureDifferences) -> None:
        self._comparison, self._differences = comparison, differences
        self._effects: dict[int, list[int]] = {}
        self._siblings: dict[ClausePair, list[int]] = {}
        for change in comparison.changes:
            for cause in change.causes:
                self._effects.setdefault(cause, []).append(change.number)
            self._siblings.setdefault(_clauses(change), []).append(change.number)

    def item(self, change: PlanChange) -> PageItem:
        old, new = self._comparison.old, self._comparison.new
        clauses = new.document.clauses if change.clause_new is not None else old.document.clauses
        clause = new.clause(change.clause_new) or old.clause(change.clause_old)
        siblings = self._siblings[_clauses(change)] if clause else []
        said = change.kind in _SAYS_ITS_TEXT or bool(change.pieces)
        return PageItem(
            number=change.number,
            kind=change.kind.value,
            label=LABELS[change.kind],
            title=capitalised(_title(change, change.where.label)),
            short=_title(change, change.where.printed.below(change.part.step)),
            above=_above(clause, clauses),
            context="" if said or clause is None else _cut(clause.text, _LONGEST_CONTEXT),
            old=change.old,
            new=change.new,
            pieces=change.pieces or _said_of(change),
            difference=self._differences.of(change),
            agencies=change.agencies,
            agency_names=tuple(map(self.name, change.agencies)),
            causes=_ranges(change.causes),
            effects=_ranges(self._effects.get(change.number, ())),
            siblings=_ranges(number for number in siblings if number != change.number),
            where_old=_spot(change.where_old, old),
            where_new=_spot(change.where_new, new),
            follows_only=change.kind in NOT_OF_SUBSTANCE,
            is_cell=_is_cell(change),
        )

    def name(self, key: str) -> str:
        """The name of an agency; its id where no register has it."""
        for side in (self._comparison.new, self._comparison.old):
            if key in side.reading.register:
                return side.reading.register[key].ten
        return key


def _clauses(change: PlanChange) -> ClausePair:
    return ClausePair(change.clause_old, change.clause_new)


def _is_cell(change: PlanChange) -> bool:
    ref = change.cell_new or change.cell_old
    return bool(ref and ref.row and ref.column)


def _said_of(change: PlanChange) -> tuple[DiffPiece, ...]:
    """What to read where both labels are the same: others moved away from around it."""
    if change.kind is ChangeKind.MOVED and change.old == change.new:
        return (DiffPiece("=", "Đổi thứ tự; số in ra vẫn như cũ."),)
    return ()


def _title(change: PlanChange, label: str) -> str:
    """A place and what changed there; a heading may say the first step of `label` already."""
    if not change.subject or change.subject in change.where.printed.steps:
        return label
    if _CODE.fullmatch(label):
        return f"{change.subject} ({label})"
    return f"{label}: {change.subject}"


def _above(clause: Clause | None, clauses: tuple[Clause, ...]) -> str:
    """The heading that the clause stands under, unless it is that of the whole part."""
    if clause is None or clause.parent is None:
        return ""
    parent = clauses[clause.parent]
    first = parent.paragraphs[0].text if parent.paragraphs else ""
    return _cut(first, _LONGEST_HEADING) if parent.depth > 1 else ""


def _cut(text: str, longest: int) -> str:
    text = " ".join(text.replace("\n", " — ").split())
    return text if len(text) <= longest else f"{text[:longest].rpartition(' ')[0]} …"


def _ranges(numbers: Iterable[int]) -> Ranges:
    ranges: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1] = (ranges[-1][0], number)
        else:
            ranges.append((number, number))
    return tuple(ranges)


def _spot(where: Where | None, side: PlanSide) -> _PlaceInFile | None:
    if where is None:
        return None
    place = where.place
    if place.file != side.reading.source.name:
        line = f"{place.file}:{place.line}" if place.line else place.file
    else:
        line = f"dòng {place.line}" if place.line else ""
    return _PlaceInFile(where.label, line)
