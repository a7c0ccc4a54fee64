"""The messages: one for each recipient, with the signed file as it is."""

from __future__ import annotations

import hashlib
from base64 import encodebytes
from collections.abc import Mapping, Sequence
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from kehoach.sending.enclosures import Enclosure
from kehoach.sending.records import VIETNAM, Facts, Party, Recorded
from kehoach.vietnamese import mid_sentence

_KINDS = {".pdf": ("application", "pdf"), ".ics": ("text", "calendar")}
_POLICY = SMTP.clone(cte_type="7bit")


class Letters:
    """Makes the messages of one document; the file is encoded once for all of them.

    `along` are the files that go along to a recipient, by its id: read when its turn comes.
    """

    def __init__(
        self,
        document: Recorded,
        data: bytes,
        sender: str,
        along: Mapping[str, Sequence[Enclosure]] | None = None,
    ) -> None:
        self._document, self._sender, self._along = document, sender, along or {}
        self._encoded = encodebytes(data).decode("ascii")
        self._plan = self._attachment(document.facts)
        issuer = Address(_one_line(document.facts.co_quan), addr_spec=sender)
        # Folding a long subject takes longer than all the rest: once is enough.
        self._headers = _folded({"From": issuer, "Subject": _subject(document.facts)})

    @property
    def file(self) -> str:
        """The name of the signed file."""
        return self._document.file

    @property
    def least_size(self) -> int:
        """Bytes of the signed file in a message: no message is shorter."""
        return len(self._encoded)

    def message_id(self, party: Party) -> str:
        """The same for the same file and address, so that a mailbox can tell a second copy."""
        text = f"{self._document.hash}|{party.address.lower()}"
        digest = hashlib.sha256(text.encode()).hexdigest()[:32]
        return f"<{digest}@{self._sender.rpartition('@')[2]}>"

    def to(self, party: Party) -> bytes:
        """The message for a party, as it goes over the wire (CRLF, 7 bit)."""
        message = EmailMessage(_POLICY)
        message.set_content(self._words(party), cte="base64")
        message.make_mixed()
        message.attach(self._plan)
        for enclosure in self._along.get(party.recipient, ()):
            kind = _KINDS[enclosure.path.suffix]
            name = enclosure.name
            message.add_attachment(enclosure.read(), *kind, filename=name, cte="base64")
        own = {
            "To": Address(_one_line(party.name), addr_spec=party.address),
            "Date": format_datetime(datetime.now(VIETNAM)),
            "Message-ID": self.message_id(party),
        }
        return self._headers + _folded(own) + message.as_bytes()

    def _attachment(self, facts: Facts) -> EmailMessage:
        part = EmailMessage(_POLICY)
        part["Content-Type"] = "application/pdf"
        part["Content-Transfer-Encoding"] = "base64"
        part.add_header("Content-Disposition", "attachment", filename=file_name(facts))
        part.set_payload(self._encoded)
        return part

    def _words(self, party: Party) -> str:
        facts, file = self._document.facts, self._document
        if facts.draft:
            what = (
                f"{facts.co_quan} gửi kèm dự thảo {facts.ten_loai} "
                f"{mid_sentence(facts.trich_yeu)} để lấy ý kiến. Đây là dự thảo, chưa ban hành."
            )
        else:
            what = f"{facts.co_quan} gửi kèm {facts.called}: {facts.trich_yeu}."
        return (
            f"Kính gửi: {party.name}\n\n{what}\n\n"
            f"Tệp đính kèm: {file_name(facts)}, {file.size} byte.\n"
            f"Mã kiểm tra SHA-256 của tệp: {file.hash}\n{self._notes(party)}"
        )

    def _notes(self, party: Party) -> str:
        if not self._along.get(party.recipient):
            return ""
        return "\nPhiếu nhiệm vụ kèm theo để tiện theo dõi, không thay thế văn bản.\n"


def _folded(headers: Mapping[str, object]) -> bytes:
    """Header lines as they go over the wire (RFC 2047, RFC 5322)."""
    message = EmailMessage(_POLICY)
    for name, value in headers.items():
        # A line end in a name or a subject would begin a header of its own.
        message[name] = _one_line(value) if isinstance(value, str) else value
    return b"".join(_POLICY.fold_binary(name, value) for name, value in message.items())


def _one_line(text: str) -> str:
    return " ".join(text.split())


def file_name(facts: Facts) -> str:
    """How the attachment is called: `Kế hoạch 3456-KH-UBND.pdf`."""
    if facts.draft:
        return f"DỰ THẢO {facts.ten_loai}.pdf"
    return f"{facts.ten_loai} {facts.so_ky_hieu.replace('/', '-')}.pdf"


def _subject(facts: Facts) -> str:
    if facts.draft:
        return f"DỰ THẢO {facts.ten_loai}: {facts.trich_yeu}"
    return f"{facts.called}: {facts.trich_yeu}"
