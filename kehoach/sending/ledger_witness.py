"""The witness beside a ledger: how far its chain had come, so that an older copy is known as such.

It is written when the ledger's own change is on the disk, and before anything that follows from the
change leaves the house. Two slots are written in turn: one of them is always whole.
"""

from __future__ import annotations

import fcntl
import os
import re
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from kehoach.disk.replacing import put, written_beside
from kehoach.files import reason, regular, shown
from kehoach.findings import MachineProblem
from kehoach.sending.ledger_chain import Head
from kehoach.sending.ledger_place import flush, keep_private

_SLOT = 160
_LINE = re.compile(rb"(([0-9a-f-]{36}) ([0-9]{1,12}) ([0-9a-f]{64})) ([0-9a-f]{8}) *\n")


@dataclass(frozen=True, slots=True)
class Witness:
    """Which ledger it is of, and the last link known of it."""

    identity: str
    head: Head


def read_witness(path: Path) -> Witness | None:
    """What the witness says; None if there is none, or nothing in it can be understood.

    Raises MachineProblem if it cannot be read.
    """
    try:
        with open(path, "rb", opener=regular) as file:
            return _last(file.read(2 * _SLOT))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise MachineProblem(
            f"không đọc được {shown(path)}: {reason(error)}; kiểm tra quyền đọc rồi chạy lại"
        ) from None


def begin_witness(path: Path, witness: Witness) -> None:
    """Make the witness anew, whole or not at all. Raises MachineProblem."""
    with written_beside(path, _slots(witness), flushed=True) as file:
        put(file, path)
    try:
        keep_private(path)
        flush(path.parent)
    except OSError as error:
        raise _unwritable(path, error) from None


def go_on(path: Path, witness: Witness) -> None:
    """Let the witness say that the chain has come so far; never back.

    Raises MachineProblem if it cannot be written.
    """
    try:
        handle = os.open(path, os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            before = _last(os.pread(handle, 2 * _SLOT, 0))
            if before and before.head.number >= witness.head.number:
                return
            line, number = _slot(witness), witness.head.number
            if os.pwrite(handle, line, number % 2 * _SLOT) != len(line):
                raise OSError
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise _unwritable(path, error) from None


def _unwritable(path: Path, error: OSError) -> MachineProblem:
    why = reason(error)
    return MachineProblem(
        f"không ghi được {shown(path)}: {why}; kiểm tra quyền ghi, dung lượng đĩa rồi chạy lại"
    )


def _last(content: bytes) -> Witness | None:
    whole = []
    for slot in (content[:_SLOT], content[_SLOT:]):
        line = _LINE.fullmatch(slot)
        if line and f"{crc32(line[1]):08x}".encode() == line[5]:
            head = Head(int(line[3]), line[4].decode())
            whole.append(Witness(line[2].decode(), head))
    return max(whole, key=lambda witness: witness.head.number, default=None)


def _slot(witness: Witness) -> bytes:
    said = f"{witness.identity} {witness.head.number} {witness.head.hash}".encode()
    return said + f" {crc32(said):08x}".encode().ljust(_SLOT - len(said) - 1) + b"\n"


def _slots(witness: Witness) -> bytes:
    slots = [b" " * (_SLOT - 1) + b"\n"] * 2
    slots[witness.head.number % 2] = _slot(witness)
    return b"".join(slots)
