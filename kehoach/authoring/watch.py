"""Work again after each save of a plan, its register or the templates."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from kehoach.files import PROJECT
from kehoach.findings import MachineProblem
from kehoach.resolve.read import REGISTER

_TEMPLATES = PROJECT / "templates"
_LOOK_AGAIN = 500
"""Milliseconds between looks where the system reports no change, as on some network drives."""

Stamps = dict[Path, tuple[int, int, int] | None]


def watch(plan: Path, work: Callable[[], None]) -> None:
    """Call `work` now and after each change, until KeyboardInterrupt.

    Files are looked up by name each time, so an editor may replace them by renaming; while the
    plan is away nothing is done. Raises MachineProblem if the system cannot watch the folders.
    """
    files = [plan, plan.parent / REGISTER, PROJECT / "content" / REGISTER, *_templates()]
    seen = _stamps(files)
    work()
    for _ in _wakes({folder for file in files for folder in _folders(file)}):
        now = _stamps(files)
        if now != seen and now[plan]:
            seen = now
            work()


def _templates() -> Iterator[Path]:
    return (_TEMPLATES / f"ke_hoach.{kind}" for kind in ("docx", "html", "css"))


def _folders(file: Path) -> Iterator[Path]:
    """A link changes in its own folder, what it points to in another."""
    return (folder for folder in (file.absolute().parent, file.resolve().parent) if folder.is_dir())


def _stamps(files: list[Path]) -> Stamps:
    return {file: _stamp(file) for file in files}


def _stamp(file: Path) -> tuple[int, int, int] | None:
    try:
        state = file.stat()
    except OSError:
        return None
    return state.st_mtime_ns, state.st_size, state.st_ino


def _wakes(folders: set[Path]) -> Iterator[object]:
    """Once per burst of changes in the folders, and now and then without any."""
    from watchfiles import watch as changes

    try:
        yield from changes(
            *folders,
            watch_filter=None,
            recursive=False,
            step=50,
            debounce=300,
            rust_timeout=_LOOK_AGAIN,
            yield_on_timeout=True,
        )
    except OSError as error:
        raise MachineProblem(f"không theo dõi được thư mục ({error})") from None
