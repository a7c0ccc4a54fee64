"""Whether an agency of the register existed at the date of a plan."""

from __future__ import annotations

from datetime import date

from kehoach.plan.model import KeHoach
from kehoach.plan.register import DonVi
from kehoach.vietnamese import date_in_digits


def plan_date(plan: KeHoach) -> date | int:
    """The date of issue, or as much as is known of it; else the plan's year."""
    return plan.the_thuc.ngay or plan.nam


def period_problem(unit: DonVi, when: date | int) -> str:
    """'chấm dứt hoạt động …' or 'hoạt động từ …' if the unit did not exist then, else ''."""
    if unit.den is not None and _is_before(unit.den, when):
        return f"đã chấm dứt hoạt động ({shown_date(unit.den, 'hết ngày')})"
    if unit.tu is not None and _is_before(when, unit.tu):
        return f"chưa hoạt động (từ {shown_date(unit.tu, 'ngày')})"
    return ""


def _is_before(one: date | int, other: date | int) -> bool:
    """Whether one is surely before the other; of a year and a date in it nobody can tell."""
    if isinstance(one, date) and isinstance(other, date):
        return one < other
    years = [each.year if isinstance(each, date) else each for each in (one, other)]
    return years[0] < years[1]


def shown_date(when: date | int, lead: str) -> str:
    """'hết ngày 30/6/2025' with the lead for days, or 'năm 2025'."""
    return f"{lead} {date_in_digits(when)}" if isinstance(when, date) else f"năm {when}"
