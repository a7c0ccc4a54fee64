"""What is said of a fault of ours: one line to who met it, a report to who mends it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from kehoach.cli.console import say

_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*")
_OPTION = re.compile(r"--?[a-z]+(?:-[a-z]+)*")
_LIBRARIES = (
    *("docxtpl", "Jinja2", "lxml", "openpyxl", "pikepdf", "pydantic", "pyHanko", "pypdfium2"),
    *("python-docx", "PyYAML", "weasyprint"),
)
_MOST_LINES = 400


def tell_fault(error: BaseException, words: Sequence[str]) -> None:
    """Write the report of a fault that a command of these words met, and say where it is.

    `python -X dev` shows all that Python knows of it as well.
    """
    lines = list(_report(error, words))
    file = _write("\n".join(lines) + "\n")
    if sys.flags.dev_mode:
        from traceback import print_exception

        print_exception(error)
    kind = type(error).__name__
    if file is None:
        say("\n".join(lines))
        where = "gửi những dòng trên"
    else:
        where = f"gửi tệp {file} (không chứa nội dung kế hoạch, mật khẩu)"
    say(
        f"Lỗi của chương trình ({kind}), không phải lỗi trong tệp; {where} cho bộ phận công nghệ "
        "thông tin, và thử lại với bản lưu trước."
    )


def _report(error: BaseException, words: Sequence[str]) -> Iterator[str]:
    """Versions, the command without what it was given, and the way to the place."""
    import platform

    from kehoach import __version__
    from kehoach.workers import trace_of

    yield f"kehoach {__version__}"
    yield f"Python {platform.python_version()}, {platform.platform()}"
    yield ", ".join(_versions())
    yield f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
    yield f"kehoach {' '.join(_without_values(words))}"
    yield ""
    trace = trace_of(error)
    yield from trace[:_MOST_LINES]
    if len(trace) > _MOST_LINES:
        yield f"  … {len(trace) - _MOST_LINES}"


def _versions() -> Iterator[str]:
    from importlib.metadata import PackageNotFoundError, version

    for name in _LIBRARIES:
        try:
            yield f"{name} {version(name)}"
        except PackageNotFoundError:
            yield f"{name} -"


def _without_values(words: Sequence[str]) -> Iterator[str]:
    """Commands and options; names of files, people and all other values become '…'."""
    for index, word in enumerate(words):
        option = word.partition("=")[0]
        if not index and _WORD.fullmatch(word):
            yield word
        elif _OPTION.fullmatch(option):
            yield option
        else:
            yield "…"


def _write(text: str) -> Path | None:
    """A file of our own, which nobody else may read; None where there is no place for it."""
    from tempfile import mkstemp

    try:
        descriptor, name = mkstemp(prefix="kehoach-loi-", suffix=".txt")
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError:
        return None
    return Path(name)
