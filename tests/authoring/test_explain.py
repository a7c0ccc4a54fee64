"""`kehoach explain`: figures and citations traced back to the file, place by place."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest

from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.files import PROJECT

PLAN = PROJECT / "content" / "plan_2024.yaml"
TEXT = PLAN.read_text("utf-8")
LINES = TEXT.splitlines()

Explained = Callable[..., str]


@pytest.fixture
def explained(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Explained:
    monkeypatch.chdir(PROJECT)

    def explain(reference: str, plan: Path = PLAN, code: int = 0) -> str:
        assert main(["explain", str(plan), reference]) == code
        said = capsys.readouterr()
        assert bool(said.out) == (code == Exit.OK)
        return said.out or said.err

    return explain


def written_at(line: str, column: str) -> str:
    """The YAML value at a place, without quotes."""
    found = re.match(r'"?([\d.,]*\d)', LINES[int(line) - 1][int(column) - 1 :])
    assert found, (line, column)
    return found[1]


# Figures


def test_figure_of_the_text_is_told_down_to_the_annex(explained: Explained) -> None:
    said = explained("6,11%")
    for step in (
        "6,11% = 8,11 - 2,00",
        "8,11 = 31.502 / 388.231 * 100",
        "31.502 = tổng 17 dòng",
        "388.231 = tổng 17 dòng",
    ):
        assert step in said
    assert "phần II, mục 2" in said


@pytest.mark.parametrize("reference", ["chi_tieu.ty_le_cuoi_nam", "ty_le_cuoi_nam"])
def test_path_and_code_tell_the_same_steps(explained: Explained, reference: str) -> None:
    said = explained(reference)
    assert said.startswith("chi_tieu.ty_le_cuoi_nam: 6,11%")
    assert "6,11% = 8,11 - 2,00" in said
    assert "được in ở 1 chỗ" in said


def test_every_entered_figure_stands_where_it_is_said_to(explained: Explained) -> None:
    said = explained("6,11%")
    entered = re.findall(
        r"^ +([\d.,]+): .*nhập ở content/plan_2024.yaml:(\d+):(\d+)$", said, re.MULTILINE
    )
    # Two columns of seventeen districts, and the target of the province.
    assert len(entered) == 2 * 17 + 1
    for figure, line, column in entered:
        assert written_at(line, column).replace(".", "") == figure.replace(".", "")
    poor, all_ = entered[1:18], entered[18:]
    assert sum(Decimal(figure.replace(".", "")) for figure, *_ in poor) == 31502
    assert sum(Decimal(figure.replace(".", "")) for figure, *_ in all_) == 388231


def test_formulas_stand_where_they_are_said_to(explained: Explained) -> None:
    said = explained("chi_tieu.ty_le_cuoi_nam")
    places = re.findall(r"công thức (.+) ở content/plan_2024.yaml:(\d+):(\d+)$", said, re.MULTILINE)
    assert len(places) == 2
    for formula, line, column in places:
        assert LINES[int(line) - 1][int(column) - 1 :].startswith(formula)


def test_published_figure_that_differs_is_told(explained: Explained) -> None:
    said = explained("phu_luc.giam_ngheo.dong_tong.giam_ho")
    assert "7.450 = tổng 17 dòng" in said
    place = re.search(r"bản đã ban hành in 7\.449.*:(\d+):(\d+)$", said, re.MULTILINE)
    assert place
    assert written_at(*place.groups()) == "7449"
    assert explained("7.449") == said


def test_figure_as_printed_in_one_district(explained: Explained) -> None:
    said = explained("5,5%")
    assert "5,5% = 5,50" in said
    assert "Huyện Kông Chro" in said


def test_number_is_not_found_inside_another(explained: Explained) -> None:
    """Đak Đoa has 31.740 households: 740 is no figure of the plan."""
    assert "31.740" in explained("31.740")
    explained("740", code=Exit.REFUSED)
    explained("1.740", code=Exit.REFUSED)


def test_changed_figure_is_told_anew(explained: Explained, tmp_path: Path) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(TEXT.replace("ho_ngheo: 2059", "ho_ngheo: 3059"), "utf-8")
    (tmp_path / "don_vi.yaml").write_bytes((PLAN.parent / "don_vi.yaml").read_bytes())
    said = explained("6,37%", plan)
    assert "6,37% = 8,37 - 2,00" in said
    assert "8,37 = 32.502 / 388.231 * 100" in said


def test_year_is_told_with_every_place(explained: Explained) -> None:
    said = explained("nam")
    assert said.startswith("nam: 2024")
    printed = re.findall(r"“(\d+)” \(content/plan_2024.yaml:(\d+):(\d+)\)", said)
    assert {year for year, *_ in printed} == {"2023", "2024"}
    for _, line, column in printed:
        assert LINES[int(line) - 1][int(column) - 1 :].startswith("{{ nam")
    # The subject of the plan and the title of its annex are among them.
    assert "đầu trang 1" in said
    assert "Phụ lục: “2024”" in said


# Citations and agencies


@pytest.mark.parametrize("reference", ["vien_dan.nq_05", "nq_05", "05-NQ/TU"])
def test_citation_is_told_with_every_mention(explained: Explained, reference: str) -> None:
    said = explained(reference)
    _, _, told = said.partition("vien_dan.nq_05: ")
    told = told.split("\nvien_dan.qd_728")[0]
    assert told.startswith("Nghị quyết số 05-NQ/TU ngày 12 tháng 4 năm 2017")
    in_text = [
        TEXT.count("\n", 0, match.start()) + 1 for match in re.finditer(r"\(\s*'nq_05'", TEXT)
    ]
    mentions = re.findall(r"\(content/plan_2024.yaml:(\d+):\d+\), (.+):$", told, re.MULTILINE)
    assert len(mentions) == len(in_text) + 1  # and one in the preamble
    assert {int(line) for line, _ in mentions[1:]} == set(in_text)
    assert mentions[0][1] == "ghi đầy đủ, lần đầu"
    assert "trích yếu của: qd_728" in told


def test_agency_is_told_with_its_duties(explained: Explained) -> None:
    said = explained("don_vi.so_yt")
    assert said.startswith("don_vi.so_yt: Sở Y tế")
    assert "phần III, mục 2.5" in said
    place = re.search(r"khai ở content/don_vi.yaml:(\d+):1", said)
    assert place
    register = (PLAN.parent / "don_vi.yaml").read_text("utf-8").splitlines()
    assert register[int(place[1]) - 1] == "so_yt:"


def test_dissolved_agency_is_told_with_its_successors(explained: Explained) -> None:
    said = explained("so_ldtbxh")
    assert "hoạt động đến 2025" in said
    assert "so_nnmt" in said


def test_words_typed_by_hand_are_told_with_their_place(explained: Explained) -> None:
    said = explained("Gia Lai chung tay vì người nghèo")
    ((line, column),) = re.findall(r"plan_2024.yaml:(\d+):(\d+)\): gõ trong lời văn", said)
    assert LINES[int(line) - 1][int(column) - 1 :].startswith("Gia Lai chung tay vì người nghèo")


# Nothing found


@pytest.mark.parametrize(
    ("reference", "near"),
    [
        ("chi_tieu.muc_gian", "muc_giam"),
        ("phu_luc.giam_ngheo.h_kbng.ty_le", "h_kbang"),
        ("phu_luc.giam_ngheo.h_kbang.tyle", "ty_le"),
        ("phu_luc.giam_nghèo.h_kbang.ty_le", "giam_ngheo"),
        ("phu_luc.giam_ngheo.h_kbang", "ty_le"),
        ("vien_dan.nq_06", "nq_0"),
        ("don_vi.so_ytế", "so_yt"),
        ("ty_le_cuoi_nan", "ty_le_cuoi_nam"),
        ("6,12%", "6,11%"),
        ("", "đúng như in"),
        ("không có câu này trong kế hoạch", "đúng như in"),
    ],
)
def test_unknown_reference_is_refused_with_the_nearest(
    explained: Explained, reference: str, near: str
) -> None:
    said = explained(reference, code=Exit.REFUSED)
    assert "GT001" in said
    assert near in said
