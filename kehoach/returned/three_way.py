"""What a department asked for, in a plan that went on after the file had been sent to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kehoach.compare.changes import Kind
from kehoach.document import Document
from kehoach.returned.actions import Placed, refused
from kehoach.returned.baseline import baseline
from kehoach.returned.differences import Difference, are_alike, differences
from kehoach.returned.lines import Lines

CONFLICT = "dự thảo đã sửa hoặc bỏ chỗ này sau khi gửi; xem cả hai rồi quyết định"


class Asked:
    """The differences of a returned file from the plan that was sent.

    All else that it says otherwise than the plan of today is older, not asked for.
    """

    def __init__(self, sent: Document, edited: Lines) -> None:
        base = baseline(sent)
        self._sent = {line.text for line in base.lines}
        self._found = differences(base, edited).found

    def among(self, today: Sequence[Difference]) -> list[Difference]:
        """Those differences from the plan of today that the department asked for."""
        words = {each.new for each in self._found if each.new}
        gone = {each.old for each in self._found if each.kind is Kind.REMOVED}
        return [each for each in today if (each.new in words if each.new else each.old in gone)]

    def checked(self, placed: Sequence[Placed], document: Document) -> Iterator[Placed]:
        """Refuse what others have changed since; add what no longer finds its place at all."""
        before = {(each.new, each.old) for each in self._found}
        told = {
            (each.difference.new, "" if each.difference.new else each.difference.old)
            for each in placed
        }
        for each in placed:
            found = each.difference
            is_fresh = found.kind is Kind.ADDED or (found.new, found.old) in before
            yield each if is_fresh or not each.actions else refused(found, CONFLICT)
        today = baseline(document)
        now = {line.text for line in today.lines}
        cells = {
            (cell.where, cell.text) for table in today.tables for row in table.rows for cell in row
        }
        changed = now - self._sent
        for found in self._found:
            if (found.new, "" if found.new else found.old) in told:
                continue
            is_open = (
                found.new not in now and (found.where, found.new) not in cells
                if found.new
                else any(are_alike(found.old, line) for line in changed)
            )
            if is_open:
                yield refused(found, CONFLICT)
