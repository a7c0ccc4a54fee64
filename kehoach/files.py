"""Files: written whole or not at all, named as a clerk knows them, system errors in words."""

from __future__ import annotations

import errno
import os
from collections.abc import Mapping
from pathlib import Path
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
