"""What SQLite complains about, told as a problem of the machine, with advice."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from kehoach.findings import MachineProblem
from kehoach.sending.ledger_place import LedgerPlace

RESTORE = 'kehoach delivered KẾ_HOẠCH --khoi-phuc "HỌ TÊN"'
"""The way back from a backup."""
DAMAGED = "tệp này đã hỏng, hoặc không phải là sổ gửi"
"""What a file is that `is_damage` tells of."""


@contextmanager
def troubles(place: LedgerPlace) -> Iterator[None]:
    """Tell what SQLite complains about as a problem of the machine, with advice."""
    try:
        yield
    except sqlite3.Error as error:
        what, advice = _explained(error, place.file)
        raise MachineProblem(f"sổ gửi {place.shown}: {what}; {advice}") from None
    except UnicodeEncodeError:
        raise MachineProblem(
            f"sổ gửi {place.shown}: có ký tự không ghi được; xem lại tên tệp và kế hoạch"
        ) from None


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the file is no database, or one that is spoiled."""
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    damage = (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FORMAT)
    return code in damage or "decode" in str(error)


def _explained(error: sqlite3.Error, path: Path) -> tuple[str, str]:
    kept = "những gì đã ghi vẫn còn nguyên, xong thì chạy lại lệnh này"
    code = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    if code == sqlite3.SQLITE_FULL:
        return "đĩa đã đầy", f"dọn bớt đĩa; {kept}"
    if code == sqlite3.SQLITE_IOERR:
        return "ổ đĩa có lỗi hoặc đã đầy", f"kiểm tra ổ đĩa; {kept}"
    if code == sqlite3.SQLITE_BUSY:
        return "đang có lệnh khác ghi", f"đợi lệnh kia xong; {kept}"
    if is_damage(error):
        return "không phải là sổ gửi, hoặc đã hỏng", f"lấy lại từ bản lưu: {RESTORE}"
    read_only = code == sqlite3.SQLITE_READONLY or not os.access(path.parent, os.W_OK)
    if read_only or (path.exists() and not os.access(path, os.W_OK)):
        return "chỉ đọc được, không ghi được", f"cấp quyền ghi cho tệp và thư mục chứa nó; {kept}"
    return "không mở được", "kiểm tra đường dẫn so_gui và quyền ghi"
