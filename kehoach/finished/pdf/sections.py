"""Sections of a PDF: runs of pages of one size and one numbering, with their measured margins."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from kehoach.finished.finished_file import FileSection, PageNumber
from kehoach.finished.pdf.headers import PageText, PrintedNumber
from kehoach.finished.pdf.paragraphs import edges
from kehoach.finished.pdf.stretches import Stretch
from kehoach.finished.positions import Alignment, mm

_ANNEX = re.compile(r"phụ lục(?: [IVXLC]+)?$", re.IGNORECASE)
_FULL_PAGES = 4
"""So many full pages make the lowest line a good measure of the lower margin."""
_FULL = 0.85
_CENTRED = 6.0
_WIDE = 0.55
"""A line of such a share of the sheet goes from edge to edge."""


@dataclass(frozen=True, slots=True)
class PageRange:
    """Pages of one section with the edges of their running text in pt, if measured."""

    section: FileSection
    pages: tuple[PageText, ...]
    left: float
    right: float
    known: bool
    """Whether the edges were measured, here or in the section before; else they are a guess."""


def page_ranges(pages: Sequence[PageText]) -> list[PageRange]:
    """The sections of a file, in order."""
    made: list[PageRange] = []
    for index, group in enumerate(_groups(pages)):
        made.append(_page_range(index, group, made[-1] if made else None))
    return made


def _groups(pages: Sequence[PageText]) -> Iterator[list[PageText]]:
    group: list[PageText] = []
    for page in pages:
        if group and _starts_anew(group, page):
            yield group
            group = []
        group.append(page)
    if group:
        yield group


def _starts_anew(group: Sequence[PageText], page: PageText) -> bool:
    """Other paper, another count of pages, or an annex at the head of a page."""
    last = group[-1]
    if abs(last.page.width - page.page.width) > 3 or abs(last.page.height - page.page.height) > 3:
        return True
    numbered = next((page for page in reversed(group) if page.number), None)
    if page.number and numbered and numbered.number:
        gone = page.page.number - numbered.page.number
        if page.number.value - numbered.number.value != gone:
            return True
    return any(_ANNEX.match(line.text.strip()) for line in page.text[:2])


def _page_range(index: int, group: list[PageText], before: PageRange | None) -> PageRange:
    first = group[0].page
    measured = edges([line for page in group for line in page.text])
    if measured and not 0 <= measured[0] < measured[1] <= first.width:
        measured = None  # a damaged file may print beside its paper
    numbers = [page for page in group if page.number]
    number = numbers[0].number if numbers else None
    starts_at = None
    if number:
        starts_at = number.value - (numbers[0].page.number - first.number)
    left, right = measured or _edges_elsewhere(group, before)
    section = FileSection(
        index=index,
        width=mm(first.width),
        height=mm(first.height),
        top=_top(group),
        bottom=_bottom(group),
        left=mm(left) if measured else None,
        right=mm(first.width - right) if measured else None,
        starts_at=starts_at,
        format=number.format if number else None,
        page_number=_page_number(number, left, right, measured is not None) if number else None,
        on_first=bool(group[0].number) if numbers or len(group) > 1 else None,
        pages=(first.number, group[-1].page.number),
        measured=True,
    )
    known = measured is not None or (before is not None and before.left == left and before.known)
    return PageRange(section, tuple(group), left, right, known)


def _edges_elsewhere(group: Sequence[PageText], before: PageRange | None) -> tuple[float, float]:
    """Without running text: the edges of the section before, or a guess by what is centred."""
    width = group[0].page.width
    if before and abs(before.pages[0].page.width - width) < 3:
        return before.left, before.right
    lines = [line for page in group for line in page.text]
    wide = [line for line in lines if line.right - line.left > _WIDE * width]
    if wide:
        return min(line.left for line in wide), max(line.right for line in wide)
    middles = [line.centre for line in lines for other in lines if _have_one_middle(line, other)]
    middle = median(middles) if middles else 0.535 * width
    return middle - 0.4 * width, middle + 0.4 * width


def _have_one_middle(line: Stretch, other: Stretch) -> bool:
    differ = abs((line.right - line.left) - (other.right - other.left)) > 2 * _CENTRED
    return differ and abs(line.centre - other.centre) < 1


def _page_number(number: PrintedNumber, left: float, right: float, known: bool) -> PageNumber:
    stretch = number.stretch
    shift = stretch.centre - (left + right) / 2
    alignment = None
    if known:
        alignment = Alignment.LEFT if shift < 0 else Alignment.RIGHT
        if abs(shift) <= _CENTRED:
            alignment = Alignment.CENTER
    digits = next((p for p in stretch.pieces if any(map(str.isalnum, p.text))), stretch.pieces[0])
    return PageNumber(digits.look, alignment, mm(shift) if known else None, number.top)


def _top(group: Sequence[PageText]) -> float | None:
    """The least room above the letters; lines that are spaced widely stand lower on other pages."""
    tops = [
        min([line.top for line in page.text] + [grid.ys[0] for grid in page.tables])
        for page in group
        if page.text or page.tables
    ]
    return mm(min(tops)) if tops else None


def _bottom(group: Sequence[PageText]) -> float | None:
    """The room below the lowest line; None if too few pages are full to tell."""
    height = group[0].page.height
    lowest = [
        max([line.bottom for line in page.text] + [grid.ys[-1] for grid in page.tables])
        for page in group[:-1]
        if page.text or page.tables
    ]
    full = [bottom for bottom in lowest if bottom > _FULL * height]
    if len(full) < _FULL_PAGES:
        return None
    return mm(height - max(full))
