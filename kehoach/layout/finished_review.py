"""The review of a finished file: its layout, and of its content what needs no plan behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from kehoach.check.checks import CHECKS
from kehoach.check.review import CheckedPassage, Review
from kehoach.check.rules import rule
from kehoach.findings import Finding
from kehoach.finished.components.component import Component, Recognised
from kehoach.finished.components.find_body import printed
from kehoach.finished.components.recognise import recognise
from kehoach.finished.finished_file import FileParagraph, FinishedFile
from kehoach.layout.evaluate import evaluate
from kehoach.layout.verdicts import Outcome, Verdict
from kehoach.locations import FinishedPlace

_KINDS = {
    "chuc_vu": "quyen_han",
    "trich_yeu_cong_van": "trich_yeu",
    "khoan": "doan",
    "diem": "doan",
    "dieu": "doan",
    "chu_the": "doan",
    "doan_phu_luc": "doan",
}
"""Words of a plan for components that only other documents have."""

_OF_THE_DECREE = {"KC008", "KC009", "KC010", "NN004", "NN005", "VD016"}
"""Rules on content that do not hold for documents of the Party."""

_ONE_LINE = {"co_quan", "co_quan_chu_quan", "trich_yeu", "trich_yeu_cong_van", "ten_phu_luc"}


@dataclass(frozen=True)
class FinishedReview:
    """All about a finished file: its components, every verdict on its layout, and the findings.

    The findings are the verdicts that failed and what the rules on content say, in the order of
    the file; what could not be decided stands in the verdicts only, and in `undecided`.
    """

    recognised: Recognised
    verdicts: tuple[Verdict, ...]
    findings: tuple[Finding, ...]

    @property
    def undecided(self) -> tuple[Verdict, ...]:
        """What a person must look at."""
        return tuple(verdict for verdict in self.verdicts if verdict.outcome is Outcome.UNDECIDED)


def review_finished(file: FinishedFile) -> FinishedReview:
    """Review a file that was read. Raises MachineProblem if the project's fonts cannot be read."""
    recognised = recognise(file)
    verdicts = tuple(evaluate(recognised))
    findings = [
        _finding(verdict, file.name) for verdict in verdicts if verdict.outcome is Outcome.FAILED
    ]
    review = Review(() if file.is_old_encoded else tuple(_passages(recognised)))
    settled = _settled(recognised)
    foreign = recognised.one("dang") is not None
    findings += _leftovers(file)
    findings += [
        _for_word(finding)
        for check in CHECKS
        for finding in check(review)
        if (finding.code, finding.place.line) not in settled
        and not (foreign and finding.code in _OF_THE_DECREE)
    ]
    return FinishedReview(recognised, verdicts, tuple(sorted(dict.fromkeys(findings))))


def _settled(recognised: Recognised) -> set[tuple[str, int]]:
    """Codes at paragraphs where the layout says it already, or where words are no prose."""
    own = {
        "dia_danh_ngay": ("TG001", "TG002"),
        "ho_ten": ("CT003", "CT007", "CT008"),
        "so_ky_hieu": ("VD001",),
    }
    return {
        (code, component.paragraph.index + 1)
        for kind, codes in own.items()
        for component in recognised.all(kind)
        for code in codes
    }


def _leftovers(file: FinishedFile) -> Iterator[Finding]:
    """KC021: changes that nobody accepted or rejected. KC022: remarks in the margin."""
    changed = [
        paragraph for paragraph in (*file.paragraphs, *file.marginal) if _is_changed(paragraph)
    ]
    if file.has_revisions:
        first = next((paragraph for paragraph in changed if paragraph in file.paragraphs), None)
        where = f"còn thay đổi chưa chấp nhận ở {max(1, len(changed))} đoạn"
        passage = _passage(file.name, first)
        yield rule("KC021").at(passage.spot(0, len(passage.text)), where)
    if file.remarks:
        message = f"còn {file.remarks} ghi chú (comment)"
        yield rule("KC022").at(_passage(file.name, None).spot(0, 0), message)


def _is_changed(paragraph: FileParagraph) -> bool:
    return paragraph.mark is not None or any(piece.revision for piece in paragraph.pieces)


def _passage(name: str, paragraph: FileParagraph | None) -> CheckedPassage:
    text = paragraph.text if paragraph else ""
    return CheckedPassage(text, "doan", place=_place(name, paragraph))


def _for_word(finding: Finding) -> Finding:
    """The finding with advice for who has the file and no YAML."""
    row = rule(finding.code)
    if row.cach_sua_tep and finding.help == row.cach_sua:
        return replace(finding, help=row.cach_sua_tep)
    return finding


def _finding(verdict: Verdict, name: str) -> Finding:
    passage = _passage(name, verdict.paragraph)
    spot = passage.spot(verdict.start, verdict.end or len(passage.text))
    message = f"{verdict.found}; quy định: {verdict.asked}" if verdict.asked else verdict.found
    finding = rule(verdict.code).at(spot, message)
    return replace(finding, severity=verdict.severity or finding.severity)


def _passages(recognised: Recognised) -> Iterator[CheckedPassage]:
    """The text as the rules on content read it: one passage for each component."""
    file = recognised.file
    cells = [paragraph for paragraph in file.paragraphs if paragraph.cells]
    taken: set[int] = set()
    for component in recognised.components:
        taken.update(segment.index for segment in component.segments)
        kind = _KINDS.get(component.kind, component.kind)
        if kind == "nhan_noi_nhan":
            continue
        if component.kind in _ONE_LINE or len(component.segments) == 1:
            text = _text(component)
            yield CheckedPassage(text, kind, place=_place(file.name, component.paragraph))
            continue
        for segment in component.segments:
            yield CheckedPassage(segment.text, kind, place=_place(file.name, segment.paragraph))
    for paragraph in cells:
        if paragraph.index not in taken and not paragraph.is_empty:
            yield CheckedPassage(paragraph.text, "chu", place=_place(file.name, paragraph))


def _place(name: str, paragraph: FileParagraph | None) -> FinishedPlace:
    """Where a paragraph stands in the file of that name."""
    if paragraph is None:
        return FinishedPlace(name)
    return FinishedPlace(name, paragraph.index + 1, 1, paragraph.place, paragraph.page)


def _text(component: Component) -> str:
    """The text with the automatic number, where the whole paragraph is the component."""
    segment, paragraph = component.first, component.paragraph
    whole = len(component.segments) == 1 and segment.text == paragraph.text.strip()
    return printed(paragraph) if whole else component.text
