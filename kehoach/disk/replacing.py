"""A file written whole or not at all: beside its place first, then put there at once.

What killed processes left beside its place is cleared away by whoever works there next.
"""

from __future__ import annotations

import errno
import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from secrets import token_hex

from kehoach.disk import operations
from kehoach.files import reason
from kehoach.findings import MachineProblem

_COMING, JOURNAL = "tam", "cap"
"""What a name of ours ends with."""
OURS = re.compile(r"\.kehoach-(?P<machine>[0-9a-f]{8})-(?P<process>\d+)-[0-9a-f]{8}\.(?P<kind>\w+)")
NO_LINKS = frozenset({errno.EPERM, errno.ENOSYS, errno.EOPNOTSUPP, errno.EMLINK, errno.EINVAL})
"""What file systems answer that give a file one name only."""
_DAY = 86_400
"""Seconds after which what another machine left is taken to be left for good."""


@contextmanager
def troubles(where: Path) -> Iterator[None]:
    """Tell what the system complains about as a problem of the machine, with advice."""
    try:
        yield
    except OSError as error:
        raise MachineProblem(
            f"không ghi được {where}: {reason(error)}; kiểm tra quyền ghi, dung lượng đĩa, "
            "và đóng tệp nếu đang mở"
        ) from None


@contextmanager
def written_beside(
    target: Path, data: bytes, *, flushed: bool = False, told: Path | None = None
) -> Iterator[Path]:
    """A file with this content in the folder of the target, which may be put in its place.

    It has the owner and the rights of what is there, and is gone at the end if it was not. Raises
    MachineProblem, about the target or what is `told` instead, if it cannot be written.
    """
    file = beside(target.parent, _COMING)
    try:
        with troubles(told or target):
            write_new(file, data, target, flushed=flushed)
        yield file
    finally:
        with suppress(OSError):
            operations.remove(file)


def put(file: Path, target: Path) -> None:
    """Put a file that was written beside a target in its place."""
    with troubles(target):
        operations.replace(file, target)


def put_new(file: Path, target: Path) -> bool:
    """Put a file in a place where none is; False if there is one after all."""
    with troubles(target):
        try:
            operations.link(file, target)
        except FileExistsError:
            return False
        except OSError as error:
            if error.errno not in NO_LINKS:
                raise
            return _put_new_without_links(file, target)
    return True


def _put_new_without_links(file: Path, target: Path) -> bool:
    try:
        operations.close(operations.create(target, 0o666))
    except FileExistsError:
        return False
    operations.replace(file, target)
    return True


# Writing


def beside(folder: Path, kind: str) -> Path:
    """A new name of ours in a folder, which tells whose it is."""
    return folder / f".kehoach-{operations.machine()}-{os.getpid()}-{token_hex(4)}.{kind}"


def write_new(file: Path, data: bytes, like: Path | None, *, flushed: bool = False) -> None:
    """Write a new file, with the looks of another one where that is there."""
    try:
        state = like.stat() if like else None
    except OSError:
        state = None
    descriptor = operations.create(file, 0o600 if state else 0o666)
    try:
        left = memoryview(data)
        while left:
            left = left[operations.write(descriptor, left) :]
        if state and like:
            operations.give_looks(descriptor, state, operations.attributes_of(like))
        if flushed:
            operations.flush(descriptor)
    finally:
        operations.close(descriptor)


# What killed processes left


def left_in(folder: Path) -> Iterator[tuple[Path, str]]:
    """Files of ours whose process is gone, each with its kind."""
    try:
        entries = [entry.name for entry in os.scandir(folder) if entry.name.startswith(".kehoach-")]
    except OSError:
        return
    for name in sorted(entries):
        match = OURS.fullmatch(name)
        if match and _is_left(folder / name, match["machine"], int(match["process"])):
            yield folder / name, match["kind"]


def _is_left(file: Path, machine: str, process: int) -> bool:
    if machine == operations.machine() and not operations.is_alive(process):
        return True
    try:
        return time.time() - file.stat().st_mtime > _DAY
    except OSError:
        return False


def clear(folder: Path) -> None:
    """Take away what killed processes wrote beside its place, unless a journal names it."""
    left = list(left_in(folder))
    if not any(kind == JOURNAL for _, kind in left):
        with suppress(OSError):
            for file, _ in left:
                operations.remove(file)
