"""Documents of other hands: what was told wrongly, or missed, in files made in other programs."""

from __future__ import annotations

import pytest

from kehoach.findings import Finding
from kehoach.layout.finished_review import review_finished
from tests.finished_documents import (
    BODY,
    NORMAL,
    B,
    I,
    body,
    centred,
    decision,
    ending,
    head,
    heading,
    letter,
    rule_by_border,
    text,
)
from tests.word_xml import PAGE, p, read, run, x


def findings(content: str) -> tuple[Finding, ...]:
    return review_finished(read(content, styles=NORMAL)).findings


def codes(content: str) -> set[str]:
    return {finding.code for finding in findings(content)}


@pytest.mark.parametrize(
    "basis",
    [
        "Xét đề nghị của Chánh Văn phòng Sở tại Tờ trình số 15/TTr-VP ngày 20 tháng 02 năm 2026.",
        "Căn cứ Quyết định số 12/QĐ-UBND ngày 05 tháng 01 năm 2023 của Ủy ban nhân dân tỉnh "
        "ban hành Quy chế làm việc của Ủy ban nhân dân tỉnh;",
        "Căn cứ Công văn số 15/UBND-NC ngày 05 tháng 01 năm 2023 của Ủy ban nhân dân tỉnh về việc "
        "đề nghị rà soát quy chế;",
        "Xét Tờ trình số 85/TTr-UBND ngày 05 tháng 12 năm 2022 của Ủy ban nhân dân xã về việc đề "
        "nghị ban hành Nghị quyết về nhiệm vụ năm 2023; ý kiến của đại biểu tại kỳ họp.",
    ],
)
def test_a_basis_may_tell_of_proposals_and_of_what_was_issued(basis: str) -> None:
    old = "Theo đề nghị của Chánh Văn phòng Sở."
    first = "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;"
    place = old if basis.endswith(".") else first
    slanted, upright = text(place, 14, I), text(place)
    assert slanted in decision()
    assert "TT312" not in codes(decision().replace(slanted, text(basis, 14, I)))
    assert "TT302" in codes(decision().replace(slanted, upright).replace(place, basis))


def test_what_follows_the_bases_and_orders_is_no_basis() -> None:
    ordered = "Xét tình hình thực tế, Giám đốc Sở ban hành Quy chế làm việc."
    slanted = text("Theo đề nghị của Chánh Văn phòng Sở.", 14, I)
    assert "TT302" not in codes(decision().replace(slanted, text(ordered)))


def test_the_name_of_a_signer_is_not_spelled() -> None:
    assert "CT007" not in codes(letter().replace("Nguyễn Văn An", "Rơ Châm Hyêu"))
    assert "CT007" in codes(letter().replace("năm 2023 và đề xuất", "hyêu cầu và đề xuất"))


def test_text_in_old_fonts_is_told_once_and_not_read() -> None:
    vni = (
        head("Soá: 07/QÑ-SYT")
        + heading("QUYEÁT ÑÒNH")
        + body("Thöïc hieän nhieäm vuï ñöôïc giao, Sôû Y teá baùo caùo keát quaû thöïc hieän./.")
        + ending("GIAÙM ÑOÁC")
    )
    for right, old in (
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM"),
        ("Độc lập - Tự do - Hạnh phúc", "Ñoäc laäp - Töï do - Haïnh phuùc"),
        ("UBND TỈNH GIA LAI", "UBND TÆNH GIA LAI"),
        ("SỞ Y TẾ", "SÔÛ Y TEÁ"),
        ("Nơi nhận", "Nôi nhaän"),
        ("Nguyễn Văn An", "Nguyeãn Vaên An"),
    ):
        vni = vni.replace(right, old)
    styles = NORMAL.replace("Times New Roman", "VNI-Times")
    review = review_finished(read(vni, styles=styles))
    assert {each.code for each in review.findings} == {"TT108"}
    assert any("bộ mã cũ" in each.found for each in review.undecided)


def test_text_of_unicode_in_an_old_font_is_read() -> None:
    styles = NORMAL.replace("Times New Roman", "VNI-Times")
    wrong = letter().replace("Số: 152", "Số 152")
    told = {each.code for each in review_finished(read(wrong, styles=styles)).findings}
    assert {"TT108", "TT241"} <= told


def vml_box(content: str, width: float, inset: str) -> str:
    box = x("v:textbox", x("txbxContent", content)).replace(
        "<v:textbox>", f'<v:textbox inset="{inset}">'
    )
    shape = x("v:shape", box, type="#_x0000_t202", stroked="f")
    style = f'style="position:absolute;margin-left:180pt;margin-top:0;width:{width}pt"'
    return x("r", x("pict", shape.replace("<v:shape ", f"<v:shape {style} ")))


@pytest.mark.parametrize(("inset", "fits"), [("0,0,0,0", True), ("", False), (",,8mm", False)])
def test_the_insets_of_an_old_text_box_count(inset: str, fits: bool) -> None:
    # Quốc hiệu in 13 pt bold is 95.7 mm long; the box is 100.5 mm wide.
    motto = centred("Độc lập - Tự do - Hạnh phúc", 14, B) + rule_by_border(18.75)
    right = centred("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, B) + motto
    told = codes(p(vml_box(right, 285, inset)) + letter().partition("</w:tbl>")[2])
    assert ("TT207" not in told) == fits


def test_a_subject_in_quotation_marks_and_recipients_with_plus_are_known() -> None:
    told = codes(letter().replace("V/v báo cáo", "“Về việc báo cáo"))
    assert "TT293" in told
    assert "KC008" not in told
    told = codes(letter().replace("- Lưu: VT", "+ Lưu: VT"))
    assert "TT367" in told
    assert "NN004" not in told


def annexed(label: str, mention: str) -> str:
    annexes = "".join(
        p(run(""), x("r", x("br").replace("<w:br>", '<w:br w:type="page">')))
        + centred(label.format(number), 14, B)
        + centred(f"BIỂU {number}", 14, B)
        + p(text("Nội dung của biểu.", 14), ppr=BODY)
        for number in (1, 2)
    )
    order = "Chi tiết tại {} và {}./."
    closing = text(order.format(mention.format("I"), mention.format("II")))
    whole = letter()
    place = whole.rindex("<w:tbl>")
    return whole[:place] + p(closing, ppr=BODY) + whole[place:] + annexes


def test_annexes_numbered_in_other_numerals_are_those_mentioned() -> None:
    told = codes(annexed("PHỤ LỤC {}", "Phụ lục {}"))
    assert "TT394" in told
    assert not told & {"KC005", "KC006"}
    assert "KC005" in codes(annexed("PHỤ LỤC {}", "Phụ lục V{}"))


def test_advice_on_a_finished_file_speaks_of_the_file() -> None:
    told = findings(letter().replace("- Lưu: VT, NVY.", "- Lưu: NVY."))
    (filing,) = (each for each in told if each.code == "NN005")
    assert "luu:" not in filing.help
    assert "Lưu: VT" in filing.help


def test_a_line_without_its_mark_is_told_so() -> None:
    told = findings(letter().replace("- Lưu: VT, NVY.", "- Lưu: VT, NVY"))
    (end,) = (each for each in told if each.code == "TT368")
    assert "không có dấu" in end.message


def test_an_officer_may_be_the_issuing_body() -> None:
    officer = (
        letter().replace("UBND TỈNH GIA LAI", "CHỦ TỊCH").replace("SỞ Y TẾ", "ỦY BAN NHÂN DÂN")
    )
    upright = text("CHỦ TỊCH", 13)
    assert upright in officer
    assert "TT223" not in codes(officer.replace(upright, text("CHỦ TỊCH", 13, B)))
    assert "TT226" in codes(
        officer.replace(text("ỦY BAN NHÂN DÂN", 13, B), text("ỦY BAN NHÂN DÂN", 13))
    )


def test_minutes_are_signed_by_who_led_the_meeting() -> None:
    signed = letter().replace(ending("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC"), ending("CHỦ TỌA"))
    assert "CHỦ TỌA" in signed
    assert "KC008" not in codes(signed)


@pytest.mark.parametrize("between", [p(x("r", x("br", type="page"))), p(ppr=PAGE)])
def test_rules_with_a_head_of_their_own_are_not_recipients(between: str) -> None:
    attached = (
        head("Số: 07/QĐ-SYT")
        + heading("QUY CHẾ")
        + heading("Chương I")
        + body("Quy chế này quy định về việc soạn thảo, ban hành văn bản của Sở Y tế./.")
    )
    assert not codes(letter())
    assert not codes(letter() + between + attached) & {"NN004", "TT365", "TT366", "TT368"}
