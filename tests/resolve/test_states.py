"""What a plan prints in each state: draft, submitted for signature, issued."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kehoach.document import Document
from kehoach.findings import InputRefused
from kehoach.resolve.read import read_plan

FAULTS = Path(__file__).parents[1] / "faults"
WITH_ANNEX = (FAULTS / "missing_figure_for_signature.yaml").read_text("utf-8")
SIX = " " * 6


def read(folder: Path, old: str = "", new: str = "", *, final: bool = False) -> Document:
    """The small plan with an annex and two missing figures, changed."""
    assert old in WITH_ANNEX
    shutil.copy(FAULTS / "don_vi.yaml", folder)
    (folder / "plan.yaml").write_text(WITH_ANNEX.replace(old, new, 1), "utf-8")
    return read_plan(folder / "plan.yaml", final=final).document


def state(folder: Path, state: str, head: str = "") -> Document:
    """The small plan without gaps, in a state, with more lines in its head."""
    whole = WITH_ANNEX.replace("ho_ngheo: ,", "ho_ngheo: 13,").replace(
        'giam: {dvt: "%"}', 'giam: {gia_tri: "1,50", dvt: "%"}'
    )
    changed = whole.replace("trang_thai: trinh_ky", f"trang_thai: {state}")
    changed = changed.replace("  ky_hieu:", f"{head}  ky_hieu:")
    shutil.copy(FAULTS / "don_vi.yaml", folder)
    (folder / "plan.yaml").write_text(changed, "utf-8")
    return read_plan(folder / "plan.yaml").document


def attached(document: Document) -> str:
    return document.phu_luc[0].kem_theo.text


NUMBER_AND_DAY = "  so: 5\n  ngay: 08/12/2025\n"


@pytest.mark.parametrize("head", ["  ngay: 2025\n", NUMBER_AND_DAY])
def test_a_draft_says_so_and_leaves_room(tmp_path: Path, head: str) -> None:
    document = state(tmp_path, "du_thao", head)
    assert document.the_thuc.du_thao is not None
    assert document.the_thuc.du_thao.text == "DỰ THẢO"
    assert document.the_thuc.so_ky_hieu.text == f"Số:{SIX}/KH-UBND"
    assert document.the_thuc.dia_danh_ngay.text == f"Ia Băng, ngày{SIX}tháng{SIX}năm 2025"
    assert attached(document) == (
        f"(Kèm theo Kế hoạch số{SIX}/KH-UBND ngày{SIX}tháng{SIX}năm 2025 "
        "của Ủy ban nhân dân xã Ia Băng)"
    )


def test_a_draft_without_a_year_leaves_room_for_it(tmp_path: Path) -> None:
    document = state(tmp_path, "du_thao")
    assert document.the_thuc.dia_danh_ngay.text == f"Ia Băng, ngày{SIX}tháng{SIX}năm"


def test_a_plan_for_signature_only_leaves_room(tmp_path: Path) -> None:
    document = state(tmp_path, "trinh_ky", NUMBER_AND_DAY)
    assert document.the_thuc.du_thao is None
    assert document.the_thuc.so_ky_hieu.text == f"Số:{SIX}/KH-UBND"
    assert document.the_thuc.dia_danh_ngay.text == f"Ia Băng, ngày{SIX}tháng{SIX}năm 2025"


def test_an_issued_plan_has_number_and_date(tmp_path: Path) -> None:
    document = state(tmp_path, "ban_hanh", NUMBER_AND_DAY)
    assert document.the_thuc.du_thao is None
    assert document.the_thuc.so_ky_hieu.text == "Số: 05/KH-UBND"
    assert document.the_thuc.dia_danh_ngay.text == "Ia Băng, ngày 08 tháng 12 năm 2025"
    assert attached(document) == (
        "(Kèm theo Kế hoạch số 05/KH-UBND ngày 08 tháng 12 năm 2025 của Ủy ban nhân dân xã Ia Băng)"
    )


def test_missing_figures_of_a_draft_are_dots_and_so_is_what_needs_them(tmp_path: Path) -> None:
    document = read(tmp_path, "trang_thai: trinh_ky", "trang_thai: du_thao")
    rows = {row.key: [cell.text for cell in row.cells] for row in document.phu_luc[0].table.rows}
    assert rows["thon_1"] == ["Thôn 1", "200", "14", "7,00", "52,500"]
    assert rows["thon_2"] == ["Thôn 2", "160", "…", "…", "48,000"]
    assert rows["dong_tong"] == ["Toàn xã", "360", "…", "…", ""]
    assert document.clauses[1].text == "- Tỷ lệ hộ nghèo còn …./."


@pytest.mark.parametrize("name", ["total_that_nothing_gives", "blank_total_in_a_text"])
def test_a_draft_says_that_a_figure_is_missing_wherever_it_is_printed(
    name: str, tmp_path: Path
) -> None:
    shutil.copy(FAULTS / "don_vi.yaml", tmp_path)
    text = (FAULTS / f"{name}.yaml").read_text("utf-8")
    plan = tmp_path / "plan.yaml"
    plan.write_text(text.replace("trang_thai: trinh_ky", "trang_thai: du_thao"), "utf-8")
    document = read_plan(plan).document
    printed = [paragraph.text for paragraph in document.paragraphs()]
    cells = [cell.text for row in document.phu_luc[0].table.rows for cell in row.cells]
    assert ("…" in cells) == (name == "total_that_nothing_gives")
    assert ("- Đơn giá chung … đồng." in printed) == (name == "blank_total_in_a_text")


@pytest.mark.parametrize("given", ["trinh_ky", "ban_hanh"])
def test_missing_figures_are_refused_in_any_other_state(tmp_path: Path, given: str) -> None:
    with pytest.raises(InputRefused) as refused:
        read(tmp_path, "trang_thai: trinh_ky", f"trang_thai: {given}")
    codes = [finding.code for finding in refused.value.findings]
    assert codes.count("SL002") == 2


def test_a_final_build_refuses_a_draft_with_all_its_gaps(tmp_path: Path) -> None:
    with pytest.raises(InputRefused) as refused:
        read(tmp_path, "trang_thai: trinh_ky", "trang_thai: du_thao", final=True)
    assert [finding.code for finding in refused.value.findings] == ["KC603", "SL002", "SL002"]


def test_a_final_build_takes_an_issued_plan(tmp_path: Path) -> None:
    state(tmp_path, "ban_hanh", NUMBER_AND_DAY)
    document = read_plan(tmp_path / "plan.yaml", final=True).document
    assert document.trang_thai == "ban_hanh"
