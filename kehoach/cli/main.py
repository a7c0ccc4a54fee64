"""The command `kehoach`: words of the command line to calls, results to words and exit codes."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence

from kehoach.cli.annex import add_annex
from kehoach.cli.build import add_build
from kehoach.cli.check import add_check
from kehoach.cli.console import Exit, say, say_findings
from kehoach.cli.deliver import add_deliver
from kehoach.cli.delivered import add_lists
from kehoach.cli.duties import add_duties
from kehoach.cli.git import add_compare
from kehoach.cli.parser import Parser
from kehoach.cli.recipients import add_recipients
from kehoach.cli.roll import add_roll
from kehoach.cli.send import add_send
from kehoach.cli.writing import add_editing


def main(argv: Sequence[str] | None = None) -> int:
    """Run a command; returns its exit code, never a traceback for bad input."""
    try:
        return _run(argv)
    except BrokenPipeError:
        # `| head` has seen enough; what Python still wants to write at its end goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.OK


def _run(argv: Sequence[str] | None) -> int:
    from kehoach.findings import InputRefused, MachineProblem

    try:
        parsed = _parser().parse_args(argv)
        code = int(parsed.run(parsed))
        sys.stdout.flush()
        return code
    except SystemExit as stop:
        return stop.code if isinstance(stop.code, int) else Exit.USAGE
    except InputRefused as refused:
        say_findings(refused.findings)
        return Exit.REFUSED
    except MachineProblem as problem:
        say(f"Lỗi máy: {problem}")
        return Exit.MACHINE
    except MemoryError:
        say("Lỗi máy: hết bộ nhớ; đóng bớt chương trình khác rồi chạy lại.")
        return Exit.MACHINE
    except KeyboardInterrupt:
        say("Đã dừng theo yêu cầu.")
        return Exit.MACHINE


def _parser() -> argparse.ArgumentParser:
    parser = Parser(
        prog="kehoach",
        description="Làm kế hoạch hành chính (KH-UBND) từ tệp YAML thành DOCX và PDF "
        "đúng thể thức Nghị định 30/2020/NĐ-CP.",
        epilog="ví dụ: kehoach build content/plan_2024.yaml",
    )
    commands = parser.add_subparsers(title="các lệnh", metavar="LỆNH", required=True)
    add_build(commands)
    add_editing(commands)
    add_check(commands)
    add_compare(commands)
    add_annex(commands)
    add_roll(commands)
    add_recipients(commands)
    add_duties(commands)
    add_send(commands)
    add_deliver(commands)
    add_lists(commands)
    return parser
