"""argparse that speaks Vietnamese and exits with the code for a wrong command line."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

from kehoach.cli.console import Exit

_MESSAGES = (
    (r"the following arguments are required: (.*)", r"thiếu: \1"),
    (r"unrecognized arguments: (.*)", r"không hiểu: \1"),
    (
        r"argument (--\S+): invalid choice: '?(.*?)'? \(choose from (.*)\)",
        r"\1 không nhận giá trị “\2”; chọn: \3",
    ),
    (
        r"argument (\S+): invalid choice: '?(.*?)'? \(choose from (.*)\)",
        r"không có lệnh “\2”; chọn: \3",
    ),
    (r"argument (\S+): expected one argument", r"\1 cần một giá trị đi kèm"),
    (r"argument (\S+): expected at least one argument", r"\1 cần ít nhất một giá trị"),
    (r"argument (\S+): invalid (\S+) value: '?(.*?)'?", r"\1: giá trị “\3” không hợp lệ"),
    (r"argument (\S+): not allowed with argument (\S+)", r"không dùng \1 cùng với \2"),
    (r"argument (\S+): ignored explicit argument (.*)", r"\1 không đi kèm giá trị \2"),
    # What a converter of ours says is Vietnamese already.
    (r"argument (\S+): (.*)", r"\1: \2"),
    (r"ambiguous option: (\S+) could match (.*)", r"\1 chưa rõ, có thể là: \2"),
)


class _Formatter(argparse.RawDescriptionHelpFormatter):
    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "cách dùng: " if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """A parser whose headings, help option and errors are Vietnamese; no abbreviated options."""

    def __init__(self, **options: Any) -> None:
        super().__init__(add_help=False, allow_abbrev=False, formatter_class=_Formatter, **options)
        self._positionals.title = "đối số"
        self._optionals.title = "tuỳ chọn"
        self.add_argument("-h", "--help", action="help", help="xem hướng dẫn này")

    def error(self, message: str) -> NoReturn:
        for pattern, replacement in _MESSAGES:
            if match := re.fullmatch(pattern, message):
                said, chosen, choices = match.expand(replacement).partition("; chọn: ")
                message = said + chosen + choices.replace("'", "")
                break
        self.print_usage(sys.stderr)
        self.exit(Exit.USAGE, f"{self.prog}: {message}\nxem thêm: {self.prog} --help\n")
