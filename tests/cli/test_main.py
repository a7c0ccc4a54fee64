"""Whatever happens, a command says it in a few words, and its exit code is no lie."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kehoach.build import DEFAULT_PLAN
from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.files import PROJECT
from tests.thorough import every
from tests.waiting import PATIENCE

FAULTS = Path(__file__).parents[1] / "faults"
GOOD = FAULTS / "final_of_a_draft.yaml"
SECRET = "Điều tối mật 12345"

Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch


@pytest.fixture
def reports(tmp_path: Path, monkeypatch: Patch) -> Path:
    """The folder for temporary files, where reports go."""
    folder = tmp_path / "tam"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    shutil.copy(FAULTS / "don_vi.yaml", tmp_path)
    return Path(shutil.copy(GOOD, tmp_path / "ke_hoach.yaml"))


def stumble(*_: object, **__: object) -> Any:
    try:
        {}[SECRET]  # type: ignore[index]
    except KeyError as error:
        raise ValueError(f"hỏng vì {SECRET}") from error


# Faults of ours


@pytest.mark.parametrize(
    "words", [["show"], ["check"], ["build", "--docx"], ["duties"], ["recipients"], ["roll"]]
)
def test_a_fault_of_ours_has_a_code_of_its_own_and_a_report(
    words: list[str], plan: Path, reports: Path, capsys: Capture, monkeypatch: Patch
) -> None:
    monkeypatch.chdir(plan.parent)
    monkeypatch.setattr("kehoach.resolve.read.validate", stumble)
    assert main([*words, str(plan)]) == Exit.FAULT
    said = capsys.readouterr().err
    (report,) = reports.iterdir()
    assert said.count("\n") == 1
    assert said.startswith("Lỗi của chương trình (ValueError)")
    assert str(report) in said
    text = report.read_text("utf-8")
    for line in ("kehoach 0.", "Python 3.", f"kehoach {words[0]}", "ValueError", "KeyError"):
        assert line in text
    assert re.search(r"test_main:\d+ stumble", text)
    assert report.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("form", ["docx", "pdf"])
def test_a_report_holds_no_word_of_a_plan_nor_of_the_command_line(
    form: str, plan: Path, reports: Path, capsys: Capture, monkeypatch: Patch
) -> None:
    """Also where the fault was in another process."""
    named = plan.rename(plan.with_name(f"{SECRET}.yaml"))
    monkeypatch.setattr("kehoach.render.docx_template.render_docx", stumble)
    monkeypatch.setattr("kehoach.render.pdf.set_html", stumble)
    assert main(["build", str(named), f"--{form}", "-o", str(plan.parent / SECRET)]) == Exit.FAULT
    (report,) = reports.iterdir()
    text = report.read_text("utf-8")
    assert re.search(r"test_main:\d+ stumble", text)
    for word in (SECRET, *SECRET.split(), "hỏng", str(plan.parent)):
        assert word not in text
    assert SECRET not in capsys.readouterr().err


def test_a_value_that_looks_like_an_option_is_no_part_of_a_report(
    plan: Path, reports: Path, monkeypatch: Patch
) -> None:
    monkeypatch.setattr("kehoach.roll.decide.decide", stumble)
    assert main(["decide", str(plan), "MA", "--value=mat-khau-that"]) == Exit.FAULT
    assert "mat-khau" not in next(reports.iterdir()).read_text("utf-8")


def test_without_a_place_for_a_report_it_is_told(
    plan: Path, capsys: Capture, monkeypatch: Patch
) -> None:
    def full(*_: object, **__: object) -> Any:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("tempfile.mkstemp", full)
    monkeypatch.setattr("kehoach.resolve.read.validate", stumble)
    assert main(["show", str(plan)]) == Exit.FAULT
    assert "stumble" in capsys.readouterr().err


def test_run_passes_the_code_on() -> None:
    script = (PROJECT / "run").read_text("utf-8")
    (forgiven,) = re.findall(r'\[ "\$code" -ne (\d) \]', script)
    assert int(forgiven) == Exit.FINDINGS
    assert Exit.FAULT.value not in (Exit.OK.value, int(forgiven))


# What the machine does


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES, errno.EIO, errno.ENOENT])
def test_what_the_system_refuses_anywhere_is_a_problem_of_the_machine(
    number: int, plan: Path, reports: Path, capsys: Capture, monkeypatch: Patch
) -> None:
    def refuse(*_: object) -> Any:
        raise OSError(number, os.strerror(number), str(plan))

    monkeypatch.setattr("kehoach.resolve.read.validate", refuse)
    assert main(["show", str(plan)]) == Exit.MACHINE
    assert capsys.readouterr().err.startswith(f"Lỗi máy: {plan}: ")
    assert list(reports.iterdir()) == []


def run(*words: str | bytes, **options: Any) -> subprocess.CompletedProcess[bytes]:
    environment = {**os.environ, **options.pop("environment", {})}
    return subprocess.run(
        [sys.executable, "-m", "kehoach", *words],
        env=environment,
        cwd=PROJECT,
        check=False,
        timeout=PATIENCE,
        stdin=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        stdout=options.pop("stdout", subprocess.PIPE),
        **options,
    )


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full device")
def test_a_full_disk_behind_the_output_is_told() -> None:
    with Path("/dev/full").open("wb") as full:
        done = run("show", str(DEFAULT_PLAN), stdout=full)
    assert done.returncode == Exit.MACHINE
    assert "đĩa đã đầy" in done.stderr.decode()
    assert b"Traceback" not in done.stderr


def test_a_pipe_that_breaks_elsewhere_is_no_success(plan: Path, monkeypatch: Patch) -> None:
    def break_off(*_: object) -> Any:
        raise BrokenPipeError(errno.EPIPE, "the mail server has gone")

    monkeypatch.setattr("kehoach.resolve.read.validate", break_off)
    assert main(["show", str(plan)]) == Exit.MACHINE


@pytest.mark.parametrize("closed", ["stdout", "stderr"])
def test_closed_streams_stop_nothing(closed: str) -> None:
    number = {"stdout": 1, "stderr": 2}[closed]
    words = f"exec {sys.executable} -m kehoach show {DEFAULT_PLAN} {number}>&-"
    done = subprocess.run(["sh", "-c", words], cwd=PROJECT, capture_output=True, check=False)
    assert done.returncode == Exit.OK
    assert b"Traceback" not in done.stderr


# Encodings of terminals, and of names


ENCODINGS = [
    {"PYTHONIOENCODING": "ascii"},
    {"PYTHONIOENCODING": "latin-1:strict"},
    {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    {"LC_ALL": "C"},
    {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONIOENCODING": ""},
]
SAYING = [
    (["show", str(GOOD)], Exit.OK),
    (["build", str(FAULTS / "duplicate_key.yaml")], Exit.REFUSED),
    (["check", str(FAULTS / "duplicate_key.yaml"), "--format", "json"], Exit.REFUSED),
    (["show", "không-có.yaml"], Exit.REFUSED),
    (["lam"], Exit.USAGE),
    (["show", "--help"], Exit.OK),
    (["rules", "CT006"], Exit.OK),
]


@pytest.mark.parametrize(
    ("words", "code", "environment"),
    every(3, [(*said, environment) for said in SAYING for environment in ENCODINGS]),
)
def test_words_come_out_in_any_encoding(
    words: list[str], code: Exit, environment: dict[str, str]
) -> None:
    done = run(*words, environment=environment)
    assert done.returncode == code
    assert b"Traceback" not in done.stdout + done.stderr
    assert done.stdout + done.stderr


@pytest.fixture
def odd_name(plan: Path) -> Callable[[str], bytes]:
    def rename(suffix: str) -> bytes:
        path = os.fsencode(plan.parent) + b"/k\xe9 \xff" + suffix.encode()
        shutil.copy(plan, os.fsdecode(path))
        return path

    return rename


ON_A_PLAN = [
    ["show"],
    ["check"],
    ["check", "--format", "json"],
    ["check", "--format", "sarif"],
    ["check", "--fix"],
    ["check", "--diff"],
    ["build", "--docx"],
    ["build", "--pdf"],
    ["explain", "2025"],
    ["duties"],
    ["todo"],
    ["roll"],
    ["recipients"],
]


@pytest.mark.skipif(sys.platform != "linux", reason="such names are for Linux only")
@pytest.mark.parametrize(
    ("words", "fault"),
    every(3, [(words, fault) for words in ON_A_PLAN for fault in ("", "nope: 1\n")]),
)
def test_names_that_are_no_utf8_are_shown_as_well_as_can_be(
    words: list[str], fault: str, plan: Path, odd_name: Callable[[str], bytes]
) -> None:
    plan.write_text(plan.read_text("utf-8") + "\n" + fault, "utf-8")
    path = odd_name(".yaml")
    command, *rest = words
    done = run(command, path, *rest, *(["-o", str(plan.parent)] if command == "build" else []))
    assert done.returncode in (Exit.OK, Exit.FINDINGS, Exit.REFUSED), done.stderr
    said = (done.stdout + done.stderr).decode()  # it is UTF-8
    assert "Traceback" not in said
    if fault:
        assert "\\xe9" in said or "%5Cxe9" in said


@pytest.mark.skipif(sys.platform != "linux", reason="such names are for Linux only")
@pytest.mark.parametrize("suffix", [".docx", ".pdf", ".xlsx"])
@pytest.mark.parametrize(
    "words", [["check", "F"], ["diff", "P", "F"], ["annex", "import", "P", "F"]]
)
def test_so_are_the_names_of_other_files(
    words: list[str], suffix: str, plan: Path, odd_name: Callable[[str], bytes]
) -> None:
    path = odd_name(suffix)
    names: dict[str, str | bytes] = {"F": path, "P": str(plan)}
    done = run(*(names.get(word, word) for word in words))
    is_read_as_a_plan = suffix == ".xlsx" and words[0] != "annex"
    assert done.returncode == (Exit.OK if is_read_as_a_plan else Exit.REFUSED), done.stderr
    assert b"Traceback" not in done.stderr
    (done.stdout + done.stderr).decode()


@pytest.mark.skipif(sys.platform != "linux", reason="such names are for Linux only")
def test_a_page_about_such_a_file_is_written(output: Path, tmp_path: Path) -> None:
    named = os.fsencode(tmp_path) + b"/k\xe9.pdf"
    shutil.copy(output / "plan_2024.pdf", os.fsdecode(named))
    done = run("check", named, "--report", str(tmp_path / "trang.html"))
    assert done.returncode == Exit.FINDINGS
    assert "k\\xe9.pdf" in (tmp_path / "trang.html").read_text("utf-8")
