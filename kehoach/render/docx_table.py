"""Annex tables of the DOCX: the cells of the template's sample table, cloned for every annex.

The template holds one table with one sample cell of each kind; the text of a cell names the kind
(`nhan`, `chi_so`, `dong.so`, `tong.don_vi` …). Borders, styles, row marks and cell margins come
from there; spans and widths from the annex. Rows are written as text and parsed once: an annex
may have ten thousand of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, pairwise, repeat

from lxml import etree

from kehoach.document import Cell, Table
from kehoach.render.docx_xml import NAMESPACE, TWIPS_PER_MM, Element, runs_xml, text_of, w

ROW_KINDS = ("tong", "nhom", "dong")
CELL_KINDS = ("tt", "don_vi", "chu", "so")
HEADER_CELLS = ("nhan", "chi_so")
SAMPLE_CELLS = (*HEADER_CELLS, *(f"{row}.{cell}" for row in ROW_KINDS for cell in CELL_KINDS))

_WHOLE, _ALIGNED = re.compile(r"<w:cantSplit[^>]*/>"), re.compile(r"<w:vAlign[^>]*/>")
_DECLARATION = re.compile(r' xmlns:?\w*="[^"]*"')
_COMPUTED = {w(name) for name in ("cnfStyle", "tcW", "gridSpan", "hMerge", "vMerge")}


@dataclass(frozen=True, slots=True)
class Sample:
    """What a sample cell gives to its clones, as XML: cell and paragraph and row properties."""

    cell: str
    paragraph: str
    row: str

    def splitting(self) -> Sample:
        """That of a row which may go on on the next page: its texts begin at the top."""
        return replace(self, cell=_ALIGNED.sub("", self.cell), row=_WHOLE.sub("", self.row))


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell of the printed grid; `continued` is the lower part of a cell that spans rows."""

    cell: Cell
    kind: str
    continued: bool = False


def sample_cells(table: Element) -> dict[str, Element]:
    """The sample cells of a table by kind; empty for a table that is none of ours."""
    cells = {text_of(cell).strip().casefold(): cell for cell in table.iter(w("tc"))}
    return {kind: cells[kind] for kind in SAMPLE_CELLS if kind in cells}


def sample_tables(body: Element) -> list[Element]:
    """Every sample table (in a rendered document: one per annex), even an incomplete one."""
    return [table for table in body.iter(w("tbl")) if len(sample_cells(table)) > len(CELL_KINDS)]


def annex_table(
    table: Table,
    sample: Element,
    widths_mm: Sequence[float],
    heights: Sequence[float],
    tall: Sequence[bool],
) -> Element:
    """The printed table: `table` in the looks of `sample`, with columns of `widths_mm`.

    `heights` are those of the rows of headings in pt, at least; `tall` tells which rows of the body
    may go on on the next page.
    """
    samples = {kind: _sample(cell) for kind, cell in sample_cells(sample).items()}
    widths = _twips(widths_mm)
    above = len(table.header_rows) + bool(table.index_row)
    may_split = chain(repeat(False, above), tall)
    lines = zip(_grid(_lines(table), len(widths)), may_split, strict=True)
    rows = "".join(_row(slots, samples, widths, split) for slots, split in lines)
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    element = etree.fromstring(
        f'<w:tbl xmlns:w="{NAMESPACE}">{_xml(sample.find(w("tblPr")))}'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )
    for total in element.iterfind(f"{w('tblPr')}/{w('tblW')}"):
        total.set(w("w"), str(sum(widths)))
        total.set(w("type"), "dxa")
    marks = element.iterfind(f"{w('tr')}/{w('trPr')}")
    for mark, height in zip(marks, heights, strict=False):
        least = {w("val"): str(round(height * 20)), w("hRule"): "atLeast"}
        etree.SubElement(mark, w("trHeight"), least)
    return element


def _lines(table: Table) -> Iterator[list[Slot]]:
    """The cells of each row from the top, with the kind of sample cell that each is made from."""
    for cells in table.header_rows:
        yield [Slot(cell, "nhan") for cell in cells]
    if table.index_row:
        yield [Slot(cell, "chi_so") for cell in table.index_row]
    for row in table.rows:
        yield [Slot(cell, f"{row.kieu}.{cell.kieu}") for cell in row.cells]


def _grid(lines: Iterable[list[Slot]], columns: int) -> Iterator[list[Slot]]:
    """Each row with the lower parts of cells from above put in: WordprocessingML needs them."""
    hanging: dict[int, tuple[int, Slot]] = {}
    for line in lines:
        own, row, column = iter(line), [], 0
        while column < columns:
            rows_left, slot = hanging.pop(column, (0, None))
            if slot is None:
                slot = next(own, None)
                if slot is None:
                    break
                rows_left, below = slot.cell.rowspan, Slot(slot.cell, slot.kind, continued=True)
            else:
                below = slot
            if rows_left > 1:
                hanging[column] = rows_left - 1, below
            row.append(slot)
            column += slot.cell.colspan
        yield row


def _row(slots: list[Slot], samples: dict[str, Sample], widths: list[int], split: bool) -> str:
    cells, column = [], 0
    for slot in slots:
        sample, span = samples[slot.kind], slot.cell.colspan
        sample = sample.splitting() if split else sample
        merged = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        if slot.continued:
            merged += "<w:vMerge/>"
        elif slot.cell.rowspan > 1:
            merged += '<w:vMerge w:val="restart"/>'
        content = "" if slot.continued else runs_xml(slot.cell.runs)
        cells.append(
            f'<w:tc><w:tcPr><w:tcW w:w="{sum(widths[column : column + span])}" w:type="dxa"/>'
            f"{merged}{sample.cell}</w:tcPr><w:p>{sample.paragraph}{content}</w:p></w:tc>"
        )
        column += span
    first = samples[slots[0].kind]
    return f"<w:tr>{(first.splitting() if split else first).row}{''.join(cells)}</w:tr>"


def _sample(cell: Element) -> Sample:
    paragraph = cell.find(f"{w('p')}/{w('pPr')}")
    return Sample(
        cell="".join(
            _xml(child) for child in cell.iterfind(f"{w('tcPr')}/*") if child.tag not in _COMPUTED
        ),
        paragraph=_xml(paragraph),
        row=_xml(cell.getparent().find(w("trPr"))),
    )


def _xml(element: Element | None) -> str:
    """An element as text to be put inside another one that declares w:."""
    if element is None:
        return ""
    return _DECLARATION.sub("", etree.tostring(element, encoding="unicode", with_tail=False))


def _twips(widths_mm: Sequence[float]) -> list[int]:
    """Whole twips whose sum is the rounded sum, so that the table ends at the margin."""
    edges = [round(sum(widths_mm[:count]) * TWIPS_PER_MM) for count in range(len(widths_mm) + 1)]
    return [right - left for left, right in pairwise(edges)]
