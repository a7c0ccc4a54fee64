"""What came out of one rule at one place of a finished file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from kehoach.findings import Severity
from kehoach.finished.finished_file import Paragraph
from kehoach.locations import FinishedPlace


class State(str, Enum):
    """How a rule ended; the value is what people read."""

    PASSED = "đạt"
    FAILED = "không đạt"
    UNDECIDED = "người soát"
    MISSING = "không tìm thấy"


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule (`code` of the table) applied to one component.

    `component` names it for people; `found` says what was measured and `asked` what the decree
    asks, both in Vietnamese. `paragraph` is where it stands (None: the page or the whole file),
    `start` and `end` the words there (`end` 0: all of them). A graver or lighter `severity` than
    the table's may be given.
    """

    code: str
    component: str
    state: State
    found: str
    asked: str
    paragraph: Paragraph | None = None
    start: int = 0
    end: int = 0
    severity: Severity | None = None


def place_of(name: str, paragraph: Paragraph | None) -> FinishedPlace:
    """Where a paragraph stands in the file of that name."""
    if paragraph is None:
        return FinishedPlace(name)
    return FinishedPlace(name, paragraph.index + 1, 1, paragraph.place, paragraph.page)
