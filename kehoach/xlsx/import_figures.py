"""The way back of a workbook: its figures written into the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kehoach.files import shown
from kehoach.findings import Finding
from kehoach.plan.secrecy import refuse_marks, refuse_secret
from kehoach.resolve.read import Reading, from_source
from kehoach.rewriting.plan_change import changing_plan
from kehoach.source.source import parse_source
from kehoach.xlsx.annex_views import chosen_views
from kehoach.xlsx.find_sheets import ComputedFigure, read_sheets
from kehoach.xlsx.open_workbook import in_bounds, open_book
from kehoach.xlsx.shown_texts import shown_texts
from kehoach.xlsx.update import FigureChange, changes, compare_computed, updated_text


@dataclass(frozen=True, slots=True)
class _Taken:
    """What a workbook says of a plan: other figures, its own sums, and what is to be told."""

    changes: tuple[FigureChange, ...]
    computed: tuple[ComputedFigure, ...]
    findings: tuple[Finding, ...]


def import_figures(
    path: Path, workbook: Path, annex: str | None
) -> tuple[Sequence[FigureChange], Sequence[Finding]]:
    """Write the figures of one annex, or of all in the workbook, into the plan at `path`.

    Gives what changed and what is to be told of the workbook. Raises InputRefused with everything
    that is wrong with plan or workbook, or would be with the plan; then nothing is written.
    """
    with changing_plan(path, "annex import") as change:
        read = change.reading(as_draft=True)
        refuse_secret(read.plan, read.source)
        taken = in_bounds(shown(workbook), partial(_take, read, workbook, annex))
        text = updated_text(read.source, taken.changes)
        after = from_source(parse_source(text, read.source.name), read.register, as_draft=True)
        told = compare_computed(taken.computed, after)
        change.write(text)
    return taken.changes, [*taken.findings, *told]


def _take(read: Reading, workbook: Path, annex: str | None) -> _Taken:
    views = chosen_views(read, annex)
    book = open_book(workbook, shown(workbook))
    refuse_marks(shown_texts(book), book.name)
    sheets = read_sheets(read, views, book)
    return _Taken(
        tuple(changes(sheets)),
        tuple(figure for sheet in sheets for figure in sheet.computed()),
        tuple(finding for sheet in sheets for finding in sheet.findings),
    )
