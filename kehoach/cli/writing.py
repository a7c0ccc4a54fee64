"""The commands that help while a plan is written: new, show, explain, watch, schema, nang-cap."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kehoach.cli.build import OutputOptions, add_output, build_one
from kehoach.cli.console import Exit, may_colour, say, terminal_width, write_given
from kehoach.cli.parser import Commands, year


def add_commands(commands: Commands) -> None:
    """Add the commands to the parser of all commands."""
    _add_new(commands)
    _add_show(commands)
    _add_explain(commands)
    _add_watch(commands)
    _add_schema(commands)
    _add_upgrade(commands)


@dataclass(frozen=True, slots=True)
class _NewOptions:
    name: str
    target: Path | None
    year: int | None


def _add_new(commands: Commands) -> None:
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
        "--nam", dest="year", type=year, metavar="NĂM", help="năm kế hoạch (mặc định: năm sau)"
    )
    command.runs(_new, _NewOptions)


def _new(options: _NewOptions) -> Exit:
    from kehoach.authoring.skeleton import new_plan
    from kehoach.files import shown

    files = [shown(path) for path in new_plan(options.name, options.target, options.year)]
    print(f"Đã tạo {', '.join(files)}.")
    print(f"Mở tệp ra sửa, rồi chạy: kehoach build {files[0]}")
    return Exit.OK


@dataclass(frozen=True, slots=True)
class _ShowOptions:
    plan: Path


def _add_show(commands: Commands) -> None:
    command = commands.add_parser(
        "show",
        help="xem dàn ý của kế hoạch",
        description="Xem dàn ý: số mục, tiêu đề, đơn vị, vai trò, thời hạn, chỉ tiêu đã tính, "
        "phụ lục, nơi nhận, trạng thái.",
        epilog="ví dụ: kehoach show content/plan_2024.yaml",
    )
    command.add_plan()
    command.runs(_show, _ShowOptions)


def _show(options: _ShowOptions) -> Exit:
    from kehoach.authoring.outline import outline
    from kehoach.resolve.read import read_plan

    styled = may_colour()
    for line in outline(read_plan(options.plan), terminal_width(), options.plan):
        print(f"\033[1m{line.text}\033[0m" if styled and line.strong else line.text)
    return Exit.OK


@dataclass(frozen=True, slots=True)
class _ExplainOptions:
    plan: Path
    reference: str


def _add_explain(commands: Commands) -> None:
    command = commands.add_parser(
        "explain",
        help="cho biết một số liệu, viện dẫn từ đâu mà có",
        description="Cho biết một số liệu in ra được tính từ những số nào, nhập ở dòng nào; một "
        "văn bản được viện dẫn ở đâu, ghi theo cách nào; một đơn vị được giao những gì.",
        epilog="ví dụ: kehoach explain content/plan_2024.yaml 6,11%\n"
        "       kehoach explain content/plan_2024.yaml chi_tieu.ty_le_cuoi_nam\n"
        "       kehoach explain content/plan_2024.yaml 05-NQ/TU",
    )
    command.add_plan()
    command.add_argument(
        "reference",
        metavar="CHỖ_CẦN_XEM",
        help="mã (chi_tieu.…, phu_luc.…, vien_dan.…, don_vi.…) hoặc chữ, số đúng như in",
    )
    command.runs(_explain, _ExplainOptions)


def _explain(options: _ExplainOptions) -> Exit:
    from kehoach.authoring.explain import explain
    from kehoach.files import shown
    from kehoach.resolve.read import read_plan, register_path
    from kehoach.source.source import read_source

    read = read_plan(options.plan)
    register = register_path(options.plan)
    for line in explain(read, read_source(register, shown(register)), options.reference):
        print(line)
    return Exit.OK


@dataclass(frozen=True, slots=True)
class _WatchOptions(OutputOptions):
    plan: Path


def _add_watch(commands: Commands) -> None:
    command = commands.add_parser(
        "watch",
        help="tự tạo lại mỗi khi lưu tệp",
        description="Tạo lại tệp Word và PDF mỗi khi kế hoạch, don_vi.yaml hoặc mẫu trong "
        "templates được lưu; báo lỗi ngay khi có. Nhấn Ctrl+C để dừng.",
        epilog="ví dụ: kehoach watch content/plan_2024.yaml --pdf",
    )
    command.add_plan()
    add_output(command)
    command.runs(_watch, _WatchOptions)


def _watch(options: _WatchOptions) -> Exit:
    import signal
    from datetime import datetime

    from kehoach.authoring.watch import watch
    from kehoach.build import DEFAULT_OUTPUT
    from kehoach.findings import MachineProblem
    from kehoach.source.source import read_source
    from kehoach.startup import end_as_told

    folder = options.folder or DEFAULT_OUTPUT

    def work() -> None:
        try:
            build_one(options.plan, folder, options)
        except MachineProblem as problem:
            say(f"Lỗi máy: {problem}")
        now = datetime.now().astimezone()
        print(f"{now:%H:%M:%S} Đang chờ lưu tệp… (Ctrl+C để dừng)", flush=True)

    if not options.plan.exists():
        read_source(options.plan)
    if "pdf" in options.formats:
        from kehoach.render.pdf import prepare_pdf

        prepare_pdf()
    # A process in the background starts without them.
    for stop in (signal.SIGINT, signal.SIGTERM):
        signal.signal(stop, signal.default_int_handler)
    try:
        watch(options.plan, work)
    except KeyboardInterrupt:
        for stop in (signal.SIGINT, signal.SIGTERM):
            signal.signal(stop, signal.SIG_IGN)  # impatient fingers must not spoil a clean end
        end_as_told()
        say("Đã dừng theo dõi.")
    return Exit.OK


@dataclass(frozen=True, slots=True)
class _SchemaOptions:
    target: Path | None
    overwrite: bool


def _add_schema(commands: Commands) -> None:
    command = commands.add_parser(
        "schema",
        help="ghi lại lược đồ cho trình soạn thảo",
        description="Ghi lược đồ JSON Schema của kế hoạch, don_vi.yaml, noi_nhan.yaml, "
        "gui_van_ban.yaml và kehoach.yaml vào thư mục schema, để VS Code (tiện ích YAML) gợi ý và "
        "kiểm tra khi gõ.",
        epilog="ví dụ: kehoach schema\n       kehoach schema -o ke_hoach.schema.json",
    )
    command.add_argument(
        "-o",
        dest="target",
        type=Path,
        metavar="TỆP",
        help="chỉ ghi lược đồ của kế hoạch vào tệp này",
    )
    command.add_overwrite()
    command.runs(_schema, _SchemaOptions)


def _schema(options: _SchemaOptions) -> Exit:
    from kehoach.authoring.schema import (
        ADDRESS_BOOK_SCHEMA,
        OFFICE_SCHEMA,
        PLAN_SCHEMA,
        REGISTER_SCHEMA,
        SETTINGS_SCHEMA,
        schema_text,
    )
    from kehoach.disk.made_files import Maker
    from kehoach.plan.model import KeHoach
    from kehoach.plan.office import KhaiBao
    from kehoach.plan.register import Register
    from kehoach.recipients.address_book import AddressBook
    from kehoach.sending.settings import GuiVanBan

    texts = {options.target or PLAN_SCHEMA: schema_text(KeHoach, "Kế hoạch")}
    if options.target is None:
        texts[REGISTER_SCHEMA] = schema_text(Register, "Sổ đơn vị")
        texts[ADDRESS_BOOK_SCHEMA] = schema_text(AddressBook, "Sổ nơi nhận")
        texts[SETTINGS_SCHEMA] = schema_text(GuiVanBan, "Khai báo gửi văn bản")
        texts[OFFICE_SCHEMA] = schema_text(KhaiBao, "Khai báo của cơ quan")
    maker = Maker("schema", PLAN_SCHEMA, options.overwrite or options.target is None)
    write_given({path: text.encode() for path, text in texts.items()}, maker)
    return Exit.OK


@dataclass(frozen=True, slots=True)
class _UpgradeOptions:
    plan: Path


def _add_upgrade(commands: Commands) -> None:
    command = commands.add_parser(
        "nang-cap",
        aliases=["upgrade"],
        help="chuyển kế hoạch viết theo phiên bản cũ sang phiên bản này",
        description="Sửa những khoá đã đổi nghĩa trong kế hoạch viết theo phiên bản cũ của kehoach "
        "và ghi phien_ban; mọi chữ khác giữ nguyên.",
        epilog="ví dụ: kehoach nang-cap content/plan_2024.yaml",
    )
    command.add_plan()
    command.runs(_upgrade, _UpgradeOptions)


def _upgrade(options: _UpgradeOptions) -> Exit:
    from kehoach.authoring.upgrade import upgrade
    from kehoach.files import shown

    version = upgrade(options.plan)
    if version is None:
        print(f"{shown(options.plan)}: không có gì phải đổi.")
    else:
        print(f"{shown(options.plan)}: đã chuyển sang phiên bản {version}.")
    return Exit.OK
