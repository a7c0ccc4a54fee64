"""Printed tables as a PDF, set with the template `bang.html`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO
from itertools import groupby

from kehoach.document import Metadata
from kehoach.render.sheets import set_sheet
from kehoach.tables.printed_table import PrintedTable, TableSection

_ROWS = 400
"""Rows that are set in one go: the memory of a long table does not grow with it."""


def as_pdf(tables: Sequence[PrintedTable], metadata: Metadata | None = None) -> bytes:
    """The PDF, each table from a new page on; `metadata` are those of the plan it belongs to.

    Raises as `kehoach.render.sheets.set_sheet`.
    """
    parts = _parts(tables, metadata)
    first = next(parts)
    second = next(parts, b"")
    return _joined([first, second, *parts], tables[0].title, metadata) if second else first


def _parts(tables: Sequence[PrintedTable], metadata: Metadata | None) -> Iterator[bytes]:
    """A PDF for each table, or several of a long one, whose pages are numbered on."""
    import pikepdf

    for table in tables:
        page = 1
        for sections in _pieces(table):
            context = {"table": table, "sections": sections, "page": page, "metadata": metadata}
            data = set_sheet("bang.html", context)
            yield data
            with pikepdf.open(BytesIO(data)) as pdf:
                page += len(pdf.pages)


def _pieces(table: PrintedTable) -> Iterator[list[TableSection]]:
    rows = [(section.title, row) for section in table.sections for row in section.rows]
    for start in range(0, max(len(rows), 1), _ROWS):
        by_title = groupby(rows[start : start + _ROWS], key=lambda titled: titled[0])
        yield [TableSection(title, tuple(row for _, row in group)) for title, group in by_title]


def _joined(parts: Sequence[bytes], title: str, metadata: Metadata | None) -> bytes:
    import pikepdf

    with pikepdf.Pdf.new() as whole:
        for data in parts:
            with pikepdf.open(BytesIO(data)) as part:
                whole.pages.extend(part.pages)
        whole.docinfo["/Title"] = title
        if metadata:
            whole.docinfo["/Author"] = metadata.author
        result = BytesIO()
        whole.save(result, deterministic_id=True)
    return result.getvalue()
