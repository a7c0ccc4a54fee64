"""Files of others read in bounds; ours written whole or not at all: a failed run changes none."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from enum import Enum
from pathlib import Path
from stat import S_ISDIR, S_ISREG
from tempfile import NamedTemporaryFile

from kehoach.findings import MachineProblem

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
    """How messages call a file: relative to the working folder where it lies below it."""
    try:
        return str(path.absolute().relative_to(Path.cwd()))
    except ValueError:
        return str(path)


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


def write_files(contents: Mapping[Path, bytes]) -> None:
    """Write every file beside its target, then rename them all.

    Raises MachineProblem when the folder cannot be made or written (permission, disk full).
    """
    for target in contents:
        if target.is_dir():
            raise MachineProblem(f"không ghi được {target}: đã có thư mục trùng tên; đổi tên nó đi")
    waiting: dict[str, Path] = {}
    try:
        for target, data in contents.items():
            target.parent.mkdir(parents=True, exist_ok=True)
            with NamedTemporaryFile(
                dir=target.parent, prefix=f".{target.name}.", delete=False
            ) as file:
                waiting[file.name] = target
                file.write(data)
        for name, target in waiting.items():
            Path(name).chmod(_default_mode())
            Path(name).replace(target)
    except OSError as error:
        where = waiting.get(str(error.filename), error.filename2 or next(iter(contents)).parent)
        raise MachineProblem(
            f"không ghi được {where}: {reason(error)}; kiểm tra quyền ghi, dung lượng đĩa, "
            "và đóng tệp nếu đang mở"
        ) from None
    finally:
        for name in waiting:
            Path(name).unlink(missing_ok=True)


def _default_mode() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
