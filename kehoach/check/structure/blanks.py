"""Blanks of a form that nobody filled in before the plan was issued."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach.check.review import Review
from kehoach.check.rules import rule
from kehoach.findings import Finding

_GAP = r"(?:…|\.{2,}|_{3,})"
_GAPS = re.compile(_GAP)
# "hằng tháng, hằng năm…" goes on like a list: only a space makes a blank of it.
_BLANK = re.compile(
    rf"\b(?:số|ngày)\s*:?\s+{_GAP}+|(?<![^\s(“\"]){_GAP}\s*/\s*(?=\S)|^\s*{_GAP}\s*$",
    re.IGNORECASE,
)


def check_blanks(review: Review) -> Iterator[Finding]:
    """KC013: 'số …/TTr-SYT', 'ngày …', a subject or a cell of '…' in an issued plan."""
    if review.plan is None or review.plan.trang_thai != "ban_hanh":
        return
    for passage in review.passages:
        blank = _GAPS if passage.kieu == "trich_yeu" else _BLANK
        if match := blank.search(passage.text):
            spot = passage.spot(match.start(), match.end())
            yield rule("KC013").at(spot, f"còn chỗ trống “{match[0].strip()}” chưa điền")


CHECKS = [check_blanks]
