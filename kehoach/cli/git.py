"""The command `kehoach git-install`, and what git calls from then on."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

from kehoach.cli.console import Exit, may_colour
from kehoach.cli.parser import Commands


@dataclass(frozen=True, slots=True)
class _GitInstallOptions:
    remove: bool


@dataclass(frozen=True, slots=True)
class _GitDiffOptions:
    """What git gives `kehoach git-diff`: path, old file, hex, mode, new file, hex, mode."""

    sides: list[str]


@dataclass(frozen=True, slots=True)
class _GitTextOptions:
    """What git gives `kehoach git-text`."""

    file: Path


def add_commands(commands: Commands) -> None:
    """Add the commands to the parser of all commands."""
    install = commands.add_parser(
        "git-install",
        help="để git diff so kế hoạch theo từng nội dung",
        description="Đặt cho kho git này: git diff hiện thay đổi của kế hoạch như kehoach diff; "
        "git log -p và git show hiện từng câu như in ra. Ghi vào .gitattributes và .git/config; "
        "bỏ bằng --remove.",
        epilog="ví dụ: kehoach git-install\n       kehoach git-install --remove",
    )
    install.add_argument("--remove", action="store_true", help="bỏ cài đặt này")
    install.runs(_git_install, _GitInstallOptions)
    # What git itself calls; without `help` they stay out of the list of commands.
    driver = commands.add_parser("git-diff")
    driver.add_argument("sides", nargs="+", metavar="THAM_SỐ")
    driver.runs(_git_diff, _GitDiffOptions)
    lines = commands.add_parser("git-text")
    lines.add_argument("file", type=Path, metavar="TỆP")
    lines.runs(_git_text, _GitTextOptions)


def _git_install(options: _GitInstallOptions) -> Exit:
    from kehoach.compare.git_driver import install, remove

    if options.remove:
        remove()
        print("Đã bỏ: git so kế hoạch theo dòng như trước.")
        return Exit.OK
    print(f"Đã đặt: git diff so theo từng nội dung các tệp {', '.join(install())}.")
    print("Nên ghi .gitattributes vào kho; mỗi máy chạy kehoach git-install một lần.")
    return Exit.OK


def _git_diff(options: _GitDiffOptions) -> Exit:
    """Always 0: git takes anything else for a driver that died, and stops."""
    from kehoach.compare.comparison import compare
    from kehoach.compare.git_driver import git_sides, show_lines
    from kehoach.findings import InputRefused

    path, old, *_ = options.sides
    print(f"kehoach diff: {path}")
    try:
        before, after = git_sides(options.sides)
    except InputRefused as refused:
        print(f"Không đọc được kế hoạch nên so theo dòng ({refused.findings[0]}).", flush=True)
        show_lines(old, options.sides[4])
        return Exit.OK
    if before is None or after is None:
        print("Kế hoạch mới." if before is None else "Đã xoá kế hoạch.")
        return Exit.OK
    from kehoach.compare.report.terminal import as_text

    print("\n".join(as_text(compare(before, after), coloured=may_colour())), end="\n\n")
    return Exit.OK


def _git_text(options: _GitTextOptions) -> Exit:
    from kehoach.compare.git_driver import printed_lines
    from kehoach.findings import InputRefused

    try:
        for line in printed_lines(options.file):
            print(line)
    except InputRefused:
        sys.stdout.write(options.file.read_text("utf-8", errors="replace"))
    return Exit.OK
