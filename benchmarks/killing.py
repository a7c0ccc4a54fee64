"""The command `python -m benchmarks.killing`: each writing command killed fifty times.

It asserts what `tests/disk/` asserts, at more places: SIGKILL comes before, within and after what a
command asks of the system, and each of its operations fails for each of three reasons. Prints a
table of what was tried.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from functools import partial
from itertools import count
from pathlib import Path

from tests.disk.commands import COMMANDS, kill_often, operations_of, prepared
from tests.disk.test_failing_disk import CODES, Fault, Full, fail_each

KILLS = 50


def tried(name: str, where: Path) -> str:
    """A row of the table; AssertionError where something was lost."""
    steps, died, done = kill_often(name, where / "kills", KILLS)
    failures = 0
    for code in CODES:
        writing = prepared(name, where / f"code{code}")
        failures += operations_of(writing)
        fail_each(writing, count(1), partial(Fault, code=code))
    fail_each(prepared(name, where / "full"), count(1), Full)
    return f"| {name} | {steps} | {died} | {done} | {failures} |"


def main() -> None:
    """Try every command."""
    print("| command | steps | kills | of these after something was written | failed operations |")
    print("| --- | ---: | ---: | ---: | ---: |")
    for name in COMMANDS:
        with (
            tempfile.TemporaryDirectory() as folder,
            Path(os.devnull).open("w") as nothing,
            redirect_stdout(nothing),
            redirect_stderr(nothing),
        ):
            row = tried(name, Path(folder))
        print(row, flush=True)


if __name__ == "__main__":
    main()
