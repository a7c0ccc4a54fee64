"""Every operation on files that writing is made of: one call of the system each, nothing decided.

Tests let the n-th of them fail, or the process die at it. What only some systems have (locks,
owners, a folder that can be flushed) stands here, with what is done elsewhere.
"""

from __future__ import annotations

import errno
import os
import socket
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from stat import S_IMODE, S_ISDIR, S_ISREG
from types import ModuleType

fcntl: ModuleType | None
try:
    import fcntl
except ImportError:  # Windows: a file beside the locked one does instead
    fcntl = None

_NO_LOCKS = frozenset({errno.ENOLCK, errno.EBADF, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP})
"""What file systems answer that have none, or none for a file that may only be read."""
_BINARY = getattr(os, "O_BINARY", 0)
_NEW = os.O_CREAT | os.O_EXCL | os.O_WRONLY | _BINARY


def make_folder(path: Path) -> None:
    """Make a folder, and those above it that are missing."""
    path.mkdir(parents=True, exist_ok=True)


def make_own_folder(path: Path) -> None:
    """Make a folder that nobody but its owner may look into."""
    with suppress(FileExistsError):
        path.mkdir(0o700)


def create(path: Path, mode: int) -> int:
    """Open a new file to write; FileExistsError where there is one."""
    return os.open(path, _NEW, mode)


def write(descriptor: int, data: memoryview) -> int:
    """Write some of the bytes; how many."""
    return os.write(descriptor, data)


def flush(descriptor: int) -> None:
    """Have the disk keep what was written."""
    os.fsync(descriptor)


def close(descriptor: int) -> None:
    """Close what was opened."""
    os.close(descriptor)


def replace(source: Path, target: Path) -> None:
    """Give a file another name, at once and in place of the one that has it."""
    source.replace(target)


def link(source: Path, target: Path) -> None:
    """Give a file a second name; FileExistsError where that is taken."""
    os.link(source, target)


def may_write(path: Path) -> bool:
    """Whether the rights of a file let it be written."""
    return os.access(path, os.W_OK)


def remove(path: Path) -> None:
    """Take a file away; one that is gone is no mistake."""
    path.unlink(missing_ok=True)


def remove_folder(path: Path) -> None:
    """Take away a folder that is empty."""
    path.rmdir()


def flush_folder(folder: Path) -> None:
    """Have the disk keep the names in a folder, where the system can."""
    if os.name != "posix":
        return
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


# Owners and rights


def give_looks(
    descriptor: int, like: os.stat_result, attributes: Iterable[tuple[str, bytes]]
) -> None:
    """Give a file the owner, the rights and the further attributes of another.

    Who may not give a file away keeps it, in the other's group where that is theirs too.
    """
    if hasattr(os, "fchown") and (like.st_uid, like.st_gid) != (os.geteuid(), os.getegid()):
        try:
            os.fchown(descriptor, like.st_uid, like.st_gid)
        except OSError:
            with suppress(OSError):
                os.fchown(descriptor, -1, like.st_gid)
    if hasattr(os, "fchmod"):
        os.fchmod(descriptor, S_IMODE(like.st_mode))
    for name, value in attributes:
        with suppress(OSError):
            os.setxattr(descriptor, name, value)


def attributes_of(path: Path) -> list[tuple[str, bytes]]:
    """What a file has beside owner and rights, such as lists of who may read it."""
    if not hasattr(os, "listxattr"):
        return []
    try:
        return [(name, os.getxattr(path, name)) for name in os.listxattr(path)]
    except OSError:
        return []


def share_as(folder: Path, above: Path) -> None:
    """Let whoever may work in a folder work in one inside it."""
    state = above.stat()
    with suppress(OSError):
        if hasattr(os, "chown") and state.st_uid != os.geteuid():
            os.chown(folder, state.st_uid, state.st_gid)
    with suppress(OSError):
        folder.chmod(S_IMODE(state.st_mode) | 0o700)


def user() -> str:
    """Who runs this, in letters that a file name may have."""
    return str(os.getuid()) if hasattr(os, "getuid") else "0"


# Processes


@cache
def machine() -> str:
    """What tells this machine, and the numbers of its processes, from others that share a disk."""
    named = socket.gethostname().encode()
    with suppress(OSError):
        named += str(os.stat("/proc/self/ns/pid").st_ino).encode()  # noqa: PTH116
    return blake2b(named, digest_size=4).hexdigest()


def is_alive(process: int) -> bool:
    """Whether a process of this machine runs; where the system cannot tell, it does."""
    if os.name != "posix":
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


# Locks


def open_to_lock(path: Path) -> int:
    """Open a file or folder for `try_lock`; what may never open, pipes and devices, is refused."""
    flags = getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0)
    try:
        descriptor = os.open(path, os.O_RDWR | flags)  # network drives lock no file for reading
    except (PermissionError, IsADirectoryError):
        descriptor = os.open(path, os.O_RDONLY | flags)
    mode = os.fstat(descriptor).st_mode
    if S_ISREG(mode) or S_ISDIR(mode):
        return descriptor
    os.close(descriptor)
    raise OSError(errno.ENXIO, os.strerror(errno.ENXIO), str(path))


def try_lock(descriptor: int) -> bool | None:
    """Keep everybody else from locking what is open; False if somebody has, None if none can.

    Closing it, or the end of the process, lets go.
    """
    if fcntl is None:
        return None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        if error.errno in _NO_LOCKS:
            return None
        raise
    return True


def is_still(descriptor: int, path: Path) -> bool:
    """Whether a path leads to what was opened by it."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except FileNotFoundError:
        return False
