"""The clauses of one plan as a tree: each with what it is known by, digests of all below it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b

from kehoach.compare.likeness import words_and_pairs
from kehoach.compare.printed_texts import PrintedText
from kehoach.document import Clause


@dataclass(frozen=True)
class ClauseNode:
    """A clause with what it is known by."""

    clause: Clause
    text: PrintedText
    own_agencies: tuple[str, ...]
    parent: int | None
    children: tuple[int, ...]
    rank: int
    """Its place among its sisters."""

    @cached_property
    def words(self) -> Counter[str]:
        return words_and_pairs(self.text.text)


class ClauseTree:
    """The clauses of one plan as subjects, with their sisters."""

    def __init__(self, clauses: Sequence[Clause], texts: Sequence[PrintedText]) -> None:
        self.children: dict[int | None, list[int]] = defaultdict(list)
        for clause in clauses:
            self.children[clause.parent].append(clause.index)
        ranks = {
            index: rank for sisters in self.children.values() for rank, index in enumerate(sisters)
        }
        self.subjects = [
            ClauseNode(
                clause,
                text,
                _own_agencies(clause, clauses),
                clause.parent,
                tuple(self.children.get(clause.index, ())),
                ranks[clause.index],
            )
            for clause, text in zip(clauses, texts, strict=True)
        ]

        self.whole = [""] * len(self.subjects)
        for subject in reversed(self.subjects):
            below = "".join(self.whole[child] for child in subject.children)
            said = f"{subject.text.text}\0{subject.text.written}\0{subject.own_agencies}\0{below}"
            self.whole[subject.clause.index] = blake2b(said.encode(), digest_size=16).hexdigest()

    def sister(self, subject: ClauseNode, step: int) -> int | None:
        """The clause before (-1) or after (1) under the same parent."""
        sisters = self.children[subject.parent]
        place = subject.rank + step
        return sisters[place] if 0 <= place < len(sisters) else None

    def sort_key(self) -> list[tuple[str, str, tuple[str, ...], int]]:
        """What the order of two plans is decided by, so that both directions work alike."""
        return [
            (node.text.text, node.clause.id or "", node.clause.don_vi, node.clause.depth)
            for node in self.subjects
        ]


def _own_agencies(clause: Clause, clauses: Sequence[Clause]) -> tuple[str, ...]:
    above = clauses[clause.parent].don_vi if clause.parent is not None else ()
    return () if clause.don_vi == above else clause.don_vi
