"""An office's settings: `kehoach.yaml` in the folder of plans; every key may be absent."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal
from unicodedata import normalize

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from kehoach.files import shown
from kehoach.findings import InputRefused
from kehoach.plan.base import Model
from kehoach.plan.beside import OFFICE, office_path
from kehoach.plan.validation import validate_whole
from kehoach.plan.values import meaning, one_or_more, refuse
from kehoach.source.source import Source, read_source

_FINGERPRINT = r"(?:[0-9A-Fa-f]{2}[: ]?){31}[0-9A-Fa-f]{2}"
_IDENTITY = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
_CODE = r"^[A-Z]{2}\d{3}$"
_NO_CONTENT = "TP004"


def _fingerprint(text: str) -> str:
    if not re.fullmatch(_FINGERPRINT, text.strip()):
        raise refuse(
            f"“{text}” không phải là dấu vân tay SHA-256 của chứng thư; viết 64 chữ số và chữ từ a "
            "đến f, như trong thông báo CK006 hoặc trong cửa sổ xem chứng thư"
        )
    return re.sub("[: ]", "", text.strip()).lower()


def _code(text: str) -> str:
    if not re.fullmatch(_CODE, text):
        raise refuse(f"“{text}” không phải là mã quy tắc; viết như VD010 (xem kehoach rules)")
    return text


def _identity(text: str) -> str:
    if not re.fullmatch(_IDENTITY, text):
        raise refuse("không phải là mã sổ gửi; mã này do máy ghi, không sửa bằng tay")
    return text


_WRITTEN: dict[str, Any] = {"pattern": rf"^\s*{_FINGERPRINT}\s*$"}
Fingerprints = Annotated[
    tuple[Annotated[str, AfterValidator(_fingerprint), Field(json_schema_extra=_WRITTEN)], ...],
    BeforeValidator(one_or_more),
    Field(min_length=1, json_schema_extra={"type": ["array", "string"], **_WRITTEN}),
]


class SoGui(Model):
    """Which ledger is the office's, so that another one in its place is not taken for it."""

    tep: str | None = Field(
        None, description="Tệp sổ gửi văn bản, tính từ thư mục này (mặc định: so_gui.sqlite3)"
    )
    ma: (
        Annotated[
            str,
            AfterValidator(_identity),
            Field(json_schema_extra={"pattern": f"^{_IDENTITY}$"}),
        ]
        | None
    ) = Field(None, description="Mã của sổ, máy ghi một lần khi lập sổ; không sửa bằng tay")


CongCu = Annotated[Literal["weasyprint"], meaning("WeasyPrint, theo mẫu templates/ke_hoach.html")]
MucSoat = Literal["loi", "canh_bao", "thong_tin"]
Codes = Annotated[
    tuple[
        Annotated[
            str,
            AfterValidator(_code),
            Field(json_schema_extra={"pattern": _CODE}),
        ],
        ...,
    ],
    BeforeValidator(one_or_more),
    Field(json_schema_extra={"type": ["array", "string"], "pattern": _CODE}),
]


class Soat(Model):
    """Which findings of the review an office does not want."""

    bo_qua: Codes = Field(
        (), description="Mã các quy tắc tắt cho mọi kế hoạch trong thư mục, ví dụ VD010"
    )
    muc: Annotated[
        MucSoat,
        meaning("Chỉ nêu lỗi", "Nêu lỗi và cảnh báo", "Nêu cả thông tin"),
    ] = Field(
        "thong_tin",
        description="Chỉ nêu từ mức này: loi, canh_bao hoặc thong_tin; điểm chặn bản ban hành "
        "luôn được nêu",
    )


class BanHanhCan(Model):
    """What must be true of a plan that is issued."""

    quy_tac: Codes = Field(
        (),
        description="Mã các quy tắc mà bản ban hành phải đạt: không cho qua bằng --van-lam, ví dụ "
        "DV003",
    )


class KhaiBao(Model):
    """The settings of an office."""

    chung_thu_chu_ky_so: dict[str, Fingerprints] = Field(
        default_factory=dict,
        description="Chứng thư của từng người ký: họ tên như ở ho_ten của kế hoạch, rồi dấu vân "
        "tay SHA-256 của chứng thư; một hoặc nhiều",
    )
    cong_cu_xuat_pdf: CongCu | None = Field(
        None, description="Công cụ tạo PDF; nay chỉ có weasyprint, không ghi cũng là công cụ này"
    )
    soat: Soat | None = Field(None, description="Soát: bo_qua, muc")
    ban_hanh_can: BanHanhCan | None = Field(None, description="Điều kiện của bản ban hành: quy_tac")
    so_gui: SoGui | None = Field(
        None, description="Sổ gửi văn bản của cơ quan: tep và ma (mã do máy ghi)"
    )

    @model_validator(mode="after")
    def _one_holder_each(self) -> KhaiBao:
        holders: dict[str, str] = {}
        for holder, fingerprints in self.chung_thu_chu_ky_so.items():
            for fingerprint in fingerprints:
                other = holders.setdefault(fingerprint, holder)
                if same_name(other) != same_name(holder):
                    raise refuse(
                        f"một chứng thư ({fingerprint[:16]}…) ghi cho cả “{other}” và “{holder}”; "
                        "mỗi chứng thư chỉ của một người"
                    )
        return self


@dataclass(frozen=True, slots=True)
class Office:
    """The settings as read, and the file that holds them or would (`source` None: there is none).

    Paths in them are from the folder of the file.
    """

    values: KhaiBao
    path: Path
    source: Source | None


def read_office(plan: Path) -> Office:
    """The settings for a plan: beside it, else in the project's `content/`.

    Raises InputRefused with every mistake in them.
    """
    path = office_path(plan)
    if path is None:
        return Office(KhaiBao(), plan.with_name(OFFICE), None)
    try:
        source = read_source(path, shown(path))
    except InputRefused as refused:
        if [finding.code for finding in refused.findings] == [_NO_CONTENT]:
            return Office(KhaiBao(), path, None)  # comments alone: every key may be absent
        raise
    return Office(validate_whole(KhaiBao, source), path, source)


def same_name(name: str) -> str:
    """What two writings of one name share: nothing is apart but composition and capitals."""
    return normalize("NFC", normalize("NFC", name).lower())


def fingerprints_of(registered: Mapping[str, Any], name: str) -> frozenset[str]:
    """The fingerprints on record for a name."""
    wanted = same_name(name)
    return frozenset(
        fingerprint
        for holder, fingerprints in registered.items()
        if same_name(holder) == wanted
        for fingerprint in fingerprints
    )
