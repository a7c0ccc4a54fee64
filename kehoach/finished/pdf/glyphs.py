"""What is seen on a page of a PDF: glyphs, drawn lines, pictures, and the frame they stand in.

All lengths are pt, from the left and the top edge of the page as a reader holds it.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from kehoach.finished.text import Look

if TYPE_CHECKING:
    import pypdfium2

BOLD = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
SLANTED = re.compile(r"italic|oblique", re.IGNORECASE)
"""What a font is called whose letters look so."""
HYPHEN = 2
"""What the library makes of a hyphen at the end of a line."""


@dataclass(slots=True)
class Glyph:
    """A character with its advance box; `baseline` from the top of the page."""

    text: str
    left: float
    right: float
    baseline: float
    look: Look
    size: float
    is_space: bool


@dataclass(frozen=True, slots=True)
class PageStroke:
    """A drawn straight line, level or upright; level ones have `top == bottom`."""

    left: float
    top: float
    right: float
    bottom: float
    dashed: bool
    thick: float

    @property
    def level(self) -> bool:
        return self.right - self.left > self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Picture:
    """Where an image, or a drawing, stands."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass
class PdfPage:
    """A page as it is seen; `number` counts from 1. A damaged one has no width and height."""

    number: int
    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    strokes: list[PageStroke] = field(default_factory=list)
    pictures: list[Picture] = field(default_factory=list)
    frames: list[PageStroke] = field(default_factory=list)
    """The sides of frames that are drawn as one area inside of another."""
    areas: list[Picture] = field(default_factory=list)
    """Around what else is drawn: curves, slanted lines, areas of colour."""
    hidden: int = 0
    """Characters that nobody sees: recognised text under a scan."""


@dataclass(frozen=True, slots=True)
class PageFrame:
    """From the coordinates of the file to those of the reader."""

    left: float
    bottom: float
    right: float
    top: float
    turned: int

    @classmethod
    def of(cls, page: pypdfium2.PdfPage) -> PageFrame:
        """That of a page; its box may begin elsewhere than at (0, 0), and may be turned."""
        left, bottom, right, top = page.get_cropbox()
        return cls(left, bottom, right, top, page.get_rotation())

    @property
    def size(self) -> tuple[float, float]:
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turned in (90, 270) else (width, height)

    def point(self, x: float, y: float) -> tuple[float, float]:
        if self.turned == 90:
            return y - self.bottom, x - self.left
        if self.turned == 180:
            return self.right - x, y - self.bottom
        if self.turned == 270:
            return self.top - y, self.right - x
        return x - self.left, self.top - y

    def angle(self, a: float, b: float) -> float:
        """Degrees by which a direction of the file is turned for the reader."""
        return (math.degrees(math.atan2(b, a)) - self.turned + 180) % 360 - 180
