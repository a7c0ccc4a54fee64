"""Cited documents of a plan: each once in `vien_dan`, and the preamble that names them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from kehoach.plan.base import OR_TEXT, Model, Node
from kehoach.plan.period import Period
from kehoach.plan.values import (
    Day,
    DayOrYear,
    NewIds,
    Text,
    meaning,
    refuse,
)


class HieuLuc(Model):
    """Hiệu lực: the period in which a cited document is in force."""

    tu: DayOrYear | None = Field(None, description="Có hiệu lực từ ngày (hoặc từ năm)")
    den: DayOrYear | None = Field(None, description="Có hiệu lực đến hết ngày (hoặc hết năm)")

    @property
    def period(self) -> Period:
        return Period(self.tu, self.den)


class VanBan(Node):
    """A cited document, entered once in `vien_dan`."""

    loai: str = Field(description="Tên loại: Nghị quyết, Quyết định, Kế hoạch, Luật …")
    so_ky_hieu: str | None = Field(None, description="Số và ký hiệu, ví dụ 728/QĐ-UBND")
    ten: str | None = Field(None, description="Tên luật, bộ luật, pháp lệnh (không ghi số)")
    ngay: Day | None = Field(None, description="Ngày ban hành")
    co_quan: str | None = Field(None, description="Cơ quan ban hành, viết đầy đủ")
    co_quan_ngan: str | None = Field(None, description="Cơ quan ban hành, viết ngắn")
    giua: tuple[str, str] | None = Field(
        None, description="Hai bên ký, khi văn bản là của hai cơ quan: giữa A và B"
    )
    trich_yeu: str | None = Field(
        None, description="Trích yếu, đúng như nối vào sau tên cơ quan (về việc …, ban hành …)"
    )
    hieu_luc: HieuLuc | None = Field(None, description="Thời gian có hiệu lực")
    lien_quan: NewIds = Field(
        (), description="Mã của các văn bản được nhắc ngay trong trích yếu của văn bản này"
    )

    @model_validator(mode="after")
    def _has_a_name(self) -> VanBan:
        if not (self.so_ky_hieu or self.ten):
            raise refuse("văn bản viện dẫn phải có so_ky_hieu (hoặc ten, nếu là luật)")
        return self


NgayForm = Annotated[
    Literal["chu", "so", "khong"],
    meaning("ngày 08 tháng 12 năm 2023", "ngày 08/12/2023", "Không ghi ngày"),
]
CoQuanForm = Annotated[
    Literal["du", "ngan", "khong"],
    meaning("Tên đầy đủ", "Tên ngắn (co_quan_ngan)", "Không ghi cơ quan"),
]


class DanVanBan(Node):
    """A document (or a free text) of the preamble; same choices as `vien_dan(…)` in a text."""

    model_config = OR_TEXT

    id: str | None = Field(None, description="Mã văn bản trong vien_dan")
    ngay: NgayForm | None = Field(None, description="Cách ghi ngày: chu, so hoặc khong")
    co_quan: CoQuanForm | None = Field(None, description="Cách ghi cơ quan: du, ngan hoặc khong")
    trich_yeu: Text | None = Field(None, description="Trích yếu khác với sổ viện dẫn, hoặc khong")
    in_nguyen: Text | None = Field(None, description="In nguyên văn như bản đã ban hành")
    ghi: Text | None = Field(
        None, description="Câu tự viết, khi căn cứ không phải là một văn bản trong vien_dan"
    )

    @model_validator(mode="before")
    @classmethod
    def _from_id(cls, value: Any) -> Any:
        return {"id": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _id_or_text(self) -> DanVanBan:
        if (self.id is None) == (self.ghi is None):
            raise refuse("mỗi dòng căn cứ cần đúng một trong hai khoá: id hoặc ghi")
        return self


class NhomCanCu(Model):
    """One group of the preamble: a lead-in and what it names."""

    dan: str = Field(description="Từ dẫn: Căn cứ, Thực hiện, Theo đề nghị của, Xét đề nghị của …")
    kieu: Annotated[
        Literal["dong", "doan"],
        meaning("Mỗi căn cứ một dòng, chữ nghiêng", "Viết liền thành một đoạn"),
    ] = Field(
        "dong",
        description="dong: mỗi căn cứ một dòng, chữ nghiêng; doan: viết liền thành một đoạn",
    )
    van_ban: tuple[DanVanBan, ...] = Field(
        min_length=1, description="Các văn bản: mã trong vien_dan, hoặc khoá ghi"
    )


class CanCu(Node):
    """Căn cứ: the preamble of the plan (Phụ lục I, Phần I, II.6.a)."""

    nhom: tuple[NhomCanCu, ...] = Field((), description="Các nhóm căn cứ, theo thứ tự in")
    ket: Text | None = Field(
        None,
        description="Câu kết, không có dấu hai chấm ở cuối: UBND tỉnh ban hành Kế hoạch … như sau",
    )
