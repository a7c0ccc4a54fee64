"""Columns on a page of a PDF: where text stands in two columns (the head, the signatures)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kehoach.finished.pdf.stretches import Stretch

_NARROWEST = 8.0
"""The least gutter between two columns, pt."""
_FARTHEST = 130.0
"""A gap so high ends a band; between title and name of a signer there is room to sign."""
_CENTRED = 8.0
_SAME_MIDDLE = 3.0
_HEAD = 4
"""Rows at the top of a page in which both columns of the head show."""


@dataclass
class Stream:
    """Lines that one reads one after the other; `column` is the left and right edge, if known.

    `is_column` tells a column of a band from the text of the page.
    """

    lines: list[Stretch]
    is_column: bool


def streams(stretches: Sequence[Stretch], left: float, right: float) -> list[Stream]:
    """The streams of a page in reading order; `left` and `right` are the edges of its text."""
    rows = list(_rows(stretches))
    made: list[Stream] = []
    at = 0
    while at < len(rows):
        end, gutter = _band(rows, at, (left + right) / 2)
        if gutter is None:
            if not made or made[-1].is_column:
                made.append(Stream([], False))
            made[-1].lines += rows[at]
            at += 1
            continue
        inside = [stretch for row in rows[at:end] for stretch in row]
        columns = (
            [stretch for stretch in inside if stretch.centre < gutter],
            [stretch for stretch in inside if stretch.centre >= gutter],
        )
        made += [Stream(column, True) for column in columns if column]
        at = end
    return made


def _rows(stretches: Sequence[Stretch]) -> Iterator[list[Stretch]]:
    """Stretches side by side; the columns of a band need not have common base lines."""
    row: list[Stretch] = []
    for stretch in sorted(stretches, key=lambda stretch: (stretch.baseline, stretch.left)):
        if row and (
            stretch.baseline - row[0].baseline > 0.5 * min(stretch.size, row[0].size)
            or any(stretch.left < other.right and other.left < stretch.right for other in row)
        ):
            yield sorted(row, key=lambda stretch: stretch.left)
            row = []
        row.append(stretch)
    if row:
        yield sorted(row, key=lambda stretch: stretch.left)


def _band(rows: Sequence[Sequence[Stretch]], at: int, middle: float) -> tuple[int, float | None]:
    """Where a band that starts in this row ends, and the middle of its gutter.

    A band starts in a row of two stretches. At the top of the first page, where the head stands,
    it may start above such a row, or have none: what is centred in height shares no base lines.
    """
    is_head = at == 0 and rows[0][0].page == 1
    first = at
    while is_head and first < min(_HEAD, len(rows)) and len(rows[first]) != 2:
        first += 1
    if first < len(rows) and len(rows[first]) == 2:
        gap = (rows[first][0].right, rows[first][1].left)
    elif is_head:
        inside = [stretch for row in rows[:_HEAD] for stretch in row]
        left = [stretch.right for stretch in inside if stretch.centre < middle]
        right = [stretch.left for stretch in inside if stretch.centre >= middle]
        gap, first = (max(left, default=middle), min(right, default=middle)), min(1, len(rows) - 1)
    else:
        return at, None
    if gap[1] - gap[0] < _NARROWEST:
        return at, None
    for row in rows[at:first]:
        narrowed = _narrowed(gap, row)
        too_far = rows[first][0].baseline - row[0].baseline > _HEAD * row[0].size
        if narrowed is None or too_far:
            return at, None
        gap = narrowed
    end = first + 1
    seen = [stretch.centre for row in rows[at:end] for stretch in row]
    while end < len(rows):
        row = rows[end]
        narrowed = _narrowed(gap, row)
        too_far = row[0].baseline - rows[end - 1][-1].baseline > _FARTHEST
        if narrowed is None or too_far or _is_of_page(row, gap, middle, seen):
            break
        gap = narrowed
        seen += [stretch.centre for stretch in row]
        end += 1
    return end, (gap[0] + gap[1]) / 2


def _narrowed(gap: tuple[float, float], row: Sequence[Stretch]) -> tuple[float, float] | None:
    """What a row leaves of a gutter."""
    low, high = gap
    for stretch in row:
        if stretch.centre < (low + high) / 2:
            low = max(low, stretch.right)
        else:
            high = min(high, stretch.left)
    return (low, high) if high - low >= _NARROWEST else None


def _is_of_page(
    row: Sequence[Stretch], gap: tuple[float, float], middle: float, seen: Sequence[float]
) -> bool:
    """Whether a lone stretch is centred on the page and not like others of a column."""
    if len(row) != 1 or abs(row[0].centre - middle) > _CENTRED:
        return False
    if any(abs(row[0].centre - centre) <= _SAME_MIDDLE for centre in seen):
        return False
    return gap[0] - 40 < row[0].centre < gap[1] + 80
