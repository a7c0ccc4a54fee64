"""Drafts → paragraphs of the model: gaps as they are really set, places for people."""

from __future__ import annotations

from collections.abc import Sequence

from kehoach.finished.docx.content import look
from kehoach.finished.docx.properties import AUTO_GAP, Properties
from kehoach.finished.docx.walk import ParagraphDraft
from kehoach.finished.docx.xml import MM_PER_TWIP
from kehoach.finished.finished_file import FileParagraph, Story
from kehoach.finished.positions import Alignment, LineSpacing, ParagraphLayout

_PT_PER_TWIP = 1 / 20
_SIDES = frozenset({"top", "left", "bottom", "right"})
_STORIES = {
    Story.HEADER: "đầu trang",
    Story.FOOTER: "chân trang",
    Story.FOOTNOTE: "chú thích cuối trang",
    Story.ENDNOTE: "chú thích cuối văn bản",
}


def finish(
    drafts: Sequence[ParagraphDraft], new_page_sections: frozenset[int]
) -> list[FileParagraph]:
    """The paragraphs of drafts; `new_page_sections` are the sections that start on a new page."""
    finished: list[FileParagraph] = []
    shown = 0
    for index, draft in enumerate(drafts):
        previous = drafts[index - 1] if index else None
        following = drafts[index + 1] if index + 1 < len(drafts) else None
        layout = layout_of(draft, previous, following)
        paragraph = FileParagraph(
            index,
            tuple(draft.content.pieces),
            layout,
            draft.number,
            look(draft.number_letters) if draft.number else None,
            draft.room.story,
            draft.section,
            draft.room.cells,
            draft.room.text_box,
            draft.style,
            draft.revision,
            starts_page=_starts_page(draft, previous, new_page_sections),
        )
        shown += not paragraph.is_empty and not draft.room.cells
        object.__setattr__(paragraph, "place", _place(draft, shown))
        finished.append(paragraph)
    return finished


def layout_of(
    draft: ParagraphDraft, previous: ParagraphDraft | None, following: ParagraphDraft | None
) -> ParagraphLayout:
    """The effective layout; the gap between paragraphs of one style may be dropped."""
    values = draft.values
    before, after = _gap(values, "before"), _gap(values, "after")
    if values.get("contextual"):
        if previous is not None and _are_alike(previous, draft):
            before = 0.0
        if following is not None and _are_alike(draft, following):
            after = 0.0
    return ParagraphLayout(
        values.get("alignment", Alignment.LEFT),
        _first_line(draft) * MM_PER_TWIP,
        values.get("left", 0.0) * MM_PER_TWIP,
        values.get("right", 0.0) * MM_PER_TWIP,
        before,
        after,
        _spacing(values),
        draft.room.column,
        draft.room.boxed or draft.borders.issuperset(_SIDES),
    )


def _first_line(draft: ParagraphDraft) -> float:
    letters = draft.values.get("first_line_chars")
    if letters:
        size = draft.content.pieces[0].look.size if draft.content.pieces else draft.mark["size"]
        return float(letters * (size or 0.0) * 20)
    return float(draft.values.get("first_line", 0.0))


def _gap(values: Properties, side: str) -> float:
    twips = AUTO_GAP if values.get(f"{side}_auto") else values.get(side, 0.0)
    return float(twips) * _PT_PER_TWIP


def _spacing(values: Properties) -> LineSpacing:
    line, rule = values.get("line", 240.0), values.get("line_rule", "auto")
    if rule == "auto":
        return LineSpacing(lines=abs(line) / 240)
    return LineSpacing(points=abs(line) * _PT_PER_TWIP, at_least=rule == "atLeast")


def _are_alike(one: ParagraphDraft, other: ParagraphDraft) -> bool:
    return one.style == other.style and one.room == other.room


def _starts_page(
    draft: ParagraphDraft, previous: ParagraphDraft | None, new_pages: frozenset[int]
) -> bool:
    if draft.values.get("page_break") or draft.content.breaks_before or previous is None:
        return True
    if previous.content.breaks_after:
        return True
    if previous.content.breaks_before and not any(p.text.strip() for p in previous.content.pieces):
        return True
    return draft.section != previous.section and draft.section in new_pages


def _place(draft: ParagraphDraft, shown: int) -> str:
    room = draft.room
    if room.story in _STORIES:
        return _STORIES[room.story]
    if room.cells:
        cell = room.cells[-1]
        return f"bảng {cell.table + 1}, hàng {cell.row + 1}, cột {cell.column + 1}"
    if room.text_box is not None:
        return f"khung chữ {room.text_box}"
    return f"đoạn {max(shown, 1)}"
