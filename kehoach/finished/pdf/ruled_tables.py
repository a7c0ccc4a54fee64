"""Drawn grids on a page of a PDF → tables: which cells there are, and what stands in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from kehoach.finished.pdf.glyphs import PageStroke
from kehoach.finished.pdf.stretches import Stretch

_TOUCH = 2.5
_COVERED = 0.6
_MOST_LINES = 3_000


@dataclass
class DrawnCell:
    """A cell of a grid: where it starts, what it spans, its stretches of text."""

    row: int
    column: int
    rowspan: int
    colspan: int
    left: float
    top: float
    right: float
    bottom: float
    stretches: list[Stretch] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RuledGrid:
    """A grid of drawn lines; `xs` and `ys` are where its lines stand."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[DrawnCell, ...]

    @property
    def is_box(self) -> bool:
        """A single frame around something, and no table."""
        return len(self.cells) == 1

    def holds(self, x: float, y: float) -> bool:
        return self.xs[0] - 1 <= x <= self.xs[-1] + 1 and self.ys[0] - 1 <= y <= self.ys[-1] + 1

    def cell_at(self, x: float, y: float) -> DrawnCell | None:
        return next(
            (c for c in self.cells if c.left <= x <= c.right and c.top <= y <= c.bottom), None
        )


def grids(strokes: Sequence[PageStroke]) -> tuple[list[RuledGrid], list[PageStroke]]:
    """The grids that the lines of a page make, and the lines that belong to none."""
    drawn: list[RuledGrid] = []
    loose: list[PageStroke] = []
    for group in _touching(strokes[:_MOST_LINES]):
        grid = _grid(group)
        if grid:
            drawn.append(grid)
        else:
            loose += [stroke for stroke in group if stroke.level]
    return drawn, loose


def fill(grid: RuledGrid, stretches: Iterable[Stretch]) -> list[Stretch]:
    """Put each stretch into its cell; gives those that stand in none."""
    outside = []
    for stretch in stretches:
        y = stretch.baseline - 0.3 * stretch.size
        cell = grid.cell_at(stretch.centre, y) if grid.holds(stretch.centre, y) else None
        if cell:
            cell.stretches.append(stretch)
        else:
            outside.append(stretch)
    return outside


def _touching(strokes: Sequence[PageStroke]) -> Iterator[list[PageStroke]]:
    """Groups of lines that meet, directly or through others."""
    levels = sorted((s for s in strokes if s.level), key=lambda s: s.top)
    uprights = [s for s in strokes if not s.level]
    parent = {id(stroke): id(stroke) for stroke in strokes}

    def root(key: int) -> int:
        while parent[key] != key:
            parent[key] = parent[parent[key]]
            key = parent[key]
        return key

    for upright in uprights:
        for level in levels:
            if level.top > upright.bottom + _TOUCH:
                break
            if (
                level.top >= upright.top - _TOUCH
                and level.left - _TOUCH <= upright.left <= level.right + _TOUCH
            ):
                parent[root(id(upright))] = root(id(level))
    groups: dict[int, list[PageStroke]] = {}
    for stroke in strokes:
        groups.setdefault(root(id(stroke)), []).append(stroke)
    yield from groups.values()


def _grid(strokes: Sequence[PageStroke]) -> RuledGrid | None:
    levels = [stroke for stroke in strokes if stroke.level]
    uprights = [stroke for stroke in strokes if not stroke.level]
    xs = _places(stroke.left for stroke in uprights)
    ys = _places(stroke.top for stroke in levels)
    if len(xs) < 2 or len(ys) < 2:
        return None
    return RuledGrid(tuple(xs), tuple(ys), tuple(_cells(xs, ys, levels, uprights)))


def _places(values: Iterable[float]) -> list[float]:
    """Distinct places; lines drawn piece by piece stand within a hair of each other."""
    places: list[float] = []
    for value in sorted(values):
        if not places or value - places[-1] > _TOUCH:
            places.append(value)
    return places


def _cells(
    xs: Sequence[float],
    ys: Sequence[float],
    levels: Sequence[PageStroke],
    uprights: Sequence[PageStroke],
) -> Iterator[DrawnCell]:
    """Cells from left to right and top to bottom; one grows until a line stops it."""
    walls = {x: [s for s in uprights if abs(s.left - x) <= _TOUCH] for x in xs}
    floors = {y: [s for s in levels if abs(s.top - y) <= _TOUCH] for y in ys}
    taken: set[tuple[int, int]] = set()
    for row in range(len(ys) - 1):
        for column in range(len(xs) - 1):
            if (row, column) in taken:
                continue
            wide, high = 1, 1
            top, bottom, left = ys[row], ys[row + 1], xs[column]
            while column + wide < len(xs) - 1 and not _covers(
                [(s.top, s.bottom) for s in walls[xs[column + wide]]], top, bottom
            ):
                wide += 1
            right = xs[column + wide]
            while row + high < len(ys) - 1 and not _covers(
                [(s.left, s.right) for s in floors[ys[row + high]]], left, right
            ):
                high += 1
            taken |= {(row + r, column + c) for r in range(high) for c in range(wide)}
            yield DrawnCell(row, column, high, wide, left, top, right, ys[row + high])


def _covers(parts: Iterable[tuple[float, float]], start: float, end: float) -> bool:
    """Whether lines cover most of the way from `start` to `end`."""
    covered, reached = 0.0, start
    for low, high in sorted(parts):
        low, high = max(low, reached), min(high, end)
        if high > low:
            covered += high - low
            reached = high
    return covered >= _COVERED * (end - start)
