"""The assignment problem where only some pairs are possible and none is forced."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from heapq import heappop, heappush

Gains = Sequence[Mapping[int, int]]
"""For each row, the columns it may be paired with and what each pair is worth (above 0)."""


def assign(gains: Gains) -> dict[int, int]:
    """Pairs row -> column of the greatest total gain; rows may stay alone.

    Exact: one cheapest augmenting path for each row (Jonker and Volgenant), found by Dijkstra's
    algorithm with potentials over the given pairs only. A row that stays alone takes a column of
    its own that is worth nothing. Ties go to the lower numbers.
    """
    best = max((gain for row in gains for gain in row.values()), default=0)
    owner: dict[int, int] = {}
    mate: dict[int, int] = {}
    price: dict[int, int] = {}
    for row in range(len(gains)):
        _augment(row, gains, best, owner, mate, price)
    return {row: column for row, column in sorted(mate.items()) if column >= 0}


def _augment(
    start: int,
    gains: Gains,
    best: int,
    owner: dict[int, int],
    mate: dict[int, int],
    price: dict[int, int],
) -> None:
    """Give `start` a column, passing others on to their next best where that pays."""

    def edges(row: int) -> list[tuple[int, int]]:
        alone = ~row
        return [(alone, best), *((column, best - gain) for column, gain in gains[row].items())]

    came: dict[int, int] = {}
    done: dict[int, int] = {}
    near: dict[int, int] = {}
    queue: list[tuple[int, int]] = []
    row, reached = start, 0
    while True:
        held = mate.get(row)
        here = (
            next(cost for column, cost in edges(row) if column == held) if held is not None else 0
        )
        level = here - price.get(held, 0) if held is not None else 0
        for column, cost in edges(row):
            length = reached + cost - price.get(column, 0) - level
            if column not in done and length < near.get(column, length + 1):
                near[column], came[column] = length, row
                heappush(queue, (length, column))
        length, column = heappop(queue)
        while column in done or length > near[column]:
            length, column = heappop(queue)
        done[column], reached = length, length
        if column not in owner:
            break
        row = owner[column]
    for visited, length in done.items():
        price[visited] = price.get(visited, 0) + length - reached
    while True:
        row = came[column]
        owner[column], before = row, mate.get(row)
        mate[row] = column
        if row == start:
            return
        assert before is not None
        column = before
