"""One message at a time to the mail server, with the moment of no return in the caller's hands."""

from __future__ import annotations

import re
import smtplib
import socket
import ssl
from collections.abc import Callable, Sequence
from contextlib import suppress

from kehoach.files import Unreadable, read_bounded
from kehoach.findings import MachineProblem
from kehoach.sending.foreign_words import plain
from kehoach.sending.settings import Password, Settings
from kehoach.sending.smtp_dialogue import Dialogue, ProtectedDialogue, Unclear

_QUOTED = re.compile(rb"^\.", re.MULTILINE)
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}\b")
"""RFC 3463."""
_TIMES_AN_ANSWER = 10
"""How much longer than one answer all of a message may take, and then its last answer: a server may
look long at it (RFC 5321, 4.5.3.2.6, has ten minutes, which is ten times the usual setting)."""
_PARTING_S = 5
_LONGEST_ANSWER = 500
_DONE, _FORWARDED, _GO_ON, _CLOSING, _TOO_LARGE = 250, 251, 354, 421, 552
_TRANSIENT, _FINAL = range(400, 500), range(500, 600)
_LARGEST_CERTIFICATE = 4 * 1024 * 1024


class Refused(Exception):
    """Nobody got the message: the server will not take it now (`passing`) or ever.

    `broken` if no answer says so: the connection was lost, or what came was no answer.
    """

    def __init__(self, answer: str, *, passing: bool, broken: bool = False) -> None:
        super().__init__(answer)
        self.answer, self.passing, self.broken = answer, passing, broken


class Undecided(Exception):
    """After the last line went out there was no clear answer: perhaps the server took it."""


class MailServer:
    """A connection to the server of the settings, opened when it is needed.

    Certificates are verified; without protection only this machine itself is talked to.
    """

    def __init__(self, settings: Settings, password: Password | None) -> None:
        self._values, self._password = settings.values, password
        self._host, self._sender = settings.values.may_chu or "", settings.values.gui_tu or ""
        self._tls = self._tls_of(settings)
        self._smtp: Dialogue | None = None

    @staticmethod
    def _tls_of(settings: Settings) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if name := settings.values.chung_thu_may_chu:
            try:
                given = read_bounded(settings.path(name), _LARGEST_CERTIFICATE)
                context.load_verify_locations(cadata=given.decode("ascii", "replace"))
            except (Unreadable, OSError, ValueError):
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
        except smtplib.SMTPAuthenticationError as error:
            # Its words may repeat what was said to it: the password.
            if error.smtp_code in _TRANSIENT:
                raise Refused(_code_alone(error), passing=True) from None
            raise MachineProblem(
                f"{self._named} từ chối: sai tài khoản hoặc mật khẩu ({_code_alone(error)})"
            ) from None
        except smtplib.SMTPResponseException as error:
            answer = self._told(error.smtp_code, error.smtp_error)
            if error.smtp_code in _TRANSIENT:
                raise Refused(answer, passing=True) from None
            raise MachineProblem(f"{self._named} từ chối: {answer}") from None
        except ssl.SSLCertVerificationError as error:
            why = plain(error.verify_message)
            raise MachineProblem(
                f"chứng thư của {self._named} không tin được ({why}); nếu là máy "
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
        except (socket.gaierror, UnicodeError):
            # Waiting would not help, and nothing would be seen meanwhile.
            raise MachineProblem(
                f"không tìm thấy máy chủ thư có tên {plain(self._host)}; xem lại may_chu trong "
                "gui_van_ban.yaml, hoặc mạng"
            ) from None
        except smtplib.SMTPServerDisconnected as error:
            raise self._unreachable(error) from None
        except (smtplib.SMTPException, ValueError):
            raise MachineProblem(
                f"{self._named} trả lời không theo SMTP; xem lại may_chu, cong và bao_mat"
            ) from None
        except OSError as error:
            raise self._unreachable(error) from None

    def _unreachable(self, error: OSError) -> Refused:
        answer = f"không kết nối được {self._named}: {_reason(error)}"
        return Refused(answer, passing=True, broken=True)

    def _opened(self) -> Dialogue:
        values = self._values
        host, port, seconds = self._host, values.cong, values.cho_toi_da
        smtp: Dialogue
        if values.bao_mat == "tls":
            smtp = ProtectedDialogue(host, port, timeout=seconds, context=self._tls)
        else:
            smtp = Dialogue(host, port, timeout=seconds)
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
        return int(stated) or None if re.fullmatch("[0-9]{1,15}", stated) else None

    def deliver(self, address: str, message: bytes, before_last_line: Callable[[], bool]) -> str:
        """Hand over a message to one address; returns the server's answer.

        `before_last_line` is called when all but the last line is over: until it returns, the
        server cannot have taken the message; if it says no, the message is given up. Raises
        Refused, Undecided or MachineProblem.
        """
        self.connect()
        smtp = self._smtp
        assert smtp is not None
        most = float(self._values.cho_toi_da * _TIMES_AN_ANSWER)
        try:
            with smtp.within(most):
                self._envelope(smtp, address, len(message))
                smtp.send(_QUOTED.sub(b"..", message))
                smtp.refuse_unasked()
        except OSError as error:
            self.close()
            raise Refused(f"bỏ dở: {_reason(error)}", passing=True, broken=True) from None
        if not before_last_line():
            self.close()
            raise Refused("đã có lệnh khác ghi nhận", passing=True)
        try:
            smtp.timeout = most
            with smtp.within(most):
                smtp.send(b".\r\n")
                code, text = smtp.getreply()
        except OSError as error:
            self.close()
            raise Undecided(f"không rõ máy chủ đã nhận chưa: {_reason(error)}") from None
        finally:
            smtp.timeout = self._values.cho_toi_da
        if code in _TRANSIENT or code in _FINAL:
            raise self._refused(code, text)
        answer = self._told(code, text)
        if code != _DONE:
            self.close()
            raise Undecided(f"không rõ máy chủ đã nhận chưa: {answer}")
        return answer

    def _envelope(self, smtp: Dialogue, address: str, size: int) -> None:
        options = [f"SIZE={size}"] if smtp.has_extn("size") else []
        code, text = smtp.mail(self._sender, options)
        if code in _FINAL and code != _TOO_LARGE:
            self.close()
            raise MachineProblem(
                f"{self._named} không nhận thư từ {self._sender}: {self._told(code, text)}"
            )
        self._expect((_DONE,), code, text)
        self._expect((_DONE, _FORWARDED), *smtp.rcpt(address))
        self._expect((_GO_ON,), *smtp.docmd("DATA"))

    def _expect(self, wanted: Sequence[int], code: int, text: bytes) -> None:
        """Raise Refused unless the answer is one that leads on."""
        if code in wanted:
            return
        if code in _TRANSIENT or code in _FINAL:
            raise self._refused(code, text)
        self.close()
        answer = f"máy chủ trả lời không đúng lúc: {self._told(code, text)}"
        raise Refused(answer, passing=True, broken=True)

    def _refused(self, code: int, text: bytes) -> Refused:
        """The refusal, with the connection ready for the next message or closed."""
        smtp = self._smtp
        try:
            if code == _CLOSING or smtp is None or smtp.rset()[0] != _DONE:
                self.close()
        except OSError:
            self.close()
        return Refused(self._told(code, text), passing=code in _TRANSIENT)

    def close(self) -> None:
        """Let go of the connection."""
        if self._smtp is not None:
            self._smtp.close()
            self._smtp = None

    def quit(self) -> None:
        """End politely."""
        if self._smtp is not None:
            with suppress(OSError), self._smtp.within(_PARTING_S):
                self._smtp.quit()
            self.close()

    def _told(self, code: int, text: bytes | str) -> str:
        """The answer as it may be shown and kept."""
        words = plain(text.decode("utf-8", "replace") if isinstance(text, bytes) else text)
        if self._password and self._password.is_in(words):
            words = "(lời máy chủ không ghi lại, vì nhắc lại mật khẩu)"
        return f"{code} {words}"[:_LONGEST_ANSWER].rstrip()

    @property
    def _named(self) -> str:
        return f"máy chủ thư {self._host}:{self._values.cong}"


def _code_alone(error: smtplib.SMTPResponseException) -> str:
    words = error.smtp_error
    text = words.decode("latin-1") if isinstance(words, bytes) else words
    status = _STATUS.match(text)
    return f"{error.smtp_code} {status[0]}" if status else str(error.smtp_code)


def _reason(error: Exception) -> str:
    if isinstance(error, TimeoutError):
        return "quá thời gian chờ"
    if isinstance(error, ConnectionRefusedError):
        return "máy chủ không nhận kết nối"
    if isinstance(error, smtplib.SMTPServerDisconnected | ConnectionResetError | BrokenPipeError):
        return "máy chủ ngắt kết nối"
    if isinstance(error, Unclear):
        return "máy chủ trả lời không theo SMTP"
    return "lỗi mạng"
