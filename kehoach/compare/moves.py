"""Two orders of things: what was moved (the heaviest increasing subsequence stays), both as one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise


def moved(
    pairs: Mapping[int, int],
    weight: Callable[[int, int], int] = lambda *_: 1,
    *,
    mirrored: bool = False,
) -> set[int]:
    """New places of what must be taken out and put elsewhere: the fewest, or the lightest.

    `pairs` are old places and new ones; `weight` says what it costs to move one from the one to
    the other. Of several choices that are as good, both directions take the same one if one of
    them says that it is `mirrored`.
    """
    along = sorted(pairs) if mirrored else sorted(pairs, key=pairs.__getitem__)
    across = [pairs[old] for old in along] if mirrored else along
    kept = heaviest_increasing_subsequence(across, [weight(old, pairs[old]) for old in along])
    return {pairs[old] for index, old in enumerate(along) if index not in kept}


def merged(old: int, new: int, pairs: Mapping[int, int]) -> Iterator[tuple[int | None, int | None]]:
    """Places of both orders as one: in the new one, what is gone behind its old predecessor."""
    back = {there: here for here, there in pairs.items()}
    gone: dict[int, list[int]] = defaultdict(list)
    last = -1
    for here in range(old):
        if here in pairs:
            last = pairs[here]
        else:
            gone[last].append(here)
    yield from ((here, None) for here in gone[-1])
    for there in range(new):
        yield back.get(there), there
        yield from ((here, None) for here in gone[there])


def heaviest_increasing_subsequence(values: Sequence[int], weights: Sequence[int]) -> set[int]:
    """Indexes of values (all different) that rise, of the greatest total weight.

    O(n log n): a Fenwick tree of the best chain up to each value.
    """
    if all(first < second for first, second in pairwise(values)):
        return set(range(len(values)))
    rank = {value: number for number, value in enumerate(sorted(values), 1)}
    best: list[tuple[int, int]] = [(0, -1)] * (len(values) + 1)
    before: list[int] = []
    for index, value in enumerate(values):
        chain = max((best[node] for node in _nodes_up_to(rank[value] - 1)), default=(0, -1))
        before.append(chain[1])
        total = (chain[0] + weights[index], index)
        node = rank[value]
        while node < len(best):
            best[node] = max(best[node], total)
            node += node & -node
    kept: set[int] = set()
    index = max(best[node] for node in _nodes_up_to(len(values)))[1]
    while index >= 0:
        kept.add(index)
        index = before[index]
    return kept


def _nodes_up_to(rank: int) -> list[int]:
    """The nodes of the Fenwick tree that cover the first ranks."""
    nodes = []
    while rank > 0:
        nodes.append(rank)
        rank -= rank & -rank
    return nodes
