"""The layout of a paragraph of a PDF, measured from its lines."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from kehoach.finished.pdf.paragraphs import LineBlock, is_centred
from kehoach.finished.pdf.stretches import Stretch
from kehoach.finished.positions import Alignment, LineSpacing, ParagraphLayout, mm

_FLUSH = 1.2
_RAGGED = 3.0
_OVERHANG = 6.0
_EXACT = 0.3
_CENTRED = 6.0
_ENOUGH_LINES = 4
_NEXT_LINE = 4
"""So many em below, a line is the next one, and not something else further down."""
_SINGLE = 1.149
"""Single spacing of a text face, in em."""


def is_ragged(made: Sequence[LineBlock]) -> bool:
    """Whether the lines of running text mostly end before its right edge."""
    short = [
        block.right - line.right
        for block in made
        if block.right is not None and not block.is_column
        for line in block.lines[:-1]
    ]
    flush = sum(_is_flush(shortfall) for shortfall in short)
    return bool(short) and flush < len(short) / 2


def layout(
    block: LineBlock, below: LineBlock | None, usual: float | None, *, ragged: bool, known: bool
) -> ParagraphLayout:
    """What can be measured of a paragraph.

    `usual` is the distance of lines in running text, in pt, `ragged` whether that is not set flush,
    `known` whether its edges were measured; against a guess nothing but the middle can be told.
    """
    lines, left, right = block.lines, block.left, block.right
    if left is None or right is None:
        return ParagraphLayout()
    own = _pitch(lines)
    alignment = _alignment(block, ragged=ragged)
    centred = alignment in (Alignment.CENTER, Alignment.RIGHT)
    first = rest = None
    if not known and not centred and not block.is_column:
        alignment = None
    elif not centred and not block.is_column:
        rest = min((line.left for line in lines[1:]), default=left) - left
        first = lines[0].left - left - rest
    return ParagraphLayout(
        alignment=alignment,
        first_line=_mm(first),
        left=_mm(rest),
        right=0.0 if alignment is Alignment.JUSTIFY else None,
        before=_extra(block, own or usual),
        after=_extra(below, _pitch(below.lines) or usual) if below else None,
        spacing=_spacing(block, own),
        column=_mm(right - left) if known and not block.is_column else None,
    )


def _spacing(block: LineBlock, own: float | None) -> LineSpacing | None:
    """Distance of lines; in a column, where each line is by itself, that from the line above."""
    step = own or (block.gap if block.is_column else None)
    size = block.lines[0].size
    if step is None or not 0 < step < _NEXT_LINE * size:
        return None
    return LineSpacing(lines=round(step / (_SINGLE * size), 3))


def _pitch(lines: Sequence[Stretch]) -> float | None:
    steps = [
        below.baseline - above.baseline
        for above, below in pairwise(lines)
        if above.page == below.page
    ]
    return round(median(steps), 2) if steps else None


def _extra(block: LineBlock, pitch: float | None) -> float | None:
    """The gap above a paragraph beyond the distance of lines, pt."""
    if block.gap is None or pitch is None or block.gap < 0:
        return None
    return max(0.0, round((block.gap - pitch) * 2) / 2)


def _is_flush(short: float) -> bool:
    return -_OVERHANG < short <= _FLUSH


def _alignment(block: LineBlock, *, ragged: bool) -> Alignment | None:
    lines, left, right = block.lines, block.left, block.right
    if left is None or right is None:
        return None
    if block.is_column:
        return _alignment_in_column(block)
    if all(is_centred(line, left, right) for line in lines):
        return Alignment.CENTER
    if len(lines) == 1:
        far = lines[0].left - left > 0.4 * (right - left)
        return Alignment.RIGHT if far and abs(right - lines[0].right) < _FLUSH else None
    short = [right - line.right for line in lines[:-1]]
    flush = sum(map(_is_flush, short))
    if ragged and flush and len(short) < _ENOUGH_LINES:
        return None  # the longest of ragged lines touch the edge by chance
    if flush > len(short) / 2:
        return Alignment.JUSTIFY  # a word that cannot be parted makes an odd line short
    if all(shortfall > _RAGGED or shortfall <= _FLUSH for shortfall in short):
        return Alignment.LEFT
    return None


def _alignment_in_column(block: LineBlock) -> Alignment | None:
    """Against all lines of the column: most of them have one edge or one middle."""
    lines = block.column
    if len(lines) < 2:
        return None
    edge = median(line.left for line in lines)
    middle = median(line.centre for line in lines)
    at_edge = [abs(line.left - edge) <= _FLUSH for line in lines]
    in_middle = [abs(line.centre - middle) <= _CENTRED for line in lines]
    exact = max(line.left for line in lines) - min(line.left for line in lines) <= _EXACT
    if sum(at_edge) == sum(in_middle) and not exact:
        return None
    usual = at_edge if exact or sum(at_edge) > sum(in_middle) else in_middle
    if all(fits for line, fits in zip(lines, usual, strict=True) if line in block.lines):
        return Alignment.LEFT if usual is at_edge else Alignment.CENTER
    return Alignment.RIGHT if block.lines[0].centre > middle else Alignment.LEFT


def _mm(points: float | None) -> float | None:
    return None if points is None else mm(points)
