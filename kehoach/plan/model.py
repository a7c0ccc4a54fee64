"""The plan model: the vocabulary of the YAML, and the only place that defines it.

Field names are the decree's terms without accents; each field's description gives the Vietnamese
word and what a clerk writes there (the JSON Schema for editors is made from them). Values stay
text until a field says what they are. A text marked `Text` may hold `{{ … }}` and inline emphasis;
`resolve` evaluates it.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from kehoach.document import PlanState, Role
from kehoach.plan.values import (
    Count,
    Day,
    DayOrYear,
    Deadline,
    DocumentNumber,
    Entry,
    Flag,
    Ids,
    Lines,
    Marking,
    Number,
    Text,
    Year,
    meaning,
    refuse,
)

_OR_TEXT = ConfigDict(json_schema_extra={"type": ["object", "string"]})
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

    ma: str = Field(description="Mã của điểm cần quyết định, dùng với kehoach decide")
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


class HieuLuc(Model):
    """Hiệu lực: the period in which a cited document is in force."""

    tu: DayOrYear | None = Field(None, description="Có hiệu lực từ ngày (hoặc từ năm)")
    den: DayOrYear | None = Field(None, description="Có hiệu lực đến hết ngày (hoặc hết năm)")


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
    lien_quan: Ids = Field(
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

    model_config = _OR_TEXT

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


class Muc(Node):
    """A node of `noi_dung`; a line of text stands for `{doan: …}`."""

    model_config = _OR_TEXT

    id: str | None = Field(None, description="Mã riêng, không trùng, để tìm lại nội dung này")
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
    han: Deadline | dict[str, Deadline] | None = Field(
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


Placing = Annotated[Literal["dau", "cuoi"], meaning("Ở đầu", "Ở cuối")]


class Cot(Model):
    """Cột: a column of an annex."""

    ma: str = Field(description="Mã cột, dùng làm khoá ở các dòng và trong công thức")
    nhan: Lines = Field(
        min_length=1,
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

    id: str | None = Field(None, description="Mã dòng, khi bảng không có cột don_vi")
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


class NoiNhan(Node):
    """A line of Nơi nhận; a line of text stands for `{ghi: …}`."""

    model_config = _OR_TEXT

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
    so_quyet_dinh: Count | None = Field(
        None,
        ge=0,
        description="Tổng số điểm cần quyết định khi lập từ kế hoạch năm trước (kehoach roll ghi)",
    )
    the_thuc: TheThuc = Field(description="Thể thức: phần đầu trang 1")
    vien_dan: dict[str, VanBan] = Field(
        default_factory=dict, description="Sổ văn bản viện dẫn, mỗi văn bản một lần, theo mã"
    )
    can_cu: CanCu | None = Field(None, description="Căn cứ ban hành")
    noi_dung: tuple[Muc, ...] = Field(min_length=1, description="Nội dung kế hoạch")
    chi_tieu: dict[str, ChiTieu] = Field(
        default_factory=dict, description="Các chỉ tiêu dùng trong lời văn, theo mã"
    )
    phu_luc: dict[str, PhuLuc] = Field(
        default_factory=dict, description="Các phụ lục, theo mã, theo thứ tự in"
    )
    noi_nhan: tuple[NoiNhan, ...] = Field(min_length=1, description="Nơi nhận")
    ky: Ky = Field(description="Người ký")
