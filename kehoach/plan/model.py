"""The plan model: the vocabulary of the YAML, and the only place that defines it.

Field names are the decree's terms without accents; each field's description gives the Vietnamese
word and what a clerk writes there (the JSON Schema for editors is made from them). Values stay
text until a field says what they are. A text marked `Text` may hold `{{ … }}` and inline emphasis;
`resolve` evaluates it.
"""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import Field, model_validator

from kehoach.document import PlanState, Role
from kehoach.plan.annex import PhuLuc
from kehoach.plan.base import OR_TEXT, Node
from kehoach.plan.cited_documents import CanCu, VanBan
from kehoach.plan.values import (
    Count,
    DayOrYear,
    Deadline,
    DeadlineName,
    DocumentNumber,
    Flag,
    Id,
    Ids,
    Lines,
    Marking,
    Number,
    SecrecyLevel,
    Text,
    Year,
    meaning,
    refuse,
)


class TheThuc(Node):
    """Thể thức: the head of the plan (Nghị định 30, Phụ lục I, Phần I, mục II.1-5)."""

    co_quan_chu_quan: Text | None = Field(
        None, description="Cơ quan chủ quản trực tiếp, nếu có (ví dụ: UBND tỉnh Gia Lai)"
    )
    co_quan: Lines = Field(
        min_length=1,
        description="Tên cơ quan ban hành, mỗi phần tử là một dòng in ở đầu trang 1",
    )
    so: DocumentNumber | None = Field(
        None, description="Số của kế hoạch; để trống khi văn thư chưa cấp số"
    )
    ky_hieu: str = Field(description="Ký hiệu, ví dụ KH-UBND")
    dia_danh: str = Field(description="Địa danh ghi trước ngày ban hành, ví dụ Gia Lai")
    ngay: DayOrYear | None = Field(
        None,
        description="Ngày ban hành (08/12/2023); khi chưa ký có thể chỉ ghi năm, hoặc để trống",
    )
    trich_yeu: Text = Field(description="Trích yếu nội dung, viết thường như trong câu")
    do_mat: SecrecyLevel | None = Field(
        None,
        description="Độ mật: Mật, Tối mật hoặc Tuyệt mật; kế hoạch có độ mật thì không gửi, không "
        "nhận qua chương trình này",
    )


class Muc(Node):
    """A node of `noi_dung`; a line of text stands for `{doan: …}`."""

    model_config = OR_TEXT

    id: Id | None = Field(None, description="Mã riêng, không trùng, để tìm lại nội dung này")
    tieu_de: Text | None = Field(None, description="Tiêu đề, viết thường như trong câu")
    tieu_de_phu: Text | None = Field(
        None, description="Phần nối sau tiêu đề, in không đậm, ví dụ (kèm theo Quyết định số …)"
    )
    doan: Text | None = Field(None, description="Đoạn văn của nội dung này")
    muc: tuple[Muc, ...] = Field((), description="Các nội dung con")
    don_vi: Ids = Field(
        (), description="Mã cơ quan, đơn vị phải thực hiện (trong don_vi.yaml); một hoặc nhiều"
    )
    vai_tro: (
        Annotated[
            Role,
            meaning("Chủ trì", "Phối hợp", "Đề nghị: không giao nhiệm vụ, chỉ đề nghị"),
        ]
        | None
    ) = Field(
        None, description="Vai trò: chu_tri, phoi_hop, hoặc de_nghi (chỉ đề nghị, không giao)"
    )
    phoi_hop: Ids = Field((), description="Mã các cơ quan, đơn vị cùng phối hợp")
    han: Deadline | dict[DeadlineName, Deadline] | None = Field(
        None,
        description="Thời hạn (31/01/{{ nam }}), hoặc nhiều thời hạn có tên: {nam: …, quy: …}",
    )
    danh_dau_con: Marking | None = Field(
        None, description="Cách đánh dấu nội dung con: so, gach, cong, chu hoặc khong"
    )
    danh_dau: Marking | None = Field(
        None, description="Cách đánh dấu riêng nội dung này: so, gach, cong, chu hoặc khong"
    )
    kem_theo: str | None = Field(
        None, description="Mã phụ lục mà dòng “(Kèm theo …)” này dẫn tới; doan để tự viết lời dẫn"
    )

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"doan": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _not_empty(self) -> Muc:
        if not (self.tieu_de or self.doan or self.don_vi or self.kem_theo):
            raise refuse("nội dung rỗng: cần tieu_de, doan, don_vi hoặc kem_theo")
        if self.tieu_de_phu and not (self.tieu_de or (self.don_vi and not self.doan)):
            raise refuse("tieu_de_phu chỉ dùng khi có tieu_de")
        return self


class ChiTieu(Node):
    """Chỉ tiêu: an objective of the plan as a figure, entered or computed."""

    gia_tri: Number | None = Field(None, description="Giá trị nhập tay, ví dụ 3 hoặc 5,5")
    cong_thuc: str | None = Field(
        None, description="Công thức, ví dụ phu_luc.giam_ngheo.dong_tong.ty_le"
    )
    dvt: str = Field("", description="Đơn vị tính in sau số, ví dụ % hoặc hộ")
    thap_phan: Count | None = Field(None, ge=0, le=6, description="Số chữ số thập phân")
    bo_so_0_cuoi: Flag = Field(
        False, description="có: bỏ số 0 ở cuối phần thập phân (5,50 in là 5,5)"
    )

    @model_validator(mode="after")
    def _value_or_formula(self) -> ChiTieu:
        if self.gia_tri is not None and self.cong_thuc is not None:
            raise refuse("chỉ tiêu chỉ có một trong hai khoá: gia_tri hoặc cong_thuc")
        return self


class NoiNhan(Node):
    """A line of Nơi nhận; a line of text stands for `{ghi: …}`."""

    model_config = OR_TEXT

    ghi: Text | None = Field(None, description="Tên nơi nhận như in, không có dấu chấm phẩy")
    gui: Ids = Field((), description="Mã các cơ quan, đơn vị, nhóm nhận (trong don_vi.yaml)")
    luu: Lines = Field((), description="Dòng Lưu: VT và các đơn vị lưu")
    so_ban: Count | None = Field(None, ge=1, description="Số bản lưu, in trong ngoặc")

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        return {"ghi": value} if isinstance(value, str) else value

    @model_validator(mode="after")
    def _one_kind(self) -> NoiNhan:
        if bool(self.ghi) == bool(self.luu):
            raise refuse("mỗi dòng nơi nhận cần đúng một trong hai khoá: ghi hoặc luu")
        return self


class Ky(Node):
    """Người ký: authority, office and name (Phụ lục I, Phần I, II.7)."""

    quyen_han: Lines = Field(
        min_length=1,
        description="Quyền hạn, chức vụ, mỗi phần tử một dòng: TM. Ủy ban nhân dân, KT. Chủ tịch",
    )
    chuc_vu: Text | None = Field(None, description="Chức vụ của người ký khi ký thay, thừa lệnh")
    ho_ten: str = Field(description="Họ tên, không ghi học hàm, học vị")


class KeHoach(Node):
    """A whole plan: one YAML file."""

    nam: Year = Field(description="Năm kế hoạch")
    trang_thai: Annotated[
        PlanState,
        meaning(
            "Dự thảo: in chữ DỰ THẢO, chừa chỗ cho số và ngày, còn thiếu số liệu cũng in được",
            "Trình ký: chừa chỗ cho số và ngày, số liệu phải đủ",
            "Ban hành: đã có số và ngày",
        ),
    ] = Field(
        "du_thao",
        description="Trạng thái: du_thao (dự thảo), trinh_ky (trình ký), ban_hanh (đã có số, ngày)",
    )
    phien_ban: Count | None = Field(
        None,
        ge=1,
        description="Phiên bản của cách viết tệp này; không ghi là 1 (máy ghi, kehoach nang-cap)",
    )
    so_quyet_dinh: Count | None = Field(
        None,
        ge=0,
        description="Tổng số điểm cần quyết định khi lập từ kế hoạch năm trước (kehoach roll ghi)",
    )
    the_thuc: TheThuc = Field(description="Thể thức: phần đầu trang 1")
    vien_dan: dict[Id, VanBan] = Field(
        default_factory=dict, description="Sổ văn bản viện dẫn, mỗi văn bản một lần, theo mã"
    )
    can_cu: CanCu | None = Field(None, description="Căn cứ ban hành")
    noi_dung: tuple[Muc, ...] = Field(min_length=1, description="Nội dung kế hoạch")
    chi_tieu: dict[Id, ChiTieu] = Field(
        default_factory=dict, description="Các chỉ tiêu dùng trong lời văn, theo mã"
    )
    phu_luc: dict[Id, PhuLuc] = Field(
        default_factory=dict, description="Các phụ lục, theo mã, theo thứ tự in"
    )
    noi_nhan: tuple[NoiNhan, ...] = Field(min_length=1, description="Nơi nhận")
    ky: Ky = Field(description="Người ký")

    @property
    def issued(self) -> DayOrYear:
        """The date of issue, or as much as is known of it; else the plan's year."""
        return self.the_thuc.ngay or self.nam
