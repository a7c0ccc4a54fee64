"""The n-th thing that a writing command asks of the disk fails, for every n: nothing is half done.

SQLite tests itself so: no space, no right, a disk that takes a byte at a time.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr, suppress
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from kehoach.cli.console import Exit
from kehoach.disk.made_files import Maker
from kehoach.disk.outputs import write_outputs
from kehoach.findings import MachineProblem
from tests.disk.commands import (
    QUICK,
    SLOW,
    Writing,
    at_each_operation,
    leftovers,
    operations_of,
    prepared,
    small_plan,
)
from tests.thorough import every

CANNOT_FAIL = ("flush_folder", "is_still")
"""What the disk refuses here is passed over where it is asked for."""


class Fault:
    """Fails the n-th operation, for good or only that once; the name of what failed is kept."""

    def __init__(self, number: int, code: int) -> None:
        self.left, self.code, self.failed = number, code, ""

    def __call__(self, name: str, operation: Callable[[], Any], _arguments: Any) -> Any:
        if name in CANNOT_FAIL:
            return operation()
        self.left -= 1
        if self.left:
            return operation()
        self.failed = name
        if name == "close":  # it is closed all the same
            operation()
        raise OSError(self.code, os.strerror(self.code))


class Full:
    """A disk without space from the n-th operation on: what takes none works."""

    TAKES_SPACE = ("write", "create", "link", "make_folder", "make_own_folder", "flush")

    def __init__(self, number: int) -> None:
        self.left, self.failed = number, ""

    def __call__(self, name: str, operation: Callable[[], Any], arguments: Any) -> Any:
        self.left -= 1
        if self.left > 0 or name not in self.TAKES_SPACE:
            return operation()
        self.failed = name
        if name == "write":
            descriptor, data = arguments
            os.write(descriptor, data[:7])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def check(writing: Writing, code: int, failed: str) -> None:
    """Done or not done, as the exit code says; nothing left lying about."""
    now = writing.now()
    assert code in (Exit.OK, Exit.FINDINGS, Exit.MACHINE), failed
    assert now == (writing.before if code == Exit.MACHINE else writing.after), failed
    if failed not in ("remove", "close"):  # what could not be taken away lies there
        assert leftovers(writing.folder) == [], failed


Faults = Callable[[int], Fault | Full]

CODES = (errno.ENOSPC, errno.EACCES, errno.EIO)


def fail_each(writing: Writing, numbers: Iterable[int], fault: Faults) -> int:
    """Run with each of these operations failing; how often the machine was blamed."""
    refused = 0
    for number in numbers:
        failing = fault(number)
        said = StringIO()
        with at_each_operation(failing), redirect_stderr(said):
            exit_code = writing.run()
        if not failing.failed:
            break
        check(writing, exit_code, failing.failed)
        assert ("Lỗi máy: " in said.getvalue()) == (exit_code == Exit.MACHINE)
        refused += exit_code == Exit.MACHINE
        writing.restore()
    else:
        writing.run()
    return refused


@pytest.mark.parametrize("name", QUICK)
def test_the_nth_operation_fails(name: str, tmp_path: Path) -> None:
    """Each with one of the three reasons; `python -m benchmarks.killing` tries all of them."""
    writing = prepared(name, tmp_path)
    assert fail_each(writing, count(1), lambda n: Fault(n, CODES[n % len(CODES)])) > 3
    assert writing.now() == writing.after


@pytest.mark.parametrize("name", every(2, QUICK))
def test_the_disk_is_full_from_the_nth_operation_on(name: str, tmp_path: Path) -> None:
    writing = prepared(name, tmp_path)
    assert fail_each(writing, count(1), Full) > 3
    assert writing.now() == writing.after


@pytest.mark.parametrize("name", [name for name in SLOW if name != "build"])
def test_some_operations_of_the_slow_commands_fail(name: str, tmp_path: Path) -> None:
    """They write as the quick ones do, or as the pair below does."""
    writing = prepared(name, tmp_path)
    numbers = range(1, operations_of(writing) + 1)[:: max(1, operations_of(writing) // 4)]
    fail_each(writing, numbers, lambda n: Fault(n, CODES[n % len(CODES)]))
    assert writing.now() == writing.after


PAIR = {"ke_hoach.docx": b"PK word/document.xml %d", "ke_hoach.pdf": b"%%PDF- %d"}


@pytest.mark.parametrize("fault", [lambda n: Fault(n, CODES[n % len(CODES)]), Full])
def test_of_a_pair_both_are_written_or_none(tmp_path: Path, fault: Faults) -> None:
    # What it made is not remembered where just that failed: then a person's word is wanted.
    maker = Maker("build", small_plan(tmp_path / "ke_hoach"), overwrite=True)
    folder = tmp_path / "ra"

    def write(number: int) -> None:
        contents = {folder / name: content % number for name, content in PAIR.items()}
        write_outputs(contents, maker, as_one=True)

    def there() -> set[int]:
        return {int(file.read_bytes().split()[-1]) for file in map(folder.joinpath, PAIR)}

    write(0)
    for number in count(1):
        failing, lying = fault(number), leftovers(folder)
        with at_each_operation(failing), suppress(MachineProblem):
            write(number)
        assert len(there()) == 1, failing.failed
        if failing.failed not in ("remove", "close"):
            assert leftovers(folder) == lying
        if not failing.failed:
            break
    assert number > 10
    assert there() == {number}


@pytest.mark.parametrize("name", [*QUICK, "annex_import"])
def test_a_disk_that_takes_a_few_bytes_at_a_time(name: str, tmp_path: Path) -> None:
    writing = prepared(name, tmp_path)
    writes = 0

    def short(operation: str, real: Callable[[], Any], arguments: Any) -> Any:
        nonlocal writes
        if operation != "write":
            return real()
        writes += 1
        descriptor, data = arguments
        return os.write(descriptor, data[:997])

    with at_each_operation(short):
        assert writing.run() in (Exit.OK, Exit.FINDINGS)
    assert writes > 3
    assert writing.now() == writing.after


def test_a_disk_that_fails_twice_leaves_a_journal_that_mends_the_pair(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The PDF cannot be put in its place, and then the Word file cannot be taken back."""
    writing = prepared("build", tmp_path)

    def broken(operation: str, real: Callable[[], Any], arguments: Any) -> Any:
        if operation == "replace" and Path(arguments[1]).suffix in (".docx", ".pdf"):
            broken_at.append(Path(arguments[1]).suffix)
            if broken_at != [".docx"]:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
        return real()

    broken_at: list[str] = []
    child = os.fork()
    if not child:
        with suppress(BaseException), at_each_operation(broken):
            writing.run()
        os._exit(0)
    os.waitpid(child, 0)
    now = writing.now()
    assert now["ra/ke_hoach.docx"] == writing.after["ra/ke_hoach.docx"]
    assert now["ra/ke_hoach.pdf"] == writing.before["ra/ke_hoach.pdf"]
    capsys.readouterr()
    assert writing.run() in (Exit.OK, Exit.FINDINGS)
    assert "GH010" in capsys.readouterr().err
    assert writing.now() == writing.after
    assert leftovers(writing.folder) == []
