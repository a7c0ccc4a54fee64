"""Rules that an office switched off, in its `kehoach.yaml`, and those that its finals must keep."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.files import PROJECT

BASE = Path(__file__).with_name("samples") / "base.yaml"
CLAUSE = "Chủ động ứng phó kịp thời với mọi tình huống thiên tai."
TWO_SPACES = CLAUSE.replace("ứng phó", "ứng  phó")
PASSED = ("han: 30/4/{{ nam }}", "han: 31/01/2023")

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    shutil.copy(PROJECT / "content" / "don_vi.yaml", tmp_path)
    return Path(shutil.copy(BASE, tmp_path / "plan.yaml"))


def edit(plan: Path, old: str, new: str) -> None:
    text = plan.read_text("utf-8")
    assert text.count(old) == 1
    plan.write_text(text.replace(old, new), "utf-8")


def office(plan: Path, text: str) -> None:
    plan.with_name("kehoach.yaml").write_text(text, "utf-8")


def told(plan: Path, capsys: Capture, *options: str) -> dict[str, Any]:
    main(["check", str(plan), "--format", "json", *options])
    return {finding["code"]: finding for finding in json.loads(capsys.readouterr().out)}


def build(plan: Path, *options: str) -> int:
    return main(["build", str(plan), "-o", str(plan.parent / "ra"), "--docx", *options])


GO_ON = ("--van-lam", "gấp", "--nguoi", "Trần Thị Bình")


def test_a_rule_that_is_switched_off_is_silent_and_that_is_told(
    plan: Path, capsys: Capture
) -> None:
    edit(plan, CLAUSE, TWO_SPACES)
    assert set(told(plan, capsys)) == {"CT010"}
    office(plan, "soat:\n  bo_qua: [CT010, VD010]\n")
    findings = told(plan, capsys)
    assert set(findings) == {"BH003"}
    assert findings["BH003"]["message"] == "tắt quy tắc CT010: 1 điểm không nêu"
    assert findings["BH003"]["file"].endswith("kehoach.yaml")
    assert (findings["BH003"]["line"], findings["BH003"]["severity"]) == (2, "info")
    assert main(["check", str(plan)]) == Exit.OK
    capsys.readouterr()
    assert "tắt quy tắc CT010" in told(plan, capsys, "--show-waived")["CT010"]["waived"]


def test_a_rule_that_is_switched_off_mends_nothing(plan: Path, capsys: Capture) -> None:
    edit(plan, CLAUSE, TWO_SPACES)
    before = plan.read_bytes()
    office(plan, "soat: {bo_qua: CT010}\n")
    assert main(["check", str(plan), "--fix"]) == Exit.OK
    assert plan.read_bytes() == before
    assert "đã sửa" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("level", "left"),
    [("thong_tin", {"CT010", "SL004"}), ("canh_bao", {"CT010", "BH003"}), ("loi", {"BH003"})],
)
def test_findings_below_the_level_are_not_told(
    level: str, left: set[str], plan: Path, capsys: Capture
) -> None:
    """A warning, and a mere remark: a typed figure that the annex computes."""
    edit(plan, CLAUSE, f"{TWO_SPACES[:-1]}, 50.026 hộ.")
    office(plan, f"soat: {{muc: {level}}}\n")
    assert set(told(plan, capsys)) == left


def test_a_level_does_not_hide_what_blocks(plan: Path, capsys: Capture) -> None:
    """SL001 is a warning, and yet a plan is not issued with it."""
    edit(plan, "dong_tong: {nhan: Tổng cộng}", "dong_tong: {nhan: Tổng cộng}\n"
         "    da_cong_bo: {dong_tong: {ho_ah: 4680}}")  # fmt: skip
    office(plan, "soat: {muc: loi}\n")
    assert set(told(plan, capsys)) == {"SL001"}
    assert build(plan) == Exit.REFUSED


def test_settings_hold_for_finished_files_too(plan: Path, capsys: Capture) -> None:
    edit(plan, CLAUSE, TWO_SPACES)
    assert build(plan) == Exit.FINDINGS
    capsys.readouterr()
    file = plan.parent / "ra" / "plan.docx"
    assert "CT010" in told(file, capsys)
    office(file, "soat: {bo_qua: [CT010]}\n")
    assert not {"CT010"} & set(told(file, capsys))


# What is issued


def test_a_blocking_rule_may_be_switched_off_and_that_is_told(plan: Path, capsys: Capture) -> None:
    edit(plan, *PASSED)
    assert build(plan) == Exit.REFUSED
    office(plan, "soat: {bo_qua: [TG006]}\n")
    capsys.readouterr()
    assert build(plan) == Exit.FINDINGS
    assert "kehoach.yaml:1:7: BH003 tắt quy tắc TG006: 1 điểm không nêu" in capsys.readouterr().err


def test_nobody_passes_over_a_rule_that_finals_must_keep(plan: Path, capsys: Capture) -> None:
    edit(plan, *PASSED)
    office(plan, "ban_hanh_can:\n  quy_tac: [TG006]\n")
    assert build(plan, *GO_ON) == Exit.REFUSED
    assert "cơ quan không cho qua TG006 bằng --van-lam" in capsys.readouterr().err
    assert not plan.with_name("plan.van_lam.jsonl").exists()
    office(plan, "ban_hanh_can: {quy_tac: DV003}\n")
    assert build(plan, *GO_ON) == Exit.FINDINGS
    office(plan, "ban_hanh_can: {quy_tac: [DV003, TG006]}\n")
    assert build(plan) == Exit.REFUSED  # nor does what was once passed over hold any more


def test_settings_of_an_office_are_shown(plan: Path, capsys: Capture) -> None:
    assert main(["show", str(plan)]) == Exit.OK
    assert "CƠ QUAN" not in capsys.readouterr().out
    office(plan, "soat: {bo_qua: [CT010], muc: canh_bao}\nban_hanh_can: {quy_tac: [DV003]}\n")
    assert main(["show", str(plan)]) == Exit.OK
    shown = capsys.readouterr().out
    for words in ("tắt quy tắc CT010", "chỉ nêu từ mức cảnh báo", "bản ban hành phải đạt DV003"):
        assert words in " ".join(shown.split())


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("soat: {bo_qua: [VD999]}", "1:17: BH004", "không có quy tắc “VD999”"),
        ("soat: {bo_qua: [khong]}", "1:17: DL207", "“khong” không phải là mã quy tắc"),
        ("soat: {bo_qua: [{ma: CT010, ly_do: thừa}]}", "1:17: DL203", "cần một câu chữ"),
        ("soat: {bo_qua: [[CT010]]}", "1:17: DL203", "không phải danh sách"),
        ("soat: {muc: cao}", "1:13: DL208", "“cao”"),
        ("ban_hanh_can: {quy_tac: [CT010]}", "1:26: BH005", "quy tắc CT010 không chặn"),
        (
            "ban_hanh_can: {quy_tac: [TG006]}\nsoat: {bo_qua: [TG006]}",
            *("1:26: BH006", "quy tắc TG006 vừa bắt buộc"),
        ),
        ("soat: {bo_quaa: [CT010]}", "1:8: DL201", "không có khoá “bo_quaa”"),
    ],
)
@pytest.mark.parametrize("command", ["check", "build", "show"])
def test_wrong_settings_are_refused_at_their_place(
    command: str, text: str, place: str, words: str, plan: Path, capsys: Capture
) -> None:
    office(plan, text)
    assert main([command, str(plan)]) == Exit.REFUSED
    said = "".join(capsys.readouterr())
    assert f"kehoach.yaml:{place}" in said
    assert words in said


def test_a_link_to_settings_that_are_gone_is_told(plan: Path, capsys: Capture) -> None:
    plan.with_name("kehoach.yaml").symlink_to("khong_con.yaml")
    assert main(["build", str(plan)]) == Exit.REFUSED
    assert "kehoach.yaml: TP001" in "".join(capsys.readouterr())
