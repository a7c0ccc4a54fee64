"""Markers of clauses in trees of any shape, as they stand in the finished document."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehoach.document import Clause, Document
from kehoach.findings import InputRefused

Node = dict[str, Any]
Resolved = Callable[..., Document]


def sisters_of(parts: st.SearchStrategy[Node]) -> st.SearchStrategy[list[Node]]:
    return st.lists(parts, min_size=1, max_size=4)


def nodes(children: st.SearchStrategy[list[Node]]) -> st.SearchStrategy[list[Node]]:
    return sisters_of(
        st.fixed_dictionaries(
            {},
            optional={
                "tieu_de": st.just("Tiêu đề"),
                "muc": children,
                "danh_dau_con": st.sampled_from(["so", "gach", "cong", "chu", "khong"]),
            },
        ).map(lambda node: node if "tieu_de" in node else node | {"doan": "Nội dung."})
    )


trees = st.recursive(nodes(st.just([])), nodes, max_leaves=25)


def families(document: Document) -> list[list[Clause]]:
    """The children of each clause, and the parts."""
    by_parent = sorted(document.clauses, key=lambda c: -1 if c.parent is None else c.parent)
    return [list(group) for _, group in groupby(by_parent, lambda c: c.parent)]


def expected(document: Document, family: list[Clause], tree: list[Node]) -> list[str]:
    """The markers of sisters: asked for by the parent, numbers with titles, else - and +."""
    first = family[0]
    count = range(1, len(family) + 1)
    asked = None if first.parent is None else node_at(tree, first.path[:-2]).get("danh_dau_con")
    above = "" if first.parent is None else document.clauses[first.parent].so
    titled = any("tieu_de" in node_at(tree, clause.path) for clause in family)
    kind = asked or ("so" if titled and first.depth <= 3 else None)
    if kind is None:
        kind = "khong" if first.depth == 1 else "cong" if above == "-" else "gach"
    prefix = f"{above}." if above[:1].isdigit() else ""
    return {
        "so": [
            ["I", "II", "III", "IV"][n - 1] if first.depth == 1 else f"{prefix}{n}" for n in count
        ],
        "chu": [f"{'abcd'[n - 1]})" for n in count],
        "gach": ["-" for _ in count],
        "cong": ["+" for _ in count],
        "khong": ["" for _ in count],
    }[kind]


def node_at(tree: list[Node], path: tuple[str | int, ...]) -> Node:
    node: Any = {"noi_dung": tree}
    for part in path:
        node = node[part]
    found: Node = node
    return found


@given(trees)
def test_markers_of_any_tree(resolved: Resolved, tree: list[Node]) -> None:
    document = resolved(noi_dung=tree)
    for family in families(document):
        assert [clause.so for clause in family] == expected(document, family, tree)


@given(trees)
def test_clauses_come_flat_in_reading_order(resolved: Resolved, tree: list[Node]) -> None:
    clauses = resolved(noi_dung=tree).clauses
    assert [clause.index for clause in clauses] == list(range(len(clauses)))
    for clause in clauses:
        parent = None if clause.parent is None else clauses[clause.parent]
        assert clause.depth == (1 if parent is None else parent.depth + 1)
        assert clause.path[:-2] == (() if parent is None else parent.path)
        assert parent is None or parent.index < clause.index


@given(trees)
def test_a_marker_stands_before_the_text(resolved: Resolved, tree: list[Node]) -> None:
    for clause in resolved(noi_dung=tree).clauses:
        point = "" if clause.so[-1:] in ("", "-", "+", ")") else "."
        assert clause.text.startswith(f"{clause.so}{point} ".lstrip())


def test_the_levels_of_the_2024_plan(resolved: Resolved) -> None:
    line: Node = {"doan": "Dòng."}
    deep = {
        "tieu_de": "Khoản",
        "muc": [{"doan": "Gạch.", "muc": [{"doan": "Cộng.", "muc": [line]}]}],
    }
    tree = [{"tieu_de": "Phần", "muc": [{"tieu_de": "Mục", "muc": [deep, deep]}, line]}]
    markers = [clause.so for clause in resolved(noi_dung=tree).clauses]
    assert markers == ["I", "1", "1.1", "-", "+", "-", "1.2", "-", "+", "-", "2"]


def test_one_node_may_be_marked_for_itself(resolved: Resolved) -> None:
    lines: list[Node] = [{"doan": "Dòng."} for _ in range(5)]
    lines[1]["danh_dau"] = "khong"
    lines[3]["danh_dau"] = "cong"
    tree = [{"tieu_de": "Phần", "danh_dau_con": "chu", "muc": lines}]
    assert [clause.so for clause in resolved(noi_dung=tree).clauses] == [
        "I",
        "a)",
        "",
        "b)",
        "+",
        "c)",
    ]


def test_an_agency_alone_is_a_heading(resolved: Resolved) -> None:
    tree = [
        {
            "tieu_de": "Phần",
            "muc": [{"don_vi": "so_yt", "muc": ["Khám bệnh."]}, {"don_vi": ["so_yt", "so_tc"]}],
        }
    ]
    document = resolved(noi_dung=tree, don_vi={"so_yt": "Sở Y tế", "so_tc": "Sở Tài chính"})
    assert [clause.text for clause in document.clauses] == [
        "I. PHẦN",
        "1. Sở Y tế",
        "- Khám bệnh.",
        "2. Sở Y tế và Sở Tài chính./.",
    ]
    assert [clause.don_vi for clause in document.clauses] == [
        (),
        ("so_yt",),
        ("so_yt",),
        ("so_yt", "so_tc"),
    ]


def test_twenty_three_letters_and_no_more(resolved: Resolved) -> None:
    def lettered(count: int) -> list[Node]:
        return [{"tieu_de": "Phần", "danh_dau_con": "chu", "muc": ["Dòng."] * count}]

    markers = [clause.so for clause in resolved(noi_dung=lettered(23)).clauses[1:]]
    assert markers[:8] == ["a)", "b)", "c)", "d)", "đ)", "e)", "g)", "h)"]
    assert markers[-1] == "y)"
    with pytest.raises(InputRefused):
        resolved(noi_dung=lettered(24))
