"""Differences of figures as an office writes them: +493 (+31,5%), −0,18 điểm %."""

from __future__ import annotations

import re
from decimal import Decimal

from kehoach.compare.changes import Change
from kehoach.official import format_number

_DECIMALS = re.compile(r",(\d+)")
_MINUS = "−"


def signed(value: Decimal, decimals: int) -> str:
    """`Decimal('-1493.5')`, 1 -> `−1.493,5`; more than nothing has its +."""
    text = format_number(abs(value), decimals)
    return (_MINUS if value < 0 else "+") + text


def difference(change: Change, *, rate: bool = False) -> str:
    """The difference of a change's figures, with the decimals that are printed; '' if none.

    Figures in percent (`rate`, or a % in the text) differ by points of percent: a percentage of a
    percentage would mislead.
    """
    if change.difference is None:
        return ""
    found = [_DECIMALS.search(text) for text in (change.old, change.new)]
    decimals = max(len(match[1]) if match else 0 for match in found)
    text = signed(change.difference, decimals)
    if rate or "%" in change.new:
        return f"{text} điểm %"
    return text if change.percent is None else f"{text} ({signed(change.percent, 1)}%)"
