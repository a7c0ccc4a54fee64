"""What was left in a finished file that must not go out: tracked changes, remarks."""

from __future__ import annotations

from collections.abc import Iterator

from kehoach.check.review import Passage
from kehoach.check.rules import rule
from kehoach.findings import Finding
from kehoach.finished.finished_file import FinishedFile, Paragraph
from kehoach.layout.verdicts import place_of


def check_leftovers(file: FinishedFile) -> Iterator[Finding]:
    """KC021: changes that nobody accepted or rejected. KC022: remarks in the margin."""
    changed = [each for each in (*file.paragraphs, *file.marginal) if _is_changed(each)]
    if file.has_revisions:
        first = next((each for each in changed if each in file.paragraphs), None)
        where = f"còn thay đổi chưa chấp nhận ở {max(1, len(changed))} đoạn"
        yield rule("KC021").at(_passage(file, first).spot(0, len(_words(first))), where)
    if file.remarks:
        message = f"còn {file.remarks} ghi chú (comment)"
        yield rule("KC022").at(_passage(file, None).spot(0, 0), message)


def _is_changed(paragraph: Paragraph) -> bool:
    return paragraph.mark is not None or any(piece.revision for piece in paragraph.pieces)


def _passage(file: FinishedFile, paragraph: Paragraph | None) -> Passage:
    return Passage(_words(paragraph), "doan", place=place_of(file.name, paragraph))


def _words(paragraph: Paragraph | None) -> str:
    return paragraph.text if paragraph else ""
