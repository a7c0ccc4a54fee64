"""Finished files (.docx, .pdf) read in a process of its own, in bounds that no file can break."""

from __future__ import annotations

import resource
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kehoach.findings import Finding, InputRefused, MachineProblem, Severity
from kehoach.finished.finished_file import FinishedFile
from kehoach.finished.opening import open_finished, refusal
from kehoach.locations import Place
from kehoach.workers import Worker

MOST_SECONDS = 60
MOST_BYTES = 1024**3

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FileReading:
    """A file as read, and what is to be told of it beside its text (macros, attachments)."""

    file: FinishedFile
    findings: tuple[Finding, ...]


def read_finished(path: Path) -> FileReading:
    """Read a .docx or .pdf of anybody, as a part of work that is guarded as a whole.

    Raises InputRefused (codes MT) for what cannot be read or is not safe to open.
    """
    opened = open_finished(path)
    if opened.package is not None:
        from kehoach.finished.docx import read_docx

        file = read_docx(opened.package, opened.name)
        return FileReading(file, (*opened.findings, *unread(file)))
    from kehoach.finished.pdf.open_pdf import carried, open_pdf
    from kehoach.finished.pdf.read import read_pdf

    document = open_pdf(opened.content, opened.name)
    file = read_pdf(document, opened.name)
    return FileReading(file, (*carried(document, opened.content, opened.name), *unread(file)))


def unread(file: FinishedFile) -> list[Finding]:
    """What the reader could not read, so that nobody takes it for reviewed."""
    return [
        Finding(
            Place(file.name),
            "MT011",
            f"có phần máy không đọc được: {part}",
            "người phải soát phần đó bằng mắt",
            Severity.WARNING,
        )
        for part in file.unread
    ]


@dataclass(frozen=True, slots=True)
class Bounds:
    """What the reading of a file may take: seconds of processor time, bytes of address space.

    The bytes come on top of what is mapped already. `refuse` makes the exception for a file, by its
    name, that takes more.
    """

    seconds: int
    memory: int
    refuse: Callable[[str], InputRefused]


def guarded(name: str, work: Callable[[], T], bounds: Bounds | None = None) -> T:
    """What `work` gives, or raises. Raises InputRefused (MT010) if it takes too much or is killed.

    A fault in a library of C can end the process that it runs in, but not ours.
    """
    bounds = bounds or Bounds(MOST_SECONDS, MOST_BYTES, _too_much)
    try:
        outcome = Worker(lambda _: _bounded(name, work, bounds)).result()
    except MachineProblem:
        raise bounds.refuse(name) from None
    if isinstance(outcome, MachineProblem):
        raise outcome
    return outcome


def _bounded(name: str, work: Callable[[], T], bounds: Bounds) -> T | MachineProblem:
    resource.setrlimit(resource.RLIMIT_CPU, (bounds.seconds, bounds.seconds))
    most = bounds.memory + _mapped()
    resource.setrlimit(resource.RLIMIT_AS, (most, most))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        return work()
    except MachineProblem as problem:
        return problem  # a process that is killed shows as one too
    except (MemoryError, RecursionError):
        raise bounds.refuse(name) from None


def _mapped() -> int:
    """Bytes of address space that this process has."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[0]
    return int(pages) * resource.getpagesize()


def _too_much(name: str) -> InputRefused:
    message = "đọc tệp này tốn quá nhiều thời gian hoặc bộ nhớ, đã dừng lại"
    advice = "tệp có thể hỏng hoặc cố ý gây hại; lưu lại bằng Word, hoặc tách tệp nhỏ hơn"
    return refusal(name, "MT010", message, advice)
