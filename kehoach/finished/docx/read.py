"""A .docx package → `FinishedFile`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kehoach.finished.docx.list_numbers import Numbering
from kehoach.finished.docx.paragraphs import finish
from kehoach.finished.docx.sections import (
    Marginal,
    read_section,
    references,
    section_elements,
    text_width,
)
from kehoach.finished.docx.strokes import find_strokes
from kehoach.finished.docx.styles import StyleSheet
from kehoach.finished.docx.walk import ParagraphDraft, PartWalk
from kehoach.finished.docx.xml import Element, Parts, optional, relations, switch, value, w
from kehoach.finished.finished_file import FileParagraph, FileSection, FinishedFile, Story

_NOTES = {"footnotes": ("footnote", Story.FOOTNOTE), "endnotes": ("endnote", Story.ENDNOTE)}
_CORE = {"creator": "author", "lastModifiedBy": "editor", "title": "title"}


def read_docx(package: Parts, name: str, main: str = "word/document.xml") -> FinishedFile:
    """The finished file that a package holds; `name` is how messages call it.

    `main` is the part of its text. Raises what `package` raises for parts that are missing or
    broken, and MachineProblem if the fonts of the project cannot be read.
    """
    folder = main.rpartition("/")[0]
    sheet = StyleSheet(
        optional(package, f"{folder}/styles.xml"), optional(package, f"{folder}/theme/theme1.xml")
    )
    numbering = Numbering(optional(package, f"{folder}/numbering.xml"), sheet)
    root = package.xml(main)
    body = root.find(w("body"))
    if body is None:
        return FinishedFile(name, "docx", (), unread=("phần nội dung",))
    elements = section_elements(body)
    columns = [text_width(element) for element in elements] or [None]
    flow = PartWalk(sheet, numbering, columns, Story.BODY)
    flow.walk(body)
    paragraphs = finish(flow.drafts, _new_pages(elements))
    margins = _Margins(package, folder, sheet, numbering)
    names = relations(package, main)
    settings = optional(package, f"{folder}/settings.xml")
    sections = margins.sections(elements, references(elements, names), columns, settings)
    margins.notes()
    return FinishedFile(
        name,
        "docx",
        tuple(paragraphs),
        tuple(sections) or (FileSection(0),),
        tuple(table for table in flow.tables if table is not None),
        tuple(find_strokes(flow.drafts, paragraphs, sections or [FileSection(0)], flow.cell_lines)),
        tuple(margins.paragraphs),
        tuple(dict.fromkeys(flow.unread)),
        remarks=_remarks(package, folder),
        properties=_properties(package) | _rendered(body),
    )


def _new_pages(elements: Sequence[Element]) -> frozenset[int]:
    return frozenset(
        index
        for index, element in enumerate(elements)
        if (value(element.find(w("type"))) or "nextPage") != "continuous"
    )


class _Margins:
    """Headers, footers and notes: their paragraphs in one list, each part read once a section."""

    def __init__(
        self, package: Parts, folder: str, sheet: StyleSheet, numbering: Numbering
    ) -> None:
        self.paragraphs: list[FileParagraph] = []
        self._drafts: list[ParagraphDraft] = []
        self._package, self._folder = package, folder
        self._sheet, self._numbering = sheet, numbering
        self._known: dict[tuple[str, float | None], Sequence[FileParagraph]] = {}

    def sections(
        self,
        elements: Sequence[Element],
        named: Sequence[dict[Marginal, str]],
        columns: Sequence[float | None],
        settings: Element | None,
    ) -> list[FileSection]:
        even = None if settings is None else settings.find(w("evenAndOddHeaders"))
        sections = []
        for index, element in enumerate(elements):
            marginal = {
                place: self._part(part, place[0], columns[index])
                for place, part in named[index].items()
                if part in self._package.names
            }
            sections.append(
                read_section(
                    index, element, marginal, self._drafts, has_even_pages=bool(switch(even))
                )
            )
        return sections

    def _part(self, part: str, kind: str, column: float | None) -> Sequence[FileParagraph]:
        key = part, column
        if key not in self._known:
            story = Story.HEADER if kind == "header" else Story.FOOTER
            self._known[key] = self._add(self._package.xml(part), column, story)
        return self._known[key]

    def _add(self, element: Element, column: float | None, story: Story) -> Sequence[FileParagraph]:
        flow = PartWalk(self._sheet, self._numbering, [column], story)
        flow.walk(element)
        first = len(self.paragraphs)
        self._drafts += flow.drafts
        read = finish(flow.drafts, frozenset())
        self.paragraphs += [
            _renumbered(paragraph, first + place) for place, paragraph in enumerate(read)
        ]
        return self.paragraphs[first:]

    def notes(self) -> None:
        """Read footnotes and endnotes."""
        for part, (tag, story) in _NOTES.items():
            element = optional(self._package, f"{self._folder}/{part}.xml")
            if element is not None:
                for note in element.iter(w(tag)):
                    if value(note, "type") in (None, "normal"):
                        self._add(note, None, story)


def _renumbered(paragraph: FileParagraph, index: int) -> FileParagraph:
    return replace(paragraph, index=index)


def _remarks(package: Parts, folder: str) -> int:
    comments = optional(package, f"{folder}/comments.xml")
    return 0 if comments is None else sum(1 for _ in comments.iter(w("comment")))


def _rendered(body: Element) -> dict[str, str]:
    """How many pages the program that saved the file laid out, if it left its marks."""
    breaks = sum(1 for _ in body.iter(w("lastRenderedPageBreak")))
    return {"pages": str(breaks + 1)} if breaks else {}


def _properties(package: Parts) -> dict[str, str]:
    core = optional(package, "docProps/core.xml")
    if core is None:
        return {}
    return {
        _CORE[tag]: child.text or ""
        for child in core
        if isinstance(child.tag, str) and (tag := child.tag.rpartition("}")[2]) in _CORE
    }
