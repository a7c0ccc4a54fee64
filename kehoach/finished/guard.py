"""Foreign files are read in a process of its own, whose seconds and megabytes are bounded."""

from __future__ import annotations

import resource
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from kehoach.findings import InputRefused, MachineProblem
from kehoach.finished.opening import refusal
from kehoach.workers import Parent, Worker

MOST_SECONDS = 60
"""Of processor time."""
MOST_BYTES = 1024**3
"""Of address space, on top of what is mapped already."""

T = TypeVar("T")


def guarded(name: str, work: Callable[[], T]) -> T:
    """What `work` gives, or raises. Raises InputRefused (MT010) if it takes too much or is killed.

    A fault in a library of C can end the process that it runs in, but not ours.
    """
    try:
        outcome = Worker(lambda _: _bounded(name, work, _)).result()
    except MachineProblem:
        raise _too_much(name) from None
    if isinstance(outcome, MachineProblem):
        raise outcome
    return outcome


def _bounded(name: str, work: Callable[[], T], _: Parent) -> T | MachineProblem:
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    most = MOST_BYTES + _mapped()
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        return work()
    except MachineProblem as problem:
        return problem  # a process that is killed shows as one too
    except (MemoryError, RecursionError):
        raise _too_much(name) from None


def _mapped() -> int:
    """Bytes of address space that this process has."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    return int(pages) * resource.getpagesize()


def _too_much(name: str) -> InputRefused:
    message = "đọc tệp này tốn quá nhiều thời gian hoặc bộ nhớ, đã dừng lại"
    advice = "tệp có thể hỏng hoặc cố ý gây hại; lưu lại bằng Word, hoặc tách tệp nhỏ hơn"
    return refusal(name, "MT010", message, advice)
