"""Annexes of a plan as the YAML says them: columns, rows, the total row."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import ConfigDict, Field

from kehoach.plan.base import Model, Node
from kehoach.plan.values import (
    Count,
    Entry,
    Flag,
    Id,
    Lines,
    Number,
    Text,
    meaning,
)

Placing = Annotated[Literal["dau", "cuoi"], meaning("Ở đầu", "Ở cuối")]


class Cot(Model):
    """Cột: a column of an annex."""

    ma: Id = Field(description="Mã cột, dùng làm khoá ở các dòng và trong công thức")
    nhan: Lines = Field(
        min_length=1,
        max_length=12,
        description="Tiêu đề cột, từ cấp trên xuống; các cột liền nhau cùng cấp trên sẽ gộp ô",
    )
    kieu: Annotated[
        Literal["so", "tt", "don_vi", "chu"],
        meaning("Số liệu", "Số thứ tự, tự đánh", "Mã trong don_vi.yaml, in tên đầy đủ", "Chữ"),
    ] = Field(
        "so",
        description="so: số liệu; tt: số thứ tự tự đánh; don_vi: mã trong don_vi.yaml; chu: chữ",
    )
    cong_thuc: str | None = Field(
        None, description="Công thức theo mã các cột khác, ví dụ ho_ngheo / tong_ho * 100"
    )
    thap_phan: Count = Field(0, ge=0, le=6, description="Số chữ số thập phân")
    tong: Annotated[Literal["cong"], meaning("Dòng tổng bằng các dòng cộng lại")] | None = Field(
        None, description="cong: dòng tổng cộng các dòng lại"
    )
    chi_so: str | None = Field(None, description="Chỉ số cột nếu khác cách đánh tự động")


class Dong(Model):
    """Dòng: a row (values under the codes of the columns), or a group of rows (`nhom`, `dong`)."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Entry | None]

    id: Id | None = Field(None, description="Mã dòng, khi bảng không có cột don_vi")
    nhom: Text | None = Field(None, description="Tên nhóm: dòng này là dòng cộng của một nhóm")
    dong: tuple[Dong, ...] = Field((), description="Các dòng của nhóm")


class DongTong(Model):
    """Dòng tổng: the total row; figures that are not sums of a column are entered here."""

    model_config = ConfigDict(extra="allow", frozen=True)
    __pydantic_extra__: dict[str, Entry | None]

    nhan: Text = Field("Tổng cộng", description="Chữ ở dòng tổng, ví dụ Tổng cộng toàn tỉnh")
    vi_tri: Placing = Field("dau", description="Đặt dòng tổng ở dau hay cuoi bảng")


class PhuLuc(Node):
    """Phụ lục: an annex table."""

    ten: Text = Field(description="Tên phụ lục, viết thường như trong câu")
    cot: tuple[Cot, ...] = Field(min_length=1, description="Các cột")
    hang_chi_so: Flag = Field(
        True, description="không: bỏ hàng chỉ số A, B, 1, 2, 3=2/1 dưới tiêu đề"
    )
    dong_tong: DongTong | None = Field(None, description="Dòng tổng")
    vi_tri_nhom: Placing = Field(
        "dau", description="Đặt dòng cộng của mỗi nhóm ở dau hay cuoi nhóm"
    )
    dong: tuple[Dong, ...] = Field((), description="Các dòng")
    da_cong_bo: dict[str, dict[str, Number]] = Field(
        default_factory=dict,
        description="Số liệu in trong bản đã ban hành, nếu khác số tính được: {dòng: {cột: số}}",
    )
