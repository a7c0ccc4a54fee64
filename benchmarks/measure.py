"""Runs of commands in turn, their time and their memory."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

Command = Sequence[str | Path]
_ACCEPTED = (0, 1)  # 1: built with findings


@dataclass
class Case:
    """A command, and what its runs took: seconds of the clock and of the processor."""

    command: Command
    cores: int | None = None
    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def run(self, folder: Path) -> None:
        """Run the command once in `folder` and note what it took."""
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        start = time.perf_counter()
        done = subprocess.run(
            [str(part) for part in self.command],
            cwd=folder,
            capture_output=True,
            preexec_fn=_limited_to(self.cores),
            check=False,
        )
        self.wall.append(time.perf_counter() - start)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.cpu.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        if done.returncode not in _ACCEPTED:
            raise SystemExit(f"{self.command}: {done.returncode}\n{done.stderr.decode()}")

    @property
    def median(self) -> float:
        return statistics.median(self.wall)


def in_turn(cases: Mapping[str, Case], folder: Path, times: int, *, warm_up: bool = True) -> None:
    """Run the cases one after the other, `times` rounds; a first round is not counted."""
    for round_ in range(times + warm_up):
        for case in cases.values():
            case.run(folder)
            if warm_up and round_ == 0:
                case.wall.clear()
                case.cpu.clear()


def ratio(case: Case, base: Case) -> tuple[float, float, float]:
    """Of the times of one case to those of another in the same rounds: median, least, most."""
    ratios = [mine / other for mine, other in zip(case.wall, base.wall, strict=True)]
    return statistics.median(ratios), min(ratios), max(ratios)


def peak_memory(command: Command, folder: Path) -> tuple[float, float]:
    """Most memory in MiB while the command runs: of its largest process, and of all together.

    Memory shared by processes counts once in the sum (PSS).
    """
    largest = together = 0.0
    with subprocess.Popen(
        [str(part) for part in command],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        while process.poll() is None:
            sizes = [_size(pid) for pid in _family(process.pid)]
            largest = max([largest, *(rss for rss, _ in sizes)])
            together = max(together, sum(pss for _, pss in sizes))
            time.sleep(0.02)
    return largest, together


def _limited_to(cores: int | None) -> Callable[[], None] | None:
    if cores is None:
        return None
    chosen = sorted(os.sched_getaffinity(0))[:cores]
    return lambda: os.sched_setaffinity(0, chosen)


def _family(pid: int) -> list[int]:
    """A process and all that it started."""
    children: list[str] = []
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        with suppress(OSError):  # it has just ended
            children += thread.read_text().split()
    return [pid, *(one for child in children for one in _family(int(child)))]


def _size(pid: int) -> tuple[float, float]:
    """Memory of a process in MiB, RSS and PSS."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    except OSError:
        return 0.0, 0.0
    kib = {name: int(rest.split()[0]) for name, rest in (line.split(":") for line in lines)}
    return kib["Rss"] / 1024, kib["Pss"] / 1024
