"""The command `kehoach diff`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from kehoach.cli.console import Exit, give, may_colour
from kehoach.cli.formats import (
    DOCX,
    HTML,
    JSON,
    OPINIONS,
    SIDE_BY_SIDE,
    TEXT,
    Format,
    ResultOptions,
    add_result,
    chosen_format,
)
from kehoach.cli.parser import Commands, WrongUsage

if TYPE_CHECKING:
    from kehoach.compare.changes import Comparison
    from kehoach.disk.made_files import Maker

_FORMATS = (TEXT, JSON, HTML, DOCX, SIDE_BY_SIDE)


@dataclass(frozen=True, slots=True)
class DiffOptions(ResultOptions):
    """The options of `kehoach diff`."""

    old: str
    new: Sequence[str]
    author: str | None
    day: str | None
    apply: bool
    sent: str | None


def add_commands(commands: Commands) -> None:
    """Add the command to the parser of all commands."""
    command = commands.add_parser(
        "diff",
        help="so hai bản kế hoạch: nội dung nào thêm, bỏ, sửa, chuyển",
        description="So hai bản kế hoạch theo từng nội dung, từng ô số liệu: thêm, bỏ, sửa lời, "
        "chuyển chỗ, đổi số thứ tự, đổi đơn vị, đổi thời hạn, đổi số liệu và những chỗ tự đổi "
        "theo. Dạng docx là bản mới đúng thể thức, mỗi chỗ sửa là một thay đổi được theo dõi "
        "(Track Changes) để chấp nhận hoặc từ chối trong Word. Khi BẢN_MỚI là tệp Word đơn vị đã "
        "sửa, có hay không theo dõi thay đổi: hiện từng chỗ sửa, --apply ghi vào kế hoạch. Mã "
        "thoát: 0 không thay đổi về nội dung, 1 có thay đổi, 2 không đọc được.",
        epilog="ví dụ: kehoach diff content/plan_2024.yaml content/plan_2025.yaml\n"
        "       kehoach diff HEAD~1:content/plan_2024.yaml content/plan_2024.yaml\n"
        "       kehoach diff ban-2.yaml ban-3.yaml --format html -o so-sanh.html\n"
        "       kehoach diff ban-2.yaml ban-3.yaml -o sua-doi.docx --tac-gia 'Sở LĐTBXH'\n"
        "       kehoach diff ban-2.yaml ban-3.yaml --format so-sanh -o so-sanh.docx\n"
        "       kehoach diff content/plan_2025.yaml so-y-te.docx\n"
        "       kehoach diff content/plan_2025.yaml so-y-te.docx --apply\n"
        "       kehoach diff content/plan_2025.yaml so-*.docx --format tiep-thu -o tiep-thu.docx",
    )
    command.add_argument("old", metavar="BẢN_CŨ", help="tệp .yaml, hoặc PHIÊN_BẢN_GIT:tệp")
    command.add_argument(
        "new",
        nargs="+",
        metavar="BẢN_MỚI",
        help="tệp .yaml, PHIÊN_BẢN_GIT:tệp, hoặc tệp .docx mà đơn vị đã sửa từ bản Word của BẢN_CŨ",
    )
    add_result(
        command,
        (*_FORMATS, OPINIONS),
        "dạng kết quả: text (mặc định), json, html, docx (Word có theo dõi thay đổi), "
        "so-sanh (bảng so sánh, thuyết minh), tiep-thu (bảng tổng hợp ý kiến, tiếp thu, giải "
        "trình, từ các tệp .docx gửi lại); hai bảng này ghi ra .docx hoặc .pdf theo đuôi tệp ở -o",
    )
    command.add_argument(
        "--tac-gia",
        dest="author",
        metavar="TÊN",
        help="tên người sửa ghi ở mỗi thay đổi trong tệp Word (mặc định: kehoach so sánh)",
    )
    command.add_argument(
        "--ngay",
        dest="day",
        metavar="NGÀY",
        help="ngày sửa ghi ở mỗi thay đổi, dạng 08/12/2023 (mặc định: ngày của bản mới)",
    )
    command.add_argument(
        "--apply",
        action="store_true",
        help="ghi vào BẢN_CŨ những chỗ đơn vị sửa trong tệp .docx mà máy xác định chắc chắn",
    )
    command.add_argument(
        "--da-gui",
        dest="sent",
        metavar="BẢN",
        help="bản kế hoạch đã gửi lấy ý kiến (tệp .yaml hoặc PHIÊN_BẢN_GIT:tệp), khi từ đó đến nay "
        "kế hoạch đã sửa: chỉ tính những chỗ đơn vị sửa so với bản ấy",
    )
    command.runs(_diff, DiffOptions)


def _day(text: str | None) -> date | None:
    from kehoach.vietnamese import parse_date

    try:
        return parse_date(text) if text else None
    except ValueError as error:
        raise WrongUsage(f"--ngay: {error}") from None


def _diff(options: DiffOptions) -> Exit:
    from kehoach.finished.kinds import is_finished

    if is_finished(Path(options.old)):
        raise WrongUsage("tệp Word đứng sau tệp kế hoạch: kehoach diff KẾ_HOẠCH.yaml TỆP.docx")
    finished = [is_finished(Path(name)) for name in options.new]
    if all(finished):
        from kehoach.cli.diff_returned import diff_returned

        return diff_returned(options)
    if len(finished) > 1:
        raise WrongUsage("chỉ so một BẢN_MỚI; nhiều tệp chỉ dùng cho tệp .docx đơn vị gửi lại")
    if options.apply or options.sent:
        raise WrongUsage("--apply và --da-gui chỉ dùng khi BẢN_MỚI là tệp .docx đơn vị gửi lại")
    form = chosen_format(options, _FORMATS, "hai bản kế hoạch")
    if form is not DOCX and (options.author or options.day):
        raise WrongUsage("--tac-gia và --ngay chỉ dùng cho dạng docx")
    day = _day(options.day)
    from kehoach.compare.comparison import compare
    from kehoach.compare.revisions import read_sides

    comparison = compare(*read_sides(options.old, options.new[0]))
    give(_made(comparison, form, options, day), options.target, maker_of(options))
    return Exit.OK if comparison.is_same else Exit.FINDINGS


def maker_of(options: DiffOptions) -> Maker:
    """What makes the result: the older plan is what it is made from."""
    from kehoach.disk.made_files import Maker

    old = Path(options.old)
    if not old.exists() and ":" in options.old:
        old = Path(options.old.partition(":")[2])
    return Maker("diff", old, options.overwrite)


def _made(comparison: Comparison, form: Format, options: DiffOptions, day: date | None) -> bytes:
    if form is DOCX:
        from kehoach.redline.tracked_document import AUTHOR, render_redline

        return render_redline(comparison, options.author or AUTHOR, day)
    if form is SIDE_BY_SIDE and options.target:
        from kehoach.tables.side_by_side import side_by_side
        from kehoach.tables.table_file import table_file

        metadata = comparison.new.document.metadata
        return table_file(side_by_side(comparison), metadata, options.target)
    if form is HTML:
        from kehoach.compare.report.comparison_page import as_page

        return as_page(comparison).encode()
    if form is JSON:
        from kehoach.compare.report.json_report import as_json

        return f"{as_json(comparison)}\n".encode()
    from kehoach.compare.report.terminal import as_text

    coloured = options.target is None and may_colour()
    return "".join(f"{line}\n" for line in as_text(comparison, coloured=coloured)).encode()
