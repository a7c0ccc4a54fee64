"""The messages: one for each recipient, with the signed file as it is."""

from __future__ import annotations

import hashlib
from base64 import encodebytes
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from kehoach.sending.facts import Facts
from kehoach.sending.states import VIETNAM, Party, Recorded

_POLICY = SMTP.clone(cte_type="7bit")


class Letters:
    """Makes the messages of one document; the file is encoded once for all of them."""

    def __init__(self, document: Recorded, data: bytes, sender: str) -> None:
        self._document, self._sender = document, sender
        self._encoded = encodebytes(data).decode("ascii")

    def message_id(self, party: Party) -> str:
        """The same for the same file and address, so that a mailbox can tell a second copy."""
        text = f"{self._document.hash}|{party.address.lower()}"
        digest = hashlib.sha256(text.encode()).hexdigest()[:32]
        return f"<{digest}@{self._sender.rpartition('@')[2]}>"

    def to(self, party: Party) -> bytes:
        """The message for a party, as it goes over the wire (CRLF, 7 bit)."""
        facts = self._document.facts
        message = EmailMessage(_POLICY)
        message["From"] = Address(facts.co_quan, addr_spec=self._sender)
        message["To"] = Address(party.name, addr_spec=party.address)
        message["Subject"] = _subject(facts)
        message["Date"] = format_datetime(datetime.now(VIETNAM))
        message["Message-ID"] = self.message_id(party)
        message["MIME-Version"] = "1.0"
        message.set_content(self._words(party), cte="base64")
        message.make_mixed()
        message.attach(self._attachment(facts))
        return message.as_bytes()

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
                f"{facts.trich_yeu[:1].lower()}{facts.trich_yeu[1:]} để lấy ý kiến. Đây là dự "
                "thảo, chưa ban hành."
            )
        else:
            what = f"{facts.co_quan} gửi kèm {facts.called}: {facts.trich_yeu}."
        return (
            f"Kính gửi: {party.name}\n\n{what}\n\n"
            f"Tệp đính kèm: {file_name(facts)}, {file.size} byte.\n"
            f"Mã kiểm tra SHA-256 của tệp: {file.hash}\n"
        )


def file_name(facts: Facts) -> str:
    """How the attachment is called: `Kế hoạch 3456-KH-UBND.pdf`."""
    if facts.draft:
        return f"DỰ THẢO {facts.ten_loai}.pdf"
    return f"{facts.ten_loai} {facts.so_ky_hieu.replace('/', '-')}.pdf"


def _subject(facts: Facts) -> str:
    if facts.draft:
        return f"DỰ THẢO {facts.ten_loai}: {facts.trich_yeu}"
    return f"{facts.called}: {facts.trich_yeu}"
