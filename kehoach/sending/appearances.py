"""What the annotations of a page add to it: the looks of signatures, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pypdfium2
from PIL import ImageChops

from kehoach.finished.pdf.beside import Annotation
from kehoach.finished.pdf.glyphs import PageFrame
from kehoach.finished.pdf.ink import SCALE, Box, coloured, first_mark, over
from kehoach.finished.pdf.page_ink import Placed

_LARGEST = 0.25
"""The most of a page that a signature may take."""
_CHANGED, _COVERED, _BLACK = 40, 110, 140


def added(
    page: pypdfium2.PdfPage, placed: Sequence[Placed], annotations: Sequence[Annotation]
) -> Iterator[tuple[str, tuple[float, float]]]:
    """What is wrong with the annotations of a page: what, and where in pt from left and top.

    `covers`: a signature hides letters or writes on them; `large`: it takes the page; `mark`:
    something else than a signature is seen.
    """
    ink, ink_black = coloured(page, annotations=False)
    seen, black = coloured(page, annotations=True)
    frame = PageFrame.of(page)
    changed = over(ImageChops.difference(seen, ink), _CHANGED)
    for annotation in annotations:
        if not annotation.signed:
            continue
        box = _box(annotation, frame)
        if (box[2] - box[0]) * (box[3] - box[1]) > _LARGEST * ink.width * ink.height:
            yield "large", (box[0] / SCALE, box[1] / SCALE)
        changed.paste(0, box)
    if mark := first_mark(changed):
        yield "mark", mark
    lost = over(ImageChops.subtract(ink, seen), _COVERED)
    written = over(ImageChops.subtract(black, ink_black), _BLACK)
    hurt = ImageChops.lighter(lost, written)
    for covered in placed:
        if hurt.crop(covered.box).getbbox():
            yield "covers", (covered.letter.x, covered.letter.y)
            return


def _box(annotation: Annotation, frame: PageFrame) -> Box:
    left, bottom, right, top = annotation.box
    one, other = frame.point(left, bottom), frame.point(right, top)
    xs, ys = sorted((one[0], other[0])), sorted((one[1], other[1]))
    return (
        max(0, int(xs[0] * SCALE) - 2),
        max(0, int(ys[0] * SCALE) - 2),
        max(0, int(xs[1] * SCALE) + 2),
        max(0, int(ys[1] * SCALE) + 2),
    )
