"""Decisions about time: deadlines on days off, years typed in prose; and who signs."""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterator
from datetime import date

from kehoach.check.citations.read_citations import read_citations
from kehoach.check.review import CheckedPassage
from kehoach.locations import Literal, Path
from kehoach.roll.move import year_expression
from kehoach.roll.point import Point, Turn
from kehoach.roll.working_days import why_closed, working_day_before
from kehoach.vietnamese import date_in_digits

_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_PERIOD = re.compile(
    r"(?<!\d)(?:19|20)\d\d\s*[-–]\s*(?P<a>(?:19|20)\d\d)(?!\d)"
    r"|(?:từ năm (?:19|20)\d\d )?(?:đến|tới) (?:hết |cuối )*(?:năm )?(?P<b>(?:19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_LEAP_DAY = re.compile(
    r"(?<![\d/])29(?:\s*/\s*|\s+tháng\s+)0?2(?!\d)(?:(?=(?:\s*/\s*|\s+năm\s+)(?P<year>\d{4}))|)"
)
_LEAD = re.compile(r"\S+\s+$")


def deadlines_on_days_off(turn: Turn) -> Iterator[Point]:
    """Deadlines on a weekend or a public holiday, or on a 29 February that this year has not.

    The proposal is the working day before.
    """
    for clause in turn.new.document.clauses:
        for deadline in clause.han:
            key = f"han.{deadline.ten}" if deadline.ten else "han"
            path = (*clause.path, *key.split("."))
            why, lost = why_closed(deadline.ngay), turn.lost_days.get(path)
            if why or lost:
                yield _about_deadline(turn, path, key, deadline.ngay, why, lost)


def _about_deadline(
    turn: Turn, path: Path, key: str, day: date, why: str | None, lost: date | None
) -> Point:
    before = working_day_before(day) if why else day
    printed = date_in_digits(day)
    question = f"Thời hạn {printed} rơi vào ngày nghỉ; giữ hay đổi?"
    reason = f"ngày {printed} là {why}; ngày làm việc liền trước là {date_in_digits(before)}"
    if lost:
        question = f"Thời hạn năm trước là {date_in_digits(lost)}; năm {day.year} lấy ngày nào?"
        closed = f", là {why}" if why else ""
        reason = f"năm {day.year} không có ngày 29/02; đã tạm ghi {printed}{closed}"
    day_month, _, _ = date_in_digits(before).rpartition("/")
    return Point(
        path=path,
        code=key.replace(".", "-"),
        group="to_chuc",
        question=question,
        reason=reason,
        proposals=(f"{day_month}/{year_expression(before.year - turn.year)}",),
        key=key,
    )


def leap_days_in_prose(turn: Turn) -> Iterator[Point]:
    """29 February in words, of a year that has none; documents keep the day they were signed on."""
    if isleap(turn.year):
        return
    cited = [(c.passage, c.start, c.end) for c in read_citations(turn.review)]
    for passage in turn.review.passages:
        own = [(start, end) for other, start, end in cited if other is passage]
        for match in _LEAP_DAY.finditer(passage.text):
            year = int(match["year"] or turn.year)
            is_history = year < turn.old.nam or any(a <= match.start() < b for a, b in own)
            if is_history or not (passage.runs and passage.is_typed(*match.span())):
                continue
            reason = f"năm {turn.year} không có ngày 29/02"
            yield _point(turn, passage, match, "ngay_29_02", reason, f"28{match[0][2:]}")


def typed_years(turn: Turn) -> Iterator[Point]:
    """Years near last year's plan typed in prose, and periods that have ended since."""
    cited = [(c.passage, c.start, c.end) for c in read_citations(turn.review)]
    for passage in turn.review.passages:
        own = [(start, end) for other, start, end in cited if other is passage]
        for match in _YEAR.finditer(passage.text):
            if any(start <= match.start() < end for start, end in own):
                continue
            if passage.runs and passage.is_typed(*match.span()):
                yield from _about_year(turn, passage, match)


def _about_year(turn: Turn, passage: CheckedPassage, match: re.Match[str]) -> Iterator[Point]:
    year, old = int(match[0]), turn.old.nam
    period = _period_at(passage.text, match.start())
    if period:
        ended = old <= int(period["a"] or period["b"]) < turn.year
        if ended and match.end() == period.end():
            reason = f"giai đoạn này kết thúc trước năm kế hoạch {turn.year}"
            yield _point(turn, passage, period, "giai_doan", reason, None)
    elif old - 1 <= year <= max(old + 1, turn.year - 1):
        reason = f"năm gõ tay, không tự đổi; kế hoạch trước là của năm {old}"
        proposal = year_expression(year - old) if abs(year - old) < 2 else None
        yield _point(turn, passage, match, "nam", reason, proposal)


def _period_at(text: str, index: int) -> re.Match[str] | None:
    return next((m for m in _PERIOD.finditer(text) if m.start() <= index < m.end()), None)


def _point(
    turn: Turn,
    passage: CheckedPassage,
    match: re.Match[str],
    code: str,
    reason: str,
    proposal: str | None,
) -> Point:
    path, start = _typed_at(passage, match.start())
    text = turn.source.scalar(path).text
    end = start + len(match[0])
    # The words before it tell one year of a text from another.
    while text.count(text[start:end]) > 1 and (lead := _LEAD.search(text[:start])):
        start = lead.start()
    words = text[start:end]
    spot = passage.spot(*match.span())
    return Point(
        path=path,
        code=code,
        group="so_lieu" if proposal else "phap_luat",
        question=f"“{spot.excerpt.lstrip('-+ ')}”: năm {turn.year} ghi thế nào?",
        reason=reason,
        proposals=(words[: -len(match[0])] + proposal,) if proposal else (),
        replace=words,
    )


def _typed_at(passage: CheckedPassage, index: int) -> tuple[Path, int]:
    """The text that a letter was typed in, and where in it."""
    offset = 0
    for run in passage.runs:
        if index < offset + len(run.text) and isinstance(run.origin, Literal):
            return run.origin.path, run.origin.offset + index - offset
        offset += len(run.text)
    raise ValueError("not typed")


def signer(turn: Turn) -> Iterator[Point]:
    """Whether the same person signs, which no plan can know."""
    sign = turn.plan.ky
    lines = ", ".join((*sign.quyen_han, *filter(None, [sign.chuc_vu])))
    yield Point(
        path=("ky",),
        code="nguoi_ky",
        group="to_chuc",
        question=f"Ai ký kế hoạch năm {turn.year}?",
        reason=f"bản {turn.old.nam} do {sign.ho_ten} ký ({lines}); đổi chức vụ thì sửa trong tệp",
        proposals=(sign.ho_ten,),
        key="ho_ten",
    )
