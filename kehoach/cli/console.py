"""What every command says and gives back: exit codes, and messages on the standard error."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of every command."""

    OK = 0
    FINDINGS = 1
    """Done, with findings that need a person."""
    REFUSED = 2
    """The input was refused."""
    MACHINE = 3
    """The machine lacks something."""
    USAGE = 4
    """Wrong command line."""


def say(text: str) -> None:
    """Tell the clerk something that is not the result asked for, below what was printed before."""
    sys.stdout.flush()  # in a file or a pipe, both streams together, it would come last
    print(text, file=sys.stderr)


def say_findings(findings: Sequence[object]) -> None:
    """Tell findings, one after the other."""
    for finding in findings:
        say(str(finding))
