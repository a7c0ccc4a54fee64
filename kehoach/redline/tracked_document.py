"""A comparison → the new plan's Word file, in which every change can be accepted or rejected."""

from __future__ import annotations

import io
from datetime import date
from typing import TYPE_CHECKING

from kehoach.compare.changes import AnnexPair, Comparison
from kehoach.compare.tokens import tokens_of
from kehoach.redline.element_keys import KeyedElements, key_elements, partners
from kehoach.redline.merge import FlowMerge
from kehoach.redline.revision_marks import RevisionMarks
from kehoach.redline.table_merge import merge_annex, merge_fixed, same_frame
from kehoach.render.docx_template import render_docx, same_bytes_on_any_day
from kehoach.render.docx_xml import Element, Styles, w

if TYPE_CHECKING:
    from docx.document import Document as Word

AUTHOR = "kehoach so sánh"


def render_redline(comparison: Comparison, author: str = AUTHOR, day: date | None = None) -> bytes:
    """The new plan with real tracked changes: accepting all gives it, rejecting all the old one.

    The changes bear `author` and `day`, by default the date stamped into the new plan's files.
    Raises what `render_docx` raises.
    """
    old, new = (_opened(render_docx(side.document)) for side in (comparison.old, comparison.new))
    bodies = old.element.body, new.element.body
    who = [
        key_elements(body, side.document, Styles(word.styles.element))
        for body, side, word in zip(
            bodies, (comparison.old, comparison.new), (old, new), strict=True
        )
    ]
    marks = RevisionMarks(author, day or comparison.new.document.metadata.ngay)
    _merge(comparison, marks, bodies, (who[0], who[1]))
    raw = io.BytesIO()
    new.save(raw)
    return same_bytes_on_any_day(raw)


def _opened(content: bytes) -> Word:
    import docx

    return docx.Document(io.BytesIO(content))


def _merge(
    comparison: Comparison,
    marks: RevisionMarks,
    bodies: tuple[Element, Element],
    who: tuple[KeyedElements, KeyedElements],
) -> None:
    pairs = partners(comparison, *who)
    annexes = {
        new: pair
        for new, annex in who[1].annexes.items()
        for pair in comparison.annexes
        if pair.new is annex
    }
    for old, new in list(pairs.items()):
        if old.tag == w("tbl") and not _alike(old, new, annexes.get(new)):
            del pairs[old]

    def merge_tables(old: Element, new: Element) -> None:
        pair = annexes.get(new)
        if pair:
            merge_annex(flow, old, new, pair)
        else:
            merge_fixed(flow, old, new)

    tokens = tokens_of(comparison.old.reading, comparison.new.reading)
    flow = FlowMerge(marks, tokens, pairs, merge_tables)
    flow.merge(*bodies)


def _alike(old: Element, new: Element, pair: AnnexPair | None) -> bool:
    """Whether two tables can be told as one; else the old one goes and the new one comes."""
    if pair is None:
        return same_frame(old, new)
    heads = [
        len(annex.table.header_rows) + bool(annex.table.index_row)
        for annex in (pair.old, pair.new)
        if annex
    ]
    return (
        all(column.old == column.new for column in pair.columns)
        and heads[0] == heads[-1]
        and same_frame(old, new, heads[0])
    )
