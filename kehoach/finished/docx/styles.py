"""The style sheet of a package: what letters and paragraphs look like before direct formatting."""

from __future__ import annotations

import unicodedata
from functools import cache

from kehoach.finished.docx.properties import TOGGLES, Properties, paragraph_values, run_values
from kehoach.finished.docx.xml import A, Element, local, value, w

_DEEPEST = 32
_DEFAULT_SIZE = 10.0
_DEFAULT_FONT = "Times New Roman"


class StyleSheet:
    """Styles by id with their chains (w:basedOn), the defaults of the document, the theme's fonts.

    Both parts may be None: then the defaults of the format hold.
    """

    def __init__(self, styles: Element | None, theme: Element | None) -> None:
        self.theme = _theme_fonts(theme)
        self._styles: dict[str, Element] = {}
        self._default: dict[str, str] = {}
        self._run_defaults: Properties = {}
        self._paragraph_defaults: Properties = {}
        if styles is not None:
            self._read(styles)
        self.chain = cache(self._chain)
        self.run = cache(self._run)
        self.paragraph = cache(self._paragraph)
        self.cell = cache(self._cell)

    def _read(self, styles: Element) -> None:
        for style in styles.iter(w("style")):
            identity, kind = value(style, "styleId") or "", value(style, "type") or "paragraph"
            self._styles.setdefault(identity, style)
            if value(style, "default") in ("1", "true", "on"):
                self._default.setdefault(kind, identity)
        defaults = styles.find(w("docDefaults"))
        if defaults is not None:
            rpr = defaults.find(f"{w('rPrDefault')}/{w('rPr')}")
            self._run_defaults = run_values(rpr, self.theme)
            ppr = defaults.find(f"{w('pPrDefault')}/{w('pPr')}")
            self._paragraph_defaults = paragraph_values(ppr)

    def default(self, kind: str) -> str:
        """Id of the default style of a kind ('paragraph', 'character', 'table'), '' for none."""
        return self._default.get(kind, "")

    def name(self, identity: str) -> str:
        """The name of a style as Word shows it."""
        style = self._styles.get(identity)
        if style is None:
            return identity
        return unicodedata.normalize("NFC", value(style.find(w("name"))) or identity)

    def _chain(self, identity: str) -> tuple[Element, ...]:
        """A style and what it is based on, the most basic first; a circle is cut."""
        chain: list[Element] = []
        seen: set[str] = set()
        at: str | None = identity
        while at and at in self._styles and at not in seen and len(chain) < _DEEPEST:
            seen.add(at)
            style = self._styles[at]
            chain.insert(0, style)
            at = value(style.find(w("basedOn")))
        return tuple(chain)

    def _run(self, identity: str) -> Properties:
        """What a style of any kind says of letters."""
        values: Properties = {}
        for style in self.chain(identity):
            values |= run_values(style.find(w("rPr")), self.theme)
        return values

    def _paragraph(self, identity: str) -> Properties:
        """What a paragraph or table style says of paragraphs."""
        values: Properties = {}
        for style in self.chain(identity):
            values |= paragraph_values(style.find(w("pPr")))
        values.pop("style", None)
        return values

    def _cell(self, identity: str, region: str) -> tuple[Properties, Properties]:
        """What a table style says of letters and paragraphs in one region ('firstRow', …)."""
        letters: Properties = {}
        layout: Properties = {}
        for style in self.chain(identity):
            for part in style.iter(w("tblStylePr")):
                if value(part, "type") == region:
                    letters |= run_values(part.find(w("rPr")), self.theme)
                    layout |= paragraph_values(part.find(w("pPr")))
        return letters, layout

    def table_properties(self, identity: str) -> list[Element]:
        """The w:tblPr of a table style and of what it is based on, the most basic first."""
        elements = [style.find(w("tblPr")) for style in self.chain(identity)]
        return [element for element in elements if element is not None]

    def letters(
        self,
        table: Properties,
        paragraph_style: str,
        character_style: str | None,
        direct: Properties,
    ) -> Properties:
        """The effective properties of letters: defaults, table, paragraph and run styles, direct.

        Switches such as bold combine by exclusive or across styles, unless the defaults or direct
        formatting say so outright.
        """
        character = character_style or self.default("character")
        layers = [table, self.run(paragraph_style), self.run(character)]
        values: Properties = {"size": _DEFAULT_SIZE, "ascii": _DEFAULT_FONT, "hAnsi": _DEFAULT_FONT}
        values |= self._run_defaults
        for layer in layers:
            values |= layer
        for toggle in TOGGLES:
            values[toggle] = bool(self._run_defaults.get(toggle)) or (
                sum(bool(layer.get(toggle)) for layer in layers) % 2 == 1
            )
        return values | direct

    def layout(
        self, table: Properties, style: str, listed: Properties, direct: Properties
    ) -> Properties:
        """The effective properties of a paragraph; `listed` are the indents of its list level."""
        styled = self.paragraph(style)
        layers = [self._paragraph_defaults, table, styled, listed, direct]
        if "list" in styled and "list" not in direct:
            layers[2:4] = listed, styled
        values: Properties = {}
        for layer in layers:
            tabs = values.get("tabs", ()) + layer.get("tabs", ())
            values |= layer
            values["tabs"] = tabs
        return values


def _theme_fonts(theme: Element | None) -> dict[str, str]:
    """The fonts behind names such as 'minorHAnsi'; East Asian and complex ones are the same."""
    fonts: dict[str, str] = {}
    if theme is None:
        return fonts
    for kind in ("major", "minor"):
        latin = theme.find(f".//{A}{kind}Font/{A}latin")
        face = latin.get("typeface") if latin is not None else ""
        if face:
            for slot in ("HAnsi", "Ascii", "EastAsia", "Bidi"):
                fonts[kind + slot] = face
    return fonts


__all__ = ["StyleSheet", "local"]
