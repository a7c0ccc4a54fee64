"""The command `kehoach annex`: figures out to Excel and back into the plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kehoach.cli.console import Exit, exit_with, give, say, say_findings
from kehoach.cli.formats import XLSX
from kehoach.cli.parser import Commands

if TYPE_CHECKING:
    from kehoach.xlsx.update import FigureChange

_HEADINGS = ("Đơn vị", "Cột", "Cũ", "Mới", "Chênh lệch")


@dataclass(frozen=True, slots=True)
class _ExportOptions:
    plan: Path
    annex: str | None
    target: Path
    overwrite: bool


@dataclass(frozen=True, slots=True)
class _ImportOptions:
    plan: Path
    workbook: Path
    annex: str | None


def add_commands(commands: Commands) -> None:
    """Add the command and its two actions to the parser of all commands."""
    command = commands.add_parser(
        "annex",
        help="xuất biểu phụ lục ra Excel, nhập số liệu từ Excel",
        description="Xuất biểu phụ lục ra Excel cho các đơn vị nhập số, rồi nhập số liệu vào "
        "kế hoạch.",
        epilog="ví dụ: kehoach annex export content/plan_2024.yaml -o so_lieu.xlsx\n"
        "       kehoach annex import content/plan_2024.yaml so_lieu.xlsx",
    )
    actions = command.add_subparsers(title="các lệnh", metavar="LỆNH", required=True)
    _add_export(actions)
    _add_import(actions)


def _add_export(actions: Commands) -> None:
    action = actions.add_parser(
        "export",
        help="xuất biểu phụ lục ra tệp Excel",
        description="Ghi mỗi phụ lục thành một trang tính: tiêu đề như in, ô nhập nền vàng, ô tự "
        "tính là công thức Excel cho kết quả đúng như bản in.",
        epilog="ví dụ: kehoach annex export content/plan_2024.yaml giam_ngheo -o so_lieu.xlsx",
    )
    action.add_plan()
    action.add_argument(
        "annex", nargs="?", metavar="PHỤ_LỤC", help="mã phụ lục (mặc định: tất cả phụ lục)"
    )
    action.add_argument(
        "-o", dest="target", type=Path, required=True, metavar="TỆP", help="tệp .xlsx để ghi"
    )
    action.add_overwrite()
    action.runs(_export, _ExportOptions)


def _add_import(actions: Commands) -> None:
    action = actions.add_parser(
        "import",
        help="nhập số liệu từ tệp Excel vào kế hoạch",
        description="Đọc số liệu từ tệp .xlsx (tệp do export tạo ra, hoặc bảng tự lập có cột tên "
        "đơn vị và tiêu đề cột như trong biểu), đưa vào kế hoạch. Chỉ những số thay đổi được sửa; "
        "còn một lỗi thì không ghi gì.",
        epilog="ví dụ: kehoach annex import content/plan_2024.yaml so_lieu.xlsx",
    )
    action.add_plan()
    action.add_argument("workbook", type=Path, metavar="TỆP_EXCEL", help="tệp .xlsx")
    action.add_argument(
        "annex",
        nargs="?",
        metavar="PHỤ_LỤC",
        help="mã phụ lục (mặc định: mọi phụ lục có trong tệp)",
    )
    action.runs(_import, _ImportOptions)


def _export(options: _ExportOptions) -> Exit:
    from kehoach.disk.made_files import Maker
    from kehoach.files import shown
    from kehoach.resolve.read import read_plan
    from kehoach.xlsx.export import export

    XLSX.refuse_other(options.target)
    content = export(read_plan(options.plan, as_draft=True), options.annex)
    give(content, options.target, Maker("annex export", options.plan, options.overwrite))
    say("Nhập số vào ô nền vàng, lưu tệp, rồi chạy:")
    say(f"  kehoach annex import {shown(options.plan)} {shown(options.target)}")
    return Exit.OK


def _import(options: _ImportOptions) -> Exit:
    from kehoach.files import shown
    from kehoach.xlsx.import_figures import import_figures

    changes, findings = import_figures(options.plan, options.workbook, options.annex)
    say_findings(findings)
    _print_changes(changes, shown(options.plan))
    return exit_with(findings)


def _print_changes(changes: Sequence[FigureChange], plan: str) -> None:
    if not changes:
        print(f"Số liệu trong tệp Excel trùng với {plan}; không có gì thay đổi.")
        return
    table = [_HEADINGS, *(change.cells() for change in changes)]
    widths = [max(len(row[column]) for row in table) for column in range(len(_HEADINGS))]
    for row in table:
        words = [text.ljust(width) for text, width in zip(row[:2], widths[:2], strict=True)]
        figures = [text.rjust(width) for text, width in zip(row[2:], widths[2:], strict=True)]
        print("  ".join([*words, f"{figures[0]} → {figures[1]}", figures[2]]).rstrip())
    units = len({change.unit for change in changes})
    say(f"Đã sửa {len(changes)} số liệu của {units} đơn vị trong {plan}.")
