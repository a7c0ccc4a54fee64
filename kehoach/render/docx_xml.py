"""The little WordprocessingML that the DOCX modules share: names, styles, runs.

Lengths are in twips (1/20 pt), as in the files, unless a name says mm.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from html import escape  # that of xml.sax loads the whole of urllib
from typing import Any

from kehoach.document import Run

Element = Any
"""An lxml element; python-docx adds its own attributes to some."""

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
"""xml:space, without which Word drops blanks at the ends of a text."""
TWIPS_PER_MM = 1440 / 25.4

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_DEFAULT_SIZE = 14.0


def w(name: str) -> str:
    """`tbl` -> the qualified name of w:tbl."""
    return f"{{{NAMESPACE}}}{name}"


def value(element: Element | None, name: str = "val") -> str | None:
    """An attribute of the w: namespace, None where there is no such element."""
    return None if element is None else element.get(w(name))


def is_on(element: Element | None) -> bool:
    """Whether a mark such as w:titlePg is there and not switched off."""
    return element is not None and value(element) not in ("0", "false", "off")


def text_of(element: Element) -> str:
    """The text of a paragraph or of a cell, NFC."""
    return unicodedata.normalize("NFC", "".join(t.text or "" for t in element.iter(w("t"))))


def runs_xml(runs: Iterable[Run]) -> str:
    """The runs of a paragraph as w:r elements; characters that XML cannot hold are left out."""
    return "".join(
        f"<w:r>{_properties(run)}{_content(_ILLEGAL.sub('', run.text))}</w:r>" for run in runs
    )


def _properties(run: Run) -> str:
    if not (run.bold or run.light or run.italic):
        return ""
    weight = "<w:b/>" if run.bold else '<w:b w:val="0"/>' if run.light else ""
    return f"<w:rPr>{weight}{'<w:i/>' if run.italic else ''}</w:rPr>"


def _content(text: str) -> str:
    text = escape(text, quote=False)
    if "\n" in text or "\t" in text:
        text = text.replace("\n", "</w:t><w:br/>" + _TEXT).replace("\t", "</w:t><w:tab/>" + _TEXT)
    return f"{_TEXT}{text}</w:t>"


_TEXT = '<w:t xml:space="preserve">'


class Styles:
    """The paragraph styles of a file, by the name that Word shows."""

    def __init__(self, styles: Element) -> None:
        self._by_id = {value(style, "styleId"): style for style in styles.iter(w("style"))}
        self._names = {
            identity: unicodedata.normalize("NFC", value(style.find(w("name"))) or "")
            for identity, style in self._by_id.items()
        }
        self.names = frozenset(self._names.values())

    def name(self, paragraph: Element) -> str:
        """Name of the paragraph's style, "" for the default one."""
        properties = paragraph.find(w("pPr"))
        style = None if properties is None else properties.find(w("pStyle"))
        return self._names.get(value(style), "")

    def size(self, name: str) -> float:
        """Size in pt of the letters of a style, inherited where the style does not say."""
        identity = next((key for key, known in self._names.items() if known == name), None)
        while identity in self._by_id:
            style = self._by_id[identity]
            size = value(style.find(f"{w('rPr')}/{w('sz')}"))
            if size:
                return int(size) / 2
            identity = value(style.find(w("basedOn")))
        return _DEFAULT_SIZE
