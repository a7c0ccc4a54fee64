"""The command `kehoach hoan-tac`: the last command that wrote a plan, undone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path

from kehoach.cli.console import Exit
from kehoach.cli.parser import Commands


@dataclass(frozen=True, slots=True)
class _UndoOptions:
    plan: Path
    overwrite: bool


def add_commands(commands: Commands) -> None:
    """Add the command to the parser of all commands."""
    command = commands.add_parser(
        "hoan-tac",
        aliases=["undo"],
        help="trả kế hoạch về như trước lệnh vừa ghi vào nó",
        description="Trả tệp kế hoạch về đúng từng byte như trước lệnh gần nhất đã ghi vào nó "
        "(decide, diff --apply, annex import, check --fix, roll, nang-cap, new). Gọi nhiều lần để "
        "lùi nhiều bước. Tệp đã được sửa sau lệnh ấy thì máy từ chối.",
        epilog="ví dụ: kehoach hoan-tac content/plan_2025.yaml",
    )
    command.add_plan()
    command.add_overwrite(
        "hoàn tác cả khi tệp đã được sửa sau lệnh ấy; hoàn tác lần nữa để lấy lại phần sửa"
    )
    command.runs(_undo, _UndoOptions)


def _undo(options: _UndoOptions) -> Exit:
    from kehoach.authoring.skeleton import is_untouched
    from kehoach.files import shown
    from kehoach.rewriting.plan_file import changing

    with changing(options.plan, "hoan-tac") as file:
        step = file.undo(partial(is_untouched, options.plan), overwrite=options.overwrite)
        left = file.steps.count()
    name = shown(options.plan)
    if step is None:
        print(f"{name}: đã hoàn tác lệnh “new”: xoá tệp còn nguyên như lệnh ấy tạo ra.")
        return Exit.OK
    when = f"{step.when:%H:%M:%S ngày %d/%m/%Y}"
    result = "xoá tệp mà lệnh ấy tạo ra" if step.before is None else "tệp như trước lệnh ấy"
    print(f"{name}: đã hoàn tác lệnh “{step.command}” lúc {when}: {result}.")
    if left:
        print(f"Còn hoàn tác được {left} lệnh trước đó.")
    return Exit.OK
