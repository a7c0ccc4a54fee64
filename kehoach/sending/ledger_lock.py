"""The lock on a ledger's file: one sender at a time, whatever the name that leads there."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, sleep

from kehoach.files import reason
from kehoach.findings import MachineProblem
from kehoach.sending.ledger_place import LedgerPlace

BUSY_S = 30.0
"""Seconds to wait while another command writes."""


@contextmanager
def only_one(place: LedgerPlace, *, wait: bool) -> Iterator[None]:
    """Keep every other sender, and who makes or replaces the ledger, out while the block runs.

    The lock is on the file itself, whatever its name; the system lets go when a process dies. No
    connection may outlive the block: closing a file lets go of what SQLite has locked in it. Raises
    MachineProblem at once, or after some waiting, if another one has it.
    """
    path = place.file
    ends = monotonic() + (BUSY_S if wait else 0)
    while True:
        try:
            handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NONBLOCK, 0o600)
        except OSError as error:
            raise MachineProblem(
                f"sổ gửi {place.shown}: không ghi được: {reason(error)}; cấp quyền ghi cho tệp và "
                "thư mục chứa nó"
            ) from None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.path.samestat(os.fstat(handle), path.stat()):
                break
        except FileNotFoundError:
            pass  # it was replaced while we came
        except BlockingIOError:
            if monotonic() >= ends:
                os.close(handle)
                raise MachineProblem(
                    f"đang có một lần gửi khác dùng sổ {place.shown}; đợi lần đó xong rồi chạy lại"
                ) from None
            sleep(0.05)
        except OSError as error:
            os.close(handle)
            raise MachineProblem(
                f"sổ gửi {place.shown}: không khoá được: {reason(error)}; để sổ trên ổ đĩa của máy"
            ) from None
        os.close(handle)
    try:
        yield
    finally:
        os.close(handle)
