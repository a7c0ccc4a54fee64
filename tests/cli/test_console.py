"""Where results go and where what is told beside them, and when there is colour."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from kehoach.build import DEFAULT_PLAN
from kehoach.cli.console import Exit
from kehoach.cli.main import main

PLAN = str(DEFAULT_PLAN)
BOLD = "\033["


@pytest.mark.parametrize(
    "words",
    [
        ["schema", "-o", "plan.json"],
        ["annex", "export", PLAN, "-o", "so-lieu.xlsx"],
        ["duties", PLAN, "--don-vi", "so_yt", "-o", "nhiem-vu.txt"],
        ["diff", PLAN, PLAN, "-o", "so-sanh.txt"],
    ],
)
def test_what_was_written_is_told_beside_the_result(
    words: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(words) == Exit.OK
    screen = capsys.readouterr()
    assert screen.out == ""
    assert f"Đã ghi {words[-1]}." in screen.err
    assert (tmp_path / words[-1]).stat().st_size


@pytest.mark.parametrize("command", [["show", PLAN], ["diff", PLAN, PLAN]])
@pytest.mark.parametrize(
    ("at_terminal", "environment", "is_coloured"),
    [
        (False, {}, False),
        (True, {}, True),
        (True, {"NO_COLOR": "1"}, False),
        (False, {"GIT_PAGER_IN_USE": "true"}, True),
        (False, {"GIT_PAGER_IN_USE": "true", "NO_COLOR": "1"}, False),
    ],
)
def test_colour_is_for_terminals_and_for_whom_it_does_not_disturb(
    command: list[str],
    at_terminal: bool,
    environment: dict[str, str],
    is_coloured: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("NO_COLOR", "GIT_PAGER_IN_USE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    screen = io.StringIO()
    monkeypatch.setattr(screen, "isatty", lambda: at_terminal)
    monkeypatch.setattr(sys, "stdout", screen)
    assert main(command) == Exit.OK
    assert (BOLD in screen.getvalue()) is is_coloured
