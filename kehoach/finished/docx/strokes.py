"""Horizontal lines drawn on purpose: borders, shapes, underscores, underlined text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kehoach.finished.components.wording import is_rule
from kehoach.finished.docx.drawings import Shape
from kehoach.finished.docx.walk import CellLine, ParagraphDraft
from kehoach.finished.docx.xml import value
from kehoach.finished.finished_file import FileParagraph, FileSection
from kehoach.finished.positions import MM_PER_PT, Alignment, Made, Stroke
from kehoach.finished.text import FilePiece
from kehoach.finished.text_width import width_of

_SOLID = re.compile("[_\u2500\u2501\u203e\u00af\u2014\\s]+")
_SINGLE = 1.15
_NEAR = 0.55
"""A shape belongs to the nearest end of a paragraph; so many lines below is another matter."""


def find_strokes(
    drafts: Sequence[ParagraphDraft],
    paragraphs: Sequence[FileParagraph],
    sections: Sequence[FileSection],
    cell_lines: Sequence[CellLine],
) -> list[Stroke]:
    """Every horizontal line of a body, in reading order."""
    strokes: list[Stroke] = []
    for index, draft in enumerate(drafts):
        strokes += _borders(index, drafts, paragraphs)
        strokes += _letters(paragraphs[index], paragraphs)
        for shape in draft.shapes:
            section = sections[min(draft.section, len(sections) - 1)]
            strokes.append(_shape(shape, index, paragraphs, section))
    for line in cell_lines:
        after = last_text(line.after, paragraphs)
        strokes.append(Stroke(Made.BORDER, after, line.length, 0.0, True))
    return strokes


def last_text(index: int, paragraphs: Sequence[FileParagraph]) -> int | None:
    """The last paragraph at or before `index` that prints text, in the same cell or text box.

    Where a cell holds nothing else, the cells above it in its column are looked at.
    """
    room = _room(paragraphs[index])
    for at in range(index, -1, -1):
        paragraph = paragraphs[at]
        if not (_room(paragraph) == room or _is_above(paragraph, paragraphs[index])):
            if not room[0] and room[1] is None and paragraph.cells:
                return None
            continue
        if not paragraph.is_empty and not is_rule(paragraph.text):
            return at
    return None


def _is_above(paragraph: FileParagraph, other: FileParagraph) -> bool:
    """Whether a paragraph stands in a cell above the one of the other, in the same column."""
    if not paragraph.cells or not other.cells or paragraph.text_box != other.text_box:
        return False
    one, below = paragraph.cells[-1], other.cells[-1]
    return (one.table, one.column) == (below.table, below.column) and one.row < below.row


def _room(paragraph: FileParagraph) -> tuple[object, int | None]:
    return paragraph.cells, paragraph.text_box


def _borders(
    index: int, drafts: Sequence[ParagraphDraft], paragraphs: Sequence[FileParagraph]
) -> Iterator[Stroke]:
    draft, paragraph = drafts[index], paragraphs[index]
    layout = paragraph.layout
    if not draft.borders or layout.boxed:
        return
    length = None
    if layout.column is not None:
        length = max(0.0, layout.column - (layout.left or 0.0) - (layout.right or 0.0))
    shift = ((layout.left or 0.0) - (layout.right or 0.0)) / 2
    for side in ("top", "bottom"):
        if side not in draft.borders or _is_joined(index, side, drafts):
            continue
        solid = value(draft.values["borders"][side]) in ("single", "thick")
        below = paragraph.is_empty or side == "top"
        at = index - 1 if below and not paragraph.is_empty else index
        after = last_text(at, paragraphs) if at >= 0 else None
        yield Stroke(Made.BORDER, after, length, shift, solid)
        if paragraph.is_empty:
            return


def _is_joined(index: int, side: str, drafts: Sequence[ParagraphDraft]) -> bool:
    """Whether a border is not drawn since the neighbour has the same ones."""
    other = index - 1 if side == "top" else index + 1
    if not 0 <= other < len(drafts):
        return False
    one, neighbour = drafts[index], drafts[other]
    keys = ("left", "right")
    return (
        one.room == neighbour.room
        and one.borders == neighbour.borders
        and all(one.values.get(key) == neighbour.values.get(key) for key in keys)
    )


def _letters(paragraph: FileParagraph, paragraphs: Sequence[FileParagraph]) -> Iterator[Stroke]:
    """Lines made of underscores, and text that is underlined."""
    if is_rule(paragraph.text):
        after = last_text(paragraph.index, paragraphs)
        yield from _typed(paragraph.pieces, paragraph, after)
        return
    lines = _by_hand(paragraph.pieces)
    for line in lines[1:]:
        if is_rule("".join(piece.printed for piece in line)):
            yield from _typed(line, paragraph, paragraph.index)
    yield from _underlined(paragraph, lines[0])


def _by_hand(pieces: Sequence[FilePiece]) -> list[list[FilePiece]]:
    """The pieces of each line that was broken by hand."""
    lines: list[list[FilePiece]] = [[]]
    for piece in pieces:
        if piece.is_deleted:
            continue
        for place, text in enumerate(piece.text.split("\n")):
            if place:
                lines.append([])
            if text:
                lines[-1].append(FilePiece(text, piece.look))
    return lines


def _typed(
    pieces: Sequence[FilePiece], paragraph: FileParagraph, after: int | None
) -> Iterator[Stroke]:
    text = "".join(piece.printed for piece in pieces)
    groups = [group for group in re.split(r"\t+|\s{3,}", text) if group.strip()]
    for group in groups:
        length = _part_width(pieces, group.strip(), text)
        shift = _shift(paragraph) if len(groups) == 1 and text == text.strip() else None
        solid = bool(_SOLID.fullmatch(group))
        yield Stroke(Made.UNDERSCORES, after, length, shift, solid)


def _part_width(pieces: Sequence[FilePiece], part: str, text: str) -> float | None:
    start = text.find(part)
    end, at, cuts = start + len(part), 0, []
    for piece in pieces:
        cut = piece.printed[max(0, start - at) : max(0, end - at)]
        at += len(piece.printed)
        if cut:
            cuts.append(FilePiece(cut, piece.look))
    return width_of(cuts)


def _shift(paragraph: FileParagraph) -> float | None:
    layout = paragraph.layout
    if layout.alignment is not Alignment.CENTER:
        return None
    return ((layout.left or 0.0) + (layout.first_line or 0.0) - (layout.right or 0.0)) / 2


def _underlined(paragraph: FileParagraph, pieces: Sequence[FilePiece]) -> Iterator[Stroke]:
    marked = [place for place, piece in enumerate(pieces) if piece.look.underline]
    if not marked or len(paragraph.text) > 200:
        return
    first, last = marked[0], marked[-1]
    before, under = width_of(pieces[:first]), width_of(pieces[first : last + 1])
    behind = width_of(pieces[last + 1 :])
    shift = None
    if before is not None and behind is not None:
        shift = (before - behind) / 2
    solid = marked == list(range(first, last + 1))
    yield Stroke(Made.UNDERLINE, paragraph.index, under, shift, solid)


def _shape(
    shape: Shape, index: int, paragraphs: Sequence[FileParagraph], section: FileSection
) -> Stroke:
    anchor = paragraphs[index]
    after = _shape_after(shape, index, paragraphs)
    shift = _shape_shift(shape, anchor, section)
    return Stroke(shape.made, after, shape.length, shift, shape.solid)


def _shape_shift(shape: Shape, anchor: FileParagraph, section: FileSection) -> float | None:
    spot, column = shape.spot, anchor.layout.column
    if spot.inline:
        return _shift(anchor)
    in_column = spot.across_of in ("column", "text", "character") or (
        spot.across_of == "margin" and not anchor.cells
    )
    if spot.align == "center" and in_column:
        return 0.0
    if column is None or spot.across is None or spot.align:
        return None
    if in_column:
        return spot.across + shape.length / 2 - column / 2
    if spot.across_of == "page" and not anchor.cells and section.left is not None:
        return spot.across - section.left + shape.length / 2 - column / 2
    return None


def _shape_after(shape: Shape, index: int, paragraphs: Sequence[FileParagraph]) -> int | None:
    """The paragraph whose lower end is nearest to the line, as far as heights can be guessed."""
    spot, room = shape.spot, _room(paragraphs[index])
    if spot.inline:
        return last_text(index, paragraphs)
    if spot.down is None or spot.down_of not in ("paragraph", "line", "text"):
        return None
    left, best = spot.down, last_text(index - 1, paragraphs) if index else None
    if index and _room(paragraphs[index - 1]) != room:
        best = None
    nearest = abs(left)
    bottom = 0.0
    for at in range(index, len(paragraphs)):
        if _room(paragraphs[at]) != room:
            break
        bottom += _height(paragraphs[at])
        if best is None or abs(spot.down - bottom) < nearest:
            last = last_text(at, paragraphs)
            if last is not None:
                best, nearest = last, abs(spot.down - bottom)
        if bottom > spot.down:
            return best
    line = _height(paragraphs[index])
    return best if spot.down - bottom < max(line, 4.0) * _NEAR * 2 else None


def _height(paragraph: FileParagraph) -> float:
    """About how tall a paragraph is, in mm."""
    layout = paragraph.layout
    sizes = [piece.look.size for piece in paragraph.pieces if piece.look.size]
    size = max(sizes) if sizes else 13.0
    width = width_of(paragraph.pieces)
    lines = 1 + paragraph.text.count("\n")
    if width and layout.column:
        lines = max(lines, -int(-width // layout.column))
    spacing = layout.spacing
    line = size * _SINGLE
    if spacing is not None and spacing.lines is not None:
        line *= spacing.lines
    elif spacing is not None and spacing.points is not None:
        line = max(line, spacing.points) if spacing.at_least else spacing.points
    return (lines * line + (layout.before or 0.0) + (layout.after or 0.0)) * MM_PER_PT
