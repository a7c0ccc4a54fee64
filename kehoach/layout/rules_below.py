"""The lines below the motto, the issuing body, the subject and the annex (II.1.b, II.2.b, 5.b)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from kehoach.findings import Severity
from kehoach.finished.components.component import Component
from kehoach.finished.positions import Made, Stroke
from kehoach.finished.text_width import width_of
from kehoach.layout.decree import fact
from kehoach.layout.measures import line_widths
from kehoach.layout.verdicts import NAMES, Bench, Outcome, Verdict, decimal

_CENTRED = 6.0
_NEIGHBOURS = {
    "tieu_ngu": ("tieu_ngu", "quoc_hieu", "dia_danh_ngay"),
    "co_quan": ("co_quan", "co_quan_chu_quan", "so_ky_hieu"),
    "trich_yeu": ("trich_yeu", "ten_loai"),
    "kem_theo_phu_luc": ("kem_theo_phu_luc", "ten_phu_luc"),
}
"""Where a shape may seem to stand that is drawn under a component: heights are guessed."""


def check_rules_below(bench: Bench) -> Iterator[Verdict]:
    """TT215, TT228, TT285, TT393: whether the line is there, solid, and how long."""
    for identity, kind in (
        ("TN-LINE", "tieu_ngu"),
        ("CQ-BANHANH-LINE", "co_quan"),
        ("TY-LINE", "trich_yeu"),
    ):
        component = bench.one(kind)
        if component is not None:
            yield _line(bench, identity, component)
    for annex in bench.all("kem_theo_phu_luc"):
        asked = "có đường kẻ ngắn"
        strokes = _under(bench, annex)
        outcome = Outcome.PASSED if strokes else _absent(bench)
        found = asked if strokes else f"không có đường kẻ dưới {NAMES[annex.kind]}"
        yield bench.verdict("TT393", annex, outcome, found, asked)


def _line(bench: Bench, identity: str, component: Component) -> Verdict:
    row = fact(identity)
    code, name = row.ma[0], NAMES[component.kind]
    asked = _asked(identity)
    strokes = _under(bench, component)
    if not strokes:
        found = f"không có đường kẻ dưới {name}"
        return bench.verdict(code, component, _absent(bench), found, asked)
    if _is_shared(bench, component, strokes):
        found = f"không xác định được đường kẻ nào của {name}"
        return bench.verdict(code, component, Outcome.UNDECIDED, found, asked)
    verdicts = [_measured(bench, identity, component, stroke) for stroke in strokes]
    return min(verdicts, key=lambda verdict: _badness(verdict.outcome))


def _badness(outcome: Outcome) -> int:
    return [Outcome.PASSED, Outcome.UNDECIDED, Outcome.FAILED, Outcome.MISSING].index(outcome)


def _asked(identity: str) -> str:
    if identity == "TN-LINE":
        return "đường kẻ nét liền, dài bằng dòng chữ"
    return "đường kẻ nét liền, dài bằng 1/3 đến 1/2 dòng chữ, cân đối so với dòng chữ"


def _under(bench: Bench, component: Component) -> list[Stroke]:
    """The strokes under a component: its own, its underlining, else shapes that seem near it."""
    file = bench.file
    underlined = _underlining(component)
    own = [
        stroke
        for segment in component.segments
        for stroke in file.strokes_after(segment.index)
        if stroke.made is not Made.UNDERLINE
        and (segment is component.last or stroke.made is Made.SHAPE)
    ]
    strokes = [underlined, *own] if underlined else own
    if strokes:
        return strokes
    return [
        stroke
        for kind in _NEIGHBOURS[component.kind]
        for neighbour in bench.all(kind)
        if neighbour.annex == component.annex
        for stroke in file.strokes_after(neighbour.last.index)
        if stroke.made is Made.SHAPE and stroke.box is None
    ]


def _underlining(component: Component) -> Stroke | None:
    """Underlined letters of the last line, as a stroke."""
    pieces = component.last.pieces
    marked = [place for place, piece in enumerate(pieces) if piece.look.underline]
    if not marked or component.last.paragraph.lines:
        return None
    first, last = marked[0], marked[-1]
    before, behind = width_of(pieces[:first]), width_of(pieces[last + 1 :])
    shift = None if before is None or behind is None else (before - behind) / 2
    index = component.last.index
    return Stroke(Made.UNDERLINE, index, width_of(pieces[first : last + 1]), shift, True)


def _absent(bench: Bench) -> Outcome:
    """Whether no stroke means that there is none: one may float that belongs nowhere."""
    floating = any(stroke.after is None for stroke in bench.file.strokes)
    return Outcome.UNDECIDED if floating else Outcome.FAILED


def _is_shared(bench: Bench, component: Component, strokes: Sequence[Stroke]) -> bool:
    """Whether other components stand on the line above the strokes, as where tabs part a line."""
    if component.last.column is None or any(s.made is Made.UNDERLINE for s in strokes):
        return False
    index = component.last.index
    return any(
        other is not component and segment.index == index
        for other in bench.recognised.components
        for segment in other.segments
    )


def _measured(bench: Bench, identity: str, component: Component, stroke: Stroke) -> Verdict:
    row = fact(identity)
    code, name, asked = row.ma[0], NAMES[component.kind], _asked(identity)
    if stroke.solid is False:
        found = f"đường kẻ dưới {name} không phải nét liền"
        return bench.verdict(code, component, Outcome.FAILED, found, asked)
    ratio = _ratio(component, stroke, row.low, row.high)
    if ratio is None:
        found = f"không đo được đường kẻ dưới {name}"
        return bench.verdict(code, component, Outcome.UNDECIDED, found, asked)
    found = f"đường kẻ dưới {name} dài bằng {decimal(ratio, 2)} lần dòng chữ"
    if not row.low - 0.005 <= ratio <= row.high + 0.005:
        grave = not row.cho_phep["tu_xa"] <= ratio <= row.cho_phep["den_xa"]
        severity = Severity.ERROR if grave else Severity.WARNING
        return bench.verdict(code, component, Outcome.FAILED, found, asked, severity=severity)
    off = stroke.shift
    is_certain = stroke.made is not Made.SHAPE or stroke.box is not None
    if off is not None and abs(off) > _CENTRED and is_certain:
        found = f"đường kẻ dưới {name} lệch {decimal(abs(off), 0)} mm so với dòng chữ"
        return bench.verdict(code, component, Outcome.FAILED, found, asked)
    outcome = Outcome.PASSED if stroke.solid else Outcome.UNDECIDED
    return bench.verdict(code, component, outcome, found, asked)


def _ratio(component: Component, stroke: Stroke, low: float, high: float) -> float | None:
    """Length against the line of text; of several lines the one that fits best counts."""
    widths = [width for width in line_widths(component) if width > 0]
    if stroke.length is None or not widths:
        return None
    ratios = [stroke.length / width for width in widths]
    middle = (low + high) / 2
    return min(ratios, key=lambda ratio: abs(ratio - middle))
