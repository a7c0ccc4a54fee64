"""`kehoach watch`: a build after each save, whatever way the editor saves, until Ctrl+C."""

from __future__ import annotations

import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from kehoach.cli import main
from kehoach.reading import PROJECT

WAIT = 60
"""Seconds that any step may take, on however slow a machine."""
WAITING = "Đang chờ lưu tệp"
REFUSED = 2


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

    def said(self) -> str:
        """What it says until it waits again."""
        lines: list[str] = []
        while not lines or WAITING not in lines[-1]:
            lines.append(self._lines.get(timeout=WAIT))
        return "".join(lines)

    def nothing_more(self) -> bool:
        try:
            self._lines.get(timeout=2)
        except queue.Empty:
            return True
        return False

    def stop(self, with_signal: int = signal.SIGINT) -> int:
        self.process.send_signal(with_signal)
        return self.process.wait(timeout=WAIT)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    assert main(["new", "plan", "-o", str(tmp_path)]) == 0
    return tmp_path


@pytest.fixture
def watching(folder: Path) -> Iterator[Watching]:
    watched = Watching(folder, "-o", str(folder / "out"), "--docx")
    assert "đã tạo" in watched.said()
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
    assert "đã tạo" in watching.said()
    assert (folder / "out" / "plan.docx").read_bytes() != before


def test_replaced_file_builds_again_and_again(watching: Watching, folder: Path) -> None:
    """Vim, gedit and Word processors write a new file and rename it over the old one."""
    for name in ("Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường"):
        before = (folder / "out" / "plan.docx").read_bytes()
        aside = folder / ".plan.yaml.swp"
        text = watching.plan.read_text("utf-8").splitlines()
        aside.write_text("\n".join([*text[:-1], f"  ho_ten: {name}"]), "utf-8")
        aside.replace(watching.plan)
        assert "đã tạo" in watching.said()
        assert (folder / "out" / "plan.docx").read_bytes() != before


def test_file_moved_away_and_written_anew(watching: Watching, folder: Path) -> None:
    text = watching.plan.read_text("utf-8")
    watching.plan.rename(folder / "plan.yaml~")
    assert watching.nothing_more()
    watching.plan.write_text(text.replace("Họ và tên", "Nguyễn Văn An"), "utf-8")
    assert "đã tạo" in watching.said()


def test_mistake_is_told_and_the_watch_goes_on(watching: Watching, folder: Path) -> None:
    before = (folder / "out" / "plan.docx").read_bytes()
    write(watching.plan, "chi_tieu.so_lop }}", "chi_tieu.so_lp }}")
    said = watching.said()
    assert "TC401" in said
    assert "có phải “so_lop”?" in said
    assert "Traceback" not in said
    assert (folder / "out" / "plan.docx").read_bytes() == before
    write(watching.plan, "chi_tieu.so_lp }}", "chi_tieu.so_lop }} trở lên")
    assert "đã tạo" in watching.said()
    assert (folder / "out" / "plan.docx").read_bytes() != before


def test_register_counts_too(watching: Watching, folder: Path) -> None:
    write(folder / "don_vi.yaml", "so_tc:\n", "so_taichinh:\n")
    assert "so_tc" in watching.said()


def test_other_files_do_not(watching: Watching, folder: Path) -> None:
    (folder / "ghi_chu.txt").write_text("việc cần làm", "utf-8")
    (folder / "khac.yaml").write_text("nam: 2025", "utf-8")
    assert watching.nothing_more()


@pytest.mark.parametrize("with_signal", [signal.SIGINT, signal.SIGTERM])
def test_clean_stop(watching: Watching, folder: Path, with_signal: int) -> None:
    assert watching.stop(with_signal) == 0
    assert sorted(path.name for path in (folder / "out").iterdir()) == ["plan.docx"]


def test_both_formats_are_made_again(folder: Path) -> None:
    watching = Watching(folder, "-o", str(folder / "out"))
    try:
        assert "plan.docx" in watching.said()
        before = (folder / "out" / "plan.pdf").read_bytes()
        write(watching.plan, "ho_ten: Họ và tên", "ho_ten: Nguyễn Văn An")
        assert "plan.pdf" in watching.said()
        assert (folder / "out" / "plan.pdf").read_bytes() != before
        assert watching.stop() == 0
    finally:
        watching.process.kill()
        assert watching.process.stdout
        watching.process.stdout.close()


def test_plan_that_is_not_there_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["watch", str(tmp_path / "khong-co.yaml")]) == REFUSED
    assert "không tìm thấy tệp" in capsys.readouterr().err
