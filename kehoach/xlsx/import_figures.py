"""The way back of a workbook: its figures written into the plan."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kehoach.files import shown, write_files
from kehoach.findings import Finding
from kehoach.source.encoding import encode
from kehoach.xlsx.annex_views import read_annexes, with_text
from kehoach.xlsx.find_sheets import read_sheets
from kehoach.xlsx.open_workbook import open_book
from kehoach.xlsx.update import FigureChange, changes, compare_computed, updated_text


def import_figures(
    plan: Path, workbook: Path, annex: str | None
) -> tuple[Sequence[FigureChange], Sequence[Finding]]:
    """Write the figures of one annex, or of all in the workbook, into the plan.

    Gives what changed and what is to be told of the workbook. Raises InputRefused with everything
    that is wrong with plan or workbook; then nothing is written.
    """
    annexes = read_annexes(plan)
    views = annexes.choose(annex)
    sheets = read_sheets(annexes, views, open_book(workbook, shown(workbook)))
    made = list(changes(sheets))
    text = updated_text(annexes.source, made)
    compare_computed(sheets, with_text(annexes, text))
    if made:
        write_files({plan: encode(text, plan)})
    return made, [finding for sheet in sheets for finding in sheet.findings]
