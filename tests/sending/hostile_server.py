"""A mail server that does what none should: in this process, one thread a connection.

What it does at a stage of the dialogue (`greeting`, `ehlo`, `mail`, `rcpt`, `data`, `body`, `end`,
`rset`, `quit`, `auth`, `tls`) is told by a word: see `Hostile.answer`. `messages` are those that it
took whole, by their address, whatever it then answered; `said` is all that it was told.
"""

from __future__ import annotations

import base64
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

USUAL = {
    "greeting": b"220 x ESMTP\r\n",
    "ehlo": b"250-x\r\n250-SIZE 33554432\r\n250 8BITMIME\r\n",
    "mail": b"250 2.1.0 ok\r\n",
    "rcpt": b"250 2.1.5 ok\r\n",
    "data": b"354 go on\r\n",
    "end": b"250 2.0.0 queued\r\n",
    "rset": b"250 ok\r\n",
    "quit": b"221 bye\r\n",
}
BLOCK = 64 * 1024
Read = Callable[[], bytes]
"""Gives the next line that the client says."""


class HungUp(Exception):
    """The server ends the connection."""


@dataclass
class Hostile:
    stage: str
    how: str
    port: int = 0
    messages: Counter[str] = field(default_factory=Counter)
    said: list[bytes] = field(default_factory=list)
    poured: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def answer(self, stage: str, connection: socket.socket) -> bool:
        """Answer at a stage; False if the client cannot go on after that.

        Raises HungUp where the server says nothing more.
        """
        usual = USUAL[stage]
        if stage != self.stage:
            connection.sendall(usual)
            return True
        code = usual[:3]
        spoken = {
            "garbage": b"\x00\xff\xfe\x1b[2J khong phai SMTP\r\n",
            "other_code": b"252 perhaps\r\n",
            "plain_200": b"200 what\r\n",
            "go_on": b"354 go on\r\n",
            "no_code": b"\r\n",
            "no_number": b"abc hello\r\n",
            "far_number": b"999 beyond\r\n",
            "two_codes": b"550-no\r\n250 yes\r\n",
            "no_end": code + b" never ends",
            "later": b"451 4.7.1 later\r\n",
            "never": b"550 5.7.1 no\r\n",
            "twice": usual * 2,
            "early": usual + USUAL["end"],
            "closing": b"421 4.3.2 bye\r\n",
            "controls": code
            + b" \x1b]0;own\x07\x1b[31mOK\x1b[8m\xe2\x80\xae\xc2\x9b2J =1+1|x\x7f\r\n",
        }
        match self.how:
            case "drop":
                raise HungUp
            case "silent":
                self.over.wait()
                raise HungUp
            case "long":
                self.pour(connection, code + b" " + b"A" * BLOCK, b"A" * BLOCK)
            case "endless":
                self.pour(connection, b"", (code + b"-" + b"B" * 1000 + b"\r\n") * 64)
            case "drip":
                while not self.over.wait(0.2):
                    connection.sendall(code + b"-" if not self.poured else b"x")
                    self.poured += 1
                raise HungUp
            case how:
                connection.sendall(spoken[how])
        if self.how in ("closing", "no_end"):
            raise HungUp
        return self.how in ("controls", "twice", "early", "go_on")

    def pour(self, connection: socket.socket, first: bytes, block: bytes) -> None:
        """Send until nobody listens any more."""
        connection.sendall(first)
        while not self.over.is_set():
            connection.sendall(block)
            self.poured += len(block)
        raise HungUp

    def serve(self, connection: socket.socket) -> None:
        lines = connection.makefile("rb")
        with suppress(OSError, HungUp), connection, lines:
            self.answer("greeting", connection)
            address = ""
            while line := lines.readline():
                self.said.append(line)
                verb = line.split()[0].upper() if line.split() else b""
                if verb in (b"EHLO", b"HELO"):
                    self.greet_back(connection)
                elif verb == b"AUTH":
                    self.refuse_account(line, connection, lines.readline)
                elif verb == b"STARTTLS":
                    connection.sendall(b"454 4.7.0 not now\r\n")
                elif verb == b"MAIL":
                    self.answer("mail", connection)
                elif verb == b"RCPT":
                    address = line.partition(b"<")[2].partition(b">")[0].decode("ascii")
                    self.answer("rcpt", connection)
                elif verb == b"DATA":
                    if self.answer("data", connection):
                        self.take(address, connection, lines.readline)
                elif verb == b"RSET":
                    self.answer("rset", connection)
                elif verb == b"QUIT":
                    self.answer("quit", connection)
                    return

    def greet_back(self, connection: socket.socket) -> None:
        if self.stage == "auth":
            ways = b"LOGIN" if "login" in self.how else b"PLAIN LOGIN CRAM-MD5"
            ways = b"PLAIN" if self.how == "plain" else ways
            connection.sendall(b"250-x\r\n250 AUTH " + ways + b"\r\n")
        elif self.stage == "tls":
            connection.sendall(b"250-x\r\n250 STARTTLS\r\n")
        elif self.stage == "size":
            connection.sendall(b"250-x\r\n250 SIZE " + self.how.encode() + b"\r\n")
        else:
            self.answer("ehlo", connection)

    def refuse_account(self, line: bytes, connection: socket.socket, read: Read) -> None:
        """Say no, with what was said before: in base64, read, or in other letters."""
        heard = line.strip()
        if b"PLAIN" not in line.upper() or self.how == "challenge":
            challenge = b"!!!" if self.how == "challenge" else b"UGFzc3dvcmQ6"
            connection.sendall(b"334 " + challenge + b"\r\n")
            heard = read().strip()
            self.said.append(heard)
        if self.how.startswith("read"):
            with suppress(ValueError):
                heard = base64.b64decode(heard.split()[-1]).replace(b"\0", b" ")
        code = b"454" if self.how == "read_later" else b"535"
        connection.sendall(code + b" 5.7.8 bad: " + heard + b"\r\n")

    def take(self, address: str, connection: socket.socket, read: Read) -> None:
        while True:
            line = read()
            if not line:
                raise HungUp
            if self.stage == "body":
                raise HungUp
            if line == b".\r\n":
                break
        self.messages[address] += 1
        self.answer("end", connection)


@contextmanager
def hostile(stage: str, how: str) -> Iterator[Hostile]:
    """Run a server that does this at that stage."""
    server = Hostile(stage, how)
    threads: list[threading.Thread] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        server.port = listening.getsockname()[1]

        def listen() -> None:
            with suppress(OSError):
                while True:
                    connection, _ = listening.accept()
                    threads.append(threading.Thread(target=server.serve, args=(connection,)))
                    threads[-1].start()

        threads.append(threading.Thread(target=listen))
        threads[0].start()
        try:
            yield server
        finally:
            server.over.set()
            listening.shutdown(socket.SHUT_RDWR)
            for thread in threads:
                thread.join()
