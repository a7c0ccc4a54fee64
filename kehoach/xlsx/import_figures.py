"""The way back of a workbook: its figures written into the plan."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kehoach.files import shown, write_files
from kehoach.findings import Finding
from kehoach.plan.secrecy import refuse_marks, refuse_secret
from kehoach.resolve.read import from_source, read_plan
from kehoach.source.encoding import encode
from kehoach.source.source import parse_source
from kehoach.xlsx.annex_views import chosen_views
from kehoach.xlsx.find_sheets import read_sheets
from kehoach.xlsx.open_workbook import open_book
from kehoach.xlsx.shown_texts import shown_texts
from kehoach.xlsx.update import FigureChange, changes, compare_computed, updated_text


def import_figures(
    plan: Path, workbook: Path, annex: str | None
) -> tuple[Sequence[FigureChange], Sequence[Finding]]:
    """Write the figures of one annex, or of all in the workbook, into the plan.

    Gives what changed and what is to be told of the workbook. Raises InputRefused with everything
    that is wrong with plan or workbook; then nothing is written.
    """
    read = read_plan(plan, as_draft=True)
    refuse_secret(read.plan, read.source)
    views = chosen_views(read, annex)
    book = open_book(workbook, shown(workbook))
    refuse_marks(shown_texts(book), book.name)
    sheets = read_sheets(read, views, book)
    made = list(changes(sheets))
    text = updated_text(read.source, made)
    source = parse_source(text, read.source.name)
    compare_computed(sheets, from_source(source, read.register, as_draft=True))
    if made:
        write_files({plan: encode(text, plan)})
    return made, [finding for sheet in sheets for finding in sheet.findings]
