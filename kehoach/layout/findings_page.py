"""What the page about a finished file shows: the words that its template puts in place."""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from kehoach.check.catalogue import SEVERITIES
from kehoach.check.rules import rules
from kehoach.files import printable
from kehoach.findings import Finding
from kehoach.finished.finished_file import FinishedFile
from kehoach.layout.finished_review import FinishedReview
from kehoach.layout.page_images import PageImage, page_images
from kehoach.layout.verdicts import Outcome, Verdict

_OUTCOMES = {
    Outcome.FAILED: ("khong", "Không đạt"),
    Outcome.MISSING: ("thieu", "Không tìm thấy"),
    Outcome.UNDECIDED: ("nguoi", "Người soát"),
    Outcome.PASSED: ("dat", "Đạt"),
}
"""In the order of what is to be looked at first."""


_ROOM = 1.0
"""Around the letters that a mark surrounds, mm."""


@dataclass(frozen=True, slots=True)
class _Row:
    """A rule at one place, or at all the places where it came out alike."""

    number: int | None
    state: str
    label: str
    code: str
    rule: str
    found: str
    asked: str
    source: str
    where: str
    is_marked: bool
    """Whether a picture shows the place."""


@dataclass(frozen=True, slots=True)
class _Group:
    """A component with what was found about it."""

    id: str
    title: str
    rows: tuple[_Row, ...]
    state: str


@dataclass(frozen=True, slots=True)
class _PageMark:
    """A place on a picture of a page, in mm, with the numbers of what is told of it."""

    numbers: tuple[int, ...]
    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Picture:
    """A page with its marks, from top to bottom; sizes in mm."""

    number: int
    width: float
    height: float
    data: str
    marks: tuple[_PageMark, ...]


class FindingsPage:
    """Everything the template shows."""

    def __init__(
        self, path: Path, file: FinishedFile, review: FinishedReview, carried: Sequence[Finding]
    ) -> None:
        self.name = printable(str(path))
        self.kind = "Tệp PDF (.pdf)" if file.format == "pdf" else "Tệp Word (.docx)"
        self.type_name = review.recognised.type_name or "chưa rõ loại văn bản"
        order = list(_OUTCOMES)
        self._verdicts = sorted(review.verdicts, key=lambda verdict: order.index(verdict.outcome))
        failed = [verdict for verdict in review.verdicts if verdict.outcome is Outcome.FAILED]
        self._numbers = {id(verdict): number for number, verdict in enumerate(failed, 1)}
        told = [verdict.paragraph.index for verdict in failed if verdict.paragraph]
        self._images = page_images(path, file, told)
        self._failed = failed
        self.carried = [_finding(finding) for finding in carried]
        self.content = [
            _finding(finding) for finding in review.findings if not finding.code.startswith("TT")
        ]
        self.groups = list(self._groups(review.verdicts))

    @property
    def counts(self) -> list[tuple[str, str, int]]:
        """Outcome, its name and how many verdicts came out so."""
        counts = Counter(verdict.outcome for verdict in self._verdicts)
        return [(css, label, counts[outcome]) for outcome, (css, label) in _OUTCOMES.items()]

    @property
    def pictures(self) -> list[_Picture]:
        return [
            _Picture(
                image.number,
                round(image.width, 1),
                round(image.height, 1),
                b64encode(image.picture).decode(),
                tuple(self._marks_on(image)),
            )
            for image in self._images.images
        ]

    def first_on(self, number: int | None) -> int | None:
        """The first page whose picture marks what has this number."""
        verdict = next(
            (verdict for verdict in self._failed if self._numbers[id(verdict)] == number), None
        )
        if verdict is None or verdict.paragraph is None:
            return None
        shown = {image.number for image in self._images.images}
        boxes = self._images.boxes.get(verdict.paragraph.index, ())
        return min((box.page for box in boxes if box.page in shown), default=None)

    @property
    def why_no_pictures(self) -> str:
        return self._images.why_none

    def _marks_on(self, image: PageImage) -> Iterator[_PageMark]:
        """One mark for each paragraph, whatever is told of it."""
        numbers: dict[int, list[int]] = {}
        for verdict in self._failed:
            if verdict.paragraph:
                number = self._numbers[id(verdict)]
                numbers.setdefault(verdict.paragraph.index, []).append(number)
        marks = []
        for index, own in numbers.items():
            boxes = self._images.boxes.get(index, ())
            here = [box for box in boxes if box.page == image.number]
            if here:
                x0, y0 = min(box.x0 for box in here), min(box.y0 for box in here)
                x1, y1 = max(box.x1 for box in here), max(box.y1 for box in here)
                place = (x0 - _ROOM, y0 - _ROOM / 2, x1 - x0 + 2 * _ROOM, y1 - y0 + _ROOM)
                marks.append(_PageMark(tuple(own), *(round(length, 1) for length in place)))
        yield from sorted(marks, key=lambda mark: (mark.top, mark.left))

    def _groups(self, verdicts: Sequence[Verdict]) -> Iterator[_Group]:
        """Components in the order in which the rules name them."""
        for index, title in enumerate(dict.fromkeys(verdict.component for verdict in verdicts), 1):
            own = [verdict for verdict in self._verdicts if verdict.component == title]
            yield _Group(f"tp-{index}", title, tuple(self._rows(own)), _OUTCOMES[own[0].outcome][0])

    def _rows(self, verdicts: Sequence[Verdict]) -> Iterator[_Row]:
        """Each failure by itself; what came out alike at several places in one row."""
        alike: dict[tuple[str, Outcome, str], list[Verdict]] = {}
        for verdict in verdicts:
            if verdict.outcome is Outcome.FAILED:
                yield self._row(verdict, verdict.found, _place(verdict))
            else:
                found = "" if verdict.outcome is Outcome.PASSED else verdict.found
                alike.setdefault((verdict.code, verdict.outcome, found), []).append(verdict)
        for group in alike.values():
            first = group[0]
            same = len({verdict.found for verdict in group}) == 1
            found = first.found if same else f"{first.found} (và các chỗ khác)"
            where = _place(first) if len(group) == 1 else f"{len(group)} chỗ"
            yield self._row(first, found, where)

    def _row(self, verdict: Verdict, found: str, where: str) -> _Row:
        css, label = _OUTCOMES[verdict.outcome]
        row = rules().get(verdict.code)
        return _Row(
            self._numbers.get(id(verdict)),
            css,
            label,
            verdict.code,
            row.cau if row else "",
            found,
            verdict.asked,
            row.nguon if row else "",
            where,
            self.first_on(self._numbers.get(id(verdict))) is not None,
        )


def _place(verdict: Verdict) -> str:
    return verdict.paragraph.place if verdict.paragraph else ""


@dataclass(frozen=True, slots=True)
class _Told:
    """A finding that is no verdict on layout."""

    code: str
    severity: str
    message: str
    help: str
    source: str
    where: str
    before: str
    words: str
    after: str


def _finding(finding: Finding) -> _Told:
    at, length = finding.words_at, len(finding.words)
    text = finding.excerpt
    return _Told(
        finding.code,
        SEVERITIES[finding.severity],
        finding.message,
        finding.help,
        finding.source,
        getattr(finding.place, "label", ""),
        text[:at],
        text[at : at + length],
        text[at + length :],
    )
