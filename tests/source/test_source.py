"""Every letter of every value is found again in the file, however YAML writes it."""

from __future__ import annotations

import re
from pathlib import Path
from unicodedata import combining, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehoach.build import DEFAULT_PLAN
from kehoach.document import Document, Run
from kehoach.findings import InputRefused
from kehoach.locations import Literal, Place
from kehoach.resolve.read import Reading, read_plan
from kehoach.source.encoding import decode
from kehoach.source.source import parse_source

LETTERS = "aăâbcđeêghôơưứởệÝẫ0123456789.,;()“”%/-"
words = st.text(LETTERS, min_size=1, max_size=8).filter(lambda word: word[0] not in "-%,;.")
values = st.lists(words, min_size=1, max_size=12).map(" ".join)
ends = st.sampled_from(["\n", "\r\n"])


@st.composite
def folds(draw: st.DrawFn, text: str, indent: str) -> str:
    """The text over several lines: some of its spaces become line ends."""
    return "".join(
        draw(st.sampled_from([" ", " ", f"\n{indent}"])) if letter == " " else letter
        for letter in text
    )


@st.composite
def written(draw: st.DrawFn) -> tuple[str, str]:
    """A file with one value, and that value as it is printed: line ends in it are spaces."""
    style = draw(st.sampled_from(["plain", "single", "double", ">-", "|-", ">", "|"]))
    value = draw(values)
    match style:
        case "plain":
            shown = draw(folds(value, "      "))
        case "single":
            value = value.replace("(", "'").replace(")", ": #")
            shown = "'" + draw(folds(value.replace("'", "''"), "      ")) + "'"
        case "double":
            shown = '"' + draw(folds(draw(escapes(value)), "  ")) + '"'
        case ">-" | ">":
            shown = style + "\n      " + draw(folds(value, "      "))
        case _:
            value = draw(folds(value, ""))
            shown = style + "\n      " + value.replace("\n", "\n      ")
    value = value.replace("\n", " ")
    file = f"a: x\nmuc:\n  - doan: {shown}\n  - b: c\n"
    file = normalize("NFD", file) if draw(st.booleans()) else file
    return file.replace("\n", draw(ends)), value


@st.composite
def escapes(draw: st.DrawFn, text: str) -> str:
    """Some letters as double quotes may write them."""

    def one(letter: str) -> str:
        codes = [letter, letter, f"\\u{ord(letter):04x}", f"\\U{ord(letter):08X}"]
        return letter if letter == " " else draw(st.sampled_from(codes))

    return "".join(map(one, text))


def spelt(file_text: str) -> str:
    """What a piece of the file stands for, letter by letter."""
    text = re.sub(r"\\[uU]([0-9a-fA-F]+)", lambda m: chr(int(m.group(1), 16)), file_text)
    return normalize("NFC", text.replace("''", "'"))


@given(written())
def test_each_letter_is_found_in_the_file(case: tuple[str, str]) -> None:
    text, value = case
    source = parse_source(text, "x.yaml")
    scalar = source.scalar(("muc", 0, "doan"))
    assert scalar.text == normalize("NFC", value)
    for at, letter in enumerate(scalar.text):
        span = scalar.locate(at, at + 1)
        assert 0 <= span.start <= span.end <= len(text)
        if letter.strip():
            assert spelt(text[span.start : span.end]) == letter


@given(written(), st.data())
def test_a_stretch_runs_from_its_first_letter_to_its_last(
    case: tuple[str, str], data: st.DataObject
) -> None:
    text, _ = case
    scalar = parse_source(text, "x.yaml").scalar(("muc", 0, "doan"))
    letters = [at for at, letter in enumerate(scalar.text) if letter.strip()]
    start, last = sorted((data.draw(st.sampled_from(letters)), data.draw(st.sampled_from(letters))))
    span = scalar.locate(start, last + 1)
    assert span.start == scalar.locate(start, start + 1).start
    assert span.end == scalar.locate(last, last + 1).end


@given(written(), st.data())
def test_places_are_lines_and_columns_as_editors_count_them(
    case: tuple[str, str], data: st.DataObject
) -> None:
    text, _ = case
    at = data.draw(st.integers(0, len(text) - 1))
    before = text[:at].split("\n")
    assert parse_source(text, "x.yaml").place_at(at) == Place(
        "x.yaml", len(before), len(before[-1]) + 1
    )


def test_a_byte_order_mark_shifts_nothing(tmp_path: Path) -> None:
    marked = tmp_path / "plan.yaml"
    marked.write_bytes(b"\xef\xbb\xbf" + DEFAULT_PLAN.read_bytes())
    assert decode(marked, "plan.yaml") == decode(DEFAULT_PLAN, "plan.yaml")


# Values keep their writing


@pytest.mark.parametrize(
    "written", ["0152", "388.231", "no", "12:30", "8,11", "0x1F", "~", "1e3", "null"]
)
def test_values_stay_the_text_they_are(written: str) -> None:
    assert parse_source(f"a: {written}\n", "x.yaml").data == {"a": written}


def test_only_nothing_is_no_value() -> None:
    source = parse_source("a:\nb: ''\nc: {d: , e: f}\n", "x.yaml")
    assert source.data == {"a": None, "b": "", "c": {"d": None, "e": "f"}}


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=200))
def test_any_text_is_read_or_refused_at_a_place_in_it(text: str) -> None:
    try:
        source = parse_source(text, "x.yaml")
    except InputRefused as refused:
        findings = refused.findings
    else:
        findings = source.findings
    for finding in findings:
        assert finding.place.line <= text.count("\n") + text.count("\r") + 1


@given(st.text("ab:-?[]{}'\"&*!|>#%@` \n\t,é", max_size=60))
def test_any_heap_of_yaml_signs_is_read_or_refused(text: str) -> None:
    try:
        findings = parse_source(text, "x.yaml").findings
    except InputRefused as refused:
        findings = refused.findings
    for finding in findings:
        assert re.fullmatch(r"YM1\d\d|TP004|CT001", finding.code)
        assert finding.help


# The 2024 plan


@pytest.fixture(scope="module")
def plan() -> Reading:
    return read_plan(DEFAULT_PLAN)


def runs_of(document: Document) -> list[Run]:
    runs = [run for paragraph in document.paragraphs() for run in paragraph.runs]
    return runs + [run for cell in document.cells() for run in cell.runs]


def test_every_literal_run_of_the_plan_stands_in_the_file_as_it_is_printed(plan: Reading) -> None:
    literal = [run for run in runs_of(plan.document) if isinstance(run.origin, Literal)]
    assert len(literal) > 150
    for run in literal:
        assert isinstance(run.origin, Literal)
        span = run.origin.span
        in_file = re.sub(r"\s+", " ", plan.source.text[span.start : span.end])
        assert normalize("NFC", in_file).casefold().strip() == run.text.casefold().strip()
        scalar = plan.source.scalar(run.origin.path)
        there = scalar.text[run.origin.offset : run.origin.offset + len(run.text)]
        assert there.casefold() == run.text.casefold()


def test_every_computed_run_of_the_plan_names_the_place_it_comes_from(plan: Reading) -> None:
    for run in runs_of(plan.document):
        span = run.origin.span
        assert 0 <= span.start <= span.end <= len(plan.source.text)
        if run.refers_to and run.refers_to.kind == "chi_tieu":
            in_file = plan.source.text[span.start : span.end]
            assert in_file == f"{{{{ {run.refers_to} }}}}"


def test_literal_runs_cover_the_words_of_their_values(plan: Reading) -> None:
    """What is between two literal runs of a value is an expression or a mark of emphasis."""
    by_path: dict[tuple[str | int, ...], list[Literal]] = {}
    for run in runs_of(plan.document):
        if isinstance(run.origin, Literal):
            by_path.setdefault(run.origin.path, []).append(run.origin)
    sizes = {run.origin: len(run.text) for run in runs_of(plan.document)}
    for path, origins in by_path.items():
        text = list(plan.source.scalar(path).text)
        for origin in origins:
            text[origin.offset : origin.offset + sizes[origin]] = [""] * sizes[origin]
        rest = re.sub(r"\{\{.*?\}\}", "", "".join(text), flags=re.DOTALL)
        assert not rest.strip("_ \n"), path


def test_no_combining_mark_is_left() -> None:
    source = parse_source(normalize("NFD", "a: Ủy ban nhân dân ở xã\nTiếng: Việt\n"), "x.yaml")
    assert source.data == {"a": "Ủy ban nhân dân ở xã", "Tiếng": "Việt"}
    assert not any(map(combining, str(source.data)))
    assert [(f.code, f.place) for f in source.findings] == [("CT001", Place("x.yaml", 1, 4))]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("a" * 301, "từ “aaa"),
        ("xem " + "Ủ" * 20_000, "quá 10000"),
        ("từ và cơ quan, " * 700, "quá 10000"),
        ("x" + "/" * 400 + " y", "từ “x///"),
        ("x" + " " * 400 + "y", "khoảng trắng"),
    ],
)
def test_what_nobody_reads_is_refused_at_reading(text: str, what: str) -> None:
    """Findings must not depend on how long a machine may look for them."""
    (finding,) = parse_source(f'a: 1\nb: "{text}"\n', "plan.yaml").findings
    assert (finding.code, finding.place.line) == ("YM127", 2)
    assert what in finding.message


@pytest.mark.parametrize("text", ["a" * 300, "https://" + "a" * 70 + ".vn", "từ và cơ quan " * 700])
def test_long_words_and_paragraphs_are_read(text: str) -> None:
    assert parse_source(f'b: "{text}"\n', "plan.yaml").findings == []
