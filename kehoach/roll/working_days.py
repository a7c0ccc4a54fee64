"""Working days of Vietnamese offices: weekends, public holidays, Tết and its days off in lieu."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any

_WEEKEND = {5: "thứ Bảy", 6: "Chủ nhật"}


@cache
def _calendar() -> Any:
    import holidays

    return holidays.country_holidays("VN", language="vi")


def why_closed(when: date) -> str:
    """'thứ Bảy' or the name of the holiday; '' for a working day."""
    if _calendar().is_working_day(when):
        return ""
    return str(_calendar().get(when) or _WEEKEND.get(when.weekday(), ""))


def working_day_before(when: date) -> date:
    """The last working day before a day."""
    when -= timedelta(days=1)
    while why_closed(when):
        when -= timedelta(days=1)
    return when
