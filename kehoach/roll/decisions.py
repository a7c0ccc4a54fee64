"""All that a person must decide before the rolled plan can leave the draft state."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kehoach.roll import about_agencies, about_documents, about_figures, about_time
from kehoach.roll.point import Point, Turn

SEARCHES: tuple[Callable[[Turn], Iterator[Point]], ...] = (
    about_documents.ended_documents,
    about_documents.kept_wordings,
    about_agencies.ended_agencies,
    about_agencies.ended_levels,
    about_time.typed_years,
    about_time.deadlines_on_days_off,
    about_time.leap_days_in_prose,
    about_figures.targets_without_value,
    about_figures.annex_figures,
    about_agencies.ended_rows,
    about_time.signer,
)


def find_points(turn: Turn) -> list[Point]:
    """Every point to decide, in the order of the file."""
    points = [point for search in SEARCHES for point in search(turn)]
    return sorted(points, key=lambda point: turn.source.span(point.path).start)
