"""How the office sends: `gui_van_ban.yaml` beside the plan, else in the project's `content/`.

It never holds a password: that comes from the environment or the system's keyring.
"""

from __future__ import annotations

import os
import re
from base64 import b64decode
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from kehoach.files import PROJECT, shown
from kehoach.findings import InputRefused, MachineProblem, Severity
from kehoach.locations import Place
from kehoach.plan.base import Model
from kehoach.plan.beside import OFFICE, SENDING
from kehoach.plan.office import Office, read_office
from kehoach.plan.validation import validate
from kehoach.plan.values import Count, meaning, refuse
from kehoach.recipients.address_book import fault_of_address
from kehoach.sending.ledger_place import LEDGER, LedgerPlace
from kehoach.source.source import Source, read_source

PASSWORD = "KEHOACH_MAT_KHAU"
"""The environment variable that holds the password of the mail account."""
KEYRING = "kehoach"
"""The service under which the keyring holds it."""

_LOCAL = ("localhost", "127.0.0.1", "::1")
_EXAMPLE = (
    "ghi vào tệp đó ba dòng: may_chu: mail.gialai.gov.vn, gui_tu: vanthu@gialai.gov.vn và "
    "chung_thu_ky: chung_thu (xem docs/huong-dan.md)"
)


def _address(text: str) -> str:
    text = text.strip()
    if fault_of_address(text):
        raise refuse(f"“{text}” không phải là một địa chỉ thư điện tử")
    return text


class GuiVanBan(Model):
    """How documents are sent, and where that is recorded."""

    may_chu: str | None = Field(
        None, description="Máy chủ gửi thư (SMTP), ví dụ mail.gialai.gov.vn"
    )
    cong: Count = Field(587, ge=1, le=65535, description="Cổng: 587 (starttls) hoặc 465 (tls)")
    bao_mat: Annotated[
        Literal["starttls", "tls", "khong"],
        meaning(
            "Mã hoá sau khi kết nối, thường ở cổng 587",
            "Mã hoá ngay từ đầu, thường ở cổng 465",
            "Không mã hoá: chỉ với máy chủ ngay trên máy này",
        ),
    ] = Field(
        "starttls", description="starttls, tls, hoặc khong (chỉ với máy chủ ngay trên máy này)"
    )
    gui_tu: Annotated[str, AfterValidator(_address)] | None = Field(
        None, description="Địa chỉ thư của văn thư, là nơi gửi"
    )
    tai_khoan: str | None = Field(
        None, description="Tài khoản thư, nếu máy chủ đòi đăng nhập; mật khẩu không ghi ở đây"
    )
    chung_thu_may_chu: str | None = Field(
        None, description="Tệp PEM của nơi cấp chứng thư cho máy chủ thư nội bộ, nếu có"
    )
    chung_thu_ky: str = Field(
        "chung_thu", description="Tệp hoặc thư mục các chứng thư PEM tin cậy khi kiểm tra chữ ký"
    )
    so_gui: str = Field(LEDGER, description="Tệp sổ gửi văn bản")
    thu_lai: tuple[Count, ...] = Field(
        (5, 30, 120), description="Số giây chờ trước mỗi lần gửi lại khi máy chủ tạm thời từ chối"
    )
    cho_toi_da: Count = Field(60, ge=1, description="Số giây chờ máy chủ trả lời")

    @model_validator(mode="after")
    def _protected(self) -> GuiVanBan:
        if self.bao_mat == "khong" and self.may_chu not in _LOCAL:
            raise refuse("bao_mat: khong chỉ dùng được với máy chủ ngay trên máy này (localhost)")
        return self


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings as read; paths in them are from the folder of their file.

    `office` is what `kehoach.yaml` adds.
    """

    values: GuiVanBan
    folder: Path
    office: Office

    def path(self, name: str) -> Path:
        return self.folder / name

    @property
    def ledger(self) -> LedgerPlace:
        """The ledger: where `kehoach.yaml` says, else `gui_van_ban.yaml`."""
        own = self.office.values.so_gui
        path = self.office.path.parent / own.tep if own and own.tep else None
        return LedgerPlace(path or self.path(self.values.so_gui), self.office)


def read_settings(plan: Path) -> Settings:
    """The settings for a plan; without a file, those of an office that sends nothing by mail.

    Raises InputRefused with every mistake in them.
    """
    beside = plan.with_name(SENDING)
    path = beside if beside.exists() else PROJECT / "content" / SENDING
    office = read_office(plan)
    if not path.exists():
        return Settings(GuiVanBan(), office.path.parent, office)
    if office.source is None and not office.path.exists():
        office = replace(office, path=path.with_name(OFFICE))  # where it will be, if at all
    source = read_source(path, shown(path))
    values = validate(GuiVanBan, source)
    if values is None or any(finding.severity is Severity.ERROR for finding in source.findings):
        raise InputRefused(source.findings)
    settings = Settings(values, path.parent, office)
    _refuse_two_ledgers(settings, source)
    return settings


def _refuse_two_ledgers(settings: Settings, source: Source) -> None:
    """Raise InputRefused if both files name a ledger, and not the same one."""
    own = settings.office.values.so_gui
    if own is None or own.tep is None or "so_gui" not in settings.values.model_fields_set:
        return
    other, ours = settings.path(settings.values.so_gui), settings.ledger.path
    if os.path.realpath(other) != os.path.realpath(ours):
        message = (
            f"so_gui ở đây là {shown(other)}, ở {shown(settings.office.path)} là {shown(ours)}"
        )
        advice = "chỉ giữ một: bỏ so_gui ở tệp này, hoặc tep ở kehoach.yaml"
        raise InputRefused.at(source.place(("so_gui",)), "GV023", message, advice)


def refuse_without_server(settings: Settings) -> None:
    """Raise InputRefused if the settings do not say through which server mail goes."""
    if not (settings.values.may_chu and settings.values.gui_tu):
        place = Place(shown(settings.path(SENDING)))
        message = "chưa khai báo may_chu và gui_tu: chưa biết gửi bằng máy chủ thư nào"
        raise InputRefused.at(place, "GV001", message, _EXAMPLE)


class Password:
    """A password that shows in no message, log or traceback."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return "Password(…)"

    def reveal(self) -> str:
        return self._text

    def is_in(self, words: str) -> bool:
        """Whether words give it away: as it is, in hexadecimals, or in base64, as SMTP says it."""
        own = self._text.encode()
        said = "".join(words.split()).casefold()
        if "".join(self._text.split()).casefold() in said or own.hex() in said:
            return True
        letters = re.sub("[^A-Za-z0-9+/]", "", words) + "AAA"  # to fill the last group
        ends = (len(letters) - (len(letters) - start) % 4 for start in range(4))
        return any(own in b64decode(letters[start:end]) for start, end in enumerate(ends))


def read_password(account: str) -> Password:
    """The password of a mail account, from the environment or the keyring.

    Raises MachineProblem if neither has it, or SMTP cannot use it.
    """
    password = os.environ.get(PASSWORD) or _from_keyring(account)
    if not password:
        raise MachineProblem(
            f"chưa có mật khẩu của tài khoản thư {account}; đặt biến môi trường {PASSWORD}, hoặc "
            f"lưu một lần vào kho khoá của máy: keyring set {KEYRING} {account}"
        )
    if not password.isascii():
        raise MachineProblem(
            f"mật khẩu của tài khoản thư {account} có chữ có dấu, không đăng nhập được; đổi "
            "mật khẩu chỉ gồm chữ không dấu, chữ số và ký hiệu"
        )
    return Password(password)


def _from_keyring(account: str) -> str | None:
    import keyring
    from keyring.errors import KeyringError

    try:
        return keyring.get_password(KEYRING, account)
    except KeyringError:
        return None
