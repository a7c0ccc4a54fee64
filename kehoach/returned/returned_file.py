"""A Word file that came back: where it differs from the plan, and what of that can be written."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kehoach.compare.changes import ChangeKind, DiffPiece
from kehoach.compare.tokens import Tokens, pieces, tokens_of
from kehoach.findings import Finding
from kehoach.finished.docx.read import read_docx
from kehoach.finished.docx.shown_texts import shown_texts
from kehoach.finished.opening import FileKind, open_finished, refusal
from kehoach.finished.reading import unread
from kehoach.locations import Place
from kehoach.plan.secrecy import refuse_marks, refuse_secret
from kehoach.resolve.read import Reading
from kehoach.returned.actions import Located
from kehoach.returned.baseline import baseline
from kehoach.returned.comments import Comment, read_comments
from kehoach.returned.differences import (
    LineComparison,
    LineDifference,
    compare_lines,
)
from kehoach.returned.lines import FileLines, read_lines
from kehoach.returned.locate import Locator
from kehoach.returned.three_way import ThreeWayMerge
from kehoach.returned.write_back import NOT_REBUILT, write_back
from kehoach.rewriting.plan_change import changing_plan

_MOST_ROUNDS = 5
_LEAST_ALIKE = 0.25
"""Share of our lines below which a file is another document."""


@dataclass(frozen=True)
class ReturnedFile:
    """A returned file as read."""

    name: str
    lines: FileLines
    comments: tuple[Comment, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """A difference with its number and what becomes of it.

    `can_be_written` tells that all or a part of it can be written into the YAML; `reasons` say why
    the rest cannot. `place` points at the words in the YAML, or at nothing where they have none.
    """

    number: int
    difference: LineDifference
    pieces: tuple[DiffPiece, ...]
    place: Place | None
    can_be_written: bool
    reasons: tuple[str, ...]


@dataclass(frozen=True)
class ReturnedReview:
    """Everything that differs, what can be written, and the plan as it would then be."""

    reading: Reading
    file: ReturnedFile
    items: tuple[ReviewItem, ...]
    compared: LineComparison
    after: Reading
    sent: Reading | None = None
    """The plan that was sent to the department, if that is not the plan of today."""

    @property
    def is_same(self) -> bool:
        """Whether the file says what the plan says, and nobody wrote in its margins."""
        return not (self.items or self.file.comments)


def read_returned(path: Path) -> ReturnedFile:
    """Read a Word file that came back.

    Raises InputRefused for what is no .docx, damaged, unsafe, or without a word (MT codes), and for
    what bears a secrecy mark.
    """
    opened = open_finished(path)
    if opened.kind is not FileKind.DOCX or opened.package is None:
        message = "tệp là PDF, không nhận lại phần sửa được"
        raise refusal(opened.name, "MT002", message, "lấy tệp Word (.docx) mà đơn vị đã sửa")
    file = read_docx(opened.package, opened.name)
    refuse_marks(shown_texts(file, opened.package), opened.name)
    lines = read_lines(file)
    if not lines.text:
        message = "tệp Word không có chữ nào"
        raise refusal(opened.name, "MT020", message, "kiểm tra có chọn nhầm tệp không")
    comments = tuple(read_comments(opened.package))
    return ReturnedFile(opened.name, lines, comments, (*opened.findings, *unread(file)))


def review(reading: Reading, file: ReturnedFile, sent: Reading | None = None) -> ReturnedReview:
    """Compare a returned file with a plan; `sent` is the plan as it was when the file was made.

    With it, only what the department changed counts, and what others changed since stays.
    Raises InputRefused if the file is not one of this plan (MT021), or the plan is secret.
    """
    refuse_secret(reading.plan, reading.source)
    compared = compare_lines(baseline(reading.document), file.lines)
    if compared.likeness < _LEAST_ALIKE:
        raise refusal(
            file.name,
            "MT021",
            f"tệp này không phải bản Word của {reading.source.name}: "
            f"chỉ {compared.likeness:.0%} số đoạn trùng hoặc gần giống",
            "kiểm tra có chọn nhầm tệp không; so với đúng kế hoạch đã gửi lấy ý kiến",
        )
    tokens = tokens_of(reading)
    if sent is None:
        placed = Locator(reading).locate(compared.differences)
    else:
        merge = ThreeWayMerge(sent.document, file.lines)
        placed = Locator(reading).locate(list(merge.asked_for(compared.differences)))
        placed = list(merge.with_conflicts(placed, reading.document))
    applied = write_back(reading, placed)
    failed = {id(located) for located in applied.failed}
    return ReturnedReview(
        reading,
        file,
        tuple(_items(reading, tokens, placed, failed)),
        compared,
        applied.reading,
        sent,
    )


def write_all(before: ReturnedReview) -> tuple[ReturnedReview, int]:
    """What still differs once all that can be written has been, and how much was written.

    What is written can make clear where something else belongs, hence more than one round.
    """
    written, now = 0, before
    for _ in range(_MOST_ROUNDS):
        count = sum(item.can_be_written for item in now.items)
        if not count or now.after.source.text == now.reading.source.text:
            break
        written += count
        now = review(now.after, now.file, now.sent)
    return now, written


def apply_to(
    path: Path, file: ReturnedFile, sent: Reading | None = None
) -> tuple[ReturnedReview, int]:
    """Write into the plan at `path` what can be: what still differs, and how much was written.

    Raises InputRefused as `review`, and where the plan may not be written; MachineProblem if the
    disk refuses.
    """
    with changing_plan(path, "diff --apply") as change:
        after, written = write_all(review(change.reading(), file, sent))
        if written:
            change.write(after.reading.source.text)
    return after, written


def _items(
    reading: Reading, tokens: Tokens, placed: Sequence[Located], failed: set[int]
) -> list[ReviewItem]:
    items = []
    for number, located in enumerate(placed, 1):
        difference = located.difference
        has_failed = id(located) in failed
        both = difference.kind in (ChangeKind.REWORDED, ChangeKind.FIGURE)
        items.append(
            ReviewItem(
                number,
                difference,
                pieces(tokens, difference.old, difference.new) if both else (),
                _place(reading, difference),
                bool(located.actions) and not has_failed,
                (*located.reasons, NOT_REBUILT) if has_failed else located.reasons,
            )
        )
    return items


def _place(reading: Reading, difference: LineDifference) -> Place | None:
    for printed in (difference.printed, difference.before):
        if printed and printed.passage and printed.passage.runs:
            run = next(
                (run for run in printed.passage.runs if run.text.strip(" -+.")),
                printed.passage.runs[0],
            )
            return reading.source.place_at(run.origin.span.start)
    return None
