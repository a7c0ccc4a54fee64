"""All texts that a workbook shows: cells, headers and footers, text boxes."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from openpyxl.worksheet.worksheet import Worksheet

from kehoach.finished.package import Package
from kehoach.xlsx.open_workbook import Book, damaged

_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


def shown_texts(book: Book) -> Iterator[str]:
    """The texts of every sheet, hidden ones too, row by row, then what lies over the cells."""
    for sheet in book.sheets:
        for row in sheet.iter_rows(values_only=True):
            yield from (value for value in row if isinstance(value, str))
        yield from _margins(sheet)
    yield from _boxes(book)


def _margins(sheet: Worksheet) -> Iterator[str]:
    headers = (sheet.oddHeader, sheet.evenHeader, sheet.firstHeader)
    footers = (sheet.oddFooter, sheet.evenFooter, sheet.firstFooter)
    for margin in chain(headers, footers):
        for part in (margin.left, margin.center, margin.right) if margin else ():
            if part and part.text:
                yield str(part.text)


def _boxes(book: Book) -> Iterator[str]:
    package = Package(book.content, lambda _: damaged(book.name))
    for name in sorted(package.names):
        if name.startswith("xl/drawings/") and name.endswith(".xml"):
            for paragraph in package.xml(name).iter(f"{_DRAWING}p"):
                yield "".join(text.text or "" for text in paragraph.iter(f"{_DRAWING}t"))
