"""`kehoach watch`: a build after each save, whatever way the editor saves, until Ctrl+C."""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kehoach.authoring.watch import watch
from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.files import PROJECT
from tests.waiting import PATIENCE

WAITING = "Đang chờ lưu tệp"


class Watching:
    """The command as a process of its own, and what it says line by line."""

    def __init__(self, folder: Path, *options: str) -> None:
        self.plan = folder / "plan.yaml"
        command = [sys.executable, "-m", "kehoach", "watch", str(self.plan), *options]
        self.process = subprocess.Popen(
            command, cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        self._lines: queue.Queue[str] = queue.Queue()
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self._lines.put(line.decode("utf-8"))

    def says(self, words: str) -> str:
        """What it says after a save, until it waits again.

        A build that does not tell `words` had seen the file half written: then there is another.
        """
        lines: list[str] = []
        while words not in "".join(lines):
            lines = [self._lines.get(timeout=PATIENCE)]
            while WAITING not in lines[-1]:
                lines.append(self._lines.get(timeout=PATIENCE))
        return "".join(lines)

    def stop(self, with_signal: int = signal.SIGINT) -> int:
        self.process.send_signal(with_signal)
        return self.process.wait(timeout=PATIENCE)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert main(["new", "plan", "-o", str(tmp_path)]) == Exit.OK
    return tmp_path


@pytest.fixture
def watching(folder: Path) -> Iterator[Watching]:
    watched = Watching(folder, "-o", str(folder / "out"), "--docx")
    watched.says("đã tạo")
    yield watched
    if watched.process.poll() is None:
        watched.process.kill()
        watched.process.wait()
    assert watched.process.stdout
    watched.process.stdout.close()


def write(path: Path, old: str, new: str) -> None:
    """Save as a simple editor does, into the file itself."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_save_builds_again(watching: Watching, folder: Path) -> None:
    before = (folder / "out" / "plan.docx").read_bytes()
    write(watching.plan, "ho_ten: Họ và tên", "ho_ten: Nguyễn Văn An")
    watching.says("đã tạo")
    assert (folder / "out" / "plan.docx").read_bytes() != before


def test_replaced_file_builds_again_and_again(watching: Watching, folder: Path) -> None:
    """Vim, gedit and Word processors write a new file and rename it over the old one."""
    for name in ("Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường"):
        before = (folder / "out" / "plan.docx").read_bytes()
        aside = folder / ".plan.yaml.swp"
        text = watching.plan.read_text("utf-8").splitlines()
        aside.write_text("\n".join([*text[:-1], f"  ho_ten: {name}"]), "utf-8")
        aside.replace(watching.plan)
        watching.says("đã tạo")
        assert (folder / "out" / "plan.docx").read_bytes() != before


def test_file_moved_away_and_written_anew(watching: Watching, folder: Path) -> None:
    text = watching.plan.read_text("utf-8")
    watching.plan.rename(folder / "plan.yaml~")
    watching.plan.write_text(text.replace("Họ và tên", "Nguyễn Văn An"), "utf-8")
    watching.says("đã tạo")


def texts_built(
    plan: Path, monkeypatch: pytest.MonkeyPatch, *edits: Callable[[], object]
) -> list[str]:
    """The text of the plan at each build, where the watch looks up after each of the edits."""

    def changes(*_: Path, **__: object) -> Iterator[object]:
        for edit in edits:
            yield edit()

    monkeypatch.setattr("watchfiles.watch", changes)
    texts: list[str] = []
    watch(plan, lambda: texts.append(plan.read_text("utf-8")))
    return texts


def test_nothing_is_built_while_the_file_is_away(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = folder / "plan.yaml"
    text = plan.read_text("utf-8")
    new = text.replace("Họ và tên", "Nguyễn Văn An")
    edits = (
        lambda: plan.rename(folder / "plan.yaml~"),
        lambda: plan.write_text(new, "utf-8"),
    )
    assert texts_built(plan, monkeypatch, *edits) == [text, new]


def test_mistake_is_told_and_the_watch_goes_on(watching: Watching, folder: Path) -> None:
    before = (folder / "out" / "plan.docx").read_bytes()
    write(watching.plan, "chi_tieu.so_lop }}", "chi_tieu.so_lp }}")
    said = watching.says("TC401")
    assert "có phải “so_lop”?" in said
    assert "Traceback" not in said
    assert (folder / "out" / "plan.docx").read_bytes() == before
    write(watching.plan, "chi_tieu.so_lp }}", "chi_tieu.so_lop }} trở lên")
    watching.says("đã tạo")
    assert (folder / "out" / "plan.docx").read_bytes() != before


def test_register_counts_too(watching: Watching, folder: Path) -> None:
    write(folder / "don_vi.yaml", "so_tc:\n", "so_taichinh:\n")
    watching.says("so_tc")


def test_other_files_do_not(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plan = folder / "plan.yaml"
    text = plan.read_text("utf-8")
    edits = (
        lambda: (folder / "ghi_chu.txt").write_text("việc cần làm", "utf-8"),
        lambda: (folder / "khac.yaml").write_text("nam: 2025", "utf-8"),
        lambda: write(folder / "don_vi.yaml", "so_tc:\n", "so_taichinh:\n"),
        lambda: None,
    )
    assert texts_built(plan, monkeypatch, *edits) == [text, text]


@pytest.mark.parametrize("with_signal", [signal.SIGINT, signal.SIGTERM])
def test_clean_stop(watching: Watching, folder: Path, with_signal: int) -> None:
    assert watching.stop(with_signal) == 0
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["plan.docx"]


INTERRUPTED_WITHIN_EXEC = """
import sys
import {module}
from kehoach.cli.main import main


def interrupted(*_: object, **__: object) -> None:
    exec("raise KeyboardInterrupt")


{module}.{function} = interrupted
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize(
    ("command", "module", "function", "code"),
    [
        ("watch", "kehoach.authoring.watch", "watch", Exit.OK),
        ("show", "kehoach.authoring.outline", "outline", Exit.MACHINE),
    ],
)
def test_stopped_while_python_makes_code(
    folder: Path, command: str, module: str, function: str, code: Exit
) -> None:
    """CPython remembers an interrupt within `exec` and would end by it though it was caught."""
    script = INTERRUPTED_WITHIN_EXEC.format(module=module, function=function)
    (folder / "interrupted.py").write_text(script, "utf-8")
    words = [sys.executable, "-m", "interrupted", command, str(folder / "plan.yaml")]
    paths = os.pathsep.join((str(folder), str(PROJECT)))
    ended = subprocess.run(words, env={**os.environ, "PYTHONPATH": paths}, capture_output=True)
    assert ended.returncode == code


def test_both_formats_are_made_again(folder: Path) -> None:
    watching = Watching(folder, "-o", str(folder / "out"))
    try:
        watching.says("plan.docx")
        before = (folder / "out" / "plan.pdf").read_bytes()
        write(watching.plan, "ho_ten: Họ và tên", "ho_ten: Nguyễn Văn An")
        watching.says("plan.pdf")
        assert (folder / "out" / "plan.pdf").read_bytes() != before
        assert watching.stop() == 0
    finally:
        watching.process.kill()
        assert watching.process.stdout
        watching.process.stdout.close()


def test_plan_that_is_not_there_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["watch", str(tmp_path / "khong-co.yaml")]) == Exit.REFUSED
    assert "không tìm thấy tệp" in capsys.readouterr().err
