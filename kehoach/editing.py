"""The commands that help while a plan is written: new, show, explain, watch, schema."""

from __future__ import annotations

import argparse
from pathlib import Path

from kehoach.console import Exit
from kehoach.vi_argparse import Parser


def add_editing(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the commands to the parser of all commands."""
    _add_new(commands)


def _add_new(commands: argparse._SubParsersAction[Parser]) -> None:
    command = commands.add_parser(
        "new",
        help="tạo kế hoạch mới từ khung mẫu",
        description="Tạo tệp kế hoạch mới có sẵn khung, ví dụ và lời dặn, tạo được bản dự thảo "
        "ngay; kèm don_vi.yaml nếu trong thư mục chưa có. Không ghi đè tệp đã có.",
        epilog="ví dụ: kehoach new ke-hoach-chuyen-doi-so\n"
        '       kehoach new "Chuyển đổi số năm 2027" -o content --nam 2027',
    )
    command.add_argument("name", metavar="TÊN", help="tên tệp, hoặc trích yếu của kế hoạch")
    command.add_argument(
        "-o", dest="target", type=Path, metavar="TỆP", help="tệp hoặc thư mục để ghi"
    )
    command.add_argument(
        "--nam", type=_year, metavar="NĂM", help="năm kế hoạch (mặc định: năm sau)"
    )
    command.set_defaults(run=_new, parser=command)


def _year(text: str) -> int:
    if not (text.isdecimal() and len(text) == 4):
        raise ValueError
    return int(text)


def _new(arguments: argparse.Namespace) -> Exit:
    from kehoach.reading import shown
    from kehoach.skeleton import new_plan

    made = [shown(path) for path in new_plan(arguments.name, arguments.target, arguments.nam)]
    print(f"Đã tạo {', '.join(made)}.")
    print(f"Mở tệp ra sửa, rồi chạy: kehoach build {made[0]}")
    return Exit.OK
