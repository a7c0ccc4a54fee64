"""The command `kehoach`: words of the command line to calls, results to words and exit codes."""

from __future__ import annotations

import argparse
import os
import select
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import TextIO

from kehoach.cli.console import Exit, say, say_findings
from kehoach.cli.parser import Parser
from kehoach.startup import end_as_told, speak_in_any_encoding

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
    """Run a command; returns its exit code, never a traceback."""
    speak_in_any_encoding()
    words = sys.argv[1:] if argv is None else argv
    try:
        return _run(words)
    except Exception as error:
        try:
            return _unforeseen(error, words)
        except BrokenPipeError:
            return _let_go_of_output(Exit.FAULT)


def _unforeseen(error: Exception, words: Sequence[str]) -> int:
    """Say what stopped a command that no part of it was ready for."""
    if isinstance(error, BrokenPipeError) and any(map(_is_gone, (sys.stdout, sys.stderr))):
        return _let_go_of_output(Exit.OK)  # `| head` has seen enough
    if isinstance(error, OSError) and type(error).__module__ == "builtins" and error.errno:
        from kehoach.files import reason

        say(f"Lỗi máy: {error.filename or 'không đọc, không ghi được'}: {reason(error)}")
        return _let_go_of_output(Exit.MACHINE)
    from kehoach.cli.fault_report import tell_fault

    tell_fault(error, words)
    return Exit.FAULT


def _is_gone(stream: TextIO) -> bool:
    """Whether nobody reads a stream any more."""
    watch = select.poll()
    try:
        watch.register(stream, select.POLLOUT)
        return any(event & select.POLLERR for _, event in watch.poll(0))
    except (OSError, ValueError):
        return False


def _let_go_of_output(code: Exit) -> Exit:
    """What Python still wants to write at its end goes nowhere, if it cannot be written."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
            broken = _is_gone(stream)
        except (OSError, ValueError):
            broken = True
        if broken:
            os.dup2(nowhere, stream.fileno())
    return code


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
