"""What one w:rPr or w:pPr says explicitly, as plain values; merging them is the caller's."""

from __future__ import annotations

from typing import Any

from kehoach.finished.docx.xml import Element, local, number, switch, value, w
from kehoach.finished.positions import Alignment

Properties = dict[str, Any]
"""Properties by name. What is not said is not there, so that `a | b` lets b override a."""

TOGGLES = ("bold", "italic", "caps", "hidden")
"""Properties that combine by exclusive or across styles (ISO 29500-1, 17.7.3)."""

_SWITCHES = {"b": "bold", "i": "italic", "caps": "caps", "vanish": "hidden"}
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
    values: Properties = {}
    if rpr is None:
        return values
    for child in rpr:
        name = local(child)
        if name in _SWITCHES:
            values[_SWITCHES[name]] = bool(switch(child))
        elif name == "sz":
            size = number(value(child))
            if size:
                values["size"] = size / 2
        elif name == "u":
            values["underline"] = value(child) not in (None, "none")
        elif name == "color":
            values["colour"] = _colour(child)
        elif name == "vertAlign":
            values["raised"] = value(child) in ("superscript", "subscript")
        elif name == "rFonts":
            values |= _fonts(child, theme)
        elif name == "rStyle":
            values["style"] = value(child)
    return values


def _fonts(fonts: Element, theme: dict[str, str]) -> Properties:
    names: Properties = {}
    for slot in ("ascii", "hAnsi"):
        behind = value(fonts, f"{slot}Theme")
        named = theme.get(behind) if behind else value(fonts, slot)
        if named:  # LibreOffice names others to fall back on
            names[slot] = named.partition(";")[0].strip()
    return names


def _colour(element: Element) -> str | None:
    named = value(element)
    if named in (None, "auto"):
        return "000000" if named else None
    return named.upper()


def paragraph_values(ppr: Element | None) -> Properties:
    """The properties of a paragraph that a pPr sets; lengths in twips."""
    values: Properties = {}
    if ppr is None:
        return values
    for child in ppr:
        name = local(child)
        if name == "jc":
            values["alignment"] = _ALIGNMENTS.get(value(child) or "")
        elif name == "spacing":
            values |= _spacing(child)
        elif name == "ind":
            values |= _indents(child)
        elif name == "contextualSpacing":
            values["contextual"] = bool(switch(child))
        elif name == "pageBreakBefore":
            values["page_break"] = bool(switch(child))
        elif name == "pBdr":
            values["borders"] = {local(side): side for side in child}
        elif name == "tabs":
            values["tabs"] = values.get("tabs", ()) + tuple(_tabs(child))
        elif name == "numPr":
            values |= _numbering(child)
        elif name == "framePr":
            values["frame"] = child
        elif name == "pStyle":
            values["style"] = value(child)
    return values


def _spacing(element: Element) -> Properties:
    spacing: Properties = {}
    for side in ("before", "after"):
        twips = number(value(element, side))
        lines = number(value(element, f"{side}Lines"))
        if twips is not None:
            spacing[side] = twips
        if lines:
            spacing[side] = lines * 2.4
        automatic = value(element, f"{side}Autospacing")
        if automatic is not None:
            spacing[f"{side}_auto"] = automatic not in ("0", "false", "off")
    line = number(value(element, "line"))
    if line is not None:
        spacing["line"] = line
    rule = value(element, "lineRule")
    if rule is not None:
        spacing["line_rule"] = rule
    return spacing


def _indents(element: Element) -> Properties:
    indents: Properties = {}
    for name, *attributes in (("left", "left", "start"), ("right", "right", "end")):
        for attribute in attributes:
            twips = number(value(element, attribute))
            if twips is not None:
                indents[name] = twips
    for attribute, sign in (("firstLine", 1), ("hanging", -1)):
        twips = number(value(element, attribute))
        if twips is not None:
            indents["first_line"] = sign * twips
    for attribute, sign in (("firstLineChars", 1), ("hangingChars", -1)):
        letters = number(value(element, attribute))
        if letters:
            indents["first_line_chars"] = sign * letters / 100
    return indents


def _tabs(element: Element) -> list[tuple[float, str, str]]:
    """Tab stops: place in twips, kind ('center', 'right', 'left', 'clear') and leader."""
    return [
        (number(value(tab, "pos")) or 0.0, value(tab) or "left", value(tab, "leader") or "none")
        for tab in element.iter(w("tab"))
    ]


def _numbering(element: Element) -> Properties:
    numbering: Properties = {}
    identity, level = element.find(w("numId")), element.find(w("ilvl"))
    if identity is not None:
        numbering["list"] = value(identity)
    if level is not None:
        numbering["level"] = int(number(value(level)) or 0)
    return numbering
