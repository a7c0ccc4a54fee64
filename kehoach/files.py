"""Files: how messages call them, why the system refuses them, and how those of others are read."""

from __future__ import annotations

import errno
import os
from enum import Enum
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from unicodedata import normalize

from kehoach.vietnamese import visible

PROJECT = Path(__file__).resolve().parents[1]
"""The folder that holds `content/`, `templates/`, `fonts/` and `schema/`."""

_REASONS = {
    errno.ENOSPC: "đĩa đã đầy",
    errno.EDQUOT: "đã dùng hết dung lượng được cấp",
    errno.EFBIG: "tệp vượt quá cỡ cho phép",
    errno.EACCES: "không có quyền",
    errno.EPERM: "không có quyền",
    errno.EROFS: "ổ đĩa chỉ cho đọc",
    errno.ENOTDIR: "trong đường dẫn có tên là tệp, không phải thư mục",
    errno.EISDIR: "đây là thư mục",
    errno.EEXIST: "đã có tệp trùng tên",
    errno.ENOENT: "không có thư mục này",
    errno.ENAMETOOLONG: "tên quá dài",
    errno.ELOOP: "liên kết vòng tròn",
    errno.EBUSY: "tệp đang được dùng",
    errno.ETXTBSY: "tệp đang được dùng",
    errno.EIO: "ổ đĩa có lỗi",
    errno.ENXIO: "không phải tệp thường mà là ống dẫn hoặc thiết bị",
}


def shown(path: Path) -> str:
    """How messages call a file: relative to the working folder where it lies below it.

    What is no UTF-8 in a name is shown by its bytes.
    """
    try:
        name = str(path.absolute().relative_to(Path.cwd()))
    except (ValueError, OSError):
        name = str(path)
    return printable(name)


def printable(name: str) -> str:
    """A name from the command line or a folder, with its bytes where they are no UTF-8."""
    return visible(name.encode(errors="surrogateescape").decode(errors="backslashreplace"))


def lookalike(path: Path) -> Path | None:
    """A file beside it whose name only looks the same: its letters are put together otherwise."""
    if path.name.isascii():
        return None
    name = normalize("NFC", path.name)
    try:
        for other in path.parent.iterdir():
            if other.name != path.name and normalize("NFC", other.name) == name:
                return other
    except OSError:
        pass
    return None


def reason(error: OSError) -> str:
    """Why the system refused to read or write, in a few words."""
    return _REASONS.get(error.errno or 0, f"lỗi hệ thống số {error.errno}")


class ReadFault(Enum):
    """Why a file is not read."""

    MISSING = "missing"
    FOLDER = "folder"
    LARGE = "large"
    FAILED = "failed"


class Unreadable(Exception):
    """A file that is not read; the text says why, in Vietnamese."""

    def __init__(self, fault: ReadFault, message: str) -> None:
        super().__init__(message)
        self.fault = fault


def read_bounded(path: Path, most: int) -> bytes:
    """The bytes of a regular file, no more than `most`. Raises Unreadable."""
    try:
        with open(path, "rb", opener=regular) as file:
            is_large = os.fstat(file.fileno()).st_size > most
            content = b"" if is_large else file.read(most + 1)
    except FileNotFoundError:
        raise Unreadable(ReadFault.MISSING, "không tìm thấy tệp") from None
    except IsADirectoryError:
        raise Unreadable(ReadFault.FOLDER, "đây là thư mục, không phải tệp") from None
    except OSError as error:
        raise Unreadable(ReadFault.FAILED, f"không đọc được tệp ({reason(error)})") from None
    if is_large or len(content) > most:
        raise Unreadable(ReadFault.LARGE, f"tệp quá lớn: không quá {most // 1024**2} MB")
    return content


def regular(name: str, flags: int) -> int:
    """An opener for `open` that refuses pipes and devices: to open or to read one may never end."""
    descriptor = os.open(name, flags | os.O_NONBLOCK)
    mode = os.fstat(descriptor).st_mode
    if S_ISREG(mode) or S_ISDIR(mode):
        return descriptor
    os.close(descriptor)
    raise OSError(errno.ENXIO, os.strerror(errno.ENXIO), name)
