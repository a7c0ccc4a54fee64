"""The clauses of both plans: which is which, which of them moved, and how a change is told."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kehoach.compare.changes import ChangeKind, ClausePair, PlanChange, PlanPart, Where
from kehoach.compare.clause_matching import match_clauses
from kehoach.compare.clause_tree import ClauseTree
from kehoach.compare.drafts import ChangeDraft, ChangeKey, PlanPair, where
from kehoach.compare.moves import merged, moved
from kehoach.compare.printed_texts import clause_text
from kehoach.resolve.passages import PrintedPlace, clause_places

_HEAVY = 1_000_000


def clause_key(kind: ChangeKind, old: int | None, new: int | None) -> ChangeKey:
    """The key of a change of a clause."""
    return ("clause", kind, old, new)


@dataclass
class PairedClauses:
    """The clauses of two plans, paired."""

    sides: PlanPair
    pairs: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        self.old, self.new = (
            ClauseTree(
                side.document.clauses,
                [clause_text(clause, side.reading.source) for clause in side.document.clauses],
            )
            for side in (self.sides.old, self.sides.new)
        )
        self.pairs = match_clauses(self.old, self.new)
        self.back = {new: old for old, new in self.pairs.items()}
        self.places_old = clause_places(self.sides.old.document.clauses)
        self.places_new = clause_places(self.sides.new.document.clauses)
        self.moved = self._moved()

    # Structure

    def _moved(self) -> set[int]:
        """New indexes of clauses that stand under another parent or in another order."""
        elsewhere = {
            new
            for old, new in self.pairs.items()
            if self.parent_in_new(old) != (self.new.subjects[new].parent,)
        }
        here = [
            [new for new in sisters if new in self.back and new not in elsewhere]
            for sisters in self.new.children.values()
        ]
        return elsewhere.union(*map(self._out_of_order, here))

    def parent_in_new(self, old: int) -> tuple[int | None] | None:
        parent = self.old.subjects[old].parent
        if parent is None:
            return (None,)
        return (self.pairs[parent],) if parent in self.pairs else None

    def _out_of_order(self, sisters: list[int]) -> set[int]:
        """The fewest of them, and of as few those with the least text."""

        def weight(old: int, new: int) -> int:
            text = len(self.new.subjects[new].text.text) + len(self.old.subjects[old].text.text)
            return _HEAVY + min(_HEAVY // max(1, len(sisters)), text)

        pairs = {self.back[new]: new for new in sisters}
        return moved(pairs, weight, mirrored=self.mirrored)

    @cached_property
    def mirrored(self) -> bool:
        """Whether the plans stand in the order that the comparison would not choose."""
        return self.old.sort_key() > self.new.sort_key()

    def merged(self) -> tuple[ClausePair, ...]:
        """All clauses, new order; a removed one after its predecessor among the old ones."""
        places = merged(len(self.old.subjects), len(self.new.subjects), self.pairs)
        return tuple(ClausePair(old, new) for old, new in places)

    # Telling

    def draft(
        self,
        kind: ChangeKind,
        old: int | None,
        new: int | None,
        *,
        old_text: str = "",
        new_text: str = "",
        because: tuple[ChangeKey, ...] = (),
        **details: Any,
    ) -> ChangeDraft:
        change = PlanChange(
            0,
            kind,
            self.part(old, new),
            self._where_old(old),
            self._where_new(new),
            old_text,
            new_text,
            agencies=self._agencies(old, new),
            clause_old=old,
            clause_new=new,
            **details,
        )
        return ChangeDraft(clause_key(kind, old, new), change, because)

    def _where_old(self, index: int | None) -> Where | None:
        if index is None:
            return None
        return where(self.sides.old, self.places_old[index], self.old.subjects[index].clause.span)

    def _where_new(self, index: int | None) -> Where | None:
        if index is None:
            return None
        return where(self.sides.new, self.places_new[index], self.new.subjects[index].clause.span)

    def part(self, old: int | None, new: int | None) -> PlanPart:
        """The part (I., II. …) that a clause belongs to, of the new plan if it is there."""
        if new is not None:
            return _part(self.new, self.places_new, _root(self.new, new))
        assert old is not None
        top = _root(self.old, old)
        if top in self.pairs:
            return _part(self.new, self.places_new, self.pairs[top])
        return _part(self.old, self.places_old, top)

    def _agencies(self, old: int | None, new: int | None) -> tuple[str, ...]:
        agencies: dict[str, None] = {}
        for tree, index in ((self.old, old), (self.new, new)):
            if index is not None:
                clause = tree.subjects[index].clause
                agencies |= dict.fromkeys((*clause.don_vi, *clause.phoi_hop))
        return tuple(agencies)


def _root(tree: ClauseTree, index: int) -> int:
    while (parent := tree.subjects[index].parent) is not None:
        index = parent
    return index


def _part(tree: ClauseTree, places: Mapping[int, PrintedPlace], top: int) -> PlanPart:
    clause = tree.subjects[top].clause
    if not clause.so or not clause.paragraphs:
        return PlanPart("Lời văn")
    return PlanPart(clause.paragraphs[0].text, places[top].steps[0])
