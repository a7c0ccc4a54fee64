"""The register of agencies, places and groups that plans name: `don_vi.yaml` beside the plan."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, RootModel

from kehoach.plan.base import Model
from kehoach.plan.period import Period
from kehoach.plan.values import DayOrYear, Id, NewIds, UnitName, meaning


class DonVi(Model):
    """An agency, a place, or a group of them. Names are as printed, with their capitals."""

    ten: UnitName = Field(description="Tên đầy đủ, viết hoa đúng như in")
    ten_ngan: UnitName | None = Field(None, description="Tên ngắn hoặc chữ viết tắt")
    loai: Annotated[
        Literal["co_quan", "dia_ban", "nhom"],
        meaning("Cơ quan, tổ chức", "Địa bàn", "Nhóm nhiều đơn vị"),
    ] = Field(
        "co_quan",
        description="co_quan: cơ quan, tổ chức; dia_ban: địa bàn; nhom: nhóm nhiều đơn vị",
    )
    tu: DayOrYear | None = Field(None, description="Hoạt động từ ngày (hoặc từ năm)")
    den: DayOrYear | None = Field(
        None, description="Hoạt động đến hết ngày (hoặc chấm dứt trong năm)"
    )
    ke_thua: NewIds = Field((), description="Mã các đơn vị kế thừa nhiệm vụ, nếu đã biết")
    thanh_vien: NewIds = Field((), description="Mã các thành viên, nếu là nhóm")

    @property
    def period(self) -> Period:
        return Period(self.tu, self.den)


class Register(RootModel[dict[Id, DonVi]]):
    """The whole register: id -> unit."""

    def __getitem__(self, key: str) -> DonVi:
        return self.root[key]

    def __contains__(self, key: object) -> bool:
        return key in self.root
