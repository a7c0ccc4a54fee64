"""Recognises the end of a document: Nơi nhận and the signature block, in whatever layout."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from kehoach.finished.components import wording
from kehoach.finished.components.component import Component
from kehoach.finished.components.segments import PageSide, Segment, SideFinder, segments_of
from kehoach.finished.finished_file import FinishedFile

_NEAR = 30
_FAR = 16
_SHORT = 40
_ITEM = re.compile(r"[-–—+•*]")
_TITLE = re.compile(
    r"(?:CHỦ TỊCH|PHÓ|GIÁM ĐỐC|TỔNG|CỤC TRƯỞNG|VỤ TRƯỞNG|CHI CỤC|TRƯỞNG|CHÁNH|HIỆU TRƯỞNG|"
    r"VIỆN TRƯỞNG|BỘ TRƯỞNG|THỨ TRƯỞNG|BÍ THƯ|ỦY VIÊN|THỦ TƯỚNG|TRẠM|ĐỘI|TỔ|"
    r"CHỦ TỌA|CHỦ TOẠ|CHỦ TRÌ|THƯ KÝ)"
)
_REMARK = re.compile(r"\(.*\)$|(?:đã ký|ký tên)", re.IGNORECASE)
_TYPIST = re.compile(r"[A-ZĐ]{1,6}(?:\.[A-ZĐ]{1,6})*\.?\s*\(\s*\d+\s*(?:b|bản)?\s*\)\.?")


@dataclass
class RecognisedEnding:
    """What was found below the text; `start` is the index of its first paragraph."""

    components: list[Component] = field(default_factory=list)
    start: int = 0


def recognise_ending(
    file: FinishedFile, sides: SideFinder, first: int, last: int
) -> RecognisedEnding:
    """The end of the document whose text and end are the paragraphs `first` to `last` - 1."""
    paragraphs = [paragraph for paragraph in file.paragraphs[first:last] if not paragraph.is_empty]
    lines = [
        segment for paragraph in paragraphs for segment in segments_of(paragraph, sides, split=True)
    ]
    start = _start(lines)
    if start is None:
        return RecognisedEnding([], last)
    zone = lines[start : _end(lines, start)]
    label = next((line for line in zone if wording.is_recipients(line.text)), None)
    left, right = _columns(zone, label)
    components = _recipients(left, label) + _signature(right)
    return RecognisedEnding(components, zone[0].index)


def _start(lines: Sequence[Segment]) -> int | None:
    """Where the end begins: at Nơi nhận, or at the lines of authority just above it."""
    label = next((i for i, line in enumerate(lines) if wording.is_recipients(line.text)), None)
    if label is not None:
        return _top_of_block(lines, _top_of_table(lines, label))
    signing = [i for i, line in enumerate(lines) if _is_signing(line)]
    near = [i for i in signing if i >= len(lines) - _NEAR]
    return _top_of_block(lines, near[-1]) if near else None


def _end(lines: Sequence[Segment], start: int) -> int:
    """Where the end is over: below Nơi nhận a new section, or the head of what is attached."""
    below = (i for i in range(start, len(lines)) if wording.is_recipients(lines[i].text))
    label = next(below, None)
    if label is None:
        return len(lines)
    for place in range(label + 1, len(lines)):
        paragraph = lines[place].paragraph
        if paragraph.section != lines[label].paragraph.section:
            return place
        if wording.is_country(lines[place].text):
            return max(label + 1, _top_of_head(lines, place))
    return len(lines)


def _top_of_head(lines: Sequence[Segment], country: int) -> int:
    """The first line of the table, or of the page, on which Quốc hiệu stands."""
    page = lines[country].paragraph.page
    if page is None:
        return _top_of_table(lines, country)
    return next(i for i, line in enumerate(lines) if line.paragraph.page == page)


def _top_of_table(lines: Sequence[Segment], label: int) -> int:
    """The first line of the table that holds Nơi nhận, if one does."""
    cells = lines[label].paragraph.cells
    top = label
    while top and cells and lines[top - 1].paragraph.cells[:1]:
        if lines[top - 1].paragraph.cells[0].table != cells[0].table:
            break
        top -= 1
    return top


def _top_of_block(lines: Sequence[Segment], start: int) -> int:
    """The first line of authority of the short lines that stand right above `start`."""
    top = start
    for place in range(start - 1, max(-1, start - _FAR), -1):
        line = lines[place]
        if _is_signing(line):
            top = place
        elif len(line.text) > _SHORT or line.text.endswith((".", ";", ":")):
            break
    return top


def _is_signing(line: Segment) -> bool:
    text = line.text
    if line.side is PageSide.LEFT or not wording.is_capitals(text) or len(text) > 90:
        return False
    return wording.is_authority(text) or bool(_TITLE.match(text))


def _columns(zone: Sequence[Segment], label: Segment | None) -> tuple[list[Segment], list[Segment]]:
    """What stands under Nơi nhận, and what belongs to the signature."""
    left: list[Segment] = []
    right: list[Segment] = []
    below = False
    for line in zone:
        if line is label:
            below = True
        elif label is not None and _in_one_table(line, label):
            same = line.paragraph.cells[0].column == label.paragraph.cells[0].column
            (left if same else right).append(line)
        elif line.side is PageSide.RIGHT:
            right.append(line)
        elif line.side is PageSide.LEFT:
            (left if below or label is None else right).append(line)
        elif label is not None and line.paragraph.text_box is not None:
            same = line.paragraph.text_box == label.paragraph.text_box
            (left if same else right).append(line)
        elif below and (_is_item(line) or (left and not right and not _is_signing(line))):
            left.append(line)
        else:
            right.append(line)
    return left, right


def _in_one_table(line: Segment, label: Segment) -> bool:
    one, other = line.paragraph.cells, label.paragraph.cells
    return bool(one and other) and one[0].table == other[0].table


def _is_item(line: Segment) -> bool:
    return bool(_ITEM.match(line.text)) or bool(line.paragraph.number)


def _recipients(lines: Sequence[Segment], label: Segment | None) -> list[Component]:
    components = [] if label is None else [Component("nhan_noi_nhan", (label,))]
    items: list[list[Segment]] = []
    for line in lines:
        if _TYPIST.fullmatch(line.text):
            components.append(Component("nguoi_soan", (line,)))
        elif items and not _is_item(line):
            items[-1].append(line)
        else:
            items.append([line])
    return components + [Component("noi_nhan", tuple(item)) for item in items if label is not None]


def _signature(lines: Sequence[Segment]) -> list[Component]:
    """Lines of authority and office in their order, then the name."""
    kept = [line for line in lines if not _REMARK.match(line.text)]
    begin = next((i for i, line in enumerate(kept) if _is_office(line)), None)
    if begin is None:
        return []
    components: list[Component] = []
    for place, line in enumerate(kept[begin:]):
        if place and not _is_office(line):
            rest = kept[begin + place :]
            names = [segment for segment in rest if wording.is_person(segment.text)]
            components += [Component("ho_ten", (name,)) for name in names[:1]]
            break
        kind = "quyen_han" if wording.is_authority(line.text) else "chuc_vu"
        components.append(Component(kind, (line,)))
    return components


def _is_office(line: Segment) -> bool:
    """Whether a line tells authority or office; a name in capitals is none."""
    text = line.text
    if wording.is_authority(text) or re.match(r"(?:TM|KT|TL|TUQ)\b", text):
        return True
    named = wording.opens_name(text) or wording.is_place_name(text)
    return bool(_TITLE.match(text.upper()) or (wording.is_capitals(text) and named))
