"""The command `kehoach send`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from kehoach.console import Exit, say, say_findings
from kehoach.vi_argparse import Parser

if TYPE_CHECKING:
    from kehoach.sending.approval import Approved
    from kehoach.sending.enclosures import Enclosure
    from kehoach.sending.ledger import Ledger
    from kehoach.sending.letters import Letters
    from kehoach.sending.settings import Settings
    from kehoach.sending.states import Delivery, Party


def add_send(commands: argparse._SubParsersAction[Parser]) -> None:
    """Add the command to the parser of all commands."""
    command = commands.add_parser(
        "send",
        help="gửi bản đã ký đến mọi nơi nhận, có sổ theo dõi",
        description="Gửi tệp PDF đã ký số, nguyên vẹn từng byte, đến mọi nơi trên Nơi nhận có hộp "
        "thư, và ghi từng lần gửi vào sổ. Chạy lại thì chỉ gửi cho nơi chưa nhận. Máy chủ thư, sổ "
        "gửi và chứng thư tin cậy khai báo ở gui_van_ban.yaml; mật khẩu lấy từ biến môi trường "
        "KEHOACH_MAT_KHAU hoặc kho khoá của máy.",
        epilog="ví dụ: kehoach send content/plan_2024.yaml --file da_ky.pdf --dry-run\n"
        "       kehoach send content/plan_2025.yaml --file du_thao.pdf --draft --only so_tc so_yt",
    )
    command.add_argument("plan", type=Path, metavar="KẾ_HOẠCH", help="tệp .yaml")
    command.add_argument("--file", type=Path, required=True, metavar="TỆP", help="tệp PDF đã ký số")
    command.add_argument(
        "--dry-run", action="store_true", help="kiểm tra và cho xem sẽ gửi đâu, không gửi"
    )
    command.add_argument(
        "--only", nargs="+", default=[], metavar="MÃ", help="chỉ gửi cho các nơi nhận này"
    )
    command.add_argument(
        "--draft",
        action="store_true",
        help="gửi dự thảo lấy ý kiến các nơi nêu ở --only; không cần chữ ký",
    )
    command.add_argument(
        "--phieu",
        dest="notes",
        type=Path,
        metavar="THƯ_MỤC",
        help="kèm cho mỗi nơi phiếu nhiệm vụ của nơi đó (kehoach duties --phieu)",
    )
    command.add_argument("--yes", action="store_true", help="gửi ngay, không hỏi lại")
    command.set_defaults(run=_send, parser=command)


def _send(arguments: argparse.Namespace) -> Exit:
    if arguments.draft and not arguments.only:
        arguments.parser.error("--draft cần --only: ghi mã các nơi lấy ý kiến")
    if arguments.draft and arguments.notes:
        arguments.parser.error("--phieu không dùng cùng với --draft: dự thảo chưa giao việc cho ai")
    from kehoach.sending.approval import approve
    from kehoach.sending.ledger import open_ledger
    from kehoach.sending.ledger_file import only_sender
    from kehoach.sending.letters import Letters
    from kehoach.sending.settings import read_settings, refuse_without_server

    settings = read_settings(arguments.plan)
    refuse_without_server(settings)
    approved = approve(arguments.plan, arguments.file, settings, draft=arguments.draft)
    parties, along = _parties(arguments, approved)
    if arguments.dry_run:
        return _show_only(settings, approved, parties)
    with open_ledger(settings.ledger, create=True) as ledger, only_sender(settings.ledger):
        ledger.recover()
        ledger.refuse_second(approved.document)
        count = len(_left(parties, _known(ledger, approved)))
        _show(approved, parties, count, sys.stderr)
        if count and not _agreed(arguments, settings, count):
            say("Chưa gửi gì.")
            return Exit.FINDINGS
        ledger.record(approved.document, parties, all_=not arguments.only)
        known = _known(ledger, approved)
        left = _left(parties, known)
        if left:
            letters = Letters(approved.document, approved.data, settings.values.gui_tu or "", along)
            _run(settings, letters, ledger, [known[party.key] for party in left])
        return _tell(ledger, approved, arguments.plan)


def _parties(
    arguments: argparse.Namespace, approved: Approved
) -> tuple[list[Party], Mapping[str, Sequence[Enclosure]]]:
    """Who is to get the document, on which ways, and what goes along to each recipient."""
    from kehoach.dispatch.recipients import read_recipients
    from kehoach.sending.enclosures import enclosures
    from kehoach.sending.parties import chosen, parties_of, reviewers

    plan, reading = arguments.plan, approved.reading
    if arguments.draft:
        return reviewers(plan, reading, arguments.only), {}
    recipients = read_recipients(plan, reading)
    say_findings(recipients.findings)
    parties = parties_of(recipients)
    if arguments.only:
        parties = chosen(parties, arguments.only, plan)
    if arguments.notes is None:
        return parties, {}
    return parties, enclosures(reading, recipients.addressees, arguments.notes)


_Known = dict[tuple[str, str, str], "Delivery"]


def _known(ledger: Ledger, approved: Approved) -> _Known:
    return {each.party.key: each for each in ledger.deliveries(approved.document.hash)}


def _left(parties: Sequence[Party], known: _Known) -> list[Party]:
    """Those to whom a message is to be sent now."""
    from kehoach.sending.states import Channel, State

    mail = [party for party in parties if party.channel is Channel.MAIL]
    return [
        each for each in mail if each.key not in known or known[each.key].state is State.WAITING
    ]


def _show_only(settings: Settings, approved: Approved, parties: Sequence[Party]) -> Exit:
    """What a run would do; nothing is written, not even an empty ledger."""
    from kehoach.sending.ledger import open_ledger
    from kehoach.sending.states import CHANNEL_NAMES, STATE_NAMES

    known: _Known = {}
    if settings.ledger.exists():
        with open_ledger(settings.ledger) as ledger:
            ledger.refuse_second(approved.document)
            known = _known(ledger, approved)
    left = _left(parties, known)
    sent_now = {party.key for party in left}
    for party in parties:
        state = STATE_NAMES[known[party.key].state] if party.key in known else "giao rồi ghi vào sổ"
        print(
            f"{party.recipient}: {party.name}; {CHANNEL_NAMES[party.channel]} {party.address}: "
            f"{'sẽ gửi' if party.key in sent_now else state}"
        )
    _show(approved, parties, len(left), sys.stdout)
    print("Chạy thử: chưa gửi gì.")
    return Exit.OK


def _show(approved: Approved, parties: Sequence[Party], count: int, where: TextIO) -> None:
    from kehoach.sending.states import CHANNEL_NAMES, VIETNAM, Channel

    document = approved.document
    lines = [
        document.facts.called,
        f"  tệp {document.file}, {document.size} byte, SHA-256 {document.hash}",
    ]
    for signed in approved.signed:
        when = f", {signed.when.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}" if signed.when else ""
        lines.append(f"  chữ ký hợp lệ: {signed.name}{when}")
    for channel in Channel:
        units = {party.recipient for party in parties if party.channel is channel}
        if not units:
            continue
        how = f"còn {count} thư phải gửi" if channel is Channel.MAIL else "giao rồi ghi vào sổ"
        lines.append(f"  {CHANNEL_NAMES[channel]}: {len(units)} nơi nhận, {how}")
    print("\n".join(lines), file=where)


def _agreed(arguments: argparse.Namespace, settings: Settings, count: int) -> bool:
    if arguments.yes:
        return True
    if not sys.stdin.isatty():
        arguments.parser.error("không có người trả lời; thêm --yes để gửi không hỏi")
    values = settings.values
    print(
        f"Gửi {count} thư từ {values.gui_tu} qua {values.may_chu}? [c/K] ", end="", file=sys.stderr
    )
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in ("c", "có", "co")


def _run(
    settings: Settings, letters: Letters, ledger: Ledger, deliveries: Sequence[Delivery]
) -> None:
    from tqdm import tqdm

    from kehoach.sending.mail_server import MailServer
    from kehoach.sending.sender import Sender
    from kehoach.sending.settings import read_password

    account = settings.values.tai_khoan
    server = MailServer(settings, read_password(account) if account else None)
    tqdm.monitor_interval = 0
    with tqdm(total=len(deliveries), desc="Gửi", unit="thư", disable=None) as bar:
        Sender(ledger, letters, server).run(deliveries, settings.values.thu_lai, bar.update)


def _tell(ledger: Ledger, approved: Approved, plan: Path) -> Exit:
    """Say what came of it; those who need a person one by one."""
    from kehoach.reading import shown
    from kehoach.sending.listing import open_ones
    from kehoach.sending.states import STATE_NAMES, Channel, State

    deliveries = list(ledger.deliveries(approved.document.hash))
    mail = [each for each in deliveries if each.party.channel is Channel.MAIL]
    open_ = [each for each in open_ones(deliveries) if each.party.channel is Channel.MAIL]
    for each in open_:
        party = each.party
        answer = f": {each.answer}" if each.answer else ""
        say(f"{party.recipient}: {party.name} <{party.address}>: {STATE_NAMES[each.state]}{answer}")
    counts = {state: sum(each.state is state for each in mail) for state in State}
    words = [f"{count} {STATE_NAMES[state]}" for state, count in counts.items() if count]
    print(f"{approved.document.facts.called}: " + ("; ".join(words) or "không có thư nào") + ".")
    if counts[State.WAITING]:
        say("Nơi chờ gửi: chạy lại lệnh này để gửi tiếp.")
    if any(each.state in (State.FAILED, State.UNKNOWN) for each in open_):
        say(
            "Nơi không gửi được: sửa địa chỉ rồi chạy lại, hoặc giao bằng cách khác. Nơi không rõ: "
            f"hỏi nơi nhận rồi ghi bằng kehoach deliver {shown(plan)} MÃ (hoặc thêm --gui-lai)."
        )
    return Exit.FINDINGS if open_ else Exit.OK
