"""Tracked changes in WordprocessingML: who marked what, on runs, paragraphs and rows."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Literal

from lxml import etree

from kehoach.render.docx_xml import Element, w

RevisionMark = Literal["ins", "del", "moveFrom", "moveTo"]

_NOT_FORMAT = {w(name) for name in ("rPr", "sectPr", "pPrChange")}
_DELETED = {w("t"): w("delText"), w("instrText"): w("delInstrText")}


@dataclass
class RevisionMarks:
    """Makes the marks of one file: all by one author on one day, each with an id of its own."""

    author: str
    day: date
    _ids: count[int] = field(default_factory=lambda: count(1))

    def mark(self, name: str) -> Element:
        """`w:ins`, `w:del`, `w:pPrChange` …, signed and dated."""
        return etree.Element(
            w(name),
            {
                w("id"): str(next(self._ids)),
                w("author"): self.author,
                w("date"): f"{self.day.isoformat()}T00:00:00Z",
            },
        )

    def runs(self, what: RevisionMark, runs: list[Element]) -> Element:
        """Runs as inserted or deleted; they are taken from where they stand."""
        marked = self.mark(what)
        for run in runs:
            marked.append(run)
            if what == "del":
                for text in run:
                    text.tag = _DELETED.get(text.tag, text.tag)
        return marked

    def content(self, paragraph: Element, what: RevisionMark) -> None:
        """Mark everything that a paragraph says; bookmarks and the like go."""
        runs = list(paragraph.iter(w("r")))
        for child in list(paragraph):
            if child.tag != w("pPr"):
                paragraph.remove(child)
        if runs:
            paragraph.append(self.runs(what, runs))

    def end(self, paragraph: Element, what: RevisionMark) -> None:
        """Mark the paragraph's own end: without it an empty paragraph would stay."""
        properties = properties_of(paragraph)
        own = properties.find(w("rPr"))
        if own is None:
            own = etree.Element(w("rPr"))
            after = (w("sectPr"), w("pPrChange"))
            place = next((i for i, child in enumerate(properties) if child.tag in after), None)
            properties.insert(len(properties) if place is None else place, own)
        own.insert(0, self.mark(what))

    def whole(self, paragraph: Element, what: RevisionMark) -> None:
        """Mark a paragraph with its end."""
        self.content(paragraph, what)
        self.end(paragraph, what)

    def format(self, paragraph: Element, old: Element) -> None:
        """Note that a paragraph had the format of `old`, if that was another one."""
        if _format(paragraph) == _format(old):
            return
        change = self.mark("pPrChange")
        before = etree.SubElement(change, w("pPr"))
        own_format = old.find(w("pPr"))
        for child in () if own_format is None else own_format:
            if child.tag not in _NOT_FORMAT:
                before.append(deepcopy(child))
        properties_of(paragraph).append(change)

    def letters(self, properties: Element | None, old: Element | None) -> Element | None:
        """Properties of a run that note what they were."""
        if same_xml(properties, old):
            return properties
        properties = etree.Element(w("rPr")) if properties is None else properties
        change = self.mark("rPrChange")
        change.append(etree.Element(w("rPr")) if old is None else deepcopy(old))
        properties.append(change)
        return properties

    def moved(self, paragraph: Element, what: RevisionMark, name: str) -> list[Element]:
        """Mark a whole paragraph as one half of a move; gives what must stand behind it.

        Both halves bear the same name, by which Word shows them as one change.
        """
        self.whole(paragraph, what)
        start = self.mark(f"{what}RangeStart")
        start.set(w("name"), name)
        paragraph.insert(1, start)
        return [etree.Element(w(f"{what}RangeEnd"), {w("id"): start.get(w("id"))})]

    def row(self, row: Element, what: RevisionMark) -> None:
        """Mark a table row with all that stands in it."""
        for paragraph in list(row.iter(w("p"))):
            self.whole(paragraph, what)
        properties = row.find(w("trPr"))
        if properties is None:
            properties = etree.Element(w("trPr"))
            before = (w("tblPrEx"),)
            row.insert(sum(1 for child in row if child.tag in before), properties)
        properties.append(self.mark(what))

    def table(self, table: Element, what: RevisionMark) -> None:
        """Mark a table row by row."""
        for row in table.iterfind(w("tr")):
            self.row(row, what)


def properties_of(paragraph: Element) -> Element:
    """The w:pPr of a paragraph, made if there is none."""
    properties = paragraph.find(w("pPr"))
    if properties is None:
        properties = etree.Element(w("pPr"))
        paragraph.insert(0, properties)
    return properties


def same_xml(first: Element | None, second: Element | None) -> bool:
    """Whether two elements say the same; none and an empty one do."""
    return _canonical(first) == _canonical(second)


def _canonical(element: Element | None) -> bytes:
    if element is None or (not len(element) and not element.attrib and not element.text):
        return b""
    canonical: bytes = etree.tostring(element, method="c14n", exclusive=True, with_tail=False)
    return canonical


def _format(paragraph: Element) -> list[bytes]:
    properties = paragraph.find(w("pPr"))
    if properties is None:
        return []
    return [
        etree.tostring(child, method="c14n", exclusive=True)
        for child in properties
        if child.tag not in _NOT_FORMAT
    ]
