"""What one w:rPr or w:pPr says explicitly, as plain values; merging them is the caller's."""

from __future__ import annotations

from typing import Any

from kehoach.finished.docx.xml import Element, local, number, switch, value, w
from kehoach.finished.positions import Alignment

Properties = dict[str, Any]
"""Properties by name. What is not said is not there, so that `a | b` lets b override a."""

TOGGLES = ("bold", "italic", "caps", "hidden", "strike")
"""Properties that combine by exclusive or across styles (ISO 29500-1, 17.7.3)."""

_SWITCHES = {"b": "bold", "i": "italic", "caps": "caps", "vanish": "hidden", "strike": "strike"}
_ALIGNMENTS = {
    "left": Alignment.LEFT,
    "start": Alignment.LEFT,
    "right": Alignment.RIGHT,
    "end": Alignment.RIGHT,
    "center": Alignment.CENTER,
    "both": Alignment.JUSTIFY,
    "distribute": Alignment.JUSTIFY,
    "lowKashida": Alignment.JUSTIFY,
    "mediumKashida": Alignment.JUSTIFY,
    "highKashida": Alignment.JUSTIFY,
    "thaiDistribute": Alignment.JUSTIFY,
}
AUTO_GAP = 280.0
"""Twips that Word leaves for an automatic gap."""


def run_values(rpr: Element | None, theme: dict[str, str]) -> Properties:
    """The properties of letters that an rPr sets. `theme` gives the fonts behind theme names."""
    found: Properties = {}
    if rpr is None:
        return found
    for child in rpr:
        name = local(child)
        if name in _SWITCHES:
            found[_SWITCHES[name]] = bool(switch(child))
        elif name == "sz":
            size = number(value(child))
            if size:
                found["size"] = size / 2
        elif name == "u":
            found["underline"] = value(child) not in (None, "none")
        elif name == "color":
            found["colour"] = _colour(child)
        elif name == "vertAlign":
            found["raised"] = value(child) in ("superscript", "subscript")
        elif name == "position":
            found["position"] = number(value(child)) or 0.0
        elif name == "rFonts":
            found |= _fonts(child, theme)
        elif name == "rStyle":
            found["style"] = value(child)
    return found


def _fonts(fonts: Element, theme: dict[str, str]) -> Properties:
    found: Properties = {}
    for slot in ("ascii", "hAnsi"):
        behind = value(fonts, f"{slot}Theme")
        named = theme.get(behind) if behind else value(fonts, slot)
        if named:
            found[slot] = named.partition(";")[
                0
            ].strip()  # LibreOffice names others to fall back on
    return found


def _colour(element: Element) -> str | None:
    named = value(element)
    if named in (None, "auto"):
        return "000000" if named else None
    return named.upper()


def paragraph_values(ppr: Element | None) -> Properties:
    """The properties of a paragraph that a pPr sets; lengths in twips."""
    found: Properties = {}
    if ppr is None:
        return found
    for child in ppr:
        name = local(child)
        if name == "jc":
            found["alignment"] = _ALIGNMENTS.get(value(child) or "")
        elif name == "spacing":
            found |= _spacing(child)
        elif name == "ind":
            found |= _indents(child)
        elif name == "contextualSpacing":
            found["contextual"] = bool(switch(child))
        elif name == "pageBreakBefore":
            found["page_break"] = bool(switch(child))
        elif name == "outlineLvl":
            level = number(value(child))
            found["outline"] = int(level) if level is not None and level < 9 else None
        elif name == "pBdr":
            found["borders"] = {local(side): side for side in child}
        elif name == "tabs":
            found["tabs"] = found.get("tabs", ()) + tuple(_tabs(child))
        elif name == "numPr":
            found |= _numbering(child)
        elif name == "framePr":
            found["frame"] = child
        elif name == "pStyle":
            found["style"] = value(child)
    return found


def _spacing(element: Element) -> Properties:
    found: Properties = {}
    for side in ("before", "after"):
        twips = number(value(element, side))
        lines = number(value(element, f"{side}Lines"))
        if twips is not None:
            found[side] = twips
        if lines:
            found[side] = lines * 2.4
        automatic = value(element, f"{side}Autospacing")
        if automatic is not None:
            found[f"{side}_auto"] = automatic not in ("0", "false", "off")
    line = number(value(element, "line"))
    if line is not None:
        found["line"] = line
    rule = value(element, "lineRule")
    if rule is not None:
        found["line_rule"] = rule
    return found


def _indents(element: Element) -> Properties:
    found: Properties = {}
    for name, *attributes in (("left", "left", "start"), ("right", "right", "end")):
        for attribute in attributes:
            twips = number(value(element, attribute))
            if twips is not None:
                found[name] = twips
    for attribute, sign in (("firstLine", 1), ("hanging", -1)):
        twips = number(value(element, attribute))
        if twips is not None:
            found["first_line"] = sign * twips
    for attribute, sign in (("firstLineChars", 1), ("hangingChars", -1)):
        letters = number(value(element, attribute))
        if letters:
            found["first_line_chars"] = sign * letters / 100
    return found


def _tabs(element: Element) -> list[tuple[float, str, str]]:
    """Tab stops: place in twips, kind ('center', 'right', 'left', 'clear') and leader."""
    return [
        (number(value(tab, "pos")) or 0.0, value(tab) or "left", value(tab, "leader") or "none")
        for tab in element.iter(w("tab"))
    ]


def _numbering(element: Element) -> Properties:
    found: Properties = {}
    identity, level = element.find(w("numId")), element.find(w("ilvl"))
    if identity is not None:
        found["list"] = value(identity)
    if level is not None:
        found["level"] = int(number(value(level)) or 0)
    return found
