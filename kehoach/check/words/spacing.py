"""Spaces: too many, too few, on the wrong side of a mark."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from kehoach.check.review import CheckedPassage, Review
from kehoach.check.words.syllables import is_syllable
from kehoach.check.words.word_findings import addresses, report
from kehoach.check.words.word_lists import ABBREVIATIONS
from kehoach.findings import Finding

_L = r"[^\W\d_]"
_TOO_SHORT_TO_SHOW = 4
_DOUBLE = re.compile(r"(?<=\S) {2,}(?=\S)")
_BLANK = re.compile(r"(?:ngày|tháng|năm|số:?|[:….(]|\.\.\.|/)$", re.IGNORECASE)
_BEFORE_MARK = re.compile(r"[\w)\]”»%\"] +([,;:!?]|\.(?![.\w/…]))(?!\))")
_AFTER_MARK = re.compile(
    rf"((?:(?<!{_L})(?<![)\]”»%])|(?<={_L})(?=[)\]”»%]))(?:{_L}|[)\]”»%])+|\d)([,;:])(“?{_L}+)"
)
_AFTER_STOP = re.compile(rf"(?<!{_L})({_L}+)\.({_L}+)")
_INSIDE = re.compile(r"([(\[“«]) +(?=[^\s.…_)\]])|(?<=[^\s.…_(\[:]) +([)\]”»])")
_OUTSIDE = re.compile(rf"(?<!{_L})({_L}{{2,}})([(“])(?={_L}{{2,}})|([)”])({_L}{{2,}})")
_HYPHEN = re.compile(rf"(?<![\w/&.-])({_L}+)(?:([-–—]) +| +([-–—]))({_L}+)(?![\w/&-])")
_YEARS = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:[-–—] +| +[-–—])((?:19|20)\d\d)(?!\d)")


@dataclass(frozen=True, slots=True)
class _Spacing:
    """A pattern of wrong spacing: how to mend a match (None: it is right), and what is wrong."""

    code: str
    pattern: re.Pattern[str]
    mend: Callable[[re.Match[str]], str | None]
    message: str


def _mend_double(match: re.Match[str]) -> str | None:
    return None if _BLANK.search(match.string[: match.start()].rstrip()) else " "


def _mend_before(match: re.Match[str]) -> str | None:
    ratio = match[1] == ":" and match.string[match.end() :].lstrip()[:1].isdigit()
    return None if ratio and match[0][0].isdigit() else match[0].replace(" ", "")


def _mend_after(match: re.Match[str]) -> str | None:
    before, mark, after = match.groups()
    letters = after.lstrip("“")
    vietnamese = is_syllable(before) or not before.isalpha()
    if _in_address(match) or not vietnamese or not _is_word(letters):
        return None
    return f"{before}{mark} {after}"


def _mend_stop(match: re.Match[str]) -> str | None:
    before, after = match.groups()
    sentence = after[0].isupper() and (after[1:].islower() or not after[1:])
    long = len(before) > 1 and before.islower() and before not in ABBREVIATIONS
    if not (sentence and long and is_syllable(before) and is_syllable(after)):
        return None
    return None if _in_address(match) else f"{before}. {after}"


def _mend_inside(match: re.Match[str]) -> str | None:
    return match[1] or match[2]


def _mend_outside(match: re.Match[str]) -> str | None:
    if match[1]:
        return f"{match[1]} {match[2]}" if _is_word(match[1]) else None
    return f"{match[3]} {match[4]}" if _is_word(match[4]) else None


def _mend_hyphen(match: re.Match[str]) -> str | None:
    before, after = match[1], match[4]
    mark = match[2] or match[3]
    symbol = any(len(word) > 1 and not word[1:].islower() for word in (before, after))
    known = is_syllable(before) and is_syllable(after)
    return f"{before} {mark} {after}" if known and not symbol else None


def _mend_years(match: re.Match[str]) -> str | None:
    """Both 2021-2025 and 2021 - 2025 are in use, so that there is no one fix."""
    return "" if match[1] <= match[2] else None


def _is_word(letters: str) -> bool:
    return len(letters) > 1 and is_syllable(letters) and letters[1:].islower()


def _in_address(match: re.Match[str]) -> bool:
    return any(start <= match.start() < end for start, end in addresses(match.string))


_RULES = (
    _Spacing("CT010", _DOUBLE, _mend_double, "thừa khoảng trắng"),
    _Spacing("CT011", _BEFORE_MARK, _mend_before, "thừa khoảng trắng trước dấu câu"),
    _Spacing("CT012", _AFTER_MARK, _mend_after, "thiếu khoảng trắng sau dấu câu"),
    _Spacing("CT012", _AFTER_STOP, _mend_stop, "thiếu khoảng trắng sau dấu câu"),
    _Spacing("CT013", _INSIDE, _mend_inside, "thừa khoảng trắng bên trong dấu ngoặc"),
    _Spacing("CT013", _OUTSIDE, _mend_outside, "thiếu khoảng trắng bên ngoài dấu ngoặc"),
    _Spacing("CT014", _HYPHEN, _mend_hyphen, "khoảng trắng hai bên dấu gạch không đều"),
    _Spacing("CT014", _YEARS, _mend_years, "khoảng trắng hai bên dấu gạch không đều"),
)


def check_spacing(review: Review) -> Iterator[Finding]:
    """CT010-CT014: wrong spaces in running text."""
    for passage in review.body:
        for spacing in _RULES:
            for match in spacing.pattern.finditer(passage.text):
                fix = spacing.mend(match)
                if fix is not None:
                    yield _wrong(passage, match, spacing, fix)


def _wrong(passage: CheckedPassage, match: re.Match[str], spacing: _Spacing, fix: str) -> Finding:
    start, end = match.span()
    shown = match[0]
    if len(shown.strip()) < _TOO_SHORT_TO_SHOW:
        before, after = passage.text[:start], passage.text[end:]
        first = re.search(r"\S*\s*$", before)
        last = re.match(r"\s*\S*", after)
        shown = (first[0] if first else "") + shown + (last[0] if last else "")
    message = f"{spacing.message}: “{shown.strip()}”"
    return report(spacing.code, passage, start, end, message, fix=fix or None)


CHECKS = [check_spacing]
