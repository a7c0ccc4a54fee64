"""A plan changed by a command: read, edited, judged and written, while no other command writes it.

A result that is worse than what was there is refused: one that cannot be read, or with a mistake
that was not there before, as far as a build of either would tell.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from kehoach.findings import Finding, InputRefused, Severity
from kehoach.locations import Place, Reference
from kehoach.plan.model import KeHoach
from kehoach.plan.register import Register
from kehoach.plan.validation import validate
from kehoach.render.letters import unprintable
from kehoach.resolve.figure_reports import GAP, gaps
from kehoach.resolve.figures import Figures
from kehoach.resolve.read import Reading, read_parts, reading_of
from kehoach.resolve.resolve import resolve
from kehoach.rewriting.plan_file import PlanFile, changing
from kehoach.source.encoding import encode
from kehoach.source.source import Source, parse_source

_LINE = re.compile(r"(?<=dòng )\d+")
"""Messages name other lines, and those move."""


@dataclass(frozen=True)
class PlanChange:
    """A plan as it was read to be changed."""

    source: Source
    plan: KeHoach
    register: Register
    _file: PlanFile

    def reading(self, *, as_draft: bool = False) -> Reading:
        """The plan as `read_plan` gives it; raises InputRefused as that does."""
        return reading_of(self.source, self.plan, self.register, as_draft=as_draft)

    def write(self, text: str) -> None:
        """Put a text in the place of the plan's.

        Raises InputRefused if it is worse than what is there, or if that is no longer what was
        read; MachineProblem if the disk refuses. Then the plan is as it was.
        """
        refuse_worse(self.source.text, text, self.register, self.source.name)
        self._file.write(self.source.raw, encode(text, self.source.raw))


@contextmanager
def changing_plan(path: Path, command: str) -> Iterator[PlanChange]:
    """Read a plan to change it; no other command writes it while the block runs.

    Raises InputRefused as `read_parts` and `changing` do.
    """
    with changing(path, command) as file:
        yield PlanChange(*read_parts(path), file)


def refuse_worse(before: str, after: str, register: Register, name: str) -> None:
    """Raise InputRefused with the mistakes that a text has and the one before it has not."""
    if after == before:
        return
    had, has = _mistakes(before, register, name), _mistakes(after, register, name)
    new = [*_beyond(has.findings, had.findings)]
    if not has.gaps <= had.gaps or len(has.about_gaps) > len(had.about_gaps):
        new += [*_beyond(has.about_gaps, had.about_gaps)] or has.about_gaps
    if had.letters is not None and has.letters is not None:
        new += _beyond(has.letters, had.letters)
    if new:
        message = "lệnh này sẽ làm kế hoạch có lỗi mới, nêu dưới đây; chưa ghi gì, tệp như cũ"
        advice = "sửa ở chỗ đưa vào (tệp Excel, tệp Word, giá trị) rồi chạy lại lệnh"
        raise InputRefused([*new, Finding(Place(name), "GH004", message, advice)])


@dataclass(frozen=True)
class _Mistakes:
    """What is wrong with a plan; missing figures by themselves, for a finding tells of many.

    Letters that cannot be printed are known only of a plan that could be resolved.
    """

    findings: list[Finding]
    about_gaps: list[Finding] = field(default_factory=list)
    gaps: frozenset[Reference] = frozenset()
    letters: list[Finding] | None = None


def _beyond(findings: list[Finding], others: list[Finding]) -> Iterator[Finding]:
    """The findings that say what none of the others says, or say it more often."""
    left = Counter(map(_said, others))
    for finding in findings:
        left[_said(finding)] -= 1
        if left[_said(finding)] < 0:
            yield finding


def _said(finding: Finding) -> tuple[str, str]:
    return finding.code, _LINE.sub("", finding.message)


def _mistakes(text: str, register: Register, name: str) -> _Mistakes:
    letters = None
    try:
        source = parse_source(text, name)
    except InputRefused as refused:
        return _Mistakes(refused.findings)
    plan = validate(KeHoach, source)
    if plan is None:
        return _Mistakes(_errors(source.findings))
    figures = Figures(plan, source)
    try:
        document = resolve(plan, source, register, figures, final=plan.trang_thai == "ban_hanh")
        letters = unprintable(document, source)
    except InputRefused:
        pass  # all that is wrong stands in the source's findings
    errors = _errors(source.findings)
    about_gaps = [finding for finding in errors if finding.code == GAP]
    missing = frozenset(figure for _, figure in gaps(figures)) if about_gaps else frozenset()
    return _Mistakes([f for f in errors if f.code != GAP], about_gaps, missing, letters)


def _errors(findings: list[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.severity is Severity.ERROR]
