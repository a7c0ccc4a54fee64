"""The commands `kehoach delivered` and `kehoach so-van-ban-di`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kehoach.cli.console import Exit, say
from kehoach.cli.parser import Parser
from kehoach.cli.result import add_result, result_format

if TYPE_CHECKING:
    from kehoach.sending.ledger import Ledger
    from kehoach.sending.records import Recorded
    from kehoach.tables.printed_table import PrintedTable

_FORMATS = ("xlsx", "pdf")


def add_lists(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add both commands to the parser of all commands."""
    delivered = commands.add_parser(
        "delivered",
        help="xem ai đã nhận kế hoạch, lúc nào",
        description="In danh sách gửi của một kế hoạch theo sổ gửi: nơi nhận, cách gửi, trạng "
        "thái, thời gian, mã tệp. Thêm --file để đối chiếu tệp đang có với tệp đã gửi.",
        epilog="ví dụ: kehoach delivered content/plan_2024.yaml --file da_ky.pdf "
        "--format pdf -o danh_sach_gui.pdf",
    )
    delivered.add_argument("plan", type=Path, metavar="KẾ_HOẠCH", help="tệp .yaml")
    delivered.add_argument(
        "--file", type=Path, metavar="TỆP", help="đối chiếu: đây có phải tệp đã gửi không"
    )
    delivered.add_argument(
        "--lich-su", dest="history", action="store_true", help="thêm mọi lần đổi trạng thái"
    )
    add_result(delivered, _FORMATS)
    delivered.set_defaults(run=_delivered, parser=delivered)
    register = commands.add_parser(
        "so-van-ban-di",
        help="in sổ đăng ký văn bản đi của năm",
        description="In sổ đăng ký văn bản đi của một năm theo mẫu ở Phụ lục IV Nghị định "
        "30/2020/NĐ-CP, mỗi văn bản đã gửi một dòng.",
        epilog="ví dụ: kehoach so-van-ban-di content/plan_2024.yaml --nam 2023 "
        "--format xlsx -o so_van_ban_di.xlsx",
    )
    register.add_argument(
        "plan",
        type=Path,
        nargs="?",
        metavar="KẾ_HOẠCH",
        help="một kế hoạch bất kỳ dùng sổ gửi đó (mặc định: sổ trong content)",
    )
    register.add_argument(
        "--nam", dest="year", type=int, metavar="NĂM", help="năm (mặc định: năm nay)"
    )
    add_result(register, _FORMATS)
    register.set_defaults(run=_register, parser=register)


def _delivered(arguments: argparse.Namespace) -> Exit:
    form = result_format(arguments)
    from kehoach.sending.delivery_lists import (
        list_of_deliveries,
        list_of_events,
        made_on,
        open_ones,
    )
    from kehoach.sending.ledger import open_ledger
    from kehoach.sending.settings import read_settings

    with open_ledger(read_settings(arguments.plan).ledger) as ledger:
        ledger.check()
        documents = _documents(ledger, arguments)
        lists = [(each, list(ledger.deliveries(each.hash))) for each in documents]
        tables = [list_of_deliveries(document, deliveries) for document, deliveries in lists]
        if arguments.history:
            tables += [list_of_events(each, list(ledger.history(each.hash))) for each in documents]
    _give(tables, made_on(documents), form, arguments.target)
    left = sum(len(open_ones(deliveries)) for _, deliveries in lists)
    if left:
        say(f"Còn {left} lần gửi chưa xong.")
    return Exit.FINDINGS if left else Exit.OK


def _documents(ledger: Ledger, arguments: argparse.Namespace) -> Sequence[Recorded]:
    """The documents to tell of; the one that is `--file`, if that is given and known."""
    from kehoach.files import shown
    from kehoach.findings import Finding, InputRefused
    from kehoach.locations import Place
    from kehoach.sending.signed_file import documents_of, find_document, hash_of

    if not arguments.file:
        documents = documents_of(ledger, arguments.plan)
        if not documents:
            find_document(ledger, arguments.plan, None)
        return documents
    digest = hash_of(arguments.file)
    found = find_document(ledger, arguments.plan, digest)
    if found is None:
        message = f"không phải tệp đã gửi: sổ gửi không có mã SHA-256 {digest}"
        sent = ", ".join(each.hash for each in documents_of(ledger, arguments.plan))
        advice = f"tệp đã gửi có mã {sent}" if sent else "sổ gửi chưa có văn bản này"
        raise InputRefused([Finding(Place(shown(arguments.file)), "GV017", message, advice)])
    say(f"{shown(arguments.file)}: đúng là tệp đã gửi, khớp từng byte với sổ.")
    return [found]


def _register(arguments: argparse.Namespace) -> Exit:
    form = result_format(arguments)
    from kehoach.build import DEFAULT_PLAN
    from kehoach.sending.delivery_lists import made_on, register_of
    from kehoach.sending.ledger import open_ledger
    from kehoach.sending.records import VIETNAM
    from kehoach.sending.settings import read_settings

    year = arguments.year or datetime.now(VIETNAM).year
    with open_ledger(read_settings(arguments.plan or DEFAULT_PLAN).ledger) as ledger:
        documents = ledger.documents_of(year)
        table = register_of(ledger, year)
    _give([table], made_on(documents), form, arguments.target)
    return Exit.OK


def _give(tables: Sequence[PrintedTable], made: datetime, form: str, target: Path | None) -> None:
    from kehoach.files import shown, write_files

    if form == "xlsx":
        from kehoach.tables.table_workbook import as_xlsx

        data = as_xlsx(tables, made)
    elif form == "pdf":
        from kehoach.tables.table_pdf import as_pdf

        data = as_pdf(tables)
    else:
        from kehoach.tables.printed_table import as_text

        text = "\n\n".join(map(as_text, tables))
        if target is None:
            print(text)
            return
        data = f"{text}\n".encode()
    assert target is not None  # seen to by `result_format`
    write_files({target: data})
    print(f"Đã ghi {shown(target)}.")
