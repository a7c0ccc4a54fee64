"""Recognises the text of a document: bases, headings of each level, paragraphs."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach.finished.components import wording
from kehoach.finished.components.component import Component
from kehoach.finished.components.segments import Segment
from kehoach.finished.finished_file import FileParagraph, FinishedFile
from kehoach.finished.positions import Alignment

_LEAD = re.compile(r"(?:Theo|Xét|Thực hiện)\b")
_AS_FOLLOWS = re.compile(r"\b(?:như sau|sau đây)[.:;]?$")
_ORDER = re.compile(r"\b(?:ban hành|xây dựng|báo cáo|đề nghị|yêu cầu)\b")
_ROMAN = re.compile(r"[IVX]+\s*[.)/]\s*(?=\S)")
_ARABIC = re.compile(r"(\d{1,3})\s*[.)/]\s*(?=[^\d\s])")
_DEEPER = re.compile(r"(\d{1,3}(?:\.\d{1,3})+)\.?\s+(?=\S)")
_LETTER = re.compile(r"([A-Za-zĐđ])(?:\s*\)|\.(?=\s))\s*(?=\S)")
_ARTICLE = re.compile(r"điều\s+\d+\s*[.:]", re.IGNORECASE)
_PART = re.compile(
    r"(phần|chương|mục|tiểu mục)\s+(?:thứ\s+\w+|[\dIVXLC]+)\s*[.:]?\s*$", re.IGNORECASE
)
_KINDS = {"phần": "phan", "chương": "chuong", "mục": "muc_6a", "tiểu mục": "tieu_muc_6a"}
_LONGEST_LABEL = 30
_LONGEST_HEADING = 300


def recognise_body(file: FinishedFile, start: int, end: int) -> list[Component]:
    """The components of the text, the paragraphs `start` to `end` - 1; cells of tables left out."""
    paragraphs = [
        paragraph
        for paragraph in file.paragraphs[start:end]
        if not paragraph.is_empty and not _is_aside(paragraph)
    ]
    return list(_components(paragraphs))


def _is_aside(paragraph: FileParagraph) -> bool:
    """Whether a paragraph is no running text: in a table or box, a rule, a line of contents."""
    placed = bool(paragraph.cells) or paragraph.text_box is not None
    listed = paragraph.style.lower().startswith(("toc ", "table of"))
    return placed or listed or wording.is_rule(paragraph.text)


def _components(paragraphs: list[FileParagraph]) -> Iterator[Component]:
    in_bases, has_bases = True, False
    label: str | None = None
    for paragraph in paragraphs:
        segment = _whole(paragraph)
        text = printed(paragraph)
        part = _PART.fullmatch(text.strip()) if len(text) < _LONGEST_LABEL else None
        if part:
            label = _KINDS[part[1].lower()]
            in_bases = False
            yield Component(f"{label}_nhan", (segment,))
            continue
        if label is not None and _is_title(paragraph):
            yield Component(f"{label}_ten", (segment,))
            continue
        label = None
        kind = _kind(paragraph, text)
        if in_bases and _is_basis(text, has_bases=has_bases):
            kind, has_bases = "can_cu", True
        in_bases = in_bases and kind in ("can_cu", "chu_the")
        yield Component(kind, (segment,))


def _whole(paragraph: FileParagraph) -> Segment:
    text = paragraph.text
    start = len(text) - len(text.lstrip())
    return Segment(paragraph, start, max(start, len(text.rstrip())))


def printed(paragraph: FileParagraph) -> str:
    """The text with its automatic number, as it is read on paper."""
    text = paragraph.text.strip()
    return f"{paragraph.number} {text}" if paragraph.number else text


def _is_title(paragraph: FileParagraph) -> bool:
    return wording.is_capitals(paragraph.text) or (
        paragraph.layout.alignment is Alignment.CENTER and len(paragraph.text) < _LONGEST_HEADING
    )


def _kind(paragraph: FileParagraph, text: str) -> str:
    if wording.is_attached(text) and len(text) < _LONGEST_HEADING and text.startswith("("):
        return "kem_theo"
    if _ARTICLE.match(text):
        return "dieu"
    if _ROMAN.match(text):
        return "phan"
    if _DEEPER.match(text):
        return "tieu_muc" if _is_bold(paragraph) else "doan"
    if _ARABIC.match(text):
        return "muc" if _is_bold(paragraph) else "khoan"
    if _LETTER.match(text):
        return "diem"
    if wording.is_capitals(text):
        return "chu_the"
    return "doan"


def _is_basis(text: str, *, has_bases: bool) -> bool:
    """A line of căn cứ; others than 'Căn cứ …' only below one, and none that gives orders."""
    if not text.startswith("Căn cứ") and not (has_bases and _LEAD.match(text)):
        return False
    if text.endswith(";"):
        return True
    own = text.startswith("Căn cứ") or text[-1:] in ",."
    return own and not text.endswith(":") and not _gives_orders(text)


def _gives_orders(text: str) -> bool:
    """Whether, after the basis, a body orders something; not what the basis itself is about."""
    parts = re.split("[,;]", text)[1:]
    return _AS_FOLLOWS.search(text) is not None or any(map(_is_order, parts))


def _is_order(part: str) -> bool:
    verb = _ORDER.search(part.partition(" về ")[0])
    return verb is not None and any(map(str.isupper, part[: verb.start()]))


def _is_bold(paragraph: FileParagraph) -> bool:
    """Whether a numbered paragraph is set as a heading: all of it bold."""
    letters = [piece for piece in paragraph.pieces if any(map(str.isalnum, piece.printed))]
    return bool(letters) and all(piece.look.bold for piece in letters)
