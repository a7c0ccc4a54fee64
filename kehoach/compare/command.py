"""The commands `kehoach diff` and `kehoach git-install`."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kehoach.console import Exit, say
from kehoach.vi_argparse import Parser

if TYPE_CHECKING:
    from kehoach.compare.changes import Comparison


def add_compare(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the commands to the parser of all commands."""
    command = commands.add_parser(
        "diff",
        help="so hai bản kế hoạch: nội dung nào thêm, bỏ, sửa, chuyển",
        description="So hai bản kế hoạch theo từng nội dung, từng ô số liệu: thêm, bỏ, sửa lời, "
        "chuyển chỗ, đổi số thứ tự, đổi đơn vị, đổi thời hạn, đổi số liệu và những chỗ tự đổi "
        "theo. Mã thoát: 0 không thay đổi về nội dung, 1 có thay đổi, 2 không đọc được.",
        epilog="ví dụ: kehoach diff content/plan_2024.yaml content/plan_2025.yaml\n"
        "       kehoach diff HEAD~1:content/plan_2024.yaml content/plan_2024.yaml\n"
        "       kehoach diff ban-2.yaml ban-3.yaml --format html -o so-sanh.html",
    )
    command.add_argument("old", metavar="BẢN_CŨ", help="tệp .yaml, hoặc PHIÊN_BẢN_GIT:tệp")
    command.add_argument("new", metavar="BẢN_MỚI", help="tệp .yaml, hoặc PHIÊN_BẢN_GIT:tệp")
    command.add_argument(
        "--format",
        choices=("text", "json", "html"),
        metavar="DẠNG",
        help="dạng kết quả: text (mặc định), json hoặc html",
    )
    command.add_argument(
        "-o", dest="target", type=Path, metavar="TỆP", help="ghi kết quả vào tệp này"
    )
    command.set_defaults(run=_diff, parser=command)
    _add_git(commands)


def _add_git(commands: argparse._SubParsersAction[Parser]) -> None:
    install = commands.add_parser(
        "git-install",
        help="để git diff so kế hoạch theo từng nội dung",
        description="Đặt cho kho git này: git diff hiện thay đổi của kế hoạch như kehoach diff; "
        "git log -p và git show hiện từng câu như in ra. Ghi vào .gitattributes và .git/config; "
        "bỏ bằng --remove.",
        epilog="ví dụ: kehoach git-install\n       kehoach git-install --remove",
    )
    install.add_argument("--remove", action="store_true", help="bỏ cài đặt này")
    install.set_defaults(run=_git_install, parser=install)
    # What git itself calls; without `help` they stay out of the list of commands.
    driver = commands.add_parser("git-diff")
    driver.add_argument("arguments", nargs="+", metavar="THAM_SỐ")
    driver.set_defaults(run=_git_diff, parser=driver)
    lines = commands.add_parser("git-text")
    lines.add_argument("file", type=Path, metavar="TỆP")
    lines.set_defaults(run=_git_text, parser=lines)


def _git_install(arguments: argparse.Namespace) -> Exit:
    from kehoach.compare.git_driver import install, remove

    if arguments.remove:
        remove()
        print("Đã bỏ: git so kế hoạch theo dòng như trước.")
        return Exit.OK
    print(f"Đã đặt: git diff so theo từng nội dung các tệp {', '.join(install())}.")
    print("Nên ghi .gitattributes vào kho; mỗi máy chạy kehoach git-install một lần.")
    return Exit.OK


def _git_diff(arguments: argparse.Namespace) -> Exit:
    """Always 0: git takes anything else for a driver that died, and stops."""
    import subprocess

    from kehoach.compare.comparison import compare
    from kehoach.compare.git_driver import git_sides
    from kehoach.findings import InputRefused

    path, old, *_ = arguments.arguments
    print(f"kehoach diff: {path}")
    try:
        before, after = git_sides(arguments.arguments)
    except InputRefused as refused:
        print(f"Không đọc được kế hoạch nên so theo dòng ({refused.findings[0]}).", flush=True)
        subprocess.run(
            ["git", "--no-pager", "diff", "--no-index", "--no-ext-diff", "--no-textconv",
             old, arguments.arguments[4]],
            check=False,
        )  # fmt: skip
        return Exit.OK
    if before is None or after is None:
        print("Kế hoạch mới." if before is None else "Đã xoá kế hoạch.")
        return Exit.OK
    coloured = os.environ.get("GIT_PAGER_IN_USE") == "true" or sys.stdout.isatty()
    coloured = coloured and not os.environ.get("NO_COLOR")
    print(_written(compare(before, after), "text", coloured=coloured))
    return Exit.OK


def _git_text(arguments: argparse.Namespace) -> Exit:
    from kehoach.compare.git_driver import printed_lines
    from kehoach.findings import InputRefused

    try:
        for line in printed_lines(arguments.file):
            print(line)
    except InputRefused:
        sys.stdout.write(arguments.file.read_text("utf-8", errors="replace"))
    return Exit.OK


def _diff(arguments: argparse.Namespace) -> Exit:
    from kehoach.compare.comparison import compare
    from kehoach.compare.revisions import read_side
    from kehoach.findings import Finding, InputRefused

    sides, refused = [], list[Finding]()
    for name in (arguments.old, arguments.new):
        try:
            sides.append(read_side(name))
        except InputRefused as error:
            refused += error.findings
    if refused:
        raise InputRefused(refused)
    comparison = compare(*sides)
    form = arguments.format or _form_of(arguments.target)
    if arguments.target is None:
        coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
        print(_written(comparison, form, coloured=coloured), end="")
    else:
        from kehoach.output import write_files
        from kehoach.reading import shown

        write_files({arguments.target: _written(comparison, form).encode()})
        say(f"Đã ghi {shown(arguments.target)}.")
    return Exit.OK if comparison.is_same else Exit.FINDINGS


def _form_of(target: Path | None) -> str:
    """The format that the name of a file asks for."""
    forms = {".html": "html", ".htm": "html", ".json": "json"}
    return forms.get(target.suffix.lower(), "text") if target else "text"


def _written(comparison: Comparison, form: str, *, coloured: bool = False) -> str:
    if form == "html":
        from kehoach.compare.report_html import render_html

        return render_html(comparison)
    if form == "json":
        from kehoach.compare.as_json import as_json

        return as_json(comparison) + "\n"
    from kehoach.compare.terminal import as_text

    return "".join(f"{line}\n" for line in as_text(comparison, coloured=coloured))
