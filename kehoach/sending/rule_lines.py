"""Which lines drawn on a page are rules of a document: frames of tables, lines below text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kehoach.finished.pdf.glyphs import PageStroke
from kehoach.finished.pdf.ink import SCALE, Box
from kehoach.finished.pdf.letters import Letter

_SHORTEST = 15.0
_TOUCHING = 1.5
_THICKEST = 3.0
_CAPITALS = 0.66
_NEAR = 1.0
"""How far beside a letter a line that stands alone could be read as a sign, in its size."""


@dataclass(frozen=True, slots=True)
class _Line:
    """Lines that go on in one another, as one: `across` is the height of a level one."""

    level: bool
    across: float
    start: float
    end: float

    def touches(self, other: _Line) -> bool:
        """Whether two lines at right angles meet."""
        return (
            self.start - _TOUCHING <= other.across <= self.end + _TOUCHING
            and other.start - _TOUCHING <= self.across <= other.end + _TOUCHING
        )


def boxes(strokes: Sequence[PageStroke]) -> list[Box]:
    """Where the ink of lines is, in pixels of the picture of the page."""
    inked = []
    for stroke in strokes:
        half = stroke.thick / 2 + 0.4
        wide, high = (0.4, half) if stroke.level else (half, 0.4)
        inked.append(
            (
                int((stroke.left - wide) * SCALE - 1),
                int((stroke.top - high) * SCALE - 1),
                int((stroke.right + wide) * SCALE + 2),
                int((stroke.bottom + high) * SCALE + 2),
            )
        )
    return inked


def no_rules(
    strokes: Sequence[PageStroke], letters: Sequence[Letter]
) -> Iterator[tuple[float, float]]:
    """Where lines stand that no rule of a document is: short ones, through letters, beside them."""
    lines = _joined(strokes)
    for stroke in strokes:
        if stroke.thick > _THICKEST:
            yield stroke.left, stroke.top
    for line in lines:
        in_a_frame = any(
            line.level != other.level and line.touches(other) and _long(other) for other in lines
        )
        if not (_long(line) or in_a_frame) or any(
            _spoils(line, letter, in_a_frame=in_a_frame) for letter in letters
        ):
            yield (line.start, line.across) if line.level else (line.across, line.start)


def _long(line: _Line) -> bool:
    return line.end - line.start >= _SHORTEST


def _spoils(line: _Line, letter: Letter, *, in_a_frame: bool) -> bool:
    """Whether a line goes through a letter, or stands beside it like a sign."""
    size = letter.setting.size
    top, foot = letter.y - _CAPITALS * size, letter.y - 0.02 * size
    if not line.level:
        inside = letter.x + 0.1 * size < line.across < letter.right - 0.1 * size
        return inside and line.start < foot and top < line.end
    if not top < line.across < foot:
        return False
    reach = 0 if in_a_frame else _NEAR * size
    return line.start < letter.right + reach and letter.x - reach < line.end


def _joined(strokes: Sequence[PageStroke]) -> list[_Line]:
    lines: list[_Line] = []
    pieces = sorted(
        (
            _Line(True, stroke.top, stroke.left, stroke.right)
            if stroke.level
            else _Line(False, stroke.left, stroke.top, stroke.bottom)
            for stroke in strokes
        ),
        key=lambda piece: (piece.level, round(piece.across), piece.start),
    )
    for piece in pieces:
        last = lines[-1] if lines else None
        if (
            last
            and last.level == piece.level
            and abs(last.across - piece.across) < _TOUCHING
            and piece.start <= last.end + _TOUCHING
        ):
            lines[-1] = _Line(last.level, last.across, last.start, max(last.end, piece.end))
        else:
            lines.append(piece)
    return lines
