"""SMTP with a server that nobody need trust: answers in bounds of bytes, lines and time.

smtplib reads as long as a server sends. Here every answer is whole, well-formed, asked for and in
time, or the connection is not to be used any more: `Unclear`, or an error of the network.
"""

from __future__ import annotations

import math
import re
import smtplib
import socket
import ssl
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from _typeshed import ReadableBuffer

_LONGEST_LINE, _MOST_LINES = 4096, 128
"""RFC 5321, 4.5.3.1.5, allows 512 bytes a line; servers are wordier."""
_LINE = re.compile(rb"([2-5][0-9]{2})(?:([ -])([^\r\n]*))?\r?\n")
_CHUNK = 65536


class Unclear(smtplib.SMTPException):
    """The server sent what is no answer, or one that nobody had asked for."""


class Dialogue(smtplib.SMTP):
    """A connection without protection, or with STARTTLS. Methods raise Unclear beside OSError."""

    _unread = b""
    _ends = math.inf

    @contextmanager
    def within(self, seconds: float) -> Iterator[None]:
        """Let what is said in the block take no longer in all."""
        before, self._ends = self._ends, monotonic() + seconds
        try:
            yield
        finally:
            self._ends = before

    def getreply(self) -> tuple[int, bytes]:
        """The code and the words of the next answer."""
        try:
            return self._answer()
        except OSError:
            self.close()  # what comes later would be taken for another answer
            raise

    def _answer(self) -> tuple[int, bytes]:
        ends = min(self._ends, monotonic() + float(self.timeout))
        words: list[bytes] = []
        code = b""
        while True:
            line = _LINE.fullmatch(self._line(ends))
            if line is None or code not in (b"", line[1]) or len(words) == _MOST_LINES:
                raise self._unclear()
            code = line[1]
            words.append((line[3] or b"").strip())
            if line[2] != b"-":
                return int(code), b"\n".join(words)

    def send(self, s: ReadableBuffer | str) -> None:
        """Send all of it, in time."""
        left = memoryview(s.encode(self.command_encoding) if isinstance(s, str) else s)
        while left:
            sock = self._connected(self._ends)
            left = left[sock.send(left[:_CHUNK]) :]

    def putcmd(self, cmd: str, args: str = "") -> None:
        """Say a command, unless the server has said something of its own accord."""
        self.refuse_unasked()
        super().putcmd(cmd, args)

    def docmd(self, cmd: str, args: str = "") -> tuple[int, bytes]:
        """Say a command and wait for its answer."""
        answer = super().docmd(cmd, args)
        if cmd.upper() == "STARTTLS" and self._unread:
            raise self._unclear()  # what stands before the protection may be anybody's
        return answer

    def refuse_unasked(self) -> None:
        """Raise Unclear if the server has sent anything that is no answer to a question."""
        sock = self._connected(math.inf)
        sock.settimeout(0)
        try:
            unasked = self._unread or sock.recv(_LONGEST_LINE)
        except (BlockingIOError, ssl.SSLWantReadError):
            return
        if unasked:
            raise self._unclear()
        raise self._gone()

    def close(self) -> None:
        """Let go of the connection."""
        self._unread = b""
        super().close()

    def _line(self, ends: float) -> bytes:
        while b"\n" not in self._unread:
            if len(self._unread) > _LONGEST_LINE:
                raise self._unclear()
            received = self._connected(ends).recv(_LONGEST_LINE)
            if not received:
                raise self._gone()
            self._unread += received
        line, end, self._unread = self._unread.partition(b"\n")
        return line + end

    def _connected(self, ends: float) -> socket.socket:
        """The socket, which waits no longer than until then."""
        sock: socket.socket | None = self.sock
        if sock is None:
            raise self._gone()
        left = min(ends - monotonic(), float(self.timeout))
        if left <= 0:
            raise TimeoutError
        sock.settimeout(left)
        return sock

    def _unclear(self) -> Unclear:
        self.close()
        return Unclear()

    def _gone(self) -> smtplib.SMTPServerDisconnected:
        self.close()
        return smtplib.SMTPServerDisconnected()


class ProtectedDialogue(Dialogue, smtplib.SMTP_SSL):
    """A connection that is protected from the first byte on."""
