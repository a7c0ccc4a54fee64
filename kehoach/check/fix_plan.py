"""A plan with its safe fixes made, round after round: one may wait for another beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kehoach.check.checks import as_the_office_wants, check_plan, check_reading
from kehoach.check.fixes import fixed_text
from kehoach.findings import Finding, InputRefused
from kehoach.resolve.read import parts_of, reading_of
from kehoach.rewriting.plan_change import changing_plan
from kehoach.source.source import Source, parse_source

_MOST_ROUNDS = 5


def fix_plan(path: Path) -> tuple[Sequence[Finding], int]:
    """Fix the file; gives what is still found in it, and how much was fixed.

    Raises InputRefused if the plan cannot be read or may not be written, MachineProblem if the disk
    refuses.
    """
    with changing_plan(path, "check --fix") as change:
        text, total = change.source.text, 0
        for _ in range(_MOST_ROUNDS):
            findings, source = fixable(parse_source(text, change.source.name), path)
            text, count = fixed_text(findings, source)
            if not count:
                break
            total += count
        change.write(text)
    return check_plan(path)[0], total


def fixable(source: Source, path: Path) -> tuple[Sequence[Finding], Source]:
    """What is found in a plan, and its text; also where some of that must be fixed to be read on.

    Raises InputRefused where nothing can be fixed.
    """
    try:
        findings = check_reading(reading_of(*parts_of(source, path)))
        return as_the_office_wants(findings, path), source
    except InputRefused as refused:
        if not any(f.fix is not None and f.place.file == source.name for f in refused.findings):
            raise
        return refused.findings, source
