"""A real SMTP server for the tests, in a process of its own: its options as a line of
JSON on the standard input.

What it does with a message depends on the mailbox: `refused…` 550, `later…` 451 the first time,
`full…` 552 after the message, `busy…` 452 after it the first time, `slow…` half a second, `held…`
waits with the message in hand until there is a file `gate`, `cut…` the connection breaks once after
the message was kept and before the answer, `away…` the first time the connection breaks before the
message, and so does the next one, `gone…` the server ends before the message if there is no file
`gate`. What it keeps, it writes to `folder` before it answers.
"""

from __future__ import annotations

import asyncio
import json
import os
import ssl
import sys
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


class Keeper:
    def __init__(self, folder: Path, gate: Path) -> None:
        self.folder, self.gate, self.seen, self.away = folder, gate, set[str](), False

    async def handle_EHLO(  # noqa: N802  # aiosmtpd's name
        self,
        server: SMTP,
        session: Session,
        _envelope: Envelope,
        host_name: str,
        responses: list[str],
    ) -> list[str]:
        session.host_name = host_name
        if self.away:
            self.away = False
            hang_up(server)
        return responses

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if address.startswith("gone") and not self.gate.exists():
            os._exit(0)
        if address.startswith("away") and address not in self.seen:
            self.seen.add(address)
            self.away = True
            hang_up(server)
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
        if address.startswith("slow"):
            await asyncio.sleep(0.5)
        while address.startswith("held") and not self.gate.exists():
            await asyncio.sleep(0.01)
        if address.startswith("full"):
            return "552 5.2.2 Mailbox full"
        if address.startswith("busy") and address not in self.seen:
            self.seen.add(address)
            return "452 4.3.1 Too busy"
        number = len(list(self.folder.iterdir()))
        assert isinstance(envelope.content, bytes)
        file = self.folder / f"{number:05}-{address}"
        file.with_suffix(".part").write_bytes(envelope.content)
        file.with_suffix(".part").rename(file)
        if address.startswith("cut") and address not in self.seen:
            self.seen.add(address)
            hang_up(server)
        return "250 2.0.0 Queued"


def hang_up(server: SMTP) -> None:
    """Break the connection, without a word."""
    assert isinstance(server.transport, asyncio.Transport)
    server.transport.abort()


def main() -> None:
    options = json.loads(sys.stdin.readline())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(options["certificate"])

    def known(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> Any:
        return AuthResult(success=data.password == options["password"].encode(), handled=False)

    controller = Controller(
        Keeper(Path(options["folder"]), Path(options["gate"])),
        hostname="127.0.0.1",
        port=options["port"],
        ready_timeout=options["patience"],
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
