"""Hostile and broken files: each gets a clear message, in bounded time and megabytes."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from kehoach.cli.console import Exit
from tests.finished.hostile import READ, REFUSED, write
from tests.waiting import PATIENCE

MEGABYTES = 1300


class _Run(NamedTuple):
    code: int
    out: str
    megabytes: float


_MEASURE = r"""
import resource, subprocess, sys
patience, *command = sys.argv[1:]
done = subprocess.run(
    command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=int(patience)
)
sys.stdout.buffer.write(done.stdout)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(f"\n{done.returncode} {used.ru_maxrss / 1024}")
"""


def _check(path: Path) -> _Run:
    """`kehoach check` in a process of its own, which is measured with all it starts."""
    check = [sys.executable, "-m", "kehoach", "check", str(path)]
    command = [sys.executable, "-c", _MEASURE, str(PATIENCE), *check]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    out, _, measured = done.stdout.rstrip().rpartition("\n")
    code, megabytes = measured.split()
    return _Run(int(code), out, float(megabytes))


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_read_is_refused_with_its_code(name: str, tmp_path: Path) -> None:
    file, code, build = REFUSED[name]
    run = _check(write(tmp_path, file, build()))
    assert run.code == Exit.REFUSED, run.out
    first, advice, *_ = run.out.splitlines()
    assert re.search(rf": (?:{code}) ", first), run.out
    assert advice.strip().startswith("→")
    assert "Traceback" not in run.out
    assert run.megabytes < MEGABYTES


@pytest.mark.parametrize("name", READ)
def test_what_can_be_read_is_read_and_told(name: str, tmp_path: Path) -> None:
    file, code, build = READ[name]
    run = _check(write(tmp_path, file, build()))
    assert run.code in (Exit.OK, Exit.FINDINGS), run.out
    assert code in run.out
    assert "Traceback" not in run.out
    assert run.megabytes < MEGABYTES


def test_500_megabytes_of_nothing_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    with path.open("wb") as file:
        file.truncate(500_000_000)
    run = _check(path)
    assert run.code == Exit.REFUSED
    assert "MT006" in run.out
    assert run.megabytes < 120


def test_a_folder_and_a_missing_file_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.docx").mkdir()
    for path in (tmp_path / "a.docx", tmp_path / "b.pdf"):
        run = _check(path)
        assert run.code == Exit.REFUSED
        assert "MT001" in run.out


@pytest.mark.parametrize(("name", "code"), [("a.docx", "MT001"), ("a", "TP003")])
def test_a_pipe_is_refused_unread(tmp_path: Path, name: str, code: str) -> None:
    pipe = tmp_path / name
    os.mkfifo(pipe)
    held = os.open(pipe, os.O_RDWR)  # once it is closed, a reader that waits comes to an end
    try:
        run = _check(pipe)
    finally:
        os.close(held)
    assert run.code == 2
    assert code in run.out
