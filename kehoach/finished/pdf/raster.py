"""Pages of a PDF as pictures."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

import pypdfium2

_DPI = 96
_MOST_PIXELS = 2_500
"""Of the longer side; a sheet may say that it is a mile wide."""


def pictures(document: pypdfium2.PdfDocument, numbers: Iterable[int]) -> dict[int, bytes]:
    """PNG pictures of some pages, by the number of the page, which counts from 1.

    Pages are black and white on paper: grey is enough, and a quarter of the bytes.
    """
    made = {}
    for number in numbers:
        try:
            page = document[number - 1]
        except pypdfium2.PdfiumError:
            continue  # a damaged page has no picture
        scale = min(_DPI / 72, _MOST_PIXELS / max(*page.get_size(), 1))
        image = page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil()
        file = BytesIO()
        image.quantize(16).save(file, "PNG", optimize=True)
        made[number] = file.getvalue()
        page.close()
    return made
