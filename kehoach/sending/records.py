"""The words of the ledger: channels, states, documents, deliveries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import Enum

from kehoach.sending.document_facts import Facts

VIETNAM = timezone(timedelta(hours=7))


class State(str, Enum):
    """How far a delivery is; the value is what the file holds."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    """The server took the message."""
    FAILED = "failed"
    UNKNOWN = "unknown"
    """Perhaps taken: a person decides."""
    HANDED = "handed"
    """Recorded by hand, with who signed for it."""


class Channel(str, Enum):
    """How a document reaches a recipient; the value is that of `kenh`."""

    MAIL = "thu_dien_tu"
    AXIS = "truc"
    PAPER = "giay"
    HAND = "truc_tiep"


DONE = (State.SENT, State.HANDED)
STATE_NAMES = {
    State.WAITING: "chờ gửi",
    State.SENDING: "đang gửi",
    State.SENT: "đã gửi",
    State.FAILED: "không gửi được",
    State.UNKNOWN: "không rõ",
    State.HANDED: "đã giao",
}
CHANNEL_NAMES = {
    Channel.MAIL: "thư điện tử",
    Channel.AXIS: "trục liên thông",
    Channel.PAPER: "bản giấy",
    Channel.HAND: "giao trực tiếp",
}


@dataclass(frozen=True, slots=True)
class Party:
    """One way to a recipient: its id and name, the channel, and the address in that channel.

    `copies` counts copies on paper.
    """

    recipient: str
    name: str
    channel: Channel
    address: str
    copies: int = 0

    @property
    def key(self) -> tuple[str, str, str]:
        """What tells ways apart; a name may be corrected."""
        return self.recipient, self.channel.value, self.address


@dataclass(frozen=True, slots=True)
class Delivery:
    """A line of the ledger; `changed` is UTC, `answer` the server's words or who signed."""

    hash: str
    party: Party
    state: State
    changed: datetime
    answer: str

    @property
    def shown_time(self) -> str:
        """When it came to its state, in Vietnam's time: `08/12/2023 14:30:05`."""
        return f"{self.changed.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A document of the ledger: SHA-256 of the file, its name and size in bytes, and its facts."""

    hash: str
    file: str
    size: int
    facts: Facts
