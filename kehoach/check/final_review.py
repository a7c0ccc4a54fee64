"""The review of a plan that is issued: what is told of it, and what keeps it from being issued.

A finding blocks only where its rule is sure (`chan` in the table). A person may go on all the
same, with a reason that is recorded beside the plan; not where the office requires the rule of its
finals, and not in spite of what reading refuses: missing figures, open decisions, no number, no
date.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from kehoach.check.kept_reviews import kept_review
from kehoach.check.office_rules import OfficeRules, read_office_rules
from kehoach.check.overrides import (
    Override,
    RecordedOverride,
    add_override,
    hash_of,
    read_overrides,
)
from kehoach.check.rules import rule
from kehoach.findings import Finding, InputRefused
from kehoach.resolve.read import Reading, reading_of

_BLOCKED, _GONE_ON = "BH001", "BH002"
_PUBLISHED_FIGURE = "SL001"


def review_final(
    path: Path, read: Reading, *, published: bool = False, override: Override | None = None
) -> list[Finding]:
    """What the review of an issued plan adds to what reading noticed.

    Of a plan that is not issued yet it says nothing. `published` is for the copy that prints the
    published figures. Raises InputRefused with what blocks, unless all of it was overridden, now or
    before; MachineProblem where that cannot be recorded.
    """
    if read.plan.trang_thai != "ban_hanh":
        return [_not_needed(read, "kế hoạch chưa ban hành")] if override else []
    office = read_office_rules(path)
    open_ = _open_findings(path, read, office, published=published)
    known = {_key(finding) for finding in read.source.findings}
    told = [finding for finding in open_ if _key(finding) not in known]
    blocking = [finding for finding in open_ if _blocks(finding, published=published)]
    if blocking:
        told.append(_gone_on(_overridden(path, read, blocking, office, override), read))
    elif override:
        told.append(_not_needed(read, "không có điểm nào bị chặn"))
    return told


def what_blocks(path: Path, read: Reading) -> list[Finding]:
    """What keeps a plan from being issued, beyond what reading refuses; [] if it is not issued.

    For commands that change a plan: they may not add to it. What a person let pass is named too.
    Raises InputRefused where what its office decided cannot be read.
    """
    if read.plan.trang_thai != "ban_hanh":
        return []
    found = _open_findings(path, read, read_office_rules(path), published=False)
    return [finding for finding in found if finding.blocks]


def _open_findings(
    path: Path, read: Reading, office: OfficeRules, *, published: bool
) -> list[Finding]:
    found = office.settle(kept_review(path, read, lambda: _review(read, published=published)))
    return [finding for finding in found if finding.waived is None]


def _review(read: Reading, *, published: bool) -> Sequence[Finding]:
    from kehoach.check.checks import check_reading

    if published:
        source = replace(read.source, findings=[])
        plain = reading_of(source, read.plan, read.register)
        source.findings = list(dict.fromkeys([*read.source.findings, *source.findings]))
        read = plain
    return check_reading(read)


def _key(finding: Finding) -> tuple[object, ...]:
    """Reading tells of a finding without its legal source, the review with it."""
    return finding.place, finding.code, finding.message


def _blocks(finding: Finding, *, published: bool) -> bool:
    """The copy of what was published prints the published figure, whatever the rows give."""
    return finding.blocks and not (published and finding.code == _PUBLISHED_FIGURE)


def _overridden(
    path: Path,
    read: Reading,
    blocking: Sequence[Finding],
    office: OfficeRules,
    override: Override | None,
) -> RecordedOverride:
    """The override that lets all that blocks pass; raises InputRefused where there is none."""
    firm = [finding for finding in blocking if finding.code in office.required]
    if not firm:
        before = _earlier(path, read, blocking)
        if before and (not override or override == Override(before.nguoi, before.ly_do)):
            return before
        if override:
            return add_override(path, read.source, override, blocking)
    raise InputRefused([*read.source.findings, *blocking, _refusal(read, blocking, firm)])


def _earlier(path: Path, read: Reading, blocking: Sequence[Finding]) -> RecordedOverride | None:
    """The newest override of this very plan that names all that blocks."""
    digest = hash_of(read.source)
    for record in reversed(read_overrides(path).records):
        if record.ke_hoach == digest and all(map(record.names, blocking)):
            return record
    return None


def _refusal(read: Reading, blocking: Sequence[Finding], firm: Sequence[Finding]) -> Finding:
    lines = ", ".join(f"{finding.code} (dòng {finding.place.line})" for finding in blocking)
    message = f"chưa ban hành được: {len(blocking)} điểm bị chặn, {lines}"
    row = rule(_BLOCKED)
    advice = row.cach_sua
    if firm:
        codes = ", ".join(dict.fromkeys(finding.code for finding in firm))
        advice = (
            "sửa các điểm ấy, hoặc ghi bo_qua kèm lý do ngay ở nội dung bị nêu; cơ quan không cho "
            f"qua {codes} bằng --van-lam (ban_hanh_can trong kehoach.yaml)"
        )
    place = read.source.place(("trang_thai",))
    return Finding(place, row.code, message, advice, row.severity)


def _gone_on(record: RecordedOverride, read: Reading) -> Finding:
    message = (
        f"{len(record.diem)} điểm bị chặn ({record.codes}) được {record.nguoi} cho qua lúc "
        f"{record.when}: {record.ly_do}"
    )
    return _of_overrides(read, message, rule(_GONE_ON).cach_sua)


def _not_needed(read: Reading, why: str) -> Finding:
    return _of_overrides(read, f"{why}: không ghi --van-lam", "bỏ --van-lam và --nguoi")


def _of_overrides(read: Reading, message: str, advice: str) -> Finding:
    place = read.source.place(("trang_thai",))
    return Finding(place, _GONE_ON, message, advice, rule(_GONE_ON).severity)
