"""What came back as one HTML page: `templates/gui_lai.html` and .css."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from kehoach.compare.changes import ChangeKind
from kehoach.compare.report.terminal import KINDS
from kehoach.render.html_page import render_page
from kehoach.returned.returned_file import ReturnedReview, ReviewItem
from kehoach.returned.summary import coverage, part_of, summary


def as_page(reviews: Sequence[ReturnedReview], *, applied: int | None = None) -> str:
    """The page; raises InputRefused if the template is missing or cannot be filled."""
    return render_page(
        "gui_lai",
        "IN105",
        plan=reviews[0].reading.source.name,
        reviews=[
            {
                "file": review.file,
                "summary": summary(review, applied),
                "coverage": coverage(review),
                "parts": [
                    (part, [_shown(item, applied) for item in items])
                    for part, items in groupby(review.items, key=part_of)
                ],
            }
            for review in reviews
        ],
    )


def _shown(item: ReviewItem, applied: int | None) -> dict[str, object]:
    difference = item.difference
    fate = ""
    if item.can_be_written and applied is None:
        fate = "Ghi được một phần" if item.reasons else "Ghi được vào tệp YAML"
    return {
        "number": item.number,
        "kind": KINDS[difference.kind],
        "where": difference.where,
        "line": item.place.line if item.place else 0,
        "authors": ", ".join(difference.authors),
        "words": _words(item),
        "fate": fate,
        "reasons": item.reasons,
    }


def _words(item: ReviewItem) -> list[tuple[str, str]]:
    difference = item.difference
    if difference.kind is ChangeKind.ADDED:
        return [("+", difference.new)]
    if difference.kind is ChangeKind.REMOVED:
        return [("-", difference.old)]
    if difference.kind is ChangeKind.MOVED:
        return [("=", difference.new)]
    return [(piece.op, piece.text) for piece in item.pieces]
