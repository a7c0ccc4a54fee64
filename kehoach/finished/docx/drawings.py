"""What is anchored in a paragraph: text boxes, straight lines, pictures; DrawingML and VML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kehoach.finished.docx.xml import (
    MC,
    MM_PER_EMU,
    PIC,
    WP,
    WPS,
    A,
    Element,
    V,
    chosen,
    local,
    number,
    w,
)
from kehoach.finished.positions import Made

FLAT = 2.0
"""A shape of at most so many mm from top to bottom is a line."""

_LINES = {"line", "straightConnector1"}
_VML_LINES = ("#_x0000_t32", "#_x0000_t20")
_INSET = 2.54
_LENGTH = re.compile(r"(-?[\d.]+)(pt|in|cm|mm|px|pc)?")
_UNITS = {"pt": 25.4 / 72, "in": 25.4, "cm": 10.0, "mm": 1.0, "px": 25.4 / 96, "pc": 25.4 / 6}


@dataclass(frozen=True, slots=True)
class DrawingPlace:
    """Where a drawing stands: offsets in mm from what they are relative to; None if unknown.

    `across` is relative to 'column', 'margin' or 'page', `down` to 'paragraph', 'line', 'margin'
    or 'page'. `align` is 'center', 'left' or 'right' in place of an offset. An inline drawing has
    `inline` set.
    """

    across: float | None = None
    across_of: str = "column"
    align: str = ""
    down: float | None = None
    down_of: str = "paragraph"
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """A straight horizontal line, or a picture as thin as one; lengths in mm."""

    made: Made
    length: float
    spot: DrawingPlace
    solid: bool | None = True


@dataclass(frozen=True, slots=True)
class TextBox:
    """A text box: its w:txbxContent, the width of its text in mm, whether a border runs around."""

    content: Element
    width: float | None
    boxed: bool
    spot: DrawingPlace


def read_drawing(drawing: Element) -> Iterator[Shape | TextBox]:
    """The text boxes and lines of a w:drawing, w:pict or w:object."""
    if local(drawing) == "drawing":
        for anchor in drawing:
            if local(anchor) in ("anchor", "inline"):
                yield from _anchored(anchor)
    else:
        yield from _vml(drawing)


def _anchored(anchor: Element) -> Iterator[Shape | TextBox]:
    spot = _spot(anchor)
    extent = anchor.find(f"{WP}extent")
    size = _size(extent)
    for shape in _unchosen(anchor):
        if shape.tag == f"{WPS}wsp":
            yield from _shape(shape, spot, size)
        elif shape.tag == f"{PIC}pic" and size and size[1] <= FLAT:
            yield Shape(Made.PICTURE, size[0], spot, None)


def _unchosen(parent: Element) -> Iterator[Element]:
    """All elements below, of alternatives only the one that Word reads; text boxes unopened."""
    for child in parent:
        if child.tag == f"{MC}AlternateContent":
            for branch in chosen(child):
                yield branch
                yield from _unchosen(branch)
        elif child.tag != f"{WPS}txbx":
            yield child
            yield from _unchosen(child)


def _spot(anchor: Element) -> DrawingPlace:
    if local(anchor) == "inline":
        return DrawingPlace(inline=True)
    across, across_of, align = _position(anchor.find(f"{WP}positionH"))
    down, down_of, _ = _position(anchor.find(f"{WP}positionV"))
    return DrawingPlace(across, across_of or "column", align, down, down_of or "paragraph")


def _position(element: Element | None) -> tuple[float | None, str, str]:
    if element is None:
        return None, "", ""
    relative = element.get("relativeFrom") or ""
    offset, align = element.find(f"{WP}posOffset"), element.find(f"{WP}align")
    emu = number(offset.text) if offset is not None else None
    return (
        None if emu is None else emu * MM_PER_EMU,
        relative,
        (align.text or "") if align is not None else "",
    )


def _size(extent: Element | None) -> tuple[float, float] | None:
    if extent is None:
        return None
    across, down = number(extent.get("cx")), number(extent.get("cy"))
    if across is None or down is None:
        return None
    return abs(across) * MM_PER_EMU, abs(down) * MM_PER_EMU


def _shape(
    shape: Element, spot: DrawingPlace, outer: tuple[float, float] | None
) -> Iterator[Shape | TextBox]:
    geometry = shape.find(f"{WPS}spPr/{A}prstGeom")
    preset = geometry.get("prst") if geometry is not None else ""
    size = _size(shape.find(f"{WPS}spPr/{A}xfrm/{A}ext")) or outer
    line = shape.find(f"{WPS}spPr/{A}ln")
    content = shape.find(f"{WPS}txbx/{w('txbxContent')}")
    if content is not None:
        boxed = line is None or line.find(f"{A}noFill") is None
        if line is None and shape.find(f"{WPS}style") is None:
            boxed = False
        yield TextBox(content, _inside(shape, size), boxed, spot)
    elif size and size[1] <= FLAT and size[0] > FLAT and (preset in _LINES or preset == "rect"):
        dash = None if line is None else line.find(f"{A}prstDash")
        solid = dash is None or dash.get("val") in (None, "solid")
        yield Shape(Made.SHAPE, size[0], spot, solid)


def _inside(shape: Element, size: tuple[float, float] | None) -> float | None:
    if size is None:
        return None
    body = shape.find(f"{WPS}bodyPr")
    insets = 0.0
    for side in ("lIns", "rIns"):
        emu = None if body is None else number(body.get(side))
        insets += _INSET if emu is None else emu * MM_PER_EMU
    return max(0.0, size[0] - insets)


def _vml(parent: Element) -> Iterator[Shape | TextBox]:
    for shape in parent.iter(*(f"{V}{name}" for name in ("shape", "line", "rect", "roundrect"))):
        style = _style(shape)
        content = shape.find(f"{V}textbox/{w('txbxContent')}")
        spot = _vml_spot(style)
        width, height = _mm(style.get("width")), _mm(style.get("height"))
        if content is not None:
            inside = None if width is None else max(0.0, width - _vml_insets(shape))
            yield TextBox(content, inside, shape.get("stroked") not in ("f", "false"), spot)
        elif local(shape) == "line":
            yield from _vml_line(shape, spot)
        elif shape.get("type") in _VML_LINES and width and (height or 0.0) <= FLAT:
            yield Shape(Made.SHAPE, width, spot, _vml_solid(shape))
        elif local(shape) == "rect" and width and height is not None and height <= FLAT:
            yield Shape(Made.SHAPE, width, spot, True)


def _vml_insets(shape: Element) -> float:
    """Left and right inset of a text box together: 'left,top,right,bottom', some left out."""
    box = shape.find(f"{V}textbox")
    given = ("" if box is None else box.get("inset") or "").split(",")
    sides = (_mm(given[side]) if side < len(given) else None for side in (0, 2))
    return sum(_INSET if mm is None else mm for mm in sides)


def _vml_line(line: Element, spot: DrawingPlace) -> Iterator[Shape]:
    start, end = _point(line.get("from")), _point(line.get("to"))
    if start and end and abs(start[1] - end[1]) <= FLAT:
        across = min(start[0], end[0])
        spot = DrawingPlace(across, spot.across_of, spot.align, start[1], spot.down_of)
        yield Shape(Made.SHAPE, abs(end[0] - start[0]), spot, _vml_solid(line))


def _vml_solid(shape: Element) -> bool:
    stroke = shape.find(f"{V}stroke")
    return stroke is None or stroke.get("dashstyle") in (None, "solid")


def _point(text: str | None) -> tuple[float, float] | None:
    across, _, down = (text or "").partition(",")
    x, y = _mm(across), _mm(down)
    return None if x is None or y is None else (x, y)


def _style(shape: Element) -> dict[str, str]:
    parts = (part.partition(":") for part in (shape.get("style") or "").split(";"))
    return {name.strip().lower(): text.strip() for name, _, text in parts}


def _vml_spot(style: dict[str, str]) -> DrawingPlace:
    if style.get("position") != "absolute":
        return DrawingPlace(inline=True)
    across = style.get("mso-position-horizontal-relative", "text")
    down = style.get("mso-position-vertical-relative", "text")
    align = style.get("mso-position-horizontal", "")
    return DrawingPlace(
        _mm(style.get("margin-left")),
        "column" if across == "text" else across,
        align if align in ("center", "left", "right") else "",
        _mm(style.get("margin-top")),
        "paragraph" if down == "text" else down,
    )


def _mm(text: str | None) -> float | None:
    match = _LENGTH.fullmatch((text or "").strip())
    return float(match[1]) * _UNITS[match[2] or "px"] if match else None
