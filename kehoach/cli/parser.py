"""argparse that speaks Vietnamese and exits with the code for a wrong command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, TypeVar

from kehoach.cli.argparse_vietnamese import speak_vietnamese
from kehoach.cli.console import Exit

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

    Options = TypeVar("Options", bound=DataclassInstance)

speak_vietnamese()


class WrongUsage(Exception):
    """A command line that argparse cannot know to be wrong; the text says why."""


class Parser(argparse.ArgumentParser):
    """A parser whose help and errors are Vietnamese; no abbreviated options."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, **options
        )

    def add_plan(self, help_: str = "tệp .yaml", **options: Any) -> None:
        """Add the argument that every command on a plan begins with."""
        self.add_argument("plan", type=Path, metavar="KẾ_HOẠCH", help=help_, **options)

    def add_overwrite(self, help_: str = "") -> None:
        """Add the option that lets a command write over what it did not make."""
        self.add_argument(
            "--ghi-de",
            dest="overwrite",
            action="store_true",
            help=help_ or "ghi đè cả tệp không do lệnh này tạo, hoặc đã được sửa sau khi tạo",
        )
        for alias in ("--force", "--overwrite"):
            self.add_argument(alias, dest="overwrite", action="store_true", help=argparse.SUPPRESS)

    def runs(self, command: Callable[[Options], Exit], options: type[Options]) -> None:
        """Have `command` run with its options, which are filled from the command line here."""

        def run(parsed: argparse.Namespace) -> Exit:
            values = {field.name: getattr(parsed, field.name) for field in fields(options)}
            try:
                return command(options(**values))
            except WrongUsage as wrong:
                self.error(str(wrong))

        self.set_defaults(run=run)

    def format_help(self) -> str:
        """The help of argparse, and what the exit codes of a command mean."""
        told = super().format_help()
        if self.get_default("run") is None:
            return told
        from kehoach.cli.exit_codes import exit_code_lines

        return told + exit_code_lines(self.prog.partition(" ")[2])

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(Exit.USAGE, f"{self.prog}: {message}\nxem thêm: {self.prog} --help\n")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """A command is told as one, which a catalogue cannot do."""
        if action.choices is None or value in action.choices:
            return
        choices = ", ".join(action.choices)
        if isinstance(action, argparse._SubParsersAction):
            raise argparse.ArgumentError(None, f"không có lệnh “{value}”; chọn: {choices}")
        raise argparse.ArgumentError(action, f"không nhận giá trị “{value}”; chọn: {choices}")


Commands: TypeAlias = "argparse._SubParsersAction[Parser]"
"""What a command is added to."""


def year(text: str) -> int:
    """Read a year; what is none is told by the parser."""
    if not (text.isascii() and text.isdecimal() and len(text) == 4):
        raise ValueError
    return int(text)
