"""One way to write a plan: nothing that anybody else wrote is lost, and every step goes back."""

from __future__ import annotations

import json
import multiprocessing
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from stat import S_IMODE
from typing import Any

import pytest

from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.disk import operations
from kehoach.files import PROJECT
from tests.disk.commands import (
    COMMANDS,
    PLAN_COMMANDS,
    at_each_operation,
    leftovers,
    prepared,
    silent,
    small_plan,
    snapshot,
)
from tests.waiting import PATIENCE

WRITERS = 10


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    return small_plan(tmp_path / "ke_hoach")


def ask(plan: Path, count: int) -> list[str]:
    """Open decisions in a plan; their codes."""
    codes = [f"diem_{number}" for number in range(count)]
    lines = [
        f"  - {{ma: {code}, nhom: to_chuc, cau_hoi: Giữ hay sửa?, ly_do: hỏi thử}}"
        for code in codes
    ]
    text = plan.read_text("utf-8").replace("trang_thai: ban_hanh", "trang_thai: du_thao")
    plan.write_text("\n".join([text.rstrip("\n"), "can_quyet_dinh:", *lines, ""]), "utf-8")
    return codes


# Many at once


def decide_in_silence(plan: Path, code: str, start: Any) -> None:
    silent()
    start.wait()
    os._exit(main(["decide", str(plan), code, "--xong"]))


def test_ten_writers_at_once_lose_nothing(plan: Path) -> None:
    codes = ask(plan, WRITERS + 1)
    fork = multiprocessing.get_context("fork")
    start = fork.Barrier(WRITERS)
    writers = [
        fork.Process(target=decide_in_silence, args=(plan, code, start)) for code in codes[1:]
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(PATIENCE)
    assert [writer.exitcode for writer in writers] == [Exit.OK] * WRITERS
    text = plan.read_text("utf-8")
    assert [code for code in codes if f"ma: {code}," in text] == codes[:1]
    assert leftovers(plan.parent) == []
    for _ in writers:
        assert main(["hoan-tac", str(plan)]) == Exit.OK
    assert all(f"ma: {code}," in plan.read_text("utf-8") for code in codes)


def test_a_writer_waits_for_the_one_before_it(plan: Path) -> None:
    """It begins to read only when the other is done: a command alone would see the old text."""
    codes = ask(plan, 3)
    script = (
        "import sys; from pathlib import Path; from kehoach.rewriting.plan_file import changing\n"
        "with changing(Path(sys.argv[1]), 'x'):\n print('locked', flush=True); input()\n"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script, str(plan)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        text=True,
    )
    assert holder.stdin
    assert holder.stdout
    assert holder.stdout.readline() == "locked\n"
    waited: list[str] = []

    def let_go(name: str, operation: Callable[[], Any], _arguments: Any) -> Any:
        if name == "try_lock" and operation() is False and not waited:
            waited.append(plan.read_text("utf-8"))
            plan.write_text(waited[0].replace("Giữ hay sửa?", "Giữ lại?"), "utf-8")
            holder.communicate("\n", timeout=PATIENCE)
            return False
        return operation()

    with at_each_operation(let_go):
        assert main(["decide", str(plan), codes[0], "--xong"]) == Exit.OK
    assert waited
    assert "Giữ lại?" in plan.read_text("utf-8")
    assert codes[0] not in plan.read_text("utf-8")


def test_without_locks_of_the_system_a_file_beside_it_does(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "fcntl", None)
    test_ten_writers_at_once_lose_nothing(plan)


def test_a_lock_file_of_a_dead_process_holds_nobody(
    plan: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(operations, "fcntl", None)
    (code, _) = ask(plan, 2)
    child = os.fork()
    if not child:
        with at_each_operation(die_at_flush):
            main(["decide", str(plan), code, "--xong"])
        os._exit(1)
    os.waitpid(child, 0)
    assert any("khoa" in name for name in leftovers(plan.parent))
    assert main(["decide", str(plan), code, "--xong"]) == Exit.OK
    assert leftovers(plan.parent) == []


def die_at_flush(name: str, operation: Callable[[], Any], _arguments: Any) -> Any:
    if name == "flush":
        os._exit(9)
    return operation()


# What others do meanwhile


@pytest.mark.parametrize("name", PLAN_COMMANDS)
def test_what_an_editor_saves_meanwhile_is_not_overwritten(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    writing = prepared(name, tmp_path)
    path = writing.folder / "ke_hoach.yaml"
    saved = path.read_bytes() + b"# saved\n"

    def save(operation: str, real: Callable[[], Any], _arguments: Any) -> Any:
        if operation == "create":
            path.write_bytes(saved)
        return real()

    with at_each_operation(save):
        assert writing.run() == Exit.REFUSED
    assert "GH001" in "".join(capsys.readouterr())
    assert path.read_bytes() == saved
    assert leftovers(writing.folder) == []
    assert writing.run() in (Exit.OK, Exit.FINDINGS), "the next try works on what was saved"
    assert path.read_bytes().endswith(b"# saved\n")


def test_a_plan_that_is_renamed_meanwhile_does_not_come_back(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    writing = prepared("decide", tmp_path)
    path = writing.folder / "ke_hoach.yaml"

    def rename(operation: str, real: Callable[[], Any], _arguments: Any) -> Any:
        if operation == "create" and path.exists():
            path.rename(path.with_name("moi.yaml"))
        return real()

    with at_each_operation(rename):
        assert writing.run() == Exit.REFUSED
    assert "GH001" in capsys.readouterr().err
    assert not path.exists()


# What stays


@pytest.mark.parametrize("name", PLAN_COMMANDS)
def test_rights_and_links_stay(name: str, tmp_path: Path) -> None:
    writing = prepared(name, tmp_path)
    path, real = writing.folder / "ke_hoach.yaml", tmp_path / "noi_khac" / "that.yaml"
    real.parent.mkdir()
    path.rename(real)
    path.symlink_to(real)
    shutil.copy(path.with_name("don_vi.yaml"), real.parent)
    real.chmod(0o640)
    assert writing.run() in (Exit.OK, Exit.FINDINGS)
    assert path.is_symlink()
    assert real.read_bytes() == writing.after["ke_hoach.yaml"]
    assert S_IMODE(real.stat().st_mode) == 0o640


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_the_owner_stays(tmp_path: Path) -> None:
    writing = prepared("decide", tmp_path)
    path = writing.folder / "ke_hoach.yaml"
    os.chown(path, 12345, 54321)
    assert writing.run() == Exit.OK
    assert (path.stat().st_uid, path.stat().st_gid) == (12345, 54321)


@pytest.mark.parametrize("name", PLAN_COMMANDS)
@pytest.mark.parametrize("newline", [b"\r\n", b"\r"], ids=["Windows", "old Macs"])
def test_line_ends_and_byte_order_mark_stay(name: str, newline: bytes, tmp_path: Path) -> None:
    writing = prepared(name, tmp_path)
    path = writing.folder / "ke_hoach.yaml"
    mark = b"\xef\xbb\xbf"
    path.write_bytes(mark + path.read_bytes().replace(b"\n", newline))
    assert writing.run() in (Exit.OK, Exit.FINDINGS)
    after = writing.after["ke_hoach.yaml"]
    assert path.read_bytes() == mark + after.replace(b"\n", newline)


@pytest.mark.parametrize("name", PLAN_COMMANDS)
def test_a_file_with_two_names_is_refused(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    writing = prepared(name, tmp_path)
    (writing.folder / "ten_khac.yaml").hardlink_to(writing.folder / "ke_hoach.yaml")
    assert writing.run() == Exit.REFUSED
    assert "GH003" in "".join(capsys.readouterr())
    assert writing.now() == {
        **writing.before,
        "ten_khac.yaml": writing.before["ke_hoach.yaml"],
    }


def test_a_file_that_may_only_be_read_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    writing = prepared("decide", tmp_path)
    monkeypatch.setattr(operations, "may_write", lambda path: path.name != "ke_hoach.yaml")
    assert writing.run() == Exit.REFUSED
    assert "GH011" in capsys.readouterr().err
    assert writing.now() == writing.before


# Back


@pytest.mark.parametrize("name", [*PLAN_COMMANDS, "roll", "new"])
def test_every_command_goes_back_byte_for_byte(name: str, tmp_path: Path) -> None:
    writing = prepared(name, tmp_path)
    changed = {"roll": "nam_sau.yaml", "new": "moi.yaml"}.get(name, "ke_hoach.yaml")
    assert writing.run() in (Exit.OK, Exit.FINDINGS)
    assert main(["hoan-tac", str(writing.folder / changed)]) == Exit.OK
    assert writing.now() == writing.before
    assert main(["undo", str(writing.folder / changed)]) == Exit.REFUSED


def test_steps_go_back_one_by_one(plan: Path, capsys: pytest.CaptureFixture[str]) -> None:
    codes = ask(plan, 4)
    states = [plan.read_bytes()]
    for code in codes[:3]:
        assert main(["decide", str(plan), code, "--xong"]) == Exit.OK
        states.append(plan.read_bytes())
    for state in reversed(states[:-1]):
        assert main(["hoan-tac", str(plan)]) == Exit.OK
        assert plan.read_bytes() == state
    capsys.readouterr()
    assert main(["hoan-tac", str(plan)]) == Exit.REFUSED
    assert "GH007" in capsys.readouterr().err


def test_an_edit_by_hand_is_not_undone_unless_told(
    plan: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codes = ask(plan, 2)
    before = plan.read_bytes()
    assert main(["decide", str(plan), codes[0], "--xong"]) == Exit.OK
    edited = plan.read_bytes() + b"# by hand\n"
    plan.write_bytes(edited)
    capsys.readouterr()
    assert main(["hoan-tac", str(plan)]) == Exit.REFUSED
    assert "GH008" in capsys.readouterr().err
    assert plan.read_bytes() == edited
    assert main(["hoan-tac", str(plan), "--ghi-de"]) == Exit.OK
    assert plan.read_bytes() == before
    assert main(["hoan-tac", str(plan)]) == Exit.OK, "which is a step of its own"
    assert plan.read_bytes() == edited


def test_a_new_plan_that_was_filled_in_is_not_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "moi.yaml"
    assert main(["new", str(path)]) == Exit.OK
    path.write_bytes(path.read_bytes() + b"# by hand\n")
    assert main(["hoan-tac", str(path)]) == Exit.REFUSED
    assert main(["hoan-tac", str(path), "--ghi-de"]) == Exit.REFUSED
    assert path.exists()


def test_a_rolled_draft_that_was_worked_on_is_not_taken_away(plan: Path) -> None:
    target = plan.with_name("nam_sau.yaml")
    assert main(["roll", str(plan), "--nam", "2025", "-o", str(target)]) == Exit.OK
    target.write_bytes(target.read_bytes() + b"# by hand\n")
    assert main(["hoan-tac", str(target), "--ghi-de"]) == Exit.REFUSED
    assert target.exists()
    assert main(["roll", str(plan), "--nam", "2025", "-o", str(target), "--ghi-de"]) == Exit.OK
    assert main(["hoan-tac", str(target)]) == Exit.OK
    assert target.read_bytes().endswith(b"# by hand\n")


def test_the_journal_is_bounded(plan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kehoach.rewriting.steps.MOST_STEPS", 3)
    codes = ask(plan, 7)
    for code in codes[:6]:
        assert main(["decide", str(plan), code, "--xong"]) == Exit.OK
    results = [main(["hoan-tac", str(plan)]) for _ in range(4)]
    assert results == [Exit.OK] * 3 + [Exit.REFUSED]
    monkeypatch.setattr("kehoach.rewriting.steps.MOST_BYTES", 3 * plan.stat().st_size)
    monkeypatch.setattr("kehoach.rewriting.steps.MOST_STEPS", 50)
    for code in codes[3:6]:
        assert main(["decide", str(plan), code, "--xong"]) == Exit.OK
    results = [main(["hoan-tac", str(plan)]) for _ in range(3)]
    assert results == [Exit.OK, Exit.OK, Exit.REFUSED]


def steps(plan: Path) -> Iterator[Path]:
    yield from sorted((plan.parent / ".kehoach").rglob("*.buoc"))


def test_a_spoiled_step_is_passed_over(plan: Path) -> None:
    codes = ask(plan, 3)
    first = plan.read_bytes()
    for code in codes[:2]:
        assert main(["decide", str(plan), code, "--xong"]) == Exit.OK
    _, newest = steps(plan)
    head, _, content = newest.read_bytes().partition(b"\n")
    assert json.loads(head)["lenh"] == "decide"
    newest.write_bytes(head + b"\n" + content[:-9])
    assert main(["hoan-tac", str(plan)]) == Exit.REFUSED, "the step before it left something else"
    assert main(["hoan-tac", str(plan), "--ghi-de"]) == Exit.OK
    assert plan.read_bytes() == first


def test_only_the_owner_reads_what_a_plan_was(plan: Path) -> None:
    codes = ask(plan, 2)
    assert main(["decide", str(plan), codes[0], "--xong"]) == Exit.OK
    (step,) = steps(plan)
    assert S_IMODE(step.parent.stat().st_mode) == 0o700


def test_git_passes_the_memory_over(plan: Path) -> None:
    codes = ask(plan, 2)
    subprocess.run(["git", "init", "-q", str(plan.parent)], check=True)
    assert main(["decide", str(plan), codes[0], "--xong"]) == Exit.OK
    status = ["git", "-C", str(plan.parent), "status", "--porcelain"]
    assert ".kehoach" not in subprocess.run(status, capture_output=True, check=True).stdout.decode()


def test_every_writing_command_is_known_to_these_tests() -> None:
    assert set(PLAN_COMMANDS) < set(COMMANDS)


def test_what_is_already_so_writes_nothing(plan: Path) -> None:
    before = snapshot(plan.parent)
    state = plan.stat()
    assert main(["check", str(plan), "--fix"]) in (Exit.OK, Exit.FINDINGS)
    assert snapshot(plan.parent) == before
    assert plan.stat().st_ino == state.st_ino
    assert not list(steps(plan))
