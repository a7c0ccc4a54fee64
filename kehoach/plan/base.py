"""The parts that every model of a plan is made of, and what a person noted on any of them."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from kehoach.plan.values import (
    DecisionId,
    Lines,
    meaning,
)

OR_TEXT = ConfigDict(json_schema_extra={"type": ["object", "string"]})
"""For a model that a line of text may stand for."""


class Model(BaseModel):
    """Base of all parts of a plan: immutable, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class BoQua(Model):
    """A waiver: one finding of the check that a person lets pass, and why."""

    ma: str = Field(description="Mã quy tắc được bỏ qua, ví dụ VD003 (xem kehoach rules)")
    trich: str | None = Field(
        None, description="Vài chữ trích từ chỗ bị nêu, khi nội dung này có nhiều điểm cùng mã"
    )
    ly_do: str = Field(min_length=1, description="Lý do bỏ qua, bắt buộc")


class QuyetDinh(Model):
    """An open decision: what a person must settle before the plan can leave the draft state."""

    ma: DecisionId = Field(description="Mã của điểm cần quyết định, dùng với kehoach decide")
    nhom: Annotated[
        Literal["so_lieu", "phap_luat", "to_chuc"],
        meaning("Số liệu", "Văn bản, pháp luật", "Tổ chức bộ máy"),
    ] = Field(description="Ai quyết định được: so_lieu, phap_luat hoặc to_chuc")
    cau_hoi: str = Field(description="Câu hỏi cần trả lời")
    ly_do: str = Field(description="Vì sao phải quyết định")
    de_xuat: Lines = Field((), description="Các phương án đề xuất, nếu có")
    trich: str | None = Field(
        None, description="Vài chữ trích từ chỗ cần quyết định, khi chỗ đó nằm sâu hơn nội dung này"
    )
    thay: str | None = Field(
        None, description="Mã hoặc chữ sẽ được thay bằng giá trị quyết định (kehoach decide)"
    )
    ghi_vao: str | None = Field(
        None, description="Khoá sẽ nhận giá trị quyết định (kehoach decide), ví dụ gia_tri"
    )


class Node(Model):
    """A part of a plan that findings can be waived on, and that may wait for decisions."""

    bo_qua: tuple[BoQua, ...] = Field(
        (),
        description="Các điểm do kehoach check nêu ở nội dung này mà người soạn đã xem và bỏ qua",
    )
    can_quyet_dinh: tuple[QuyetDinh, ...] = Field(
        (),
        description="Các điểm còn phải quyết định; quyết định xong thì xoá (kehoach decide)",
    )
    ly_do: str | None = Field(
        None,
        description="Lý do viết như vậy hoặc sửa như vậy; in ở bảng so sánh và bảng tiếp thu "
        "(kehoach diff --format so-sanh), không in trong kế hoạch",
    )
