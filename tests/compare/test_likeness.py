"""How alike two texts must be to be one text, edited: just alike enough, and just not.

Texts of forty invented words, of which so many are the same: each word is a fortieth of a text, and
with the pairs of neighbours, by which clauses and lines of a returned file are known as well,
`same` words at the start are 2 * same - 1 of the 79 that make a text.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from kehoach.compare.changes import ChangeKind
from kehoach.compare.tokens import Tokens, pieces
from kehoach.returned.differences import are_alike
from kehoach.returned.lines import FileLine
from kehoach.returned.pairing import pair
from tests.random_plans import Plan, compared

LENGTH = 40
SYLLABLES = [first + last for first in "bcdghklmnpqrstvx" for last in "aeiouy"]


def text(same: int, *, length: int = LENGTH) -> str:
    """A text with so many of the same words as all others at its start, and its own behind."""
    return " ".join([*SYLLABLES[:same], *SYLLABLES[LENGTH : LENGTH + length - same]])


def plan(*parts: Plan, **more: Any) -> Plan:
    return {
        "nam": 2025,
        "the_thuc": {
            "co_quan": ["Ủy ban nhân dân", "xã Ia Băng"],
            "ky_hieu": "KH-UBND",
            "dia_danh": "Ia Băng",
            "trich_yeu": "Giảm nghèo",
        },
        "noi_dung": deepcopy(list(parts)),
        "noi_nhan": ["UBND huyện", {"luu": "VT"}],
        "ky": {"quyen_han": ["TM. Ủy ban nhân dân"], "ho_ten": "Nguyễn Văn An"},
        **more,
    }


def part(title: str, *clauses: str | Plan) -> Plan:
    return {
        "tieu_de": title,
        "muc": [{"doan": each} if isinstance(each, str) else each for each in clauses],
    }


def kinds(old: Plan, new: Plan) -> set[ChangeKind]:
    """What the report says, numbers apart."""
    return {change.kind for change in compared(old, new).changes} - {ChangeKind.RENUMBERED}


ONE, ANOTHER = {ChangeKind.MOVED, ChangeKind.REWORDED}, {ChangeKind.ADDED, ChangeKind.REMOVED}


# Clauses


@pytest.mark.parametrize(("same", "told"), [(20, ANOTHER), (21, ONE)])
def test_a_clause_elsewhere_is_the_same_with_half_of_its_words(
    same: int, told: set[ChangeKind]
) -> None:
    """39 of 79 are not a half, 41 are."""
    old = plan(part("Một", "Rà soát.", f"{text(LENGTH)}."), part("Hai", "Kiểm tra."))
    new = plan(part("Một", "Rà soát."), part("Hai", "Kiểm tra.", f"{text(same)}."))
    assert kinds(old, new) == told


@pytest.mark.parametrize(("same", "told"), [(12, ANOTHER), (13, {ChangeKind.REWORDED})])
def test_a_clause_in_its_place_is_the_same_with_three_tenths(
    same: int, told: set[ChangeKind]
) -> None:
    """23 of 79 are not three tenths, 25 are."""
    around = ("Rà soát.", "Kiểm tra.")
    old = plan(part("Một", around[0], f"{text(LENGTH)}.", around[1]))
    new = plan(part("Một", around[0], f"{text(same)}.", around[1]))
    assert kinds(old, new) == told


def test_a_place_is_the_same_below_the_same_parent_or_between_the_same_neighbours() -> None:
    old, new = f"{text(LENGTH)}.", f"{text(15)}."
    before = part("Một", "Rà soát.", old, "Kiểm tra.")
    assert kinds(plan(before), plan(part("Một", new, "Rà soát.", "Kiểm tra."))) == ONE
    elsewhere = part("Hai", "Tổng hợp.", new)
    rest = part("Một", "Rà soát.", "Kiểm tra.")
    assert (
        kinds(
            plan(part("Một", "Rà soát.", "Kiểm tra.", old), part("Hai", "Tổng hợp.")),
            plan(rest, elsewhere),
        )
        == ANOTHER
    )


@pytest.mark.parametrize(
    ("same", "agency", "is_one"), [(12, "so_yt", False), (13, "so_yt", True), (13, "so_tc", False)]
)
def test_three_tenths_are_enough_for_the_duty_of_the_same_agency(
    same: int, agency: str, is_one: bool
) -> None:
    duty = {"doan": f"{text(LENGTH)}.", "don_vi": "so_yt"}
    moved = {"doan": f"{text(same)}.", "don_vi": agency}
    old = plan(part("Một", "Rà soát.", duty), part("Hai", "Kiểm tra."))
    new = plan(part("Một", "Rà soát."), part("Hai", "Kiểm tra.", moved))
    assert (kinds(old, new) >= ONE) == is_one
    assert (kinds(old, new) >= ANOTHER) != is_one


DUTIES = ["Rà soát hộ nghèo.", "Kiểm tra nhà ở.", "Tổng hợp số liệu.", "Vận động nguồn lực.",
          "Hướng dẫn cấp xã.", "Xây dựng đề án.", "Triển khai thu thuế."]  # fmt: skip


def headings(same: int, kept: int, of: int) -> tuple[Plan, Plan]:
    """A heading that is reworded and goes elsewhere with so many of its clauses."""
    heading = {"tieu_de": text(LENGTH), "muc": [{"doan": each} for each in DUTIES[:of]]}
    moved = {"tieu_de": text(same), "muc": [{"doan": each} for each in DUTIES[:kept]]}
    old = plan(
        part("Một", part("Đầu", "Thành lập tổ."), heading), part("Hai", part("Cuối", "Giao vốn."))
    )
    new = plan(
        part("Một", part("Đầu", "Thành lập tổ.")), part("Hai", part("Cuối", "Giao vốn."), moved)
    )
    return old, new


@pytest.mark.parametrize(
    ("same", "kept", "of", "is_one"),
    [
        (0, 2, 4, True),  # half of what stands below
        (0, 3, 7, False),
        (8, 1, 3, True),  # 15 of 79 words are three twentieths, a third is three tenths
        (7, 1, 3, True),
        (6, 1, 3, False),
        (7, 2, 7, False),
    ],
)
def test_a_heading_is_known_by_what_stands_below(
    same: int, kept: int, of: int, is_one: bool
) -> None:
    changes = compared(*headings(same, kept, of)).changes
    reworded = [
        c for c in changes if c.kind is ChangeKind.REWORDED and c.old.startswith(text(LENGTH)[:20])
    ]
    assert bool(reworded) == is_one


# Lines, annexes, words


@pytest.mark.parametrize(("same", "changed"), [(15, 2), (16, 1)])
def test_a_recipient_is_the_same_with_two_fifths_of_its_words(same: int, changed: int) -> None:
    old = plan(part("Một", "Rà soát."), noi_nhan=[text(LENGTH), {"luu": "VT"}])
    new = plan(part("Một", "Rà soát."), noi_nhan=[text(same), {"luu": "VT"}])
    assert len(compared(old, new).changes) == changed


@pytest.mark.parametrize(("same", "is_one"), [(15, False), (16, True)])
def test_an_annex_with_another_id_is_the_same_with_two_fifths_of_its_title(
    same: int, is_one: bool
) -> None:
    def annexed(key: str, title: str) -> Plan:
        table = {
            "ten": title,
            "cot": [{"ma": "ten", "nhan": "Tên", "kieu": "chu"}, {"ma": "ho", "nhan": "Số hộ"}],
            "dong": [{"id": "a", "ten": "Thôn A", "ho": 7}, {"id": "b", "ten": "Thôn B", "ho": 9}],
        }
        return plan(part("Một", "Rà soát."), phu_luc={key: table})

    changes = compared(annexed("mot", text(LENGTH)), annexed("hai", text(same))).changes
    assert ({change.kind for change in changes} == {ChangeKind.REWORDED}) == is_one


@pytest.mark.parametrize(("same", "ops"), [(11, "-+"), (12, "=-+")])
def test_words_are_marked_one_by_one_where_three_tenths_stay(same: int, ops: str) -> None:
    """Twelve words of forty are three tenths; with fewer, a text is told as another one."""
    found = pieces(Tokens(), text(LENGTH), text(same))
    assert found[0].op == ops[0]
    assert {piece.op for piece in found} == set(ops)


# Lines of a returned file


def paired(base: list[str], edited: list[str]) -> dict[int, int]:
    return pair(base, [FileLine(each, each) for each in edited])


@pytest.mark.parametrize(("same", "is_one"), [(12, False), (13, True)])
def test_a_returned_line_in_its_place_is_ours_with_three_tenths(same: int, is_one: bool) -> None:
    """Two lines on either side, so that nothing is ours only because it stands alone."""
    found = paired(
        ["Đầu", text(LENGTH), "Lời cũ thứ hai", "Cuối"], ["Đầu", "Khác hẳn", text(same), "Cuối"]
    )
    assert (found.get(1) == 2) == is_one


@pytest.mark.parametrize(("same", "is_one"), [(28, False), (29, True)])
def test_a_returned_line_elsewhere_is_ours_with_seven_tenths(same: int, is_one: bool) -> None:
    """55 of 79 are not seven tenths, 57 are."""
    found = paired(["Đầu", text(LENGTH), "Cuối"], ["Đầu", "Cuối", text(same)])
    assert (found.get(1) == 2) == is_one


@pytest.mark.parametrize(("same", "place"), [(31, 4), (33, 1)])
def test_a_place_counts_for_a_fifth(same: int, place: int) -> None:
    """What is almost ours elsewhere is less likely ours than what stands in our place."""
    found = paired(
        ["Đầu", text(LENGTH), "Lời cũ", "Cuối"],
        ["Đầu", text(same), "Khác hẳn", "Cuối", text(LENGTH - 1)],
    )
    assert found[1] == place


@pytest.mark.parametrize(("same", "alike"), [(19, False), (20, True)])
def test_two_lines_are_alike_with_half_of_their_words(same: int, alike: bool) -> None:
    assert are_alike(text(LENGTH), text(same)) == alike
