"""Texts with expressions and emphasis, as they come out in the finished document."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehoach.document import Document, Run
from kehoach.findings import InputRefused
from kehoach.locations import Computed, Literal, Reference
from kehoach.render.docx_template import render_docx
from kehoach.render.pdf import render_pdf
from kehoach.resolve.expressions import TextError, Value
from kehoach.resolve.markup import cut, evaluate_text
from kehoach.resolve.read import read_plan

Resolved = Callable[..., Document]
SCOPE = {"nam": Value.of_number(Reference("nam"), Decimal(2025), 0, grouped=False)}
plain = st.text("abđế ,.;:()/-–%“”'\"1", max_size=40)


def runs(resolved: Resolved, text: str, **parts: object) -> tuple[Run, ...]:
    """The runs of a clause with this text, without the mark that closes the plan."""
    document = resolved(noi_dung=[{"doan": text}, "Hết."], **parts)
    return document.clauses[0].paragraphs[0].runs


def styles(resolved: Resolved, text: str) -> list[tuple[str, str]]:
    """Each run with b for bold and i for italic."""
    return [(run.text, "b" * run.bold + "i" * run.italic) for run in runs(resolved, text)]


# Expressions


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("năm {{ nam }}", "năm 2025"),
        ("năm {{nam}}.", "năm 2025."),
        ("{{ nam - 1 }}-{{ nam + 5 }}", "2024-2030"),
        ("{{ nam - 1 + 2 }}", "2026"),
        ("{{ don_vi('so_yt') }}", "Sở Y tế"),
        ("{{ chi_tieu.giam }}", "5,50%"),
        ("{{ chi_tieu['giam'] }}", "5,50%"),
        ("{{ chi_tieu.giam | bo_so_0_cuoi }}", "5,5"),
        ("{{ chi_tieu.ho }}", "1.250 hộ"),
    ],
)
def test_expressions(resolved: Resolved, text: str, printed: str) -> None:
    targets = {
        "giam": {"gia_tri": "5,50", "dvt": "%"},
        "ho": {"gia_tri": "1250", "dvt": "hộ"},
    }
    found = runs(resolved, text, chi_tieu=targets, don_vi={"so_yt": "Sở Y tế"})
    assert "".join(run.text for run in found) == printed


def test_a_clause_knows_its_agencies_and_deadlines(resolved: Resolved) -> None:
    node = {
        "don_vi": ["so_yt", "so_tc"],
        "han": {"quy": "31/3/{{ nam }}", "nam": "5/12/{{ nam }}"},
        "doan": "{{ don_vi }} báo cáo trước ngày {{ han.quy }}, {{ han.nam | bang_chu }}",
        "muc": ["Hạn cuối: {{ han.nam }}"],
    }
    names = {"so_yt": "Sở Y tế", "so_tc": "Sở Tài chính"}
    document = resolved(noi_dung=[node], don_vi=names)
    assert document.clauses[0].text == (
        "Sở Y tế và Sở Tài chính báo cáo trước ngày 31/3/2025, ngày 05 tháng 12 năm 2025"
    )
    assert document.clauses[1].text == "- Hạn cuối: 05/12/2025./."
    assert [(each.ten, each.ngay.isoformat()) for each in document.clauses[0].han] == [
        ("quy", "2025-03-31"),
        ("nam", "2025-12-05"),
    ]


def test_an_expression_keeps_its_place_and_what_it_refers_to(resolved: Resolved) -> None:
    before, value, after = runs(resolved, "Năm {{ nam - 1 }} qua")
    assert isinstance(before.origin, Literal)
    assert isinstance(after.origin, Literal)
    assert isinstance(value.origin, Computed)
    assert value.origin.refers_to == Reference("nam")
    assert value.origin.span.end - value.origin.span.start == len("{{ nam - 1 }}")
    assert before.origin.span.end == value.origin.span.start
    assert after.origin.span.start == value.origin.span.end


@given(plain)
def test_a_text_without_marks_stays_as_it_is(text: str) -> None:
    pieces, errors = cut(text, SCOPE)
    assert not errors
    assert "".join(piece.text for piece in pieces) == text


@given(st.lists(st.one_of(plain, st.sampled_from(["{{ nam }}", "{{ nam - 1 }}"])), max_size=6))
def test_pieces_tell_what_they_were_cut_from(parts: list[str]) -> None:
    text = "".join(parts)
    pieces, errors = cut(text, SCOPE)
    assert not errors
    assert "".join(text[piece.start : piece.end] for piece in pieces) == text
    for piece in pieces:
        shown = {"{{ nam }}": "2025", "{{ nam - 1 }}": "2024"}
        written = text[piece.start : piece.end]
        assert piece.text == (written if piece.value is None else shown[written])


@given(st.text("{}%#_'\"nam.()[]|+-*~ 1\n", max_size=40))
def test_any_heap_of_signs_is_printed_or_refused(text: str) -> None:
    pieces, errors = cut(text, SCOPE)
    for error in errors:
        assert 0 <= error.start < error.end <= len(text)
        assert error.advice
    if not errors:
        printed = "".join(piece.text for piece in pieces)
        assert "{" not in printed
        assert "}" not in printed


@pytest.mark.parametrize(
    "expression",
    [
        "nam * 2",
        "nam ** 2",
        "'a' * 200000000",
        "nam.__class__",
        "nam['__class__']",
        "''.join(['a'])",
        "[nam]",
        "{'a': nam}",
        "nam if nam else nam",
        "nam == 2025",
        "not nam",
        "-nam",
        "nam ~ nam",
        "nam | safe",
        "nam | attr('x')",
        "self",
        "cycler",
        "range(9)",
        "lipsum()",
        "nam is defined",
        "nam[0:1]",
        "nam()",
        "nam, nam",
    ],
)
def test_all_else_is_refused(expression: str) -> None:
    with pytest.raises(TextError) as refused:
        evaluate_text(f"{{{{ {expression} }}}}", SCOPE)
    assert refused.value.start == 0
    assert refused.value.advice


# Emphasis

MIXED = [("đậm", "b"), ("/", ""), ("nghiêng", "i")]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("chữ _nghiêng_ đây", [("chữ ", ""), ("nghiêng", "i"), (" đây", "")]),
        ("chữ __đậm__.", [("chữ ", ""), ("đậm", "b"), (".", "")]),
        ("__đậm _cả hai_ nữa__", [("đậm ", "b"), ("cả hai", "bi"), (" nữa", "b")]),
        ("(_nghiêng_)", [("(", ""), ("nghiêng", "i"), (")", "")]),
        ("mã so_yt và ten_ngan", [("mã so_yt và ten_ngan", "")]),
        ("___cả hai___, không", [("cả hai", "bi"), (", không", "")]),
        ("_a_—_b_", [("a", "i"), ("—", ""), ("b", "i")]),
        ("điền vào ____", [("điền vào ____", "")]),
        ("ô (_), ngày ___ tháng _ (___)", [("ô (_), ngày ___ tháng _ (___)", "")]),
        ("gửi so_yt@gialai.gov.vn", [("gửi so_yt@gialai.gov.vn", "")]),
        (r"một \_gạch dưới", [("một ", ""), ("_gạch dưới", "")]),
        ("_năm {{ nam }}_", [("năm ", "i"), ("2025", "i")]),
        ("__năm {{ nam }}__", [("năm ", "b"), ("2025", "b")]),
        ("___{{ nam }}___ {{ nam }}", [("2025", "bi"), (" ", ""), ("2025", "")]),
        ("__đậm _cả hai___ sau", [("đậm ", "b"), ("cả hai", "bi"), (" sau", "")]),
        ("_nghiêng __cả hai___ sau", [("nghiêng ", "i"), ("cả hai", "bi"), (" sau", "")]),
        ("___cả hai_ đậm__ sau", [("cả hai", "bi"), (" đậm", "b"), (" sau", "")]),
        ("___cả hai__ nghiêng_ sau", [("cả hai", "bi"), (" nghiêng", "i"), (" sau", "")]),
        ("__đậm__ _nghiêng_", [("đậm", "b"), (" ", ""), ("nghiêng", "i")]),
        ("__đậm__/_nghiêng_-__đậm__", [*MIXED, ("-", ""), ("đậm", "b")]),
        ("_“a”_–_‘b’_", [("“a”", "i"), ("–", ""), ("‘b’", "i")]),
        ("“_a_” ‘_b_’", [("“", ""), ("a", "i"), ("” ‘", ""), ("b", "i"), ("’", "")]),
        ("_nghiêng _ nữa_", [("nghiêng _ nữa", "i")]),
        ("_nghiêng ___ nữa_", [("nghiêng ___ nữa", "i")]),
        ("_nghiêng ___nữa_", [("nghiêng ___nữa", "i")]),
        (r"_nghiêng \_ nữa_", [("nghiêng ", "i"), ("_ nữa", "i")]),
    ],
)
def test_emphasis(resolved: Resolved, text: str, wanted: list[tuple[str, str]]) -> None:
    assert styles(resolved, text) == wanted


FAULTS = Path(__file__).parents[1] / "faults"
CLAUSE = "Rà soát hộ nghèo trong quý I năm {{ nam }}."
WRITTEN = {
    "plain": """Xã __K'Dang
        _năm {{ nam }}_ “mới”__ và _các xã_""",
    "folded": """>-
        Xã
        __K'Dang
        _năm {{ nam }}_ “mới”__
        và _các
        xã_""",
    "literal": """|-
        Xã __K'Dang _năm {{ nam }}_ “mới”__ và _các xã_""",
    "single": """'Xã __K''Dang _năm
        {{ nam }}_ “mới”__ và
        _các xã_'""",
    "double": r"""'Xã __K\x27Dang _n\u0103m
        {{ nam }}_ \u201cmới”__ và _các \
        xã_'""".replace("'", '"'),
}
"""One text as YAML lets a clerk write it."""


@pytest.mark.parametrize("scalar", WRITTEN)
def test_emphasis_is_read_alike_in_every_scalar(scalar: str, tmp_path: Path) -> None:
    shutil.copy(FAULTS / "don_vi.yaml", tmp_path)
    good = (FAULTS / "final_of_a_draft.yaml").read_text("utf-8")
    text = good.replace(CLAUSE, WRITTEN[scalar])
    (tmp_path / "plan.yaml").write_text(text, "utf-8")
    paragraph = read_plan(tmp_path / "plan.yaml").document.clauses[1].paragraphs[0]
    mark, *own, end = paragraph.runs
    assert (mark.text, end.text) == ("- ", "./.")
    assert [(run.text, "b" * run.bold + "i" * run.italic) for run in own] == [
        ("Xã ", ""),
        ("K'Dang ", "b"),
        ("năm ", "bi"),
        ("2025", "bi"),
        (" “mới”", "b"),
        (" và ", ""),
        ("các xã", "i"),
    ]
    places = [run.origin.span for run in own]
    assert text[places[0].start :].startswith("Xã")
    assert text[: places[-1].end].endswith("xã")
    between = {text[one.end : other.start] for one, other in pairwise(places)}
    assert set("".join(between)) <= set("_ \n\\")


def test_emphasis_is_printed_alike_in_both_files(resolved: Resolved, tmp_path: Path) -> None:
    text = "A __Đ _CẢ {{ nam }}_ F__ _N_/___H___ Z"
    document = resolved(noi_dung=[{"doan": text}, "Hết."])
    word = docx.Document(io.BytesIO(render_docx(document)))
    (paragraph,) = (p for p in word.paragraphs if p.text.startswith("A Đ"))
    in_word = [(r.text, "b" * bool(r.bold) + "i" * bool(r.italic)) for r in paragraph.runs]
    assert in_word == styles(resolved, text)
    (tmp_path / "plan.pdf").write_bytes(render_pdf(document).data)
    command = ["pdftohtml", "-xml", "-i", "-stdout", str(tmp_path / "plan.pdf")]
    shown = subprocess.run(command, capture_output=True, check=True).stdout.decode()
    (line,) = re.findall(r"<text top=(\S+) [^>]*>A ", shown)
    tags = re.compile("<.*?>")
    parts = re.findall(rf"<text top={line} [^>]*>(.*)</text>", shown)
    assert [(tags.sub("", part).strip(), "<b>" in part, "<i>" in part) for part in parts] == [
        ("A", False, False),
        ("Đ", True, False),
        ("CẢ 2025", True, True),
        ("F", True, False),
        ("N", False, True),
        ("/", False, False),
        ("H", True, True),
        ("Z", False, False),
    ]


@pytest.mark.parametrize(
    "text",
    ["_mở", "__mở, _đóng một_", "___mở", "__đậm_nghiêng___", "_một __hai_", "__đậm___nghiêng_"],
)
def test_emphasis_left_open_is_refused(resolved: Resolved, text: str) -> None:
    with pytest.raises(InputRefused, match="BT302"):
        runs(resolved, text)


def test_a_lighter_part_of_a_title(resolved: Resolved) -> None:
    node = {"tieu_de": "Dự án", "tieu_de_phu": "(kèm theo)", "muc": ["Dòng."]}
    document = resolved(noi_dung=[node])
    assert [(run.text, run.light) for run in document.clauses[0].paragraphs[0].runs] == [
        ("I. ", False),
        ("DỰ ÁN", False),
        (" ", False),
        ("(kèm theo)", True),
    ]


# Limits


def test_a_chain_of_additions_does_not_grow(resolved: Resolved) -> None:
    long = "{{ nam" + " + 1 - 1" * 100 + " }}"
    assert runs(resolved, long)[0].text == "2025"


@pytest.mark.parametrize("expression", ["(" * 2000 + "nam" + ")" * 2000, "nam" + " + 1" * 2000])
def test_what_is_too_long_or_too_deep_is_refused(resolved: Resolved, expression: str) -> None:
    with pytest.raises(InputRefused) as refused:
        runs(resolved, "{{ " + expression + " }}")
    (finding,) = refused.value.findings
    assert len(finding.message) < 200
