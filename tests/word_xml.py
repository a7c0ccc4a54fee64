"""WordprocessingML for tests: elements as functions, and packages in memory."""

from __future__ import annotations

from typing import Any

from lxml import etree

from kehoach.finished.docx import read_docx
from kehoach.finished.finished_file import FinishedFile

NAMES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "wps": "http://schemas.microsoft.com/office/word/2010/wordprocessingShape",
    "v": "urn:schemas-microsoft-com:vml",
}
DECLARED = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in NAMES.items())


def x(tag: str, *children: str, **attributes: object) -> str:
    """An element; a tag without prefix is one of w:, and so are attributes without one."""
    prefix = "" if ":" in tag else "w:"
    own = "w:" if prefix or tag.startswith("w:") else ""
    said = "".join(
        f' {name.replace("__", ":") if "__" in name else own + name.rstrip("_")}="{text}"'
        for name, text in attributes.items()
    )
    return f"<{prefix}{tag}{said}>{''.join(children)}</{prefix}{tag}>"


def run(text: str, *properties: str) -> str:
    """A w:r of a text and the elements of its w:rPr."""
    return x("r", x("rPr", *properties), f'<w:t xml:space="preserve">{text}</w:t>')


def p(*content: str, ppr: str = "") -> str:
    """A w:p of runs; plain text becomes one."""
    inside = "".join(part if part.startswith("<") else run(part) for part in content)
    return x("p", x("pPr", ppr), inside)


PAGE = x(
    "sectPr",
    x("pgSz", w=11906, h=16838),
    x("pgMar", top=1134, right=851, bottom=1134, left=1701),
)


class Parts:
    """A package in memory."""

    def __init__(self, parts: dict[str, str]) -> None:
        self._parts = parts

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._parts)

    def xml(self, name: str) -> Any:
        return etree.fromstring(self._parts[name])


def package(body: str, page: str = PAGE, **parts: str) -> Parts:
    """The package of a body; `styles`, `numbering`, `theme` are the contents of those parts."""
    main = x("body", body, page)
    found = {"word/document.xml": f"<w:document {DECLARED}>{main}</w:document>"}
    for name, content in parts.items():
        path, tag = ("theme/theme1", "a:theme") if name == "theme" else (name, f"w:{name}")
        found[f"word/{path}.xml"] = f"<{tag} {DECLARED}>{content}</{tag}>"
    return Parts(found)


def read(body: str, page: str = PAGE, **parts: str) -> FinishedFile:
    """The finished file of a body."""
    return read_docx(package(body, page, **parts), "a.docx")
