"""Glyphs of a PDF page → stretches of text: what stands on one base line without a wide gap."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from statistics import median
from unicodedata import category, normalize

from kehoach.finished.pdf.glyphs import Glyph, PageStroke, PdfPage
from kehoach.finished.text import FilePiece

_SAME_ROW = 2.0
_SPACE = 0.15
"""A gap of so many em between letters is a space that was not written."""
_WIDE = 1.2
"""A gap of so many em, drawn or of spaces, parts columns."""
_BLANK = re.compile(r"(?:[Ss]ố\s*:?|ngày|tháng|năm)$")
"""Words after which a wide gap is room to write in."""
_MARKER = re.compile(r"\s*(?:[-–+•*]|\(?\d{1,3}(?:\.\d{1,2})*[.)]?|[a-zđ]\)|[IVXLC]{1,6}\.)$")
"""What stands before the text of a clause, with a tab between."""
_RAISED = 0.8
_RISE = 0.15
_NO_WIDTH = {"\u200b", "\u2060", "\ufeff", "\u00ad", "\u200c", "\u200d"}


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text on one base line; all lengths pt from the left and top of the page."""

    page: int
    left: float
    right: float
    baseline: float
    pieces: tuple[FilePiece, ...]
    size: float
    """Of most of its letters."""

    @property
    def text(self) -> str:
        return "".join(piece.text for piece in self.pieces)

    @property
    def top(self) -> float:
        return self.baseline - ASCENT * self.size

    @property
    def bottom(self) -> float:
        return self.baseline + DESCENT * self.size

    @property
    def centre(self) -> float:
        return (self.left + self.right) / 2

    @property
    def looks(self) -> set[tuple[bool | None, bool | None, float | None]]:
        """Bold, italic and size of its letters."""
        return {
            (piece.look.bold, piece.look.italic, piece.look.size)
            for piece in self.pieces
            if piece.text.strip()
        }


ASCENT, DESCENT = 0.891, 0.216
"""Of the face that the decree asks for, in em; other text faces differ by a few hundredths."""


def stretches(page: PdfPage) -> list[Stretch]:
    """Every stretch of a page, from top to bottom, in a row from left to right."""
    walls = [stroke for stroke in page.strokes if not stroke.level]
    parts = [
        made
        for row in _rows(page.glyphs)
        for part in _parts(row, walls)
        if (made := _stretch(part, page.number)) is not None
    ]
    return sorted(parts, key=lambda stretch: (round(stretch.baseline), stretch.left))


def _rows(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """Letters on one base line, and the raised ones between them."""
    row: list[Glyph] = []
    for glyph in sorted(_plain(glyphs), key=lambda glyph: glyph.baseline):
        if row and glyph.baseline - row[-1].baseline > _SAME_ROW and not _is_raised(row, glyph):
            yield row
            row = []
        row.append(glyph)
    if row:
        yield row


def _plain(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    return (
        glyph
        for glyph in glyphs
        if glyph.text not in _NO_WIDTH and (glyph.text == "\t" or category(glyph.text) != "Cc")
    )


def _is_raised(row: Sequence[Glyph], glyph: Glyph) -> bool:
    """Whether the row so far is small letters that stand above the line of a larger one."""
    size = max(glyph.size for glyph in row)
    rise = glyph.baseline - row[-1].baseline
    return size < _RAISED * glyph.size and rise < 0.5 * glyph.size and len(row) < 6


def _parts(row: list[Glyph], walls: Sequence[PageStroke]) -> Iterator[list[Glyph]]:
    """A row parted where it has a wide gap or an upright line."""
    row.sort(key=lambda glyph: glyph.left)
    height = row[0].baseline - 0.3 * row[0].size
    lines = sorted(wall.left for wall in walls if wall.top <= height <= wall.bottom)
    part: list[Glyph] = []
    last: Glyph | None = None
    for glyph in row:
        if glyph.is_space:
            part.append(glyph)
            continue
        if last:
            gap = glyph.left - last.right
            walled = any(last.right - 1 <= x <= glyph.left + 1 for x in lines)
            if walled or (gap > _WIDE * glyph.size and not _is_blank(part)):
                yield part
                part = []
        part.append(glyph)
        last = glyph
    yield part


def _is_blank(part: Sequence[Glyph]) -> bool:
    text = normalize("NFC", "".join(glyph.text for glyph in part[-60:])).rstrip()
    return (_BLANK.search(text) or _MARKER.match(text)) is not None


def _stretch(part: list[Glyph], page: int) -> Stretch | None:
    letters = [index for index, glyph in enumerate(part) if not glyph.is_space]
    if not letters:
        return None
    part = part[letters[0] : letters[-1] + 1]
    sizes = Counter(glyph.size for glyph in part if not glyph.is_space)
    size = max(sizes, key=lambda size: (sizes[size], size))
    baseline = median(glyph.baseline for glyph in part if glyph.size == size)
    pieces = tuple(_pieces(part, size, baseline))
    return Stretch(page, part[0].left, part[-1].right, baseline, pieces, size)


def _pieces(part: Sequence[Glyph], size: float, baseline: float) -> Iterator[FilePiece]:
    """Runs of one look; a space looks like what stands before it."""
    text: list[str] = []
    look = part[0].look
    before: Glyph | None = None
    for glyph in part:
        if glyph.is_space:
            text.append(" ")
            before = glyph
            continue
        if before and not before.is_space and glyph.left - before.right > _SPACE * glyph.size:
            text.append(" ")
        own = glyph.look
        if glyph.size < _RAISED * size and baseline - glyph.baseline > _RISE * glyph.size:
            own = replace(own, raised=True)
        if own is not look and own != look:
            if text:
                yield FilePiece(normalize("NFC", "".join(text)), look)
            text, look = [], own
        text.append(glyph.text)
        before = glyph
    yield FilePiece(normalize("NFC", "".join(text)), look)
