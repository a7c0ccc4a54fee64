"""Periods: how long an agency exists, or a document is in force, as far as the dates tell."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kehoach.vietnamese import date_in_digits

DayOrYear = date | int
"""A day, or a year of which no more is known."""


@dataclass(frozen=True, slots=True)
class Period:
    """From a day or year to the end of a day, or to some time in a year; None is open.

    Of a year and a day in it nobody can tell which comes first: what is asked is answered with
    yes only where that is sure.
    """

    tu: DayOrYear | None = None
    den: DayOrYear | None = None

    @property
    def last_day(self) -> date | None:
        """The last day that the period can have; None if it is open."""
        return date(self.den, 12, 31) if isinstance(self.den, int) else self.den

    def is_over(self, when: DayOrYear) -> bool:
        """Whether it had surely ended before a day or a year."""
        return self.den is not None and _is_before(self.den, when)

    def is_to_come(self, when: DayOrYear) -> bool:
        """Whether it surely begins after a day or a year."""
        return self.tu is not None and _is_before(when, self.tu)

    def outlasts(self, year: int) -> bool:
        """Whether it surely goes on to the last day of a year."""
        if isinstance(self.den, int):
            return self.den > year
        return self.den is None or self.den >= date(year, 12, 31)

    def problem(self, when: DayOrYear) -> str:
        """'đã chấm dứt hoạt động …' or 'chưa hoạt động …' of an agency not there then, else ''."""
        if self.den is not None and self.is_over(when):
            return f"đã chấm dứt hoạt động ({shown_date(self.den, 'hết ngày')})"
        if self.tu is not None and self.is_to_come(when):
            return f"chưa hoạt động (từ {shown_date(self.tu, 'ngày')})"
        return ""


def _is_before(one: DayOrYear, other: DayOrYear) -> bool:
    if isinstance(one, date) and isinstance(other, date):
        return one < other
    return _year(one) < _year(other)


def _year(when: DayOrYear) -> int:
    return when if isinstance(when, int) else when.year


def shown_date(when: DayOrYear, lead: str) -> str:
    """'hết ngày 30/6/2025' with the lead for days, or 'năm 2025'."""
    return f"{lead} {date_in_digits(when)}" if isinstance(when, date) else f"năm {when}"
