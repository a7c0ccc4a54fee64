"""What commands remember beside the files they work on: a folder of that name in the same folder.

Whoever may work in the folder may work in this one; git passes it over.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from kehoach.disk import operations
from kehoach.disk.replacing import clear, written_beside
from kehoach.files import Unreadable, read_bounded

MEMORY = ".kehoach"
MOST_BYTES = 512 * 1024 * 1024
"""Of a file that is looked at: far more than any command makes."""


def memory_of(path: Path, kind: str) -> Path:
    """The folder of what is remembered of one kind about a file, whether it is there or not."""
    return path.parent / MEMORY / kind


def make_memory(folder: Path) -> None:
    """Make a folder that `memory_of` gave. Raises OSError or MachineProblem if that cannot be."""
    if folder.is_dir():
        return
    above = folder.parent
    if not above.is_dir():
        if not above.parent.is_dir():
            raise FileNotFoundError(str(above.parent))
        operations.make_folder(above)
        operations.share_as(above, above.parent)
        remember(above / ".gitignore", b"*\n")
    operations.make_folder(folder)
    operations.share_as(folder, above)


def remember(file: Path, content: bytes, *, flushed: bool = False) -> None:
    """Write a file of memory, whole or not at all."""
    clear(file.parent)
    with written_beside(file, content, flushed=flushed) as written:
        operations.replace(written, file)


def recall(file: Path) -> bytes | None:
    """What a file says, of memory or of what commands made; None if none can be read."""
    with suppress(Unreadable):
        return read_bounded(file, MOST_BYTES)
    return None
