"""A finished file read and reviewed in one go, and the page that tells what was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from kehoach.files import printable
from kehoach.findings import Finding
from kehoach.finished.reading import FileReading, guarded, read_finished
from kehoach.layout.finished_review import FinishedReview, review_finished


@dataclass(frozen=True)
class FileReview:
    """A file as read, and the review of it."""

    path: Path
    reading: FileReading
    review: FinishedReview

    @property
    def findings(self) -> Sequence[Finding]:
        """All findings, none with a fix, which needs the place of each letter in a text file.

        Nor does one block: that is for a plan.
        """
        return [
            replace(finding, fix=None, blocks=False)
            for finding in (*self.reading.findings, *self.review.findings)
        ]

    def page(self) -> bytes:
        """The page; raises InputRefused if its template is missing or cannot be filled."""
        from kehoach.layout.findings_page import FindingsPage
        from kehoach.render.html_page import render_page

        page = FindingsPage(self.path, self.reading.file, self.review, self.reading.findings)
        return render_page("soat", "IN104", page=page).encode()


def review_file(path: Path) -> FileReview:
    """Read and review a .docx or .pdf of anybody.

    Both within bounds: text of such a file may be made to keep a rule busy for hours. Raises
    InputRefused for what cannot be read, is not safe to open or takes too much.
    """
    return guarded(printable(str(path)), lambda: _reviewed(path))


def _reviewed(path: Path) -> FileReview:
    reading = read_finished(path)
    return FileReview(path, reading, review_finished(reading.file))
