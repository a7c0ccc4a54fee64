"""The address book, `noi_nhan.yaml` beside the register: how each unit is reached, and where.

The records office keeps it. Plans and the register say who receives; only this file says where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

from pydantic import Field, RootModel, WithJsonSchema

from kehoach.files import shown
from kehoach.findings import InputRefused
from kehoach.locations import Place
from kehoach.plan.base import Model
from kehoach.plan.register import Register
from kehoach.plan.validation import validate
from kehoach.plan.values import Count, Lines
from kehoach.resolve.expressions import unknown
from kehoach.resolve.read import ADDRESS_BOOK, register_path
from kehoach.source.source import Source, read_source

_ATOM = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9]([a-z0-9-]*[a-z0-9])?"
_EMAIL = re.compile(rf"{_ATOM}(\.{_ATOM})*@({_LABEL}\.)+[a-z0-9-]*[a-z]", re.IGNORECASE)
"""An address in ASCII letters (RFC 5321, 4.1.2): quoted names are for no office."""
_LONGEST_EMAIL = 254
_ORGAN_ID = re.compile(r"\d{3}(\.\d{2}){2}\.[A-Z]\d{2}|[A-Z]\d{2}(\.[A-Z0-9]{2,3})*")
"""000.00.01.H53 (QCVN 102:2016/BTTTT), or H21.12 (Quyết định 20/2020/QĐ-TTg)."""

CHANNELS = {
    "thu_dien_tu": "thư điện tử",
    "truc": "trục liên thông văn bản quốc gia",
    "giay": "bản giấy",
}
"""The ways to deliver: the words of the file, and what they are called."""

Channels = Annotated[
    Lines,
    WithJsonSchema(
        {
            "type": ["array", "string"],
            "items": {
                "type": "string",
                "enum": list(CHANNELS),
                "enumDescriptions": list(CHANNELS.values()),
            },
        }
    ),
]
"""Free text to the model: a wrong word is reported later, with all that is wrong elsewhere."""


class DiaChi(Model):
    """How one unit, or a group as a whole, is reached."""

    ten: str | None = Field(
        None, description="Tên ghi khi gửi (phong bì, danh sách), nếu khác tên trong don_vi.yaml"
    )
    kenh: Channels = Field(
        min_length=1,
        description="Kênh gửi, kênh chính ghi trước: thu_dien_tu, truc (trục liên thông), giay",
    )
    thu_dien_tu: Lines = Field((), description="Địa chỉ thư điện tử công vụ; một hoặc nhiều")
    ma_dinh_danh: str | None = Field(
        None, description="Mã định danh trên trục, ví dụ 000.00.01.H53 hoặc H21.12"
    )
    dia_chi: str | None = Field(None, description="Địa chỉ ghi phong bì, hoặc nơi giao tận tay")
    so_ban: Count = Field(1, ge=1, description="Số bản giấy")


class AddressBook(RootModel[dict[str, DiaChi]]):
    """The whole book: id in the register -> how it is reached."""


def address_book_path(plan_path: Path) -> Path:
    """The book that belongs to a plan: beside the register it is read with."""
    return register_path(plan_path).with_name(ADDRESS_BOOK)


def read_address_book(path: Path, register: Register) -> tuple[AddressBook, Source]:
    """The book at `path`; mistakes that do not hinder reading are left in the source.

    Raises InputRefused where there is no book, or it cannot be read.
    """
    if not path.exists():
        message = f"không có {ADDRESS_BOOK} cạnh don_vi.yaml nên chưa biết gửi tới đâu"
        advice = f"chép {ADDRESS_BOOK} mẫu trong thư mục content rồi thay bằng địa chỉ của cơ quan"
        raise InputRefused.at(Place(shown(path)), "PH101", message, advice)
    source = read_source(path, shown(path))
    book = validate(AddressBook, source)
    if book is None:
        raise InputRefused(source.findings)
    for unit, entry in book.root.items():
        if unit not in register:
            problem = unknown("đơn vị", unit, register.root, where="trong don_vi.yaml")
            source.report((unit,), "PH102", problem.message, problem.advice, key=True)
        for path_in, code, message, advice in _mistakes(unit, entry):
            source.report(path_in, code, message, advice)
    _report_shared_ids(book, source)
    return book, source


_Mistake = tuple[tuple[str | int, ...], str, str, str]


def _mistakes(unit: str, entry: DiaChi) -> Iterator[_Mistake]:
    needs = {
        "thu_dien_tu": (entry.thu_dien_tu, "thu_dien_tu: ten@co-quan.gov.vn"),
        "truc": (entry.ma_dinh_danh, "ma_dinh_danh: H21.12"),
        "giay": (entry.dia_chi, "dia_chi: số nhà, đường, xã (phường), tỉnh"),
    }
    for index, channel in enumerate(entry.kenh):
        if channel not in needs:
            problem = unknown("kênh", channel, needs)
            yield (unit, "kenh", index), "PH103", problem.message, problem.advice
            continue
        there, example = needs[channel]
        if not there:
            key = example.partition(":")[0]
            message = f"có kênh {channel} mà chưa có {key}"
            yield (unit, "kenh"), "PH103", message, f"thêm dòng “{example}”, hoặc bỏ kênh này"
    for index, address in enumerate(entry.thu_dien_tu):
        if advice := fault_of_address(address):
            message = f"“{address}” không phải là địa chỉ thư điện tử"
            yield (unit, "thu_dien_tu", index), "PH104", message, advice
    if entry.ma_dinh_danh and not _ORGAN_ID.fullmatch(entry.ma_dinh_danh):
        message = f"“{entry.ma_dinh_danh}” không phải là mã định danh"
        advice = "viết như 000.00.01.H53 hoặc H21.12, chữ hoa, không có dấu cách"
        yield (unit, "ma_dinh_danh"), "PH105", message, advice


def fault_of_address(address: str) -> str:
    """What to do about an address that is none; '' for a good one."""
    if _EMAIL.fullmatch(address) and len(address) <= _LONGEST_EMAIL:
        return ""
    if re.search(r"[,;]|\S\s+\S+@", address):
        return "mỗi địa chỉ là một phần tử: [a@co-quan.gov.vn, b@co-quan.gov.vn]"
    if re.search(r"\s", address):
        return "bỏ dấu cách"
    if not address.isascii():
        return "viết không dấu, chỉ dùng chữ cái, chữ số và các dấu . - _ @"
    if "@" not in address:
        return "thiếu @; địa chỉ có dạng ten@co-quan.gov.vn"
    return "địa chỉ có dạng ten@co-quan.gov.vn"


def _report_shared_ids(book: AddressBook, source: Source) -> None:
    """PH106: on the axis an organisation has an id of its own."""
    first: dict[str, str] = {}
    for unit, entry in book.root.items():
        if entry.ma_dinh_danh is None:
            continue
        other = first.setdefault(entry.ma_dinh_danh, unit)
        if other != unit:
            message = f"mã định danh {entry.ma_dinh_danh} đã dùng cho {other}"
            advice = "mỗi cơ quan có mã định danh riêng; sửa một trong hai mã"
            source.report((unit, "ma_dinh_danh"), "PH106", message, advice)
