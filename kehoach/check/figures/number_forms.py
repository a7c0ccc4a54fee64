"""How numbers are written in prose: decimal comma, points between thousands, the percent sign."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach.check.figures.annex_grid import UNITS
from kehoach.check.prose import is_cited, is_typed, prose, sentence_at
from kehoach.check.review import CheckedPassage, Review, texts
from kehoach.check.rules import rule
from kehoach.findings import Finding

_WHOLE = (
    "hộ|người|nhân khẩu|lao động|học sinh|sinh viên|trẻ em|công trình|dự án|mô hình|ngày công|lượt|"
    "thẻ|căn|xã|thôn|làng|đồng|con|cây|giường|lớp|trường"
)
"""What cannot come in fractions."""
_MEASURES = "ha|km|km2|m|m2|m3|tấn|tạ|triệu|tỷ|tỉ|triệu đồng|tỷ đồng"
_POINT = re.compile(
    rf"(?<![\w.,/-])\d{{1,3}}\.\d{{1,2}}(?:\s?[-–]\s?\d{{1,3}}\.\d{{1,2}})?"
    rf"(?=\s?%|\s(?:{_MEASURES})\b)"
)
_A_NUMBERED_PLACE = re.compile(
    r"\b(?:mục|điểm|khoản|điều|phần|dự án|bảng|biểu|số|phụ lục|ngày|phiên bản)\s$", re.IGNORECASE
)
_COMMAS = re.compile(
    rf"(?<![\w.,/-])[1-9]\d{{0,2}}(?:(?:,\d{{3}})+(?=\s(?:{_WHOLE})\b(?!\s?/))"
    rf"|(?:,\d{{3}}){{2,}}(?=\s(?:{UNITS}|{_MEASURES})\b))"
)
_AN_AVERAGE = re.compile(r"\b(?:bình quân|trung bình)\b", re.IGNORECASE)
_UNGROUPED = re.compile(rf"(?<![\w.,/-])[1-9]\d{{4,}}(?=\s(?:{UNITS}|{_MEASURES})\b)")
_PERCENT = re.compile(r"\d(\s?)%")


def _decimal_points(review: Review) -> Iterator[Finding]:
    """SL005: 8.11% instead of 8,11%; '12.50 triệu' may have lost a digit, so it has no fix."""
    for passage, match in _typed(review, _POINT):
        if not _A_NUMBERED_PLACE.search(passage.text[: match.start()]):
            right = match[0].replace(".", ",")
            sure = passage.text[match.end() :].lstrip().startswith("%")
            yield _finding("SL005", passage, match, right, is_safe=sure)


def _thousands_commas(review: Review) -> Iterator[Finding]:
    """SL006: 7,450 hộ instead of 7.450 hộ."""
    for passage, match in _typed(review, _COMMAS):
        if not _AN_AVERAGE.search(sentence_at(passage.text, *match.span())):
            yield _finding("SL006", passage, match, match[0].replace(",", "."))


def _ungrouped(review: Review) -> Iterator[Finding]:
    """SL008: 12500 hộ instead of 12.500 hộ."""
    for passage, match in _typed(review, _UNGROUPED):
        yield _finding("SL008", passage, match, f"{int(match[0]):,}".replace(",", "."))


def _typed(
    review: Review, pattern: re.Pattern[str]
) -> Iterator[tuple[CheckedPassage, re.Match[str]]]:
    for passage, match in texts(prose(review), pattern):
        if is_typed(passage, match.start(), match.end()) and not is_cited(passage, match.start()):
            yield passage, match


def _finding(
    code: str, passage: CheckedPassage, match: re.Match[str], right: str, *, is_safe: bool = True
) -> Finding:
    spot = passage.spot(match.start(), match.end())
    message = f"“{match[0]}” phải viết là “{right}”"
    return rule(code).at(spot, message, fix=right if is_safe else None)


def _percent_spacing(review: Review) -> Iterator[Finding]:
    """SL007: '8,11 %' and '8,11%' in one document; once, where the rarer form first is typed."""
    forms: dict[bool, list[tuple[CheckedPassage, re.Match[str]]]] = {False: [], True: []}
    for passage, match in texts(prose(review), _PERCENT):
        if not is_cited(passage, match.start()):
            forms[bool(match[1])].append((passage, match))
    spaced, joined = len(forms[True]), len(forms[False])
    if not spaced or not joined:
        return
    message = f"dấu % viết cách số ở {spaced} chỗ, viết liền ở {joined} chỗ"
    for form in (spaced <= joined, spaced > joined):
        for passage, match in forms[form]:
            if is_typed(passage, match.start(), match.end()):
                yield rule("SL007").at(passage.spot(match.start(), match.end()), message)
                return


CHECKS = [_decimal_points, _thousands_commas, _ungrouped, _percent_spacing]
