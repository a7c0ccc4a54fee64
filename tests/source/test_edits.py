"""Surgical edits: the data changes as asked, and every other byte of the file stays."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from kehoach.source.edits import Edits, as_scalar
from kehoach.source.source import parse_source

FILE = """# đầu tệp
nam: 2024   # năm kế hoạch
the_thuc:
  so: 3456
  ngay: 08/12/2023

  # ghi chú của trich_yeu
  trich_yeu: >-
    Phòng, chống
    thiên tai

noi_dung:
  - tieu_de: Một   # ghi chú
    bo_qua: [{ma: A, ly_do: x}]
    muc:
      - Ý thứ nhất;
      - doan: >-
          Ý thứ hai.
        bo_qua:
          - {ma: B, ly_do: y}

  - don_vi: so_yt
dong:
  - {dia_ban: a, x: 1, y: 2}
  - {dia_ban: b, x: 3, y: }
"""


def edited(text: str, *steps: tuple[Any, ...]) -> str:
    edits = Edits(parse_source(text, "plan.yaml"))
    for name, path, *rest in steps:
        parts = tuple(int(part) if part.isdigit() else part for part in path.split("."))
        getattr(edits, name)(parts, *rest)
    return edits.text()


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_each_edit_touches_its_own_characters_only(newline: str) -> None:
    text = FILE.replace("\n", newline)
    result = edited(
        text,
        ("set_value", "nam", "2025"),
        ("clear_value", "the_thuc.so"),
        ("clear_value", "the_thuc.ngay"),
        ("set_value", "dong.1.y", "1.234"),
        ("clear_value", "dong.0.x"),
    )
    expected = (
        text.replace("nam: 2024 ", "nam: 2025 ")
        .replace("so: 3456", "so:")
        .replace("ngay: 08/12/2023", "ngay:")
        .replace("x: 3, y: }", "x: 3, y: 1.234}")
        .replace("a, x: 1,", "a, x: ,")
    )
    assert result == expected


@pytest.mark.parametrize(
    ("path", "gone"),
    [
        ("noi_dung.0.bo_qua", "    bo_qua: [{ma: A, ly_do: x}]\n"),
        ("noi_dung.0.muc.1.bo_qua", "        bo_qua:\n          - {ma: B, ly_do: y}\n"),
        ("noi_dung.0.muc.0", "      - Ý thứ nhất;\n"),
        ("the_thuc.so", "  so: 3456\n"),
        ("dong.0.x", "x: 1, "),
        ("dong.0.y", ", y: 2"),
        ("dong.0", "  - {dia_ban: a, x: 1, y: 2}\n"),
    ],
)
def test_removal_takes_the_entry_and_its_lines(path: str, gone: str) -> None:
    assert FILE.count(gone) == 1
    assert edited(FILE, ("remove", path)) == FILE.replace(gone, "")


def test_removal_of_the_first_key_behind_a_dash() -> None:
    text = "a:\n  - bo_qua: []\n    doan: x\n"
    assert edited(text, ("remove", "a.0.bo_qua")) == "a:\n  - doan: x\n"


def test_the_only_entry_cannot_go() -> None:
    with pytest.raises(ValueError, match="only entry"):
        edited("a:\n  b: 1\n", ("remove", "a.b"))


def test_a_key_is_added_behind_the_last_entry() -> None:
    result = edited(FILE, ("add_key", "noi_dung.0.muc.1", "ghi", ["- một", "- hai"]))
    added = "        ghi:\n          - một\n          - hai\n"
    assert result == FILE.replace(
        "          - {ma: B, ly_do: y}\n", f"          - {{ma: B, ly_do: y}}\n{added}"
    )


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("dong.0", "{dia_ban: a, x: 1, y: 2}", '{dia_ban: a, z: 5, t: "2,50", x: 1, y: 2}'),
        ("dong.1", "{dia_ban: b, x: 3, y: }", '{dia_ban: b, z: 5, t: "2,50", x: 3, y: }'),
        (
            "the_thuc",
            "    Phòng, chống\n    thiên tai\n",
            '    Phòng, chống\n    thiên tai\n  z: 5\n  t: "2,50"\n',
        ),
        (
            "noi_dung.0.muc.1",
            "          - {ma: B, ly_do: y}\n",
            '          - {ma: B, ly_do: y}\n        z: 5\n        t: "2,50"\n',
        ),
    ],
)
def test_values_are_added_in_the_style_of_their_mapping(
    path: str, before: str, after: str, newline: str
) -> None:
    assert FILE.count(before) == 1
    result = edited(FILE.replace("\n", newline), ("add_values", path, {"z": "5", "t": "2,50"}))
    assert result == FILE.replace(before, after).replace("\n", newline)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n  b: x   # c\n", "a:\n  b: [x, y]   # c\n"),
        ("a: {b: [x], c: 1}\n", "a: {b: [x, y], c: 1}\n"),
        ("a:\n  b:\n  - x   # c\n  - z\n  c: 1\n", "a:\n  b: [x, y]\n  c: 1\n"),
    ],
)
def test_a_list_is_given_in_brackets(text: str, expected: str) -> None:
    assert edited(text, ("set_list", "a.b", ["x", "y"])) == expected


def test_a_key_with_a_value_stands_behind_the_one_that_is_named() -> None:
    edits = Edits(parse_source(FILE, "plan.yaml"))
    edits.add_key(("the_thuc",), "ky_hieu", [], value="KH-UBND", after="so")
    assert edits.text() == FILE.replace("so: 3456\n", "so: 3456\n  ky_hieu: KH-UBND\n")


def test_neighbours_go_together() -> None:
    result = edited("a: {b: 1, c: 2, d: 3}\n", ("remove", "a.c"), ("remove", "a.d"))
    assert yaml.load(result, Loader=yaml.BaseLoader) == {"a": {"b": "1"}}


def test_edits_of_one_place_are_refused() -> None:
    with pytest.raises(ValueError, match="overlap"):
        edited(FILE, ("set_value", "nam", "2025"), ("set_value", "nam", "2026"))


@pytest.mark.parametrize(
    "text",
    [
        "2025",
        "Sở Y tế",
        "a: b",
        "x # y",
        "31/01/{{ nam }}",
        "- x",
        "*a",
        "no",
        '"a"',
        "\\",
        " a",
        "8,11",
    ],
)
def test_a_scalar_reads_back_as_it_was(text: str) -> None:
    for context in (f"a: {as_scalar(text)}", f"{{a: {as_scalar(text)}, b: 1}}"):
        assert yaml.load(context, Loader=yaml.BaseLoader)["a"] == text
