"""The command `kehoach duties`: who has which duty, in which role, until when."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kehoach.console import Exit
from kehoach.vi_argparse import Parser

FORMATS = ("text", "xlsx", "docx", "ics")


def add_duties(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command to the parser of all commands."""
    command = commands.add_parser(
        "duties",
        help="nhiệm vụ của từng đơn vị: mục nào, vai trò gì, thời hạn nào",
        description="Lập danh mục nhiệm vụ từ kế hoạch: mỗi đơn vị có những nội dung nào ở mục "
        "nào, vai trò, thời hạn. Nội dung giao cho một nhóm được tính cho từng thành viên. "
        "Dạng ics là các thời hạn để đưa vào lịch làm việc.",
        epilog="ví dụ: kehoach duties content/plan_2024.yaml --don-vi so_yt\n"
        "       kehoach duties content/plan_2024.yaml --format xlsx -o nhiem_vu.xlsx\n"
        "       kehoach duties content/plan_2024.yaml --don-vi h_kbang --format ics -o kbang.ics",
    )
    command.add_argument("plan", type=Path, metavar="KẾ_HOẠCH", help="tệp .yaml")
    command.add_argument(
        "--don-vi",
        dest="unit",
        metavar="MÃ",
        help="chỉ đơn vị này (mã hoặc tên trong don_vi.yaml); mặc định: mọi đơn vị",
    )
    command.add_argument(
        "--format", choices=FORMATS, default="text", help="text (mặc định), xlsx, docx hoặc ics"
    )
    command.add_argument("-o", dest="target", type=Path, metavar="TỆP", help="tệp để ghi")
    command.set_defaults(run=_duties, parser=command)


def _duties(arguments: argparse.Namespace) -> Exit:
    from kehoach.output import write_files
    from kehoach.reading import shown

    data = _made(arguments)
    if arguments.target is None:
        sys.stdout.write(data.decode())
        return Exit.OK
    write_files({arguments.target: data})
    print(f"Đã ghi {shown(arguments.target)}.")
    return Exit.OK


def _made(arguments: argparse.Namespace) -> bytes:
    """The file asked for."""
    from kehoach.duties.listing import find_unit, listings
    from kehoach.duties.matrix import Matrix
    from kehoach.reading import read_plan

    if arguments.target is None and arguments.format in ("xlsx", "docx"):
        arguments.parser.error(f"--format {arguments.format} cần -o TỆP để ghi")
    read = read_plan(arguments.plan)
    matrix = Matrix(read.document, read.register)
    if arguments.unit:
        units: tuple[str, ...] = (find_unit(arguments.unit, read, matrix),)
    else:
        units = matrix.holders if arguments.format == "xlsx" else matrix.named
    found = listings(read, matrix, units)
    if arguments.format == "xlsx":
        from kehoach.duties.workbook import workbook

        return workbook(read, matrix, found)
    if arguments.format == "docx":
        from kehoach.duties.word import word_file

        return word_file(read, found)
    if arguments.format == "ics":
        from kehoach.duties.ics import calendar

        return calendar(read, found)
    from kehoach.duties.text import as_text

    return "".join(f"{line}\n" for line in as_text(found)).encode()
