"""Headings and lists of the text (Phụ lục I, Phần I, mục II.6.d, II.6.đ; mục V, STT 6)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach.finished.components import wording
from kehoach.finished.components.component import Component
from kehoach.finished.components.find_body import printed
from kehoach.finished.positions import Alignment
from kehoach.layout.decree import fact
from kehoach.layout.type import style_name
from kehoach.layout.verdicts import Bench, Outcome, Verdict, together

_LABELLED = ("phan", "chuong", "muc_6a", "tieu_muc_6a")
_ROMAN = re.compile(r"[IVXLC]+")
_WRONG_LETTERS = "fjwz"


def check_headings(bench: Bench) -> Iterator[Verdict]:
    """TT321-TT324, TT329, TT332."""
    labels = bench.all(*(f"{kind}_nhan" for kind in _LABELLED))
    titles = bench.all(*(f"{kind}_ten" for kind in _LABELLED))
    yield from together(_label(bench, label) for label in labels)
    yield from together(_title(bench, title) for title in titles)
    yield from together(_numeral(bench, label) for label in labels)
    yield from together(_has_title(bench, label) for label in labels)
    yield from together(_article(bench, component) for component in bench.all("dieu"))
    yield from together(_points(bench))


def _label(bench: Bench, component: Component) -> Verdict:
    asked = "chữ in thường, cỡ chữ 13-14, đứng, đậm, canh giữa"
    problem = _format_problem(bench, component)
    if not problem and wording.is_capitals(re.sub(r"[IVXLC\d]+\s*$", "", component.text)):
        problem = "in hoa"
    found = f"“{component.text}” {problem}" if problem else asked
    return bench.judge("TT321", component, not problem, found, asked)


def _title(bench: Bench, component: Component) -> Verdict:
    asked = "chữ in hoa, cỡ chữ 13-14, đứng, đậm, canh giữa"
    problem = _format_problem(bench, component)
    if not problem and not wording.is_capitals(component.text):
        problem = "không in hoa"
    found = f"“{component.text}” {problem}" if problem else asked
    return bench.judge("TT322", component, not problem, found, asked)


def _format_problem(bench: Bench, component: Component) -> str:
    row = fact("ST-PHAN-LABEL-STYLE")
    slack = bench.size_tolerance
    for look in component.looks:
        if look.size is not None and not row.low - slack <= look.size <= row.high + slack:
            return "sai cỡ chữ"
        if look.bold is False or look.italic:
            return f"kiểu chữ {style_name(bool(look.bold), bool(look.italic))}"
    if component.paragraph.layout.alignment not in (Alignment.CENTER, None):
        return "không canh giữa"
    return ""


def _numeral(bench: Bench, component: Component) -> Verdict:
    number = component.text.split()[-1].rstrip(".:")
    is_roman = _ROMAN.fullmatch(number) is not None
    wants_roman = component.kind in ("phan_nhan", "chuong_nhan")
    asked = f"số thứ tự bằng chữ số {'La Mã' if wants_roman else 'Ả Rập'}"
    right = is_roman if wants_roman else number.isdigit()
    return bench.judge("TT323", component, right, f"ghi “{component.text}”", asked)


def _has_title(bench: Bench, component: Component) -> Verdict:
    titles = bench.all(component.kind.replace("_nhan", "_ten"))
    following = (
        paragraph.index
        for paragraph in bench.file.paragraphs[component.last.index + 1 :]
        if not paragraph.is_empty
    )
    below = next(following, None)
    right = any(title.first.index == below for title in titles)
    return bench.judge(
        "TT324", component, right, f"“{component.text}” không có tiêu đề", "có tiêu đề"
    )


def _article(bench: Bench, component: Component) -> Verdict:
    asked = "“Điều”, số thứ tự và dấu chấm, kiểu chữ đứng, đậm"
    text = printed(component.paragraph)
    found = f"ghi “{text[:12].strip()}…”"
    if not re.match(r"Điều \d+\. ", text):
        return bench.verdict("TT329", component, Outcome.FAILED, found, asked)
    pieces = component.pieces
    look = component.paragraph.number_look if component.paragraph.number else pieces[0].look
    if look is None or look.bold is None or look.italic is None:
        return bench.verdict("TT329", component, Outcome.UNDECIDED, "không rõ kiểu chữ", asked)
    found = f"“Điều …” kiểu chữ {style_name(look.bold, look.italic)}"
    return bench.judge("TT329", component, look.bold and not look.italic, found, asked)


def _points(bench: Bench) -> Iterator[Verdict]:
    """TT332: letters of the Vietnamese alphabet, small, with a closing parenthesis, in order."""
    order = fact("ST-DIEM").cho_phep["thu_tu"]
    asked = "a), b), c), d), đ), e)… theo bảng chữ cái tiếng Việt"
    before = ""
    for component in bench.recognised.components:
        if component.kind in ("phan", "muc", "tieu_muc", "khoan", "dieu"):
            before = ""
        if component.kind != "diem":
            continue
        text = printed(component.paragraph)
        letter, mark = text[0], text[1:].lstrip()[:1]
        if letter.isupper():
            before = ""
            continue
        problem = mark != ")" or letter in _WRONG_LETTERS
        if before in order and letter in order and not problem:
            step = order.index(letter) - order.index(before)
            problem = before == "d" and letter == "e" and step != 1
        before = letter
        yield bench.judge("TT332", component, not problem, f"ghi “{text[:3].strip()}”", asked)
