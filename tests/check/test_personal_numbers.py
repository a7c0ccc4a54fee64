"""Numbers of people in annexes: where they are told, and that the telling gives none away."""

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
COLUMN = """thap_phan: 2}
      - {ma: so, nhan: [Số CCCD], kieu: chu}
"""
PEOPLE = """
      - {dia_ban: h_kbang, tong_ho: "18286", ho_ah: "2059", so: "064190001234"}
      - nhom: Phía đông
        dong:
          - {dia_ban: h_dak_doa, tong_ho: "31740", ho_ah: "2622", so: "064191009876"}
"""

Capture = pytest.CaptureFixture[str]


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    """The base plan with a list of people, one of them in a group."""
    shutil.copy(PROJECT / "content" / "don_vi.yaml", tmp_path)
    text = BASE.read_text("utf-8").replace("thap_phan: 2}\n", COLUMN)
    head, rows = text.split("    dong:\n")
    text = f"{head}    dong:{PEOPLE}{rows[rows.index('noi_nhan:') :]}"
    (tmp_path / "plan.yaml").write_text(text, "utf-8")
    return tmp_path / "plan.yaml"


def told(plan: Path, capsys: Capture) -> list[dict[str, Any]]:
    assert main(["check", str(plan), "--format", "json"]) == Exit.OK
    findings = json.loads(capsys.readouterr().out)
    return [finding for finding in findings if finding["code"].startswith("BM")]


def test_each_kind_is_told_once_with_all_its_places(plan: Path, capsys: Capture) -> None:
    lines = plan.read_text("utf-8").splitlines()
    first, second = (n for n, line in enumerate(lines, 1) if "0641" in line)
    (finding,) = told(plan, capsys)
    assert (finding["code"], finding["line"], finding["severity"]) == ("BM010", first, "info")
    assert "có 2 số giấy tờ tuỳ thân" in finding["message"]
    assert f"còn ở dòng {second}" in finding["message"]


def test_what_is_told_does_not_give_the_number_away(plan: Path, capsys: Capture) -> None:
    for options in ([], ["--format", "json"], ["--format", "sarif"]):
        main(["check", str(plan), *options])
        said = "".join(capsys.readouterr())
        assert "BM010" in said
        assert "…234" in said or "sarif" in options
        assert "064190001234" not in said
        assert "190001" not in said


def test_an_annex_for_one_office_only_is_left_alone(plan: Path, capsys: Capture) -> None:
    text = plan.read_text("utf-8")
    start, end = text.index("  - {ghi: Sở Y tế"), text.index("  - luu")
    one = text[:start] + "  - {ghi: Sở Y tế, gui: [so_yt]}\n" + text[end:]
    plan.write_text(one, "utf-8")
    assert told(plan, capsys) == []
    group = one.replace(
        "{ghi: Sở Y tế, gui: [so_yt]}", "{ghi: UBND các huyện, gui: nhom_ubnd_huyen}"
    )
    plan.write_text(group, "utf-8")
    assert [finding["code"] for finding in told(plan, capsys)] == ["BM010"]


def test_two_kinds_in_one_cell_are_two_findings(plan: Path, capsys: Capture) -> None:
    text = plan.read_text("utf-8").replace("[Số CCCD]", "[Liên hệ]")
    cell = '"CCCD 064190001234, ĐT 0905123456, STK 5200215001234"'
    plan.write_text(
        text.replace('"064190001234"', cell).replace('"064191009876"', '"không"'), "utf-8"
    )
    assert [finding["code"] for finding in told(plan, capsys)] == ["BM010", "BM011", "BM012"]


def test_the_projects_own_plans_have_none(capsys: Capture) -> None:
    for name in ("plan_2024.yaml", "plan_2025.yaml"):
        main(["check", str(PROJECT / "content" / name), "--format", "json", "--show-waived"])
        assert "BM01" not in capsys.readouterr().out


def test_one_line_that_reaches_several_offices_reaches_many(plan: Path, capsys: Capture) -> None:
    text = plan.read_text("utf-8")
    start, end = text.index("  - {ghi: Sở Y tế"), text.index("  - luu")
    one = text[:start] + "  - {ghi: Các sở của tỉnh, gui: [so_yt, so_tc]}\n" + text[end:]
    plan.write_text(one, "utf-8")
    (finding,) = told(plan, capsys)
    assert finding["code"] == "BM010"
