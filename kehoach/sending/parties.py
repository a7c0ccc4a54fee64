"""The ways to each recipient of a plan, and which of them a person means who names a recipient."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from enum import Enum
from pathlib import Path

from kehoach.files import shown
from kehoach.findings import Finding, InputRefused, Severity
from kehoach.locations import Place
from kehoach.recipients.address_book import DiaChi, address_book_path, read_address_book
from kehoach.recipients.expansion import Addressee, Recipients
from kehoach.resolve.expressions import unknown
from kehoach.resolve.read import Reading
from kehoach.sending.ledger import Ledger
from kehoach.sending.records import STATE_NAMES, Channel, Delivery, DeliveryState, Party, Recorded

_CORRECT = 'sửa dòng đã ghi: thêm --sua "HỌ TÊN NGƯỜI SỬA"'


def parties_of(recipients: Recipients) -> list[Party]:
    """Everybody on Nơi nhận, a party for each way."""
    return [party for addressee in recipients.addressees for party in _ways(addressee)]


def chosen(parties: Sequence[Party], only: Sequence[str], plan: Path) -> list[Party]:
    """The parties of the ids in `only`. Raises InputRefused if an id is none of them."""
    known = {party.recipient: party.name for party in parties}
    _refuse_unknown(only, known, "trên Nơi nhận của kế hoạch", plan)
    return [party for party in parties if party.recipient in only]


def reviewers(plan: Path, reading: Reading, only: Sequence[str]) -> list[Party]:
    """The mailboxes of those who are asked about a draft, on Nơi nhận or not, each once.

    Raises InputRefused if an id is not in the address book, or has no mailbox there.
    """
    path = address_book_path(plan)
    book, source = read_address_book(path, reading.register)
    if any(finding.severity is Severity.ERROR for finding in source.findings):
        raise InputRefused(source.findings)
    _refuse_unknown(only, book.root, f"trong {shown(path)}", plan)
    without = [unit for unit in only if not book.root[unit].thu_dien_tu]
    if without:
        raise InputRefused(
            [
                Finding(
                    source.place((unit,), key=True),
                    "GV012",
                    f"{unit} chưa có địa chỉ thư điện tử",
                    "thêm thu_dien_tu, hoặc bỏ khỏi --only",
                )
                for unit in without
            ]
        )
    by_address: dict[str, Party] = {}
    for unit in only:
        for party in _mailboxes(unit, book.root[unit], reading):
            by_address.setdefault(party.address.casefold(), party)
    return list(by_address.values())


def _mailboxes(unit: str, entry: DiaChi, reading: Reading) -> Iterator[Party]:
    name = entry.ten or reading.register[unit].ten
    for address in entry.thu_dien_tu:
        yield Party(unit, name, Channel.MAIL, address)


def _ways(addressee: Addressee) -> Iterator[Party]:
    for kenh in addressee.kenh:
        channel = Channel(kenh)
        addresses: Sequence[str | None] = {
            Channel.MAIL: addressee.thu_dien_tu,
            Channel.AXIS: (addressee.ma_dinh_danh,),
            Channel.PAPER: (addressee.dia_chi,),
        }[channel]
        for address in addresses:
            copies = addressee.so_ban if channel is Channel.PAPER else 0
            yield Party(addressee.id, addressee.ten, channel, address or "", copies)


class Entry(Enum):
    """What a person enters of a delivery; the value is which states that is for."""

    RECEIVED = (DeliveryState.UNKNOWN, DeliveryState.FAILED, DeliveryState.WAITING)
    AGAIN = (DeliveryState.UNKNOWN, DeliveryState.FAILED)
    CORRECTED = (DeliveryState.HANDED,)


def open_ways(
    ledger: Ledger,
    document: Recorded,
    unit: str,
    channel: Channel | None,
    entry: Entry,
    plan: Path,
) -> list[Party]:
    """The ways to a unit of which `entry` can be entered: of `channel`, or of the only one.

    That it came in a channel that nobody had planned may be recorded all the same. Raises
    InputRefused if there is no such way, or there are some in several channels.
    """
    known = list(ledger.deliveries(document.hash))
    to_unit = [delivery for delivery in known if delivery.party.recipient == unit]
    if not to_unit:
        names = {delivery.party.recipient for delivery in known}
        advice = unknown("nơi nhận", unit, names).advice
        raise _refused(plan, "GV011", f"sổ gửi không có nơi nhận “{unit}”", advice)
    wanted = [delivery for delivery in to_unit if channel in (None, delivery.party.channel)]
    left = [delivery.party for delivery in wanted if delivery.state in entry.value]
    if channels := {party.channel.value for party in left}:
        if len(channels) > 1:
            what = (
                "có nhiều kênh đã ghi" if entry is Entry.CORRECTED else "còn nhiều kênh chưa xong"
            )
            message = f"{unit} {what}: {', '.join(sorted(channels))}"
            raise _refused(plan, "GV015", message, "ghi rõ --kenh")
        return left
    if wanted or entry is not Entry.RECEIVED or channel is None:
        raise _refused(plan, "GV014", *_settled(unit, wanted or to_unit, entry))
    return [Party(unit, to_unit[0].party.name, channel, "")]


def overtaken(ledger: Ledger, delivery: Delivery, plan: Path) -> Finding:
    """What to tell of a delivery that was open, until another command changed it."""
    party = delivery.party
    told = _told(
        [other for other in ledger.deliveries(delivery.hash) if other.party.key == party.key]
    )
    message = f"{party.recipient} chưa ghi được, vì lệnh khác vừa ghi trước: {told}"
    advice = "xem lại bằng kehoach delivered; vẫn cần ghi thì chạy lại lệnh này"
    return Finding(Place(shown(plan)), "GV019", message, advice)


def _told(deliveries: Sequence[Delivery]) -> str:
    return "; ".join(
        f"{STATE_NAMES[delivery.state]} lúc {delivery.shown_time}"
        + (f" ({delivery.answer})" if delivery.answer else "")
        for delivery in deliveries
    )


def _settled(unit: str, deliveries: Sequence[Delivery], entry: Entry) -> tuple[str, str]:
    told = _told(deliveries)
    if entry is Entry.AGAIN:
        message = f"{unit} không có thư nào hỏng hoặc không rõ: {told}"
        return message, f"không phải gửi lại; nếu đã ghi nhầm là nhận rồi thì {_CORRECT}"
    if entry is Entry.CORRECTED:
        message = f"{unit} không có dòng nào ghi bằng tay để sửa: {told}"
        return message, "xem bằng kehoach delivered; mới nhận thì ghi --nguoi-nhan, bỏ --sua"
    return f"{unit} đã ghi nhận xong: {told}", f"nếu ghi sai thì {_CORRECT}"


def _refused(plan: Path, code: str, message: str, advice: str) -> InputRefused:
    return InputRefused.at(Place(shown(plan)), code, message, advice)


def _refuse_unknown(
    only: Sequence[str], known: Mapping[str, object], where: str, plan: Path
) -> None:
    findings = []
    for unit in only:
        if unit not in known:
            problem = unknown("nơi nhận", unit, known, where=where)
            findings.append(Finding(Place(shown(plan)), "GV011", problem.message, problem.advice))
    if findings:
        raise InputRefused(findings)
