"""What the Word template asks of paper, margins, faces and sizes, judged against the decree.

The numbers are those of `layout/nd30.yaml`, by which finished files are judged; a test holds that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING
from unicodedata import normalize

from kehoach.render.docx_xml import TWIPS_PER_MM, Element, Styles, text_of, value, w
from kehoach.render.template_tags import Complaint
from kehoach.vietnamese import format_number

if TYPE_CHECKING:
    from docx.document import Document

A4 = (210, 297)
MARGINS = {"top": (20, 25), "bottom": (20, 25), "left": (30, 35), "right": (15, 20)}
"""Phụ lục I, Phần I, mục I.3, in mm."""
FACE = "Times New Roman"
ANY_SIZE = (11, 14)
"""The smallest and the largest size that the decree knows: for what it says nothing of."""
SIZES = {
    "KH Quốc hiệu": (12, 13),
    "KH Tiêu ngữ": (13, 14),
    "KH Cơ quan chủ quản": (12, 13),
    "KH Cơ quan": (12, 13),
    "KH Số ký hiệu": (13, 13),
    "KH Địa danh ngày": (13, 14),
    "KH Tên loại": (13, 14),
    "KH Trích yếu": (13, 14),
    "KH Căn cứ": (13, 14),
    "KH Căn cứ đoạn": (13, 14),
    "KH Phần": (13, 14),
    "KH Mục": (13, 14),
    "KH Tiểu mục": (13, 14),
    "KH Đoạn": (13, 14),
    "KH Đoạn cuối": (13, 14),
    "KH Kèm theo": (13, 14),
    "KH Nơi nhận": (12, 12),
    "KH Dòng nơi nhận": (11, 11),
    "KH Quyền hạn": (13, 14),
    "KH Họ tên": (13, 14),
    "KH Phụ lục": (14, 14),
    "KH Tên phụ lục": (13, 14),
    "KH Kèm theo phụ lục": (13, 14),
    "KH Số trang": (13, 14),
}
"""Phụ lục I, Phần I, mục V; the sizes between which the letters of each style may be, in pt."""

_BLANK = re.compile(r"KH (?:Kẻ .*|Ngắt trang|Chỗ ký)")
"""Styles of paragraphs that hold no letter."""
_SIDES = {"top": "trên", "bottom": "dưới", "left": "trái", "right": "phải"}
_SLACK = 0.5
"""In mm: Word keeps twips, and shows centimetres with two decimals."""


def check_measures(word: Document, styles: Styles, sections: list[Element]) -> Iterator[Complaint]:
    """Paper and margins of each section; face and size of each style and each fixed text."""
    for section, name in zip(sections, ("kế hoạch", "phụ lục"), strict=False):
        yield from _check_paper(section, name)
    parts = [word.element.body, *_headers(word)]
    looks = _Looks(word)
    used = {styles.name(p) for part in parts for p in part.iter(w("p")) if text_of(p).strip()}
    for name in sorted(used | (styles.names & SIZES.keys())):
        yield from _check_letters(f"kiểu “{name or 'Normal'}”", name, *looks.of_style(name))
    for part in parts:
        yield from _check_fixed_texts(part, styles, looks)


def _check_paper(section: Element, name: str) -> Iterator[Complaint]:
    page, margins = section.find(w("pgSz")), section.find(w("pgMar"))
    sides = _mm(page, "w"), _mm(page, "h")
    wide = name == "phụ lục" and sides[0] > sides[1]  # an annex may be printed across
    if any(abs(a - b) > 1 for a, b in zip(sorted(sides) if wide else sides, A4, strict=True)):
        shown = " x ".join(_shown(side) for side in sides)
        yield Complaint(
            "IN014",
            f"phần {name} của mẫu có khổ giấy {shown} mm; quy định là A4, 210 x 297 mm.",
            "Trong Word: Layout > Size > A4, chiều dọc (Orientation > Portrait).",
        )
    allowed = [edge for between in MARGINS.values() for edge in between]
    for side, between in MARGINS.items():
        low, high = (min(allowed), max(allowed)) if wide else between
        margin = _mm(margins, side) + (_mm(margins, "gutter") if side == "left" else 0)
        if not low - _SLACK <= margin <= high + _SLACK:
            yield Complaint(
                "IN014",
                f"phần {name} của mẫu có lề {_SIDES[side]} {_shown(margin)} mm; quy định là "
                f"{low}-{high} mm.",
                "Trong Word: Layout > Margins > Custom Margins, ghi lề trên và dưới 2 cm, lề trái "
                "3 cm, lề phải 1,5 cm, Gutter 0.",
            )


def _mm(element: Element | None, name: str) -> float:
    """A length, which may be written with its unit as well; 0 where there is none."""
    text = value(element, name) or ""
    try:
        return abs(float(text)) / TWIPS_PER_MM
    except ValueError:
        number, unit = text[:-2], text[-2:]
        units = {"mm": 1.0, "cm": 10.0, "in": 25.4, "pt": 25.4 / 72, "pc": 25.4 / 6}
        return abs(float(number)) * units[unit] if unit in units else 0.0


def _shown(length: float) -> str:
    return format_number(Decimal(length), 1, strip_zeros=True)


def _headers(word: Document) -> Iterator[Element]:
    for section in word.sections:
        for part in (section.header, section.first_page_header, section.footer):
            if not part.is_linked_to_previous:
                yield part._element


class _Looks:
    """The face and size that letters get: their own, else from their styles, else the file's."""

    def __init__(self, word: Document) -> None:
        root = word.styles.element
        self._styles = {value(style, "styleId"): style for style in root.iter(w("style"))}
        self._names = {
            normalize("NFC", value(style.find(w("name"))) or ""): identity
            for identity, style in self._styles.items()
        }
        self._last = [root.find(f"{w('docDefaults')}/{w('rPrDefault')}/{w('rPr')}")]
        self._theme = _theme_faces(word)

    def of_style(self, name: str) -> tuple[str, float]:
        """Of a paragraph style, by name; "" is the default one."""
        return self._first([*self._chain(self._identity(name)), *self._last])

    def of_run(self, properties: Element, style: str) -> tuple[str, float]:
        """Of letters with properties of their own in a paragraph of a style."""
        character = self._chain(value(properties.find(w("rStyle"))))
        chain = [properties, *character, *self._chain(self._identity(style)), *self._last]
        return self._first(chain)

    def _identity(self, name: str) -> str | None:
        return self._names.get(name or "Normal")

    def _chain(self, identity: str | None) -> Iterator[Element | None]:
        seen: set[str | None] = set()
        while identity in self._styles and identity not in seen:
            seen.add(identity)
            style = self._styles[identity]
            yield style.find(w("rPr"))
            identity = value(style.find(w("basedOn")))

    def _first(self, chain: list[Element | None]) -> tuple[str, float]:
        """Word's own are Times New Roman and 10 pt, where nothing is said."""
        properties = [part for part in chain if part is not None]
        faces = (face for part in properties if (face := self._face(part.find(w("rFonts")))))
        sizes = (size for part in properties if (size := value(part.find(w("sz")))))
        return next(faces, FACE), _number(next(sizes, "20")) / 2

    def _face(self, fonts: Element | None) -> str:
        """The face of Vietnamese letters: both of these are, by the letter."""
        if fonts is None:
            return ""
        faces = [
            self._theme.get((value(fonts, f"{slot}Theme") or "")[:5], value(fonts, slot) or "")
            for slot in ("ascii", "hAnsi")
        ]
        return next((face for face in faces if face and face != FACE), faces[0] or faces[1])


def _theme_faces(word: Document) -> dict[str, str]:
    """The faces behind minorHAnsi and its like, by the first five letters."""
    from docx.opc.constants import RELATIONSHIP_TYPE

    for relation in word.part.rels.values():
        if relation.reltype == RELATIONSHIP_TYPE.THEME:
            text = relation.target_part.blob.decode("utf-8", "replace")
            found = re.findall(
                r"<a:(major|minor)Font>\s*<a:latin [^>]*?typeface=\"([^\"]*)\"", text
            )
            return dict(found)
    return {}


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0


def _check_fixed_texts(part: Element, styles: Styles, looks: _Looks) -> Iterator[Complaint]:
    """Letters with a face or a size of their own; those of a tag go when its text is filled in."""
    for paragraph in part.iter(w("p")):
        if "{" in text_of(paragraph):
            continue
        style = styles.name(paragraph)
        for run in paragraph.iter(w("r")):
            properties, words = run.find(w("rPr")), text_of(run).strip()
            is_number = run.find(w("instrText")) is not None
            if properties is not None and (words or is_number):
                shown = f"chữ “{words[:30]}”" if words else "số trang"
                yield from _check_letters(shown, style, *looks.of_run(properties, style))


def _check_letters(shown: str, style: str, face: str, size: float) -> Iterator[Complaint]:
    if _BLANK.fullmatch(style):
        return
    if face != FACE:
        yield Complaint(
            "IN015",
            f"{shown} của mẫu dùng phông {face}; quy định là {FACE}.",
            f"Trong Word: chọn đoạn đó (hoặc sửa kiểu ở Styles > Modify) và đặt phông {FACE}.",
        )
    low, high = SIZES.get(style, ANY_SIZE)
    if not low <= size <= high:
        between = f"{low}" if low == high else f"{low}-{high}"
        yield Complaint(
            "IN016",
            f"{shown} của mẫu có cỡ chữ {_shown(size)}; quy định là {between}.",
            "Trong Word: Styles > Modify, đặt lại cỡ chữ của kiểu này; chữ định dạng riêng thì bấm "
            "Clear All Formatting rồi gán lại kiểu.",
        )
