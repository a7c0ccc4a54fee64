"""Page numbers, headers and footers of a PDF: what does not belong to the text of a page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from kehoach.finished.pdf.glyphs import PageStroke, PdfPage
from kehoach.finished.pdf.ruled_tables import RuledGrid, fill, grids
from kehoach.finished.pdf.stretches import Stretch

_EDGE = 80.0
"""A page number stands so near to the upper or lower edge, pt."""
_HEADER, _FOOTER = 62.0, 52.0
"""The base line of a header or footer, pt from its edge: text may begin just inside of that."""
_NUMBER = re.compile(
    r"(?:[Tt]rang\s*|[Pp]age\s*)?[-–]?\s*(?P<number>\d{1,4}|[ivxlc]{1,7}|[IVXLC]{1,7})"
    r"(?:\s*[/|]\s*\d{1,4})?\s*[-–]?$"
)
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}
_REPEATED = 3


@dataclass(frozen=True, slots=True)
class PrintedNumber:
    """A page number as printed: its value, 'arabic' or 'roman', and where."""

    value: int
    format: str
    stretch: Stretch
    top: bool


@dataclass
class PageText:
    """A page with its text apart from what is printed around it."""

    page: PdfPage
    text: list[Stretch]
    """What stands outside of tables."""
    tables: list[RuledGrid] = field(default_factory=list)
    loose: list[PageStroke] = field(default_factory=list)
    """Level lines that belong to no table."""
    number: PrintedNumber | None = None
    headers: list[Stretch] = field(default_factory=list)
    footers: list[Stretch] = field(default_factory=list)


def part_furniture(pages: Sequence[tuple[PdfPage, list[Stretch]]]) -> list[PageText]:
    """Part page numbers, headers, footers and tables from the text of the pages."""
    made = [_without_number(page, lines) for page, lines in pages]
    repeated = Counter(
        key
        for page, lines in pages
        for key in {_key(stretch) for stretch in lines if _is_marginal(stretch, page)}
    )
    for page_text in made:
        for stretch in list(page_text.text):
            if _is_marginal(stretch, page_text.page) and repeated[_key(stretch)] >= max(
                _REPEATED, len(pages) // 2
            ):
                page_text.text.remove(stretch)
                is_top = stretch.baseline < page_text.page.height / 2
                (page_text.headers if is_top else page_text.footers).append(stretch)
        _part_tables(page_text)
    return made


def _part_tables(page: PageText) -> None:
    drawn, page.loose = grids(page.page.strokes)
    page.tables = sorted((grid for grid in drawn if not grid.is_box), key=lambda grid: grid.ys[0])
    for grid in page.tables:
        page.text = fill(grid, page.text)


def _without_number(page: PdfPage, lines: list[Stretch]) -> PageText:
    made = PageText(page, list(lines))
    if not lines:
        return made
    first, last = min(s.baseline for s in lines), max(s.baseline for s in lines)
    for stretch in lines:
        if not _is_edge(stretch, page) or stretch.baseline not in (first, last):
            continue
        alone = not any(
            other is not stretch and abs(other.baseline - stretch.baseline) < 3 for other in lines
        )
        match = _NUMBER.match(stretch.text.strip())
        if alone and match and len(lines) > 1:
            top = stretch.baseline < page.height / 2
            value, kind = _value(match["number"])
            made.text.remove(stretch)
            made.number = PrintedNumber(value, kind, stretch, top)
            break
    return made


def _value(text: str) -> tuple[int, str]:
    if text.isdigit():
        return int(text), "arabic"
    values = [_ROMAN[letter] for letter in text.lower()]
    pairs = zip(values, [*values[1:], 0], strict=True)
    return sum(-one if one < after else one for one, after in pairs), "roman"


def _is_edge(stretch: Stretch, page: PdfPage) -> bool:
    return stretch.baseline < _EDGE or stretch.baseline > page.height - _EDGE


def _is_marginal(stretch: Stretch, page: PdfPage) -> bool:
    return stretch.baseline < _HEADER or stretch.baseline > page.height - _FOOTER


def _key(stretch: Stretch) -> tuple[str, int]:
    """What makes two headers the same: words without figures, and the height."""
    return re.sub(r"\d+", "#", stretch.text), round(stretch.baseline)
