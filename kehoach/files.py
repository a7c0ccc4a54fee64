"""Files written whole or not at all: a failed run leaves the old files as they were."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from tempfile import NamedTemporaryFile

from kehoach.file_errors import reason
from kehoach.findings import MachineProblem


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
