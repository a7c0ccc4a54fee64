"""Laws of the comparison, on plans edited at random."""

from __future__ import annotations

from collections import Counter
from copy import deepcopy
from itertools import pairwise, permutations
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kehoach.compare.assignment import assign
from kehoach.compare.changes import ChangeKind, Comparison, PlanChange
from kehoach.compare.comparison import compare
from kehoach.compare.moves import heaviest_increasing_subsequence
from kehoach.compare.tokens import Tokens, pieces
from kehoach.locations import Reference
from tests.random_plans import Plan, compared, edited, move, plans, side, written

MIRROR = {ChangeKind.ADDED: ChangeKind.REMOVED, ChangeKind.REMOVED: ChangeKind.ADDED}
SUBJECTS = {"thêm": "bỏ", "bỏ": "thêm"}


def told(change: PlanChange, *, mirrored: bool) -> tuple[object, ...]:
    """A change without number and order, perhaps as the other direction must tell it."""
    sides = [
        (change.where_old and change.where_old.label, change.old, change.clause_old),
        (change.where_new and change.where_new.label, change.new, change.clause_new),
    ]
    kind, subject = change.kind, change.subject
    if mirrored:
        sides.reverse()
        kind, subject = MIRROR.get(kind, kind), SUBJECTS.get(subject, subject)
    flip = {"-": "+", "+": "-", "=": "="} if mirrored else {"-": "-", "+": "+", "=": "="}
    words = Counter((flip[piece.op], piece.text) for piece in change.pieces)
    return (kind, subject, *sides, frozenset(words.items()))


@settings(max_examples=40)
@given(plans())
def test_a_plan_differs_from_itself_in_nothing(plan: Plan) -> None:
    comparison = compared(plan, plan)
    assert comparison.changes == ()
    assert comparison.is_same
    assert comparison.coverage.paragraphs.changed == comparison.coverage.cells.changed == 0


@settings(max_examples=80)
@given(edited())
def test_both_directions_mirror_each_other(both: tuple[Plan, Plan]) -> None:
    forward, backward = compared(*both), compared(both[1], both[0])
    assert Counter(told(each, mirrored=True) for each in forward.changes) == Counter(
        told(each, mirrored=False) for each in backward.changes
    )


@settings(max_examples=80)
@given(edited())
def test_every_change_is_told_once_and_nothing_else(both: tuple[Plan, Plan]) -> None:
    """What the report says, done to the old plan, must give the new one."""
    comparison = compared(*both)
    changes = comparison.changes
    assert [change.number for change in changes] == list(range(1, len(changes) + 1))
    identities = Counter(
        (c.kind, c.subject, c.where_old, c.where_new, c.clause_old, c.clause_new) for c in changes
    )
    assert set(identities.values()) <= {1}
    for change in changes:
        assert change.old != change.new or change.kind is ChangeKind.MOVED
        if change.pieces:
            assert "".join(p.text for p in change.pieces if p.op != "+") == change.old
            assert "".join(p.text for p in change.pieces if p.op != "-") == change.new
        assert all(1 <= cause <= len(changes) for cause in change.causes)
    _texts_explained(comparison)
    _cells_explained(comparison)


def _texts_explained(comparison: Comparison) -> None:
    """A clause has another text if and only if a change says so."""
    told_pairs = {
        (c.clause_old, c.clause_new)
        for c in comparison.changes
        if c.kind in (ChangeKind.REWORDED, ChangeKind.COMPUTED) and c.clause_new is not None
    }
    for pair in comparison.clauses:
        old, new = comparison.old.clause(pair.old), comparison.new.clause(pair.new)
        if old and new:
            differ = [
                "\n".join(p.text.removeprefix(m) for p in c.paragraphs).rstrip("./")
                for c, m in ((old, f"{old.so} "), (new, f"{new.so} "))
            ]
            plain = [text.partition(". ")[2] or text for text in differ]
            if (pair.old, pair.new) not in told_pairs:
                assert _bare(old.paragraphs) == _bare(new.paragraphs), plain


def _bare(paragraphs: Any) -> list[str]:
    marks = {Reference("danh_so"), Reference("ket_thuc")}
    return [
        "".join(r.text for r in p.runs if r.refers_to not in marks).casefold() for p in paragraphs
    ]


def _cells_explained(comparison: Comparison) -> None:
    told_cells = Counter(
        c.cell_new for c in comparison.changes if c.cell_old and c.cell_new and c.cell_new.column
    )
    assert set(told_cells.values()) <= {1}
    for pair in comparison.annexes:
        assert pair.old
        assert pair.new
        for row in pair.rows:
            if row.old is None or row.new is None:
                continue
            for column in pair.columns:
                assert column.old is not None
                assert column.new is not None
                before = pair.old.table.rows[row.old].cells[column.old]
                after = pair.new.table.rows[row.new].cells[column.new]
                is_told = any(
                    ref and (ref.row, ref.column) == (row.key, column.key) for ref in told_cells
                )
                if before.kieu != "tt":
                    assert (before.text != after.text) == is_told


@settings(max_examples=80)
@given(edited())
def test_clauses_are_paired_one_to_one_and_counted(both: tuple[Plan, Plan]) -> None:
    comparison = compared(*both)
    old = [pair.old for pair in comparison.clauses if pair.old is not None]
    new = [pair.new for pair in comparison.clauses if pair.new is not None]
    assert sorted(old) == list(range(len(comparison.old.document.clauses)))
    assert new == list(range(len(comparison.new.document.clauses)))
    for tally, parts in (
        (comparison.coverage.paragraphs, "paragraphs"),
        (comparison.coverage.cells, "cells"),
    ):
        assert tally.old == len(list(getattr(comparison.old.document, parts)()))
        assert tally.new == len(list(getattr(comparison.new.document, parts)()))
        assert tally.old == tally.identical + tally.changed + tally.removed
        assert tally.new == tally.identical + tally.changed + tally.added


@settings(max_examples=80)
@given(plans(), st.data())
def test_moving_one_clause_costs_at_most_one_moved(plan: Plan, data: st.DataObject) -> None:
    other = deepcopy(plan)
    move(other, lambda below: data.draw(st.integers(0, max(0, below - 1))))
    kinds = Counter(change.kind for change in compared(plan, other).changes)
    assert kinds[ChangeKind.MOVED] <= 1
    assert set(kinds) <= {ChangeKind.MOVED, ChangeKind.RENUMBERED, ChangeKind.REASSIGNED}


@settings(max_examples=40)
@given(plans(), st.integers(30, 200), st.sampled_from(["# ghi chú\n", "\n\n# a: b\n"]))
def test_comments_and_folding_are_no_change(plan: Plan, width: int, comment: str) -> None:
    old, new = written(plan), comment + written(plan, width)
    comparison = compare(side(old), side(new))
    assert comparison.is_same
    assert not comparison.same_bytes


@given(st.lists(st.dictionaries(st.integers(0, 4), st.integers(1, 9)), max_size=5))
def test_the_assignment_is_the_best_of_all(gains: list[dict[int, int]]) -> None:
    found = assign(gains)
    assert len(set(found.values())) == len(found)
    slots = [*range(5), *[-1] * len(gains)]
    best = max(
        sum(row.get(column, 0) for row, column in zip(gains, order, strict=True))
        for order in permutations(slots, len(gains))
    )
    assert sum(gains[row][column] for row, column in found.items()) == best


def test_rows_that_must_give_way_to_each_other_find_the_best_of_all() -> None:
    """Long chains of rows that pass on are rare by chance: hence so many small cases."""
    dice = Random(7)
    orders = list(permutations(range(5)))
    for _ in range(3000):
        gains = [
            {c: dice.randint(1, 20) for c in range(5) if dice.random() < 0.6} for _ in orders[0]
        ]
        found = assign(gains)
        assert len(set(found.values())) == len(found)
        best = max(
            sum(row.get(column, 0) for row, column in zip(gains, order, strict=True))
            for order in orders
        )
        assert sum(gains[row][column] for row, column in found.items()) == best, gains


@given(st.permutations(range(7)), st.lists(st.integers(1, 9), min_size=7, max_size=7))
def test_what_stayed_is_the_heaviest_rising_part(places: list[int], weights: list[int]) -> None:
    kept = sorted(heaviest_increasing_subsequence(places, weights))
    assert all(places[a] < places[b] for a, b in pairwise(kept))
    best = 0
    for choice in range(1 << 7):
        chosen = [i for i in range(7) if choice >> i & 1]
        if all(places[a] < places[b] for a, b in pairwise(chosen)):
            best = max(best, sum(weights[i] for i in chosen))
    assert sum(weights[i] for i in kept) == best


@given(st.text(alphabet="ab 1.,%/-Đ\n", max_size=30), st.text(alphabet="ab 1.,%/-Đ\n", max_size=30))
def test_pieces_give_back_both_texts(old: str, new: str) -> None:
    found = pieces(Tokens(), old, new)
    assert "".join(piece.text for piece in found if piece.op != "+") == old
    assert "".join(piece.text for piece in found if piece.op != "-") == new


@pytest.mark.parametrize(
    "token",
    [
        "388.231",
        "8,11%",
        "30/2020/NĐ-CP",
        "05-NQ/TU",
        "3067/CTrPH-UBND-BTTUBMTTQ",
        "24/2021/QH15",
        "47- KH/TU",
        "08/12/2023",
        "ngày 08 tháng 12 năm 2023",
        "2021-2025",
        "Sở Lao động - Thương binh và Xã hội",
    ],
)
def test_what_a_reader_takes_as_one_is_one_token(token: str) -> None:
    tokens = Tokens(["Sở Lao động - Thương binh và Xã hội", "Sở Y tế"])
    assert token in tokens.cut(f"theo {token}, nay")
