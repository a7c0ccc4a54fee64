"""The list of deliveries of a plan, and the year's register of outgoing documents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import date, datetime

from kehoach.sending.ledger import Ledger
from kehoach.sending.ledger_chain import Person
from kehoach.sending.records import (
    CHANNEL_NAMES,
    DONE,
    INK_SIGNED,
    STATE_NAMES,
    VIETNAM,
    Channel,
    Delivery,
    DeliveryState,
    Recorded,
)
from kehoach.tables.printed_table import PrintedColumn, PrintedTable, TableSection, plain_rows
from kehoach.vietnamese import date_in_digits, mid_sentence

_SHORT_HASH = 12
_EPOCH = datetime(1980, 1, 1)
_DELIVERIES = (
    PrintedColumn("TT", 4),
    PrintedColumn("Nơi nhận", 24),
    PrintedColumn("Cách gửi", 9),
    PrintedColumn("Địa chỉ", 20),
    PrintedColumn("Trạng thái", 9),
    PrintedColumn("Thời gian", 9),
    PrintedColumn("Mã tệp", 11),
    PrintedColumn("Máy chủ trả lời, người nhận", 14),
)
_REGISTER = (
    PrintedColumn("Số, ký hiệu văn bản", 10),
    PrintedColumn("Ngày tháng văn bản", 9),
    PrintedColumn("Tên loại và trích yếu nội dung văn bản", 25),
    PrintedColumn("Người ký", 11),
    PrintedColumn("Nơi nhận văn bản", 19),
    PrintedColumn("Đơn vị, người nhận bản lưu", 10),
    PrintedColumn("Số lượng bản", 6),
    PrintedColumn("Ghi chú", 10),
)


def open_ones(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """Those that a person must still see to.

    A failed one is settled if its recipient got the document in another way.
    """
    reached = {delivery.party.recipient for delivery in deliveries if delivery.state in DONE}
    return [
        delivery
        for delivery in deliveries
        if delivery.state not in DONE
        and not (delivery.state is DeliveryState.FAILED and delivery.party.recipient in reached)
    ]


def list_of_deliveries(
    document: Recorded, deliveries: Sequence[Delivery], people: Sequence[Person] = ()
) -> PrintedTable:
    """Who got a document, how, when, in which state it is, and what people said of it."""
    counts = Counter(delivery.state for delivery in deliveries)
    summary = "; ".join(
        f"{counts[state]} {STATE_NAMES[state]}" for state in DeliveryState if counts[state]
    )
    lines = (
        *_about(document),
        *map(as_line, people),
        f"Kết quả: {summary or 'chưa gửi nơi nào'}. Giờ Việt Nam (+07:00).",
    )
    rows = _rows(deliveries, _time_of_change)
    return PrintedTable("DANH SÁCH GỬI VĂN BẢN", lines, _DELIVERIES, rows, dense=True)


def as_line(person: Person) -> str:
    """What a person said, as a line of its own."""
    when = datetime.fromisoformat(person.time).astimezone(VIETNAM)
    return f"{when:%d/%m/%Y %H:%M} {person.who}: {person.what}."


def _time_of_change(delivery: Delivery) -> str:
    """Nothing has happened yet to those who wait."""
    return "" if delivery.state is DeliveryState.WAITING else delivery.shown_time


def list_of_events(document: Recorded, events: Sequence[Delivery]) -> PrintedTable:
    """Every state that a delivery went through, in order of time."""
    lines = (*_about(document), "Giờ Việt Nam (+07:00).")
    rows = _rows(events, lambda event: event.shown_time)
    return PrintedTable("LỊCH SỬ GỬI VĂN BẢN", lines, _DELIVERIES, rows, dense=True)


def _about(document: Recorded) -> tuple[str, str]:
    facts = document.facts
    called = facts.called if facts.draft else f"{facts.called}: {facts.trich_yeu}"
    file = f"Tệp {document.file}, {document.size} byte; mã tệp (SHA-256): {document.hash}"
    return called, file


def _rows(
    deliveries: Sequence[Delivery], time: Callable[[Delivery], str]
) -> tuple[TableSection, ...]:
    return plain_rows(
        (
            str(number),
            delivery.party.name,
            CHANNEL_NAMES[delivery.party.channel],
            delivery.party.address,
            STATE_NAMES[delivery.state],
            time(delivery),
            delivery.hash[:_SHORT_HASH],
            delivery.answer,
        )
        for number, delivery in enumerate(deliveries, 1)
    )


def register_of(ledger: Ledger, year: int) -> PrintedTable:
    """Sổ đăng ký văn bản đi of a year (Nghị định 30, Phụ lục IV): one line a document."""
    documents = sorted(ledger.documents_of(year), key=_in_order)
    rows = [
        _registered(
            document, list(ledger.deliveries(document.hash)), ledger.attested(document.hash)
        )
        for document in documents
    ]
    issuers = ", ".join(dict.fromkeys(document.facts.co_quan for document in documents))
    lines = (f"{issuers or 'Chưa có văn bản nào'}; năm {year}",)
    return PrintedTable(
        "SỔ ĐĂNG KÝ VĂN BẢN ĐI", lines, _REGISTER, plain_rows(rows), numbered=True, dense=True
    )


def _in_order(document: Recorded) -> tuple[str, int, str]:
    number = document.facts.so_ky_hieu.partition("/")[0]
    return document.facts.ngay, int(number) if number.isdecimal() else 0, document.facts.so_ky_hieu


def _registered(
    document: Recorded, deliveries: list[Delivery], people: Sequence[Person]
) -> tuple[str, ...]:
    facts = document.facts
    copies = sum(delivery.party.copies for delivery in deliveries) + facts.luu_so_ban
    return (
        facts.so_ky_hieu,
        date_in_digits(date.fromisoformat(facts.ngay)),
        f"{facts.ten_loai} {mid_sentence(facts.trich_yeu)}",
        facts.nguoi_ky,
        facts.noi_nhan,
        facts.luu,
        str(copies),
        _remark(deliveries, by_ink=any(person.what == INK_SIGNED for person in people)),
    )


def _remark(deliveries: list[Delivery], *, by_ink: bool) -> str:
    """Whether it was signed by ink, how many got it without paper, and how many are still open."""
    done = [delivery for delivery in deliveries if delivery.state in DONE]
    parts = [
        f"{CHANNEL_NAMES[channel]}: {count} nơi"
        for channel in (Channel.MAIL, Channel.AXIS)
        if (count := len({e.party.recipient for e in done if e.party.channel is channel}))
    ]
    left = len({delivery.party.recipient for delivery in open_ones(deliveries)})
    ink = ["bản giấy ký tay"] if by_ink else []
    return "; ".join([*ink, *parts, *([f"còn {left} nơi chưa xong"] if left else [])])


def made_on(documents: Sequence[Recorded]) -> datetime:
    """What stands for the time in a workbook's properties: the date of the latest document."""
    dates = [document.facts.ngay for document in documents if document.facts.ngay]
    return datetime.fromisoformat(max(dates)) if dates else _EPOCH
