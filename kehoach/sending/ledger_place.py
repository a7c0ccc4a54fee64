"""Where an office's ledger lies, what lies beside it, and who may read that."""

from __future__ import annotations

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_IWGRP

from kehoach.files import shown
from kehoach.plan.office import Office

LEDGER = "so_gui.sqlite3"


@dataclass(frozen=True, slots=True)
class LedgerPlace:
    """The path of a ledger as the settings give it; `office` knows which ledger it is."""

    path: Path
    office: Office

    @property
    def file(self) -> Path:
        """The file itself, wherever links lead."""
        return Path(os.path.realpath(self.path))

    @property
    def witness(self) -> Path:
        """What tells how far the ledger had come: beside the name, whatever that leads to now."""
        return self.path.with_name(f"{self.path.name}.chuoi")

    @property
    def backups(self) -> Path:
        """The folder of backups."""
        return self.path.with_name(f"{self.path.name}.luu")

    @property
    def known(self) -> str | None:
        """The identity of the ledger that the office's settings know."""
        own = self.office.values.so_gui
        return own.ma if own else None

    @property
    def shown(self) -> str:
        """How messages call it."""
        return shown(self.path)


def keep_private(path: Path) -> None:
    """Leave a file or folder to its owner and, where the folder is a group's, to that group.

    What belongs to somebody else is left as it is.
    """
    beside = path.parent.stat()
    shared = bool(beside.st_mode & S_IWGRP)
    own = path.stat()
    mode = (0o770 if shared else 0o700) if path.is_dir() else (0o660 if shared else 0o600)
    with suppress(PermissionError):
        if shared and own.st_gid != beside.st_gid:
            os.chown(path, -1, beside.st_gid)
        if own.st_mode & 0o777 != mode:
            path.chmod(mode)


def flush(path: Path) -> None:
    """Bring a file or folder to the disk."""
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
