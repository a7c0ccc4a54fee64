"""argparse that speaks Vietnamese and exits with the code for a wrong command line."""

from __future__ import annotations

import argparse
import sys
from typing import Any, NoReturn

from kehoach.cli.argparse_vietnamese import speak_vietnamese
from kehoach.cli.console import Exit

speak_vietnamese()


class Parser(argparse.ArgumentParser):
    """A parser whose help and errors are Vietnamese; no abbreviated options."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            allow_abbrev=False, formatter_class=argparse.RawDescriptionHelpFormatter, **options
        )

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
