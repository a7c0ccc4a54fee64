"""Document -> HTML: fills `templates/ke_hoach.html`, which holds the layout of the PDF."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from kehoach.document import Document, Run
from kehoach.files import PROJECT
from kehoach.findings import Finding, InputRefused
from kehoach.locations import Place
from kehoach.render import geometry

TEMPLATES = PROJECT / "templates"
TEMPLATE = "ke_hoach.html"
PIECE = 400
"""Rows of an annex that are set in one go: more would take too much memory."""

_JOIN, _BREAK = "\u2060", "\u200b"
_KEPT = re.compile(r"/(?=[^\W\d_])|(?<!\d)[/.,:;](?=\d)")
_SPLIT = re.compile(r"(?<=[^\s(])-(?=\d)")


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
    template = load_template(templates)
    with _faults(templates):
        return str(template.render(document=document, geometry=geometry, piece=piece))


def load_template(templates: Path = TEMPLATES) -> Any:
    """The template, compiled. Raises InputRefused if it is not sound."""
    with _faults(templates):
        return environment(templates).get_template(TEMPLATE)


@cache
def environment(templates: Path) -> Any:
    """The Jinja environment of the templates in a folder: everything filled in is escaped."""
    import jinja2

    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["breakable"] = breakable
    return made


@contextmanager
def _faults(templates: Path) -> Iterator[None]:
    """Say what is wrong with the template in a clerk's words."""
    import jinja2

    try:
        yield
    except jinja2.TemplateError as error:
        raise InputRefused(
            [fault(templates, str(error), getattr(error, "lineno", None) or 0)]
        ) from error


def fault(templates: Path, text: str, line: int = 0) -> Finding:
    """What is wrong with the template or its style sheet, for the clerk."""
    return Finding(
        Place(str(templates / TEMPLATE), line),
        "IN101",
        f"mẫu PDF có lỗi: {text}",
        "sửa ke_hoach.html hoặc ke_hoach.css trong thư mục templates/, "
        "hoặc lấy lại bản gốc của hai tệp này.",
    )


def breakable(runs: Sequence[Run]) -> Iterator[tuple[Run, str]]:
    """Each run with its text marked for the line breaker, so that lines end as in Word.

    A word processor breaks after a hyphen before a digit, but never after a slash or after a point
    before a digit; Pango does the opposite. The marks have no width and no trace in the text that
    can be copied from the PDF.
    """
    text = "".join(run.text for run in runs)
    marks = {match.start(): _JOIN for match in _KEPT.finditer(text)}
    marks |= {match.start(): _BREAK for match in _SPLIT.finditer(text)}
    start = 0
    for run in runs:
        letters = enumerate(run.text, start)
        yield run, "".join(letter + marks.get(at, "") for at, letter in letters)
        start += len(run.text)
