"""Time (TG): days as they are written, days that cannot be, deadlines; years are in `years.py`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kehoach.check.citations.bases import issued_on
from kehoach.check.review import CheckedPassage, Review, Spot, texts
from kehoach.check.rules import rule
from kehoach.check.time.dates import WrittenDate, written_dates
from kehoach.document import Clause
from kehoach.findings import Finding
from kehoach.vietnamese import date_in_digits, day_month

_CELLS = {"so", "tt", "chi_so", "don_vi", "chu", "nhan"}


def _dates(review: Review) -> Iterator[tuple[CheckedPassage, WrittenDate]]:
    for passage in review.passages:
        if passage.kieu not in _CELLS:
            for written in written_dates(passage.text):
                yield passage, written


def check_padding(review: Review) -> Iterator[Finding]:
    """TG001: no 0 before a day below 10 or the months 1 and 2."""
    for passage, written in _dates(review):
        day, month = written.day, written.month
        short = (len(day) == 1) or (month in ("1", "2"))
        if written.led and short and written.value:
            right = day_month(written.value.day, written.value.month)
            if len(month) == 2:
                right = (right[0], month)
            yield _repadded("TG001", passage, written, right, "thiếu số 0")


def check_month_padding(review: Review) -> Iterator[Finding]:
    """TG002: 'tháng 04': a 0 before the months 3 to 9, in words."""
    for passage, written in _dates(review):
        if written.in_words and written.value and re.fullmatch("0[3-9]", written.month):
            right = (written.day, written.month[1])
            yield _repadded("TG002", passage, written, right, "thừa số 0 trước tháng")


def _repadded(
    code: str, passage: CheckedPassage, written: WrittenDate, right: tuple[str, str], what: str
) -> Finding:
    spot = passage.spot(written.start, written.end)
    parts = iter(right)
    number = re.compile(r"\d+")
    fixed = number.sub(lambda match: next(parts, match[0]), spot.words)
    return rule(code).at(spot, f"“ngày {spot.words}” {what}; viết ngày {fixed}", fix=fixed)


def check_mixed_padding(review: Review) -> Iterator[Finding]:
    """TG003: 12/04/2023 and 12/4/2023 in one document, told once at the rarer form."""
    forms: dict[bool, list[tuple[CheckedPassage, WrittenDate]]] = {True: [], False: []}
    for passage, written in _dates(review):
        if not written.in_words and 3 <= int(written.month) <= 9 and written.value:
            forms[len(written.month) == 2].append((passage, written))
    if forms[True] and forms[False]:
        rare, often = sorted(forms.values(), key=len)
        passage, written = rare[0]
        spot = passage.spot(written.start, written.end)
        other = often[0][0].text[often[0][1].start : often[0][1].end]
        message = (
            f"tháng lúc có số 0 lúc không: {len(rare)} chỗ viết như {spot.words}, "
            f"{len(often)} chỗ viết như {other}"
        )
        yield rule("TG003").at(spot, message)


_LONG_YEAR = re.compile(r"(?<![\d/])\d{1,2}/\d{1,2}/(?:19|20)\d{3}(?![\d/])")
_DAY_MONTH = re.compile(r"\bngày\s+(\d{1,2})(?:/|\s+tháng\s+)(\d{1,2})(?![\d/-]|\.\d|\s+năm)")


def check_existing(review: Review) -> Iterator[Finding]:
    """TG004: a day that no calendar has."""
    for passage, written in _dates(review):
        if written.value is None:
            spot = passage.spot(written.start, written.end)
            yield rule("TG004").at(spot, f"không có ngày {spot.words} trong lịch")
    for passage, match in texts(review.body, _LONG_YEAR):
        spot = passage.spot(*match.span())
        yield rule("TG004").at(spot, f"năm trong {spot.words} thừa chữ số", certain=False)
    for passage, match in texts(review.body, _DAY_MONTH):
        if not _possible(int(match[1]), int(match[2])):
            spot = passage.spot(match.start(1), match.end())
            message = f"không có ngày {spot.words} trong lịch"
            yield rule("TG004").at(spot, message, certain=False)


def _possible(day: int, month: int) -> bool:
    try:
        return bool(date(2024, month, day))
    except ValueError:
        return False


_WEEKDAYS = {"hai": 0, "ba": 1, "tư": 2, "năm": 3, "sáu": 4, "bảy": 5, "bẩy": 5}
_WEEKDAYS |= {str(number + 2): number for number in range(6)}
_WEEKDAY = re.compile(
    r"(?:^|[,;:(–-]\s*|\b(?:vào|sáng|trưa|chiều|tối|ngày|từ|đến|hết)\s+)"
    r"(?P<day>(?:thứ\s+(hai|ba|tư|năm|sáu|bảy|bẩy|[2-7])|(chủ nhật)))"
    r"\s*[,(]?\s*(?=ngày\s|\d{1,2}/\d{1,2}/\d{4})",
    re.IGNORECASE,
)
_NAMES = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")


def check_weekday(review: Review) -> Iterator[Finding]:
    """TG005: a weekday that is not that of its date."""
    for passage, match in texts(review.body, _WEEKDAY):
        written = next(written_dates(passage.text, match.end()), None)
        if written is None or written.start > match.end() + 8 or written.value is None:
            continue
        named = 6 if match[3] else _WEEKDAYS[match[2].casefold()]
        true = written.value.weekday()
        if named != true:
            spot = passage.spot(match.start("day"), written.end)
            message = f"ngày {date_in_digits(written.value)} là {_NAMES[true]}"
            counting = match[2] and match[2].islower()  # 'thứ hai' may follow 'thứ nhất'
            yield rule("TG005").at(
                spot, f"{message}, không phải {_NAMES[named]}", certain=not counting
            )


def check_deadlines(review: Review) -> Iterator[Finding]:
    """TG006, TG007: deadlines (`han`) before the plan itself, or long after its year."""
    issued = issued_on(review)
    for clause in review.document.clauses if review.document else ():
        for deadline in clause.han:
            if issued and deadline.ngay < issued:
                message = f"thời hạn {date_in_digits(deadline.ngay)} đã qua khi ban hành kế hoạch"
                yield _at_deadline(review, clause, deadline.ten, "TG006", message)
            elif review.plan and not _near_year(deadline.ngay, review.plan.nam):
                message = (
                    f"thời hạn {date_in_digits(deadline.ngay)} ở ngoài năm kế hoạch "
                    f"{review.plan.nam}"
                )
                yield _at_deadline(review, clause, deadline.ten, "TG007", message)


def _near_year(when: date, year: int) -> bool:
    """From the autumn before the plan's year to the reports in the spring after it."""
    return date(year - 1, 7, 1) <= when <= date(year + 1, 3, 31)


def _at_deadline(review: Review, clause: Clause, name: str, code: str, message: str) -> Finding:
    source = review.source
    assert source is not None
    path = (*clause.path, "han", name) if name else (*clause.path, "han")
    span = source.span(path)
    words = source.text[span.start : span.end]
    return rule(code).at(Spot(source.place_at(span.start), words, f"han: {words}", span), message)


_DUE = re.compile(r"\b(?:trước|chậm nhất(?: là)?(?: vào)?|muộn nhất(?: là)?|hạn cuối(?: là)?)\s+$")
_DUTY = re.compile(r"\b(?:gửi|báo cáo|hoàn thành|nộp|trình|đăng ký|tổng hợp)\b", re.IGNORECASE)
_PAST = re.compile(
    r"\b(?:đã|sinh|cấp|hiệu lực|kể từ|phát sinh|tính đến|quy định|có từ|nhận)\b", re.IGNORECASE
)


def check_typed_deadlines(review: Review) -> Iterator[Finding]:
    """TG006: 'gửi báo cáo trước ngày …' with a day before the document was issued."""
    issued = issued_on(review)
    for passage in review.body if issued else ():
        for written in written_dates(passage.text):
            lead = re.sub(r"ngày\s+$", "", passage.text[: written.start])
            sentence = re.split(r"[.;]\s", lead)[-1]
            due = _DUE.search(lead) and _DUTY.search(sentence) and not _PAST.search(sentence)
            computed = passage.runs and not passage.is_typed(written.start, written.end)
            if due and not computed and issued and written.value and written.value < issued:
                spot = passage.spot(written.start, written.end)
                message = f"thời hạn {spot.words} đã qua khi ban hành ({date_in_digits(issued)})"
                yield rule("TG006").at(spot, message, certain=False)


CHECKS = [
    check_padding,
    check_month_padding,
    check_mixed_padding,
    check_existing,
    check_weekday,
    check_deadlines,
    check_typed_deadlines,
]
