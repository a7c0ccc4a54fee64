"""Where the text of a component stands, how its lines run: measured or reckoned, in mm."""

from __future__ import annotations

from collections.abc import Sequence

from kehoach.finished.components.component import Component
from kehoach.finished.components.segments import Segment
from kehoach.finished.finished_file import FileParagraph, FinishedFile
from kehoach.finished.positions import Alignment, LineSpacing
from kehoach.finished.text import FilePiece
from kehoach.finished.text_width import width_of

SINGLE = 1.15
"""Single spacing of Times New Roman, in sizes of the type."""


def shift_of(segment: Segment, file: FinishedFile) -> float | None:
    """How far right of the middle of its column a segment stands; None where nothing tells."""
    paragraph, layout = segment.paragraph, segment.paragraph.layout
    if paragraph.lines:
        return _measured_shift(paragraph, file)
    if segment.column is not None or layout.column is None or layout.alignment is None:
        return None
    left, right = layout.left or 0.0, layout.right or 0.0
    first = layout.first_line or 0.0
    width = width_of(segment.pieces)
    if layout.alignment is Alignment.CENTER:
        return (left + (first if _fits(width, layout.column) else 0.0) - right) / 2
    if paragraph.text[: segment.start].strip(" ") or width is None:
        return None
    if segment.start and not paragraph.text[: segment.start].isspace():
        return None
    room = layout.column - left - right
    if width >= room:
        lines = _wrapped(segment.pieces, room)
        width, first = (lines[-1] if lines else width), 0.0
    if layout.alignment is Alignment.RIGHT:
        return layout.column / 2 - right - width / 2
    if segment.start and paragraph.text[: segment.start].count(" ") > 2:
        return None
    return left + first + width / 2 - layout.column / 2


def _fits(width: float | None, column: float) -> bool:
    return width is not None and width < column


def _measured_shift(paragraph: FileParagraph, file: FinishedFile) -> float | None:
    section = file.sections[paragraph.section] if paragraph.section < len(file.sections) else None
    if section is None or None in (section.width, section.left, section.right):
        return _shift_in_column(paragraph)
    middle = ((section.left or 0.0) + (section.width or 0.0) - (section.right or 0.0)) / 2
    return middle_of(paragraph) - middle


def _shift_in_column(paragraph: FileParagraph) -> float | None:
    """Where the edges of the page are not known (a page with a table only): by the paragraph."""
    layout = paragraph.layout
    if layout.alignment is Alignment.CENTER:
        return 0.0
    if layout.left is None or layout.first_line is None or layout.column is None:
        return None
    left = layout.left + layout.first_line
    return left + paragraph.lines[0].box.width / 2 - layout.column / 2


def middle_of(paragraph: FileParagraph) -> float:
    """The middle of the lines of a paragraph that was measured."""
    left = min(line.box.x0 for line in paragraph.lines)
    return (left + max(line.box.x1 for line in paragraph.lines)) / 2


def line_widths(component: Component) -> list[float]:
    """The widths of the printed lines of a component; empty where a font is not known."""
    measured: list[float] = []
    for segment in component.segments:
        paragraph = segment.paragraph
        if paragraph.lines:
            measured += [line.box.width for line in paragraph.lines]
            continue
        layout = paragraph.layout
        room = None
        if layout.column is not None and segment.column is None:
            room = layout.column - (layout.left or 0.0) - (layout.right or 0.0)
        widths = _wrapped(segment.pieces, room)
        if widths is None:
            return []
        measured += widths
    return measured


def _wrapped(pieces: Sequence[FilePiece], room: float | None) -> list[float] | None:
    """The lines that text breaks into, filling each one."""
    whole = width_of(pieces)
    if whole is None or room is None or whole <= room:
        return None if whole is None else [whole]
    look = pieces[0].look
    lines: list[float] = []
    line = ""
    for word in "".join(piece.printed for piece in pieces).split():
        longer = f"{line} {word}".strip()
        width = width_of([FilePiece(longer, look)]) or 0.0
        if line and width > room:
            lines.append(width_of([FilePiece(line, look)]) or 0.0)
            line = word
        else:
            line = longer
    return [*lines, width_of([FilePiece(line, look)]) or 0.0]


def count_lines(paragraph: FileParagraph) -> int | None:
    """How many lines a paragraph takes; None where that cannot be told."""
    if paragraph.lines:
        return len(paragraph.lines)
    layout = paragraph.layout
    width = width_of(paragraph.pieces)
    if width is None or layout.column is None:
        return None
    room = layout.column - (layout.left or 0.0) - (layout.right or 0.0)
    if room <= 0:
        return None
    return max(1, -int(-(width + max(0.0, layout.first_line or 0.0)) // room))


def lines_taken(segment: Segment) -> int | None:
    """How many lines a segment takes; None where that cannot be told."""
    paragraph, layout = segment.paragraph, segment.paragraph.layout
    if paragraph.lines:
        return len(paragraph.lines)
    if segment.column is not None:
        return 1 if count_lines(paragraph) == 1 else None
    width = width_of(segment.pieces)
    if width is None or layout.column is None:
        return None
    room = layout.column - (layout.left or 0.0) - (layout.right or 0.0)
    return max(1, -int(-width // room)) if room > 0 else None


def size_of(paragraph: FileParagraph) -> float | None:
    """The size of most letters of a paragraph."""
    letters: dict[float, int] = {}
    for piece in paragraph.pieces:
        if piece.look.size is not None and piece.printed.strip():
            letters[piece.look.size] = letters.get(piece.look.size, 0) + len(piece.printed)
    return max(letters, key=lambda size: letters[size]) if letters else None


def lines_of(spacing: LineSpacing | None, size: float | None) -> float | None:
    """Line spacing in lines, whatever unit the file states it in."""
    if spacing is None:
        return None
    if spacing.lines is not None:
        return spacing.lines
    if spacing.points is None or size is None:
        return None
    ratio = spacing.points / (SINGLE * size)
    return max(1.0, ratio) if spacing.at_least else ratio
