"""Annex tables: arithmetic recomputed in fractions, headings laid out on a grid."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehoach.document import Document, Table
from kehoach.findings import InputRefused

Resolved = Callable[..., Document]
Figure = Fraction | None | str
"""A number, None for a missing one, '-' for a division by zero."""


def table_of(resolved: Resolved, **annex: Any) -> Table:
    document = resolved(phu_luc={"bang": {"ten": "Bảng", **annex}})
    return document.phu_luc[0].table


def texts(table: Table) -> dict[str, list[str]]:
    return {row.key: [cell.text for cell in row.cells] for row in table.rows}


# Arithmetic


def rounded(x: Figure, places: int) -> Figure:
    """To the nearest, halves away from zero."""
    if not isinstance(x, Fraction):
        return x
    scaled = abs(x) * 10**places
    whole = math.floor(scaled)
    whole += scaled - whole >= Fraction(1, 2)
    return Fraction(whole if x > 0 else -whole, 10**places)


def written(x: Figure, places: int) -> str:
    """A point after every three digits of the whole part, a comma before the decimals."""
    if not isinstance(x, Fraction):
        return x or "…"
    digits = str(int(abs(x) * 10**places)).rjust(places + 1, "0")
    whole, part = digits[: len(digits) - places], digits[len(digits) - places :]
    groups: list[str] = []
    while whole:
        whole, group = whole[:-3], whole[-3:]
        groups.insert(0, group)
    return ("-" if x < 0 else "") + ".".join(groups) + ("," + part if places else "")


def both(compute: Callable[[Fraction, Fraction], Fraction], a: Figure, b: Figure) -> Figure:
    if a is None or b is None:
        return None
    if isinstance(a, str) or isinstance(b, str):
        return "-"
    try:
        return compute(a, b)
    except ZeroDivisionError:
        return "-"


def total(figures: Sequence[Figure]) -> Figure:
    if None in figures:
        return None
    return sum((x for x in figures if isinstance(x, Fraction)), Fraction(0))


def entered(places: int) -> st.SearchStrategy[Figure]:
    numbers = st.integers(-(10**7), 10**7).map(lambda n: Fraction(n, 10**places))
    return st.one_of(st.just(Fraction(0)), st.none(), numbers, numbers, numbers)


@st.composite
def annexes(draw: st.DrawFn) -> dict[str, Any]:
    places = {code: draw(st.integers(0, 4)) for code in ("a", "b", "ty_le", "thuong")}
    line = st.tuples(entered(places["a"]), entered(places["b"]))
    groups = draw(st.lists(st.lists(line, min_size=1, max_size=4), min_size=1, max_size=3))
    ends = st.sampled_from(["dau", "cuoi"])
    return {"places": places, "groups": groups, "total": draw(ends), "subtotals": draw(ends)}


def encoded(annex: dict[str, Any]) -> dict[str, Any]:
    """The annex as a clerk would type it: a ratio, and a column that reads the printed ratio."""
    places = annex["places"]

    def line(a: Figure, b: Figure) -> dict[str, str | None]:
        figures = {"a": a, "b": b}
        return {k: None if x is None else written(x, places[k]) for k, x in figures.items()}

    columns = [
        {"ma": "ten", "nhan": "Tên", "kieu": "chu"},
        {"ma": "a", "nhan": "A", "tong": "cong"},
        {"ma": "b", "nhan": "B", "tong": "cong"},
        {"ma": "ty_le", "nhan": "%", "cong_thuc": "a / b * 100"},
        {"ma": "thuong", "nhan": "C", "cong_thuc": "ty_le * (a - 2.5) / 3"},
    ]
    return {
        "cot": [column | {"thap_phan": places.get(column["ma"], 0)} for column in columns],
        "vi_tri_nhom": annex["subtotals"],
        "dong_tong": {"vi_tri": annex["total"]},
        "dong": [
            {"nhom": "Nhóm", "dong": [{"ten": "Dòng", **line(*each)} for each in group]}
            for group in annex["groups"]
        ],
    }


def line_of(annex: dict[str, Any], name: str, a: Figure, b: Figure) -> list[str]:
    places = annex["places"]
    ratio = rounded(both(lambda x, y: x / y * 100, a, b), places["ty_le"])
    more = both(lambda x, y: x * (y - Fraction(5, 2)) / 3, ratio, a)
    figures = {"a": a, "b": b, "ty_le": ratio, "thuong": rounded(more, places["thuong"])}
    return [name, *(written(x, places[code]) for code, x in figures.items())]


def expected(annex: dict[str, Any]) -> list[list[str]]:
    """Every row as printed, recomputed in fractions from printed figures."""
    rows: list[list[str]] = []
    for group in annex["groups"]:
        inside = [line_of(annex, "Dòng", *each) for each in group]
        sums = line_of(annex, "Nhóm", *map(total, zip(*group, strict=True)))
        rows += [sums, *inside] if annex["subtotals"] == "dau" else [*inside, sums]
    leaves = [each for group in annex["groups"] for each in group]
    sums = line_of(annex, "Tổng cộng", *map(total, zip(*leaves, strict=True)))
    return [sums, *rows] if annex["total"] == "dau" else [*rows, sums]


@given(annexes())
def test_every_cell_is_what_a_reader_with_a_calculator_gets(
    resolved: Resolved, annex: dict[str, Any]
) -> None:
    table = table_of(resolved, **encoded(annex))
    assert [[cell.text for cell in row.cells] for row in table.rows] == expected(annex)


def test_halves_of_an_exact_result_are_rounded_up_though_thirds_are_not_finite(
    resolved: Resolved,
) -> None:
    columns = [
        {"ma": "a", "nhan": "A"},
        {"ma": "b", "nhan": "B", "cong_thuc": "a / 3 * 1.5"},
    ]
    table = table_of(resolved, cot=columns, dong=[{"a": "1"}, {"a": "3"}])
    assert texts(table) == {"dong_1": ["1", "1"], "dong_2": ["3", "2"]}


def test_objectives_read_printed_figures(resolved: Resolved) -> None:
    annex = {
        "ten": "Bảng",
        "cot": [
            {"ma": "ho", "nhan": "Hộ", "tong": "cong"},
            {"ma": "ngheo", "nhan": "Nghèo", "tong": "cong"},
            {"ma": "ty_le", "nhan": "%", "cong_thuc": "ngheo / ho * 100", "thap_phan": 1},
        ],
        "dong_tong": {},
        "dong": [{"ho": "300", "ngheo": "10"}, {"ho": "300", "ngheo": "30"}],
    }
    targets = {
        "bon_lan": {"cong_thuc": "phu_luc.bang.dong_1.ty_le * 4", "dvt": "%"},
        "hieu": {"cong_thuc": "phu_luc.bang.dong_tong.ty_le - chi_tieu.bon_lan", "dvt": "điểm"},
    }
    text = "Còn {{ chi_tieu.bon_lan }}, {{ chi_tieu.hieu }}, {{ phu_luc.bang.dong_tong.ho }} hộ."
    document = resolved(phu_luc={"bang": annex}, chi_tieu=targets, noi_dung=[text])
    # 10/300 prints 3,3, so four times that is 13,2 and not 13,3
    assert document.clauses[0].text == "Còn 13,2%, -6,5 điểm, 600 hộ./."


def test_a_total_under_a_column_that_has_none_is_empty_unless_entered(resolved: Resolved) -> None:
    columns = [{"ma": code, "nhan": code} for code in ("a", "b", "c")]
    table = table_of(
        resolved,
        cot=columns,
        dong=[{"a": "1", "b": "2", "c": "3"}],
        dong_tong={"b": "9", "c": None},
    )
    assert texts(table)["dong_tong"] == ["", "9", "…"]


def test_rows_are_numbered_and_named_from_the_register(resolved: Resolved) -> None:
    columns = [
        {"ma": "tt", "nhan": "TT", "kieu": "tt"},
        {"ma": "xa", "nhan": "Xã", "kieu": "don_vi"},
        {"ma": "ho", "nhan": "Hộ"},
    ]
    lines = [
        {"nhom": "Vùng {{ nam }}", "dong": [{"xa": "b", "ho": "2"}, {"xa": "a", "ho": "1"}]},
        {"nhom": "Vùng II", "dong": [{"xa": "c", "ho": "3"}]},
    ]
    names = {"a": "Xã A", "b": "Xã B", "c": "Xã C"}
    table = table_of(
        lambda **parts: resolved(don_vi=names, **parts),
        cot=columns,
        dong=lines,
        dong_tong={"tt": "*"},
    )
    assert [[cell.text for cell in row.cells][:2] for row in table.rows] == [
        ["*", "Tổng cộng"],
        ["I", "Vùng 2025"],
        ["1", "Xã B"],
        ["2", "Xã A"],
        ["II", "Vùng II"],
        ["1", "Xã C"],
    ]


# Headings

paths = st.lists(st.lists(st.sampled_from("PQR"), min_size=1, max_size=4), min_size=1, max_size=7)


@given(paths)
def test_headings_cover_every_place_of_the_grid_once(
    resolved: Resolved, headings: list[list[str]]
) -> None:
    columns = [{"ma": f"c{n}", "nhan": labels} for n, labels in enumerate(headings)]
    table = table_of(resolved, cot=columns)
    header = table.header_rows
    height, width = max(map(len, headings)), len(headings)
    grid: dict[tuple[int, int], tuple[int, str]] = {}
    count = 0
    for top, row in enumerate(header):
        left = 0
        for cell in row:
            while (top, left) in grid:
                left += 1
            count += 1
            for y in range(top, top + cell.rowspan):
                for x in range(left, left + cell.colspan):
                    assert (y, x) not in grid
                    grid[y, x] = (count, cell.text)
    assert set(grid) == {(y, x) for y in range(height) for x in range(width)}
    for x, labels in enumerate(headings):
        above = [grid[y, x] for y in range(height)]
        assert [text for _, text in dict.fromkeys(above)] == labels
        assert list(table.columns[x].headings) == labels


def test_equal_neighbours_merge_and_a_leaf_reaches_down(resolved: Resolved) -> None:
    labels = [
        ["TT"],
        ["Kết quả", "Hộ nghèo", "Số hộ"],
        ["Kết quả", "Hộ nghèo", "%"],
        ["Kết quả", "Khác"],
    ]
    columns = [{"ma": f"c{n}", "nhan": each} for n, each in enumerate(labels)]
    header = table_of(resolved, cot=columns).header_rows
    assert [[(c.text, c.colspan, c.rowspan) for c in row] for row in header] == [
        [("TT", 1, 3), ("Kết quả", 3, 1)],
        [("Hộ nghèo", 2, 1), ("Khác", 1, 2)],
        [("Số hộ", 1, 1), ("%", 1, 1)],
    ]


@pytest.mark.parametrize(
    ("formula", "printed"),
    [
        ("b / a", "3=2/1"),
        ("b / a * 100", "3=2/1"),
        ("b / (a + b) * 100", "3=2/(1+2)"),
        ("a - (b - a)", "3=1-(2-1)"),
        ("(a + b) - a", "3=1+2-1"),
        ("a * 2.5", "3=1*2.5"),
        ("-a", "3=-1"),
        ("a / (b / a)", "3=1/(2/1)"),
        ("a + chi_tieu.giam", "3"),
    ],
)
def test_the_index_row_writes_formulas_by_column_numbers(
    resolved: Resolved, formula: str, printed: str
) -> None:
    columns = [
        {"ma": "ten", "nhan": "Tên", "kieu": "chu"},
        {"ma": "a", "nhan": "A"},
        {"ma": "b", "nhan": "B"},
        {"ma": "c", "nhan": "C", "cong_thuc": formula},
        {"ma": "d", "nhan": "D", "chi_so": "(*)"},
    ]
    annex = {"bang": {"ten": "Bảng", "cot": columns}}
    document = resolved(phu_luc=annex, chi_tieu={"giam": {"gia_tri": "1"}})
    row = [cell.text for cell in document.phu_luc[0].table.index_row]
    assert row == ["A", "1", "2", printed, "(*)"]


# Several annexes, and the published figures


def test_several_annexes_are_numbered(resolved: Resolved) -> None:
    annex = {"ten": "Biểu số", "cot": [{"ma": "a", "nhan": "A"}], "hang_chi_so": "không"}
    document = resolved(phu_luc={"mot": annex, "hai": annex})
    assert [each.nhan.text for each in document.phu_luc] == ["Phụ lục I", "Phụ lục II"]
    assert {each.table.index_row for each in document.phu_luc} == {()}


@given(st.permutations(["a", "b", "c", "d"]))
def test_the_order_of_columns_does_not_matter_for_their_formulas(
    resolved: Resolved, order: list[str]
) -> None:
    formulas = {"a": None, "b": "a + 1", "c": "b * 2", "d": "c - a"}
    columns = [
        {"ma": code, "nhan": code, **({"cong_thuc": formulas[code]} if formulas[code] else {})}
        for code in order
    ]
    cells = texts(table_of(resolved, cot=columns, dong=[{"a": "5"}]))["dong_1"]
    assert dict(zip(order, cells, strict=True)) == {"a": "5", "b": "6", "c": "12", "d": "7"}


def test_a_published_figure_that_is_no_number_is_refused(resolved: Resolved) -> None:
    with pytest.raises(InputRefused) as refused:
        table_of(
            resolved,
            cot=[{"ma": "a", "nhan": "A"}],
            dong=[{"a": "1"}],
            da_cong_bo={"dong_1": {"a": "một"}},
        )
    assert [finding.code for finding in refused.value.findings] == ["DL210"]


def test_a_missing_figure_is_told_by_the_words_of_its_row(resolved: Resolved) -> None:
    words = {"ma": "ten", "nhan": "Thôn", "kieu": "chu"}
    rows = [{"ten": "Thôn Một", "a": "1"}, {"ten": "Thôn Hai", "a": None}]
    annex = {"ten": "Bảng", "cot": [words, {"ma": "a", "nhan": "Số hộ"}], "dong": rows}
    with pytest.raises(InputRefused) as refused:
        resolved(trang_thai="trinh_ky", phu_luc={"bang": annex})
    (finding,) = refused.value.findings
    assert finding.code == "SL002"
    assert finding.message == "dòng “Thôn Hai”, cột “Số hộ” chưa có số liệu"


def test_a_circle_is_told_once_and_nothing_is_compared_with_it(resolved: Resolved) -> None:
    columns = [
        {"ma": "a", "nhan": "A", "cong_thuc": "b + 1"},
        {"ma": "b", "nhan": "B", "cong_thuc": "a + 1"},
    ]
    rows = [{"id": "mot"}, {"id": "hai"}]
    with pytest.raises(InputRefused) as refused:
        table_of(resolved, cot=columns, dong=rows, da_cong_bo={"mot": {"a": "5"}})
    assert [finding.code for finding in refused.value.findings] == ["TC405"]
