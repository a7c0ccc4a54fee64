"""Years and periods: typed where the plan's year was meant, without 'năm', written two ways."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach.check.review import CheckedPassage, Review, texts
from kehoach.check.rules import rule
from kehoach.findings import Finding

_YEAR = r"(?:19|20)\d\d"
_PERIOD = re.compile(rf"(?<![\d/])(?P<a>{_YEAR})(?P<dash>[-–]| [-–] )(?P<b>{_YEAR})(?![\d/])")
_TYPED = re.compile(
    rf"(?<!từ )(?<!đến )(?<!tới )(?<!trước )(?<!sau )\bnăm (?P<year>{_YEAR})"
    rf"(?!\s*[-–/]|\s+(?:đến|và|tới)\b|,\s*{_YEAR}|\d)",
    re.IGNORECASE,
)
_PAST = re.compile(r"(?:cuối|so với) năm$", re.IGNORECASE)
_OTHER_DATE = re.compile(
    r"(?:tháng\s+\d{1,2}|quý\s+[IV]+|ngày[^,;.]*|khóa|luật[^,;.]*)\s+$", re.IGNORECASE
)
# What a document has for a title, or a period that belongs to another one.
_FOREIGN = re.compile(
    r"\b(?:số\s*:?\s*\d|giai đoạn|nhiệm kỳ|năm học|niên độ|luật|kèm theo|dự toán|tết|"
    r"hiến pháp|thành lập|khởi công|ban hành năm|ký kết)",
    re.IGNORECASE,
)


def check_typed_year(review: Review) -> Iterator[Finding]:
    """TG008: the plan's year typed in prose where `{{ nam }}` keeps it right next year."""
    if review.plan is None:
        return
    year = review.plan.nam
    for passage, match in texts(review.passages, _TYPED):
        start, end = match.span("year")
        before = passage.text[: match.start()]
        if not passage.is_typed(match.start(), end) or _OTHER_DATE.search(before):
            continue
        number, sentence = int(match["year"]), re.split(r"[.;]\s", before)[-1]
        last = number == year - 1 and _PAST.search(passage.text[: start - 1])
        if (number == year or last) and not _FOREIGN.search(sentence):
            meant = "{{ nam }}" if number == year else "{{ nam - 1 }}"
            message = f"“năm {number}” gõ tay; nếu là năm kế hoạch thì viết năm {meant}"
            advice = f"viết {meant} để kế hoạch năm sau tự đổi"
            yield rule("TG008").at(passage.spot(start, end), message, advice=advice)


_BARE = re.compile(rf"(?P<words>\b[^\W\d]+ [^\W\d]+) (?P<year>{_YEAR})(?!\s*[-–/]|\d)")
_NO_YEAR_WORD = re.compile(
    r"(?:năm|tháng|quý|khóa|kỳ|đoạn|độ|vụ|xuân|hè|thu|đông|mùa|tết|số|đến|từ|và|khoảng|qua)$",
    re.IGNORECASE,
)


def check_bare_year(review: Review) -> Iterator[Finding]:
    """TG009: 'bền vững 2024' in a document that says 'bền vững năm 2024' elsewhere."""
    whole = "\n".join(passage.text for passage in review.body).casefold()
    for passage, match in texts(review.body, _BARE):
        if _NO_YEAR_WORD.search(match["words"]) or _in_mention(passage, match.start("year")):
            continue
        often = whole.count(f"{match['words']} năm {match['year']}".casefold())
        if often:
            spot = passage.spot(match.start(), match.end())
            message = (
                f"“{spot.words}” thiếu chữ “năm” ({often} chỗ khác viết "
                f"“{match['words']} năm {match['year']}”)"
            )
            yield rule("TG009").at(spot, message)


def check_period_spaces(review: Review) -> Iterator[Finding]:
    """TG010: 2021-2025 and 2021 - 2030 in one document, told once at the rarer form."""
    forms: dict[bool, list[tuple[CheckedPassage, re.Match[str]]]] = {True: [], False: []}
    for passage, match in texts(review.body, _PERIOD):
        if not _in_mention(passage, match.start()):
            forms[" " in match["dash"]].append((passage, match))
    if forms[True] and forms[False]:
        rare, often = sorted(forms.values(), key=len)
        passage, match = rare[0]
        spot = passage.spot(match.start(), match.end())
        message = (
            f"khoảng năm viết hai cách: {len(rare)} chỗ viết như {spot.words}, "
            f"{len(often)} chỗ viết như {often[0][1][0]}"
        )
        yield rule("TG010").at(spot, message)


def check_period_order(review: Review) -> Iterator[Finding]:
    """TG011: a period that ends before it begins."""
    for passage, match in texts(review.body, _PERIOD):
        if int(match["a"]) > int(match["b"]):
            spot = passage.spot(match.start(), match.end())
            yield rule("TG011").at(spot, f"khoảng năm {spot.words} kết thúc trước khi bắt đầu")


def _in_mention(passage: CheckedPassage, index: int) -> bool:
    """Whether the words are those of a citation bound to the register."""
    at = 0
    for run in passage.runs:
        if at <= index < at + len(run.text):
            return run.refers_to is not None and run.refers_to.kind == "vien_dan"
        at += len(run.text)
    return False


CHECKS = [check_typed_year, check_bare_year, check_period_spaces, check_period_order]
