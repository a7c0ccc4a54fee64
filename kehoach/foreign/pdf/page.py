"""One page of a PDF read as it is seen: glyphs with their look and place."""

from __future__ import annotations

import ctypes
import math
import re

import pypdfium2
from pypdfium2 import raw

from kehoach.foreign.pdf.drawings import read_drawings
from kehoach.foreign.pdf.seen import Frame, Glyph, Look, Page

_SUBSET = re.compile(r"^[A-Z]{6}\+")
_WEIGHT = re.compile(r"bold|black|heavy|demi", re.IGNORECASE)
_SLANT = re.compile(r"italic|oblique", re.IGNORECASE)
_STYLE_WORDS = re.compile(
    r"(?:[-,_ ]*(?:PS|MT|PSMT|Std|Bold|Italic|Oblique|Regular|Roman(?=$|[-,])|Normal|It))+$"
)
_HUMPS = re.compile(r"(?<=[a-z])(?=[A-Z])")
_FLAG_ITALIC, _FLAG_BOLD = 1 << 6, 1 << 18
_BOLD_WEIGHT = 600
_SHEAR = 0.1
_HYPHEN = 2
"""What the library makes of a hyphen at the end of a line."""
_UNSEEN_MODES = (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP)


def read_page(document: pypdfium2.PdfDocument, index: int) -> Page:
    """Read a page of an opened PDF."""
    source = document[index]
    try:
        # The box that is shown may begin elsewhere than at (0, 0), and may be turned.
        turned = source.get_rotation()
        left, bottom, right, top = source.get_cropbox()
        frame = Frame(left, bottom, right, top, turned)
        page = Page(index + 1, *frame.size)
        text = source.get_textpage()
        try:
            _read_glyphs(text, frame, page)
        finally:
            text.close()
        read_drawings(source, frame, page)
        return page
    finally:
        source.close()


def _read_glyphs(text: pypdfium2.PdfTextPage, frame: Frame, page: Page) -> None:
    looks: dict[object, Look] = {}
    box, x, y = raw.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
    for index in range(raw.FPDFText_CountChars(text)):
        code = raw.FPDFText_GetUnicode(text, index)
        if code == _HYPHEN:
            code = ord("-")
        if code < 32 or 0xD800 <= code < 0xE000 or raw.FPDFText_IsGenerated(text, index) == 1:
            continue
        owner = raw.FPDFText_GetTextObject(text, index)
        key = ctypes.cast(owner, ctypes.c_void_p).value
        look = looks.get(key)
        if look is None:
            look = looks[key] = _look(text, index, owner, frame)
        if not look.seen:
            page.hidden += 1
            continue
        if not look.upright:
            continue
        raw.FPDFText_GetLooseCharBox(text, index, box)
        raw.FPDFText_GetCharOrigin(text, index, x, y)
        left, baseline = frame.point(x.value, y.value)
        edges = frame.point(box.left, box.bottom)[0], frame.point(box.right, box.top)[0]
        page.glyphs.append(Glyph(chr(code), min(left, *edges), max(edges), baseline, look))


def _look(text: pypdfium2.PdfTextPage, index: int, owner: object, frame: Frame) -> Look:
    name, flags = ctypes.create_string_buffer(512), ctypes.c_int()
    raw.FPDFText_GetFontInfo(text, index, name, len(name), flags)
    font = name.value.decode("utf-8", "replace")
    matrix = raw.FS_MATRIX()
    raw.FPDFText_GetMatrix(text, index, matrix)
    scale = math.hypot(matrix.b, matrix.d) if (matrix.b or matrix.d) else 1.0
    size = raw.FPDFText_GetFontSize(text, index) * scale
    mode = raw.FPDFTextObj_GetTextRenderMode(owner)
    weight = raw.FPDFText_GetFontWeight(text, index)
    sheared = not matrix.b and abs(matrix.c) > _SHEAR * abs(matrix.d)
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    raw.FPDFText_GetFillColor(text, index, red, green, blue, alpha)
    return Look(
        family(font),
        round(abs(size) * 20) / 20,
        bool(
            _WEIGHT.search(font)
            or flags.value & _FLAG_BOLD
            or weight >= _BOLD_WEIGHT
            or mode == raw.FPDF_TEXTRENDERMODE_FILL_STROKE
        ),
        bool(_SLANT.search(font) or flags.value & _FLAG_ITALIC or sheared),
        f"#{red.value:02x}{green.value:02x}{blue.value:02x}",
        mode not in _UNSEEN_MODES and alpha.value > 0,
        abs(frame.angle(matrix.a, matrix.b)) < 5,
    )


def family(font: str) -> str:
    """The family that a font name stands for: 'Times New Roman' for 'TimesNewRomanPS-BoldMT'."""
    plain = _SUBSET.sub("", font)
    plain = _STYLE_WORDS.sub("", plain) or plain
    words = _HUMPS.sub(" ", plain.replace("-", " ").replace("_", " "))
    return re.sub(r"\s+", " ", words).strip()
