"""A real SMTP server for the tests, in a process of its own: its options as a line of
JSON on the standard input.

What it does with a message depends on the mailbox: `refused…` 550, `later…` 451 the first time,
`full…` 552 after the message, `slow…` half a second, `cut…` the connection breaks once after the
message was kept and before the answer. What it keeps, it writes to `folder` before it answers.
"""

from __future__ import annotations

import asyncio
import json
import ssl
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


class Keeper:
    def __init__(self, folder: Path, pause: float) -> None:
        self.folder, self.pause, self.seen = folder, pause, set[str]()

    async def handle_RCPT(  # noqa: N802  # aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if address.startswith("refused"):
            return "550 5.1.1 No such mailbox"
        if address.startswith("later") and address not in self.seen:
            self.seen.add(address)
            return "451 4.7.1 Greylisted"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        (address,) = envelope.rcpt_tos
        await asyncio.sleep(0.5 if address.startswith("slow") else self.pause)
        if address.startswith("full"):
            return "552 5.2.2 Mailbox full"
        number = len(list(self.folder.iterdir()))
        assert isinstance(envelope.content, bytes)
        file = self.folder / f"{number:05}-{address}"
        file.with_suffix(".part").write_bytes(envelope.content)
        file.with_suffix(".part").rename(file)
        if address.startswith("cut") and address not in self.seen:
            self.seen.add(address)
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        await asyncio.sleep(self.pause)
        return "250 2.0.0 Queued"


def main() -> None:
    options = json.loads(sys.stdin.readline())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options["certificate"])

    def known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> Any:
        return AuthResult(success=data.password == options["password"].encode(), handled=False)

    controller = Controller(
        Keeper(Path(options["folder"]), options["pause"]),
        hostname="127.0.0.1",
        port=options["port"],
        # From the first byte on, or after STARTTLS.
        ssl_context=context if options["tls"] else None,
        tls_context=None if options["tls"] else context,
        require_starttls=not options["tls"],
        auth_require_tls=not options["tls"],
        auth_required=True,
        authenticator=known,
        data_size_limit=options["limit"],
    )
    controller.start()
    print("ready", flush=True)
    sys.stdin.read()
    controller.stop()


if __name__ == "__main__":
    main()
