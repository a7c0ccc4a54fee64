"""Every check, and the review of one plan by all of them.

A check is a small function from a `Review` to findings; it does not print, raise or know formats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from kehoach.check import agencies, citations, figures, language, recipients, structure, time
from kehoach.check.fixes import without_fixes_of_published_words
from kehoach.check.review import Review, review_plan
from kehoach.check.rules import rules
from kehoach.check.waivers import apply_waivers
from kehoach.findings import Finding
from kehoach.reading import read_plan
from kehoach.source import Source

Check = Callable[[Review], Iterator[Finding]]

CHECKS: list[Check] = [
    *citations.CHECKS,
    *figures.CHECKS,
    *agencies.CHECKS,
    *recipients.CHECKS,
    *language.CHECKS,
    *time.CHECKS,
    *structure.CHECKS,
]


def check_plan(path: Path) -> tuple[list[Finding], Source]:
    """Every finding about a plan file, waived ones marked, in the order of the file.

    Raises InputRefused if the plan cannot be read.
    """
    read = read_plan(path)
    review = review_plan(read.document, read.plan, read.register, read.source)
    found = [_ruled(finding) for finding in read.source.findings]
    found += [finding for check in CHECKS for finding in check(review)]
    told = without_fixes_of_published_words(dict.fromkeys(found), read.source)
    return apply_waivers(told, read.source), read.source


def _ruled(finding: Finding) -> Finding:
    """What the build noticed already, with the legal source that the table gives."""
    row = rules().get(finding.code)
    return replace(finding, source=row.nguon) if row else finding
