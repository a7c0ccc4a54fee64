"""Tables of a .docx: widths, padding and borders of cells, from the table and its style."""

from __future__ import annotations

from dataclasses import dataclass

from kehoach.finished.docx.properties import Properties
from kehoach.finished.docx.styles import StyleSheet
from kehoach.finished.docx.xml import MM_PER_TWIP, Element, local, number, switch, value, w

_SIDES = ("top", "left", "bottom", "right")
_DEFAULT_PADDING = 115.0
_REGIONS = {"firstRow": 0x20, "lastRow": 0x40, "firstColumn": 0x80, "lastColumn": 0x100}
_STYLE_REGIONS = {
    "firstRow": "firstRow",
    "lastRow": "lastRow",
    "firstColumn": "firstCol",
    "lastColumn": "lastCol",
}


@dataclass(frozen=True, slots=True)
class CellFrame:
    """What a table does to a cell: width of its text in mm, borders, properties for its text."""

    width: float | None
    inside: float | None
    borders: frozenset[str]
    own_borders: frozenset[str]
    letters: Properties
    layout: Properties

    @property
    def boxed(self) -> bool:
        return self.borders.issuperset(_SIDES)


class TableFrame:
    """The properties of one w:tbl: grid in mm, padding, borders, and what its style says."""

    def __init__(self, table: Element, sheet: StyleSheet, room: float | None) -> None:
        """`room` is the width in mm of the column that the table stands in, if it is known."""
        own = table.find(w("tblPr"))
        named = None if own is None else value(own.find(w("tblStyle")))
        self._style = named or sheet.default("table")
        self._sheet = sheet
        self._layers = sheet.table_properties(self._style) + ([] if own is None else [own])
        self._look = self._flags(own)
        self._width = _wide(None if own is None else own.find(w("tblW")), room)
        self.columns = tuple(
            (number(value(column, "w")) or 0.0) * MM_PER_TWIP
            for column in table.iterfind(f"{w('tblGrid')}/{w('gridCol')}")
        )
        self._borders: dict[str, bool] = {}
        for layer in self._layers:
            self._borders |= borders_of(layer.find(w("tblBorders")))
        self._padding = {side: self._margin(side) for side in ("left", "right")}

    @property
    def is_ruled(self) -> bool:
        """Whether the table draws lines of its own."""
        return any(self._borders.values())

    @staticmethod
    def _flags(own: Element | None) -> int:
        look = None if own is None else own.find(w("tblLook"))
        if look is None:
            return 0
        code = value(look)
        try:
            flags = int(code, 16) if code else 0
        except ValueError:
            flags = 0
        for name, bit in _REGIONS.items():
            said = value(look, name)
            if said is not None:
                flags = flags | bit if said in ("1", "true", "on") else flags & ~bit
        return flags

    def _margin(self, side: str) -> float:
        width = _DEFAULT_PADDING
        for layer in self._layers:
            twips = _padding(layer.find(w("tblCellMar")), side)
            width = width if twips is None else twips
        return width * MM_PER_TWIP

    def cell(self, element: Element, row: int, rows: int, column: int, span: int) -> CellFrame:
        """The frame of a w:tc that starts at `column` of the grid in `row` of `rows`."""
        own = element.find(w("tcPr"))
        width = None if own is None else own.find(w("tcW"))
        wide = _wide(width, self._width) or sum(self.columns[column : column + span]) or None
        inside = wide
        if wide is not None:
            margins = None if own is None else own.find(w("tcMar"))
            for side in ("left", "right"):
                twips = _padding(margins, side)
                inside = (inside or 0.0) - (
                    self._padding[side] if twips is None else twips * MM_PER_TWIP
                )
        ends = (row == 0, row == rows - 1, column == 0, column + span >= len(self.columns))
        said = borders_of(None if own is None else own.find(w("tcBorders")))
        own_borders = frozenset(side for side, drawn in said.items() if drawn)
        borders = self._around(ends) | said
        letters, layout = self._styled(ends)
        drawn = frozenset(side for side in _SIDES if borders.get(side))
        return CellFrame(wide, inside, drawn, own_borders, letters, layout)

    def _around(self, ends: tuple[bool, bool, bool, bool]) -> dict[str, bool]:
        top, bottom, left, right = ends
        between = {
            "h": self._borders.get("insideH", False),
            "v": self._borders.get("insideV", False),
        }
        return {
            "top": self._borders.get("top", False) if top else between["h"],
            "bottom": self._borders.get("bottom", False) if bottom else between["h"],
            "left": self._borders.get("left", False) if left else between["v"],
            "right": self._borders.get("right", False) if right else between["v"],
        }

    def _styled(self, ends: tuple[bool, bool, bool, bool]) -> tuple[Properties, Properties]:
        letters = dict(self._sheet.run(self._style))
        layout = dict(self._sheet.paragraph(self._style))
        top, bottom, left, right = ends
        at = {"lastColumn": right, "firstColumn": left, "lastRow": bottom, "firstRow": top}
        for region, is_there in at.items():
            if is_there and self._look & _REGIONS[region]:
                more, other = self._sheet.cell(self._style, _STYLE_REGIONS[region])
                letters |= more
                layout |= other
        return letters, layout


def _wide(width: Element | None, whole: float | None) -> float | None:
    """A width in mm: stated outright, or as a share (in fiftieths of a per cent) of the whole."""
    stated = value(width, "w") or ""
    kind = value(width, "type") or "dxa"
    if kind == "dxa" and not stated.endswith("%"):
        return (number(stated) or 0.0) * MM_PER_TWIP or None
    share = number(stated.rstrip("%"))
    if kind not in ("pct", "dxa") or share is None or whole is None:
        return None
    return whole * share / (100 if stated.endswith("%") else 5000) or None


def borders_of(element: Element | None) -> dict[str, bool]:
    """The sides that a border element names, and whether each is drawn."""
    if element is None:
        return {}
    names = {"start": "left", "end": "right"}
    return {
        names.get(local(side), local(side)): value(side) not in (None, "none", "nil")
        for side in element
        if local(side)
    }


def _padding(margins: Element | None, side: str) -> float | None:
    if margins is None:
        return None
    margin = margins.find(w(side))
    if margin is None:
        margin = margins.find(w({"left": "start", "right": "end"}[side]))
    return number(value(margin, "w")) if margin is not None else None


def span_of(cell: Element) -> int:
    """How many columns of the grid a w:tc covers."""
    span = number(value(cell.find(f"{w('tcPr')}/{w('gridSpan')}")))
    return min(max(int(span or 1), 1), 1000)


def merge_of(cell: Element) -> str:
    """'restart' where a vertical merge starts, 'continue' inside one, '' outside."""
    merge = cell.find(f"{w('tcPr')}/{w('vMerge')}")
    return "" if merge is None else value(merge) or "continue"


def skipped(row: Element) -> int:
    """Columns of the grid left out before the first cell of a w:tr."""
    before = number(value(row.find(f"{w('trPr')}/{w('gridBefore')}")))
    return min(int(before or 0), 1000)


def is_header(row: Element) -> bool:
    """Whether a w:tr is repeated on each page."""
    return bool(switch(row.find(f"{w('trPr')}/{w('tblHeader')}")))
