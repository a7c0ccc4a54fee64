"""Figures of a workbook into the plan: only values that changed, every other byte stays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

import yaml

from kehoach.findings import Finding, Severity
from kehoach.locations import Path, Span
from kehoach.resolve.read import Reading
from kehoach.source.edits import Edits
from kehoach.source.source import Source
from kehoach.vietnamese import format_number, round_half_up
from kehoach.xlsx.annex_views import AnnexView, annex_views
from kehoach.xlsx.find_sheets import AnnexSheet, ComputedFigure

_GROUPED = re.compile(r"\d{1,3}(?:\.\d{3})+(?:,\d+)?")
_MOST_TOLD = 10


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure that the workbook gives otherwise than the plan; None is a missing one."""

    path: Path
    unit: str
    column: str
    old: Decimal | None
    new: Decimal | None
    decimals: int

    def cells(self) -> tuple[str, str, str, str, str]:
        """Unit, column, old, new and difference as text."""
        shown = [
            "…" if value is None else format_number(value, self.decimals)
            for value in (self.old, self.new)
        ]
        difference = ""
        if self.old is not None and self.new is not None:
            gap = self.new - self.old
            difference = ("+" if gap > 0 else "") + format_number(gap, self.decimals)
        return self.unit, self.column, shown[0], shown[1], difference


def changes(sheets: Iterable[AnnexSheet]) -> Iterator[FigureChange]:
    """What is to change in the plan, in the order of the annexes."""
    for sheet in sheets:
        view = sheet.view
        for (key, code), new in sheet.values.items():
            old = view.value(key, code)
            if old != new:
                line, column = view.read.lines[key], view.read.columns[code]
                label = " – ".join(view.headings[code])
                path = (*line.path, code)
                yield FigureChange(path, view.label(key), label, old, new, column.thap_phan)


def updated_text(source: Source, made: Sequence[FigureChange]) -> str:
    """The text of the plan with the changes made."""
    edits = Edits(source)
    added: dict[Path, dict[str, str]] = {}
    for change in made:
        written = _is_written(source, change.path)
        if change.new is None:
            edits.clear_value(change.path)
        elif written:
            replace_figure(edits, change.path, change.new, change.decimals)
        else:
            row = added.setdefault(change.path[:-1], {})
            row[str(change.path[-1])] = _figure(change.new, change.decimals)
    for path, values in added.items():
        edits.add_values(path, values)
    return edits.text()


def _is_written(source: Source, path: Path) -> bool:
    return source.key_node(path) is not None


def replace_figure(edits: Edits, path: Path, value: Decimal, decimals: int) -> None:
    """Write a figure as the one before it was: its quotes, and its points between thousands."""
    node = edits.source.node(path)
    assert isinstance(node, yaml.ScalarNode)
    text = _figure(value, decimals)
    if _GROUPED.fullmatch(node.value):
        text = format_number(value, decimals)
    if node.style in ("'", '"'):
        quoted = f"{node.style}{text}{node.style}"
        edits.replace_span(Span(node.start_mark.index, node.end_mark.index), quoted)
    else:
        edits.set_value(path, text)


def _figure(value: Decimal, decimals: int) -> str:
    """A figure as plans hold it: 18286 or 2,68, in which no point can be misread."""
    return f"{round_half_up(value, decimals):f}".replace(".", ",")


def compare_computed(figures: Iterable[ComputedFigure], after: Reading) -> list[Finding]:
    """Where a workbook shows other sums or rates than the plan now computes: some of each annex."""
    views = {view.id: view for view in annex_views(after)}
    findings: dict[str, list[Finding]] = {}
    for figure in figures:
        if finding := _compared(figure, views[figure.annex]):
            findings.setdefault(figure.annex, []).append(finding)
    return [finding for told in findings.values() for finding in told[:_MOST_TOLD]]


def _compared(figure: ComputedFigure, view: AnnexView) -> Finding | None:
    places = view.read.columns[figure.code].thap_phan
    ours = view.value(figure.key, figure.code)
    if ours is not None and (ours.is_nan() or round_half_up(figure.shown, places) == ours):
        return None
    computed = (
        "kế hoạch để trống ô này"
        if ours is None
        else (f"kế hoạch tính được {format_number(ours, places)}")
    )
    shown = format_number(figure.shown, places)
    message = f"{view.label(figure.key)}: tệp ghi {shown}, {computed}"
    advice = "kiểm tra lại công thức trong tệp; ô tự tính không đưa vào kế hoạch"
    return Finding(figure.place, "XL026", message, advice, Severity.WARNING)
