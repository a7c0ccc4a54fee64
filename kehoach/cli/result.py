"""The options `--format` and `-o` of commands whose result is shown as text or put into a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kehoach.cli.parser import Parser, WrongUsage

_PLAIN = ("", ".txt")
"""Suffixes of files that hold the words of the terminal."""


@dataclass(frozen=True, slots=True)
class ResultOptions:
    """In which format the result is asked for, and the file it is to go into."""

    format: str | None
    target: Path | None


def add_result(command: Parser, formats: Sequence[str]) -> None:
    """Add both options; `formats` are those of the command beside `text`, named by the suffix."""
    command.add_argument(
        "--format",
        choices=("text", *formats),
        metavar="DẠNG",
        help=f"dạng kết quả: text (mặc định), {', '.join(formats[:-1])} hoặc {formats[-1]}; "
        "không ghi thì theo đuôi tệp ở -o",
    )
    command.add_argument(
        "-o", dest="target", type=Path, metavar="TỆP", help="ghi kết quả vào tệp này"
    )


def result_format(options: ResultOptions, formats: Sequence[str], shown: Sequence[str] = ()) -> str:
    """The format asked for, by `--format` or else by the name of the file.

    A wrong command line is told where both disagree, and where a format other than text and those
    of `shown`, which are text as well, has no file to go into.
    """
    target = options.target
    suffix = target.suffix.lower() if target else ""
    named = "text" if suffix in _PLAIN else "html" if suffix == ".htm" else suffix[1:]
    form = options.format or named
    if target is None:
        if form != "text" and form not in shown:
            raise WrongUsage(f"--format {form} cần -o TỆP.{form}")
    elif named != form or form not in ("text", *formats):
        wanted = [options.format] if options.format else ["text", *formats]
        suffixes = [".txt" if each == "text" else f".{each}" for each in wanted]
        raise WrongUsage(f"tên tệp để ghi phải có đuôi {' hoặc '.join(suffixes)}: {target}")
    return form
