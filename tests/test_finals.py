"""A plan that is issued: reviewed at each build, refused for what is surely wrong, overridden."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from kehoach.check.final_review import what_blocks
from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.files import PROJECT
from kehoach.resolve.read import read_plan

BASE = Path(__file__).parent / "check" / "samples" / "base.yaml"
DEADLINE = "han: 30/4/{{ nam }}"
PASSED = "han: 31/01/2023"
ISSUED = "trang_thai: ban_hanh"
GO_ON = ("--van-lam", "Chủ tịch đã duyệt, đơn vị nộp bổ sung", "--nguoi", "Trần Thị Bình")

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """A plan that is issued on 08/12/2023 and in which everything is well."""
    shutil.copy(PROJECT / "content" / "don_vi.yaml", tmp_path)
    return Path(shutil.copy(BASE, tmp_path / "ke_hoach.yaml"))


def edit(plan: Path, old: str, new: str) -> None:
    text = plan.read_text("utf-8")
    assert text.count(old) == 1
    plan.write_text(text.replace(old, new), "utf-8")


def build(plan: Path, *options: str, beside: tuple[Path, ...] = ()) -> int:
    plans = map(str, (plan, *beside))
    return main(["build", *plans, "-o", str(plan.parent / "ra"), "--docx", *options])


def made(plan: Path) -> list[str]:
    return sorted(path.name for path in (plan.parent / "ra").glob("*"))


def record(plan: Path) -> list[dict[str, Any]]:
    lines = plan.with_name("ke_hoach.van_lam.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_an_issued_plan_without_findings_is_built(plan: Path, capsys: Capture) -> None:
    assert build(plan) == Exit.OK
    assert made(plan) == ["ke_hoach.docx"]
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("options", [(), ("--final",), ("--nhu-da-ban-hanh",), ("--pdf",)])
def test_each_build_of_an_issued_plan_is_a_final(
    options: tuple[str, ...], plan: Path, capsys: Capture
) -> None:
    assert build(plan) == Exit.OK
    before = (plan.parent / "ra" / "ke_hoach.docx").read_bytes()
    edit(plan, DEADLINE, PASSED)
    assert build(plan, *options) == Exit.REFUSED
    told = capsys.readouterr().err
    assert "TG006 thời hạn 31/01/2023 đã qua khi ban hành kế hoạch" in told
    assert "ke_hoach.yaml:3:13: BH001 chưa ban hành được: 1 điểm bị chặn, TG006 (dòng 37)" in told
    assert "--van-lam" in told
    assert made(plan) == ["ke_hoach.docx"]
    assert (plan.parent / "ra" / "ke_hoach.docx").read_bytes() == before


@pytest.mark.parametrize("state", ["du_thao", "trinh_ky"])
def test_what_is_not_issued_yet_is_not_reviewed(plan: Path, state: str, capsys: Capture) -> None:
    edit(plan, DEADLINE, PASSED)
    edit(plan, ISSUED, f"trang_thai: {state}")
    assert build(plan) == Exit.FINDINGS
    assert "TG006" not in capsys.readouterr().err


@pytest.mark.parametrize("state", ["du_thao", "trinh_ky"])
def test_final_makes_nothing_else(plan: Path, state: str, capsys: Capture) -> None:
    edit(plan, ISSUED, f"trang_thai: {state}")
    assert build(plan, "--final") == Exit.REFUSED
    assert "KC603" in capsys.readouterr().err


def test_what_does_not_block_is_told(plan: Path, capsys: Capture) -> None:
    edit(plan, "Chủ động ứng phó kịp thời", "Chủ động ứng  phó kịp thời")
    assert build(plan) == Exit.FINDINGS
    assert made(plan) == ["ke_hoach.docx"]
    said = capsys.readouterr()
    assert "ke_hoach.yaml:30:21: CT010 " in said.err
    assert "Có 1 điểm cần người xem lại" in said.out


def test_what_is_waived_with_a_reason_does_not_block(plan: Path, capsys: Capture) -> None:
    edit(plan, DEADLINE, f"{PASSED}\n            bo_qua: [{{ma: TG006, ly_do: theo chỉ đạo}}]")
    assert build(plan) == Exit.OK
    assert capsys.readouterr().err == ""


def test_of_several_plans_one_that_is_blocked_does_not_keep_the_others(
    plan: Path, capsys: Capture
) -> None:
    other = Path(shutil.copy(plan, plan.with_name("khac.yaml")))
    edit(plan, DEADLINE, PASSED)
    assert build(plan, beside=(other,)) == Exit.REFUSED
    assert made(plan) == ["khac.docx"]
    assert "BH001" in capsys.readouterr().err


# Going on all the same


def test_who_goes_on_is_recorded_and_shown(plan: Path, capsys: Capture) -> None:
    edit(plan, DEADLINE, PASSED)
    assert build(plan, *GO_ON) == Exit.FINDINGS
    assert made(plan) == ["ke_hoach.docx"]
    told = capsys.readouterr().err
    assert "TG006" in told
    assert "BH002 1 điểm bị chặn (TG006) được Trần Thị Bình cho qua lúc " in told
    (entry,) = record(plan)
    assert entry["nguoi"] == "Trần Thị Bình"
    assert entry["ly_do"] == "Chủ tịch đã duyệt, đơn vị nộp bổ sung"
    assert entry["ke_hoach"] == hashlib.sha256(plan.read_bytes()).hexdigest()
    (finding,) = entry["diem"]
    assert finding["ma"] == "TG006"
    assert "ke_hoach.yaml:37:" in finding["cho"]
    assert main(["show", str(plan)]) == Exit.OK
    shown = capsys.readouterr().out
    assert "Trần Thị Bình: Chủ tịch đã duyệt, đơn vị nộp bổ sung (TG006)" in shown


def test_who_went_on_need_not_say_so_again_until_the_plan_is_edited(
    plan: Path, capsys: Capture
) -> None:
    edit(plan, DEADLINE, PASSED)
    assert build(plan, *GO_ON) == Exit.FINDINGS
    assert build(plan) == Exit.FINDINGS
    assert len(record(plan)) == 1
    edit(plan, "kịp thời với mọi", "kịp thời trước mọi")
    assert build(plan) == Exit.REFUSED
    capsys.readouterr()
    assert main(["show", str(plan)]) == Exit.OK
    assert "(TG006; kế hoạch đã sửa sau đó)" in " ".join(capsys.readouterr().out.split())
    assert build(plan, *GO_ON) == Exit.FINDINGS
    assert len(record(plan)) == 2


def test_another_reason_or_person_is_recorded_too(plan: Path, capsys: Capture) -> None:
    """The same ones given again are not."""
    edit(plan, DEADLINE, PASSED)
    assert build(plan, *GO_ON) == Exit.FINDINGS
    assert build(plan, *GO_ON) == Exit.FINDINGS
    assert len(record(plan)) == 1
    capsys.readouterr()
    better = ("--van-lam", "Đơn vị đã nộp bổ sung", "--nguoi", "Lê Thị Hoa")
    assert build(plan, *better) == Exit.FINDINGS
    assert "Lê Thị Hoa" in capsys.readouterr().err
    assert [entry["nguoi"] for entry in record(plan)] == ["Trần Thị Bình", "Lê Thị Hoa"]


def test_an_override_lets_pass_only_what_it_names(plan: Path, capsys: Capture) -> None:
    """The register says meanwhile that a department was dissolved."""
    edit(plan, DEADLINE, PASSED)
    assert build(plan, *GO_ON) == Exit.FINDINGS
    register = plan.with_name("don_vi.yaml")
    text = register.read_text("utf-8")
    assert text.count("so_yt:\n") == 1
    register.write_text(text.replace("so_yt:\n", "so_yt:\n  den: 2022\n"), "utf-8")
    capsys.readouterr()
    assert build(plan) == Exit.REFUSED
    told = capsys.readouterr().err
    assert "DV003" in told
    assert "2 điểm bị chặn" in told


NO_TOTAL = ("thap_phan: 2}\n", "thap_phan: 2}\n      - {ma: gia, nhan: [Giá]}\n"
            "      - {ma: tien, nhan: [Tiền], cong_thuc: ho_ah * gia, tong: cong}\n")  # fmt: skip
NO_FIGURE = ('ho_ah: "2059"', "ho_ah: ")
NO_NUMBER = ('so: "152"', "so:")
OPEN = (
    "noi_nhan:\n",
    "can_quyet_dinh: [{ma: a, nhom: so_lieu, cau_hoi: b, ly_do: c}]\nnoi_nhan:\n",
)


@pytest.mark.parametrize(
    ("change", "code"),
    [(NO_FIGURE, "SL002"), (NO_TOTAL, "SL002"), (NO_NUMBER, "KC601"), (OPEN, "KC606")],
)
def test_nobody_goes_on_without_figures_number_or_decisions(
    change: tuple[str, str], code: str, plan: Path, capsys: Capture
) -> None:
    edit(plan, *change)
    if change is NO_TOTAL:  # every cell that a person enters is there
        for figure in ('"2059"', '"2622"'):
            edit(plan, figure, f"{figure}, gia: 3")
    assert build(plan, *GO_ON) == Exit.REFUSED
    assert code in capsys.readouterr().err
    assert not plan.with_name("ke_hoach.van_lam.jsonl").exists()
    assert made(plan) == []


@pytest.mark.parametrize("name", ["ho", "$HOME"])
def test_a_formula_of_a_column_that_is_gone_is_told_and_not_what_follows_from_it(
    name: str, plan: Path, capsys: Capture
) -> None:
    edit(plan, "ma: ho_ah", f"ma: {name}")
    assert build(plan) == Exit.REFUSED
    told = capsys.readouterr().err
    assert "ho_ah" in told
    assert "SL002" not in told


@pytest.mark.parametrize(
    "options",
    [
        ("--van-lam", "gấp"),
        ("--nguoi", "Trần Thị Bình"),
        ("--van-lam", " ", "--nguoi", "Trần Thị Bình"),
        ("--van-lam", "gấp", "--nguoi", ""),
        ("--van-lam", "gấp\x1b[2J", "--nguoi", "Trần Thị Bình"),
        ("--van-lam", "gấp\nlắm", "--nguoi", "Trần Thị Bình"),
    ],
)
def test_a_reason_and_a_name_go_together(
    options: tuple[str, ...], plan: Path, capsys: Capture
) -> None:
    edit(plan, DEADLINE, PASSED)
    assert build(plan, *options) == Exit.USAGE
    assert "--van-lam" in capsys.readouterr().err
    assert made(plan) == []


@pytest.mark.parametrize("state", ["ban_hanh", "trinh_ky"])
def test_nothing_is_recorded_where_nothing_blocks(plan: Path, state: str, capsys: Capture) -> None:
    edit(plan, ISSUED, f"trang_thai: {state}")
    assert build(plan, *GO_ON) == Exit.FINDINGS
    assert "không ghi --van-lam" in capsys.readouterr().err
    assert not plan.with_name("ke_hoach.van_lam.jsonl").exists()


def test_what_cannot_be_recorded_is_not_issued(plan: Path, capsys: Capture) -> None:
    edit(plan, DEADLINE, PASSED)
    plan.with_name("ke_hoach.van_lam.jsonl").mkdir()
    assert build(plan, *GO_ON) == Exit.MACHINE
    assert "ke_hoach.van_lam.jsonl" in capsys.readouterr().err
    assert made(plan) == []


def test_a_record_that_was_spoiled_lets_nothing_pass_and_loses_nothing(
    plan: Path, capsys: Capture
) -> None:
    edit(plan, DEADLINE, PASSED)
    kept = plan.with_name("ke_hoach.van_lam.jsonl")
    kept.write_bytes(b'{"luc": "h\xc3\xb4m qua", "diem": []}\n\xff{"x"')
    assert build(plan) == Exit.REFUSED
    assert build(plan, *GO_ON) == Exit.FINDINGS
    first, second, third = kept.read_bytes().splitlines()
    assert (first, second) == (b'{"luc": "h\xc3\xb4m qua", "diem": []}', b'\xff{"x"')
    assert json.loads(third)["nguoi"] == "Trần Thị Bình"
    capsys.readouterr()
    assert main(["show", str(plan)]) == Exit.OK
    shown = capsys.readouterr().out
    assert "dòng 1 của ke_hoach.van_lam.jsonl không đọc được" in shown
    assert "dòng 2 của ke_hoach.van_lam.jsonl không đọc được" in shown
    assert "Trần Thị Bình" in shown


# The copy of what was published

PUBLISHED = "    da_cong_bo: {dong_tong: {ho_ah: 4680}}\n    dong_tong: {nhan: Tổng cộng}\n"


def test_the_copy_prints_what_was_published_and_the_plain_print_needs_a_reason(
    plan: Path, capsys: Capture
) -> None:
    edit(plan, "    dong_tong: {nhan: Tổng cộng}\n", PUBLISHED)
    assert build(plan) == Exit.REFUSED
    assert "1 điểm bị chặn, SL001" in capsys.readouterr().err
    assert build(plan, "--nhu-da-ban-hanh") == Exit.FINDINGS
    assert made(plan) == ["ke_hoach.nhu-da-ban-hanh.docx"]
    told = capsys.readouterr().err
    assert told.count("SL001") == 1
    assert "BH00" not in told


# A review is kept


def refuse_to_review(_: object) -> None:
    raise AssertionError("reviewed again")


def test_the_same_plan_is_not_reviewed_twice(
    plan: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(plan, "Chủ động ứng phó kịp thời", "Chủ động ứng  phó kịp thời")
    assert build(plan) == Exit.FINDINGS
    first = capsys.readouterr().err
    monkeypatch.setattr("kehoach.check.checks.check_reading", refuse_to_review)
    assert build(plan) == Exit.FINDINGS
    assert capsys.readouterr().err == first
    edit(plan, "kịp thời với mọi", "kịp thời trước mọi")
    monkeypatch.setattr("tempfile.tempdir", str(plan.parent))
    assert build(plan) == Exit.FAULT
    (report,) = plan.parent.glob("kehoach-loi-*.txt")
    assert "refuse_to_review" in report.read_text("utf-8")


def test_what_blocked_once_blocks_again(
    plan: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(plan, DEADLINE, PASSED)
    assert build(plan) == Exit.REFUSED
    first = capsys.readouterr().err
    monkeypatch.setattr("kehoach.check.checks.check_reading", refuse_to_review)
    assert build(plan) == Exit.REFUSED
    assert capsys.readouterr().err == first


def test_another_register_is_another_review(plan: Path, capsys: Capture) -> None:
    assert build(plan) == Exit.OK
    register = plan.with_name("don_vi.yaml")
    text = register.read_text("utf-8")
    register.write_text(text.replace("so_yt:\n", "so_yt:\n  den: 2022\n"), "utf-8")
    assert build(plan) == Exit.REFUSED
    assert "DV003" in capsys.readouterr().err


@pytest.mark.parametrize("spoiled", [b"", b"[{}]", b'{"place": 1}', b"\xff\x00", b"[1]"])
def test_a_kept_review_that_was_spoiled_is_made_anew(
    spoiled: bytes, plan: Path, kept_reviews: Path, capsys: Capture
) -> None:
    edit(plan, DEADLINE, PASSED)
    assert build(plan) == Exit.REFUSED
    first = capsys.readouterr().err
    for file in kept_reviews.iterdir():
        file.write_bytes(spoiled)
    assert build(plan) == Exit.REFUSED
    assert capsys.readouterr().err == first


def test_a_folder_that_cannot_be_written_keeps_no_plan_from_being_issued(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (plan.parent / "tep").write_bytes(b"")
    monkeypatch.setattr("kehoach.check.kept_reviews._folder", lambda: plan.parent / "tep" / "soat")
    assert build(plan) == Exit.OK
    monkeypatch.setattr("kehoach.check.kept_reviews._folder", lambda: None)
    assert build(plan) == Exit.OK


# For commands that change a plan


def test_what_blocks_is_known_without_a_build(plan: Path) -> None:
    assert what_blocks(plan, read_plan(plan)) == []
    edit(plan, DEADLINE, PASSED)
    edit(plan, "Chủ động ứng phó kịp thời", "Chủ động ứng  phó kịp thời")
    (blocking,) = what_blocks(plan, read_plan(plan))
    assert (blocking.code, blocking.place.line) == ("TG006", 37)
    edit(plan, ISSUED, "trang_thai: trinh_ky")
    assert what_blocks(plan, read_plan(plan)) == []


def test_what_the_office_switched_off_does_not_block(plan: Path) -> None:
    edit(plan, DEADLINE, PASSED)
    plan.with_name("kehoach.yaml").write_text("soat: {bo_qua: TG006}\n", "utf-8")
    assert what_blocks(plan, read_plan(plan)) == []
