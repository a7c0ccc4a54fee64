"""Dates as they are written in a text: 'ngày 08 tháng 12 năm 2023', '08/12/2023'."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_WORDS = r"(?P<wd>\d{1,2})\s+tháng\s+(?P<wm>\d{1,2})(?:\s*,)?\s+năm\s+(?P<wy>\d{4})(?!\d)"
_DIGITS = r"(?P<d>\d{1,2})(?P<sep>[/.-])(?P<m>\d{1,2})(?P=sep)(?P<y>(?:19|20)\d\d)(?![\d/])"
_DATE = re.compile(
    rf"(?P<lead>\bngày\s+)(?:{_WORDS}|{_DIGITS})"
    r"|(?<![\d/.])(?P<bd>\d{1,2})/(?P<bm>\d{1,2})/(?P<by>(?:19|20)\d\d)(?![\d/-])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date in a text, from its day to its year.

    `day` and `month` are as written, with or without a leading 0; `value` is None for a day that
    no calendar has; `in_words` says 'tháng … năm …'; `led` that the word 'ngày' stands before it.
    """

    start: int
    end: int
    day: str
    month: str
    year: int
    in_words: bool
    led: bool

    @property
    def value(self) -> date | None:
        try:
            return date(self.year, int(self.month), int(self.day))
        except ValueError:
            return None


def written_dates(text: str, start: int = 0) -> Iterator[WrittenDate]:
    """Every full date of a text, in order."""
    for match in _DATE.finditer(text, start):
        yield _date(match)


def date_at(text: str, start: int) -> WrittenDate | None:
    """The date that begins at `start` with the word 'ngày'."""
    match = _DATE.match(text, start)
    return _date(match) if match and match["lead"] else None


def _date(match: re.Match[str]) -> WrittenDate:
    in_words = match["wd"] is not None
    kind = "w" if in_words else "" if match["d"] else "b"
    day, month, year = (match[kind + part] for part in "dmy")
    led = match["lead"] is not None
    return WrittenDate(match.start(kind + "d"), match.end(), day, month, int(year), in_words, led)
