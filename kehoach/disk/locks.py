"""One command at a time: a file or a folder kept from every other command of ours.

A lock of the system, which dies with its process; where there is none, a file beside it that names
who holds it.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path
from secrets import token_hex

from kehoach.disk import operations

PATIENCE = 60.0
"""Seconds to wait for another command: the longest take some seconds."""
_PAUSE = 0.02
_DAY = 86_400

Release = Callable[[], None]


class Busy(Exception):
    """Another command holds it, for longer than any should."""


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Keep others out of a file or folder while the block runs.

    Raises Busy if another command never lets go, OSError if there is nothing to lock. What replaces
    a file meanwhile holds another one: who waits looks again which it is.
    """
    give_up = time.monotonic() + PATIENCE
    while (release := _taken(path)) is None:
        if time.monotonic() > give_up:
            raise Busy
        time.sleep(_PAUSE)
    try:
        yield
    finally:
        with suppress(OSError):  # what was done is done; the end of the process lets go too
            release()


def _taken(path: Path) -> Release | None:
    descriptor = operations.open_to_lock(path)
    try:
        is_mine = operations.try_lock(descriptor)
        if is_mine and operations.is_still(descriptor, path):
            held, descriptor = descriptor, -1
            return lambda: operations.close(held)
    finally:
        if descriptor >= 0:
            with suppress(OSError):
                operations.close(descriptor)
    return _file_taken(path) if is_mine is None else None


def _file_taken(path: Path) -> Release | None:
    """Make the file that says that a path is held."""
    name = blake2b(os.fsencode(path.name), digest_size=8).hexdigest()
    file = (path if path.is_dir() else path.parent) / f".kehoach-khoa-{name}"
    try:
        descriptor = operations.create(file, 0o666)
    except FileExistsError:
        _free_of_the_dead(file)
        return None
    try:
        try:
            operations.write(
                descriptor, memoryview(f"{operations.machine()} {os.getpid()}".encode())
            )
        finally:
            operations.close(descriptor)
    except OSError:
        operations.remove(file)
        raise
    return lambda: operations.remove(file)


def _free_of_the_dead(file: Path) -> None:
    """Take away a lock file whose process is gone."""
    with suppress(OSError, ValueError):
        holder = file.read_text("ascii")
        machine, _, process = holder.partition(" ")
        is_old = time.time() - file.stat().st_mtime > (_DAY if holder else PATIENCE)
        if not is_old and (machine != operations.machine() or operations.is_alive(int(process))):
            return
        aside = file.with_name(f"{file.name}-{token_hex(4)}")
        operations.replace(file, aside)
        if aside.read_text("ascii") != holder:  # somebody was faster, and holds it now
            operations.link(aside, file)
        operations.remove(aside)
