"""Whether the words of a file are read on its pages in the order in which they are extracted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise

from kehoach.finished.pdf.letters import Letter
from kehoach.render.fonts import text_width
from kehoach.sending.expected_text import Block, ExpectedText
from kehoach.sending.pdf_words import PageWords, PdfWord
from kehoach.sending.same_text import Followed, Way

_SMALLEST = 6.0
_LIFTED = 0.06
_RESIZED = 0.05
_BACK, _APART = -0.3, 0.15
"""Between letters of a word, in their size: how far one may reach back or stand off."""
_SPACE = 0.1
"""The least that is seen as a space: measured 0.13 between words of honest files."""
_NEXT_LINE = 0.5
_BESIDE = 1.5
_HIGH = 0.66


@dataclass(frozen=True, slots=True)
class Misplaced:
    """A word that does not stand where it is read, with what is wrong in `how`."""

    page: int
    word: str
    how: str


@dataclass(frozen=True, slots=True)
class _Extent:
    """Where words stand: from the first to the last baseline, in the size of the smallest."""

    left: float
    right: float
    first: float
    last: float
    size: float
    word: str


def misplaced(
    expected: ExpectedText, followed: Followed, pages: Sequence[PageWords]
) -> Iterator[Misplaced]:
    """The words that stand elsewhere than the plan has them."""
    owner = {at: block for block in expected.blocks for at in range(block.start, block.end)}
    for number, (page, way) in enumerate(zip(pages, followed.ways, strict=True), 1):
        for word in page:
            yield from _within(word, number)
        yield from _spaces(page, number)
        yield from _in_order(way.placed, owner, number)
        yield from _in_order(way.repeated, owner, number)
        yield from _headings_first(way, number)
        yield from _page_number(page, followed.numbers[number - 1], number)


def _within(word: PdfWord, page: int) -> Iterator[Misplaced]:
    """The letters of one word: upright, on one line, of one size, one after the other."""
    if not all(letter.setting.upright for letter in word.letters):
        yield Misplaced(page, word.text, "bị xoay hoặc lật ngược")
    elif word.size < _SMALLEST:
        yield Misplaced(page, word.text, "nhỏ đến mức không đọc được")
    for one, other in pairwise(word.letters):
        size = one.setting.size
        if abs(one.y - other.y) > _LIFTED * size or not _alike(one, other):
            yield Misplaced(page, word.text, "có chữ nằm lệch dòng hoặc khác cỡ")
            return
        if other.x <= one.x or not _BACK * size <= other.x - one.right <= _APART * size:
            yield Misplaced(page, word.text, "có chữ không nằm theo thứ tự đọc")
            return


def _alike(one: Letter, other: Letter) -> bool:
    return abs(one.setting.size - other.setting.size) <= _RESIZED * one.setting.size


def _spaces(page: PageWords, number: int) -> Iterator[Misplaced]:
    """Words of one line are parted by a space that is seen, or joined at a hyphen."""
    joined_ones = {
        (id(one), id(other)) for one, other in pairwise(page) if not (other.first or other.spaced)
    }
    lines: dict[int, list[PdfWord]] = defaultdict(list)
    for word in page:
        lines[int(word.baseline // 10)].append(word)
    for band, words in lines.items():
        near = sorted([*words, *lines.get(band + 1, ())], key=lambda word: word.left)
        for one, other in pairwise(near):
            joined = (id(one), id(other)) in joined_ones
            size = min(one.size, other.size)
            if abs(one.baseline - other.baseline) > _HIGH * size:
                continue
            gap = other.left - (one.right if joined else _end(one))
            if gap < (_BACK if joined else _SPACE) * size or (joined and gap > _APART * size):
                yield Misplaced(number, other.text, "dính vào hoặc đè lên chữ bên cạnh")
                return


def _end(word: PdfWord) -> float:
    """Where a word ends: slanted letters of some faces reach over the space behind them."""
    last = word.letters[-1]
    setting = last.setting
    width = text_width(last.text, setting.size, bold=setting.bold, italic=setting.italic)
    return min(last.right, last.x + width)


def _in_order(
    placed: Iterable[tuple[int, PdfWord]], owner: dict[int, Block], page: int
) -> Iterator[Misplaced]:
    blocks: dict[Block, list[PdfWord]] = defaultdict(list)
    for at, word in placed:
        blocks[owner[at]].append(word)
    rows: dict[int, list[tuple[Block, _Extent]]] = defaultdict(list)
    for block, words in blocks.items():
        for one, other in pairwise(words):
            if not _follows(one, other):
                yield Misplaced(page, other.text, "không nằm theo thứ tự đọc")
                return
        rows[block.row].append((block, _extent(words)))
    for row in rows.values():
        for (block, here), (beside, there) in combinations(row, 2):
            if not _side_by_side(block, here, beside, there):
                yield Misplaced(page, there.word, "không nằm đúng cột")
                return
    below = None
    for _, row in sorted(rows.items()):
        first = min((extent for _, extent in row), key=lambda extent: extent.first)
        if below and first.first < below.last + _NEXT_LINE * first.size:
            yield Misplaced(page, first.word, "không nằm đúng dòng")
            return
        below = max((extent for _, extent in row), key=lambda extent: extent.last)


def _follows(one: PdfWord, other: PdfWord) -> bool:
    """Whether a word stands behind another one, on its line or below."""
    size = min(one.size, other.size)
    if other.baseline > one.baseline + _NEXT_LINE * size:
        return True
    level = abs(other.baseline - one.baseline) <= _LIFTED * size
    return level and other.left >= one.right + _BACK * size


def _side_by_side(block: Block, one: _Extent, beside: Block, other: _Extent) -> bool:
    """Whether two blocks of one row stand as their columns say."""
    if block.columns.stop <= beside.columns.start:
        return one.right <= other.left + _BESIDE
    if beside.columns.stop <= block.columns.start:
        return other.right <= one.left + _BESIDE
    upper, lower = (one, other) if block.level < beside.level else (other, one)
    return lower.first >= upper.last + _NEXT_LINE * lower.size


def _extent(words: Sequence[PdfWord]) -> _Extent:
    return _Extent(
        min(word.left for word in words),
        max(word.right for word in words),
        min(word.baseline for word in words),
        max(word.baseline for word in words),
        min(word.size for word in words),
        words[0].text,
    )


def _headings_first(way: Way, page: int) -> Iterator[Misplaced]:
    """Headings that a page repeats stand above all else."""
    if way.repeated and way.placed:
        last = max(word.baseline for _, word in way.repeated)
        first = min((word for _, word in way.placed), key=lambda word: word.baseline)
        if first.baseline <= last:
            yield Misplaced(page, first.text, "nằm trên tiêu đề của bảng")


def _page_number(page: PageWords, numbers: Sequence[PdfWord], number: int) -> Iterator[Misplaced]:
    """The number of a page stands above or below all other words."""
    for word in numbers:
        others = [other.baseline for other in page if other is not word]
        if others and min(others) <= word.baseline <= max(others):
            yield Misplaced(number, word.text, "là số trang mà nằm giữa các dòng chữ")
