"""Vietnamese official forms: dates, numbers, numerals, list letters, capitals, marks of letters.

Numbers are `Decimal` from text to print; a comma marks decimals and a point groups thousands, as
Vietnamese offices write. Every function is pure; bad input raises `ValueError` with a Vietnamese
sentence that can be shown to a clerk.
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import floor
from unicodedata import combining, normalize

LIST_LETTERS = "abcdđeghiklmnopqrstuvxy"
"""Letters of điểm a), b), c), d), đ) … (Nghị định 30, Phụ lục I, Phần I, II.6.đ); no ă, â, ê …"""

_TONES = "\u0300\u0301\u0303\u0309\u0323"
"""Combining marks of the tones: huyền, sắc, ngã, hỏi, nặng."""

MOST_DIGITS = 15
"""What any figure may have: a spreadsheet keeps no more of them either."""

_ISO_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)
_LOCAL_DATE = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", re.ASCII)
_NUMBER = re.compile(r"-?\d[\d.,]*", re.ASCII)
_GROUPED = re.compile(r"-?[1-9]\d{0,2}(?:\.\d{3})+", re.ASCII)
_ENGLISH_GROUPED = re.compile(r"-?[1-9]\d{0,2}(?:,\d{3})+", re.ASCII)


def parse_date(text: str) -> date:
    """Read `2023-12-08` or `08/12/2023` (day first); raise ValueError otherwise."""
    text = text.strip()
    if match := _ISO_DATE.fullmatch(text):
        year, month, day = map(int, match.groups())
    elif match := _LOCAL_DATE.fullmatch(text):
        day, month, year = map(int, match.groups())
    else:
        raise ValueError(f"“{text}” không phải là ngày; viết dạng 08/12/2023 hoặc 2023-12-08")
    try:
        return date(year, month, day)
    except ValueError:
        when = f"{day}/{month}/{year}"
        raise ValueError(
            f"không có ngày {when} trong lịch; viết ngày trước, tháng sau, năm cuối"
        ) from None


def parse_number(text: str, decimals: int | None = None) -> Decimal:
    """Read a figure the Vietnamese way (`388.231`, `8,11`) or the plain way (`388231`, `8.11`).

    `decimals` is how many decimal places the field holds (None: not known). A text with two
    readings raises ValueError naming both, as does one with more decimals than the field holds.
    """
    raw = text.strip()
    if not _NUMBER.fullmatch(raw):
        raise ValueError(f"“{text[:40]}” không phải là số")
    if sum(map(str.isdigit, raw)) > MOST_DIGITS:
        raise ValueError(f"“{text[:40]}” có quá nhiều chữ số (nhiều nhất {MOST_DIGITS})")
    readings = _readings(raw)
    if decimals == 0:
        readings = [x for x in readings if not _places(x)] or readings
    if _ENGLISH_GROUPED.fullmatch(raw) and ((decimals or 0) < 3 or not readings):
        raise _unclear(text, [*readings, Decimal(raw.replace(",", ""))], decimals)
    if not readings:
        raise ValueError(f"“{text}” không phải là số viết đúng; ví dụ đúng: 388.231 hoặc 8,11")
    if len(readings) > 1:
        raise _unclear(text, readings, decimals)
    if decimals is not None and _places(readings[0]) > decimals:
        wanted = f"tối đa {decimals} chữ số thập phân" if decimals else "số nguyên"
        raise ValueError(f"“{text}” không hợp lệ: ô này nhận {wanted}")
    return readings[0]


def _readings(raw: str) -> list[Decimal]:
    """The number that a text is in Vietnamese, and in plain writing if that is another one."""
    found: list[Decimal] = []
    integer, comma, fraction = raw.partition(",")
    grouped = _GROUPED.fullmatch(integer)
    if (grouped or re.fullmatch(r"-?\d+", integer)) and (not comma or fraction.isdigit()):
        found.append(Decimal(integer.replace(".", "") + (f".{fraction}" if comma else "")))
    if re.fullmatch(r"-?\d+\.\d+", raw):
        found.append(Decimal(raw))
    return found


def _unclear(text: str, readings: list[Decimal], decimals: int | None) -> ValueError:
    """The readings of a text, and how to write those that the field can hold."""
    shown = [format_number(value, _places(value)) for value in readings]
    clear = [_plain(x) for x in readings if decimals is None or _places(x) <= decimals]
    if decimals is None:
        clear = [f"{x} kèm thap_phan: {len(x.partition(',')[2])}" if "," in x else x for x in clear]
    advice = f"; viết rõ {' hoặc '.join(clear)}" if clear else ""
    return ValueError(f"“{text}” có thể hiểu là {' hoặc '.join(shown)}{advice}")


def _places(value: Decimal) -> int:
    exponent = value.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _plain(value: Decimal) -> str:
    """The spelling of a number that `parse_number` cannot take for another one."""
    whole = value == value.to_integral_value()
    return f"{int(value)}" if whole else f"{value:f}".replace(".", ",")


def has_too_many_digits(value: Decimal | Fraction) -> bool:
    """Whether the whole part of a number has more digits than any figure may have."""
    return bool(abs(value) >= _TOO_LARGE)


_TOO_LARGE = 10**MOST_DIGITS


def round_half_up(value: Decimal | Fraction, decimals: int) -> Decimal:
    """Round to `decimals` places, halves away from zero, as a desk calculator does.

    Exact for any size; what rounds to zero has no sign. NaN stays NaN.
    """
    if isinstance(value, Decimal) and value.is_nan():
        return value
    scaled = Fraction(value) * 10**decimals
    whole = floor(abs(scaled) + Fraction(1, 2))
    return Decimal(((scaled < 0) & (whole > 0), tuple(map(int, str(whole))), -decimals))


def format_number(value: Decimal, decimals: int = 0, *, strip_zeros: bool = False) -> str:
    """`Decimal('388231')` -> `388.231`; `Decimal('8.105')`, 2 -> `8,11` (half up).

    With `strip_zeros`, trailing zeros of the decimals go: 5,50 -> 5,5 and 2,00 -> 2.
    """
    text = f"{round_half_up(value, decimals):,}".translate(str.maketrans(",.", ".,"))
    if strip_zeros and "," in text:
        text = text.rstrip("0").rstrip(",")
    return text


def day_month(day: int, month: int) -> tuple[str, str]:
    """Pad a day below 10, and months 1 and 2 only (Nghị định 30, Phụ lục I, Phần I, II.4.b)."""
    return f"{day:02d}", f"{month:02d}" if month < 3 else str(month)


def date_in_words(when: date) -> str:
    """`ngày 08 tháng 12 năm 2023`; `ngày 12 tháng 4 năm 2017`."""
    day, month = day_month(when.day, when.month)
    return f"ngày {day} tháng {month} năm {when.year}"


def date_in_digits(when: date) -> str:
    """`08/12/2023`; `20/5/2024`: the same padding as in words."""
    day, month = day_month(when.day, when.month)
    return f"{day}/{month}/{when.year}"


def roman(number: int) -> str:
    """Roman numeral of a whole number from 1 to 3999."""
    if not 0 < number < 4000:
        raise ValueError(f"không viết được {number} bằng chữ số La Mã")
    text = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        text += letters * count
    return text


_ROMAN = [
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")),
    *((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
]


def list_letter(number: int) -> str:
    """The letter of điểm number 1, 2, 3 …: a, b, c, d, đ, e, g …; at most 23."""
    if not 0 < number <= len(LIST_LETTERS):
        raise ValueError(f"chỉ có {len(LIST_LETTERS)} chữ cái đánh dấu điểm, không đủ cho {number}")
    return LIST_LETTERS[number - 1]


def capitalised(text: str) -> str:
    """The text as a sentence begins: its first letter a capital, every other one as it is."""
    return text[:1].upper() + text[1:]


def mid_sentence(text: str) -> str:
    """The text as it goes on inside a sentence; an abbreviation at its beginning stays."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def without_marks(text: str) -> str:
    """The letters bare of every mark, as files are named: Đường Nguyễn Huệ -> Duong Nguyen Hue."""
    letters = normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    return "".join(letter for letter in letters if not combining(letter))


@lru_cache(maxsize=20000)
def split_tones(text: str) -> tuple[str, str]:
    """The text without tone marks, and these: hoạch -> hoach and a dot; ă, â, ê, ô, ơ, ư stay."""
    letters = normalize("NFD", text)
    bare = "".join(letter for letter in letters if letter not in _TONES)
    return normalize("NFC", bare), "".join(letter for letter in letters if letter in _TONES)


def word_key(word: str) -> str:
    """'Hoà' and 'hòa' give the same key: small letters, the tone mark last."""
    return "".join(split_tones(word.casefold()))


def document_number(text: str) -> str:
    """Number of a document: one below 10 gets a 0 in front (Phụ lục I, Phần I, II.3.c)."""
    return text.zfill(2)


HIDDEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]+"
)
"""What leaves no mark on paper, or turns the order of what stands behind it.

Default_Ignorable_Code_Point of Unicode, with the blank of Braille and interlinear annotation.
"""

TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Those of them that turn the order of letters: what is read is not what is written."""

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(
        f"{chr(0xFFFE + 0x10000 * plane)}-{chr(0xFFFF + 0x10000 * plane)}" for plane in range(1, 17)
    )
    + "]"
)
"""Controls, halves of characters, what Unicode keeps free: no text or file format holds them."""

_NOT_TOLD_BY_PRINTABLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180d\u180f\u2800\u3164\ufe00-\ufe0f\uffa0"
    "\U000e0100-\U000e01ef]"
)
"""What is hidden, though Python would print it."""


def is_plain(text: str) -> bool:
    """Whether a text has neither hidden nor forbidden characters; quick for most, sure for all."""
    on_one_line = text.replace("\n", " ").replace("\r", " ").replace("\t", " ")
    if on_one_line.isprintable() and not _NOT_TOLD_BY_PRINTABLE.search(text):
        return True
    return not (HIDDEN.search(text) or FORBIDDEN.search(text))


def named(character: str) -> str:
    """U+202E: how messages call a character that cannot be shown."""
    return f"U+{ord(character):04X}"


def visible(text: str) -> str:
    """The text with a name in place of each hidden or forbidden character.

    So no message can turn or hide its own words, move a terminal's cursor, or fail to be printed.
    """
    if is_plain(text):
        return text
    return FORBIDDEN.sub(_name, HIDDEN.sub(_name, text))


def _name(match: re.Match[str]) -> str:
    return "".join(f"<{named(character)}>" for character in match.group())
