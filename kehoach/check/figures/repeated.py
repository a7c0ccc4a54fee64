"""Figures typed in prose that repeat, or nearly repeat, a figure the plan computes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from kehoach.check.figures.annex_grid import UNITS, grids
from kehoach.check.prose import is_cited, is_typed, prose, sentence_at
from kehoach.check.review import CheckedPassage, Review
from kehoach.check.rules import rule
from kehoach.findings import Finding
from kehoach.locations import Reference
from kehoach.vietnamese import word_key

_NUMBER = re.compile(
    rf"(?<![\w.,/-])((?:[1-9]\d{{0,2}}(?:\.\d{{3}})+|\d+)(?:,\d+)?)\s?(%|(?:{UNITS})\b)"
)
_LEVEL = re.compile(r"^(?:Huyện|Thị xã|Thành phố|Quận|Xã|Phường|Thị trấn|Tỉnh) ")
_YEAR = re.compile(r"\b(?:năm )?((?:19|20)\d\d)\b(?!/)")
_DULL = frozenset(
    word_key(word)
    for word in re.findall(
        r"\w+", "số tổng hộ năm cuối đầu tỷ lệ kết quả rà soát chỉ tiêu cột phấn đấu người"
    )
)
_THOUSAND = 1000
_CLOSE_COUNT, _CLOSE_PERCENT = Decimal(2), Decimal("0.05")
_DIGITS_TO_TELL, _CONTEXT_WORDS = 5, 4


@dataclass(frozen=True, slots=True)
class _Known:
    """A figure that the plan computes: how it prints, what it counts, words that go with it.

    `place` is the unit of its row; `years` are those of its heading; `path` is how a text
    refers to it.
    """

    value: Decimal
    text: str
    unit: str
    words: frozenset[str]
    place: str
    years: frozenset[str]
    path: Reference


@dataclass(frozen=True, slots=True)
class _Typed:
    """A number with its unit as a person typed it."""

    passage: CheckedPassage
    start: int
    end: int
    value: Decimal
    unit: str
    sentence: str

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]


def _repeated(review: Review) -> Iterator[Finding]:
    """SL003: typed, and a slip away from a computed figure. SL004: typed, and equal to one."""
    known = [*_cells(review), *_objectives(review)]
    for typed in _typed_numbers(review) if known else ():
        about = [figure for figure in known if _may_mean(typed, figure)]
        same = next((figure for figure in about if figure.value == typed.value), None)
        near = next((figure for figure in about if _is_slip(typed, figure)), None)
        spot = typed.passage.spot(typed.start, typed.end)
        if same and _is_unmistakable(typed):
            message = f"“{typed.text}” gõ tay, trùng với số đã có ở {same.path}"
            yield rule("SL004").at(spot, message)
        elif near and not same:
            message = f"“{typed.text}” khác số tính được ở {near.path}: {near.text}"
            yield rule("SL003").at(spot, message)


def _typed_numbers(review: Review) -> Iterator[_Typed]:
    for passage in prose(review):
        for match in _NUMBER.finditer(passage.text):
            start, end = match.span()
            if not is_typed(passage, start, end) or is_cited(passage, start):
                continue
            sentence = sentence_at(passage.text, start, end)
            yield _Typed(passage, start, end, _read(match[1]), match[2].lower(), sentence)


def _read(number: str) -> Decimal:
    """The Vietnamese reading: points group, a comma marks decimals."""
    return Decimal(number.replace(".", "").replace(",", "."))


# What the plan knows


def _cells(review: Review) -> Iterator[_Known]:
    for grid in grids(review):
        for row in grid.rows:
            place = _LEVEL.sub("", grid.name(row)) if row.kieu == "dong" else ""
            for code, column in grid.columns.items():
                value, cell = grid.value(row, code), grid.cell(row, code)
                if value is not None and column.unit:
                    path = Reference("phu_luc", (grid.id, row.key, code))
                    yield _Known(
                        value, cell.text, column.unit, _telling(column.heading),
                        place, frozenset(_YEAR.findall(column.heading)), path,
                    )  # fmt: skip


def _objectives(review: Review) -> Iterator[_Known]:
    """Figures of `chi_tieu` as prose prints them, with the words just before them."""
    for passage in prose(review):
        offset = 0
        for run in passage.runs:
            start, offset = offset, offset + len(run.text)
            match = _NUMBER.match(run.text)
            if match and run.refers_to and run.refers_to.kind == "chi_tieu":
                words = _telling(_just_before(passage.text, start))
                yield _Known(
                    _read(match[1]), run.text, match[2].lower(), words,
                    "", frozenset(), run.refers_to,
                )  # fmt: skip


def _just_before(text: str, start: int) -> str:
    return " ".join(text[:start].split()[-_CONTEXT_WORDS:])


def _telling(words: str) -> frozenset[str]:
    keys = (word_key(word) for word in re.findall(r"[^\W\d_]+", words))
    return frozenset(keys) - _DULL


# Comparing


def _may_mean(typed: _Typed, known: _Known) -> bool:
    """Whether the sentence is about the figure: its unit, its row, its year."""
    if typed.unit != known.unit or known.place not in typed.sentence:
        return False
    years = frozenset(_YEAR.findall(typed.sentence))
    return not (years and known.years) or bool(years & known.years)


def _is_unmistakable(typed: _Typed) -> bool:
    exponent = typed.value.as_tuple().exponent
    if typed.unit == "%":
        return isinstance(exponent, int) and exponent <= -2
    return typed.value >= _THOUSAND


def _is_slip(typed: _Typed, known: _Known) -> bool:
    """A last digit off, or one digit wrong or two exchanged in a long number, of the same thing."""
    words = _telling(_before(typed) if known.path.kind == "chi_tieu" else typed.sentence)
    if 2 * len(words & known.words) < max(2, len(known.words)):
        return False
    if typed.unit == "%":
        return _is_close_percent(typed.text, typed.value, known.value)
    if typed.value == known.value or min(typed.value, known.value) < _THOUSAND:
        return False
    close = abs(typed.value - known.value) <= _CLOSE_COUNT
    return close or _is_digit_slip(str(typed.value), str(known.value), bool(known.place))


def _before(typed: _Typed) -> str:
    return _just_before(typed.passage.text, typed.start)


def _is_close_percent(text: str, typed: Decimal, known: Decimal) -> bool:
    places = len(text.partition(",")[2].rstrip("% "))
    if not places or typed == round(known, places):
        return False
    return abs(typed - known) <= _CLOSE_PERCENT


def _is_digit_slip(typed: str, known: str, same_row: bool) -> bool:
    if len(typed) != len(known) or (len(known) < _DIGITS_TO_TELL and not same_row):
        return False
    wrong = [i for i, (a, b) in enumerate(zip(typed, known, strict=True)) if a != b]
    if len(wrong) == 2 and wrong[1] == wrong[0] + 1:
        first, second = wrong
        return typed[first] == known[second] and typed[second] == known[first]
    return len(wrong) == 1


def _undefined(review: Review) -> Iterator[Finding]:
    """SL015: a division by zero printed inside a sentence."""
    for passage in prose(review):
        offset = 0
        for run in passage.runs:
            start, offset = offset, offset + len(run.text)
            shown = run.refers_to
            if run.text == "-" and shown and shown.kind in ("chi_tieu", "phu_luc"):
                message = f"{shown} không tính được (chia cho 0), in ra “-”"
                yield rule("SL015").at(passage.spot(start, start + 1), message)


CHECKS = [_repeated, _undefined]
