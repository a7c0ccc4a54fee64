"""From the recipients of a plan to the ways in which each is reached."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from kehoach.files import shown
from kehoach.findings import Finding, InputRefused, Severity
from kehoach.locations import Place
from kehoach.recipients.address_book import DiaChi, address_book_path, read_address_book
from kehoach.recipients.expansion import Addressee, Recipients
from kehoach.resolve.expressions import unknown
from kehoach.resolve.read import Reading
from kehoach.sending.records import Channel, Party


def parties_of(recipients: Recipients) -> list[Party]:
    """Everybody on Nơi nhận, a party for each way."""
    return [each for one in recipients.addressees for each in _ways(one)]


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
    if any(each.severity is Severity.ERROR for each in source.findings):
        raise InputRefused(source.findings)
    _refuse_unknown(only, book.root, f"trong {shown(path)}", plan)
    without = [each for each in only if not book.root[each].thu_dien_tu]
    if without:
        raise InputRefused(
            [
                Finding(
                    source.place((each,), key=True),
                    "GV012",
                    f"{each} chưa có địa chỉ thư điện tử",
                    "thêm thu_dien_tu, hoặc bỏ khỏi --only",
                )
                for each in without
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


def _refuse_unknown(
    only: Sequence[str], known: Mapping[str, object], where: str, plan: Path
) -> None:
    findings = []
    for each in only:
        if each not in known:
            problem = unknown("nơi nhận", each, known, where=where)
            findings.append(Finding(Place(shown(plan)), "GV011", problem.message, problem.advice))
    if findings:
        raise InputRefused(findings)
