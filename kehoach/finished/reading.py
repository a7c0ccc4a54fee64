"""A finished file (.docx or .pdf) read from the disk, in bounds that no file can break."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kehoach.findings import Finding, Severity
from kehoach.finished.finished_file import FinishedFile
from kehoach.finished.guard import guarded
from kehoach.finished.opening import open_finished
from kehoach.locations import Place


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as read, and what is to be told of it beside its text (macros, attachments)."""

    file: FinishedFile
    findings: tuple[Finding, ...]


def read_finished(path: Path) -> Reading:
    """Read a .docx or .pdf of anybody.

    Raises InputRefused (codes MT) for what cannot be read or is not safe to open, within a minute
    of processor time and a gigabyte whatever the file may hold.
    """
    return guarded(str(path), lambda: read_unguarded(path))


def read_unguarded(path: Path) -> Reading:
    """Read a file in this process, for work that is guarded as a whole. Raises InputRefused."""
    opened = open_finished(path)
    if opened.package is not None:
        from kehoach.finished.docx import read_docx

        file = read_docx(opened.package, opened.name)
        return Reading(file, (*opened.findings, *unread(file)))
    from kehoach.finished.pdf.open_pdf import carried, open_pdf
    from kehoach.finished.pdf.read import read_pdf

    document = open_pdf(opened.content, opened.name)
    file = read_pdf(document, opened.name)
    return Reading(file, (*carried(document, opened.content, opened.name), *unread(file)))


def unread(file: FinishedFile) -> list[Finding]:
    """What the reader could not read, so that nobody takes it for reviewed."""
    return [
        Finding(
            Place(file.name),
            "MT011",
            f"có phần máy không đọc được: {each}",
            "người phải soát phần đó bằng mắt",
            Severity.WARNING,
        )
        for each in file.unread
    ]
