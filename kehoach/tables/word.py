"""A table as a Word file: `templates/bang.docx`, whose sample rows are cloned."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from copy import deepcopy
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from lxml import etree

from kehoach.document import Metadata
from kehoach.findings import Finding, InputRefused
from kehoach.locations import Place
from kehoach.render.docx_template import same_bytes_on_any_day, set_properties
from kehoach.render.docx_xml import XML_SPACE, Element, text_of, w
from kehoach.render.fill_template import TEMPLATES
from kehoach.tables.table import Cell, Column, Table, Words

if TYPE_CHECKING:
    from docx.document import Document

TEMPLATE = TEMPLATES / "bang.docx"

_LOOKS = {"-": ("strike",), "+": ("b",)}
"""What goes is struck out, what comes is bold: both survive a copy in black and white."""


def word_file(table: Table, metadata: Metadata, template: Path = TEMPLATE) -> bytes:
    """The Word file of a table; the same table gives the same bytes on any day.

    Raises InputRefused if the template lacks its sample rows.
    """
    import docx

    document = docx.Document(str(template))
    _fill(document, table, template)
    set_properties(document.core_properties, metadata)
    document.core_properties.title = table.title
    raw = io.BytesIO()
    document.save(raw)
    return same_bytes_on_any_day(raw)


def _fill(document: Document, table: Table, template: Path) -> None:
    body: Element = document.element.body
    paragraphs = {text_of(each).strip(): each for each in body.iterfind(w("p"))}
    rows = {text_of(row).strip(): row for row in body.iter(w("tr"))}
    needed = {"tieu_de", "phu_de"} - paragraphs.keys() | {"cot", "nhom", "o"} - rows.keys()
    if needed:
        message = f"mẫu bảng thiếu: {', '.join(sorted(needed))}"
        advice = "lấy lại bản gốc của bang.docx trong thư mục templates/"
        raise InputRefused([Finding(Place(str(template)), "IN013", message, advice)])
    _say(paragraphs["tieu_de"], (Words(table.title),))
    _say(paragraphs["phu_de"], _lines(table.lines))
    made = next(rows["cot"].iterancestors(w("tbl")))
    widths = _widths(made, table.columns)
    _set_grid(made, widths)
    heads = [(Words(column.heading),) for column in table.columns]
    new = [_row(rows["cot"], heads, widths)]
    for section in table.sections:
        if section.title:
            new.append(_row(rows["nhom"], [(Words(section.title),)], [sum(widths)], len(widths)))
        new += [_row(rows["o"], cells, widths) for cells in section.rows]
    for row in rows.values():
        made.remove(row)
    made.extend(new)


def _lines(lines: Iterable[str]) -> Cell:
    return (Words("\n".join(lines)),)


def _widths(made: Element, columns: Sequence[Column]) -> list[int]:
    """Whole twips for each column; together they are as wide as the sample table."""
    total = sum(int(column.get(w("w")) or 0) for column in made.iterfind(f"{w('tblGrid')}/*"))
    edges = [0]
    for column in columns:
        edges.append(edges[-1] + column.share)
    rounded = [round(total * edge / edges[-1]) for edge in edges]
    return [right - left for left, right in pairwise(rounded)]


def _set_grid(made: Element, widths: Sequence[int]) -> None:
    grid = made.find(w("tblGrid"))
    for old in list(grid):
        grid.remove(old)
    for width in widths:
        etree.SubElement(grid, w("gridCol"), {w("w"): str(width)})


def _row(sample: Element, cells: Sequence[Cell], widths: Sequence[int], span: int = 1) -> Element:
    row = deepcopy(sample)
    model = row.find(w("tc"))
    row.remove(model)
    for cell, width in zip(cells, widths, strict=True):
        made = deepcopy(model)
        properties = made.find(w("tcPr"))
        size = properties.find(w("tcW"))
        size.set(w("w"), str(width))
        if span > 1:
            size.addnext(etree.Element(w("gridSpan"), {w("val"): str(span)}))
        _say(made.find(w("p")), cell)
        row.append(made)
    return row


def _say(paragraph: Element, words: Cell) -> None:
    """Put words into a paragraph in place of what its sample says."""
    for child in list(paragraph):
        if child.tag != w("pPr"):
            paragraph.remove(child)
    for text, mark in words:
        run = etree.SubElement(paragraph, w("r"))
        if mark:
            look = etree.SubElement(run, w("rPr"))
            for name in _LOOKS[mark]:
                etree.SubElement(look, w(name))
        for number, line in enumerate(text.split("\n")):
            if number:
                etree.SubElement(run, w("br"))
            etree.SubElement(run, w("t"), {XML_SPACE: "preserve"}).text = line
