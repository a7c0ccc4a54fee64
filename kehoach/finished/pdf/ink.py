"""Small images of grey points, 255 where ink is full, and what is done with whole ones at once."""

from __future__ import annotations

import pypdfium2
from PIL import Image, ImageChops, ImageFilter, ImageOps

Box = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""

SCALE = 200 / 72
"""Pixels in a pt: the marks on a letter of 11 pt are some pixels high."""

AROUND = [(0, 0), (1, 0), (-1, 0), (0, 1), (0, -1), (1, 1), (-1, -1), (1, -1), (-1, 1)]
"""A pixel and its neighbours."""

BLUR = ImageFilter.GaussianBlur(0.8)
_SQUARES = bytes(value * value // 255 for value in range(256))


def picture(page: pypdfium2.PdfPage) -> Image.Image:
    """The ink of a page as it is seen, its annotations aside."""
    drawn = page.render(scale=SCALE, grayscale=True, draw_annots=False, may_draw_forms=False)
    return ImageOps.invert(drawn.to_pil())


def coloured(page: pypdfium2.PdfPage, *, annotations: bool) -> tuple[Image.Image, Image.Image]:
    """The ink of a page with its annotations or without: how dark it is, and how black.

    A red seal is dark to the eye and not black. Letters are smoothed otherwise than by `picture`.
    """
    drawn = page.render(scale=SCALE, draw_annots=annotations, may_draw_forms=annotations)
    drawn = drawn.to_pil().convert("RGB")
    red, green, blue = drawn.split()
    brightest = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return ImageOps.invert(drawn.convert("L")), ImageOps.invert(brightest)


def darken(image: Image.Image, ink: Image.Image, left: int, top: int) -> None:
    """Put ink on an image where that is not darker already."""
    there = image.crop((left, top, left + ink.width, top + ink.height))
    image.paste(ImageChops.lighter(there, ink), (left, top))


def energy(image: Image.Image) -> int:
    """The sum of the squares of all points."""
    return sum(image.tobytes().translate(_SQUARES))


def difference(one: Image.Image, other: Image.Image) -> int:
    """The energy of what differs between two images of one size."""
    return energy(ImageChops.difference(one, other))


def amount(image: Image.Image) -> int:
    """The sum of all points."""
    return sum(image.tobytes())


def spread(ink: Image.Image, by: int) -> Image.Image:
    """Ink that has run by so many pixels."""
    for x, y in ((1, 0), (0, 1)):
        wide, reach = ink, 0
        while reach < by:
            step = min(reach + 1, by - reach)
            one, other = _moved(wide, x * step, y * step), _moved(wide, -x * step, -y * step)
            wide, reach = ImageChops.lighter(wide, ImageChops.lighter(one, other)), reach + step
        ink = wide
    return ink


def over(image: Image.Image, least: int) -> Image.Image:
    """255 where an image is at least so dark, else 0."""
    return image.point([255 if value >= least else 0 for value in range(256)])


def first_mark(marks: Image.Image) -> tuple[float, float] | None:
    """Where the topmost mark of an image of 255 and 0 stands, in pt from the left and the top."""
    box = marks.getbbox()
    if box is None:
        return None
    line = marks.crop((0, box[1], marks.width, box[1] + int(10 * SCALE))).getbbox()
    return (line[0] if line else box[0]) / SCALE, box[1] / SCALE


def _moved(ink: Image.Image, x: int, y: int) -> Image.Image:
    """What is seen from so many pixels farther to the right and below."""
    return ink.crop((x, y, ink.width + x, ink.height + y))
