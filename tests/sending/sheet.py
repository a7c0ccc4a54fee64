"""A page of a PDF of ours, opened for tampering: found by its words, drawn on, saved."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any, cast

import pikepdf
import pypdfium2
from fontTools.misc.transform import Transform
from fontTools.pens.basePen import BasePen
from fontTools.pens.transformPen import TransformPen
from fontTools.ttLib import TTFont
from pikepdf import Dictionary, Name

from kehoach.files import PROJECT

FACE = PROJECT / "fonts" / "LiberationSerif-Regular.ttf"
_PAIR = re.compile(rb"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>")
_BLOCK = re.compile(rb"BT\n.*?\nET", re.DOTALL)
_FONT = re.compile(rb"/(\S+) \S+ Tf")
_CODES = re.compile(rb"<([0-9a-f]*)>")

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in pt, as PDF counts."""


class Sheet:
    """A PDF one page of which is changed; `data()` gives the changed file."""

    def __init__(self, pdf: bytes, index: int = 0) -> None:
        self.original, self._index = pdf, index
        self.pdf = pikepdf.open(BytesIO(pdf))
        self.page = self.pdf.pages[index]
        self.page.contents_coalesce()
        self.content: bytes = self.page.obj.Contents.read_bytes()
        box = self.page.mediabox
        self.width, self.height = float(box[2]), float(box[3])

    def data(self) -> bytes:
        self.page.obj.Contents = self.pdf.make_stream(self.content)
        result = BytesIO()
        self.pdf.save(result)
        return result.getvalue()

    # What is there

    def block(self, words: str) -> bytes:
        """The text block, BT to ET, that shows these words."""
        for match in _BLOCK.finditer(self.content):
            if words in self._text(match[0]):
                return match[0]
        raise AssertionError(words)

    def font(self, words: str) -> Any:
        """The font that these words are set in."""
        match = _FONT.search(self.block(words))
        assert match
        return self.page.obj.Resources.Font[f"/{match[1].decode()}"]

    def code(self, words: str, letter: str) -> bytes:
        """The code of a letter, four hex digits, in the font of these words."""
        for code, text in self._letters(self.font(words)).items():
            if text == letter:
                return code.encode()
        raise AssertionError(letter)

    def where(self, words: str, part: str = "") -> Box:
        """The box around words of the page, or around a part of them."""
        page = pypdfium2.PdfDocument(self.original)[self._index]
        text = page.get_textpage()
        everything = text.get_text_range()
        start = everything.index(words) + words.index(part)
        boxes = [text.get_charbox(start + at, loose=True) for at in range(len(part or words))]
        lefts, bottoms, rights, tops = zip(*boxes, strict=True)
        return min(lefts), min(bottoms), max(rights), max(tops)

    def _text(self, block: bytes) -> str:
        match = _FONT.search(block)
        if not match:
            return ""
        letters = self._letters(self.page.obj.Resources.Font[f"/{match[1].decode()}"])
        codes = b"".join(_CODES.findall(block)).decode()
        return "".join(letters.get(codes[at : at + 4], "?") for at in range(0, len(codes), 4))

    def _letters(self, font: Any) -> dict[str, str]:
        pairs = _PAIR.findall(font.ToUnicode.read_bytes())
        return {
            code.decode().lower(): bytes.fromhex(text.decode()).decode("utf-16-be")
            for code, text in pairs
        }

    # What is done

    def around(self, words: str, before: bytes, after: bytes = b"Q") -> None:
        """Put operators before and behind the block of these words."""
        block = self.block(words)
        assert self.content.count(block) == 1
        self.content = self.content.replace(block, before + b"\n" + block + b"\n" + after)

    def replace(self, words: str, old: bytes, new: bytes) -> None:
        """Replace bytes in the block of these words."""
        block = self.block(words)
        assert old in block
        self.content = self.content.replace(block, block.replace(old, new, 1))

    def over(self, operators: bytes) -> None:
        """Draw on top of everything, in the coordinates of the page."""
        self.content = b"q\n" + self.content + b"\nQ\nq\n" + operators + b"\nQ\n"

    def under(self, operators: bytes) -> None:
        """Draw below everything."""
        self.content = b"q\n" + operators + b"\nQ\n" + self.content

    def resource(self, kind: str, value: Any) -> bytes:
        """Enter a resource of the page, such as an `XObject`; gives how operators call it."""
        resources = self.page.obj.Resources
        if f"/{kind}" not in resources:
            resources[f"/{kind}"] = Dictionary()
        name = f"/Them{len(resources[f'/{kind}'])}"
        resources[f"/{kind}"][name] = value
        return name.encode()

    def state(self, **values: Any) -> bytes:
        """An operator that sets entries of the graphics state."""
        entries = Dictionary({f"/{key}": value for key, value in values.items()})
        return self.resource("ExtGState", entries) + b" gs"

    def form(self, operators: bytes, **more: Any) -> Any:
        """A form of the size of the page."""
        box = [0, 0, self.width, self.height]
        return self.pdf.make_stream(
            operators, Type=Name.XObject, Subtype=Name.Form, BBox=box, **more
        )

    def image(self, grey: bytes, width: int, height: int, **more: Any) -> Any:
        """A picture of eight bits for each point."""
        return self.pdf.make_stream(
            grey,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=width,
            Height=height,
            ColorSpace=Name.DeviceGray,
            BitsPerComponent=8,
            **more,
        )

    def annotation(self, subtype: str, box: Box, look: bytes = b"", **more: Any) -> None:
        """An annotation that prints, with an appearance in its own coordinates."""
        size = [0, 0, box[2] - box[0], box[3] - box[1]]
        form = self.pdf.make_stream(look, Type=Name.XObject, Subtype=Name.Form, BBox=size)
        made = Dictionary(
            Type=Name.Annot,
            Subtype=Name(f"/{subtype}"),
            Rect=list(box),
            F=4,
            AP=Dictionary(N=form),
            **more,
        )
        if "/Annots" not in self.page.obj:
            self.page.obj.Annots = pikepdf.Array()
        self.page.obj.Annots.append(self.pdf.make_indirect(made))


def outlines(text: str, x: float, y: float, size: float) -> bytes:
    """Operators that draw a text as areas, with no letter in the file."""
    font = TTFont(FACE)
    glyphs, cmap = font.getGlyphSet(), font.getBestCmap()
    pen = _Operators(glyphs)
    scale = size / cast(int, font["head"].unitsPerEm)
    for letter in text:
        glyph = glyphs[cmap[ord(letter)]]
        glyph.draw(TransformPen(pen, Transform(scale, 0, 0, scale, x, y)))
        x += glyph.width * scale
    return b"\n".join([*pen.operators, b"f"])


class _Operators(BasePen):  # type: ignore[misc]  # fontTools has no types
    def __init__(self, glyphs: Any) -> None:
        super().__init__(glyphs)
        self.operators: list[bytes] = []

    def _add(self, operator: str, *points: tuple[float, float]) -> None:
        numbers = " ".join(f"{value:.3f}" for point in points for value in point)
        self.operators.append(f"{numbers} {operator}".encode())

    def _moveTo(self, pt: Any) -> None:  # noqa: N802 (fontTools calls it so)
        self._add("m", pt)

    def _lineTo(self, pt: Any) -> None:  # noqa: N802
        self._add("l", pt)

    def _curveToOne(self, pt1: Any, pt2: Any, pt3: Any) -> None:  # noqa: N802
        self._add("c", pt1, pt2, pt3)

    def _closePath(self) -> None:  # noqa: N802
        self._add("h")


def picture(pdf: bytes, scale: float = 2.0) -> tuple[bytes, int, int]:
    """The first page as a picture: its points in grey, width, height."""
    page = pypdfium2.PdfDocument(pdf)[0]
    image = page.render(scale=scale, grayscale=True).to_pil()
    return image.tobytes(), *image.size
