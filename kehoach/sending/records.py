"""What the ledger keeps: documents and their facts, ways to recipients, deliveries, states."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from enum import Enum

from kehoach.recipients.labels import copies
from kehoach.resolve.read import Reading
from kehoach.vietnamese import document_number, mid_sentence

VIETNAM = timezone(timedelta(hours=7))


class DeliveryState(str, Enum):
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


INK_SIGNED = "bản giấy ký tay, tệp này là bản quét"
"""What a person attests of a document that has no digital signature."""
DONE = (DeliveryState.SENT, DeliveryState.HANDED)
STATE_NAMES = {
    DeliveryState.WAITING: "chờ gửi",
    DeliveryState.SENDING: "đang gửi",
    DeliveryState.SENT: "đã gửi",
    DeliveryState.FAILED: "không gửi được",
    DeliveryState.UNKNOWN: "không rõ",
    DeliveryState.HANDED: "đã giao",
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
    state: DeliveryState
    changed: datetime
    answer: str

    @property
    def shown_time(self) -> str:
        """When it came to its state, in Vietnam's time: `08/12/2023 14:30:05`."""
        return f"{self.changed.astimezone(VIETNAM):%d/%m/%Y %H:%M:%S}"


@dataclass(frozen=True, slots=True)
class Facts:
    """A document as Sổ đăng ký văn bản đi knows it (Nghị định 30, Phụ lục IV).

    `mark` is what tells documents apart: body, number, symbol and year, which a body gives out
    once (Điều 15.1); a draft has the name of its plan there. `ngay` is ISO, "" for a draft.
    """

    mark: str
    draft: bool
    co_quan: str
    so_ky_hieu: str
    ngay: str
    ten_loai: str
    trich_yeu: str
    nguoi_ky: str
    noi_nhan: str
    luu: str
    luu_so_ban: int

    @property
    def called(self) -> str:
        """How a sentence names it: 'Kế hoạch số 3456/KH-UBND ngày 08/12/2023'."""
        if self.draft:
            return f"Dự thảo {self.ten_loai} {mid_sentence(self.trich_yeu)}"
        when = date.fromisoformat(self.ngay)
        return f"{self.ten_loai} số {self.so_ky_hieu} ngày {when:%d/%m/%Y}"


@dataclass(frozen=True, slots=True)
class Recorded:
    """A document of the ledger: SHA-256 of the file, its name and size in bytes, and its facts."""

    hash: str
    file: str
    size: int
    facts: Facts


def facts_of(reading: Reading, name: str) -> Facts:
    """What is to be kept of a plan; `name` is that of its file."""
    plan, document = reading.plan, reading.document
    when = plan.the_thuc.ngay
    draft = plan.trang_thai != "ban_hanh"
    number = document_number(plan.the_thuc.so) if plan.the_thuc.so and not draft else ""
    symbol = f"{number}/{plan.the_thuc.ky_hieu}"
    issued = when.isoformat() if isinstance(when, date) and not draft else ""
    author, paper = document.metadata.author, copies(reading, ())
    return Facts(
        mark=f"dự thảo: {name}" if draft else f"{author}: {symbol}/{issued[:4]}",
        draft=draft,
        co_quan=author,
        so_ky_hieu=symbol,
        ngay=issued,
        ten_loai=document.the_thuc.ten_loai.text.capitalize(),
        trich_yeu=document.the_thuc.trich_yeu.text,
        nguoi_ky=document.ky.ho_ten.text,
        noi_nhan="; ".join(
            line.paragraph.text.strip("- ;.") for line in document.noi_nhan if not line.luu
        ),
        luu=", ".join(paper.keepers),
        luu_so_ban=paper.kept,
    )
