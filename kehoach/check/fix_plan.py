"""A plan with its safe fixes made, round after round: one may wait for another beside it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kehoach.check.checks import check_plan
from kehoach.check.fixes import fixed_text
from kehoach.files import write_files
from kehoach.findings import Finding
from kehoach.source.encoding import encode

_MOST_ROUNDS = 5


def fix_plan(path: Path) -> tuple[Sequence[Finding], int]:
    """Fix the file; gives what is still found in it, and how much was fixed.

    Raises InputRefused if the plan cannot be read, MachineProblem if it cannot be written.
    """
    findings, source = check_plan(path)
    total = 0
    for _ in range(_MOST_ROUNDS):
        text, count = fixed_text(findings, source)
        if not count:
            break
        write_files({path: encode(text, path)})
        total += count
        findings, source = check_plan(path)
    return findings, total
