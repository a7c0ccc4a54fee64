"""Recognises annexes: label, title, the '(Kèm theo …)' line. Their text is `doan_phu_luc`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kehoach.finished.components import wording
from kehoach.finished.components.component import Component
from kehoach.finished.components.segments import Segment, SideFinder, segments_of
from kehoach.finished.finished_file import FileParagraph, FinishedFile
from kehoach.finished.positions import Alignment

_MOST_TITLE = 6
_LONG = 300


def recognise_annexes(file: FinishedFile, sides: SideFinder, start: int) -> list[Component]:
    """The annexes that begin at or after the paragraph `start`, numbered from 1."""
    labels = [paragraph for paragraph in file.paragraphs[start:] if _is_label(paragraph)]
    components: list[Component] = []
    for number, label in enumerate(labels, 1):
        end = labels[number].index if number < len(labels) else len(file.paragraphs)
        lines = list(segments_of(label, sides, split=False))
        if not lines:
            continue
        components.append(Component("phu_luc", (lines[0],), number))
        below = [
            paragraph
            for paragraph in file.paragraphs[label.index + 1 : end]
            if not paragraph.is_empty
        ]
        rest = [line for paragraph in below for line in segments_of(paragraph, sides, split=False)]
        components += _top(lines[1:] + rest, number, file)
    return components


def _is_label(paragraph: FileParagraph) -> bool:
    first, _, _ = paragraph.text.strip().partition("\n")
    if paragraph.cells or paragraph.text_box is not None or not wording.is_annex_label(first):
        return False
    stands_alone = paragraph.layout.alignment is Alignment.CENTER or wording.is_capitals(first)
    return stands_alone or bool(paragraph.starts_page)


def _top(lines: Sequence[Segment], number: int, file: FinishedFile) -> Iterator[Component]:
    """The title and the reference below a label; the rest is the text of the annex."""
    title: list[Segment] = []
    reference: list[Segment] = []
    for line in lines[:_MOST_TITLE]:
        if line.paragraph.cells or (reference and not _is_open(reference)):
            break
        if wording.is_attached(line.text) or reference:
            reference.append(line)
        elif len(line.text) < _LONG and _is_title(line, title, file):
            title.append(line)
        else:
            break
    if title:
        yield Component("ten_phu_luc", tuple(title), number)
    if reference:
        yield Component("kem_theo_phu_luc", tuple(reference), number)
    for line in lines[len(title) + len(reference) :]:
        if not line.paragraph.cells:
            yield Component("doan_phu_luc", (line,), number)


def _is_open(reference: Sequence[Segment]) -> bool:
    """Whether a reference in parentheses goes on below, as where a line was broken by hand."""
    text = " ".join(line.text for line in reference)
    return text.startswith("(") and ")" not in text


def _is_title(line: Segment, title: Sequence[Segment], file: FinishedFile) -> bool:
    if title and any(True for _ in file.strokes_after(title[-1].index)):
        return False
    if wording.is_capitals(line.text):
        return True
    return not title and line.paragraph.layout.alignment is Alignment.CENTER
