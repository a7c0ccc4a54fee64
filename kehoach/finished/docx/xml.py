"""Names and numbers of WordprocessingML, and the parts of a package."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import Protocol

from kehoach.render.docx_xml import Element, value, w

MM_PER_TWIP = 25.4 / 1440
MM_PER_EMU = 1 / 36000
MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
WP = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}"
WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
PIC = "{http://schemas.openxmlformats.org/drawingml/2006/picture}"
V = "{urn:schemas-microsoft-com:vml}"
_RELATIONSHIP = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"


class Parts(Protocol):
    """A package that was opened with care: the names of its parts, and the XML of each."""

    @property
    def names(self) -> frozenset[str]: ...

    def xml(self, name: str) -> Element: ...


def local(element: Element) -> str:
    """`w:tbl` -> 'tbl'; '' for comments and processing instructions."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def number(text: str | None) -> float | None:
    """A number as files write it ('240', '240.0', '12pt' in twips); None for anything else."""
    if not text:
        return None
    factor = 1.0
    for unit, twips in (("pt", 20.0), ("cm", 1440 / 2.54), ("mm", 1440 / 25.4), ("in", 1440.0)):
        if text.endswith(unit):
            text, factor = text[: -len(unit)], twips
            break
    try:
        read = float(text) * factor
    except ValueError:
        return None
    return read if abs(read) < 1e9 else None


def switch(element: Element | None) -> bool | None:
    """What an on/off element says; None where there is none."""
    if element is None:
        return None
    return value(element) not in ("0", "false", "off")


def relations(parts: Parts, part: str) -> dict[str, str]:
    """What a part refers to inside the package: id -> name of the part."""
    folder, _, name = part.rpartition("/")
    relationships = f"{folder}/_rels/{name}.rels"
    if relationships not in parts.names:
        return {}
    targets = {}
    for relation in parts.xml(relationships).iter(_RELATIONSHIP):
        target = relation.get("Target") or ""
        if relation.get("TargetMode") != "External":
            path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
            targets[relation.get("Id") or ""] = posixpath.normpath(path)
    return targets


def optional(parts: Parts, name: str) -> Element | None:
    """The XML of a part, None where the package has no such part."""
    return parts.xml(name) if name in parts.names else None


def chosen(element: Element) -> Iterator[Element]:
    """The children of an mc:AlternateContent that Word reads: a choice, else the fallback."""
    branch = element.find(f"{MC}Choice")
    if branch is None:
        branch = element.find(f"{MC}Fallback")
    if branch is not None:
        yield from branch


__all__ = ["Element", "value", "w"]
