"""The letters of a page as a program takes them out of it, each with the place where it is set."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

from kehoach.finished.pdf.glyphs import BOLD, HYPHEN, SLANTED, PageFrame

_TURNED = math.radians(2)
_TWENTIETH = 20


@dataclass(frozen=True, slots=True)
class Setting:
    """How a run of letters is set: font of the file, bold, italic, size in pt.

    `upright` is whether it stands as a reader holds the page: neither turned nor mirrored.
    """

    font: str
    bold: bool
    italic: bool
    size: float
    upright: bool


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter: its origin, and the end of its advance, in pt from the left and top of the page.

    White space has a letter too, drawn or not.
    """

    text: str
    x: float
    y: float
    right: float
    setting: Setting


def read_lines(page: pypdfium2.PdfPage) -> list[list[Letter]]:
    """The lines of a page, in the order in which a program takes them out of it."""
    frame = PageFrame.of(page)
    text = page.get_textpage()
    lines: list[list[Letter]] = [[]]
    try:
        for letter in _letters(text, frame):
            if letter.text in "\r\n":
                lines.append([])
            else:
                lines[-1].append(letter)
    finally:
        text.close()
    return [line for line in lines if line]


def _letters(text: pypdfium2.PdfTextPage, frame: PageFrame) -> Iterator[Letter]:
    settings: dict[int | None, Setting] = {}
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for index in range(raw.FPDFText_CountChars(text)):
        code = raw.FPDFText_GetUnicode(text, index)
        if not code:
            continue
        owner = raw.FPDFText_GetTextObject(text, index)
        key = ctypes.cast(owner, ctypes.c_void_p).value
        setting = settings.get(key)
        if setting is None:
            setting = settings[key] = _setting(text, index, frame)
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        raw.FPDFText_GetLooseCharBox(text, index, box)
        left, baseline = frame.point(x.value, y.value)
        corners = frame.point(box.left, box.bottom)[0], frame.point(box.right, box.top)[0]
        letter = "-" if code == HYPHEN else chr(code) if code < 0x110000 else "\ufffd"
        yield Letter(letter, left, baseline, max(corners), setting)


def _setting(text: pypdfium2.PdfTextPage, index: int, frame: PageFrame) -> Setting:
    name, flags = ctypes.create_string_buffer(512), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, index, name, len(name), flags)
    font = name.value.decode("utf-8", "replace")
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, index, matrix)
    size = raw.FPDFText_GetFontSize(text, index) * math.hypot(matrix.b, matrix.d)
    mirrored = matrix.a * matrix.d - matrix.b * matrix.c <= 0
    angle = math.radians(frame.angle(matrix.a, matrix.b))
    return Setting(
        font=font,
        bold=bool(BOLD.search(font)),
        italic=bool(SLANTED.search(font)),
        size=round(abs(size) * _TWENTIETH) / _TWENTIETH,
        upright=not mirrored and size > 0 and abs(angle) < _TURNED,
    )
