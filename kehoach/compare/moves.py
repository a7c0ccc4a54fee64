"""Which of several things that stand in another order were moved, and which stayed."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise


def stayed(places: Sequence[int], weights: Sequence[int]) -> set[int]:
    """Indexes of a heaviest rising part of `places` (all different): what was not moved.

    Everything else must be taken out and put elsewhere to get from one order to the other, so the
    fewest (or lightest) are moved. O(n log n): a Fenwick tree of the best chain up to each place.
    """
    if all(first < second for first, second in pairwise(places)):
        return set(range(len(places)))
    rank = {place: number for number, place in enumerate(sorted(places), 1)}
    best: list[tuple[int, int]] = [(0, -1)] * (len(places) + 1)
    before: list[int] = []
    for index, place in enumerate(places):
        chain = max((best[i] for i in _below(rank[place] - 1)), default=(0, -1))
        before.append(chain[1])
        total = (chain[0] + weights[index], index)
        at = rank[place]
        while at < len(best):
            best[at] = max(best[at], total)
            at += at & -at
    kept: set[int] = set()
    index = max(best[i] for i in _below(len(places)))[1]
    while index >= 0:
        kept.add(index)
        index = before[index]
    return kept


def _below(place: int) -> list[int]:
    found = []
    while place > 0:
        found.append(place)
        place -= place & -place
    return found
