"""`kehoach show`: the outline, against what plan 3456/KH-UBND says."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.files import PROJECT

PLAN = PROJECT / "content" / "plan_2024.yaml"


def outline(capsys: pytest.CaptureFixture[str], plan: Path = PLAN) -> list[str]:
    code = main(["show", str(plan)])
    said = capsys.readouterr()
    assert code == Exit.OK, said.err
    return said.out.splitlines()


def test_numbers_titles_and_who_does_what(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [line.strip() for line in outline(capsys)]
    parts = [line for line in lines if line.split(". ")[0] in ("I", "II", "III", "IV", "V")]
    assert parts == [
        "I. MỤC ĐÍCH, YÊU CẦU",
        "II. MỤC TIÊU",
        "III. NHIỆM VỤ VÀ GIẢI PHÁP",
        "IV. NGUỒN LỰC THỰC HIỆN",
        "V. TỔ CHỨC THỰC HIỆN",
    ]
    # Ten tasks under III.2, the last one for the districts.
    assert any(line.startswith("2.5. Sở Y tế") for line in lines)
    assert any(line.startswith("2.10. Ủy ban nhân dân các huyện") for line in lines)
    electricity = lines.index("3.7. Chính sách hỗ trợ tiền điện")
    assert lines[electricity + 1] == "→ Sở Tài chính (chủ trì) · cùng Sở LĐ-TB&XH"


def test_deadlines_figures_annex_recipients_and_state(capsys: pytest.CaptureFixture[str]) -> None:
    text = "\n".join(outline(capsys))
    for deadline in ("31/01/2024", "20/5/2024", "30/10/2024"):
        assert f"{deadline}" in text
    for figure in ("6,11%", "2%", "3%", "5,5%"):
        assert f" {figure} " in text
    assert "17 dòng, 7 cột, có dòng tổng" in text
    assert "10 nơi nhận" in text
    assert "lưu: VT, KTTH, NL, KGVX" in text
    assert "đã ban hành" in text
    assert "Kế hoạch số 3456/KH-UBND ngày 08 tháng 12 năm 2023" in text
    assert "Nguyễn Thị Thanh Lịch" in text


@pytest.mark.parametrize("columns", [80, 100, 120])
def test_no_line_is_wider_than_the_terminal(
    columns: int, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    lines = outline(capsys)
    assert max(map(len, lines)) <= columns
    assert any(line.endswith("…") for line in lines)


def test_wider_terminals_show_more(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lengths = []
    for columns in ("80", "120"):
        monkeypatch.setenv("COLUMNS", columns)
        lengths.append(len("".join(outline(capsys))))
    assert lengths[0] < lengths[1]


def on_a_terminal(**environment: str) -> str:
    """What the command writes to a terminal."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "kehoach", "show", str(PLAN)]
    with subprocess.Popen(
        command, stdout=theirs, cwd=PROJECT, env=os.environ | environment
    ) as process:
        os.close(theirs)
        written = b""
        try:
            while piece := os.read(ours, 65536):
                written += piece
        except OSError:  # Linux says so when the other end is closed
            pass
    os.close(ours)
    assert process.returncode == Exit.OK
    return written.decode("utf-8")


def test_headings_are_bold_on_a_terminal_only(capsys: pytest.CaptureFixture[str]) -> None:
    assert "\x1b[1mV. TỔ CHỨC THỰC HIỆN\x1b[0m" in on_a_terminal()
    assert "\x1b" not in on_a_terminal(NO_COLOR="1")
    assert "\x1b" not in "".join(outline(capsys))


def test_reader_that_stops_early_is_no_error() -> None:
    command = f"'{sys.executable}' -m kehoach show '{PLAN}' | head -1"
    done = subprocess.run(command, shell=True, cwd=PROJECT, capture_output=True, check=True)
    assert done.stderr == b""
    assert "3456/KH-UBND" in done.stdout.decode("utf-8")


def test_faulty_plan_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plan = tmp_path / "plan.yaml"
    plan.write_text(PLAN.read_text("utf-8").replace("trich_yeu:", "trich_yue:", 1), "utf-8")
    assert main(["show", str(plan)]) == Exit.REFUSED
    said = capsys.readouterr()
    assert said.out == ""
    assert "trich_yeu" in said.err
