"""Lines of a PDF → paragraphs: where one ends and the next begins, told by gaps, indents, looks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from kehoach.finished.pdf.stretches import Stretch

_ITEM = re.compile(
    r"(?:[-–+•*]|\(?\d{1,3}(?:\.\d{1,3})*[.)]|\d{1,2}(?:\.\d{1,2})+|[a-zđ]\)|[IVXLC]{1,6}\.)\s"
)
"""The number or mark of a clause."""
_LABEL = re.compile(
    r"(?:(?:Điều|Phần|Chương|Mục|Phụ lục|PHỤ LỤC) (?:thứ|\d{1,3}|[IVXLC]{1,6})\b"
    r"|(?:Căn cứ|Theo đề nghị|Nơi nhận|Số|V/v)\b)"
)
"""Words that a paragraph begins with."""

_GAP = 2.0
_EDGE = 2.0
_INDENT = 10.0
_DEEP = 60.0
_OVERHANG = 6
_CENTRED = 6.0
_SPACE_OF_WORD = 0.25


@dataclass
class LineBlock:
    """The lines of one paragraph, with the edges of the text they stand in (None: unknown).

    `gap` is the distance in pt between its first base line and the last one of the block above,
    where both stand on one page.
    """

    lines: list[Stretch]
    left: float | None = None
    right: float | None = None
    is_column: bool = False
    gap: float | None = None
    column: Sequence[Stretch] = ()
    """All lines of the column that it stands in."""

    @property
    def text(self) -> str:
        return joined(line.text for line in self.lines)


def joined(lines: Iterable[str]) -> str:
    """The text of lines; a word parted after its hyphen goes together without a space."""
    text = ""
    for line in lines:
        text += line if not text or _is_parted(text) else f" {line}"
    return text


def _is_parted(text: str) -> bool:
    """'47-' at the end of a line goes on at once, 'Lao động -' after a space."""
    return len(text) > 1 and text[-1] in "-/" and not text[-2].isspace()


def edges(lines: Sequence[Stretch]) -> tuple[float, float] | None:
    """Left and right edge of running text: where many lines begin and end; None for too few."""
    lefts = Counter(round(line.left) for line in lines)
    rights = Counter(round(line.right) for line in lines)
    left = min((x for x, n in lefts.items() if n + lefts[x + 1] >= 3), default=None)
    right = max((x for x, n in rights.items() if n + rights[x - 1] >= 3), default=None)
    if left is None or right is None or right - left < 100:
        return None
    # Some programs let hyphens and points hang over the edge.
    right = max(range(right - _OVERHANG, right + 1), key=lambda x: rights[x] + rights[x - 1])
    begin = sorted(line.left for line in lines if abs(line.left - left) <= 1.5)
    end = sorted(line.right for line in lines if abs(line.right - right) <= 1.5)
    return begin[len(begin) // 2], end[len(end) // 2]


def pitch(lines: Sequence[Stretch]) -> float | None:
    """The usual distance of lines in running text, pt."""
    steps = Counter(
        round((below.baseline - above.baseline) * 2) / 2
        for above, below in pairwise(lines)
        if above.page == below.page
        and below.left < above.left + 1
        and 0.9 * above.size < below.baseline - above.baseline < 2.4 * above.size
    )
    return min(steps, key=lambda step: (-steps[step], step)) if steps else None


def blocks(
    lines: Sequence[Stretch], left: float, right: float, usual: float | None, *, is_column: bool
) -> Iterator[LineBlock]:
    """The paragraphs of a stream of lines."""
    block: LineBlock | None = None
    for line in lines:
        if block is not None and not _begins(block, line, left, right, usual, is_column):
            block.lines.append(line)
            continue
        above, block = block, LineBlock([line], left, right, is_column)
        block.column = lines if is_column else ()
        if above is not None:
            yield above
            if above.lines[-1].page == line.page:
                block.gap = line.baseline - above.lines[-1].baseline
    if block is not None:
        yield block


def _begins(
    block: LineBlock, line: Stretch, left: float, right: float, usual: float | None, is_column: bool
) -> bool:
    """Whether a line begins a new paragraph and does not go on with the block."""
    last = block.lines[-1]
    if _is_marked(line) and not _is_flush(block, line, left, right):
        return True
    if is_column:
        return _begins_in_column(block, line)
    if is_centred(last, left, right) or is_centred(line, left, right):
        return not _goes_on_centred(block, line, left, right)
    if last.page == line.page:
        step = line.baseline - last.baseline
        natural = usual or 1.3 * last.size
        if step > natural + _GAP or step < 0:
            return True
    hanging = len(block.lines) == 1 and last.left < line.left and _is_marked(last)
    if _is_parted(last.text) and abs(line.left - left) <= _EDGE:
        return False
    if line.left > left + _INDENT and abs(line.left - last.left) > _EDGE and not hanging:
        return True
    return last.right + _first_word(line) < right - _EDGE


def _is_flush(block: LineBlock, line: Stretch, left: float, right: float) -> bool:
    """Whether a line goes on at the edge below a full one: 'Lao động' / '- Thương binh'."""
    full = block.lines[-1].right + _first_word(line) >= right - _EDGE
    indented = block.lines[0].left > left + _INDENT
    return full and abs(line.left - left) <= _EDGE and (indented or len(block.lines) > 1)


def _begins_in_column(block: LineBlock, line: Stretch) -> bool:
    """In a column each line stands alone, but for what goes on in small letters of one look."""
    last = block.lines[-1]
    if last.looks != line.looks or line.baseline - last.baseline > 1.7 * last.size:
        return True
    first = line.text.lstrip()[:1]
    return not (first.islower() or (last.text.rstrip().endswith((",", "-")) and first.isalpha()))


def _goes_on_centred(block: LineBlock, line: Stretch, left: float, right: float) -> bool:
    """Centred lines belong together if they look alike and the first one is long."""
    last = block.lines[-1]
    if last.looks != line.looks or last.text.isupper() != line.text.isupper():
        return False
    if not (is_centred(last, left, right) and is_centred(line, left, right)):
        return False
    if line.baseline - last.baseline > 1.7 * last.size or last.page != line.page:
        return False
    return last.right - last.left > 0.55 * (right - left)


def is_centred(line: Stretch, left: float, right: float) -> bool:
    """Whether a line stands in the middle between two edges, and not just by chance."""
    inset = line.left - left, right - line.right
    by_chance = _ITEM.match(f"{line.text} ") is not None and inset[0] < _DEEP
    return abs(inset[0] - inset[1]) < _CENTRED and min(inset) > _INDENT and not by_chance


def _is_marked(line: Stretch) -> bool:
    text = f"{line.text} "
    return _ITEM.match(text) is not None or _LABEL.match(text) is not None


def _first_word(line: Stretch) -> float:
    """About how wide the first word of a line is, with a space before it, pt."""
    word = line.text.split(maxsplit=1)[0]
    share = len(word) / max(1, len(line.text))
    return share * (line.right - line.left) + _SPACE_OF_WORD * line.size
