"""One message at a time to the mail server, with the moment of no return in the caller's hands."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress

from kehoach.findings import MachineProblem
from kehoach.sending.settings import Password, Settings

_QUOTED = re.compile(rb"^\.", re.MULTILINE)
_LAST_ANSWER_S = 600
"""A server may look long at a message before it takes it (RFC 5321, 4.5.3.2.6)."""
_TRANSIENT = range(400, 500)


class Refused(Exception):
    """The server will not take the message, now (`passing`) or ever; nobody got it."""

    def __init__(self, answer: str, *, passing: bool) -> None:
        super().__init__(answer)
        self.answer, self.passing = answer, passing


class Undecided(Exception):
    """The connection broke after the last line went out: perhaps the server took the message."""


class MailServer:
    """A connection to the server of the settings, opened when it is needed.

    Certificates are verified; without protection only this machine itself is talked to.
    """

    def __init__(self, settings: Settings, password: Password | None) -> None:
        self._values, self._password = settings.values, password
        self._host, self._sender = settings.values.may_chu or "", settings.values.gui_tu or ""
        self._tls = self._tls_of(settings)
        self._smtp: smtplib.SMTP | None = None

    @staticmethod
    def _tls_of(settings: Settings) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if name := settings.values.chung_thu_may_chu:
            try:
                context.load_verify_locations(settings.path(name))
            except (OSError, ssl.SSLError):
                raise MachineProblem(
                    f"không đọc được chung_thu_may_chu: {name}; cần một tệp PEM"
                ) from None
        return context

    def connect(self) -> None:
        """Open the connection if there is none.

        Raises Refused(passing) if the server cannot be reached now, MachineProblem if it refuses
        its certificate or the account.
        """
        if self._smtp is not None:
            return
        try:
            self._smtp = self._opened()
        except smtplib.SMTPResponseException as error:
            answer = _text(error.smtp_code, error.smtp_error)
            if error.smtp_code in _TRANSIENT:
                raise Refused(answer, passing=True) from None
            if isinstance(error, smtplib.SMTPAuthenticationError):
                answer = f"sai tài khoản hoặc mật khẩu ({answer})"
            raise MachineProblem(f"{self._named} từ chối: {answer}") from None
        except ssl.SSLCertVerificationError as error:
            raise MachineProblem(
                f"chứng thư của {self._named} không tin được ({error.verify_message}); nếu là máy "
                "chủ nội bộ thì ghi tệp PEM của nơi cấp vào chung_thu_may_chu"
            ) from None
        except smtplib.SMTPNotSupportedError:
            raise MachineProblem(
                f"{self._named} không có STARTTLS hoặc không cho đăng nhập; xem lại cong và bao_mat"
            ) from None
        except ssl.SSLError:
            raise MachineProblem(
                f"{self._named} không nói TLS ở cổng này; xem lại cong và bao_mat"
            ) from None
        except OSError as error:
            raise Refused(
                f"không kết nối được {self._named}: {_reason(error)}", passing=True
            ) from None

    def _opened(self) -> smtplib.SMTP:
        values = self._values
        smtp: smtplib.SMTP
        if values.bao_mat == "tls":
            smtp = smtplib.SMTP_SSL(
                self._host, values.cong, timeout=values.cho_toi_da, context=self._tls
            )
        else:
            smtp = smtplib.SMTP(self._host, values.cong, timeout=values.cho_toi_da)
        try:
            if values.bao_mat == "starttls":
                smtp.starttls(context=self._tls)
            smtp.ehlo_or_helo_if_needed()
            if values.tai_khoan and self._password:
                smtp.login(values.tai_khoan, self._password.reveal())
        except BaseException:
            smtp.close()
            raise
        return smtp

    @property
    def limit(self) -> int | None:
        """The greatest message that the server takes, in bytes; None if it does not say."""
        stated = self._smtp.esmtp_features.get("size", "") if self._smtp else ""
        return int(stated) if stated.isdigit() and int(stated) else None

    def deliver(self, address: str, message: bytes, before_last_line: Callable[[], bool]) -> str:
        """Hand over a message to one address; returns the server's answer.

        `before_last_line` is called when all but the last line is over: until it returns, the
        server cannot have taken the message; if it says no, the message is given up. Raises
        Refused, Undecided or MachineProblem.
        """
        self.connect()
        smtp = self._smtp
        assert smtp is not None
        try:
            self._envelope(smtp, address, len(message))
            smtp.send(_QUOTED.sub(b"..", message))
        except OSError as error:
            self.close()
            raise Refused(f"mất kết nối: {_reason(error)}", passing=True) from None
        if not before_last_line():
            self.close()
            raise Refused("đã có lệnh khác ghi nhận", passing=True)
        try:
            if smtp.sock:
                smtp.sock.settimeout(max(_LAST_ANSWER_S, self._values.cho_toi_da))
            smtp.send(b".\r\n")
            code, text = smtp.getreply()
            if smtp.sock:
                smtp.sock.settimeout(self._values.cho_toi_da)
        except OSError as error:
            self.close()
            raise Undecided(f"mất kết nối khi chờ trả lời: {_reason(error)}") from None
        if code != 250:
            self._refuse(code, text)
        return _text(code, text)

    def _envelope(self, smtp: smtplib.SMTP, address: str, size: int) -> None:
        options = [f"SIZE={size}"] if smtp.has_extn("size") else []
        code, text = smtp.mail(self._sender, options)
        if code not in (250, 552) and code not in _TRANSIENT:
            self.close()
            raise MachineProblem(
                f"{self._named} không nhận thư từ {self._sender}: {_text(code, text)}"
            )
        if code != 250:
            self._refuse(code, text)
        code, text = smtp.rcpt(address)
        if code not in (250, 251):
            self._refuse(code, text)
        code, text = smtp.docmd("DATA")
        if code != 354:
            self._refuse(code, text)

    def _refuse(self, code: int, text: bytes) -> None:
        """Raise Refused, with the connection ready for the next message or closed."""
        if code == 421 or self._smtp is None:
            self.close()
        else:
            try:
                self._smtp.rset()
            except OSError:
                self.close()
        raise Refused(_text(code, text), passing=code in _TRANSIENT)

    def close(self) -> None:
        """Let go of the connection."""
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def quit(self) -> None:
        """End politely."""
        if self._smtp is not None:
            with suppress(OSError):
                self._smtp.quit()
            self.close()

    @property
    def _named(self) -> str:
        return f"máy chủ thư {self._host}:{self._values.cong}"


def _text(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"{code} {' '.join(words.split())}"[:500]


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "quá thời gian chờ"
    if isinstance(error, ConnectionRefusedError):
        return "máy chủ không nhận kết nối"
    if isinstance(error, smtplib.SMTPServerDisconnected):
        return "máy chủ ngắt kết nối"
    if isinstance(error, socket.gaierror):
        return "không tìm thấy máy chủ có tên này"
    return "lỗi mạng"
