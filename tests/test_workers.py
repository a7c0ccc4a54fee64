"""Work in processes of its own: several plans at once, what is lost with a process, and Ctrl+C."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from select import select
from typing import Any, BinaryIO

import pytest

import kehoach.render.docx_template
import kehoach.render.pdf
import kehoach.render.weasyprint
import kehoach.resolve.read
from kehoach.build import build
from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.files import PROJECT
from kehoach.findings import Finding, InputRefused, MachineProblem
from kehoach.locations import Place
from kehoach.workers import Parent, Worker, run_all
from tests.waiting import PATIENCE, wait_until

FAULTS = Path(__file__).parent / "faults"
GOOD = FAULTS / "final_of_a_draft.yaml"

Capture = pytest.CaptureFixture[str]
Patch = pytest.MonkeyPatch


@pytest.fixture
def plans(tmp_path: Path) -> list[Path]:
    """Five plans: the second is refused."""
    folder = tmp_path / "ke_hoach"
    folder.mkdir()
    shutil.copy(FAULTS / "don_vi.yaml", folder)
    paths = [folder / f"xa_{letter}.yaml" for letter in "abcde"]
    for path in paths:
        shutil.copy(GOOD, path)
    paths[1].write_text(GOOD.read_text("utf-8").replace("nam:", "năm:"), "utf-8")
    return paths


@pytest.fixture(autouse=True)
def _no_process_is_left() -> Any:
    yield
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


def run(*arguments: str | Path) -> int:
    return main(["build", *map(str, arguments)])


def die(*_: object) -> Any:
    os.kill(os.getpid(), signal.SIGKILL)


def is_gone(group: int) -> bool:
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return True
    return False


def children() -> int:
    """How many processes this one has started that it has not seen the end of."""
    count = 0
    for path in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # it has just ended
            parent = path.read_text().rpartition(")")[2].split()[1]
            count += int(parent) == os.getpid()
    return count


def open_to_write(pipe: Path, reader: subprocess.Popen[str]) -> BinaryIO:
    """The other end of a named pipe that a process opens to read, as soon as it has."""

    def is_read() -> bool:
        assert reader.poll() is None
        try:
            ends.append(os.open(pipe, os.O_WRONLY | os.O_NONBLOCK))
        except OSError as error:
            if error.errno != errno.ENXIO:  # nobody reads
                raise
        return bool(ends)

    ends: list[int] = []
    wait_until(is_read)
    return os.fdopen(ends[0], "wb")


# Several plans


def test_a_refused_plan_does_not_keep_the_others(
    plans: list[Path], tmp_path: Path, capsys: Capture
) -> None:
    assert run(*plans, "-o", tmp_path, "--docx") == Exit.REFUSED
    made = sorted(path.stem for path in tmp_path.glob("*.docx"))
    assert made == ["xa_a", "xa_c", "xa_d", "xa_e"]
    screen = capsys.readouterr()
    assert "xa_b.yaml: không tạo tệp nào" in screen.err
    assert "5/5" in screen.err


def test_what_is_said_stands_in_the_order_given(
    plans: list[Path], tmp_path: Path, capsys: Capture, monkeypatch: Patch
) -> None:
    read = kehoach.resolve.read.read_plan

    def read_late(path: Path, **how: bool) -> kehoach.resolve.read.Reading:
        if path.stem == "xa_e":
            wait_until(lambda: len(list(tmp_path.glob("*.docx"))) == len(given) - 1)
        return read(path, **how)

    # Two at once, on however many cores: the others are made while the first waits for them.
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1}, raising=False)
    monkeypatch.setattr(kehoach.resolve.read, "read_plan", read_late)
    given = [plans[4], plans[0], plans[3], plans[2]]
    assert run(*given, "-o", tmp_path, "--docx") == Exit.OK
    said = [line.split(":")[0] for line in capsys.readouterr().out.splitlines()]
    assert [Path(name).stem for name in said] == ["xa_e", "xa_a", "xa_d", "xa_c"]


def test_the_files_are_those_of_a_build_alone(plans: list[Path], tmp_path: Path) -> None:
    run(*plans[2:4], "-o", tmp_path / "hai")
    run(plans[2], "-o", tmp_path / "mot")
    for name in ("xa_c.docx", "xa_c.pdf"):
        assert (tmp_path / "hai" / name).read_bytes() == (tmp_path / "mot" / name).read_bytes()


def test_a_process_that_dies_takes_only_its_plan_with_it(
    plans: list[Path], tmp_path: Path, capsys: Capture, monkeypatch: Patch
) -> None:
    read = kehoach.resolve.read.read_plan

    def read_or_die(path: Path, **how: bool) -> kehoach.resolve.read.Reading:
        if path.stem == "xa_c":
            die()
        return read(path, **how)

    monkeypatch.setattr(kehoach.resolve.read, "read_plan", read_or_die)
    assert run(plans[0], *plans[2:], "-o", tmp_path, "--docx") == Exit.MACHINE
    made = sorted(path.stem for path in tmp_path.glob("*.docx"))
    assert made == ["xa_a", "xa_d", "xa_e"]
    assert "xa_c.yaml: Lỗi máy: tiến trình tạo tệp bị dừng" in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_said_for_each_plan(
    plans: list[Path], tmp_path: Path, capsys: Capture
) -> None:
    (tmp_path / "ra").write_bytes(b"")
    assert run(*plans[2:4], "-o", tmp_path / "ra", "--docx") == Exit.MACHINE
    assert capsys.readouterr().err.count("Lỗi máy: không ghi được") == 2


WAIT_FOR_ONE = """
import sys
import kehoach.resolve.read
from kehoach.cli.main import main

_, pipe, waits, *arguments = sys.argv
read = kehoach.resolve.read.read_plan

def read_late(path, **how):
    if path.stem == waits:
        open(pipe).read()
    return read(path, **how)

kehoach.resolve.read.read_plan = read_late
sys.exit(main(arguments))
"""


def test_ctrl_c_ends_all_and_leaves_no_half_of_a_file(plans: list[Path], tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)  # whoever reads the third plan waits for the end of this first
    command = [sys.executable, "-c", WAIT_FOR_ONE, str(pipe), plans[2].stem]
    running = subprocess.Popen(
        [*command, "build", *map(str, plans), "-o", str(tmp_path)],
        cwd=PROJECT,
        stderr=subprocess.PIPE,
        start_new_session=True,
        text=True,
    )
    with open_to_write(pipe, running):
        wait_until(lambda: list(tmp_path.glob("*.pdf")) or running.poll() is not None)
        os.killpg(running.pid, signal.SIGINT)
        _, said = running.communicate(timeout=PATIENCE)
        wait_until(lambda: is_gone(running.pid))
    assert running.returncode == Exit.MACHINE
    assert said.rstrip().endswith("Đã dừng theo yêu cầu.")
    assert "Traceback" not in said
    assert not list(tmp_path.glob(".*"))
    assert not list(tmp_path.glob("xa_c.*"))


# One plan, its longest format in a process beside


RENDERERS = {
    "docx": "kehoach.render.docx_template.render_docx",
    "pdf": "kehoach.render.pdf.set_html",
}


@pytest.mark.parametrize("name", RENDERERS)
def test_a_renderer_that_dies(
    name: str, plans: list[Path], tmp_path: Path, capsys: Capture, monkeypatch: Patch
) -> None:
    assert run(plans[0], "-o", tmp_path, f"--{name}") == Exit.OK
    before = (tmp_path / f"xa_a.{name}").read_bytes()
    monkeypatch.setattr(RENDERERS[name], die)
    assert run(plans[0], "-o", tmp_path, f"--{name}") == Exit.MACHINE
    assert "Lỗi máy: tiến trình tạo tệp bị dừng" in capsys.readouterr().err
    assert (tmp_path / f"xa_a.{name}").read_bytes() == before


def test_what_the_renderer_refuses_comes_back_whole(plans: list[Path], monkeypatch: Patch) -> None:
    found = [Finding(Place("ke_hoach.html", line), "IN101", "lỗi", "sửa") for line in (3, 1, 2)]

    def refuse(_: object) -> bytes:
        raise InputRefused(found)

    monkeypatch.setattr(kehoach.render.pdf, "set_html", refuse)
    with pytest.raises(InputRefused) as refused:
        build(plans[0], plans[0].parent)
    assert refused.value.findings == sorted(found)


def test_what_the_machine_lacks_is_said(plans: list[Path], monkeypatch: Patch) -> None:
    def lack() -> None:
        raise MachineProblem("thiếu phông")

    monkeypatch.setattr(kehoach.render.weasyprint, "weasyprint_and_fonts", lack)
    with pytest.raises(MachineProblem, match="thiếu phông"):
        build(plans[0], plans[0].parent)


def test_a_mistake_of_ours_keeps_its_traceback(plans: list[Path], monkeypatch: Patch) -> None:
    def stumble(_: object) -> bytes:
        raise KeyError("stumbled")

    monkeypatch.setattr(kehoach.render.pdf, "set_html", stumble)
    with pytest.raises(RuntimeError, match=r"(?s)Traceback.*stumble.*KeyError: 'stumbled'"):
        build(plans[0], plans[0].parent)


def test_a_faulty_plan_is_refused_though_the_renderer_cannot_start(
    plans: list[Path], monkeypatch: Patch
) -> None:
    def wait_for_ever() -> None:
        time.sleep(3600)

    monkeypatch.setattr(kehoach.render.weasyprint, "weasyprint_and_fonts", wait_for_ever)
    with pytest.raises(InputRefused):
        build(plans[1], plans[0].parent)


# Workers


def test_a_worker_ends_with_its_parent() -> None:
    code = """
import os, signal, time
from kehoach.workers import Worker
def work(parent):
    parent.tell("at work")
    time.sleep(3600)
worker = Worker(work)
print(worker.hear(), flush=True)
os.kill(os.getpid(), signal.SIGKILL)
"""
    parent = subprocess.Popen(
        [sys.executable, "-c", code], cwd=PROJECT, stdout=subprocess.PIPE, start_new_session=True
    )
    try:
        said, _ = parent.communicate(timeout=PATIENCE)  # the worker too holds this pipe open
    finally:
        if not is_gone(parent.pid):
            os.killpg(parent.pid, signal.SIGKILL)
    assert said == b"at work\n"
    assert parent.returncode == -signal.SIGKILL


def test_a_worker_takes_and_gives_more_than_a_pipe_holds() -> None:
    with Worker(lambda parent: parent.take()[::-1]) as worker:
        worker.give("ab" * 10**6)
        assert worker.result() == "ba" * 10**6


def test_a_worker_tells_before_it_is_done() -> None:
    def work(parent: Parent) -> str:
        parent.tell("soon")
        return f"{parent.take()} at last"

    with Worker(work) as worker:
        assert worker.hear() == "soon"
        worker.give("done")
        assert worker.result() == "done at last"


def test_giving_to_a_dead_worker_is_told_by_its_result() -> None:
    with Worker(die) as worker:
        select([worker], [], [])
        worker.give("x" * 10**6)
        with pytest.raises(MachineProblem):
            worker.result()


def test_no_more_than_so_many_work_at_once() -> None:
    leave, let_go = os.pipe()
    at_work = []
    os.write(let_go, b".")
    for _ in run_all(lambda _: os.read(leave, 1), range(6), 2):  # each waits for a byte
        at_work.append(children())
        os.write(let_go, b".")
    os.close(leave)
    os.close(let_go)
    assert at_work == [1, 1, 1, 1, 1, 0]


def test_leaving_early_ends_those_at_work() -> None:
    for _, outcome in run_all(lambda item: time.sleep(item), [0, 3600], 2):
        assert outcome is None
        break
