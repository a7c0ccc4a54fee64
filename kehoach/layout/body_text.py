"""The text of a document: alignment, indents, gaps, spacing, bases (II.6.a, II.6.e)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from kehoach.finished.components.component import Component
from kehoach.finished.finished_file import FileParagraph
from kehoach.finished.positions import Alignment
from kehoach.layout.decree import fact
from kehoach.layout.measures import count_lines, lines_of, size_of
from kehoach.layout.verdicts import Bench, Outcome, Verdict, decimal, together

_TEXT = ("doan", "khoan", "diem")
_ALL = (*_TEXT, "muc", "tieu_muc", "dieu")
_INDENT, _MEASURED_INDENT = 0.6, 1.2
_GAP, _MEASURED_GAP = 0.1, 1.5
_SPACING, _MEASURED_SPACING = 0.05, 0.08
_DEFAULT_TAB = 12.7
_LONG = 60
_SURELY_LINES = 200
"""So many letters take more than one line in any face."""
_DEEPER = re.compile(r"\d+(?:\.\d+)+\.?\s")
"""Levels that the decree does not know: '1.1.'."""
_NOTES = re.compile(r"(?:ghi chú|lưu ý|ghi chu|\(|“|\")", re.IGNORECASE)


def check_body_text(bench: Bench) -> Iterator[Verdict]:
    """TT303, TT312-TT316."""
    yield from together(_style(bench, component) for component in bench.all(*_TEXT))
    yield from together(_alignment(bench, component) for component in bench.all(*_TEXT))
    yield from together(_indent(bench, component) for component in bench.all(*_TEXT))
    yield from together(_spacing(bench, component) for component in bench.all(*_ALL))
    yield from together(_gaps(bench))
    yield from together(_one_a_line(bench, component) for component in bench.all("can_cu"))


def _style(bench: Bench, component: Component) -> Verdict:
    """Words in a sentence may be stressed; a whole paragraph may not be slanted or bold."""
    code, asked = ("TT312" if component.kind == "doan" else "TT330"), "kiểu chữ đứng, không đậm"
    text = component.text.strip()
    looks = [piece.look for piece in component.pieces if any(map(str.isalnum, piece.text))]
    if any(look.italic is None or look.bold is None for look in looks):
        found = "không xác định được kiểu chữ"
        return bench.verdict(code, component, Outcome.UNDECIDED, found, asked)
    if _DEEPER.match(text):
        return bench.verdict(code, component, Outcome.PASSED, asked, asked)
    slanted = bool(looks) and all(look.italic for look in looks)
    bold = bool(looks) and all(look.bold for look in looks)
    if slanted and not _NOTES.match(text) and len(text) > _LONG:
        return bench.verdict(code, component, Outcome.FAILED, "cả đoạn kiểu chữ nghiêng", asked)
    if bold and text.endswith((".", ";")) and len(text) > _LONG and component.kind != "doan":
        return bench.verdict(code, component, Outcome.FAILED, "cả đoạn kiểu chữ đậm", asked)
    return bench.verdict(code, component, Outcome.PASSED, asked, asked)


def _alignment(bench: Bench, component: Component) -> Verdict:
    """One line looks alike whether justified or not."""
    paragraph, asked = component.paragraph, "canh đều hai bên"
    how = paragraph.layout.alignment
    count = count_lines(paragraph)
    if how is Alignment.JUSTIFY or count == 1:
        return bench.verdict("TT313", component, Outcome.PASSED, asked, asked)
    if how is None or (count is None and len(component.text) < _SURELY_LINES):
        found = "không xác định được cách canh"
        return bench.verdict("TT313", component, Outcome.UNDECIDED, found, asked)
    if how is Alignment.CENTER and component.kind == "doan":
        return bench.verdict("TT313", component, Outcome.UNDECIDED, "đoạn canh giữa", asked)
    found = f"lời văn canh {how.value}"
    return bench.verdict("TT313", component, Outcome.FAILED, found, asked)


def _indent(bench: Bench, component: Component) -> Verdict:
    paragraph, layout = component.paragraph, component.paragraph.layout
    allowed = fact("ND-INDENT").cho_phep["mot_trong"]
    asked = "lùi đầu dòng 1 cm hoặc 1,27 cm"
    if layout.alignment in (Alignment.CENTER, Alignment.RIGHT):
        return bench.verdict("TT314", component, Outcome.PASSED, asked, asked)
    indent = _first_indent(paragraph, component.first.start)
    if indent is None or paragraph.text_box is not None:
        found = "không xác định được độ lùi đầu dòng"
        return bench.verdict("TT314", component, Outcome.UNDECIDED, found, asked)
    slack = _MEASURED_INDENT if bench.measured else _INDENT
    right = any(abs(indent - wanted) <= slack for wanted in allowed)
    lies = abs(indent) <= slack
    found = "đầu dòng không lùi vào" if lies else f"đầu dòng lùi {decimal(indent / 10, 2)} cm"
    return bench.judge("TT314", component, right, found, asked)


def _first_indent(paragraph: FileParagraph, start: int) -> float | None:
    """Where the first line begins; a tab in front takes it to the first stop."""
    layout = paragraph.layout
    if layout.first_line is None:
        return None
    indent = layout.first_line + (0.0 if paragraph.lines else layout.left or 0.0)
    lead = paragraph.text[:start]
    if lead == "\t" and indent < _DEFAULT_TAB:
        return _DEFAULT_TAB
    return indent if not lead.strip(" ") and len(lead) <= 2 else None


def _spacing(bench: Bench, component: Component) -> Verdict:
    row, asked = fact("ND-LINE"), "khoảng cách dòng từ dòng đơn đến 1,5 dòng"
    paragraph = component.paragraph
    lines = lines_of(paragraph.layout.spacing, size_of(paragraph))
    if lines is None:
        alone = count_lines(paragraph) == 1
        outcome = Outcome.PASSED if alone else Outcome.UNDECIDED
        found = asked if alone else "không xác định được khoảng cách dòng"
        return bench.verdict("TT316", component, outcome, found, asked)
    slack = _MEASURED_SPACING if bench.measured else _SPACING
    right = row.low - slack <= lines <= row.high + slack
    found = f"khoảng cách dòng {decimal(lines, 2)} dòng"
    return bench.judge("TT316", component, right, found, asked)


def _gaps(bench: Bench) -> Iterator[Verdict]:
    """TT315 between neighbours in the text, tables and breaks between them left out."""
    row, asked = fact("ND-PARA-GAP"), "tối thiểu 6 pt"
    slack = _MEASURED_GAP if bench.measured else _GAP
    ordered = [component for component in bench.recognised.components if component.kind in _ALL]
    for above, below in pairwise(ordered):
        one, other = above.paragraph, below.paragraph
        if other.index != one.index + 1 or other.text_box is not None:
            continue
        if other.lines and one.lines and one.lines[-1].box.page != other.lines[0].box.page:
            continue
        gap = _gap(one, other)
        if gap is None:
            found = "không xác định được khoảng cách giữa các đoạn"
            yield bench.verdict("TT315", below, Outcome.UNDECIDED, found, asked)
            continue
        found = f"hai đoạn cách nhau {decimal(gap)} pt"
        right: bool | None = gap >= row.low - slack
        if not right and len(other.lines) == 1:
            right = None  # on a page, wide lines and a gap between paragraphs look alike
        yield bench.judge("TT315", below, right, found, asked)


def _gap(above: FileParagraph, below: FileParagraph) -> float | None:
    """The gap in pt: what both paragraphs set, or what was measured between them."""
    if below.lines:
        return below.layout.before
    if above.layout.after is None or below.layout.before is None:
        return None
    return above.layout.after + below.layout.before


def _one_a_line(bench: Bench, component: Component) -> Verdict:
    asked = "mỗi căn cứ một dòng"
    several = re.search(r"[;.]\s*Căn cứ\b", component.text) is not None
    found = "nhiều căn cứ trên một dòng" if several else asked
    return bench.judge("TT303", component, not several, found, asked)
