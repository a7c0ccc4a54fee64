"""Which ways to a recipient a person means who records a delivery, or wants a mail sent again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from kehoach.files import shown
from kehoach.findings import Finding, InputRefused
from kehoach.locations import Place
from kehoach.resolve.expressions import unknown
from kehoach.sending.ledger import Ledger
from kehoach.sending.records import STATE_NAMES, Channel, Delivery, Party, Recorded, State


def open_ways(
    ledger: Ledger,
    document: Recorded,
    unit: str,
    channel: Channel | None,
    *,
    again: bool,
    plan: Path,
) -> list[Party]:
    """The ways to a unit that are still open: those of `channel`, or of the only one that is.

    With `again` those that failed or may have failed. A channel that nobody had planned may be
    recorded all the same. Raises InputRefused if no way is open, or those of several channels are.
    """
    known = list(ledger.deliveries(document.hash))
    to_unit = [each for each in known if each.party.recipient == unit]
    if not to_unit:
        names = {each.party.recipient for each in known}
        advice = unknown("nơi nhận", unit, names).advice
        raise _refused(plan, "GV011", f"sổ gửi không có nơi nhận “{unit}”", advice)
    wanted = [each for each in to_unit if channel in (None, each.party.channel)]
    open_ = [State.UNKNOWN, State.FAILED] + ([] if again else [State.WAITING])
    left = [each.party for each in wanted if each.state in open_]
    if channels := {party.channel.value for party in left}:
        if len(channels) > 1:
            message = f"{unit} còn nhiều kênh chưa xong: {', '.join(sorted(channels))}"
            raise _refused(plan, "GV015", message, "ghi rõ --kenh")
        return left
    if wanted or again or channel is None:
        raise _refused(plan, "GV014", *_settled(unit, wanted or to_unit, again))
    return [Party(unit, to_unit[0].party.name, channel, "")]


def overtaken(ledger: Ledger, delivery: Delivery, plan: Path) -> Finding:
    """What to tell of a delivery that was open, until another command changed it."""
    party = delivery.party
    told = _told([each for each in ledger.deliveries(delivery.hash) if each.party.key == party.key])
    message = f"{party.recipient} chưa ghi được, vì lệnh khác vừa ghi trước: {told}"
    advice = "xem lại bằng kehoach delivered; vẫn cần ghi thì chạy lại lệnh này"
    return Finding(Place(shown(plan)), "GV019", message, advice)


def _told(deliveries: Sequence[Delivery]) -> str:
    return "; ".join(
        f"{STATE_NAMES[each.state]} lúc {each.shown_time}"
        + (f" ({each.answer})" if each.answer else "")
        for each in deliveries
    )


def _settled(unit: str, deliveries: Sequence[Delivery], again: bool) -> tuple[str, str]:
    told = _told(deliveries)
    if again:
        return f"{unit} không có thư nào hỏng hoặc không rõ: {told}", "không phải gửi lại"
    return f"{unit} đã ghi nhận xong: {told}", "xem bằng kehoach delivered"


def _refused(plan: Path, code: str, message: str, advice: str) -> InputRefused:
    return InputRefused([Finding(Place(shown(plan)), code, message, advice)])
