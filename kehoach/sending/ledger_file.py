"""The file of the ledger: opened, locked, and its troubles told in a clerk's words."""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kehoach.files import reason, shown
from kehoach.findings import InputRefused, MachineProblem
from kehoach.locations import Place

_VERSION = 1
_BUSY = 30.0
"""Seconds to wait while another command writes."""
_NO_LEDGER = "gửi bằng kehoach send; sổ để ở nơi khác thì ghi so_gui trong gui_van_ban.yaml"
_SCHEMA = f"""
CREATE TABLE document (
    hash TEXT PRIMARY KEY, mark TEXT NOT NULL, draft INTEGER NOT NULL, co_quan TEXT NOT NULL,
    so_ky_hieu TEXT NOT NULL, ngay TEXT NOT NULL, ten_loai TEXT NOT NULL, trich_yeu TEXT NOT NULL,
    nguoi_ky TEXT NOT NULL, noi_nhan TEXT NOT NULL, luu TEXT NOT NULL, luu_so_ban INTEGER NOT NULL,
    file TEXT NOT NULL, size INTEGER NOT NULL, recorded TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX document_mark ON document (mark);
CREATE TABLE delivery (
    hash TEXT NOT NULL REFERENCES document, recipient TEXT NOT NULL, place INTEGER NOT NULL,
    name TEXT NOT NULL, channel TEXT NOT NULL, address TEXT NOT NULL,
    copies INTEGER NOT NULL, state TEXT NOT NULL, changed TEXT NOT NULL, answer TEXT NOT NULL,
    PRIMARY KEY (hash, recipient, channel, address)
) STRICT, WITHOUT ROWID;
CREATE TABLE event (
    id INTEGER PRIMARY KEY, hash TEXT NOT NULL, recipient TEXT NOT NULL, time TEXT NOT NULL,
    channel TEXT NOT NULL, address TEXT NOT NULL, state TEXT NOT NULL, answer TEXT NOT NULL
) STRICT;
CREATE INDEX event_delivery ON event (hash, recipient);
PRAGMA user_version = {_VERSION};
"""


@contextmanager
def open_database(path: Path, *, create: bool) -> Iterator[sqlite3.Connection]:
    """The database at `path`, each commit of which is on the disk when it returns.

    Raises MachineProblem if it cannot be opened, read or written, and InputRefused if there is none
    and none is to be made.
    """
    with troubles(path):
        if not create and not path.exists():
            message = "chưa có sổ gửi: chưa gửi văn bản nào"
            raise InputRefused.at(Place(shown(path)), "GV016", message, _NO_LEDGER)
        if create:
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
            except OSError as error:
                raise MachineProblem(f"không tạo được {path.parent}: {reason(error)}") from None
        database = sqlite3.connect(path, isolation_level=None, timeout=_BUSY)
        try:
            database.row_factory = sqlite3.Row
            _prepare(database, path)
            yield database
        finally:
            database.close()


def _prepare(database: sqlite3.Connection, path: Path) -> None:
    database.execute("PRAGMA synchronous = FULL")
    version = database.execute("PRAGMA user_version").fetchone()[0]
    if version == _VERSION:
        return
    if version > _VERSION:
        raise MachineProblem(
            f"sổ gửi {shown(path)} do bản kehoach mới hơn ghi; cập nhật kehoach rồi chạy lại"
        )
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("BEGIN IMMEDIATE")
    if database.execute("PRAGMA user_version").fetchone()[0] == 0:
        for statement in _SCHEMA.split(";"):
            database.execute(statement)
    database.execute("COMMIT")


@contextmanager
def troubles(path: Path) -> Iterator[None]:
    """Tell what SQLite complains about as a problem of the machine, with advice."""
    try:
        yield
    except sqlite3.Error as error:
        what, advice = _explained(error, path)
        raise MachineProblem(f"sổ gửi {shown(path)}: {what}; {advice}") from None


def _explained(error: sqlite3.Error, path: Path) -> tuple[str, str]:
    kept = "những gì đã ghi vẫn còn nguyên, xong thì chạy lại lệnh này"
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return "đĩa đã đầy", f"dọn bớt đĩa; {kept}"
    if code == sqlite3.SQLITE_IOERR:
        return "ổ đĩa có lỗi hoặc đã đầy", f"kiểm tra ổ đĩa; {kept}"
    if code == sqlite3.SQLITE_BUSY:
        return "đang có lệnh khác ghi", f"đợi lệnh kia xong; {kept}"
    if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT):
        return "không phải là sổ gửi, hoặc đã hỏng", "lấy lại bản sao lưu gần nhất của tệp này"
    read_only = code == sqlite3.SQLITE_READONLY or not os.access(path.parent, os.W_OK)
    if read_only or (path.exists() and not os.access(path, os.W_OK)):
        return "chỉ đọc được, không ghi được", f"cấp quyền ghi cho tệp và thư mục chứa nó; {kept}"
    return "không mở được", "kiểm tra đường dẫn so_gui và quyền ghi"


@contextmanager
def only_sender(path: Path) -> Iterator[None]:
    """Keep every other sender out while the block runs; the system lets go when a process dies.

    Raises MachineProblem at once if another one is sending.
    """
    lock = path.with_name(f"{path.name}.lock")
    try:
        handle = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    except OSError as error:
        raise MachineProblem(
            f"sổ gửi {shown(path)}: không ghi được: {reason(error)}; cấp quyền ghi cho thư mục"
        ) from None
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise MachineProblem(
                f"đang có một lần gửi khác dùng sổ {shown(path)}; đợi lần đó xong rồi chạy lại"
            ) from None
        yield
    finally:
        os.close(handle)
