"""Document -> PDF: the HTML of `templates/`, set by WeasyPrint.

An ordinary document is set in one go; one with an annex of thousands of rows in pieces.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kehoach.document import Document
from kehoach.render.fill_template import TEMPLATES, load_template
from kehoach.render.fonts import faces
from kehoach.render.html import PIECE, TEMPLATE, fill, is_long
from kehoach.render.weasyprint import lay_out, weasyprint_and_fonts, write

__all__ = ["TEMPLATES", "Pdf", "prepare_pdf", "render_pdf", "set_html"]


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished PDF file and its number of pages."""

    data: bytes
    pages: int


def render_pdf(document: Document, templates: Path = TEMPLATES, rows: int = PIECE) -> Pdf:
    """Set `document` with the template in `templates`; the same document gives the same bytes.

    Annexes of more than `rows` rows are set in pieces of so many. Raises InputRefused if the
    template is faulty or asks for a file outside the project, and MachineProblem if a library or a
    font is missing.
    """
    if is_long(document, rows):
        from kehoach.render.long_annex import render_in_pieces

        return Pdf(*render_in_pieces(document, templates, rows))
    return set_html(fill(document, templates), templates)


def set_html(html: str, templates: Path = TEMPLATES) -> Pdf:
    """Set the HTML of a document that is not long. Raises as `render_pdf`."""
    template = templates / TEMPLATE
    pages = lay_out(html, template)
    return Pdf(write(pages, template), len(pages.pages))


def prepare_pdf() -> None:
    """Load what `render_pdf` needs, so that it can start at once.

    Raises MachineProblem if a library or a font is missing, InputRefused if the template is faulty.
    """
    weasyprint_and_fonts()
    faces()
    load_template(TEMPLATES / TEMPLATE)
