"""The commands `kehoach delivered` and `kehoach so-van-ban-di`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kehoach.cli.console import Exit, give, say
from kehoach.cli.formats import PDF, TEXT, XLSX, Format, ResultOptions, add_result, chosen_format
from kehoach.cli.parser import Commands, WrongUsage

if TYPE_CHECKING:
    from kehoach.disk.made_files import Maker
    from kehoach.sending.ledger import Ledger
    from kehoach.sending.records import Recorded
    from kehoach.tables.printed_table import PrintedTable

_FORMATS = (TEXT, XLSX, PDF)


@dataclass(frozen=True, slots=True)
class _DeliveredOptions(ResultOptions):
    plan: Path
    file: Path | None
    history: bool
    verify: bool
    restore: str | None
    accept: str | None


@dataclass(frozen=True, slots=True)
class _RegisterOptions(ResultOptions):
    plan: Path | None
    year: int | None


def add_commands(commands: Commands) -> None:
    """Add both commands to the parser of all commands."""
    delivered = commands.add_parser(
        "delivered",
        help="xem ai đã nhận kế hoạch, lúc nào",
        description="In danh sách gửi của một kế hoạch theo sổ gửi: nơi nhận, cách gửi, trạng "
        "thái, thời gian, mã tệp. Thêm --file để đối chiếu tệp đang có với tệp đã gửi. Sổ gửi bị "
        "mất hoặc không còn như trước thì mọi lệnh từ chối, cho đến khi có người quyết định: lấy "
        "lại từ bản lưu (--khoi-phuc), hoặc nhận sổ đang có (--nhan-so); tên người đó ghi vào sổ.",
        epilog="ví dụ: kehoach delivered content/plan_2024.yaml --file da_ky.pdf "
        "--format pdf -o danh_sach_gui.pdf",
    )
    delivered.add_plan()
    delivered.add_argument(
        "--file", type=Path, metavar="TỆP", help="đối chiếu: đây có phải tệp đã gửi không"
    )
    delivered.add_argument(
        "--lich-su", dest="history", action="store_true", help="thêm mọi lần đổi trạng thái"
    )
    care = delivered.add_mutually_exclusive_group()
    care.add_argument(
        "--kiem-tra",
        dest="verify",
        action="store_true",
        help="kiểm tra cả sổ gửi: mọi dòng còn đúng như khi ghi, không thiếu dòng nào",
    )
    care.add_argument(
        "--khoi-phuc",
        dest="restore",
        metavar="HỌ_TÊN",
        help="lấy lại sổ gửi từ bản lưu gần nhất dùng được; HỌ_TÊN là người quyết định",
    )
    care.add_argument(
        "--nhan-so",
        dest="accept",
        metavar="HỌ_TÊN",
        help="nhận sổ gửi đang có dù không còn như trước, hoặc lập sổ mới nếu sổ đã mất",
    )
    add_result(delivered, _FORMATS)
    delivered.runs(_delivered, _DeliveredOptions)
    register = commands.add_parser(
        "so-van-ban-di",
        help="in sổ đăng ký văn bản đi của năm",
        description="In sổ đăng ký văn bản đi của một năm theo mẫu ở Phụ lục IV Nghị định "
        "30/2020/NĐ-CP, mỗi văn bản đã gửi một dòng.",
        epilog="ví dụ: kehoach so-van-ban-di content/plan_2024.yaml --nam 2023 "
        "--format xlsx -o so_van_ban_di.xlsx",
    )
    register.add_plan("một kế hoạch bất kỳ dùng sổ gửi đó (mặc định: sổ trong content)", nargs="?")
    register.add_argument(
        "--nam", dest="year", type=int, metavar="NĂM", help="năm (mặc định: năm nay)"
    )
    add_result(register, _FORMATS)
    register.runs(_register, _RegisterOptions)


def _delivered(options: _DeliveredOptions) -> Exit:
    if options.verify or options.restore is not None or options.accept is not None:
        return _care(options)
    form = chosen_format(options, _FORMATS)
    from kehoach.disk.made_files import Maker
    from kehoach.sending.delivery_lists import (
        list_of_deliveries,
        list_of_events,
        made_on,
        open_ones,
    )
    from kehoach.sending.ledger import open_ledger
    from kehoach.sending.settings import read_settings

    with open_ledger(read_settings(options.plan).ledger) as ledger:
        documents = _documents(ledger, options)
        lists = [(document, list(ledger.deliveries(document.hash))) for document in documents]
        tables = [
            list_of_deliveries(document, deliveries, ledger.attested(document.hash))
            for document, deliveries in lists
        ]
        if options.history:
            tables += [
                list_of_events(document, list(ledger.history(document.hash)))
                for document in documents
            ]
    _give(tables, made_on(documents), form, options, Maker("delivered", options.plan))
    left = sum(len(open_ones(deliveries)) for _, deliveries in lists)
    if left:
        say(f"Còn {left} lần gửi chưa xong.")
    return Exit.FINDINGS if left else Exit.OK


def _care(options: _DeliveredOptions) -> Exit:
    """What concerns the ledger as a whole."""
    from kehoach.sending.delivery_lists import as_line
    from kehoach.sending.ledger import open_ledger
    from kehoach.sending.ledger_recovery import accept, restore
    from kehoach.sending.settings import read_settings

    if options.file or options.history or options.format or options.target:
        raise WrongUsage(
            "--kiem-tra, --khoi-phuc, --nhan-so không dùng cùng với --file, --lich-su, --format, -o"
        )
    place = read_settings(options.plan).ledger
    for decide, who in ((restore, options.restore), (accept, options.accept)):
        if who is not None:
            if not who.strip():
                raise WrongUsage("ghi họ tên người quyết định")
            say(decide(place, who))
            return Exit.OK
    with open_ledger(place) as ledger:
        if not ledger.has_chain:
            print(f"Sổ gửi {place.shown} lập từ bản trước, chưa có chuỗi kiểm để đối chiếu.")
            return Exit.FINDINGS
        print(f"Sổ gửi {place.shown} nguyên vẹn: {ledger.entries} mục, mã sổ {ledger.identity}.")
        for person in ledger.attested():
            print(as_line(person))
    return Exit.OK


def _documents(ledger: Ledger, options: _DeliveredOptions) -> Sequence[Recorded]:
    """The documents to tell of; the one that is `--file`, if that is given."""
    from kehoach.files import shown
    from kehoach.sending.signed_file import document_of_file, documents_of, find_document

    if options.file:
        document = document_of_file(ledger, options.plan, options.file)
        say(f"{shown(options.file)}: đúng là tệp đã gửi, khớp từng byte với sổ.")
        return [document]
    documents = documents_of(ledger, options.plan)
    if not documents:
        find_document(ledger, options.plan, None)
    return documents


def _register(options: _RegisterOptions) -> Exit:
    form = chosen_format(options, _FORMATS)
    from kehoach.build import DEFAULT_PLAN
    from kehoach.disk.made_files import Maker
    from kehoach.sending.delivery_lists import made_on, register_of
    from kehoach.sending.ledger import open_ledger
    from kehoach.sending.records import VIETNAM
    from kehoach.sending.settings import read_settings

    year = options.year or datetime.now(VIETNAM).year
    plan = options.plan or DEFAULT_PLAN
    with open_ledger(read_settings(plan).ledger) as ledger:
        documents = ledger.documents_of(year)
        table = register_of(ledger, year)
    _give([table], made_on(documents), form, options, Maker("so-van-ban-di", plan))
    return Exit.OK


def _give(
    tables: Sequence[PrintedTable],
    made: datetime,
    form: Format,
    options: ResultOptions,
    maker: Maker,
) -> None:
    if form is TEXT:
        from kehoach.tables.printed_table import as_text

        content = "\n\n".join(map(as_text, tables)).encode() + b"\n"
    elif form is XLSX:
        from kehoach.tables.table_workbook import as_xlsx

        content = as_xlsx(tables, made)
    else:
        from kehoach.tables.table_pdf import as_pdf

        content = as_pdf(tables)
    give(content, options.target, replace(maker, overwrite=options.overwrite))
