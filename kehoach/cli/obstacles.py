"""Everything that keeps a command from its work, told at once instead of one at each run."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kehoach.cli.console import say
from kehoach.findings import Finding, InputRefused, MachineProblem


class Obstacles:
    """What was refused in several steps that do not hinder each other."""

    def __init__(self) -> None:
        self._findings: list[Finding] = []
        self._problems: list[str] = []

    @contextmanager
    def noted(self) -> Iterator[None]:
        """Keep what the block refuses, and go on behind it."""
        try:
            yield
        except InputRefused as refused:
            self._findings += refused.findings
        except MachineProblem as problem:
            self._problems.append(str(problem))

    def refuse(self) -> None:
        """Raise InputRefused or MachineProblem if anything was kept."""
        if self._findings:
            for problem in self._problems:
                say(f"Lỗi máy: {problem}")
            raise InputRefused(list(dict.fromkeys(self._findings)))
        if self._problems:
            raise MachineProblem("\n".join(self._problems))
