"""Lines drawn on purpose on a page of a PDF, and the text that each of them stands under."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kehoach.finished.pdf.glyphs import PageStroke, PdfPage
from kehoach.finished.pdf.stretches import Stretch
from kehoach.finished.positions import Box, Made, Stroke, mm

_TYPED = re.compile(r"[_\-–—\s]*[_\-–—]{3}[_\-–—\s]*$")
_FARTHEST = 40.0
_SAME = 3.0


@dataclass(frozen=True, slots=True)
class PageRule:
    """A line on a page, drawn or typed, in pt."""

    page: int
    left: float
    right: float
    height: float
    made: Made
    solid: bool | None = None


def page_rules(
    page: PdfPage, loose: Sequence[PageStroke], typed: Sequence[Stretch]
) -> list[PageRule]:
    """Drawn lines that belong to no table, thin pictures, and stretches of underscores."""
    rules = [
        PageRule(page.number, line.left, line.right, line.top, Made.DRAWN, not line.dashed)
        for line in loose
    ]
    rules += [
        PageRule(page.number, p.left, p.right, (p.top + p.bottom) / 2, Made.PICTURE)
        for p in page.pictures
        if p.bottom - p.top < 6 and p.right - p.left > 20
    ]
    rules += [
        PageRule(page.number, s.left, s.right, s.baseline, Made.UNDERSCORES, "_" in s.text)
        for s in typed
    ]
    return _merged(rules)


def is_typed(stretch: Stretch) -> bool:
    """Whether a stretch is a line made of underscores or dashes."""
    return _TYPED.match(stretch.text) is not None


def _merged(rules: Sequence[PageRule]) -> list[PageRule]:
    """A line that is drawn twice, or piece by piece, is one."""
    merged: list[PageRule] = []
    for rule in sorted(rules, key=lambda rule: (rule.made.value, rule.left)):
        for index, other in enumerate(merged):
            near = abs(other.height - rule.height) < _SAME and other.made is rule.made
            if near and rule.left <= other.right + _SAME:
                right, height = max(other.right, rule.right), min(other.height, rule.height)
                merged[index] = replace(other, right=right, height=height)
                break
        else:
            merged.append(rule)
    return merged


def placed(rules: Sequence[PageRule], lines: Sequence[tuple[Stretch, int]]) -> Iterator[Stroke]:
    """Each line with the paragraph it stands under; takes text lines with their paragraphs.

    What stands under no text is decoration, and left out.
    """
    for rule in rules:
        above = [
            (line, index)
            for line, index in lines
            if line.page == rule.page
            and line.left < rule.right
            and rule.left < line.right
            and -2 <= rule.height - line.baseline < _FARTHEST
        ]
        if not above:
            continue
        line, index = max(above, key=lambda placed_line: placed_line[0].baseline)
        middle = (rule.left + rule.right) / 2
        yield Stroke(
            made=rule.made,
            after=index,
            length=mm(rule.right - rule.left),
            shift=mm(middle - line.centre),
            solid=rule.solid,
            box=Box(rule.page, *map(mm, (rule.left, rule.height, rule.right, rule.height))),
        )
