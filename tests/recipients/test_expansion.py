"""Nơi nhận expanded to those who really receive the plan, and every mistake on the way told."""

from __future__ import annotations

import json
import textwrap
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from kehoach.build import DEFAULT_PLAN
from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.findings import Finding, InputRefused, Severity
from kehoach.recipients.expansion import Recipients, read_recipients
from kehoach.resolve.read import read_plan

PLAN = """\
nam: 2025
the_thuc:
  co_quan: [Ủy ban nhân dân, xã Ia Băng]
  ky_hieu: KH-UBND
  dia_danh: Ia Băng
  trich_yeu: Giảm nghèo
noi_dung:
  - don_vi: phong_kt
    doan: Rà soát hộ nghèo.
  - don_vi: phong_vh
    doan: Tuyên truyền.
noi_nhan:
  - {ghi: Các phòng, gui: nhom_phong}
  - {ghi: Phòng Văn hóa, gui: phong_vh}
  - {luu: VT}
ky: {quyen_han: [TM. Ủy ban nhân dân], ho_ten: Nguyễn Văn An}
"""
REGISTER = """\
phong_kt: {ten: Phòng Kinh tế}
phong_vh: {ten: Phòng Văn hóa}
nhom_phong: {ten: Các phòng, loai: nhom, thanh_vien: [phong_kt, phong_vh]}
nhom_thon: {ten: Các thôn, loai: nhom}
tram_yt: {ten: Trạm Y tế}
"""
BOOK = """\
phong_kt: {kenh: thu_dien_tu, thu_dien_tu: kt@xa.invalid}
phong_vh: {kenh: [truc, giay], ma_dinh_danh: H99.12, dia_chi: Nhà văn hóa, so_ban: 2}
"""

Receive = Callable[..., Recipients]


@pytest.fixture
def receive(tmp_path: Path) -> Receive:
    """Who receives the small plan, with parts of its three files replaced."""

    def read(
        book: str | None = BOOK, *, old: str = "", new: str = "", register: str = ""
    ) -> Recipients:
        assert not old or old in PLAN
        plan = tmp_path / "ke_hoach.yaml"
        plan.write_text(PLAN.replace(old, new) if old else PLAN, "utf-8")
        (tmp_path / "don_vi.yaml").write_text(REGISTER + textwrap.dedent(register), "utf-8")
        if book is not None:
            (tmp_path / "noi_nhan.yaml").write_text(textwrap.dedent(book), "utf-8")
        return read_recipients(plan, read_plan(plan))

    return read


def refused(receive: Receive, *arguments: str, **options: str) -> list[Finding]:
    with pytest.raises(InputRefused) as caught:
        receive(*arguments, **options)
    return caught.value.findings


def told(findings: object) -> list[tuple[str, str, int, int]]:
    assert isinstance(findings, list | tuple)
    return [(f.code, Path(f.place.file).name, f.place.line, f.place.column) for f in findings]


# The 2024 plan


@pytest.fixture(scope="module")
def real() -> Recipients:
    return read_recipients(DEFAULT_PLAN, read_plan(DEFAULT_PLAN))


def test_each_printed_line_of_the_2024_plan_reaches_somebody(real: Recipients) -> None:
    """The lines as the signed plan prints them, and how many bodies stand behind each."""
    assert Counter(each.dong for each in real.addressees) == {
        "Bộ LĐ-TB&XH": 1,
        "Thường trực Tỉnh ủy": 1,
        "Thường trực HĐND tỉnh": 1,
        "Chủ tịch, các PCT UBND tỉnh": 1,
        "Ủy ban NTTQVN tỉnh": 1,
        "Các sở, ban, ngành của tỉnh": 12,
        "Các hội, đoàn thể của tỉnh": 6,
        "Các huyện ủy, thị ủy, thành ủy": 17,
        "UBND các huyện, thị xã, thành phố": 17,
        "CVP, các PCVP UBND tỉnh": 1,
    }


def test_nobody_is_reached_twice(real: Recipients) -> None:
    boxes = [box.lower() for each in real.addressees for box in each.thu_dien_tu]
    assert len(boxes) == len(set(boxes))
    assert len({each.id for each in real.addressees}) == len(real.addressees)


def test_no_address_of_the_example_can_be_a_real_one(real: Recipients) -> None:
    assert all(box.endswith(".invalid") for each in real.addressees for box in each.thu_dien_tu)


def test_the_two_agencies_that_the_signed_plan_forgot_are_told(real: Recipients) -> None:
    """Their waiver in the plan makes it a remark, with the reason that was given."""
    assert [finding.code for finding in real.findings] == ["PH112", "PH112"]
    assert all(finding.severity is Severity.INFO for finding in real.findings)
    assert "Bảo hiểm xã hội tỉnh" in real.findings[0].message
    assert "năm sau cần bổ sung" in real.findings[0].message
    assert "Ngân hàng Chính sách xã hội tỉnh" in real.findings[1].message


# Expansion


def test_channels_addresses_and_copies(receive: Receive) -> None:
    first, second = receive().addressees
    assert (first.id, first.ten, first.dong) == ("phong_kt", "Phòng Kinh tế", "Các phòng")
    assert (first.kenh, first.thu_dien_tu, first.so_ban) == (
        ("thu_dien_tu",),
        ("kt@xa.invalid",),
        0,
    )
    assert (second.kenh, second.ma_dinh_danh) == (("truc", "giay"), "H99.12")
    assert (second.dia_chi, second.so_ban) == ("Nhà văn hóa", 2)


def test_reached_by_two_lines_is_delivered_once_and_said(receive: Receive) -> None:
    found = receive()
    assert [each.id for each in found.addressees] == ["phong_kt", "phong_vh"]
    assert told(found.findings) == [("PH110", "ke_hoach.yaml", 14, 31)]
    assert "“Các phòng” và dòng “Phòng Văn hóa”" in found.findings[0].message


def test_a_group_with_an_entry_is_reached_as_a_whole(receive: Receive) -> None:
    book = BOOK + "nhom_phong: {ten: Khối phòng, kenh: thu_dien_tu, thu_dien_tu: p@xa.invalid}\n"
    found = receive(book, old="gui: phong_vh", new="gui: nhom_phong")
    assert [(each.id, each.ten) for each in found.addressees] == [("nhom_phong", "Khối phòng")]
    assert not [each for each in found.findings if each.severity is Severity.WARNING]


@pytest.mark.parametrize("first", ["nhom_phong", "phong_vh"])
def test_alone_and_in_a_group_as_a_whole(receive: Receive, first: str) -> None:
    """Both are delivered, since both lines are printed; a person may think it over."""
    other = {"nhom_phong": "phong_vh", "phong_vh": "nhom_phong"}[first]
    book = BOOK + "nhom_phong: {kenh: thu_dien_tu, thu_dien_tu: p@xa.invalid}\n"
    lines = "gui: nhom_phong}\n  - {ghi: Phòng Văn hóa, gui: phong_vh}"
    new = f"gui: {first}}}\n  - {{ghi: Phòng Văn hóa, gui: {other}}}"
    found = receive(book, old=lines, new=new)
    assert {each.id for each in found.addressees} == {"nhom_phong", "phong_vh"}
    assert [each.code for each in found.findings] == ["PH114"]
    assert "“Phòng Văn hóa” nhận riêng và nhận chung trong “Các phòng”" in found.findings[0].message


def test_two_units_with_one_mailbox_get_one_message(receive: Receive) -> None:
    book = """\
    phong_kt: {kenh: thu_dien_tu, thu_dien_tu: Chung@xa.invalid}
    phong_vh: {kenh: thu_dien_tu, thu_dien_tu: chung@xa.invalid}
    """
    found = receive(book)
    assert [(each.id, each.cung_nhan) for each in found.addressees] == [("phong_kt", ("phong_vh",))]
    assert ("PH111", "noi_nhan.yaml", 2, 44) in told(found.findings)


def test_a_shared_mailbox_is_taken_from_who_has_another_way(receive: Receive) -> None:
    book = """\
    phong_kt: {kenh: thu_dien_tu, thu_dien_tu: chung@xa.invalid}
    phong_vh: {kenh: [thu_dien_tu, giay], thu_dien_tu: chung@xa.invalid, dia_chi: Nhà văn hóa}
    """
    _, second = receive(book).addressees
    assert (second.kenh, second.thu_dien_tu) == (("giay",), ())


def test_an_agency_with_a_duty_that_no_line_reaches(receive: Receive) -> None:
    found = receive(old="doan: Tuyên truyền.", new="phoi_hop: tram_yt\n    doan: Tuyên truyền.")
    finding = next(each for each in found.findings if each.code == "PH112")
    assert finding.severity is Severity.WARNING
    assert "Trạm Y tế" in finding.message
    assert finding.place.line == 10


Told = Callable[..., list[tuple[str, int]]]


@pytest.fixture
def told_by_both(receive: Receive, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Told:
    """Messages and lines of who is not reached, which NN002 of the check and PH112 must share."""

    def read(*, gui: str = "nhom_phong", duties: str) -> list[tuple[str, int]]:
        old = PLAN[PLAN.index("noi_dung:") : PLAN.index("  - {luu")]
        new = f"noi_dung:\n{duties}noi_nhan:\n  - {{ghi: Nhận, gui: {gui}}}\n"
        book = BOOK + "phong_nv: {kenh: giay, dia_chi: Tầng 1}\n"
        found = receive(book, old=old, new=new, register=OTHERS).findings
        told = [(each.message, each.place.line) for each in found if each.code == "PH112"]
        main(["check", str(tmp_path / "ke_hoach.yaml"), "--format", "json"])
        checked = json.loads(capsys.readouterr().out)
        assert told == [(f["message"], f["line"]) for f in checked if f["code"] == "NN002"]
        return told

    return read


OTHERS = """\
phong_nv: {ten: Phòng Nội vụ}
phong_tp: {ten: Phòng Tư pháp}
nhom_ban: {ten: Các ban, loai: nhom, thanh_vien: [phong_nv, phong_tp]}
nhom_moi: {ten: Mọi phòng, loai: nhom, thanh_vien: [nhom_phong, nhom_ban]}
"""
MISSED = "có nhiệm vụ trong kế hoạch nhưng Nơi nhận không có"


def test_who_only_works_along_is_missed_too(told_by_both: Told) -> None:
    duties = "  - {don_vi: phong_kt, phoi_hop: tram_yt, doan: Rà soát.}\n"
    assert told_by_both(duties=duties) == [(f"“Trạm Y tế” {MISSED}", 8)]


def test_of_a_group_whom_nobody_reaches_the_group_is_missed_once(told_by_both: Told) -> None:
    """Its members are not told again where another clause names one of them."""
    duties = "  - {don_vi: nhom_ban, doan: Rà soát.}\n  - {don_vi: phong_nv, doan: Báo cáo.}\n"
    assert told_by_both(duties=duties) == [(f"“Các ban” {MISSED}", 8)]


def test_of_a_group_whom_some_reach_the_others_are_missed(told_by_both: Told) -> None:
    duties = "  - {don_vi: nhom_moi, doan: Rà soát.}\n"
    assert told_by_both(duties=duties) == [
        (f"“Mọi phòng” {MISSED} “Phòng Nội vụ”, “Phòng Tư pháp”", 8)
    ]
    assert told_by_both(gui="[nhom_phong, phong_nv]", duties=duties) == [
        (f"“Mọi phòng” {MISSED} “Phòng Tư pháp”", 8)
    ]


def test_a_group_of_which_nobody_is_known_is_not_missed(told_by_both: Told) -> None:
    duties = "  - {don_vi: nhom_thon, doan: Rà soát.}\n  - {don_vi: phong_tp, doan: Báo cáo.}\n"
    assert told_by_both(duties=duties) == [(f"“Phòng Tư pháp” {MISSED}", 9)]


def test_a_waiver_of_the_check_counts_where_the_check_tells(receive: Receive) -> None:
    """On the first clause that binds the unit, and only for the words that it names."""
    duties = """\
    don_vi: phong_kt
    phoi_hop: [tram_yt, phong_nv]
    doan: Rà soát hộ nghèo.
    bo_qua: [{ma: NN002, trich: Trạm Y tế, ly_do: gửi riêng}]
  - don_vi: tram_yt
    doan: Khám bệnh.
"""
    old = PLAN[PLAN.index("don_vi: phong_kt") : PLAN.index("  - don_vi: phong_vh")]
    found = receive(
        old=old, new=duties.lstrip(), register="phong_nv: {ten: Phòng Nội vụ}\n"
    ).findings
    told = [(each.severity, each.message) for each in found if each.code == "PH112"]
    assert told == [
        (Severity.WARNING, f"“Phòng Nội vụ” {MISSED}"),
        (Severity.INFO, f"“Trạm Y tế” {MISSED} (đã bỏ qua NN002: gửi riêng)"),
    ]


def test_a_member_that_is_no_more(receive: Receive) -> None:
    register = "phong_cu: {ten: Phòng Dân tộc, den: 2023, ke_thua: phong_vh}\n"
    register += "nhom_moi: {ten: Các phòng khác, loai: nhom, thanh_vien: [phong_cu]}\n"
    book = BOOK + "phong_cu: {kenh: thu_dien_tu, thu_dien_tu: dt@xa.invalid}\n"
    found = receive(book, old="gui: phong_vh", new="gui: nhom_moi", register=register)
    finding = next(each for each in found.findings if each.code == "PH113")
    assert (finding.severity, finding.place.line) == (Severity.WARNING, 14)
    assert "“Phòng Dân tộc” (phong_cu, dòng “Phòng Văn hóa”) đã chấm dứt" in finding.message
    assert "Phòng Văn hóa" in finding.help


# Mistakes


def test_all_mistakes_are_told_at_once(receive: Receive) -> None:
    book = """\
    phong_kt: {kenh: thu_dien_tu, thu_dien_tu: [kt@xa, "a@xa.vn; b@xa.vn"]}
    phong_vh: {kenh: [giay, truc], ma_dinh_danh: h99.12}
    phong_vn: {kenh: buu_dien}
    tram_yt: {kenh: thu_dien_tu, thu_dien_tu: yt@xa.vn, email: yt@xa.vn}
    """
    findings = refused(receive, book, old="gui: phong_vh", new="gui: [phong_vh, nhom_thon]")
    assert told(findings) == [
        ("PH110", "ke_hoach.yaml", 14, 32),
        ("PH109", "ke_hoach.yaml", 14, 42),
        ("PH104", "noi_nhan.yaml", 1, 45),
        ("PH104", "noi_nhan.yaml", 1, 52),
        ("PH103", "noi_nhan.yaml", 2, 18),
        ("PH105", "noi_nhan.yaml", 2, 46),
        ("PH102", "noi_nhan.yaml", 3, 1),
        ("PH103", "noi_nhan.yaml", 3, 18),
        ("DL201", "noi_nhan.yaml", 4, 53),
    ]
    text = "\n".join(map(str, findings))
    assert "có phải “phong_vh”?" in text
    assert "mỗi địa chỉ là một phần tử" in text


@pytest.mark.parametrize(
    ("address", "advice"),
    [
        ("vanthu xa@gialai.gov.vn", "mỗi địa chỉ"),
        ("vanthu@ gialai.gov.vn", "bỏ dấu cách"),
        ("vănthư@gialai.gov.vn", "viết không dấu"),
        ("vanthu.gialai.gov.vn", "thiếu @"),
        ("vanthu@gialai.gov.vn.", "ten@co-quan.gov.vn"),
        ("van..thu@gialai.gov.vn", "ten@co-quan.gov.vn"),
        ("vanthu@gialai_gov.vn", "ten@co-quan.gov.vn"),
        ("van.thu+kh@xa-ia-bang.gialai.gov.vn", ""),
    ],
)
def test_addresses(receive: Receive, address: str, advice: str) -> None:
    book = BOOK.replace("kt@xa.invalid", f'"{address}"')
    if advice:
        findings = refused(receive, book)
        assert [advice in each.help for each in findings if each.code == "PH104"] == [True]
    else:
        assert receive(book).addressees[0].thu_dien_tu == (address,)


def test_blanks_around_an_address_are_no_part_of_it(receive: Receive) -> None:
    book = BOOK.replace("kt@xa.invalid", '" vanthu@gialai.gov.vn "')
    assert receive(book).addressees[0].thu_dien_tu == ("vanthu@gialai.gov.vn",)


def test_who_is_not_in_the_book_is_told_once(receive: Receive) -> None:
    findings = refused(receive, "phong_kt: {kenh: giay, dia_chi: Tầng 2}\n")
    assert told(findings) == [("PH108", "ke_hoach.yaml", 13, 27)]
    assert "thêm mục phong_vh" in findings[0].help


def test_a_line_that_names_nobody(receive: Receive) -> None:
    findings = refused(receive, old=", gui: phong_vh", new="")
    assert told(findings) == [("PH107", "ke_hoach.yaml", 14, 5)]


def test_one_id_on_the_axis_for_two(receive: Receive) -> None:
    book = BOOK + "tram_yt: {kenh: truc, ma_dinh_danh: H99.12}\n"
    assert ("PH106", "noi_nhan.yaml", 3, 37) in told(refused(receive, book))


def test_no_book(receive: Receive) -> None:
    with pytest.raises(InputRefused, match="PH101"):
        receive(None)


def test_the_book_is_no_plan(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", str(DEFAULT_PLAN.with_name("noi_nhan.yaml"))]) == Exit.REFUSED
    assert "đây là sổ nơi nhận, không phải kế hoạch" in capsys.readouterr().err
