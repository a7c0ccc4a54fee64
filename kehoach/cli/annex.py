"""The command `kehoach annex`: figures out to Excel and back into the plan."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kehoach.cli.console import Exit, say, say_findings
from kehoach.cli.parser import Parser

if TYPE_CHECKING:
    from kehoach.xlsx.update import FigureChange

_HEADINGS = ("Đơn vị", "Cột", "Cũ", "Mới", "Chênh lệch")


def add_annex(commands: argparse._SubParsersAction[Parser]) -> None:
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


def _add_export(actions: argparse._SubParsersAction[Parser]) -> None:
    action = actions.add_parser(
        "export",
        help="xuất biểu phụ lục ra tệp Excel",
        description="Ghi mỗi phụ lục thành một trang tính: tiêu đề như in, ô nhập nền vàng, ô tự "
        "tính là công thức Excel cho kết quả đúng như bản in.",
        epilog="ví dụ: kehoach annex export content/plan_2024.yaml giam_ngheo -o so_lieu.xlsx",
    )
    action.add_argument("plan", type=Path, metavar="KẾ_HOẠCH", help="tệp .yaml")
    action.add_argument(
        "annex", nargs="?", metavar="PHỤ_LỤC", help="mã phụ lục (mặc định: tất cả phụ lục)"
    )
    action.add_argument(
        "-o", dest="target", type=Path, required=True, metavar="TỆP", help="tệp .xlsx để ghi"
    )
    action.set_defaults(run=_export, parser=action)


def _add_import(actions: argparse._SubParsersAction[Parser]) -> None:
    action = actions.add_parser(
        "import",
        help="nhập số liệu từ tệp Excel vào kế hoạch",
        description="Đọc số liệu từ tệp .xlsx (tệp do export tạo ra, hoặc bảng tự lập có cột tên "
        "đơn vị và tiêu đề cột như trong biểu), đưa vào kế hoạch. Chỉ những số thay đổi được sửa; "
        "còn một lỗi thì không ghi gì.",
        epilog="ví dụ: kehoach annex import content/plan_2024.yaml so_lieu.xlsx",
    )
    action.add_argument("plan", type=Path, metavar="KẾ_HOẠCH", help="tệp .yaml")
    action.add_argument("workbook", type=Path, metavar="TỆP_EXCEL", help="tệp .xlsx")
    action.add_argument(
        "annex",
        nargs="?",
        metavar="PHỤ_LỤC",
        help="mã phụ lục (mặc định: mọi phụ lục có trong tệp)",
    )
    action.set_defaults(run=_import, parser=action)


def _export(arguments: argparse.Namespace) -> Exit:
    from kehoach.files import shown, write_files
    from kehoach.xlsx.annex_views import read_annexes
    from kehoach.xlsx.export import export

    if arguments.target.suffix.lower() != ".xlsx":
        arguments.parser.error(f"tên tệp để ghi phải có đuôi .xlsx: {arguments.target}")
    content = export(read_annexes(arguments.plan), arguments.annex)
    write_files({arguments.target: content})
    print(f"Đã ghi {shown(arguments.target)}.")
    print("Nhập số vào ô nền vàng, lưu tệp, rồi chạy:")
    print(f"  kehoach annex import {shown(arguments.plan)} {shown(arguments.target)}")
    return Exit.OK


def _import(arguments: argparse.Namespace) -> Exit:
    from kehoach.files import shown, write_files
    from kehoach.findings import Severity
    from kehoach.source.encoding import encode
    from kehoach.xlsx.annex_views import read_annexes, with_text
    from kehoach.xlsx.find_sheets import read_sheets
    from kehoach.xlsx.open_workbook import open_book
    from kehoach.xlsx.update import changes, compare_computed, updated_text

    annexes = read_annexes(arguments.plan)
    views = annexes.choose(arguments.annex)
    sheets = read_sheets(annexes, views, open_book(arguments.workbook, shown(arguments.workbook)))
    made = list(changes(sheets))
    text = updated_text(annexes.source, made)
    compare_computed(sheets, with_text(annexes, text))
    if made:
        write_files({arguments.plan: encode(text, arguments.plan)})
    findings = [finding for sheet in sheets for finding in sheet.findings]
    say_findings(findings)
    _print_changes(made, shown(arguments.plan))
    warned = any(finding.severity is Severity.WARNING for finding in findings)
    return Exit.FINDINGS if warned else Exit.OK


def _print_changes(made: Sequence[FigureChange], plan: str) -> None:
    if not made:
        print(f"Số liệu trong tệp Excel trùng với {plan}; không có gì thay đổi.")
        return
    table = [_HEADINGS, *(change.cells() for change in made)]
    widths = [max(len(row[column]) for row in table) for column in range(len(_HEADINGS))]
    for row in table:
        words = [text.ljust(width) for text, width in zip(row[:2], widths[:2], strict=True)]
        figures = [text.rjust(width) for text, width in zip(row[2:], widths[2:], strict=True)]
        print("  ".join([*words, f"{figures[0]} → {figures[1]}", figures[2]]).rstrip())
    units = len({change.unit for change in made})
    say(f"Đã sửa {len(made)} số liệu của {units} đơn vị trong {plan}.")
