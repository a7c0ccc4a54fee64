"""The run that sends one document by mail to everybody who still waits for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import partial
from time import sleep

from kehoach.findings import InputRefused, MachineProblem
from kehoach.locations import Place
from kehoach.sending.ledger import Ledger
from kehoach.sending.ledger_file import Tell
from kehoach.sending.mail_server import MailServer, Refused, Undecided
from kehoach.sending.messages import Letters
from kehoach.sending.records import Delivery, DeliveryState
from kehoach.vietnamese import format_number

Progress = Callable[[], object]
_MOST_BROKEN = 3
"""So many messages broken off one after the other: it is the server, not the messages."""


class Sender:
    """Sends; what comes of each message is in the ledger before the next one goes out.

    `tell` says what a person would else wait for without knowing why.
    """

    def __init__(
        self, ledger: Ledger, letters: Letters, server: MailServer, tell: Tell = lambda _: None
    ) -> None:
        self._ledger, self._letters, self._server, self._tell = ledger, letters, server, tell
        self._broken: list[str] = []

    def run(self, deliveries: Sequence[Delivery], waits: Sequence[int], told: Progress) -> None:
        """Send to each; `told` is called for everyone who is settled.

        What the server refuses for now is tried again after each of the `waits`, in seconds. Raises
        MachineProblem if the server never answered, or refuses the sender, and InputRefused if it
        takes no message of this size.
        """
        left, lost = list(deliveries), ""
        for wait in (0, *waits):
            if wait and left:
                why = lost or "máy chủ tạm thời chưa nhận"
                self._tell(f"Còn {len(left)} thư chưa gửi được: {why}; thử lại sau {wait} giây…")
                sleep(wait)
            left, lost = self._round(left, told)
        self._server.quit()
        if lost:
            raise MachineProblem(f"{lost}; {len(left)} nơi còn chờ, chạy lại lệnh này để gửi tiếp")

    def _round(self, deliveries: list[Delivery], told: Progress) -> tuple[list[Delivery], str]:
        """Those who still wait after one try each, and why the server could not be reached."""
        left: list[Delivery] = []
        self._broken = []
        for place, delivery in enumerate(deliveries):
            try:
                self._server.connect()
            except Refused as refused:
                return left + deliveries[place:], refused.answer
            if self._one(delivery):
                told()
            else:
                left.append(delivery)
            if len(self._broken) == _MOST_BROKEN and (left or deliveries[place + 1 :]):
                # Those who had no turn come first next time.
                return deliveries[place + 1 :] + left, self._broken[-1]
        return left, ""

    def _one(self, delivery: Delivery) -> bool:
        """Send one message; False if it is to be tried again."""
        party = delivery.party
        message = self._letters.to(party)
        if too_long := self._too_long(len(message)):
            self._ledger.finish(delivery, DeliveryState.FAILED, too_long)
            return True
        try:
            answer = self._server.deliver(
                party.address, message, partial(self._ledger.start, delivery)
            )
        except Refused as refused:
            self._broken = [*self._broken, refused.answer] if refused.broken else []
            state = DeliveryState.WAITING if refused.passing else DeliveryState.FAILED
            self._ledger.finish(delivery, state, refused.answer)
            return not refused.passing
        except Undecided as undecided:
            self._broken.append(str(undecided))
            self._ledger.finish(delivery, DeliveryState.UNKNOWN, str(undecided))
            return True
        self._broken = []
        self._ledger.finish(delivery, DeliveryState.SENT, answer)
        return True

    def _too_long(self, size: int) -> str:
        """Why the server will not take a message of so many bytes; '' if it will.

        Raises InputRefused if it would not take the signed file alone.
        """
        limit = self._server.limit
        if limit is None or size <= limit:
            return ""
        message = f"thư dài {_kilobytes(size)} KB, máy chủ thư chỉ nhận đến {_kilobytes(limit)} KB"
        if self._letters.least_size <= limit:
            return message
        self._server.quit()
        advice = "giảm dung lượng tệp trước khi ký, hoặc đề nghị nới giới hạn của máy chủ"
        raise InputRefused.at(Place(self._letters.file), "GV010", message, advice)


def _kilobytes(size: int) -> str:
    return format_number(Decimal(size) / 1024)
