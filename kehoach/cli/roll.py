"""The commands `kehoach roll`, `kehoach todo` and `kehoach decide`."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kehoach.cli.console import Exit, terminal_width
from kehoach.cli.parser import Commands, year


def add_commands(commands: Commands) -> None:
    """Add the three commands to the parser of all commands."""
    _add_roll(commands)
    _add_todo(commands)
    _add_decide(commands)


@dataclass(frozen=True, slots=True)
class _RollOptions:
    plan: Path
    year: int | None
    target: Path | None
    overwrite: bool


def _add_roll(commands: Commands) -> None:
    command = commands.add_parser(
        "roll",
        help="lập dự thảo năm sau từ kế hoạch năm trước",
        description="Lập dự thảo năm sau từ kế hoạch năm trước: đổi năm, thời hạn; bỏ số, ngày, số "
        "liệu cũ; giữ nguyên lời văn, ghi chú, cách trình bày tệp. Những gì phải do người quyết "
        "định được ghi vào tệp mới (can_quyet_dinh); xem bằng kehoach todo.",
        epilog="ví dụ: kehoach roll content/plan_2024.yaml --nam 2025",
    )
    command.add_plan("kế hoạch năm trước (.yaml)")
    command.add_argument(
        "--nam",
        dest="year",
        type=year,
        metavar="NĂM",
        help="năm của kế hoạch mới (mặc định: năm kế tiếp)",
    )
    command.add_argument(
        "-o", dest="target", type=Path, metavar="TỆP", help="tệp hoặc thư mục để ghi"
    )
    command.add_overwrite("ghi đè cả khi tệp mới đã được sửa")
    command.runs(_roll, _RollOptions)


def _roll(options: _RollOptions) -> Exit:
    from kehoach.files import shown
    from kehoach.roll.next_plan import roll

    draft = roll(options.plan, options.year, options.target, overwrite=options.overwrite)
    name = shown(draft.path)
    if draft.changed:
        print(f"Đã lập {name}: dự thảo, còn {draft.points} điểm cần quyết định.")
    else:
        print(f"{name} đã có và đúng như sẽ ghi; còn {draft.points} điểm cần quyết định.")
    print(f"Xem các điểm cần quyết định: kehoach todo {name}")
    print(f"Xem bản dự thảo: kehoach build {name}")
    return Exit.OK


@dataclass(frozen=True, slots=True)
class _TodoOptions:
    plan: Path
    group: str | None


def _add_todo(commands: Commands) -> None:
    command = commands.add_parser(
        "todo",
        help="xem những điểm còn phải quyết định",
        description="Liệt kê những điểm còn phải quyết định trong dự thảo, theo nhóm người quyết "
        "định được: số liệu, văn bản và pháp luật, tổ chức bộ máy. Mã thoát 1 nếu còn điểm nào.",
        epilog="ví dụ: kehoach todo content/plan_2025.yaml --nhom so_lieu",
    )
    command.add_plan()
    command.add_argument(
        "--nhom",
        dest="group",
        choices=("so_lieu", "phap_luat", "to_chuc"),
        metavar="NHÓM",
        help="chỉ xem một nhóm: so_lieu, phap_luat hoặc to_chuc",
    )
    command.runs(_todo, _TodoOptions)


def _todo(options: _TodoOptions) -> Exit:
    from kehoach.roll.todo import read_todo

    todo = read_todo(options.plan)
    for line in todo.lines(terminal_width(), options.group):
        print(line)
    sys.stdout.flush()
    return Exit.FINDINGS if todo.waiting else Exit.OK


@dataclass(frozen=True, slots=True)
class _DecideOptions:
    plan: Path
    codes: Sequence[str]
    value: str | None
    proposed: bool
    done: bool


def _add_decide(commands: Commands) -> None:
    command = commands.add_parser(
        "decide",
        help="ghi lại một quyết định vào dự thảo",
        description="Ghi giá trị đã quyết định vào đúng chỗ trong tệp rồi xoá điểm đó khỏi danh "
        "sách. Không ghi --value, --de-xuat hay --xong thì chỉ cho xem. MÃ có thể dùng dấu * để "
        "chỉ nhiều điểm (đặt trong dấu nháy).",
        epilog="ví dụ: kehoach decide content/plan_2025.yaml chi_tieu-giam_dtts --value 3,5\n"
        "       kehoach decide content/plan_2025.yaml so_ldtbxh-4 --value so_nnmt\n"
        "       kehoach decide content/plan_2025.yaml 'so_khdt-*' --de-xuat",
    )
    command.add_plan()
    command.add_argument("codes", nargs="+", metavar="MÃ", help="mã trong kehoach todo")
    answer = command.add_mutually_exclusive_group()
    answer.add_argument(
        "--value", metavar="GIÁ_TRỊ", help="giá trị quyết định; khong: bỏ khoá hoặc đơn vị đó"
    )
    answer.add_argument(
        "--de-xuat", dest="proposed", action="store_true", help="theo đề xuất, khi chỉ có một"
    )
    answer.add_argument(
        "--xong",
        dest="done",
        action="store_true",
        help="giữ nguyên như trong tệp, hoặc đã tự sửa trong tệp",
    )
    command.runs(_decide, _DecideOptions)


def _decide(options: _DecideOptions) -> Exit:
    from kehoach.roll.decide import decide
    from kehoach.roll.todo import read_todo

    if options.value is None and not (options.proposed or options.done):
        todo = read_todo(options.plan)
        for line in todo.details(options.codes):
            print(line)
        return Exit.FINDINGS
    decided = decide(options.plan, options.codes, options.value, proposed=options.proposed)
    for code, change in decided.changes:
        print(f"{code}: {change}")
    print(decided.progress)
    return Exit.OK
