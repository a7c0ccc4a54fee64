"""Two plans read → everything that changed, numbered, with causes and proof of coverage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from kehoach.compare.annex_changes import AnnexChanges
from kehoach.compare.annex_matching import annex_pairs, same_rows
from kehoach.compare.causes import CITED, REGISTER, TARGETS, Causes
from kehoach.compare.changes import Comparison, Coverage, PlanPart, PlanSide
from kehoach.compare.clause_changes import ClauseChanges
from kehoach.compare.drafts import ChangeDraft, ChangeKey, PlanPair, numbered
from kehoach.compare.head_and_end import BASES, HEAD, RECIPIENTS, SIGNATURE, HeadAndEnd
from kehoach.locations import Reference


def compare(old: PlanSide, new: PlanSide) -> Comparison:
    """Everything that changed in substance from one plan to the other.

    Raises AssertionError if a printed paragraph or cell was neither compared nor told as added or
    removed: that would be a fault of this program.
    """
    sides = PlanPair(old, new)
    causes = Causes(sides, same_rows(old, new))
    clauses, frame = ClauseChanges(sides), HeadAndEnd(sides)
    annexes = [AnnexChanges(sides, causes, *pair) for pair in annex_pairs(old, new)]
    drafts = [
        *frame.head(),
        *frame.bases(),
        *clauses.drafts(),
        *frame.recipients(),
        *frame.signature(),
        *(draft for annex in annexes for draft in annex.drafts()),
    ]
    told = _with_causes(drafts, causes)
    return Comparison(
        old,
        new,
        numbered(_in_order(told)),
        clauses.merged(),
        tuple(annex.pair() for annex in annexes),
        _coverage(sides),
        old.reading.source.text == new.reading.source.text,
    )


def _with_causes(drafts: Iterable[ChangeDraft], causes: Causes) -> list[ChangeDraft]:
    """References followed to what was entered; what is printed nowhere else is told as well."""
    resolved = [replace(draft, because=tuple(_followed(draft, causes))) for draft in drafts]
    wanted = {key for draft in resolved for key in draft.because}
    return resolved + list(causes.drafts(wanted))


def _followed(draft: ChangeDraft, causes: Causes) -> Iterator[ChangeKey]:
    for key in draft.because:
        match key:
            case ("ref", Reference() as reference):
                yield from sorted(causes.of(reference), key=str)
            case _:
                yield key


def _in_order(drafts: list[ChangeDraft]) -> list[ChangeDraft]:
    """Parts in reading order, each after what it rests on: cited documents before the preamble."""
    first = [HEAD, REGISTER, CITED, BASES, TARGETS]
    last = [RECIPIENTS, SIGNATURE]
    seen = dict.fromkeys(draft.change.part for draft in drafts)
    body = [part for part in seen if part not in (*first, *last) and _is_clause_part(part, drafts)]
    rest = [part for part in seen if part not in (*first, *last, *body)]
    rank = {part: place for place, part in enumerate([*first, *body, *last, *rest])}
    return sorted(drafts, key=lambda draft: (rank[draft.change.part], draft.key[0] != "rule"))


def _is_clause_part(part: PlanPart, drafts: list[ChangeDraft]) -> bool:
    return any(draft.change.part == part and draft.key[:1] == ("clause",) for draft in drafts)


def _coverage(sides: PlanPair) -> Coverage:
    documents = (sides.old.document, sides.new.document)
    paragraphs = sides.paragraphs.tally(*(sum(1 for _ in d.paragraphs()) for d in documents))
    cells = sides.cells.tally(*(sum(1 for _ in d.cells()) for d in documents))
    for tally in (paragraphs, cells):
        assert tally.old == tally.compared + tally.removed, tally
        assert tally.new == tally.compared + tally.added, tally
    return Coverage(paragraphs, cells)
