"""How the office sends: `gui_van_ban.yaml` beside the plan, else in the project's `content/`.

It never holds a password: that comes from the environment or the system's keyring.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from kehoach.files import PROJECT, shown
from kehoach.findings import InputRefused, MachineProblem, Severity
from kehoach.locations import Place
from kehoach.plan.base import Model
from kehoach.plan.validation import validate
from kehoach.plan.values import Count, meaning, refuse
from kehoach.recipients.address_book import fault_of_address
from kehoach.source.source import read_source

SETTINGS = "gui_van_ban.yaml"
LEDGER = "so_gui.sqlite3"
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
    """The settings as read; paths in them are from the folder of their file."""

    values: GuiVanBan
    folder: Path

    def path(self, name: str) -> Path:
        return self.folder / name

    @property
    def ledger(self) -> Path:
        return self.path(self.values.so_gui)


def read_settings(plan: Path) -> Settings:
    """The settings for a plan; without a file, those of an office that sends nothing by mail.

    Raises InputRefused with every mistake in them.
    """
    beside = plan.with_name(SETTINGS)
    path = beside if beside.exists() else PROJECT / "content" / SETTINGS
    if not path.exists():
        return Settings(GuiVanBan(), plan.parent)
    source = read_source(path, shown(path))
    values = validate(GuiVanBan, source)
    if values is None or any(finding.severity is Severity.ERROR for finding in source.findings):
        raise InputRefused(source.findings)
    return Settings(values, path.parent)


def refuse_without_server(settings: Settings) -> None:
    """Raise InputRefused if the settings do not say through which server mail goes."""
    if not (settings.values.may_chu and settings.values.gui_tu):
        place = Place(shown(settings.path(SETTINGS)))
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
