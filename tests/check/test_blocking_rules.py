"""What may keep a plan from being issued: only what follows from the plan's own data.

That nothing is told of a correct plan, and of a wrong one nothing but what is wrong, is held by
`test_samples.py`; here only which of it blocks.
"""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kehoach.check.checks import check_plan
from kehoach.check.rules import rules
from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.files import PROJECT
from tests.check.test_samples import FINISHED, WORD, check_patched, load_samples

BLOCKING = [code for code, row in rules().items() if row.blocks]


def of_plans(code: str, kind: str) -> list[Any]:
    """The samples of a rule that are plans, not finished files."""
    samples = load_samples()[code][kind]
    return [s for s in samples if not (isinstance(s, dict) and {FINISHED, WORD} & set(s))]


def blocking(sample: Any, folder: Path) -> set[str]:
    return {finding.code for finding in check_patched(sample, folder) if finding.blocks}


def test_some_rules_block_and_most_do_not() -> None:
    assert {"DV003", "SL013", "TG006", "VD005", "VD014"} <= set(BLOCKING)
    assert not {"CT003", "DV001", "SL003", "SL009", "SL012", "TG007", "VD006"} & set(BLOCKING)


@pytest.mark.parametrize(
    ("measured", "blocks"), [((0, 0), False), ((94, 100), False), ((95, 100), True), ((7, 7), True)]
)
def test_a_rule_that_was_not_measured_or_was_wrong_too_often_does_not_block(
    measured: tuple[int, int], blocks: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(rules(), "TG006", replace(rules()["TG006"], do_dung=measured))
    sample = next(iter(of_plans("TG006", "sai")))
    assert blocking(sample, tmp_path) == ({"TG006"} if blocks else set())


@pytest.mark.parametrize("code", BLOCKING)
def test_a_blocking_rule_blocks_what_is_wrong(code: str, tmp_path: Path) -> None:
    assert any(blocking(sample, tmp_path) == {code} for sample in of_plans(code, "sai"))


@pytest.mark.parametrize(
    ("code", "sample"),
    [
        # A department that was merged away may be named for what it once did.
        ("DV003", {"nam": "2026", "the_thuc.ngay": "(xoá)", "trang_thai": "trinh_ky",
                   "the_thuc.so": "(xoá)", "noi_nhan.1": {"ghi": "UBND cấp xã",
                   "gui": ["nhom_ubnd_xa"]}, "noi_dung.1.muc.1": {"don_vi": "nhom_ubnd_xa",
                   "doan": "Rà soát theo báo cáo của Sở Kế hoạch và Đầu tư."}}),
        ("TG004", "Thực hiện xong trong ngày 31/6."),
        ("SL013", {"phu_luc.ho_dan.cot.2": {"ma": "tong_ho", "nhan": ["Số người mỗi km²"]},
                   "phu_luc.ho_dan.cot.4": {"ma": "ty_le", "nhan": ["Số"], "cong_thuc": "ho_ah"},
                   "phu_luc.ho_dan.dong_tong": {"nhan": "Tổng cộng", "tong_ho": "25000"}}),
        ("TG005", "Hai đợt: thứ nhất, ngày 05/02/2024; thứ hai, ngày 05/3/2024."),
        ("TG006", "Các địa phương gửi báo cáo về Sở Y tế trước ngày 31/01/2023."),
        ("VD015", "Phối hợp thực hiện Nghị định số 66/2024/NĐ-CP ngày 06/7/2024 của Chính phủ."),
        ("VD005", "Thực hiện Nghị định số 66/2021/NĐ-CP ngày 06/7/2021 của Chính phủ; báo cáo "
                  "theo Nghị định số 66/2021/NĐ-CP ngày 07/6/2021 của Chính phủ."),
        ("CT006", "Xây dựng kế hoạch\u0303 di dời dân."),
    ],
)  # fmt: skip
def test_what_was_read_out_of_prose_is_told_and_does_not_block(
    code: str, sample: Any, tmp_path: Path
) -> None:
    told = check_patched(sample, tmp_path)
    assert code in {finding.code for finding in told}
    assert not [finding for finding in told if finding.blocks]


def without_waivers(plan: Path) -> Path:
    """The 2024 plan as if nobody had let a finding pass."""
    lines = plan.read_text("utf-8").splitlines(keepends=True)
    kept, below = [], None
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if below is not None and (not line.strip() or indent > below):
            continue
        below = indent if re.match(r"\s*(?:- )?bo_qua:", line) else None
        if below is None:
            kept.append(line)
    plan.write_text("".join(kept), "utf-8")
    return plan


def test_of_the_published_plan_two_slips_would_block(tmp_path: Path) -> None:
    """7.449 for 7.450, and a document of the Party with two dates; both are on the signed copy."""
    shutil.copy(PROJECT / "content" / "don_vi.yaml", tmp_path)
    plan = without_waivers(Path(shutil.copy(PROJECT / "content" / "plan_2024.yaml", tmp_path)))
    findings = check_plan(plan)[0]
    assert len(findings) == 40
    assert sorted(finding.code for finding in findings if finding.blocks) == ["SL001", "VD005"]


def test_what_blocks_is_told_beforehand(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copy(PROJECT / "content" / "don_vi.yaml", tmp_path)
    plan = without_waivers(Path(shutil.copy(PROJECT / "content" / "plan_2024.yaml", tmp_path)))
    assert main(["check", str(plan)]) == Exit.FINDINGS
    assert "; 2 điểm chặn bản ban hành (VD005, SL001)" in capsys.readouterr().err
    assert main(["check", str(plan), "--format", "json"]) == Exit.FINDINGS
    told = json.loads(capsys.readouterr().out)
    assert sorted(finding["code"] for finding in told if finding["blocks"]) == ["SL001", "VD005"]
    assert main(["rules", "VD005"]) == Exit.OK
    assert "chặn:" in capsys.readouterr().out
    assert main(["rules", "VD006"]) == Exit.OK
    assert "chặn:" not in capsys.readouterr().out
