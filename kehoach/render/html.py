"""Document -> HTML: fills `templates/ke_hoach.html`, which holds the layout of the PDF."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kehoach.document import Document
from kehoach.render import geometry
from kehoach.render.fill_template import TEMPLATES, fill_template

TEMPLATE = "ke_hoach.html"
PIECE = 400
"""Rows of an annex that are set in one go: more would take too much memory."""


@dataclass(frozen=True, slots=True)
class Piece:
    """What a document that is a piece of one with a long annex does not know.

    `widths` are those of the columns of the whole annex, in mm, by the id of the annex; `page` is
    the number of the first page, in the annex, of a piece that continues one.
    """

    widths: Mapping[str, Sequence[float]]
    page: int | None = None


def is_long(document: Document, rows: int = PIECE) -> bool:
    """Whether an annex must be set in pieces, which are filled one by one."""
    return any(len(annex.table.rows) > rows for annex in document.phu_luc)


def fill(document: Document, templates: Path = TEMPLATES, piece: Piece | None = None) -> str:
    """The HTML of `document`. Raises InputRefused if the template cannot be filled."""
    context = {"document": document, "geometry": geometry, "piece": piece}
    return fill_template(templates / TEMPLATE, context)
