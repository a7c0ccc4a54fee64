"""A plan with its safe fixes made, round after round: one may wait for another beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kehoach.check.checks import check_reading
from kehoach.check.fixes import fixed_text
from kehoach.findings import Finding
from kehoach.resolve.read import parts_of, reading_of
from kehoach.rewriting.plan_change import changing_plan
from kehoach.source.source import parse_source

_MOST_ROUNDS = 5


def fix_plan(path: Path) -> tuple[Sequence[Finding], int]:
    """Fix the file; gives what is still found in it, and how much was fixed.

    Raises InputRefused if the plan cannot be read or may not be written, MachineProblem if the disk
    refuses.
    """
    with changing_plan(path, "check --fix") as change:
        read = change.reading()
        findings, total = check_reading(read), 0
        for _ in range(_MOST_ROUNDS):
            text, count = fixed_text(findings, read.source)
            if not count:
                break
            total += count
            read = reading_of(*parts_of(parse_source(text, read.source.name), path))
            findings = check_reading(read)
        change.write(read.source.text)
    return findings, total
