"""A returned file against ours, line by line: what is told of each line, and what is ours."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kehoach.compare.changes import ChangeKind
from kehoach.findings import InputRefused
from kehoach.resolve.read import Reading, read_plan
from kehoach.returned.actions import ReplaceWords
from kehoach.returned.baseline import Baseline, BaselineLine, BaselineTable, baseline
from kehoach.returned.differences import LineComparison, LineDifference, compare_lines
from kehoach.returned.lines import FileLine, FileLines, LineGrid
from kehoach.returned.locate import Locator
from kehoach.returned.pairing import pair, row_pairs
from kehoach.returned.returned_file import ReturnedFile, review
from kehoach.returned.write_back import write_back

LONG = "Tổ chức rà soát, tổng hợp danh sách hộ nghèo trên địa bàn toàn tỉnh theo chuẩn mới."
OTHER = "Hướng dẫn Ủy ban nhân dân cấp huyện phân bổ, quản lý và sử dụng kinh phí được giao."
SHORT = "Báo cáo kết quả."


def line(text: str, original: str | None = None) -> FileLine:
    return FileLine(text, text if original is None else original)


def compared(base: list[str], edited: list[str]) -> list[LineDifference]:
    ours = Baseline(tuple(BaselineLine(each) for each in base), (), ())
    return compare_lines(ours, FileLines([(None, line(each)) for each in edited])).differences


# FileLines that moved


@pytest.mark.parametrize("base", [[SHORT, LONG], [LONG, SHORT]])
def test_of_two_lines_that_changed_places_the_shorter_one_moved(base: list[str]) -> None:
    (moved,) = compared(base, base[::-1])
    assert (moved.kind, moved.old) == (ChangeKind.MOVED, SHORT)


def test_a_line_that_moved_and_was_reworded_is_told_twice() -> None:
    edited = LONG.replace("toàn tỉnh", "cả tỉnh")
    found = compared([LONG, OTHER, f"{OTHER} {SHORT}"], [OTHER, f"{OTHER} {SHORT}", edited])
    assert [(each.kind, each.old, each.new) for each in found] == [
        (ChangeKind.MOVED, LONG, edited),
        (ChangeKind.REWORDED, LONG, edited),
    ]


def test_lines_that_moved_together_stand_behind_one_that_stayed() -> None:
    found = compared(
        [LONG, OTHER, f"{OTHER} {LONG}", "Một.", "Hai."],
        [LONG, "Một.", "Hai.", OTHER, f"{OTHER} {LONG}"],
    )
    assert [(each.kind, each.old) for each in found] == [
        (ChangeKind.MOVED, "Một."),
        (ChangeKind.MOVED, "Hai."),
    ]
    assert [each.before and each.before.text for each in found] == [LONG, LONG]


def test_a_line_added_behind_one_that_moved_stands_behind_one_that_stayed() -> None:
    found = compared([LONG, OTHER, "Một."], [LONG, "Một.", "Mới hoàn toàn.", OTHER])
    (added,) = [each for each in found if each.kind is ChangeKind.ADDED]
    assert added.before
    assert added.after
    assert (added.before.text, added.after.text) == (LONG, OTHER)


# Margins


def test_in_the_margins_numbers_are_of_pages_and_what_came_twice_is_told() -> None:
    ours = Baseline((), (), ("2", "DỰ THẢO"))
    margins = [line(each) for each in ("2", "3", "DỰ THẢO", "DỰ THẢO", "DỰ THẢO 2")]
    found = compare_lines(ours, FileLines(margins=margins)).differences
    assert [(each.kind, each.new) for each in found] == [
        (ChangeKind.ADDED, "DỰ THẢO"),
        (ChangeKind.ADDED, "DỰ THẢO 2"),
    ]


# Pairs


def test_what_was_tracked_is_known_by_what_stood_there() -> None:
    """Two lines rewritten from end to end, in the other order."""
    edited = [line("Đầu"), line("Khác hẳn", OTHER), line("Lạ lùng", LONG), line("Cuối")]
    assert pair(["Đầu", LONG, OTHER, "Cuối"], edited) == {0: 0, 1: 2, 2: 1, 3: 3}


@pytest.mark.parametrize(
    ("base", "edited", "pairs"),
    [
        (["Nguyễn Văn An"], ["Trần Thị Bình"], {1: 1}),
        (["Nguyễn Văn An", SHORT], ["Trần Thị Bình"], {}),
        (["Nguyễn Văn An"], ["Trần Thị Bình", "Khác hẳn"], {}),
    ],
)
def test_a_line_alone_in_its_place_is_ours_whatever_it_says(
    base: list[str], edited: list[str], pairs: dict[int, int]
) -> None:
    """Of several on a side, which one would be ours is a guess."""
    found = pair(["Đầu", *base, "Cuối"], [line(each) for each in ("Đầu", *edited, "Cuối")])
    ends = {0: 0, len(base) + 1: len(edited) + 1}
    assert found == pairs | ends


@pytest.mark.parametrize(
    ("base", "edited", "pairs"),
    [
        # A figure beside a row that came.
        ([("A", "1"), ("B", "2")], [("C", "9"), ("A", "7"), ("B", "2")],
         [(None, 0), (0, 1), (1, 2)]),
        # Another name.
        ([("A", "1"), ("B", "2")], [("A", "1"), ("C", "2")], [(0, 0), (1, 1)]),
        # Two names, and one row less.
        ([("A", "1"), ("B", "2"), ("C", "3")], [("A", "1"), ("D", "2")],
         [(0, 0), (1, None), (2, None), (None, 1)]),
        # Rows without a word are known by their figures.
        ([("1", "5"), ("2", "6")], [("2", "6")], [(0, None), (1, 0)]),
    ],
)  # fmt: skip
def test_rows_are_known_by_their_names(
    base: list[tuple[str, ...]],
    edited: list[tuple[str, ...]],
    pairs: list[tuple[int | None, int | None]],
) -> None:
    assert list(row_pairs(base, edited)) == pairs


# Tables


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read_plan(Path(__file__).parents[1] / "compare" / "ke_hoach.yaml")


@pytest.fixture(scope="module")
def ours(reading: Reading) -> Baseline:
    return baseline(reading.document)


def grid(table: BaselineTable, index: int, kept: int) -> LineGrid:
    """The table with all cells but the first ones typed over."""
    place = 0
    rows = []
    for row in table.rows:
        cells = []
        for cell in row:
            cells.append(line(cell.text if place < kept else f"thay {index} {place}"))
            place += 1
        rows.append(tuple(cells))
    return LineGrid(index, tuple(rows))


def in_tables(tables: tuple[BaselineTable, ...], *grids: LineGrid) -> LineComparison:
    return compare_lines(Baseline((), tables, ()), FileLines(grids=list(grids)))


def test_a_table_is_ours_with_three_tenths_of_its_cells(ours: Baseline) -> None:
    (table,) = ours.tables
    count = sum(map(len, table.rows))
    enough = -(-3 * count // 10)
    found = in_tables(ours.tables, grid(table, 0, enough))
    assert (found.same, len(found.differences)) == (enough, count - enough)
    found = in_tables(ours.tables, grid(table, 0, enough - 1))
    assert [each.kind for each in found.differences] == [ChangeKind.REMOVED]
    assert found.differences[0].where.endswith("cả bảng")


def test_each_table_is_one_of_ours_and_the_most_alike_is_taken(ours: Baseline) -> None:
    (table,) = ours.tables
    count = sum(map(len, table.rows))
    twice = (table, table)
    found = in_tables(twice, grid(table, 0, count), grid(table, 1, count - 2))
    assert found.same == 2 * count - 2
    found = in_tables(ours.tables, grid(table, 0, count - 3), grid(table, 1, count))
    assert found.same == count
    others = (grid(table, 0, 0), grid(table, 2, 0))
    assert in_tables(ours.tables, others[0], grid(table, 1, count), others[1]).same == count
    found = in_tables(twice, grid(table, 0, count))
    assert found.same == count
    assert [each.kind for each in found.differences] == [ChangeKind.REMOVED]


@pytest.mark.parametrize(
    ("old", "new", "kind"),
    [
        ("…", "12", ChangeKind.FIGURE),
        ("7,5", "…", ChangeKind.FIGURE),
        ("Kbang", "9", ChangeKind.REWORDED),
    ],
)
def test_what_a_cell_held_tells_whether_it_is_a_figure(
    ours: Baseline, old: str, new: str, kind: ChangeKind
) -> None:
    (table,) = ours.tables
    first, *others = table.rows[-1]
    rows = (*table.rows[:-1], (replace(first, text=old), *others))
    edited = LineGrid(0, tuple(tuple(line(cell.text) for cell in row) for row in rows[:-1]))
    last = (line(new), *(line(cell.text) for cell in others))
    edited = replace(edited, rows=(*edited.rows, last))
    found = in_tables((replace(table, rows=rows),), edited)
    assert [each.kind for each in found.differences] == [kind]


# The proof


def test_what_makes_the_plan_say_anything_else_is_not_written(
    reading: Reading, ours: Baseline
) -> None:
    """Whatever leads to it: the plan is read again, and must print what the file says."""
    printed = next(each for each in ours.lines if each.text.startswith("- Huy động"))
    edited = line(printed.text.replace("Huy động", "Vận động"))
    difference = LineDifference(ChangeKind.REWORDED, printed.place, printed, edited)
    (right,) = Locator(reading).locate([difference])
    (action,) = right.actions
    assert isinstance(action, ReplaceWords)
    after = write_back(reading, [right])
    assert after.written == (right,)
    assert "Vận động các nguồn lực" in after.reading.source.text
    wrong = replace(right, actions=(replace(action, text="Cấm"),))
    after = write_back(reading, [wrong])
    assert (after.written, after.failed) == ((), (wrong,))
    assert after.reading.source.text == reading.source.text


# Another document


def refusals(reading: Reading, texts: list[str]) -> list[str]:
    file = ReturnedFile("ve.docx", FileLines([(None, line(each)) for each in texts]), (), ())
    try:
        review(reading, file)
    except InputRefused as refused:
        return [each.code for each in refused.findings]
    return []


def test_a_file_is_of_the_plan_if_it_holds_a_quarter_of_its_lines(
    reading: Reading, ours: Baseline
) -> None:
    own = [each.text for each in ours.lines if each.passage]
    quarter = -(-len(own) // 4)
    assert refusals(reading, own[:quarter]) == []
    assert refusals(reading, own[: quarter - 1]) == ["MT021"]


def test_a_file_is_of_the_plan_if_a_quarter_of_it_is(reading: Reading, ours: Baseline) -> None:
    texts = [each.text for each in ours.lines]
    others = [f"abc{number} def{number} ghi{number}" for number in range(3 * len(texts) + 1)]
    assert refusals(reading, [*texts, *others[1:]]) == []
    assert refusals(reading, [*texts, *others]) == ["MT021"]
