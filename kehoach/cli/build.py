"""The command `kehoach build`: its words, and what it says of the files it made."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

from kehoach.cli.console import Exit, progress_bar, say, say_findings
from kehoach.cli.parser import Commands, Parser, WrongUsage
from kehoach.startup import without_garbage_collector

if TYPE_CHECKING:
    from kehoach.build import Built
    from kehoach.check.overrides import Override
    from kehoach.findings import InputRefused, MachineProblem

    Outcome = Built | InputRefused | MachineProblem


@dataclass(frozen=True, slots=True)
class OutputOptions:
    """Where the files of a plan go and which are made: both kinds where neither is asked for."""

    folder: Path | None
    docx: bool
    pdf: bool
    overwrite: bool

    @property
    def formats(self) -> list[str]:
        """The formats asked for."""
        return [name for name in ("docx", "pdf") if getattr(self, name)] or ["docx", "pdf"]


@dataclass(frozen=True, slots=True)
class _BuildOptions(OutputOptions):
    plans: Sequence[Path]
    final: bool
    published: bool
    reason: str | None
    person: str | None


def add_commands(commands: Commands) -> None:
    """Add the command to the parser of all commands."""
    command = commands.add_parser(
        "build",
        help="tạo DOCX và PDF từ kế hoạch",
        description="Tạo DOCX và PDF từ một hoặc nhiều kế hoạch. Không ghi tên kế hoạch nào "
        "thì tạo content/plan_2024.yaml vào thư mục output.",
        epilog="ví dụ: kehoach build content/plan_2024.yaml -o output --pdf",
    )
    command.add_argument("plans", nargs="*", type=Path, metavar="KẾ_HOẠCH", help="tệp .yaml")
    add_output(command)
    command.add_argument(
        "--final",
        action="store_true",
        help="chỉ làm bản ban hành: từ chối nếu chưa ban_hanh",
    )
    command.add_argument(
        "--nhu-da-ban-hanh",
        dest="published",
        action="store_true",
        help="in số liệu đúng như bản đã ban hành (da_cong_bo), tên tệp có .nhu-da-ban-hanh",
    )
    command.add_argument(
        "--van-lam",
        dest="reason",
        metavar="LÝ_DO",
        help="vẫn làm bản ban hành dù có điểm bị chặn; lý do được ghi cạnh kế hoạch",
    )
    command.add_argument(
        "--nguoi", dest="person", metavar="HỌ_TÊN", help="người quyết định, dùng với --van-lam"
    )
    command.runs(_build, _BuildOptions)


def add_output(command: Parser) -> None:
    """Add the options that say where the files go and which are made."""
    command.add_argument("-o", dest="folder", type=Path, metavar="THƯ_MỤC", help="nơi ghi kết quả")
    command.add_argument("--docx", action="store_true", help="chỉ tạo tệp Word")
    command.add_argument("--pdf", action="store_true", help="chỉ tạo tệp PDF")
    command.add_overwrite()


def _build(options: _BuildOptions) -> Exit:
    with without_garbage_collector():
        return _build_plans(options)


def _build_plans(options: _BuildOptions) -> Exit:
    from kehoach.build import DEFAULT_OUTPUT, DEFAULT_PLAN

    override = _override(options)
    plans = options.plans or [DEFAULT_PLAN]
    names = [normalize("NFC", plan.stem) for plan in plans]
    twice = sorted(name for name in set(names) if names.count(name) > 1)
    if twice:
        raise WrongUsage(f"hai kế hoạch trùng tên sẽ ghi đè nhau: {', '.join(twice)}")
    folder = options.folder or DEFAULT_OUTPUT
    if len(plans) == 1:
        return build_one(
            plans[0],
            folder,
            options,
            final=options.final,
            published=options.published,
            override=override,
        )
    return _build_many(plans, folder, options, override)


def _override(options: _BuildOptions) -> Override | None:
    """The will to go on, with both its parts; a name or a reason alone is refused."""
    given = [options.reason, options.person]
    if given == [None, None]:
        return None
    reason, person = ((text or "").strip() for text in given)
    if not (reason and person):
        raise WrongUsage('--van-lam "lý do" và --nguoi "họ tên" phải đi cùng nhau, không để trống')
    if not (reason + person).isprintable():
        raise WrongUsage("--van-lam và --nguoi viết trên một dòng, không có ký tự điều khiển")
    from kehoach.check.overrides import Override

    return Override(person, reason)


def _build_many(
    plans: Sequence[Path], folder: Path, options: _BuildOptions, override: Override | None
) -> Exit:
    """Build several plans under a progress bar; what came of each is said in the order given."""
    from kehoach.build import build_all

    codes: list[Exit] = []
    outcomes: dict[int, Outcome] = {}
    with progress_bar(len(plans), "Kế hoạch", "tệp", always=True) as bar:
        for index, outcome in build_all(
            plans,
            folder,
            options.formats,
            final=options.final,
            published=options.published,
            override=override,
            overwrite=options.overwrite,
        ):
            outcomes[index] = outcome
            bar.update()
            with bar.external_write_mode(sys.stderr):
                while len(codes) in outcomes:
                    codes.append(_tell(plans[len(codes)], outcomes.pop(len(codes))))
                sys.stdout.flush()
    return max(codes)


def build_one(
    plan: Path,
    folder: Path,
    options: OutputOptions,
    *,
    final: bool = False,
    published: bool = False,
    override: Override | None = None,
) -> Exit:
    """Build a plan and say what came of it; a refused input is said too, not raised."""
    from kehoach.build import build
    from kehoach.findings import InputRefused

    try:
        built = build(
            plan,
            folder,
            options.formats,
            final=final,
            published=published,
            override=override,
            overwrite=options.overwrite,
        )
        return _tell(plan, built)
    except InputRefused as refused:
        return _tell(plan, refused)


def _tell(plan: Path, outcome: Outcome) -> Exit:
    """Say what came of a plan; gives the exit code for it."""
    from kehoach.files import shown
    from kehoach.findings import InputRefused, MachineProblem

    if isinstance(outcome, MachineProblem):
        say(f"{shown(plan)}: Lỗi máy: {outcome}")
        return Exit.MACHINE
    if isinstance(outcome, InputRefused):
        say_findings(outcome.findings)
        say(f"{shown(plan)}: không tạo tệp nào; sửa các lỗi trên rồi chạy lại.")
        return Exit.REFUSED
    say_findings(outcome.findings)
    _summarise(outcome)
    return Exit.FINDINGS if outcome.findings else Exit.OK


def _summarise(built: Built) -> None:
    from kehoach.files import shown
    from kehoach.vietnamese import format_number

    seconds = format_number(Decimal(built.seconds), 1)
    pages = f" ({built.pages} trang)" if built.pages is not None else ""
    files = ", ".join(shown(file) for file in built.files)
    print(f"{built.plan}: đã tạo {files}{pages} trong {seconds} giây.")
    if count := len(built.findings):
        print(f"Có {count} điểm cần người xem lại, nêu ở trên.")
