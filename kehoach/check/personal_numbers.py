"""Numbers of people in annexes that go to many: identity papers, telephones, bank accounts (BM).

The patterns are narrow: a number is told only where its own form says what it is (a citizen's
number begins with the code of a province, a mobile telephone with that of a network), or the
heading of its column or the words before it do. What is told hides all but its last digits.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kehoach.check.agencies.name_finder import lines_of
from kehoach.check.review import Review, Spot
from kehoach.check.rules import rule
from kehoach.document import Annex
from kehoach.findings import Finding
from kehoach.locations import Path
from kehoach.plan.annex import Dong
from kehoach.plan.register import Register

_IDENTITY, _TELEPHONE, _ACCOUNT = "BM010", "BM011", "BM012"
_NAMES = {
    _IDENTITY: "số giấy tờ tuỳ thân",
    _TELEPHONE: "số điện thoại di động",
    _ACCOUNT: "số tài khoản",
}
_DIGITS = re.compile(r"(?<![\w.,/-])(?:\+\s?)?\d(?:[ .-]?\d){5,18}(?![\w/-]|[.,]\d)")
_LEAD = 40
_PROVINCE = (
    "00[12468]|01[0124579]|02[024-7]|03[013-8]|04[024-689]|05[12468]|06[024678]|07[024579]|"
    "08[0234679]|09[1-6]"
)
_CITIZEN = re.compile(rf"(?:{_PROVINCE})[0-3]\d{{8}}")
_MOBILE = re.compile(r"(?:0|84)(?:3[2-9]|5[25689]|7[06-9]|8[1-9]|9\d)\d{7}")
_OF_IDENTITY = re.compile(
    r"\b(?:cccd|cmnd|cmt|căn cước|chứng minh|định danh cá nhân)\b", re.IGNORECASE
)
_OF_ACCOUNT = re.compile(r"\b(?:tài khoản|stk|số tk)\b", re.IGNORECASE)
_OF_SOMETHING_ELSE = re.compile(r"\b(?:mã|mst|thuế|biên lai|hoá đơn|hóa đơn)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _PersonalNumber:
    """A number in a cell: its last digits, the heading of its column, the place of the cell."""

    tail: str
    heading: str
    path: Path


def kinds_of(text: str, heading: str = "") -> Iterator[tuple[str, str]]:
    """Each number of people in a text under a heading: the code of its rule, and its digits."""
    before = 0
    for match in _DIGITS.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        lead = text[max(before, match.start() - _LEAD) : match.start()]
        if code := _kind(digits, f"{heading} {lead}"):
            yield code, digits
        before = match.end()


def _kind(digits: str, about: str) -> str:
    """What a number is, by the words about it and by its form; '' where that is not sure."""
    if _OF_ACCOUNT.search(about):
        return _ACCOUNT
    if _OF_IDENTITY.search(about) and len(digits) in (9, 12):
        return _IDENTITY
    if _OF_SOMETHING_ELSE.search(about):
        return ""
    if _CITIZEN.fullmatch(digits):
        return _IDENTITY
    return _TELEPHONE if _MOBILE.fullmatch(digits) else ""


def check_personal_numbers(review: Review) -> Iterator[Finding]:
    """BM010, BM011, BM012: once for each annex and kind, at the first place."""
    plan, document, register = review.plan, review.document, review.register
    if plan is None or document is None or register is None or not _goes_to_many(review, register):
        return
    for annex in document.phu_luc:
        numbers: dict[str, list[_PersonalNumber]] = {}
        for code, number in _numbers(annex, plan.phu_luc[annex.id].dong):
            numbers.setdefault(code, []).append(number)
        for code, found in sorted(numbers.items()):
            yield _finding(code, found, annex, review)


def _goes_to_many(review: Review, register: Register) -> bool:
    """Whether more than one office receives the plan, as far as Nơi nhận tells."""
    lines = [line for line in review.plan.noi_nhan if not line.luu] if review.plan else []
    units = {unit for line in lines for unit in line.gui if unit in register}
    groups = any(register[unit].loai == "nhom" for unit in units)
    return len(lines) > 1 or len(units) > 1 or groups


def _numbers(annex: Annex, rows: tuple[Dong, ...]) -> Iterator[tuple[str, _PersonalNumber]]:
    headings = {column.code: " ".join(column.headings) for column in annex.table.columns}
    for path, row in _rows(rows, ("phu_luc", annex.id, "dong")):
        for column, text in (row.model_extra or {}).items():
            heading = headings.get(column, "")
            for code, digits in kinds_of(text or "", heading):
                yield code, _PersonalNumber(digits[-3:], heading, (*path, column))


def _rows(rows: tuple[Dong, ...], path: Path) -> Iterator[tuple[Path, Dong]]:
    for index, row in enumerate(rows):
        yield (*path, index), row
        yield from _rows(row.dong, (*path, index, "dong"))


def _finding(code: str, found: list[_PersonalNumber], annex: Annex, review: Review) -> Finding:
    source, first = review.source, found[0]
    assert source is not None
    places = [source.place(number.path) for number in found]
    others = sorted({place.line for place in places[1:]} - {places[0].line})
    message = f"{annex.nhan.text} gửi đi nhiều nơi có {len(found)} {_NAMES[code]}"
    if others:
        message += f"; còn ở {lines_of(others)}"
    words = f"…{first.tail}"
    excerpt = f"cột “{first.heading}”: {words}"
    return rule(code).at(Spot(places[0], words, excerpt, at=excerpt.index(words)), message)


CHECKS = [check_personal_numbers]
