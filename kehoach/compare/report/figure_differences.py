"""Differences of figures as an office writes them: +493 (+31,5%), −0,18 điểm %."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from kehoach.compare.changes import Comparison, PlanChange
from kehoach.vietnamese import format_number

_DECIMALS = re.compile(r",(\d+)")
_MINUS = "−"


def signed(value: Decimal, decimals: int) -> str:
    """`Decimal('-1493.5')`, 1 -> `−1.493,5`; more than nothing has its +."""
    text = format_number(abs(value), decimals)
    return (_MINUS if value < 0 else "+") + text


@dataclass(frozen=True, slots=True)
class FigureDifferences:
    """How much figures differ; `rates` are the columns of percentages, by annex and code."""

    rates: frozenset[tuple[str, str]]

    def of(self, change: PlanChange) -> str:
        """The difference of a change's figures, with the decimals that are printed; '' if none.

        Percentages differ by points of percent: a percentage of one would mislead.
        """
        if change.difference is None:
            return ""
        decimals_printed = [_DECIMALS.search(text) for text in (change.old, change.new)]
        decimals = max(len(match[1]) if match else 0 for match in decimals_printed)
        text = signed(change.difference, decimals)
        ref = change.cell_new or change.cell_old
        if "%" in change.new or (ref and (ref.annex, ref.column) in self.rates):
            return f"{text} điểm %"
        return text if change.percent is None else f"{text} ({signed(change.percent, 1)}%)"


def figure_differences(comparison: Comparison) -> FigureDifferences:
    """Of a comparison; a column of percentages says so in its heading."""
    annexes = [annex for pair in comparison.annexes for annex in (pair.old, pair.new) if annex]
    return FigureDifferences(
        frozenset(
            (annex.id, column.code)
            for annex in annexes
            for column in annex.table.columns
            if "%" in " ".join(column.headings)
        )
    )
