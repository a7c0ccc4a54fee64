"""Where components stand: left or right, in the middle, side by side (mục II và sơ đồ, mục IV)."""

from __future__ import annotations

from collections.abc import Iterator

from kehoach.finished.components.component import Component
from kehoach.finished.components.segments import PageSide, Segment
from kehoach.finished.finished_file import FileParagraph
from kehoach.finished.positions import MM_PER_PT, Alignment
from kehoach.layout.decree import facts
from kehoach.layout.measures import (
    SINGLE,
    count_lines,
    lines_of,
    lines_taken,
    middle_of,
    shift_of,
    size_of,
)
from kehoach.layout.verdicts import NAMES, Bench, Outcome, Verdict, decimal, together

_CENTRED = 6.0
_FAR_OFF = 15.0
_SAME_LINE = 3.0
_SINGLE_LINES = (0.85, 1.2)
_UNDER = {
    "tieu_ngu": "quoc_hieu",
    "dia_danh_ngay": "quoc_hieu",
    "so_ky_hieu": "co_quan",
    "co_quan": "co_quan_chu_quan",
    "trich_yeu_cong_van": "so_ky_hieu",
    "ho_ten": "chuc_vu",
}
"""What a component is to be centred under; without it, under the middle of its own column."""

_CENTRES = {
    "phu_luc": "TT384",
    "ten_phu_luc": "TT388",
    "kem_theo_phu_luc": "TT391",
    "ho_ten": "TT349",
}


def check_placing(bench: Bench) -> Iterator[Verdict]:
    """Alignment, sides, and what stands on one line."""
    for row in facts().values():
        if row.do == "canh_giua":
            for component in bench.all(*row.tren):
                yield _centred(bench, row.ma[0], component)
    for kind, code in _CENTRES.items():
        for component in bench.all(kind):
            yield _centred(bench, code, component)
    yield from _sides(bench)
    yield from _same_line(bench)
    yield from _one_line(bench)
    yield from _spacing(bench)


def _centred(bench: Bench, code: str, component: Component) -> Verdict:
    name = NAMES[component.kind]
    above = bench.one(_UNDER.get(component.kind, ""))
    asked = f"canh giữa dưới {NAMES[above.kind]}" if above else "canh giữa"
    shifts = [_shift(bench, segment, above) for segment in component.segments]
    known = [shift for shift in shifts if shift is not None]
    worst = max(known, key=abs, default=None)
    if worst is not None and abs(worst) > _CENTRED:
        side = "phải" if worst > 0 else "trái"
        found = f"{name} lệch {decimal(abs(worst), 0)} mm về bên {side}"
        return bench.verdict(code, component, Outcome.FAILED, found, asked)
    if len(known) < len(shifts):
        found = f"không xác định được vị trí của {name}"
        return bench.verdict(code, component, Outcome.UNDECIDED, found, asked)
    return bench.verdict(code, component, Outcome.PASSED, asked, asked)


def _shift(bench: Bench, segment: Segment, above: Component | None) -> float | None:
    """How far a segment stands off the middle of what is above, or of its own column."""
    own, over = segment.paragraph, above.first.paragraph if above else None
    if own.lines and over is not None and over.lines:
        return middle_of(own) - middle_of(over)
    if own.lines and above is None and segment.side and own.layout.column is None:
        # A column of a .pdf has no edges, but its lines tell whether they share a middle.
        return 0.0 if own.layout.alignment is Alignment.CENTER else None
    if own.lines and above is None and own.section < len(bench.file.sections):
        return shift_of(segment, bench.file)
    if own.lines:
        return None
    shift = shift_of(segment, bench.file)
    if shift is None or over is None or above is None:
        return shift
    if _column(own) != _column(over):
        return None
    base = shift_of(above.first, bench.file)
    # One fault is told once: what is in the middle is right even below something that is not.
    return shift if base is None else min(shift, shift - base, key=abs)


def _column(paragraph: FileParagraph) -> tuple[object, ...]:
    """What makes a column: the table and its column, or the text box."""
    cells = tuple((cell.table, cell.column) for cell in paragraph.cells)
    return (*cells, paragraph.text_box)


def _sides(bench: Bench) -> Iterator[Verdict]:
    for kind, code, wanted in (
        ("quoc_hieu", "TT205", PageSide.RIGHT),
        ("co_quan", "TT230", PageSide.LEFT),
        ("ho_ten", "TT350", PageSide.RIGHT),
    ):
        component = bench.one(kind)
        if component is None:
            continue
        name, asked = NAMES[kind], f"bên {wanted.value}"
        side = component.side or _side_by_indent(bench, component)
        if side is None and _is_across(component.paragraph):
            found = f"{name} đứng giữa trang"
            yield bench.verdict(code, component, Outcome.FAILED, found, asked)
        else:
            right = None if side is None else side is wanted
            where = f"ở bên {side.value}" if side else "ở vị trí không xác định được"
            yield bench.judge(code, component, right, f"{name} {where}", asked)


def _side_by_indent(bench: Bench, component: Component) -> PageSide | None:
    """The side of a plain paragraph that indents or alignment push far off the middle."""
    if component.paragraph.text_box is not None or component.paragraph.lines:
        return None
    shift = shift_of(component.first, bench.file)
    if shift is None or abs(shift) < _FAR_OFF:
        return None
    return PageSide.RIGHT if shift > 0 else PageSide.LEFT


def _is_across(paragraph: FileParagraph) -> bool:
    """Whether a paragraph is centred on the whole page, with nothing beside it."""
    layout = paragraph.layout
    if paragraph.cells or paragraph.text_box is not None or layout.alignment is None:
        return False
    if paragraph.lines and layout.column is None:
        return False  # in a column of a .pdf, or where its edges are not known
    indents = (layout.left or 0.0) + (layout.right or 0.0)
    return layout.alignment.value == "giữa" and indents < 10 and "\t" not in paragraph.text


def _same_line(bench: Bench) -> Iterator[Verdict]:
    """TT265: number and date on one line. TT364: the label of Nơi nhận level with the authority."""
    pairs = (
        ("TT265", bench.one("dia_danh_ngay"), bench.one("so_ky_hieu")),
        ("TT364", bench.one("nhan_noi_nhan"), _first_office(bench)),
    )
    for code, one, other in pairs:
        if one is None or other is None:
            continue
        asked = f"cùng một dòng với {NAMES[other.kind]}"
        level = _is_level(bench, one.paragraph, other.paragraph)
        off = f"{NAMES[one.kind]} không cùng dòng với {NAMES[other.kind]}"
        unknown = (
            f"không xác định được {NAMES[one.kind]} có cùng dòng với {NAMES[other.kind]} không"
        )
        found = unknown if level is None else asked if level else off
        yield bench.judge(code, one, level, found, asked)


def _first_office(bench: Bench) -> Component | None:
    offices = sorted(bench.all("quyen_han", "chuc_vu"), key=_order)
    return offices[0] if offices else None


def _order(component: Component) -> tuple[int, int]:
    return component.first.index, component.first.start


def _is_level(bench: Bench, one: FileParagraph, other: FileParagraph) -> bool | None:
    if one.index == other.index:
        return True
    if one.lines and other.lines:
        first, second = one.lines[0].box, other.lines[0].box
        bases = [
            paragraph.lines[0].baseline or paragraph.lines[0].box.y1 for paragraph in (one, other)
        ]
        return first.page == second.page and abs(bases[0] - bases[1]) <= _SAME_LINE
    if not (one.cells and other.cells) or one.cells[0].table != other.cells[0].table:
        return False if _are_below(one, other) else None
    if one.cells[0].row != other.cells[0].row:
        return False
    apart = abs(_above(bench, one) - _above(bench, other))
    return True if apart <= _SAME_LINE else None


def _are_below(one: FileParagraph, other: FileParagraph) -> bool:
    """Whether both are plain paragraphs of the page, one below the other."""
    plain = not (one.cells or other.cells) and one.text_box is None and other.text_box is None
    return plain and not one.lines


def _above(bench: Bench, paragraph: FileParagraph) -> float:
    """About how much stands above a paragraph in its cell, in mm."""
    height = 0.0
    for other in bench.file.paragraphs[: paragraph.index]:
        if other.cells == paragraph.cells:
            size = size_of(other) or 13.0
            spacing = lines_of(other.layout.spacing, size) or 1.0
            height += (count_lines(other) or 1) * size * SINGLE * spacing
            height += (other.layout.before or 0.0) + (other.layout.after or 0.0)
    return (height + (paragraph.layout.before or 0.0)) * MM_PER_PT


def _one_line(bench: Bench) -> Iterator[Verdict]:
    """TT207: Quốc hiệu on one line."""
    component = bench.one("quoc_hieu")
    if component is None:
        return
    asked = "Quốc hiệu trên một dòng"
    counts = [lines_taken(segment) for segment in component.segments]
    count = sum(lines or 1 for lines in counts)
    if count > 1:
        found = f"Quốc hiệu trên {max(count, 2)} dòng"
        yield bench.verdict("TT207", component, Outcome.FAILED, found, asked)
    elif None in counts:
        found = "không xác định được Quốc hiệu có trên một dòng không"
        yield bench.verdict("TT207", component, Outcome.UNDECIDED, found, asked)
    else:
        yield bench.verdict("TT207", component, Outcome.PASSED, asked, asked)


def _spacing(bench: Bench) -> Iterator[Verdict]:
    """TT206, TT229: single spacing inside the blocks of the head."""
    motto, country = bench.one("tieu_ngu"), bench.one("quoc_hieu")
    if motto is not None and country is not None:
        yield _single(bench, "TT206", motto, [country.paragraph, motto.paragraph])
    names = bench.all("co_quan_chu_quan", "co_quan")
    lines = [segment.paragraph for name in names for segment in name.segments]
    if len(lines) > 1:
        yield from together([_single(bench, "TT229", names[-1], lines)])


def _single(bench: Bench, code: str, component: Component, lines: list[FileParagraph]) -> Verdict:
    asked = "cách nhau dòng đơn"
    low, high = _SINGLE_LINES
    spacings = [lines_of(paragraph.layout.spacing, size_of(paragraph)) for paragraph in lines]
    known = [spacing for spacing in spacings if spacing is not None]
    wrong = [spacing for spacing in known if not low <= spacing <= high]
    if wrong:
        text = f"các dòng cách nhau {decimal(wrong[0], 2)} dòng"
        return bench.verdict(code, component, Outcome.FAILED, text, asked)
    if not known:
        text = "không xác định được khoảng cách dòng"
        return bench.verdict(code, component, Outcome.UNDECIDED, text, asked)
    return bench.verdict(code, component, Outcome.PASSED, asked, asked)
