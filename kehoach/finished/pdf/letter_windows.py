"""What is seen around one letter of a page, and how near the letters of a face come to it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from unicodedata import normalize

from PIL import Image, ImageChops

from kehoach.finished.pdf.ink import (
    AROUND,
    BLUR,
    Box,
    amount,
    darken,
    difference,
    energy,
    over,
    spread,
)
from kehoach.finished.pdf.specimens import Specimen

_FARTHEST = 2
"""Pixels by which faces set the same letter elsewhere, and the library rounds its place."""
_LEFT, _ABOVE, _RIGHT, _BELOW = 0.3, 1.05, 1.15, 0.35
"""The window around the origin of a letter, in its size."""
_COARSE = 4
_ROUNDED = 24
"""How much a point of the same letter differs, where its size was rounded."""
_FAINT, _VISIBLE, _BLACK = 30, 90, 250


@dataclass(frozen=True, slots=True)
class Rival:
    """Another letter that a letter of a page could be taken for.

    `off` is how much of its ink differs; `lead` how much nearer the page is to the letter that is
    claimed: 0.5 where it is that, -0.5 where it is the rival.
    """

    letter: str
    off: float
    lead: float


@dataclass(frozen=True, slots=True)
class Likeness:
    """How a letter of a page looks.

    `ink` is how much ink there is, as a share of that of its specimen; `seen` the share of the
    specimen's ink that is there; `off` how much of it differs.
    """

    ink: float
    seen: float
    off: float


EXACT = Likeness(1.0, 1.0, 0.0)


def plain(letter: str) -> str:
    """A letter without its marks."""
    return normalize("NFD", letter.replace("đ", "d").replace("Đ", "D"))[0]


class Window:
    """What is seen around a letter; `x`, `y` are its origin and `size` its size in pixels.

    The ink of its neighbours and of drawn lines is taken out, and nothing is judged there.
    """

    def __init__(
        self,
        page: Image.Image,
        x: int,
        y: int,
        size: float,
        neighbours: Iterable[tuple[Specimen, int, int]],
        rules: Iterable[Box],
    ) -> None:
        self._origin = int(size * _LEFT), int(size * _ABOVE)
        self._size = int(size * (_LEFT + _RIGHT)), int(size * (_ABOVE + _BELOW))
        left, top = x - self._origin[0] - _FARTHEST, y - self._origin[1] - _FARTHEST
        right, bottom = left + self._size[0] + 2 * _FARTHEST, top + self._size[1] + 2 * _FARTHEST
        others = Image.new("L", (right - left, bottom - top))
        for specimen, near_left, near_top in neighbours:
            darken(others, specimen.ink, near_left - left, near_top - top)
        for rule in rules:
            if rule[0] < right and left < rule[2] and rule[1] < bottom and top < rule[3]:
                others.paste(255, (rule[0] - left, rule[1] - top, rule[2] - left, rule[3] - top))
        self._free = ImageChops.invert(over(spread(others, 2), _FAINT + 1))
        seen = _full(page.crop((left, top, right, bottom)))
        self._sharp = ImageChops.multiply(seen, self._free)
        self._ink = ImageChops.multiply(seen.filter(BLUR), self._free)

    def is_exactly(self, specimen: Specimen) -> bool:
        """Whether this is a specimen, point by point: no other letter comes as near."""
        drawn = self._drawn(specimen)
        for x, y in AROUND:
            wanted = ImageChops.multiply(drawn, self._part(self._free, x, y))
            most = ImageChops.difference(self._part(self._sharp, x, y), wanted).getextrema()[1]
            if isinstance(most, int) and most <= _ROUNDED:
                return True
        return False

    def likeness(self, specimen: Specimen) -> Likeness:
        """How near a specimen comes."""
        canvas = self._canvas(specimen)
        off, seen, own = self._fit(canvas)
        ink = amount(self._part(self._sharp, 0, 0)) / (amount(own) + 1)
        return Likeness(ink, seen, off / (energy(canvas) + 1))

    def rivals(
        self,
        letter: str,
        sheet: Mapping[str, Specimen | None],
        others: Collection[str],
        most: int,
    ) -> list[Rival]:
        """The nearest of other letters, so many of each kind: figures, letters, other marks."""
        specimen = sheet[letter]
        if specimen is None or not others:
            return []
        off, _, own = self._fit(self._canvas(specimen))
        rivals = []
        for other, its in self._nearest(sheet, letter, others, most):
            drawn = self._canvas(its)
            differs, _, there = self._fit(drawn)
            lead = (differs - off) / (2 * (difference(own, there) + 1))
            rivals.append(Rival(other, differs / (energy(drawn) + 1), lead))
        return rivals

    def distance(self, specimen: Specimen) -> int:
        """How much of the ink differs from a specimen."""
        return self._fit(self._canvas(specimen))[0]

    def is_twin(self, other: Window, mine: Specimen, its: Specimen) -> bool:
        """Whether two windows show the same, though their letters are two that differ."""
        if self._size != other._size:
            return False
        free = ImageChops.multiply(self._part(self._free, 0, 0), other._part(other._free, 0, 0))
        seen = ImageChops.multiply(self._part(self._ink, 0, 0), free)
        apart = min(
            difference(seen, ImageChops.multiply(other._part(other._ink, x, y), free))
            for x, y in AROUND
        )
        own = ImageChops.multiply(self._canvas(mine), free)
        should = difference(own, ImageChops.multiply(self._canvas(its), free))
        return should > 0.01 * energy(own) and apart < 0.15 * should

    def _drawn(self, specimen: Specimen) -> Image.Image:
        """A specimen in a window of its own."""
        canvas = Image.new("L", self._size)
        place = self._origin[0] + specimen.left, self._origin[1] + specimen.top
        canvas.paste(specimen.ink, place)
        return canvas

    def _canvas(self, specimen: Specimen) -> Image.Image:
        """A specimen, blurred as what is seen."""
        return self._drawn(specimen).filter(BLUR)

    def _fit(self, canvas: Image.Image) -> tuple[int, float, Image.Image]:
        """The least difference from a specimen that is moved, and its share that is there."""
        tried: dict[tuple[int, int], tuple[int, Image.Image]] = {}

        def at(x: int, y: int) -> int:
            if (x, y) not in tried:
                wanted = ImageChops.multiply(canvas, self._part(self._free, x, y))
                tried[x, y] = difference(self._part(self._ink, x, y), wanted), wanted
            return tried[x, y][0]

        place = (0, 0)
        while True:
            steps = [(place[0] + x, place[1] + y) for x, y in AROUND]
            allowed = [step for step in steps if max(map(abs, step)) <= _FARTHEST]
            better = min(allowed, key=lambda step: at(*step))
            if at(*better) >= at(*place):
                break
            place = better
        least, wanted = tried[place]
        there = ImageChops.darker(self._part(self._sharp, *place), wanted)
        return least, amount(there) / (amount(wanted) + 1), wanted

    def _nearest(
        self,
        sheet: Mapping[str, Specimen | None],
        letter: str,
        others: Collection[str],
        most: int,
    ) -> list[tuple[str, Specimen]]:
        """The letters that are nearest at first sight: some of each kind."""
        free = self._part(self._free, 0, 0).reduce(_COARSE)
        seen = self._part(self._ink, 0, 0).reduce(_COARSE)
        near: dict[str, list[tuple[int, str, Specimen]]] = {}
        for other in others:
            specimen = sheet[other]
            if specimen is None:
                continue
            coarse = ImageChops.multiply(self._coarse(specimen), free)
            kind = "figure" if other.isdigit() else "mark" if plain(other) == plain(letter) else ""
            near.setdefault(kind, []).append((difference(seen, coarse), other, specimen))
        nearest = [sorted(group, key=lambda one: one[0])[:most] for group in near.values()]
        return [(other, specimen) for group in nearest for _, other, specimen in group]

    def _coarse(self, specimen: Specimen) -> Image.Image:
        coarse = specimen.coarse.get(self._size)
        if coarse is None:
            coarse = specimen.coarse[self._size] = self._canvas(specimen).reduce(_COARSE)
        return coarse

    def _part(self, image: Image.Image, x: int, y: int) -> Image.Image:
        left, top = _FARTHEST + x, _FARTHEST + y
        return image.crop((left, top, left + self._size[0], top + self._size[1]))


def _full(ink: Image.Image) -> Image.Image:
    """Ink of a colour as if it were black, where it can be seen well."""
    most = ink.getextrema()[1]
    if not isinstance(most, int) or not _VISIBLE <= most < _BLACK:
        return ink
    return ink.point([min(255, value * 255 // most) for value in range(256)])
