"""Where things stand: boxes and lines as measured, the layout of paragraphs, drawn strokes.

Lengths are in mm, gaps in pt; None means "not decidable in this file".
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

MM_PER_PT = 25.4 / 72


def mm(points: float) -> float:
    """A measured length in mm, to the hundredth."""
    return round(points * MM_PER_PT, 2)


class Alignment(str, Enum):
    """How the lines of a paragraph stand; the value is the decree's everyday word."""

    LEFT = "trái"
    RIGHT = "phải"
    CENTER = "giữa"
    JUSTIFY = "đều hai bên"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page; pages count from 1, `y0` is the upper edge."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float

    @property
    def width(self) -> float:
        return self.x1 - self.x0

    @property
    def centre(self) -> float:
        return (self.x0 + self.x1) / 2


@dataclass(frozen=True, slots=True)
class PrintedLine:
    """A line as it was set, measured: text, the box of its letters, the height of its base line."""

    text: str
    box: Box
    baseline: float | None = None


@dataclass(frozen=True, slots=True)
class LineSpacing:
    """Distance of lines: `lines` times single spacing, or exactly or at least so many `points`."""

    lines: float | None = None
    points: float | None = None
    at_least: bool = False


@dataclass(frozen=True, slots=True)
class ParagraphLayout:
    """The effective layout of a paragraph.

    `first_line` is the indent of the first line against the others (negative: hanging); `left` and
    `right` are the indents of the rest. `column` is the width of what the paragraph stands in: the
    text column, its cell without the padding, its text box. `before` and `after` are the gaps that
    are really set, in pt: a gap that Word drops between paragraphs of one style is 0.
    """

    alignment: Alignment | None = None
    first_line: float | None = None
    left: float | None = None
    right: float | None = None
    before: float | None = None
    after: float | None = None
    spacing: LineSpacing | None = None
    column: float | None = None
    boxed: bool = False
    """Whether a border runs around all four sides of it (or of its cell or text box)."""


NO_LAYOUT = ParagraphLayout()
"""Nothing is known."""


class Made(str, Enum):
    """How a stroke was made; the value is the everyday word."""

    BORDER = "đường viền"
    SHAPE = "hình vẽ"
    UNDERSCORES = "dấu gạch dưới"
    UNDERLINE = "chữ gạch chân"
    PICTURE = "hình ảnh"
    DRAWN = "nét vẽ"


@dataclass(frozen=True, slots=True)
class Stroke:
    """A horizontal line that was drawn on purpose, not a border of a table of figures.

    `after` is the index of the paragraph that it stands under, None where that cannot be told.
    `length` is in mm; `shift` is how far its middle stands to the right of the middle of that
    paragraph's column (.docx) or text (.pdf). `box` is known where the file was laid out.
    """

    made: Made
    after: int | None
    length: float | None = None
    shift: float | None = None
    solid: bool | None = None
    box: Box | None = None
