"""The ink of a page held against the letters that are taken out of it.

A page is drawn as it is seen; each letter that it claims is drawn beside it in a face of `fonts/`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from PIL import Image, ImageChops

from kehoach.finished.pdf.ink import AROUND, SCALE, Box, over, spread
from kehoach.finished.pdf.letter_windows import Window
from kehoach.finished.pdf.letters import Letter
from kehoach.finished.pdf.specimens import Specimen, Specimens, Style

_TALL, _DEEP = 0.95, 0.28
"""How high and how deep letters with their marks reach, in their size."""
_SAME = 80
"""Points of two pictures of one letter differ by no more; those of any two letters by 119 and more.

But for ' and ", . and …, where what is more is seen beside the letter.
"""
_BAND = 64
_STRONG, _FAINTEST = 128, 7
"""Ink two pixels beside its specimen, and four: measured 60 and 6 at most on honest files."""
_ROOM = 0.12


@dataclass(frozen=True, slots=True)
class Placed:
    """A letter of a page with its specimen; `x` and `y` are its origin in pixels."""

    letter: Letter
    style: Style
    specimen: Specimen
    x: int
    y: int
    size: float
    box: Box
    """Around the ink that is expected."""

    @property
    def room(self) -> Box:
        """The place of the letter in its line, with some more on each side."""
        wide, size = self.letter.right - self.letter.x, self.size
        right = self.x + int(max(wide * SCALE, self.box[2] - self.x) + _ROOM * size)
        return (
            self.x - int(_ROOM * size),
            self.y - int(1.25 * size),
            right,
            self.y + int(0.35 * size),
        )


class PageInk:
    """A picture of a page, the letters that it claims, and the lines drawn on it."""

    def __init__(
        self,
        ink: Image.Image,
        letters: Iterable[tuple[Letter, Style]],
        specimens: Specimens,
        rules: Sequence[Box],
    ) -> None:
        self.ink, self._rules = ink, rules
        self.expected = Image.new("L", ink.size)
        self.placed: list[Placed] = []
        self.unknown: list[Letter] = []
        """Letters that the faces of `fonts/` have not."""
        self.outside: list[Letter] = []
        """Letters that do not stand on the page, or not wholly."""
        self._bands: dict[int, list[int]] = defaultdict(list)
        self._last = (0, 0)
        self._unlike: dict[tuple[int, int], Image.Image] = {}
        self._bounds: Box = (ink.width, ink.height, 0, 0)
        sized = [
            (letter, style, round(letter.setting.size * SCALE, 1)) for letter, style in letters
        ]
        wanted: dict[tuple[Style, float], set[str]] = defaultdict(set)
        for letter, style, size in sized:
            wanted[style, size].add(letter.text)
        drawn = {look: specimens.several(*look, texts) for look, texts in wanted.items()}
        for letter, style, size in sized:
            self._place(letter, style, size, drawn[style, size][letter.text])

    def _place(self, letter: Letter, style: Style, size: float, specimen: Specimen | None) -> None:
        if specimen is None:
            self.unknown.append(letter)
            return
        x, y = round(letter.x * SCALE), round(letter.y * SCALE)
        left, top = x + specimen.left, y + specimen.top
        right, bottom = left + specimen.ink.width, top + specimen.ink.height
        if left < 0 or top < 0 or right > self.ink.width or bottom > self.ink.height:
            self.outside.append(letter)
            return
        box = left, top, right, bottom
        self.expected.paste(255, box, specimen.ink)
        self._bands[y // _BAND].append(len(self.placed))
        self.placed.append(Placed(letter, style, specimen, x, y, size, box))
        left, top, right, bottom = self._patch(len(self.placed) - 1, 0, 0)
        least, most = self._bounds[:2], self._bounds[2:]
        self._bounds = (
            min(least[0], left), min(least[1], top), max(most[0], right), max(most[1], bottom)
        )  # fmt: skip

    def patch(self, index: int, x: int = 0, y: int = 0) -> Image.Image:
        """The page around a letter, as high as a line, moved by some pixels."""
        return self.ink.crop(self._patch(index, x, y))

    def same(
        self, index: int, patches: Sequence[Image.Image] = (), *, patches_first: bool = False
    ) -> int | None:
        """Whether a letter is its specimen (0), or one of the patches (1 for the first), or none.

        Point by point; the library sets letters to whole pixels, so they may stand a pixel aside.
        `patches_first` is quicker where one of them is likely.
        """
        box = self._patch(index, 0, 0)
        from_left, from_top = self._bounds[:2]
        box = box[0] - from_left, box[1] - from_top, box[2] - from_left, box[3] - from_top
        shifts = (self._last, *AROUND)
        if not patches_first:
            for shift in shifts:
                if _deepest(self._unlike_by(shift).crop(box)) <= _SAME:
                    self._last = shift
                    return 0
        for shift in shifts if patches else ():
            seen = self.patch(index, *shift)
            for number, patch in enumerate(patches, 1):
                if patch.size != seen.size:
                    continue
                if _deepest(ImageChops.difference(seen, patch)) <= _SAME:
                    self._last = shift
                    return number
        return self.same(index) if patches_first else None

    def _unlike_by(self, shift: tuple[int, int]) -> Image.Image:
        """How much the lines of the page, moved so, are not as its letters say."""
        if shift not in self._unlike:
            left, top, right, bottom = self._bounds
            x, y = shift
            seen = self.ink.crop((left + x, top + y, right + x, bottom + y))
            self._unlike[shift] = ImageChops.difference(seen, self.expected.crop(self._bounds))
        return self._unlike[shift]

    def _patch(self, index: int, x: int, y: int) -> Box:
        placed = self.placed[index]
        left, top, right, bottom = placed.box
        above, below = placed.y - int(placed.size * _TALL), placed.y + int(placed.size * _DEEP)
        return left + x, min(top, above) + y, right + x, max(bottom, below) + y

    def window(self, index: int) -> Window:
        """The surroundings of a letter without its neighbours."""
        placed = self.placed[index]
        near = ((other.specimen, *other.box[:2]) for other in self._around(index))
        return Window(self.ink, placed.x, placed.y, placed.size, near, self._rules)

    def _around(self, index: int) -> Iterator[Placed]:
        """The letters that reach into the window of a letter."""
        placed = self.placed[index]
        reach = 2 * placed.size
        first, last = int(placed.y - reach) // _BAND, int(placed.y + reach) // _BAND
        for band in range(first, last + 1):
            for other in self._bands.get(band, ()):
                near = self.placed[other]
                if other != index and abs(near.x - placed.x) < reach:
                    yield near

    def left_over(self, *, ours: bool) -> Image.Image:
        """255 where there is ink that is no letter's and no line's, else 0.

        Letters of our faces are where their specimens are; of others no more is known than the
        room that they take.
        """
        near = spread(self.expected, 2)
        left = ImageChops.subtract(self.ink, near)
        if _deepest(left) >= _FAINTEST:
            strong = over(left, _STRONG)
            left = over(ImageChops.subtract(self.ink, spread(near, 2)), _FAINTEST)
            left = ImageChops.lighter(left, strong) if ours else left
        else:
            left = Image.new("L", self.ink.size)
        if not ours:
            for placed in self.placed:
                left.paste(0, placed.room)
        for rule in self._rules:
            left.paste(0, rule)
        return left


def _deepest(image: Image.Image) -> int:
    most = image.getextrema()[1]
    return most if isinstance(most, int) else 255
