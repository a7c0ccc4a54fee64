"""Sections of a .docx: paper, margins, and the page number as headers and footers print it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from kehoach.finished.docx.walk import ParagraphDraft
from kehoach.finished.docx.xml import MM_PER_TWIP, Element, local, number, switch, value, w
from kehoach.finished.finished_file import FileParagraph, FileSection, PageNumber
from kehoach.finished.positions import Alignment
from kehoach.finished.text import FilePiece
from kehoach.finished.text_width import width_of

_FORMATS = {
    "decimal": "arabic",
    "numberInDash": "arabic",
    "decimalZero": "arabic",
    "upperRoman": "roman",
    "lowerRoman": "roman",
    "upperLetter": "letter",
    "lowerLetter": "letter",
}
_LETTER_PAPER = (12240.0, 15840.0)
_DEFAULT_MARGIN = 1440.0

Marginal = tuple[str, str]
"""'header' or 'footer', and 'default', 'first' or 'even'."""


def section_elements(body: Element) -> list[Element]:
    """Every w:sectPr of a body in order, those of tracked changes left out."""
    elements = [
        paragraph.find(f"{w('pPr')}/{w('sectPr')}")
        for paragraph in body.iter(w("p"))
        if paragraph.find(f"{w('pPr')}/{w('sectPr')}") is not None
    ]
    last = body.find(w("sectPr"))
    return elements if last is None else [*elements, last]


def text_width(element: Element) -> float | None:
    """Width in mm of a column of text in a section."""
    width, margins = _page(element, "w"), element.find(w("pgMar"))
    sides = [_twips(margins, side, _DEFAULT_MARGIN) for side in ("left", "right")]
    inside = width - sum(sides) - _twips(margins, "gutter", 0.0)
    columns = element.find(w("cols"))
    count = int(number(value(columns, "num")) or 1) if columns is not None else 1
    if count > 1:
        gap = number(value(columns, "space"))
        inside = (inside - (count - 1) * (720.0 if gap is None else gap)) / count
    return inside * MM_PER_TWIP if inside > 0 else None


def _page(element: Element, side: str) -> float:
    twips = number(value(element.find(w("pgSz")), side))
    return twips or _LETTER_PAPER[side == "h"]


def _twips(margins: Element | None, side: str, otherwise: float) -> float:
    twips = number(value(margins, side))
    return otherwise if twips is None else abs(twips)


def references(elements: Sequence[Element], names: Mapping[str, str]) -> list[dict[Marginal, str]]:
    """For each section the parts of its headers and footers, inherited where it names none."""
    references: list[dict[Marginal, str]] = []
    for element in elements:
        own: dict[Marginal, str] = dict(references[-1]) if references else {}
        for child in element:
            if local(child) in ("headerReference", "footerReference"):
                kind = local(child).removesuffix("Reference")
                identity = next((v for k, v in child.attrib.items() if k.endswith("}id")), "")
                own[kind, value(child, "type") or "default"] = names.get(identity, "")
        references.append(own)
    return references


def read_section(
    index: int,
    element: Element,
    marginal: Mapping[Marginal, Sequence[FileParagraph]],
    drafts: Sequence[ParagraphDraft],
    *,
    has_even_pages: bool = False,
) -> FileSection:
    """A section.

    `marginal` are the paragraphs of its headers and footers, `drafts` what they were made of;
    `has_even_pages` tells that even pages have headers of their own (w:evenAndOddHeaders).
    """
    margins = element.find(w("pgMar"))
    gutter = _twips(margins, "gutter", 0.0)
    sides = {
        side: _twips(margins, side, _DEFAULT_MARGIN) for side in ("top", "bottom", "left", "right")
    }
    numbering = element.find(w("pgNumType"))
    start = number(value(numbering, "start"))
    kinds = ("default", "even") if has_even_pages else ("default",)
    printed = _first(marginal, kinds, drafts)
    first = printed
    if switch(element.find(w("titlePg"))):
        first = _first(marginal, ("first",), drafts)
    return FileSection(
        index,
        _page(element, "w") * MM_PER_TWIP,
        _page(element, "h") * MM_PER_TWIP,
        sides["top"] * MM_PER_TWIP,
        sides["bottom"] * MM_PER_TWIP,
        (sides["left"] + gutter) * MM_PER_TWIP,
        sides["right"] * MM_PER_TWIP,
        None if start is None else int(start),
        _FORMATS.get(value(numbering, "fmt") or "decimal"),
        printed,
        first is not None,
    )


def _first(
    marginal: Mapping[Marginal, Sequence[FileParagraph]],
    kinds: Sequence[str],
    drafts: Sequence[ParagraphDraft],
) -> PageNumber | None:
    for story in ("header", "footer"):
        for kind in kinds:
            for paragraph in marginal.get((story, kind), ()):
                for page_number in _page_numbers(paragraph, drafts, top=story == "header"):
                    return page_number
    return None


def _page_numbers(
    paragraph: FileParagraph, drafts: Sequence[ParagraphDraft], *, top: bool
) -> Iterator[PageNumber]:
    for place, piece in enumerate(paragraph.pieces):
        if piece.field == "PAGE" and not piece.is_deleted:
            before = paragraph.pieces[:place]
            shift = _shift(paragraph, before, piece, drafts[paragraph.index])
            yield PageNumber(piece.look, paragraph.layout.alignment, shift, top, paragraph.index)


def _shift(
    paragraph: FileParagraph,
    before: Sequence[FilePiece],
    digits: FilePiece,
    draft: ParagraphDraft,
) -> float | None:
    """How far right of the middle of the text the number stands; None where it cannot be told."""
    layout = paragraph.layout
    frame = draft.values.get("frame")
    if frame is not None:
        anchored = value(frame, "hAnchor") in (None, "margin", "text")
        return 0.0 if value(frame, "xAlign") == "center" and anchored else None
    if paragraph.cells or paragraph.text_box is not None or layout.column is None:
        return None
    middle = layout.column / 2
    left, right = layout.left or 0.0, layout.right or 0.0
    text = "".join(piece.text for piece in before)
    if "\t" not in text:
        if layout.alignment is Alignment.CENTER:
            return (left - right) / 2
        half = (width_of([digits]) or 2.0) / 2
        if layout.alignment is Alignment.RIGHT:
            return middle - right - half
        return left + (layout.first_line or 0.0) + (width_of(before) or 0.0) + half - middle
    if layout.alignment is not Alignment.LEFT:
        return None
    stops = draft.values.get("tabs", ())
    cleared = {stop[0] for stop in stops if stop[1] == "clear"}
    kept = sorted(stop for stop in stops if stop[0] not in cleared)
    used = text.count("\t")
    if used > len(kept):
        return None
    place, kind, _ = kept[used - 1]
    return place * MM_PER_TWIP - middle if kind == "center" else None
