"""Backups of the ledger, beside it: whole files, of which the last ones are kept."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from kehoach.files import reason, shown
from kehoach.findings import MachineProblem
from kehoach.sending.ledger_chain import Chain
from kehoach.sending.ledger_place import LedgerPlace, flush, keep_private

_KEPT = 10
_SUFFIX, _PART = ".sqlite3", ".part"


def back_up(database: sqlite3.Connection, place: LedgerPlace) -> None:
    """Copy the ledger as it stands, unless the last copy is of the same state.

    Raises MachineProblem if that cannot be done, and sqlite3.Error.
    """
    number = Chain(database).head.number
    last = next(backups_of(place), None)
    if last and number_of(last) == number:
        return
    target = place.backups / f"{stamp()}-{number:08}{_SUFFIX}"
    part = target.with_suffix(_PART)
    try:
        place.backups.mkdir(exist_ok=True)
        keep_private(place.backups)
        for left in place.backups.glob(f"*{_PART}"):
            left.unlink(missing_ok=True)
        with closing(sqlite3.connect(part, isolation_level=None)) as copy:
            database.backup(copy)
            copy.execute("PRAGMA journal_mode = DELETE")  # one file, that needs no other
        keep_private(part)
        flush(part)
        part.replace(target)
        flush(place.backups)
        for old in list(backups_of(place))[_KEPT:]:
            old.unlink(missing_ok=True)
    except OSError as error:
        raise MachineProblem(
            f"không ghi được bản lưu của sổ gửi vào {shown(place.backups)}: {reason(error)}; kiểm "
            "tra quyền ghi, dung lượng đĩa"
        ) from None


def backups_of(place: LedgerPlace) -> Iterator[Path]:
    """The backups, the last one first. Raises MachineProblem if they cannot be looked for."""
    try:
        names = sorted((path.name for path in place.backups.iterdir()), reverse=True)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise MachineProblem(
            f"không đọc được {shown(place.backups)}: {reason(error)}; kiểm tra quyền đọc rồi chạy "
            "lại"
        ) from None
    yield from (place.backups / name for name in names if name.endswith(_SUFFIX))


def number_of(backup: Path) -> int:
    """How many links the ledger had."""
    number = backup.stem.rpartition("-")[2]
    return int(number) if number.isascii() and number.isdigit() else 0


def stamp() -> str:
    """The time for the name of a file, in order."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}"
