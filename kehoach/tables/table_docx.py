"""Printed tables as a Word file: the samples of a template of `templates/` are cloned."""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass
from itertools import accumulate, pairwise
from pathlib import Path

from lxml import etree

from kehoach.document import Metadata
from kehoach.findings import InputRefused
from kehoach.locations import Place
from kehoach.render.docx_template import same_bytes_on_any_day, set_properties
from kehoach.render.docx_xml import XML_SPACE, Element, text_of, w
from kehoach.render.fill_template import TEMPLATES
from kehoach.render.word_file import readable_template
from kehoach.tables.printed_table import Marked, MarkedText, PrintedTable, plain

TEMPLATE = TEMPLATES / "bang.docx"

_LOOKS = {"-": ("strike",), "+": ("b",)}
"""What goes is struck out, what comes is bold: both survive a copy in black and white."""
_TITLE_LIMIT = 255


def as_docx(
    tables: Sequence[PrintedTable], metadata: Metadata, template: Path = TEMPLATE, title: str = ""
) -> bytes:
    """The Word file, called `title` or like its first table; the same tables give the same bytes.

    Raises InputRefused if the template cannot be read (IN001) or lacks a sample (IN013).
    """
    import docx

    with readable_template(template):
        document = docx.Document(str(template))
    _fill(document.element.body, tables, template)
    set_properties(document.core_properties, metadata)
    document.core_properties.title = (title or tables[0].title)[:_TITLE_LIMIT]
    raw = io.BytesIO()
    document.save(raw)
    return same_bytes_on_any_day(raw)


def _fill(body: Element, tables: Sequence[PrintedTable], template: Path) -> None:
    samples = _samples(body, template)
    for table in tables:
        for element in _made(samples, table):
            samples.title.addprevious(element)
    for sample in (samples.title, *samples.lines, samples.table, *samples.space):
        body.remove(sample)


@dataclass(frozen=True, slots=True)
class _Samples:
    """The title, the lines under it, the table and its rows, and the empty paragraph after it.

    Of several samples of lines, or of cells in a row, each stands for one line or column in turn,
    the last one for all that follow.
    """

    title: Element
    lines: Sequence[Element]
    table: Element
    rows: Mapping[str, Element]
    space: Sequence[Element]


def _samples(body: Element, template: Path) -> _Samples:
    paragraphs: dict[str, list[Element]] = {}
    for paragraph in body.iterfind(w("p")):
        paragraphs.setdefault(text_of(paragraph).strip(), []).append(paragraph)
    rows = {
        text_of(cells[-1]).strip(): row
        for row in body.iter(w("tr"))
        if (cells := row.findall(w("tc")))
    }
    missing = {"tieu_de", "phu_de"} - paragraphs.keys() | {
        name for name in ("cot", "nhom", "o") if name not in rows or not _is_whole(rows[name])
    }
    if missing:
        message = f"mẫu bảng thiếu: {', '.join(sorted(missing))}"
        advice = f"lấy lại bản gốc của {template.name} trong thư mục templates/"
        raise InputRefused.at(Place(str(template)), "IN013", message, advice)
    table = next(rows["cot"].iterancestors(w("tbl")))
    space = [after for after in table.itersiblings() if after in paragraphs.get("", ())][:1]
    return _Samples(paragraphs["tieu_de"][0], paragraphs["phu_de"], table, rows, space)


def _is_whole(row: Element) -> bool:
    """Whether its cells have a width and a paragraph, and its table columns."""
    table = next(row.iterancestors(w("tbl")), None)
    return (
        table is not None
        and table.find(w("tblGrid")) is not None
        and all(
            cell.find(f"{w('tcPr')}/{w('tcW')}") is not None and cell.find(w("p")) is not None
            for cell in row.iterfind(w("tc"))
        )
    )


def _made(samples: _Samples, table: PrintedTable) -> Iterator[Element]:
    yield _said(samples.title, table.title)
    for number, line in enumerate(table.lines):
        yield _said(_in_turn(samples.lines, number), line)
    made = deepcopy(samples.table)
    for row in made.findall(w("tr")):
        made.remove(row)
    widths = _widths(made, table)
    _set_grid(made, widths)
    rows = samples.rows
    made.append(_row(rows["cot"], [plain(heading) for heading in table.headings], widths))
    for section in table.sections:
        if section.title:
            made.append(_row(rows["nhom"], [plain(section.title)], [sum(widths)], len(widths)))
        made.extend(_row(rows["o"], cells, widths) for cells in section.rows)
    yield made
    yield from map(deepcopy, samples.space)


def _in_turn(samples: Sequence[Element], number: int) -> Element:
    return samples[min(number, len(samples) - 1)]


def _widths(made: Element, table: PrintedTable) -> list[int]:
    """Whole twips for each column; together they are as wide as the sample table."""
    total = sum(int(column.get(w("w")) or 0) for column in made.iterfind(f"{w('tblGrid')}/*"))
    edges = [round(total * edge / 100) for edge in accumulate(table.percents, initial=0)]
    return [right - left for left, right in pairwise(edges)]


def _set_grid(made: Element, widths: Sequence[int]) -> None:
    grid = made.find(w("tblGrid"))
    for old in list(grid):
        grid.remove(old)
    for width in widths:
        etree.SubElement(grid, w("gridCol"), {w("w"): str(width)})


def _row(
    sample: Element, cells: Sequence[MarkedText], widths: Sequence[int], span: int = 1
) -> Element:
    row = deepcopy(sample)
    samples = row.findall(w("tc"))
    for cell in samples:
        row.remove(cell)
    for number, (words, width) in enumerate(zip(cells, widths, strict=True)):
        made = deepcopy(_in_turn(samples, number))
        size = made.find(w("tcPr")).find(w("tcW"))
        size.set(w("w"), str(width))
        if span > 1:
            size.addnext(etree.Element(w("gridSpan"), {w("val"): str(span)}))
        _say(made.find(w("p")), words)
        row.append(made)
    return row


def _said(sample: Element, text: str) -> Element:
    made = deepcopy(sample)
    _say(made, (Marked(text),))
    return made


def _say(paragraph: Element, words: MarkedText) -> None:
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
