"""The content of one w:p: pieces of text with their looks, and what is anchored in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from kehoach.finished.docx.properties import Properties
from kehoach.finished.docx.xml import MC, Element, chosen, local, value, w
from kehoach.finished.text import DELETED, INSERTED, FilePiece, Look, Revision

LookOf = Callable[[Element | None], Properties]
"""The effective properties of letters, from the direct ones of a run."""

_REVISIONS = {
    "ins": (INSERTED, False),
    "del": (DELETED, False),
    "moveTo": (INSERTED, True),
    "moveFrom": (DELETED, True),
}
_WRAPPERS = {"hyperlink", "smartTag", "sdtContent", "customXml", "bdo", "dir", "sdt", "fldSimple"}
_DRAWN = {"drawing", "pict", "object"}
_OTHER_LETTERS = re.compile("[^\x00-\x7f]+")
"""Letters that take the font of w:hAnsi; the others take that of w:ascii."""


@dataclass
class Content:
    """What a paragraph holds; `breaks_before` and `breaks_after` are page breaks inside it."""

    pieces: list[FilePiece] = field(default_factory=list)
    drawings: list[Element] = field(default_factory=list)
    breaks_before: bool = False
    breaks_after: bool = False


@dataclass
class _OpenField:
    """A complex field that has begun; its result follows the separator."""

    instruction: str = ""
    in_result: bool = False
    has_result: bool = False
    values: Properties = field(default_factory=dict)


def revision_of(element: Element) -> Revision | None:
    """The tracked change that a w:ins, w:del, w:moveTo or w:moveFrom stands for."""
    known = _REVISIONS.get(local(element))
    if known is None:
        return None
    kind, moved = known
    return Revision(kind, value(element, "author") or "", value(element, "date"), moved)


def look(values: Properties, slot: str = "ascii") -> Look:
    """Effective properties as a look; `slot` chooses between the fonts of w:rFonts."""
    font = values[slot]
    return Look(
        # LibreOffice writes a list of faces that it took from a web page.
        font.partition(";")[0].strip() if font else font,
        values["size"],
        values["bold"],
        values["italic"],
        bool(values.get("underline", False)),
        values.get("colour") or "000000",
        values["caps"],
        values["hidden"],
        bool(values.get("raised", False)),
    )


class ContentReader:
    """Reads paragraphs one after another: a complex field may run over several of them."""

    def __init__(self) -> None:
        self._fields: list[_OpenField] = []

    def read(self, paragraph: Element, look_of: LookOf) -> Content:
        """The content of a w:p."""
        content = Content()
        self._walk(paragraph, look_of, None, "", content)
        content.pieces = _joined(content.pieces)
        return content

    def _walk(
        self,
        parent: Element,
        look_of: LookOf,
        revision: Revision | None,
        simple: str,
        content: Content,
    ) -> None:
        for child in parent:
            name = local(child)
            if name == "r":
                self._run(child, look_of, revision, simple, content)
            elif name in _REVISIONS:
                # What was inserted and deleted again is gone in any case.
                inner = revision_of(child)
                kept = revision if revision and revision.kind == DELETED else inner
                self._walk(child, look_of, kept, simple, content)
            elif name == "fldSimple":
                instruction = _keyword(value(child, "instr") or "")
                self._walk(child, look_of, revision, instruction, content)
            elif name in _WRAPPERS:
                self._walk(child, look_of, revision, simple, content)
            elif name == "AlternateContent":
                for branch in chosen(child):
                    if local(branch) == "r":
                        self._run(branch, look_of, revision, simple, content)

    def _run(
        self,
        run: Element,
        look_of: LookOf,
        revision: Revision | None,
        simple: str,
        content: Content,
    ) -> None:
        values = look_of(run.find(w("rPr")))
        for child in run:
            name = local(child)
            if name == "fldChar":
                self._field_mark(child, values, revision, content)
            elif name == "instrText":
                if self._fields and not self._fields[-1].in_result:
                    self._fields[-1].instruction += child.text or ""
            elif name in _DRAWN:
                content.drawings.append(child)
            elif name == "AlternateContent":
                content.drawings += [branch for branch in chosen(child) if local(branch) in _DRAWN]
            elif name == "br" and value(child, "type") in ("page", "column"):
                has_text = any(piece.text.strip() for piece in content.pieces)
                content.breaks_after |= has_text or content.breaks_before
                content.breaks_before |= not has_text
            elif (text := _letters(child, name)) is not None:
                is_note = name in ("footnoteReference", "endnoteReference")
                self._add(text, values, revision, simple, content, is_note)

    def _field_mark(
        self, mark: Element, values: Properties, revision: Revision | None, content: Content
    ) -> None:
        kind = value(mark, "fldCharType")
        if kind == "begin":
            self._fields.append(_OpenField(values=values))
        elif kind == "separate" and self._fields:
            self._fields[-1].in_result = True
        elif kind == "end" and self._fields:
            ended = self._fields.pop()
            if not ended.has_result:
                keyword = _keyword(ended.instruction)
                content.pieces.append(FilePiece("", look(ended.values), revision, keyword))

    def _add(
        self,
        text: str,
        values: Properties,
        revision: Revision | None,
        simple: str,
        content: Content,
        is_note: bool,
    ) -> None:
        if not all(opened.in_result for opened in self._fields):
            return
        keyword = simple
        if self._fields:
            self._fields[-1].has_result = True
            keyword = _keyword(self._fields[-1].instruction)
        for part, slot in _slots(text, values):
            content.pieces.append(FilePiece(part, look(values, slot), revision, keyword, is_note))


def _slots(text: str, values: Properties) -> Iterator[tuple[str, str]]:
    """The text cut where the font changes with the letters."""
    if values["ascii"] == values["hAnsi"]:
        yield text, "ascii"
        return
    start = 0
    for match in _OTHER_LETTERS.finditer(text):
        if match.start() > start:
            yield text[start : match.start()], "ascii"
        yield match[0], "hAnsi"
        start = match.end()
    if start < len(text):
        yield text[start:], "ascii"


def _letters(element: Element, name: str) -> str | None:
    """The text that an element of a run stands for; None for what is no text."""
    if name in ("t", "delText"):
        return element.text or ""
    if name in ("tab", "ptab"):
        return "\t"
    if name in ("br", "cr"):
        return "\n"
    if name == "noBreakHyphen":
        return "-"
    if name == "sym":
        return _symbol(value(element, "char"))
    if name in ("footnoteReference", "endnoteReference"):
        return value(element, "id") or ""
    return None


def _symbol(code: str | None) -> str:
    try:
        return chr(int(code or "", 16))
    except (ValueError, OverflowError):
        return ""


def _keyword(instruction: str) -> str:
    words = instruction.split()
    return words[0].upper() if words else ""


def _joined(pieces: list[FilePiece]) -> list[FilePiece]:
    """Neighbours of one look as one piece: Word splits runs wherever it was edited."""
    joined: list[FilePiece] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last is not None and _alike(last, piece):
            joined[-1] = replace(last, text=last.text + piece.text)
        else:
            joined.append(piece)
    return joined


def _alike(one: FilePiece, other: FilePiece) -> bool:
    return (
        one.look == other.look
        and one.revision == other.revision
        and one.field == other.field
        and not one.note
        and not other.note
    )


__all__ = ["MC", "Content", "ContentReader", "look", "revision_of"]
