"""Comments in the margin of a Word file: opinions that change no word."""

from __future__ import annotations

from dataclasses import dataclass

from kehoach.finished.package import Package
from kehoach.render.docx_xml import Element, value, w
from kehoach.returned.lines import plain

_PART, _BODY = "word/comments.xml", "word/document.xml"


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment: who wrote it, what, and the words (or the paragraph) that it is about."""

    author: str
    text: str
    about: str
    paragraph: str


def read_comments(package: Package) -> list[Comment]:
    """The comments of a Word file in the order of the file's list of them."""
    if _PART not in package.names:
        return []
    about = {key: _about(*anchor) for key, anchor in _anchors(package.xml(_BODY)).items()}
    return [
        Comment(
            value(comment, "author") or "",
            plain(" ".join(_text(paragraph) for paragraph in comment.iter(w("p")))),
            *about.get(value(comment, "id"), ("", "")),
        )
        for comment in package.xml(_PART).iter(w("comment"))
    ]


def _anchors(root: Element) -> dict[str | None, tuple[list[str], Element]]:
    """For each comment the words in its range, and the paragraph where it starts."""
    anchors: dict[str | None, tuple[list[str], Element]] = {}
    is_open: dict[str | None, list[str]] = {}
    for element in root.iter(w("commentRangeStart"), w("commentRangeEnd"), w("t"), w("p")):
        if element.tag == w("commentRangeStart"):
            paragraph = next(element.iterancestors(w("p")), None)
            words: list[str] = []
            is_open[value(element, "id")] = words
            anchors[value(element, "id")] = (words, paragraph)
        elif element.tag == w("commentRangeEnd"):
            is_open.pop(value(element, "id"), None)
        elif element.tag == w("p"):
            for words in is_open.values():
                words.append(" ")
        else:
            for words in is_open.values():
                words.append(element.text or "")
    for reference in root.iter(w("commentReference")):
        paragraph = next(reference.iterancestors(w("p")), None)
        anchors.setdefault(value(reference, "id"), ([], paragraph))
    return anchors


def _about(words: list[str], paragraph: Element | None) -> tuple[str, str]:
    whole = "" if paragraph is None else plain(_text(paragraph))
    return plain("".join(words)) or whole, whole


def _text(paragraph: Element) -> str:
    return "".join(text.text or "" for text in paragraph.iter(w("t")))
