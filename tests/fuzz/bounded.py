"""A command run in a process of its own, in bounds; and what is wrong with how it ended."""

from __future__ import annotations

import importlib
import os
import pkgutil
import re
import resource
import select
import signal
import sys
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryFile
from typing import BinaryIO, NoReturn

import kehoach
from kehoach.startup import fork
from tests.waiting import PATIENCE

MOST_SECONDS = 10
"""Of processor time, of a command and all it starts."""
MOST_MEBIBYTES = 500
"""In the largest process of a command."""
LOADED = 100
"""Mebibytes that the program takes with all its modules, before it has read anything."""
DOCUMENTED = (0, 1, 2, 3, 4)
"""Exit codes; 5 is a fault of the program's own, which no input may bring about."""
ESCAPED = 70
"""What a command's process gives where an exception left `main`."""

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_REPORT = re.compile(r"/\S*kehoach-loi-\S+?\.txt")
_CODE = re.compile(r"\b[A-Z]{2}\d{3}\b")
_FRAME = re.compile(r'File "[^"]*?(?:/kehoach/|/templates/)([^"]+)", line (\d+), in (\S+)')
_RAISED = re.compile(
    r"^(?:\w+\.)*(\w*(?:Error|Exception|Interrupt|Warning|Exit|Iteration)\b.*)", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a command ended: `code` is negative where a signal ended it."""

    words: tuple[str, ...]
    code: int
    said: str
    seconds: float
    mebibytes: float
    waited: bool = True
    """Whether it came to its end within all patience."""

    def faults(self) -> list[Fault]:
        """Everything that must never be, whatever the input."""
        if not self.waited:
            return [Fault("hang", self, "no end")]
        faults = []
        if "Traceback (most recent call last)" in self.said or self.code in (ESCAPED, 5):
            faults.append(Fault("traceback", self, self.last_frame))
        elif self.code not in DOCUMENTED and self.seconds <= MOST_SECONDS:
            faults.append(Fault("code", self, str(self.code)))
        elif self.code == 2 and not _CODE.search(self.said) and self.words[0] != "rules":
            faults.append(Fault("silent", self, "refused without a finding"))
        elif self.code in (3, 4) and not self.said.strip():
            faults.append(Fault("silent", self, f"{self.code} without a word"))
        if self.seconds > MOST_SECONDS:
            faults.append(Fault("hang", self, f"{self.words[0]}: over {MOST_SECONDS} s"))
        if self.mebibytes > MOST_MEBIBYTES:
            faults.append(Fault("memory", self, f"{self.words[0]}: over {MOST_MEBIBYTES} MiB"))
        if self.words[0] != "git-text" and (controls := _CONTROLS.search(self.said)):
            faults.append(Fault("control", self, f"{self.words[0]}: {controls[0]!r}"))
        return faults

    @property
    def last_frame(self) -> str:
        """Where in our code it was, and what was raised: alike for inputs of one kind."""
        frames = _FRAME.findall(self.said)
        raised = _RAISED.findall(self.said)
        place = "{}:{} {}".format(*frames[-1]) if frames else "outside"
        return f"{place}: {raised[-1][:80] if raised else '?'}"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong with a command's end; `where` is alike for faults of one kind."""

    kind: str
    outcome: Outcome
    where: str

    @property
    def signature(self) -> tuple[str, str]:
        return self.kind, re.sub(r"\d{4,}|0x\w+|'[^']*'|\"[^\"]*\"", "…", self.where)

    def __str__(self) -> str:
        outcome = self.outcome
        return (
            f"{self.kind}: {self.where}\n  kehoach {' '.join(map(repr, outcome.words))} → "
            f"{outcome.code}, {outcome.seconds:.1f} s, {outcome.mebibytes:.0f} MiB\n"
            + "".join(f"  | {shown(line)}\n" for line in outcome.said.split("\n")[-12:])
        )


def shown(text: str) -> str:
    """A text with its control characters told, cut off where it is long."""
    return _CONTROLS.sub(lambda control: repr(control[0])[1:-1], text)[:300]


def run_command(words: Sequence[str], folder: Path, patience: float = PATIENCE) -> Outcome:
    """Run `kehoach` with these words in `folder`, in a fork of this process.

    What has not ended after the seconds of `patience` is taken to hang.
    """
    _load_everything()
    from kehoach.cli import main

    return _bounded(tuple(words), lambda: main.main(words), folder, patience)


def run_outside(words: Sequence[str], folder: Path, project: Path, patience: float) -> Outcome:
    """Run `python -m kehoach` of another copy of the project, from scratch."""

    def replace() -> NoReturn:
        environment = {**os.environ, "PYTHONPATH": str(project), "PYTHONUTF8": "1"}
        os.execve(sys.executable, [sys.executable, "-m", "kehoach", *words], environment)

    return _bounded(tuple(words), replace, folder, patience)


def _bounded(
    words: tuple[str, ...], call: Callable[[], int], folder: Path, patience: float
) -> Outcome:
    with TemporaryFile() as said:
        before = _resident()
        pid = fork()
        if pid == 0:
            _live(call, folder, said)
        waited = _wait(pid, patience)
        with suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)  # what it left behind, and itself if it hangs
        _, status, used = os.wait4(pid, 0)
        said.seek(0)
        text = _with_report(said.read().decode("utf-8", "backslashreplace"))
    return Outcome(
        words,
        os.waitstatus_to_exitcode(status),
        text,
        used.ru_utime + used.ru_stime,
        # The kernel counts what the fork has from this process, be it a run of all tests.
        max(used.ru_maxrss / 1024 - before, 0) + LOADED,
        waited,
    )


def _resident() -> float:
    """Mebibytes that this process has in memory."""
    pages = int(Path("/proc/self/statm").read_text("ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def _with_report(said: str) -> str:
    """What was said, with the report of a fault of the program's own, which it names."""
    if report := _REPORT.search(said):
        file = Path(report[0])
        if file.exists():
            said += f"\nTraceback (most recent call last), in the report\n{file.read_text('utf-8')}"
            file.unlink()
    return said


def _wait(pid: int, patience: float) -> bool:
    ended = os.pidfd_open(pid)
    try:
        return bool(select.select([ended], [], [], patience)[0])
    finally:
        os.close(ended)


def _live(call: Callable[[], int], folder: Path, said: BinaryIO) -> NoReturn:
    """The life of the forked process."""
    code = ESCAPED
    try:
        os.setsid()
        os.chdir(folder)
        # The soft limit alone, for the program sets limits of its own.
        hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
        resource.setrlimit(resource.RLIMIT_CPU, (2 * MOST_SECONDS, hard))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(said.fileno(), 1)
        os.dup2(said.fileno(), 2)
        sys.stdin = os.fdopen(0, "r", encoding="utf-8", closefd=False)
        sys.stdout = os.fdopen(1, "w", encoding="utf-8", errors="strict", closefd=False)
        sys.stderr = os.fdopen(2, "w", encoding="utf-8", errors="backslashreplace", closefd=False)
        code = call()
        sys.stdout.flush()
    except BaseException:
        code = ESCAPED
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


@cache
def _load_everything() -> None:
    """Have in memory what commands import, once for all the forks."""
    for module in pkgutil.walk_packages(kehoach.__path__, "kehoach."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
