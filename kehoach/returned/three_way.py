"""Three-way merge: the plan that was sent, the file that came back, the plan of today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from kehoach.compare.changes import ChangeKind
from kehoach.document import Document
from kehoach.returned.actions import Located, refused
from kehoach.returned.baseline import baseline
from kehoach.returned.differences import LineDifference, are_alike, compare_lines
from kehoach.returned.lines import FileLines

CONFLICT = "dự thảo đã sửa hoặc bỏ chỗ này sau khi gửi; xem cả hai rồi quyết định"


class ThreeWayMerge:
    """What a department asked for: the differences of its file from the plan that was sent.

    All else that it says otherwise than the plan of today is older, not asked for.
    """

    def __init__(self, sent: Document, edited: FileLines) -> None:
        base = baseline(sent)
        self._sent = {line.text for line in base.lines}
        self._theirs = compare_lines(base, edited).differences

    def asked_for(self, today: Iterable[LineDifference]) -> Iterator[LineDifference]:
        """Those differences from the plan of today that the department asked for.

        A line that it removed may be alike to an older one that it left: it is gone all the same.
        """
        words = {theirs.new for theirs in self._theirs if theirs.new}
        gone = {
            theirs.old: theirs.authors
            for theirs in self._theirs
            if theirs.kind is ChangeKind.REMOVED
        }
        for ours in today:
            if ours.new in words if ours.new else ours.old in gone:
                yield ours
            elif ours.kind is ChangeKind.REWORDED and ours.old in gone:
                authors = gone[ours.old]
                yield replace(ours, kind=ChangeKind.REMOVED, line=None, authors=authors)

    def with_conflicts(self, placed: Sequence[Located], document: Document) -> Iterator[Located]:
        """Refuse what others have changed since; add what no longer finds its place at all."""
        before = {(theirs.new, theirs.old) for theirs in self._theirs}
        told = {located.difference.key for located in placed}
        for located in placed:
            difference = located.difference
            is_fresh = (
                difference.kind is ChangeKind.ADDED or (difference.new, difference.old) in before
            )
            yield located if is_fresh or not located.actions else refused(difference, CONFLICT)
        today = baseline(document)
        now = {line.text for line in today.lines}
        cells = {
            (cell.where, cell.text) for table in today.tables for row in table.rows for cell in row
        }
        changed = now - self._sent
        for theirs in self._theirs:
            if theirs.key in told:
                continue
            is_open = (
                theirs.new not in now and (theirs.where, theirs.new) not in cells
                if theirs.new
                else any(are_alike(theirs.old, line) for line in changed)
            )
            if is_open:
                yield refused(theirs, CONFLICT)
