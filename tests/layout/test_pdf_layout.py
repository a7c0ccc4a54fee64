"""The layout of our own PDF with one thing changed: its rule speaks, and no other."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from kehoach.build import DEFAULT_PLAN
from kehoach.document import Document
from kehoach.finished.pdf.open_pdf import open_pdf
from kehoach.finished.pdf.read import read_pdf
from kehoach.layout.finished_review import review_finished
from kehoach.render.pdf import TEMPLATES, render_pdf
from kehoach.resolve.read import read_plan

LONG = ("TT104", "TT117")
"""Rules that need full pages, or an annex of two."""


class Change(NamedTuple):
    """A change of the layout: rules added to the style sheet, words exchanged in the template."""

    css: str = ""
    html: tuple[str, str] = ("", "")


SO, DATE = "{{ line(head.so_ky_hieu) }}", "{{ line(head.dia_danh_ngay) }}"
TYPE = "{{ heading(head.ten_loai, 1) }}"
NAME = "{{ line(document.ky.ho_ten) }}"
STATE = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "{{ geometry.MOTTO }}"
NUMBER = "@page {{ @top-center {{ {} }} }}"
NONE = "{ @top-center { content: none } }"
WIDE = (
    ".columns, .annex table { width: 100% } .trich_yeu { margin: 0 !important } "
    ".trich_yeu + .rule { width: 80mm !important } .kem_theo_phu_luc { margin: 0 !important }"
)
"""What stands in columns of A4 goes as wide as another sheet."""
FIRST = f"@page :first {NONE} @page :nth(1 of odd) {NONE}"
"""First pages without a number, again: what is added to a style sheet comes last."""


def so(text: str) -> Change:
    return Change(html=(SO, f'<p class="so_ky_hieu">{text}</p>'))


def date(text: str) -> Change:
    return Change(html=(DATE, f'<p class="dia_danh_ngay">{text}</p>'))


CHANGES: dict[str, tuple[str, Change]] = {
    "Letter paper": ("TT101", Change("@page { size: 216mm 279mm }" + WIDE)),
    "paper on its side": ("TT102", Change("@page { size: A4 landscape }" + WIDE)),
    "upper margin 18 mm": ("TT103", Change("@page { margin-top: 18mm }")),
    "upper margin 28 mm": ("TT103", Change("@page { margin-top: 28mm }")),
    "lower margin 12 mm": ("TT104", Change("@page { margin-bottom: 12mm }")),
    "left margin 28 mm": ("TT105", Change("@page { margin-left: 28mm }")),
    "right margin 13 mm": ("TT106", Change("@page { margin-right: 13mm }")),
    "face without serifs": (
        "TT107",
        Change(
            '@font-face { font-family: Other; src: url("other.ttf") }'
            ".body > .doan { font-family: Other }"
        ),
    ),
    "red text": ("TT109", Change(".body > .doan { color: #c00000 }")),
    "page numbers from 5": ("TT111", Change("@page :first { counter-reset: page 5 }")),
    "Roman page numbers": (
        "TT112", Change(NUMBER.format("content: counter(page, lower-roman)") + FIRST)
    ),
    "page number 11 pt": ("TT113", Change(NUMBER.format("font-size: 11pt"))),
    "slanted page number": ("TT114", Change(NUMBER.format("font-style: italic"))),
    "page number at the right": (
        "TT115",
        Change(
            f"@page {NONE} @page {{ @top-right {{ content: counter(page); font: 14pt serif }} }}"
            "@page :first { @top-right { content: none } }"
            "@page :nth(1 of odd) { @top-right { content: none } }"
        ),
    ),
    "number on the first page": (
        "TT116", Change("@page :first { @top-center { content: counter(page) } }")
    ),
    "annex goes on counting": (
        "TT117", Change("@page :nth(1 of odd) { counter-reset: none } .odd { page: odd }")
    ),
    "sizes that do not go together": ("TT120", Change(".quoc_hieu { font-size: 12pt }")),
    "short name of the state": ("TT201", Change(html=(STATE, "CHXHCN VIỆT NAM"))),
    "state in small letters": (
        "TT202", Change(html=(STATE, "Cộng hòa xã hội chủ nghĩa Việt Nam"))
    ),
    "state 11 pt": ("TT203", Change(".quoc_hieu { font-size: 11pt }")),
    "light name of the state": ("TT204", Change(".quoc_hieu { font-weight: normal }")),
    "state and motto far apart": ("TT206", Change(".quoc_hieu { margin-bottom: 14pt }")),
    "state on two lines": (
        "TT207", Change(".quoc_hieu { white-space: normal; width: 72mm; margin: 0 auto }")
    ),
    "motto with en dashes": ("TT211", Change(html=(MOTTO, "Độc lập – Tự do – Hạnh phúc"))),
    "motto 12 pt": (
        "TT212", Change(".tieu_ngu { font-size: 12pt } .nation .rule { width: 51.9mm !important }")
    ),
    "slanted motto": ("TT213", Change(".tieu_ngu { font-style: italic }")),
    "motto at the left": (
        "TT214", Change(".tieu_ngu { text-align: left } .nation .rule { margin-left: 0 }")
    ),
    "no line under the motto": ("TT215", Change(".nation .rule { border: 0 }")),
    "half a line under the motto": ("TT215", Change(".nation .rule { width: 30mm !important }")),
    "agency 15 pt": ("TT225", Change(".co_quan { font-size: 15pt }")),
    "light agency": ("TT226", Change(".co_quan { font-weight: normal }")),
    "line under the agency as long as its name": (
        "TT228", Change(".issuer .rule { width: 31mm !important }")
    ),
    "no line under the agency": ("TT228", Change(".issuer .rule { border: 0 }")),
    "agency spaced out": ("TT229", Change(".head p.co_quan { line-height: 2 }")),
    "no word before the number": ("TT241", so("3456/KH-UBND")),
    "number 12 pt": ("TT242", Change(".so_ky_hieu { font-size: 12pt }")),
    "bold number": ("TT243", Change(".so_ky_hieu { font-weight: bold }")),
    "number at the left": ("TT244", Change(".so_ky_hieu { text-align: left }")),
    "number without its nought": ("TT246", so("Số: 7/KH-UBND")),
    "hyphen for the slash": ("TT247", so("Số: 3456-KH-UBND")),
    "spaces in the symbol": ("TT248", so("Số: 3456/KH - UBND")),
    "small letters in the symbol": ("TT249", so("Số: 3456/kh-UBND")),
    "symbol of something else": ("TT251", so("Số: 3456/UBND-KH")),
    "date 12 pt": ("TT261", Change(".dia_danh_ngay { font-size: 12pt }")),
    "upright date": ("TT262", Change(".dia_danh_ngay { font-style: normal }")),
    "date at the left": ("TT264", Change(".dia_danh_ngay { text-align: left }")),
    "date lower than the number": ("TT265", Change(".dia_danh_ngay { padding-top: 14pt }")),
    "no comma behind the place": ("TT266", date("Gia Lai ngày 08 tháng 12 năm 2023")),
    "comma inside the date": ("TT267", date("Gia Lai, ngày 08 tháng 12, năm 2023")),
    "day without its nought": ("TT267", date("Gia Lai, ngày 8 tháng 12 năm 2023")),
    "type in small letters": ("TT271", Change(html=(TYPE, '<h1 class="ten_loai">Kế hoạch</h1>'))),
    "type 16 pt": ("TT272", Change(".ten_loai { font-size: 16pt }")),
    "light type": ("TT273", Change(".ten_loai { font-weight: normal }")),
    "type off the middle": ("TT274", Change(".ten_loai { margin-right: 30mm }")),
    "subject 16 pt": ("TT281", Change(".trich_yeu { font-size: 16pt }")),
    "slanted subject": ("TT282", Change(".trich_yeu { font-style: italic }")),
    "subject in capitals": ("TT283", Change(".trich_yeu { text-transform: uppercase }")),
    "no line under the subject": ("TT285", Change(".trich_yeu + .rule { border: 0 }")),
    "line under the subject as long as the page": (
        "TT285", Change(".trich_yeu + .rule { width: 100% !important }")
    ),
    "body 12 pt": ("TT311", Change(".body > .doan { font-size: 12pt }")),
    "slanted body": ("TT312", Change(".body > .doan:last-child { font-style: italic }")),
    "ragged body": ("TT313", Change(".body > * { text-align: left }")),
    "no indent": ("TT314", Change(".body > * { text-indent: 0 }")),
    "paragraphs without a gap": ("TT315", Change(".body > * { margin-bottom: 0 }")),
    "lines far apart": ("TT316", Change(".body > * { line-height: 30pt }")),
    "lines too close": ("TT316", Change(".body > * { line-height: 14pt }")),
    "slanted headings": ("TT331", Change(".muc, .tieu_muc { font-style: italic }")),
    "light headings of parts": ("TT333", Change(".phan { font-weight: normal }")),
    "authority 12 pt": ("TT343", Change(".quyen_han { font-size: 12pt }")),
    "light authority": ("TT344", Change(".quyen_han { font-weight: normal }")),
    "signer in capitals": ("TT347", Change(".ho_ten { text-transform: uppercase }")),
    "signer 12 pt": ("TT345", Change(".ho_ten { font-size: 12pt }")),
    "light signer": ("TT346", Change(".ho_ten { font-weight: normal }")),
    "signer with a degree": (
        "TT348", Change(html=(NAME, '<p class="ho_ten">ThS. Nguyễn Thị Thanh Lịch</p>'))
    ),
    "signer at the right": ("TT349", Change(".ho_ten { text-align: right }")),
    "recipients' label 13 pt": ("TT362", Change(".noi_nhan_nhan { font-size: 13pt }")),
    "upright label of recipients": ("TT363", Change(".noi_nhan_nhan { font-style: normal }")),
    "recipients 12 pt": ("TT365", Change(".noi_nhan { font-size: 12pt }")),
    "slanted recipients": ("TT366", Change(".noi_nhan { font-style: italic }")),
    "annex label 13 pt": ("TT382", Change("h2.phu_luc { font-size: 13pt }")),
    "light annex label": ("TT383", Change("h2.phu_luc { font-weight: normal }")),
    "annex label at the left": ("TT384", Change("h2.phu_luc { text-align: left }")),
    "annex title 16 pt": ("TT386", Change(".ten_phu_luc { font-size: 16pt }")),
    "light annex title": ("TT387", Change(".ten_phu_luc { font-weight: normal }")),
    "upright note of the annex": ("TT390", Change(".kem_theo_phu_luc { font-style: normal }")),
    "no line in the annex": ("TT393", Change(".kem_theo_phu_luc + .rule { border: 0 }")),
}  # fmt: skip
"""What is changed → the code of its rule."""


def cut(clauses: int, rows: int) -> Document:
    """The plan of 2024 with its first clauses and its end, and an annex of so many rows."""
    whole = read_plan(DEFAULT_PLAN).document
    annex = whole.phu_luc[0]
    table = replace(annex.table, rows=(annex.table.rows * 3)[:rows])
    return replace(
        whole,
        clauses=(*whole.clauses[:clauses], whole.clauses[-1]),
        phu_luc=(replace(annex, table=table),),
    )


@pytest.fixture(scope="module")
def short() -> Document:
    """Three pages and an annex of one; most rules need no more."""
    return cut(14, 4)


@pytest.fixture(scope="module")
def long() -> Document:
    """Six pages and an annex of two."""
    return cut(52, 54)


def codes(content: bytes) -> Sequence[str]:
    """The layout rules that speak about a PDF."""
    file = read_pdf(open_pdf(content, "x.pdf"), "x.pdf")
    findings = review_finished(file).findings
    return [f"{each.code}" for each in findings if each.code.startswith("TT")]


def made(document: Document, change: Change, folder: Path) -> bytes:
    for name in ("ke_hoach.html", "ke_hoach.css"):
        shutil.copy(TEMPLATES / name, folder)
    html, css = folder / "ke_hoach.html", folder / "ke_hoach.css"
    old, new = change.html
    if old:
        text = html.read_text("utf-8")
        assert text.count(old) == 1
        html.write_text(text.replace(old, new), "utf-8")
    css.write_text(css.read_text("utf-8") + change.css, "utf-8")
    if "other.ttf" in change.css:
        shutil.copy(
            "/usr/share/fonts/truetype/liberation2/LiberationSans-Regular.ttf",
            folder / "other.ttf",
        )
    return render_pdf(document, folder).data


def test_nothing_is_said_of_our_own_file(output: Path) -> None:
    assert codes((output / f"{DEFAULT_PLAN.stem}.pdf").read_bytes()) == []


@pytest.mark.parametrize("size", ["short", "long"])
def test_nothing_is_said_of_what_the_changes_start_from(
    size: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    assert codes(made(request.getfixturevalue(size), Change(), tmp_path)) == []


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_told_by_its_own_rule(
    name: str, short: Document, long: Document, tmp_path: Path
) -> None:
    code, change = CHANGES[name]
    document = long if code in LONG else short
    assert set(codes(made(document, change, tmp_path))) == {code}
