"""Two versions of a table → one: sequence alignment of rows, then cell by cell."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy

from kehoach.compare.changes import AnnexPair
from kehoach.compare.moves import moved
from kehoach.redline.merge import FlowMerge
from kehoach.render.docx_xml import Element, value, w


def same_frame(old: Element, new: Element, rows: int | None = None) -> bool:
    """Whether two tables have the same columns and the same cells in their first `rows` rows."""
    grids = [len(table.findall(f"{w('tblGrid')}/{w('gridCol')}")) for table in (old, new)]
    shapes = [[_shape(row) for row in table.findall(w("tr"))[:rows]] for table in (old, new)]
    return grids[0] == grids[1] and shapes[0] == shapes[1]


def merge_fixed(flow: FlowMerge, old: Element, new: Element) -> None:
    """Merge two versions of a table of the template, of the same frame."""
    for before, after in zip(old.iterfind(w("tr")), new.iterfind(w("tr")), strict=True):
        _merge_row(flow, before, after)


def merge_annex(flow: FlowMerge, old: Element, new: Element, pair: AnnexPair) -> None:
    """Merge two versions of an annex table that have the same headings."""
    assert pair.new
    rows_old, rows_new = old.findall(w("tr")), new.findall(w("tr"))
    heads = len(rows_new) - len(pair.new.table.rows)
    for before, after in zip(rows_old[:heads], rows_new[:heads], strict=True):
        _merge_row(flow, before, after)
    pairs = {
        line.old + heads: line.new + heads
        for line in pair.rows
        if line.old is not None
        and line.new is not None
        and _shape(rows_old[line.old + heads]) == _shape(rows_new[line.new + heads])
    }
    elsewhere = moved(pairs)
    kept = [(here, there) for here, there in sorted(pairs.items()) if there not in elsewhere]
    at_old = at_new = heads
    for here, there in [*kept, (len(rows_old), len(rows_new))]:
        gone = [deepcopy(row) for row in rows_old[at_old:here]]
        come = rows_new[at_new:there]
        anchor = rows_new[at_new - 1]
        for row in reversed(gone):
            anchor.addnext(row)
        for row in gone:
            flow.marks.row(row, "del")
        for row in come:
            flow.marks.row(row, "ins")
        if here < len(rows_old):
            _merge_row(flow, rows_old[here], rows_new[there])
        at_old, at_new = here + 1, there + 1


def _merge_row(flow: FlowMerge, old: Element, new: Element) -> None:
    for before, after in zip(old.iterfind(w("tc")), new.iterfind(w("tc")), strict=True):
        paragraphs: list[Sequence[Element]] = [cell.findall(w("p")) for cell in (before, after)]
        if len(paragraphs[0]) == len(paragraphs[1]) == 1:
            flow.paragraph(paragraphs[0][0], paragraphs[1][0])
        else:
            flow.merge(before, after)


def _shape(row: Element) -> list[tuple[str | None, ...]]:
    return [
        tuple(
            None if mark is None else value(mark) or "on"
            for mark in (cell.find(f"{w('tcPr')}/{w(name)}") for name in ("gridSpan", "vMerge"))
        )
        for cell in row.iterfind(w("tc"))
    ]
