"""Size, weight, slant and case of the letters of components, by the rows of the decree."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from kehoach.finished.components import wording
from kehoach.finished.components.component import Component
from kehoach.finished.text import Look
from kehoach.layout.decree import Fact, fact, facts
from kehoach.layout.verdicts import NAMES, Bench, Outcome, Verdict, decimal, span_text, together

SIZES = {
    "KHAN-FORMAT": "TT401",
    "LUUHANH-FORMAT": "TT401",
    "ST-MUC-6B": "TT335",
    "KY-QH-FORMAT": "TT343",
    "KY-CV-FORMAT": "TT343",
    "KY-HT-FORMAT": "TT345",
    "NN-LABEL": "TT362",
    "PLUC-LABEL": "TT382",
    "PLUC-TITLE": "TT386",
    "PLUC-KEMTHEO": "TT389",
}
"""Rows that ask for a size and a style: the code of their size."""

STYLES = {
    "ST-MUC-6B": "TT333",
    "ST-KHOAN-TITLED": "TT331",
    "KY-QH-FORMAT": "TT344",
    "KY-CV-FORMAT": "TT344",
    "KY-HT-FORMAT": "TT346",
    "NN-LABEL": "TT363",
    "NN-KINHGUI-FMT": "TT373",
    "PLUC-LABEL": "TT383",
    "PLUC-TITLE": "TT387",
    "PLUC-KEMTHEO": "TT390",
}
"""Rows with several codes: the code of their style."""

CASES = {
    "quyen_han": "TT342",
    "chuc_vu": "TT342",
    "phan": "TT334",
    "ten_phu_luc": "TT385",
}
"""Components in capitals that have no row of their own for it."""

_SIZE_SET = (("quoc_hieu", "QH-SIZE"), ("tieu_ngu", "TN-SIZE"), ("dia_danh_ngay", "DD-SIZE"))
"""Components whose sizes go together (Phụ lục I, Phần I, mục V, footnote 1), with their rows."""

_NUMBERED = ("phan", "muc")
"""Headings whose automatic number is to look like them."""

_ALL_CAPITALS = "chữ in hoa"


def check_letters(bench: Bench) -> Iterator[Verdict]:
    """Every row of the decree that tells size, style or case of a component."""
    for row in facts().values():
        for kind in row.tren:
            if row.do in ("co_chu", "kieu_chu", "in_hoa", "in_thuong"):
                rows = (_by_row(bench, row, component) for component in bench.all(kind))
                yield from together(chain.from_iterable(rows))
    for kind, code in CASES.items():
        yield from together(_capitals(bench, code, component) for component in bench.all(kind))


def _by_row(bench: Bench, row: Fact, component: Component) -> Iterator[Verdict]:
    if row.do == "in_hoa":
        yield _capitals(bench, row.ma[0], component)
    elif row.do == "in_thuong":
        yield _small(bench, row.ma[0], component)
    if row.do in ("co_chu", "kieu_chu") and "tu" in row.cho_phep:
        code = SIZES.get(row.id) or row.ma[0]
        if row.do == "co_chu" or row.id in SIZES:
            yield size_verdict(bench, code, component, row.low, row.high)
    if "dam" in row.cho_phep:
        code = STYLES.get(row.id) or row.ma[0]
        bold, italic = bool(row.cho_phep["dam"]), bool(row.cho_phep["nghieng"])
        yield style_verdict(bench, code, component, bold=bold, italic=italic)


def check_size_set(bench: Bench) -> Iterator[Verdict]:
    """TT120: Quốc hiệu, Tiêu ngữ and date large together or small together.

    What is out of its own range is told there.
    """
    asked = "cỡ chữ Quốc hiệu, Tiêu ngữ, địa danh và thời gian là 12, 13, 13 hoặc 13, 14, 14"
    sizes: list[float] = []
    for kind, identity in _SIZE_SET:
        component = bench.one(kind)
        own_sizes = {look.size for look in component.looks} if component else set()
        size = own_sizes.pop() if len(own_sizes) == 1 else None
        row = fact(identity)
        slack = bench.size_tolerance
        if size is None or not row.low - slack <= size <= row.high + slack:
            return
        sizes.append(size)
    sets = fact("SIZE-SET").cho_phep["bo"]
    right = any(
        all(abs(a - b) <= bench.size_tolerance for a, b in zip(sizes, allowed, strict=True))
        for allowed in sets
    )
    told = f"cỡ chữ Quốc hiệu, Tiêu ngữ, địa danh và thời gian là {', '.join(map(decimal, sizes))}"
    yield bench.judge("TT120", bench.one("dia_danh_ngay"), right, told, asked)


def size_verdict(bench: Bench, code: str, component: Component, low: float, high: float) -> Verdict:
    """Whether every letter of a component has a size from `low` to `high`."""
    name = NAMES[component.kind]
    asked = f"cỡ chữ {span_text(low, high)}"
    sizes = {look.size for look in component.looks}
    known = sorted(size for size in sizes if size is not None)
    wrong = [
        size
        for size in known
        if size < low - bench.size_tolerance or size > high + bench.size_tolerance
    ]
    if wrong:
        found = f"{name} cỡ chữ {', '.join(map(decimal, wrong))}"
        return bench.verdict(code, component, Outcome.FAILED, found, asked)
    if None in sizes or not sizes:
        found = f"không xác định được cỡ chữ của {name}"
        return bench.verdict(code, component, Outcome.UNDECIDED, found, asked)
    found = f"cỡ chữ {', '.join(map(decimal, known))}"
    return bench.verdict(code, component, Outcome.PASSED, found, asked)


def style_verdict(
    bench: Bench, code: str, component: Component, *, bold: bool, italic: bool
) -> Verdict:
    """Whether every letter of a component is as bold and as slanted as asked."""
    name = NAMES[component.kind]
    asked = f"kiểu chữ {style_name(bold, italic)}"
    looks = [piece.look for piece in component.pieces if any(map(str.isalnum, piece.text))] or list(
        component.looks
    )
    number = component.paragraph.number_look
    if number is not None and component.kind in _NUMBERED:
        looks.append(number)
    wrong = [look for look in looks if _differs(look, bold, italic)]
    if wrong:
        partly = "" if len(wrong) == len(looks) else "có chỗ "
        found = f"{name} {partly}kiểu chữ {_seen(wrong[0], bold, italic)}"
        return bench.verdict(code, component, Outcome.FAILED, found, asked)
    if not looks or any(look.bold is None or look.italic is None for look in looks):
        found = f"không xác định được kiểu chữ của {name}"
        return bench.verdict(code, component, Outcome.UNDECIDED, found, asked)
    return bench.verdict(code, component, Outcome.PASSED, asked, asked)


def _differs(look: Look, bold: bool, italic: bool) -> bool:
    return (look.bold is not None and look.bold is not bold) or (
        look.italic is not None and look.italic is not italic
    )


def _seen(look: Look, bold: bool, italic: bool) -> str:
    seen_bold = bold if look.bold is None else look.bold
    seen_italic = italic if look.italic is None else look.italic
    return style_name(seen_bold, seen_italic)


def style_name(bold: bool, italic: bool) -> str:
    """'đứng, đậm' and the like."""
    return f"{'nghiêng' if italic else 'đứng'}, {'đậm' if bold else 'không đậm'}"


def _capitals(bench: Bench, code: str, component: Component) -> Verdict:
    name = NAMES[component.kind]
    text = _without_marker(component)
    small = [letter for letter in text if letter.isalpha() and not letter.isupper()]
    if small:
        found = f"{name} có chữ in thường"
        return bench.verdict(code, component, Outcome.FAILED, found, _ALL_CAPITALS)
    return bench.verdict(code, component, Outcome.PASSED, _ALL_CAPITALS, _ALL_CAPITALS)


def _without_marker(component: Component) -> str:
    return component.text.rstrip(" :.")


def _small(bench: Bench, code: str, component: Component) -> Verdict:
    name, asked = NAMES[component.kind], "chữ in thường, viết hoa chữ cái đầu"
    right = not wording.is_capitals(component.text) or len(component.text) < 4
    return bench.judge(
        code, component, right, f"{name} in hoa toàn bộ" if not right else asked, asked
    )
