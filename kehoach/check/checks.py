"""Every check, and the review of one plan by all of them.

A check is a small function from a `Review` to findings; it does not print, raise or know formats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from kehoach.check.agencies import agency_checks, recipient_list
from kehoach.check.citations import citation_checks
from kehoach.check.figures import figure_checks
from kehoach.check.fixes import without_fixes_of_published_words
from kehoach.check.review import Review, review_plan
from kehoach.check.rules import rules
from kehoach.check.structure import clause_checks
from kehoach.check.time import days
from kehoach.check.waivers import apply_waivers
from kehoach.check.words import word_checks
from kehoach.findings import Finding
from kehoach.resolve.read import read_plan
from kehoach.source.source import Source

Check = Callable[[Review], Iterator[Finding]]

CHECKS: list[Check] = [
    *citation_checks.CHECKS,
    *figure_checks.CHECKS,
    *agency_checks.CHECKS,
    *recipient_list.CHECKS,
    *word_checks.CHECKS,
    *days.CHECKS,
    *clause_checks.CHECKS,
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
