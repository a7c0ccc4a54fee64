"""Every check, and the review of one plan by all of them.

A check is a small function from a `Review` to findings; it does not print, raise or know formats.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from kehoach.check import personal_numbers
from kehoach.check.agencies import (
    abbreviations,
    agency_names,
    existence,
    programmes,
    recipient_list,
    unassigned_duties,
)
from kehoach.check.citations import bases, citation_checks
from kehoach.check.figures import annex_figures, number_forms, repeated
from kehoach.check.fixes import without_fixes_of_published_words
from kehoach.check.review import Review, review_plan
from kehoach.check.rules import rules
from kehoach.check.structure import annex_mentions, blanks, clause_checks, parts
from kehoach.check.time import days, years
from kehoach.check.waivers import apply_waivers
from kehoach.check.words import capitals, list_ends, lookalikes, punctuation, spacing, spelling
from kehoach.findings import Finding
from kehoach.plan.beside import office_path
from kehoach.resolve.read import Reading, read_plan
from kehoach.source.source import Source

Check = Callable[[Review], Iterator[Finding]]

CHECKS: list[Check] = [
    *citation_checks.CHECKS,
    *bases.CHECKS,
    *repeated.CHECKS,
    *number_forms.CHECKS,
    *annex_figures.CHECKS,
    *agency_names.CHECKS,
    *existence.CHECKS,
    *unassigned_duties.CHECKS,
    *abbreviations.CHECKS,
    *programmes.CHECKS,
    *recipient_list.CHECKS,
    *lookalikes.CHECKS,
    *spelling.CHECKS,
    *spacing.CHECKS,
    *punctuation.CHECKS,
    *list_ends.CHECKS,
    *capitals.CHECKS,
    *days.CHECKS,
    *years.CHECKS,
    *clause_checks.CHECKS,
    *annex_mentions.CHECKS,
    *blanks.CHECKS,
    *parts.CHECKS,
    *personal_numbers.CHECKS,
]


def check_plan(path: Path) -> tuple[Sequence[Finding], Source]:
    """Every finding about a plan file, waived ones marked, in the order of the file.

    Raises InputRefused if the plan or what its office decided cannot be read.
    """
    read = read_plan(path)
    return as_the_office_wants(check_reading(read), path), read.source


def as_the_office_wants(findings: Sequence[Finding], path: Path) -> Sequence[Finding]:
    """The findings about a file, with what its office switched off waived and told."""
    if office_path(path) is None:
        return findings
    from kehoach.check.office_rules import read_office_rules  # which most offices need not load

    return read_office_rules(path).settle(findings)


def check_reading(read: Reading) -> list[Finding]:
    """Every finding about a plan that was read, those that it waives itself marked."""
    review = review_plan(read.document, read.plan, read.register, read.source)
    findings = [_ruled(finding, read.source) for finding in read.source.findings]
    findings += [finding for check in CHECKS for finding in check(review)]
    told = without_fixes_of_published_words(dict.fromkeys(findings), read.source)
    return apply_waivers(told, read.source)


def _ruled(finding: Finding, source: Source) -> Finding:
    """What the build noticed already, with what the table says of its rule.

    Only the plan itself can be mended by machine, not its register.
    """
    if finding.fix is not None and finding.place.file != source.name:
        finding = replace(finding, fix=None)
    row = rules().get(finding.code)
    return replace(finding, source=row.nguon, blocks=row.blocks) if row else finding
