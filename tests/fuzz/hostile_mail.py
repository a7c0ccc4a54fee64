"""A mail server that answers as it was told to, in a process of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from kehoach.startup import fork

STAGES = ("greet", "ehlo", "auth", "mail", "rcpt", "data", "dot", "rset", "quit")
_NORMAL = {
    "greet": b"220 thu.example.vn ESMTP\r\n",
    "ehlo": b"250-thu.example.vn\r\n250-SIZE 33554432\r\n250-AUTH PLAIN LOGIN\r\n250 8BITMIME\r\n",
    "auth": b"235 2.7.0 ok\r\n",
    "mail": b"250 2.1.0 ok\r\n",
    "rcpt": b"250 2.1.5 ok\r\n",
    "data": b"354 go ahead\r\n",
    "dot": b"250 2.0.0 queued\r\n",
    "rset": b"250 2.0.0 ok\r\n",
    "quit": b"221 2.0.0 bye\r\n",
}
_LINE = 100_000


@dataclass(frozen=True, slots=True)
class Answer:
    """What is sent; then the dialogue goes on, or breaks off, or nothing comes any more.

    Where `echo` is set, what the client said stands at the end of it.
    """

    text: bytes
    then: str = "go on"
    echo: bool = False
    slowly: bool = False


Script = dict[str, dict[int, Answer]]
"""By stage, the answer to its n-th occurrence; what is missing is answered well."""


@contextmanager
def serving(script: Mapping[str, Mapping[int, Answer]], log: Path) -> Iterator[int]:
    """The port of a server that follows the script, and tells `log` what it took."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(20)
        pid = fork()
        if pid == 0:
            try:
                with log.open("a", encoding="utf-8") as told:
                    _Server(script, listening, told.fileno()).serve()
            finally:
                os._exit(0)
        port: int = listening.getsockname()[1]
    try:
        yield port
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


def taken(log: Path) -> list[tuple[str, str]]:
    """Whole messages, by mailbox, each with the answer that was given to it."""
    if not log.exists():
        return []
    return [tuple(json.loads(line)) for line in log.read_text("utf-8").splitlines()]


class _Server:
    def __init__(
        self, script: Mapping[str, Mapping[int, Answer]], listening: socket.socket, log: int
    ) -> None:
        self._script, self._listening, self._log = script, listening, log
        self._counts = dict.fromkeys(STAGES, 0)

    def serve(self) -> None:
        """Serve one connection after the other, for good."""
        while True:
            connection, _ = self._listening.accept()
            with connection, suppress(OSError, _Over):
                connection.settimeout(30)
                self._converse(connection)

    def _converse(self, connection: socket.socket) -> None:
        lines = connection.makefile("rb")
        self._answer(connection, "greet", b"")
        mailbox = ""
        while line := lines.readline(_LINE):
            verb = line.strip().upper()[:4]
            stage = {
                b"EHLO": "ehlo",
                b"HELO": "ehlo",
                b"AUTH": "auth",
                b"MAIL": "mail",
                b"RCPT": "rcpt",
                b"DATA": "data",
                b"RSET": "rset",
                b"QUIT": "quit",
            }.get(verb)
            if stage == "rcpt":
                mailbox = line.decode("latin-1").partition("<")[2].partition(">")[0]
            if stage is None:
                connection.sendall(b"250 ok\r\n")
                continue
            answer = self._answer(connection, stage, line)
            if stage == "quit":
                return
            if stage == "data" and answer.text.startswith(b"354"):
                self._take(connection, lines, mailbox)

    def _take(self, connection: socket.socket, lines: BinaryIO, mailbox: str) -> None:
        while (line := lines.readline(_LINE)) != b".\r\n":
            if not line:
                return
        answer = self._next("dot")
        told = json.dumps([mailbox, answer.text[:60].decode("latin-1")])
        os.write(self._log, f"{told}\n".encode())
        self._say(connection, answer, b"")

    def _next(self, stage: str) -> Answer:
        number = self._counts[stage]
        self._counts[stage] += 1
        return self._script.get(stage, {}).get(number, Answer(_NORMAL[stage]))

    def _answer(self, connection: socket.socket, stage: str, said: bytes) -> Answer:
        answer = self._next(stage)
        self._say(connection, answer, said)
        return answer

    def _say(self, connection: socket.socket, answer: Answer, said: bytes) -> None:
        text = answer.text
        if answer.echo:
            text = text.rstrip(b"\r\n") + b" " + said.strip() + b"\r\n"
        if answer.slowly:
            for at in range(len(text)):
                connection.sendall(text[at : at + 1])
                time.sleep(0.01)
        else:
            connection.sendall(text)
        if answer.then == "break off":
            raise _Over
        if answer.then == "fall silent":
            time.sleep(20)
            raise _Over


class _Over(Exception):
    """The server hangs up."""
