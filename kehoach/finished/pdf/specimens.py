"""How letters look in the faces of `fonts/`, drawn by the same program that draws the pages."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from io import BytesIO

import pypdfium2
from PIL import Image, ImageOps

from kehoach.finished.pdf.ink import BLUR, difference, energy
from kehoach.render.fonts import faces

Style = tuple[bool, bool, bool]
"""Bold, italic, and whether the face keeps its hints: many programs embed faces without them."""

_VOWELS = "aàáảãạăằắẳẵặâầấẩẫậeèéẻẽẹêềếểễệiìíỉĩịoòóỏõọôồốổỗộơờớởỡợuùúủũụưừứửữựyỳýỷỹỵ"
_LETTERS = _VOWELS + "bcdđfghjklmnpqrstvwxz"
ALPHABET = frozenset(_LETTERS + _LETTERS.upper() + "0123456789.,:;-–+/()%“”\"'…&=<>*!?_§")
"""What a letter of a plan may be taken for: all letters with all marks, figures, signs."""

_SMALL = 16
_IN_A_ROW = 16
_CELL, _LEFT, _ASCENT = 2.2, 0.6, 1.35
"""Of a letter's cell on a sheet, in its size: side, where the letter starts, its baseline."""


@dataclass(frozen=True, slots=True)
class Specimen:
    """The ink of a letter, 255 where it is full; `left` and `top` count from the letter's origin.

    `coarse` keeps small pictures of it, by the window that they were made for.
    """

    ink: Image.Image
    left: int
    top: int
    coarse: dict[object, Image.Image] = field(default_factory=dict, compare=False)


class Specimens:
    """Specimens by face, size and letter, drawn when they are asked for.

    Raises MachineProblem if the fonts cannot be read.
    """

    def __init__(self) -> None:
        self._fonts: dict[Style, tuple[bytes, dict[str, int]]] = {}
        self._drawn: dict[tuple[Style, float], dict[str, Specimen | None]] = {}
        self._apart: dict[tuple[Style, str], list[tuple[float, str]]] = {}

    def sheet(self, style: Style, size: float) -> dict[str, Specimen | None]:
        """The specimens of the whole alphabet at least, by letter."""
        return self.several(style, size, ALPHABET)

    def near(self, style: Style, letter: str, reach: float) -> list[str]:
        """Other letters that differ from a letter by no more than `reach` of its energy.

        Judged on small blurred ones, which differ less than large ones.
        """
        if (style, letter) not in self._apart:
            small = self.several(style, _SMALL, ALPHABET | {letter})
            own = _blurred(small[letter])
            whole = energy(own) + 1
            self._apart[style, letter] = sorted(
                (difference(own, _blurred(other)) / whole, text)
                for text, other in small.items()
                if text in ALPHABET and text != letter
            )
        return [text for apart, text in self._apart[style, letter] if apart <= reach]

    def several(
        self, style: Style, size: float, letters: Collection[str]
    ) -> dict[str, Specimen | None]:
        """These letters, and those that were drawn before."""
        sheet = self._drawn.setdefault((style, size), {})
        if lacking := sorted(set(letters) - sheet.keys()):
            sheet |= self._draw(style, size, lacking)
        return sheet

    def _draw(self, style: Style, size: float, letters: list[str]) -> dict[str, Specimen | None]:
        program, glyphs = self._font(style)
        cell = int(size * _CELL) + 4
        height = cell * -(-len(letters) // _IN_A_ROW)
        operators = [f"BT /F {size} Tf"]
        places = {}
        for at, letter in enumerate(letters):
            x = at % _IN_A_ROW * cell
            y = at // _IN_A_ROW * cell
            if letter in glyphs:
                places[letter] = (x, y)
                origin = x + int(size * _LEFT), height - y - int(size * _ASCENT)
                operators.append(f"1 0 0 1 {origin[0]} {origin[1]} Tm <{glyphs[letter]:04x}> Tj")
        content = "\n".join([*operators, "ET"]).encode()
        with pypdfium2.PdfDocument(_file(program, content, cell * _IN_A_ROW, height)) as document:
            sheet = ImageOps.invert(document[0].render(scale=1, grayscale=True).to_pil())
        drawn: dict[str, Specimen | None] = dict.fromkeys(letters)
        for letter, (x, y) in places.items():
            ink = sheet.crop((x, y, x + cell, y + cell))
            if box := ink.getbbox():
                left, top = box[0] - int(size * _LEFT), box[1] - int(size * _ASCENT)
                drawn[letter] = Specimen(ink.crop(box), left, top)
        return drawn

    def _font(self, style: Style) -> tuple[bytes, dict[str, int]]:
        """The file of a face, and the number of the glyph of each character."""
        if style not in self._fonts:
            from fontTools.ttLib import TTFont

            program = faces()[style[:2]].path.read_bytes()
            if not style[2]:
                program = _without_hints(program)
            with TTFont(BytesIO(program), lazy=True) as font:
                font.setGlyphOrder([str(number) for number in range(font["maxp"].numGlyphs)])
                glyphs = {chr(code): int(name) for code, name in font.getBestCmap().items()}
            self._fonts[style] = program, glyphs
        return self._fonts[style]


def _blurred(specimen: Specimen | None) -> Image.Image:
    if specimen is None:
        return Image.new("L", (_SMALL * 2, _SMALL * 2))
    if _SMALL not in specimen.coarse:
        canvas = Image.new("L", (_SMALL * 2, _SMALL * 2))
        canvas.paste(specimen.ink, (_SMALL // 2 + specimen.left, _SMALL * 3 // 2 + specimen.top))
        specimen.coarse[_SMALL] = canvas.filter(BLUR)
    return specimen.coarse[_SMALL]


def _without_hints(program: bytes) -> bytes:
    """The file of a face that the library hints by itself, for want of programs in it."""
    result = bytearray(program)
    for entry in range(12, 12 + 16 * int.from_bytes(program[4:6]), 16):
        tag, offset = program[entry : entry + 4], int.from_bytes(program[entry + 8 : entry + 12])
        if tag in (b"fpgm", b"prep"):
            result[entry : entry + 4] = tag.upper()
        elif tag == b"maxp":
            result[offset + 26 : offset + 28] = bytes(2)  # the most bytes of a letter's hints
    return bytes(result)


def _file(font: bytes, content: bytes, width: int, height: int) -> bytes:
    """A PDF of one page that is set in one face, by numbers of glyphs."""
    cid = (
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/R/CIDToGIDMap/Identity/FontDescriptor 7 0 R"
        b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>>>"
    )
    descriptor = (
        b"<</Type/FontDescriptor/FontName/R/Flags 4/FontBBox[0 0 1000 1000]/ItalicAngle 0"
        b"/Ascent 800/Descent -200/StemV 80/FontFile2 8 0 R>>"
    )
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 %d %d]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>>>" % (width, height)
    )
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        page,
        _stream(content),
        b"<</Type/Font/Subtype/Type0/BaseFont/R/Encoding/Identity-H/DescendantFonts[6 0 R]>>",
        cid,
        descriptor,
        _stream(font),
    ]
    file, places = BytesIO(b"%PDF-1.7\n"), []
    file.seek(0, 2)
    for number, body in enumerate(objects, 1):
        places.append(file.tell())
        file.write(b"%d 0 obj\n%b\nendobj\n" % (number, body))
    start = file.tell()
    file.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    file.writelines(b"%010d 00000 n \n" % place for place in places)
    file.write(
        b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    )
    return file.getvalue()


def _stream(data: bytes) -> bytes:
    return b"<</Length %d/Length1 %d>>stream\n%b\nendstream" % (len(data), len(data), data)
