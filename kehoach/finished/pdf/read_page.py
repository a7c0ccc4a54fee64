"""One page of a PDF read as it is seen: glyphs with their look and place."""

from __future__ import annotations

import ctypes
import math
import re

import pypdfium2
from pypdfium2 import raw

from kehoach.finished.pdf.drawings import read_drawings
from kehoach.finished.pdf.glyphs import BOLD, HYPHEN, SLANTED, Glyph, PageFrame, PdfPage
from kehoach.finished.text import Look

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_STYLE_WORDS = re.compile(
    r"(?:[-,_ ]+(?:Bold|Italic|Oblique|Regular|Roman|Normal|Medium|It|Obl|MT|PS)*"
    r"|PSMT|PS(?=-)|MT|(?<=[a-z])(?:Bold|Italic|BoldItalic|Regular))+$"
)
_HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_FLAG_ITALIC, _FLAG_BOLD = 1 << 6, 1 << 18
_BOLD_WEIGHT = 600
_SHEAR = 0.1
_TURNED = 5
"""Degrees; what is turned more is no line of text (a watermark, a stamp)."""
_UNSEEN_MODES = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)


def read_page(document: pypdfium2.PdfDocument, index: int) -> PdfPage:
    """Read a page of an opened PDF; one that is damaged has no size."""
    try:
        source = document[index]
    except pypdfium2.PdfiumError:
        return PdfPage(index + 1, 0.0, 0.0)
    try:
        frame = PageFrame.of(source)
        page = PdfPage(index + 1, *frame.size)
        text = source.get_textpage()
        try:
            _read_glyphs(text, frame, page)
        finally:
            text.close()
        read_drawings(source, frame, page)
        return page
    finally:
        source.close()


def _read_glyphs(text: pypdfium2.PdfTextPage, frame: PageFrame, page: PdfPage) -> None:
    looks = _Looks(text, frame)
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for index in range(raw.FPDFText_CountChars(text)):
        code = raw.FPDFText_GetUnicode(text, index)
        if code == HYPHEN:
            code = ord("-")
        if code < 32 or 0xD800 <= code < 0xE000 or raw.FPDFText_IsGenerated(text, index) == 1:
            continue
        look, size, seen = looks.of(index)
        if not seen:
            page.hidden += 1
            continue
        if not size:
            continue
        raw.FPDFText_GetLooseCharBox(text, index, box)
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        left, baseline = frame.point(x.value, y.value)
        one, other = frame.point(box.left, box.bottom)[0], frame.point(box.right, box.top)[0]
        letter = chr(code)
        page.glyphs.append(
            Glyph(
                letter,
                min(left, one, other),
                max(one, other),
                baseline,
                look,
                size,
                letter.isspace(),
            )
        )


class _Looks:
    """The looks of the letters of a page, the same object for the same look."""

    def __init__(self, text: pypdfium2.PdfTextPage, frame: PageFrame) -> None:
        self._text, self._frame = text, frame
        self._by_owner: dict[int | None, tuple[Look, float, bool]] = {}
        self._same: dict[Look, Look] = {}

    def of(self, index: int) -> tuple[Look, float, bool]:
        """Look, size in pt (0: turned, not a line of text), and whether it is seen."""
        owner = raw.FPDFText_GetTextObject(self._text, index)
        key = ctypes.cast(owner, ctypes.c_void_p).value
        look = self._by_owner.get(key)
        if look is None:
            look = self._by_owner[key] = self._read(index, owner)
        return look

    def _read(self, index: int, owner: object) -> tuple[Look, float, bool]:
        text = self._text
        name, flags = ctypes.create_string_buffer(512), ctypes.c_int()
        raw.FPDFText_GetFontInfo(text, index, name, len(name), flags)
        font = name.value.decode("utf-8", "replace")
        matrix = raw.FS_MATRIX()
        raw.FPDFText_GetMatrix(text, index, matrix)
        scale = math.hypot(matrix.b, matrix.d) if (matrix.b or matrix.d) else 1.0
        size = round(abs(raw.FPDFText_GetFontSize(text, index) * scale) * 20) / 20
        mode = raw.FPDFTextObj_GetTextRenderMode(owner)
        weight = raw.FPDFText_GetFontWeight(text, index)
        sheared = not matrix.b and abs(matrix.c) > _SHEAR * abs(matrix.d)
        red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
        raw.FPDFText_GetFillColor(text, index, red, green, blue, alpha)
        look = Look(
            font=family(font),
            size=size,
            bold=bool(
                BOLD.search(font)
                or flags.value & _FLAG_BOLD
                or weight >= _BOLD_WEIGHT
                or mode == raw.FPDF_TEXTRENDERMODE_FILL_STROKE
            ),
            italic=bool(SLANTED.search(font) or flags.value & _FLAG_ITALIC or sheared),
            colour=f"{red.value:02X}{green.value:02X}{blue.value:02X}",
        )
        upright = abs(self._frame.angle(matrix.a, matrix.b)) < _TURNED
        seen = mode not in _UNSEEN_MODES and alpha.value > 0
        return self._same.setdefault(look, look), size if upright else 0.0, seen


def family(font: str) -> str:
    """The family that a font name stands for: 'Times New Roman' for 'TimesNewRomanPS-BoldMT'."""
    plain = _SUBSET.sub("", font)
    plain = _STYLE_WORDS.sub("", plain) or plain
    plain = plain.removesuffix("PS")
    if plain.startswith("."):
        return plain  # '.VnTime' and its like are called so
    words = _HUMPS.sub(" ", plain.replace("-", " ").replace("_", " "))
    return re.sub(r"\s+", " ", words).strip()
