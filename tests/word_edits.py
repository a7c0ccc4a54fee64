"""Edits of Word files for samples: what a hasty hand would change, one thing at a time.

An edit is a mapping: `o` finds a paragraph by how its text begins, and the other keys say what
becomes of it. Lengths in mm, sizes and gaps in pt.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from lxml import etree

from kehoach.render.docx_xml import text_of, w
from tests.word_xml import Parts

ORDER = ("pStyle", "keepNext", "keepLines", "pageBreakBefore", "numPr", "pBdr", "tabs", "spacing",
         "ind", "jc", "rPr", "sectPr")  # fmt: skip
TWIPS = 1440 / 25.4
LETTERS = {
    "dam": "b",
    "nghieng": "i",
    "gach_chan": "u",
    "co_chu": "sz",
    "phong": "rFonts",
    "mau": "color",
}


class Editable(Parts):
    """Parts that edits may change; each is parsed once."""

    def __init__(self, trees: dict[str, Any]) -> None:
        self._trees = trees

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._trees)

    def xml(self, name: str) -> Any:
        return self._trees[name]

    def copy(self) -> Editable:
        return Editable({name: deepcopy(tree) for name, tree in self._trees.items()})


def edited(parts: Editable, edits: list[dict[str, Any]]) -> Editable:
    """A copy of the parts with every edit made."""
    copy = parts.copy()
    for edit in edits:
        if "o" in edit:
            _edit_paragraph(find(copy, str(edit["o"])), edit)
        else:
            _edit_pages(copy, edit)
    return copy


def find(parts: Editable, start: str) -> Any:
    """The paragraph that begins with a text; of cells only where nothing else does."""
    for name in sorted(parts.names, reverse=True):
        if name.startswith(("word/document", "word/header")):
            for paragraph in parts.xml(name).iter(w("p")):
                if text_of(paragraph).startswith(start):
                    return paragraph
    raise AssertionError(f"no paragraph begins with {start!r}")


def _edit_paragraph(paragraph: Any, edit: dict[str, Any]) -> None:
    for key, value in edit.items():
        if key in LETTERS:
            for run in paragraph.iter(w("r")):
                _dress(run, LETTERS[key], str(value))
        elif key == "ghi":
            _write(paragraph, str(value))
        elif key == "them":
            below = deepcopy(paragraph)
            paragraph.addnext(below)
            _write(below, str(value))
        elif key == "xoa":
            paragraph.getparent().remove(paragraph)
        elif key == "canh":
            property_of(paragraph, "jc").set(w("val"), str(value))
        elif key in ("lui", "trai"):
            name = "firstLine" if key == "lui" else "left"
            property_of(paragraph, "ind").set(w(name), str(round(float(value) * TWIPS)))
        elif key in ("truoc", "sau"):
            name = "before" if key == "truoc" else "after"
            property_of(paragraph, "spacing").set(w(name), str(round(float(value) * 20)))
        elif key == "dong":
            spacing = property_of(paragraph, "spacing")
            spacing.set(w("line"), str(round(float(value) * 240)))
            spacing.set(w("lineRule"), "auto")
        elif key == "ke":
            _redraw(paragraph, str(value))


def _dress(run: Any, tag: str, value: str) -> None:
    properties = run.find(w("rPr"))
    if properties is None:
        properties = etree.Element(w("rPr"))
        run.insert(0, properties)
    for old in properties.findall(w(tag)):
        properties.remove(old)
    element = etree.SubElement(properties, w(tag))
    if tag == "rFonts":
        element.set(w("ascii"), value)
        element.set(w("hAnsi"), value)
    elif tag == "sz":
        element.set(w("val"), str(round(float(value) * 2)))
    else:
        element.set(w("val"), value)


def _write(paragraph: Any, text: str) -> None:
    runs = list(paragraph.iter(w("r")))
    for run in runs[1:]:
        run.getparent().remove(run)
    for child in runs[0].findall(w("t")) + runs[0].findall(w("tab")):
        runs[0].remove(child)
    etree.SubElement(runs[0], w("t")).text = text


def property_of(paragraph: Any, tag: str) -> Any:
    """A property of a paragraph, made if it is not there, in the order of the schema."""
    properties = paragraph.find(w("pPr"))
    if properties is None:
        properties = etree.Element(w("pPr"))
        paragraph.insert(0, properties)
    found = properties.find(w(tag))
    if found is None:
        found = etree.Element(w(tag))
        properties.append(found)
        known = {w(name): place for place, name in enumerate(ORDER)}
        properties[:] = sorted(properties, key=lambda child: known.get(child.tag, 99))
    return found


def _redraw(paragraph: Any, value: str) -> None:
    """The rule in the empty paragraph below: another length in mm, 'bỏ', or another stroke."""
    rule = paragraph.getnext()
    while text_of(rule):
        rule = rule.getnext()
    if value == "bỏ":
        rule.getparent().remove(rule)
    elif value.replace(".", "").isdigit():
        indent = property_of(rule, "ind")
        old = [float(indent.get(w(side), "0")) for side in ("left", "right")]
        indent.set(w("left"), str(round(old[0] + float(value) * TWIPS / 2)))
        indent.set(w("right"), str(round(old[1] + float(value) * TWIPS / 2)))
    else:
        borders = property_of(rule, "pBdr")
        side = etree.SubElement(borders, w("top"))
        side.set(w("val"), value)


def _edit_pages(parts: Editable, edit: dict[str, Any]) -> None:
    sections = list(parts.xml("word/document.xml").iter(w("sectPr")))
    wanted = sections if edit.get("phan") is None else [sections[int(edit["phan"]) - 1]]
    for key, value in edit.items():
        for section in wanted:
            if key == "le":
                margins = section.find(w("pgMar"))
                for side, length in value.items():
                    margins.set(w(side), str(round(float(length) * TWIPS)))
            elif key == "kho":
                size = section.find(w("pgSz"))
                size.set(w("w"), str(round(float(value[0]) * TWIPS)))
                size.set(w("h"), str(round(float(value[1]) * TWIPS)))
            elif key == "so_trang":
                numbers = section.find(w("pgNumType"))
                for name, text in value.items():
                    numbers.set(w(name), text)
                    if text == "":
                        del numbers.attrib[w(name)]
            elif key == "bo":
                for element in section.findall(w(str(value))):
                    section.remove(element)
