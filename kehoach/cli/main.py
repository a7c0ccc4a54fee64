"""The command `kehoach`: words of the command line to calls, results to words and exit codes."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from kehoach.cli.console import Exit, print_whatever_comes, say, say_findings
from kehoach.cli.parser import Parser
from kehoach.startup import end_as_told

_COMMANDS = {
    "build": ("build",),
    "writing": ("new", "show", "explain", "watch", "schema", "nang-cap", "upgrade"),
    "check": ("check", "rules"),
    "diff": ("diff",),
    "git": ("git-install", "git-diff", "git-text"),
    "annex": ("annex",),
    "roll": ("roll", "todo", "decide"),
    "undo": ("hoan-tac", "undo"),
    "recipients": ("recipients",),
    "duties": ("duties",),
    "send": ("send",),
    "deliver": ("deliver",),
    "delivered": ("delivered", "so-van-ban-di"),
}
"""Modules of this room, and the commands that each adds to the parser, in the order of the help."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit code, never a traceback for bad input."""
    print_whatever_comes()
    try:
        return _run(sys.argv[1:] if argv is None else argv)
    except BrokenPipeError:
        # `| head` has seen enough; what Python still wants to write at its end goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.OK


def _run(words: Sequence[str]) -> int:
    try:
        return _call(_parser(*words[:1]).parse_args(words))
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else Exit.USAGE
    except MemoryError:
        say("Lỗi máy: hết bộ nhớ; đóng bớt chương trình khác rồi chạy lại.")
        return Exit.MACHINE
    except KeyboardInterrupt:
        end_as_told()
        say("Đã dừng theo yêu cầu.")
        return Exit.MACHINE


def _call(parsed: argparse.Namespace) -> int:
    from kehoach.findings import InputRefused, MachineProblem

    try:
        code = int(parsed.run(parsed))
        sys.stdout.flush()
        return code
    except InputRefused as refused:
        say_findings(refused.findings)
        return Exit.REFUSED
    except MachineProblem as problem:
        say(f"Lỗi máy: {problem}")
        return Exit.MACHINE


def _parser(command: str = "") -> Parser:
    """The parser of the module that has the command, else that of all: what starts loads little."""
    parser = Parser(
        prog="kehoach",
        description="Làm kế hoạch hành chính (KH-UBND) từ tệp YAML thành DOCX và PDF "
        "đúng thể thức Nghị định 30/2020/NĐ-CP.",
        epilog="ví dụ: kehoach build content/plan_2024.yaml",
    )
    commands = parser.add_subparsers(title="các lệnh", metavar="LỆNH", required=True)
    for name in [name for name, own in _COMMANDS.items() if command in own] or _COMMANDS:
        import_module(f"kehoach.cli.{name}").add_commands(commands)
    return parser
