"""Every command that writes, on a small plan of its own: what it is given, what it leaves."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, redirect_stderr
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

from openpyxl import load_workbook

from kehoach.cli.main import main
from kehoach.disk import operations
from kehoach.render.docx_template import render_docx
from kehoach.resolve.read import read_plan
from tests.returned.returned_files import Department
from tests.waiting import PATIENCE

SAMPLES = Path(__file__).parents[1] / "compare"
ASKED = """\
can_quyet_dinh:
  - ma: ai_ky
    nhom: to_chuc
    cau_hoi: Ai ký?
    ly_do: bản trước do người khác ký
"""
OPERATIONS = (
    *("make_folder", "make_own_folder", "create", "write", "flush", "close", "replace", "link"),
    *("remove", "remove_folder", "share_as", "give_looks", "flush_folder"),
    *("open_to_lock", "try_lock"),
)
"""What writing asks of the system, by the names in `kehoach.disk.operations`."""

Snapshot = dict[str, bytes]


@dataclass
class Writing:
    """A command about to write: its words, the folder, and the files that it may change.

    `before` is what stands there, `after` what does once it has run.
    """

    words: Sequence[str]
    folder: Path
    before: Snapshot = field(default_factory=dict)
    after: Snapshot = field(default_factory=dict)

    def now(self) -> Snapshot:
        return snapshot(self.folder)

    def run(self) -> int:
        return main(list(self.words))

    def restore(self) -> None:
        """Everything as it was before the command first ran."""
        for path in self.folder.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(self.folder.with_name("kept"), self.folder, dirs_exist_ok=True)


def snapshot(folder: Path) -> Snapshot:
    """The files of a folder that people see."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.parts)
    }


def leftovers(folder: Path) -> list[str]:
    """What is there that nobody should see, beside what commands remember."""
    found = [path for path in folder.rglob(".kehoach-*") if path.is_file()]
    return sorted(str(path.relative_to(folder)) for path in found)


def decide(_folder: Path, plan: Path) -> list[str]:
    plan.write_text(plan.read_text("utf-8") + ASKED, "utf-8")
    return ["decide", str(plan), "ai_ky", "--xong"]


def diff_apply(folder: Path, plan: Path) -> list[str]:
    office = Department(render_docx(read_plan(plan).document))
    office.retype(office.find("Đẩy mạnh tuyên truyền"), "Đẩy mạnh", "Tăng cường")
    (folder / "gui_lai.docx").write_bytes(office.saved())
    return ["diff", str(plan), str(folder / "gui_lai.docx"), "--apply"]


def annex_import(folder: Path, plan: Path) -> list[str]:
    book = folder / "so_lieu.xlsx"
    main(["annex", "export", str(plan), "-o", str(book)])
    workbook = load_workbook(book)
    sheet: Any = workbook.worksheets[0]
    cell = next(cell for row in sheet.iter_rows() for cell in row if cell.value == 1483)
    cell.value = 1484
    workbook.save(book)
    return ["annex", "import", str(plan), str(book)]


def check_fix(_folder: Path, plan: Path) -> list[str]:
    text = plan.read_text("utf-8").replace("Đẩy mạnh tuyên truyền,", "Đẩy mạnh  tuyên truyền ,")
    plan.write_text(text, "utf-8")
    return ["check", str(plan), "--fix"]


def roll(folder: Path, plan: Path) -> list[str]:
    return ["roll", str(plan), "--nam", "2025", "-o", str(folder / "nam_sau.yaml")]


def new(folder: Path, plan: Path) -> list[str]:
    plan.unlink()
    return ["new", "moi", "-o", str(folder / "moi.yaml"), "--nam", "2027"]


def hoan_tac(folder: Path, plan: Path) -> list[str]:
    assert main(decide(folder, plan)) == 0
    return ["hoan-tac", str(plan)]


def build(folder: Path, plan: Path) -> list[str]:
    words = ["build", str(plan), "-o", str(folder / "ra")]
    main(words)
    text = plan.read_text("utf-8").replace("Đẩy mạnh tuyên truyền", "Tăng cường tuyên truyền")
    plan.write_text(text, "utf-8")
    return words


def annex_export(folder: Path, plan: Path) -> list[str]:
    words = ["annex", "export", str(plan), "-o", str(folder / "so_lieu.xlsx")]
    main(words)
    text = plan.read_text("utf-8").replace("ho_ngheo: 1483", "ho_ngheo: 1484")
    plan.write_text(text, "utf-8")
    return words


COMMANDS: dict[str, Callable[[Path, Path], list[str]]] = {
    made.__name__: made
    for made in (
        *(decide, diff_apply, annex_import, check_fix, roll, new, hoan_tac, build, annex_export),
    )
}
SLOW = ("diff_apply", "annex_import", "build", "check_fix")
QUICK = tuple(name for name in COMMANDS if name not in SLOW)
PLAN_COMMANDS = ("decide", "diff_apply", "annex_import", "check_fix")
"""Those that change a plan that is there."""


def small_plan(folder: Path) -> Path:
    """A small plan with its register in a folder of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("ke_hoach.yaml", "don_vi.yaml"):
        shutil.copy(SAMPLES / name, folder / name)
    return folder / "ke_hoach.yaml"


def prepared(name: str, where: Path) -> Writing:
    """A command that has run once in a copy, so that it is known what it leaves."""
    folder, kept = where / "ke_hoach", where / "kept"
    words = COMMANDS[name](folder, small_plan(folder))
    shutil.copytree(folder, kept)
    writing = Writing(words, folder, snapshot(folder))
    assert writing.run() in (0, 1)
    writing.after = writing.now()
    assert writing.after != writing.before
    writing.restore()
    return writing


@contextmanager
def at_each_operation(act: Callable[[str, Callable[..., Any], Any], Any]) -> Iterator[None]:
    """Have `act` called in place of every operation: with its name, itself and its arguments."""

    def instead(name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *arguments, **named: act(name, lambda: real(*arguments, **named), arguments)

    with ExitStack() as stack:
        for name in OPERATIONS:
            real = getattr(operations, name)
            stack.enter_context(patch.object(operations, name, instead(name, real)))
        yield


def operations_of(writing: Writing) -> int:
    """How many operations the command takes; everything is then as before."""
    number = 0

    def counted(_name: str, operation: Callable[[], Any], _arguments: Any) -> Any:
        nonlocal number
        number += 1
        return operation()

    with at_each_operation(counted):
        writing.run()
    writing.restore()
    return number


class Death:
    """Kills its process before, within or after an operation: three steps for each."""

    def __init__(self, step: int) -> None:
        self.left = step

    def __call__(self, name: str, operation: Callable[[], Any], arguments: Any) -> Any:
        self._step()
        if name == "write" and self.left == 1:
            descriptor, data = arguments
            os.write(descriptor, data[: len(data) // 2])
        self._step()
        result = operation()
        self._step()
        return result

    def _step(self) -> None:
        self.left -= 1
        if not self.left:
            os.kill(os.getpid(), signal.SIGKILL)


def _run_to_death(writing: Writing, step: int) -> None:
    silent()
    with at_each_operation(Death(step)):
        writing.run()


def is_killed_at(writing: Writing, step: int) -> bool:
    """Let a command die at a step; False if it was done before that."""
    fork = multiprocessing.get_context("fork")
    process = fork.Process(target=_run_to_death, args=(writing, step))
    process.start()
    process.join(PATIENCE)
    assert process.exitcode in (-signal.SIGKILL, 0, 1), process.exitcode
    return process.exitcode == -signal.SIGKILL


def kill_often(name: str, where: Path, kills: int) -> tuple[int, int, int]:
    """Kill a command at steps spread over all of them.

    Gives how many steps there are, how often it died, and how often with something written.

    Every file is as it was, or as it was to become; running again gives all of what it was to
    become, and nothing lies about.
    """
    writing = prepared(name, where)
    steps = 3 * operations_of(writing)
    died = done = 0
    for number in range(2 * kills):
        if died == kills:
            break
        # From the last step on, so that each finds what the others left.
        step = steps - number * steps // kills % steps
        if not is_killed_at(writing, step):
            writing.restore()
            continue
        died += 1
        now = writing.now()
        for file in writing.before | writing.after:
            assert now.get(file) in (writing.before.get(file), writing.after.get(file)), step
        if now == writing.before:
            continue
        done += 1
        said = StringIO()
        with redirect_stderr(said):
            code = writing.run()
        assert code in (0, 1, 2)  # 2: there is nothing left to undo, or it is there now
        if name == "build" and now != writing.after:
            assert "GH010" in said.getvalue()
        assert writing.now() == writing.after, step
        assert leftovers(writing.folder) == []
        writing.restore()
    assert writing.run() in (0, 1)
    assert writing.now() == writing.after
    assert leftovers(writing.folder) == []
    return steps, died, done


def silent() -> None:
    """Let nothing be said, in a process of its own."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    os.dup2(2, 1)
