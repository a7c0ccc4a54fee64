"""The command `kehoach deliver`: what people record in the ledger by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from kehoach.cli.console import Exit, say, say_findings
from kehoach.cli.parser import Commands, WrongUsage

if TYPE_CHECKING:
    from kehoach.sending.ledger import Ledger
    from kehoach.sending.records import Delivery

_CHANNELS = ("thu_dien_tu", "truc", "giay", "truc_tiep")
_NO_MOMENT = "viết ngày giờ như “08/12/2023 14:30”, giờ từ 00:00 đến 23:59"


@dataclass(frozen=True, slots=True)
class _DeliverOptions:
    plan: Path
    units: Sequence[str]
    channel: str | None
    who: str | None
    when: str | None
    note: str | None
    again: bool
    file: Path | None
    ink_signed: str | None
    corrected_by: str | None


def add_commands(commands: Commands) -> None:
    """Add the command to the parser of all commands."""
    command = commands.add_parser(
        "deliver",
        help="ghi vào sổ việc giao bản giấy, qua trục, hoặc kết luận nơi “không rõ”",
        description="Ghi vào sổ gửi: ai đã nhận văn bản, lúc nào, bằng cách nào. Dùng cho bản "
        "giấy, trục liên thông, giao trực tiếp, và cho những thư “không rõ” sau khi đã hỏi nơi "
        "nhận. Nơi chưa nhận được thư thì thêm --gui-lai để kehoach send gửi lại. Văn bản ký tay, "
        "đóng dấu, không có chữ ký số thì --file là bản quét, thêm --ban-giay. Đã ghi nhầm thì sửa "
        "bằng --sua; dòng cũ còn trong lịch sử (kehoach delivered --lich-su).",
        epilog="ví dụ: kehoach deliver content/plan_2024.yaml so_tc --kenh giay "
        '--nguoi-nhan "Lê Thị Hoa" --luc "08/12/2023 14:30"',
    )
    command.add_plan()
    command.add_argument("units", nargs="+", metavar="MÃ", help="mã nơi nhận (trong don_vi.yaml)")
    command.add_argument(
        "--kenh",
        dest="channel",
        choices=_CHANNELS,
        metavar="KÊNH",
        help="thu_dien_tu, truc, giay hoặc truc_tiep; không ghi thì là kênh còn chờ của nơi nhận",
    )
    command.add_argument("--nguoi-nhan", dest="who", metavar="TÊN", help="người ký nhận")
    command.add_argument(
        "--luc",
        dest="when",
        metavar="NGÀY_GIỜ",
        help="lúc nhận, ví dụ “08/12/2023 14:30” (mặc định: bây giờ)",
    )
    command.add_argument(
        "--ghi-chu", dest="note", metavar="CHỮ", help="ghi thêm, ví dụ số phiếu gửi"
    )
    command.add_argument(
        "--gui-lai",
        dest="again",
        action="store_true",
        help="đưa về chờ gửi, để kehoach send gửi lại",
    )
    command.add_argument(
        "--file", type=Path, metavar="TỆP", help="tệp đã ký; cần khi sổ chưa có văn bản này"
    )
    command.add_argument(
        "--ban-giay",
        "--ink-signed",
        dest="ink_signed",
        metavar="HỌ_TÊN",
        help="văn bản ký tay, --file là bản quét; HỌ_TÊN là người xác nhận bản quét đúng bản đã ký",
    )
    command.add_argument(
        "--sua",
        "--correct",
        dest="corrected_by",
        metavar="HỌ_TÊN",
        help="sửa dòng đã ghi nhầm: --nguoi-nhan là tên đúng, hoặc --gui-lai nếu thật ra chưa "
        "giao; HỌ_TÊN là người sửa",
    )
    command.runs(_deliver, _DeliverOptions)


def _moment(text: str) -> datetime:
    """`08/12/2023 14:30` or `08/12/2023`, in Vietnam's time."""
    from kehoach.sending.records import VIETNAM
    from kehoach.vietnamese import parse_date

    day, _, clock = text.strip().partition(" ")
    hours = minutes = 0
    if clock := clock.strip():
        figures = re.fullmatch(r"(\d{1,2})[:hg](\d{2})", clock)
        if not figures:
            raise ValueError
        hours, minutes = map(int, figures.groups())
    date = parse_date(day)
    return datetime(date.year, date.month, date.day, hours, minutes, tzinfo=VIETNAM)


def _deliver(options: _DeliverOptions) -> Exit:
    if options.again is bool(options.who):
        raise WrongUsage("ghi --nguoi-nhan (ai đã nhận) hoặc --gui-lai, một trong hai")
    for flag, who in (("--ban-giay", options.ink_signed), ("--sua", options.corrected_by)):
        if who is not None and not who.strip():
            raise WrongUsage(f"{flag}: ghi họ tên")
    if options.ink_signed and not options.file:
        raise WrongUsage("--ban-giay cần --file: tệp quét của bản đã ký tay")
    from kehoach.sending.by_hand import ink_signed_document, recorded_document
    from kehoach.sending.ledger import open_ledger
    from kehoach.sending.ledger_file import Use
    from kehoach.sending.parties import Entry, open_ways, overtaken
    from kehoach.sending.records import CHANNEL_NAMES, VIETNAM, Channel
    from kehoach.sending.settings import read_settings

    try:
        when = _moment(options.when) if options.when else datetime.now(VIETNAM)
    except ValueError:
        raise WrongUsage(f"--luc: {_NO_MOMENT}: {options.when}") from None
    if when > datetime.now(VIETNAM):
        raise WrongUsage("--luc: thời điểm này chưa tới")
    settings = read_settings(options.plan)
    channel = Channel(options.channel) if options.channel else None
    with open_ledger(settings.ledger, Use.MAKE if options.file else Use.RECORD, say) as ledger:
        if options.ink_signed and options.file:
            document = ink_signed_document(ledger, options.plan, options.file, options.ink_signed)
        else:
            document = recorded_document(ledger, settings, options.plan, options.file)
        entry = Entry.AGAIN if options.again else Entry.RECEIVED
        if options.corrected_by:
            entry = Entry.CORRECTED
        chosen = [
            party
            for unit in dict.fromkeys(options.units)
            for party in open_ways(ledger, document, unit, channel, entry, options.plan)
        ]
        too_late = []
        for party in chosen:
            delivery = ledger.add(document, party)
            if options.corrected_by:
                done, told = _correct(options, ledger, delivery, when)
            elif options.again:
                done = ledger.again(delivery)
                told = f"{party.recipient}: {party.name} <{party.address}>: sẽ gửi lại."
            else:
                done = ledger.hand_over(delivery, when, _answer(options))
                told = (
                    f"{party.recipient}: {party.name}: đã ghi, {CHANNEL_NAMES[party.channel]}, "
                    f"{when:%d/%m/%Y %H:%M}, {_answer(options)}."
                )
            if done:
                print(told)
            else:
                too_late.append(overtaken(ledger, delivery, options.plan))
        ledger.back_up()
    say_findings(too_late)
    return Exit.FINDINGS if too_late else Exit.OK


def _correct(
    options: _DeliverOptions, ledger: Ledger, delivery: Delivery, when: datetime
) -> tuple[bool, str]:
    """Correct what was recorded by hand; the moment stays unless another one is given."""
    from kehoach.sending.records import VIETNAM, DeliveryState

    party = delivery.party
    if options.again:
        new, answer = DeliveryState.WAITING, "; ".join(filter(None, ("chưa giao", options.note)))
        told = f"{party.recipient}: {party.name}: đã sửa, chưa giao."
    else:
        new, answer = DeliveryState.HANDED, _answer(options)
        when = when if options.when else delivery.changed
        told = (
            f"{party.recipient}: {party.name}: đã sửa, {when.astimezone(VIETNAM):%d/%m/%Y %H:%M}, "
            f"{answer}."
        )
    return ledger.correct(delivery, new, when, answer, options.corrected_by or ""), told


def _answer(options: _DeliverOptions) -> str:
    return "; ".join(filter(None, (f"người nhận: {options.who}", options.note)))
