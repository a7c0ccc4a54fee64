"""PDFs that show another thing than the words that programs take out of them.

Each trick is a way to lie that the format of PDF offers; it is told by what a reader sees.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from io import BytesIO

import pikepdf
from fontTools.ttLib import TTFont
from pikepdf import Array, Dictionary, Name, String

from tests.sending.sheet import Box, Sheet, outlines, picture

Tamper = Callable[[Sheet], None]
TRICKS: dict[str, Callable[[bytes], bytes]] = {}
"""By name, what makes an altered PDF of the one for `PARTS`."""

PARTS = {
    "noi_dung": [
        {"doan": "Rà soát hộ nghèo, hộ cận nghèo."},
        {"doan": "Hỗ trợ 153 hộ."},
        {"doan": "Giao Ban A 27 nhà."},
        {"doan": "Báo cáo kết quả."},
        {"kem_theo": "bieu"},
    ],
    "phu_luc": {
        "bieu": {
            "ten": "Biểu giảm nghèo",
            "cot": [
                {"ma": "ten", "nhan": ["Tên thôn"], "kieu": "chu"},
                {"ma": "so", "nhan": ["Số hộ"]},
                {"ma": "giam", "nhan": ["Số giảm"]},
            ],
            "dong": [
                {"id": "a", "ten": "Thôn Một", "so": "412", "giam": "35"},
                {"id": "b", "ten": "Thôn Hai", "so": "380", "giam": "19"},
            ],
        }
    },
}
"""The parts of the plan whose PDF the tricks are for: its number is 07, it has one annex."""

NUMBER = "Số: 07/KH-UBND"
LINE = "Rà soát hộ nghèo, hộ cận nghèo."
FIGURE = "Hỗ trợ 153 hộ."
HOUSES = "Giao Ban A 27 nhà."
REPORT = "Báo cáo kết quả."
WHITE, BLACK = b"1 g 1 G", b"0 g 0 G"


def trick(tamper: Tamper) -> Tamper:
    """Enter what tampers with page 1 as a trick."""
    TRICKS[tamper.__name__] = partial(_altered, tamper, 0)
    return tamper


def trick_in_the_annex(tamper: Tamper) -> Tamper:
    """Enter what tampers with page 2 as a trick."""
    TRICKS[tamper.__name__] = partial(_altered, tamper, 1)
    return tamper


def _altered(tamper: Tamper, page: int, pdf: bytes) -> bytes:
    sheet = Sheet(pdf, page)
    tamper(sheet)
    return sheet.data()


def area(box: Box) -> bytes:
    left, bottom, right, top = box
    return f"{left:.2f} {bottom:.2f} {right - left:.2f} {top - bottom:.2f} re f".encode()


def write(text: str, words: str, part: str, sheet: Sheet) -> bytes:
    """White over a part of the words, and another text there, as areas."""
    box = sheet.where(words, part)
    return WHITE + b" " + area(box) + b" " + BLACK + b" " + lettering(text, box, box[0])


def lettering(text: str, box: Box, left: float, share: float = 1) -> bytes:
    """A text as areas, on the line of the words in a box and in (a share of) their size."""
    size = (box[3] - box[1]) / 1.107
    return outlines(text, left, box[1] + size * 0.216, size * share)


# Words that nobody sees


@trick
def unseen_text_under_a_picture_of_another_number(sheet: Sheet) -> None:
    image = _picture_of_another_number(sheet)
    sheet.content = b"3 Tr\n" + sheet.content
    sheet.over(image)


@trick
def a_picture_over_the_page(sheet: Sheet) -> None:
    sheet.over(_picture_of_another_number(sheet))


def _picture_of_another_number(sheet: Sheet) -> bytes:
    """Operators that draw the page as a picture, in which its number is 27."""
    other = Sheet(sheet.original)
    other.over(write("27", NUMBER, "07", other))
    image = sheet.resource("XObject", sheet.image(*picture(other.data())))
    return f"{sheet.width} 0 0 {sheet.height} 0 0 cm ".encode() + image + b" Do"


@trick
def a_white_box_over_the_page(sheet: Sheet) -> None:
    sheet.over(
        WHITE + f" 0 0 {sheet.width} {sheet.height} re f ".encode() + BLACK + b" "
        + outlines("Miễn thu các khoản đóng góp", 100, 500, 14)
    )  # fmt: skip


@trick
def a_white_box_over_a_line(sheet: Sheet) -> None:
    sheet.over(WHITE + b" " + area(sheet.where(REPORT)))


@trick
def white_words(sheet: Sheet) -> None:
    sheet.replace(LINE, b"BT", b"q 1 g BT")
    sheet.replace(LINE, b"ET", b"ET Q")


@trick
def nearly_white_words(sheet: Sheet) -> None:
    sheet.replace(LINE, b"BT", b"q 0.93 g BT")
    sheet.replace(LINE, b"ET", b"ET Q")


@trick
def a_line_in_tiny_letters(sheet: Sheet) -> None:
    sheet.replace(REPORT, b"1 0 0 -1", b"0.02 0 0 -0.02")


@trick
def a_line_beside_the_page(sheet: Sheet) -> None:
    sheet.around(REPORT, b"q 1 0 0 1 2000 0 cm")


@trick
def a_line_clipped_away(sheet: Sheet) -> None:
    sheet.around(REPORT, b"q 0 0 1 1 re W n")


@trick
def a_line_on_a_layer_that_is_off(sheet: Sheet) -> None:
    sheet.around(REPORT, _layer(sheet, off=True), b"EMC")


@trick
def a_line_on_a_layer_that_does_not_print(sheet: Sheet) -> None:
    usage = Dictionary(Print=Dictionary(PrintState=Name.OFF), View=Dictionary(ViewState=Name.ON))
    sheet.around(REPORT, _layer(sheet, usage=usage), b"EMC")


def _layer(sheet: Sheet, *, off: bool = False, usage: Dictionary | None = None) -> bytes:
    group = Dictionary(Type=Name.OCG, Name=String("Lop"))
    if usage is not None:
        group.Usage = usage
    made = sheet.pdf.make_indirect(group)
    default = Dictionary(Order=Array([made]), OFF=Array([made] if off else []))
    if usage is not None:
        events = [Name.Print, Name.View]
        default.AS = Array(
            [Dictionary(Event=e, OCGs=Array([made]), Category=Array([e])) for e in events]
        )
    sheet.pdf.Root.OCProperties = Dictionary(OCGs=Array([made]), D=default)
    return b"/OC " + sheet.resource("Properties", made) + b" BDC"


@trick
def letters_without_opacity(sheet: Sheet) -> None:
    sheet.around(REPORT, b"q " + sheet.state(ca=0, CA=0))


@trick
def a_line_behind_a_soft_mask(sheet: Sheet) -> None:
    group = Dictionary(S=Name.Transparency, CS=Name.DeviceGray)
    black = sheet.form(b"0 g 0 0 2000 2000 re f", Group=group)
    mask = Dictionary(Type=Name.Mask, S=Name.Luminosity, G=black)
    sheet.around(REPORT, b"q " + sheet.state(SMask=mask))


@trick
def a_line_filled_with_a_white_pattern(sheet: Sheet) -> None:
    pattern = sheet.pdf.make_stream(
        b"1 g 0 0 10 10 re f",
        Type=Name.Pattern,
        PatternType=1,
        PaintType=1,
        TilingType=1,
        BBox=[0, 0, 10, 10],
        XStep=10,
        YStep=10,
        Resources=Dictionary(),
    )
    name = sheet.resource("Pattern", pattern)
    sheet.around(REPORT, b"q /Pattern cs " + name + b" scn")


@trick
def a_line_in_mode_7(sheet: Sheet) -> None:
    sheet.around(REPORT, b"q 7 Tr")


@trick
def a_line_of_hairline_outlines(sheet: Sheet) -> None:
    sheet.around(REPORT, b"q 1 Tr 0.9 G 0 w")


@trick
def a_line_blended_away(sheet: Sheet) -> None:
    sheet.around(REPORT, b"q " + sheet.state(BM=Name.Lighten))
    sheet.under(WHITE + f" 0 0 {sheet.width} {sheet.height} re f".encode())


@trick
def a_line_squeezed_to_a_dot(sheet: Sheet) -> None:
    sheet.around(REPORT, b"q 0.5 Tz")


@trick
def a_form_over_a_line(sheet: Sheet) -> None:
    form = sheet.form(WHITE + b" " + area(sheet.where(REPORT)))
    sheet.over(sheet.resource("XObject", form) + b" Do")


@trick
def a_shading_over_a_line(sheet: Sheet) -> None:
    function = Dictionary(FunctionType=2, Domain=[0, 1], C0=[1], C1=[1], N=1)
    shading = Dictionary(
        ShadingType=2, ColorSpace=Name.DeviceGray, Coords=[0, 0, 1, 0], Function=function,
        Extend=[True, True],
    )  # fmt: skip
    left, bottom, right, top = sheet.where(REPORT)
    clip = f"{left} {bottom} {right - left} {top - bottom} re W n ".encode()
    sheet.over(clip + sheet.resource("Shading", shading) + b" sh")


@trick
def a_page_cut_off_by_its_crop_box(sheet: Sheet) -> None:
    bottom = sheet.where(REPORT)[3]
    sheet.page.obj.CropBox = Array([0, bottom, sheet.width, sheet.height])


# Other letters than those that are extracted


@trick
def another_digit_by_to_unicode(sheet: Sheet) -> None:
    zero, two = sheet.code(NUMBER, "0"), sheet.code(NUMBER, "7")
    font = sheet.font(NUMBER)
    table = font.ToUnicode.read_bytes()
    at = table.index(b"<" + zero + b"> <0030>")
    # One pair more, in a list of its own.
    table = table[:at] + table[at:].replace(
        b"endbfchar", b"endbfchar\n1 beginbfchar\n<00f0> <0030>\nendbfchar", 1
    )
    # 7 is seen where 0 is extracted: a code that nobody uses gets the outline of 7.
    program = TTFont(BytesIO(font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()))
    names = program.getGlyphOrder()
    program["glyf"][names[0xF0]] = program["glyf"][names[int(two, 16)]]
    program["hmtx"][names[0xF0]] = program["hmtx"][names[int(two, 16)]]
    _embed(sheet, font, program)
    widths = font.DescendantFonts[0].W
    widths.append(0xF0)
    widths.append(Array([500]))
    font.ToUnicode = sheet.pdf.make_stream(table)
    sheet.replace(NUMBER, zero, b"00f0")


@trick
def swapped_outlines_in_the_font(sheet: Sheet) -> None:
    font = sheet.font(FIGURE)
    program = TTFont(BytesIO(font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()))
    one, five = (
        program.getGlyphOrder()[int(sheet.code(FIGURE, digit), 16)] for digit in ("1", "5")
    )
    glyphs = program["glyf"]
    glyphs[one], glyphs[five] = glyphs[five], glyphs[one]
    _embed(sheet, font, program)


def _embed(sheet: Sheet, font: pikepdf.Object, program: TTFont) -> None:
    result = BytesIO()
    program.save(result)
    stream = sheet.pdf.make_stream(result.getvalue(), Length1=len(result.getvalue()))
    font.DescendantFonts[0].FontDescriptor.FontFile2 = stream


@trick
def codes_swapped_and_told_back_by_to_unicode(sheet: Sheet) -> None:
    """157 hộ and 23 nhà are seen: the map turns the two digits round again."""
    _give_own_fonts(sheet)
    font = sheet.font(FIGURE)
    three, seven = sheet.code(FIGURE, "3"), sheet.code(FIGURE, "7")
    blocks = [sheet.block(words) for words in (NUMBER, FIGURE, HOUSES)]
    for block in blocks:
        turned = block.replace(three, b"#").replace(seven, three).replace(b"#", seven)
        sheet.content = sheet.content.replace(block, turned)
    table = font.ToUnicode.read_bytes()
    table = table.replace(b"<" + three + b"> <0033>", b"<" + three + b"> <0037>")
    table = table.replace(b"<" + seven + b"> <0037>", b"<" + seven + b"> <0033>")
    font.ToUnicode = sheet.pdf.make_stream(table)


def _give_own_fonts(sheet: Sheet) -> None:
    """Fonts that the page shares with no other one."""
    own = Dictionary(_entries(sheet.page.obj.Resources))
    fonts = _entries(own.Font)
    own.Font = Dictionary(
        {key: sheet.pdf.make_indirect(Dictionary(_entries(font))) for key, font in fonts.items()}
    )
    sheet.page.obj.Resources = own


def _entries(value: pikepdf.Object) -> dict[str, pikepdf.Object]:
    return {key: value[key] for key in value.keys()}  # noqa: SIM118 (a stream iterates its bytes)


@trick
def another_number_told_as_actual_text(sheet: Sheet) -> None:
    zero, seven = sheet.code(NUMBER, "0"), sheet.code(NUMBER, "7")
    told = NUMBER.encode("utf-16-be").hex().encode()
    shown = sheet.block(NUMBER).replace(zero, seven)
    sheet.around(NUMBER, b"/Span <</ActualText <feff" + told + b">>> BDC", b"EMC")
    sheet.content = sheet.content.replace(sheet.block(NUMBER), shown)


@trick
def letters_drawn_by_a_font_of_drawings(sheet: Sheet) -> None:
    """A Type 3 font whose letter 0 is drawn as 2."""
    drawing = b"500 0 0 -216 500 891 d1 " + outlines("2", 0, 0, 1000)
    table = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
        b"1 begincodespacerange <00> <ff> endcodespacerange 1 beginbfchar <41> <0030> endbfchar "
        b"endcmap end end"
    )
    font = Dictionary(
        Type=Name.Font,
        Subtype=Name.Type3,
        FontBBox=[0, -216, 500, 891],
        FontMatrix=[0.001, 0, 0, 0.001, 0, 0],
        CharProcs=Dictionary(a=sheet.pdf.make_stream(drawing)),
        Encoding=Dictionary(Type=Name.Encoding, Differences=Array([0x41, Name.a])),
        FirstChar=0x41,
        LastChar=0x41,
        Widths=Array([500]),
        Resources=Dictionary(),
        ToUnicode=sheet.pdf.make_stream(table),
    )
    name = sheet.resource("Font", sheet.pdf.make_indirect(font))
    zero = sheet.code(NUMBER, "0")
    block = sheet.block(NUMBER)
    match = re.search(rb"(/\S+ \S+ Tf)", block)
    assert match
    own = match[1]
    size_in_block = own.split()[1]
    new = block.replace(
        b"<" + zero + b">0",
        b"<>] TJ " + name + b" " + size_in_block + b" Tf (A) Tj " + own + b" [<>",
        1,
    )
    if new == block:  # the digits stand in one string
        new = block.replace(
            zero, b">] TJ " + name + b" " + size_in_block + b" Tf (A) Tj " + own + b" [<", 1
        )
    assert new != block
    sheet.content = sheet.content.replace(block, new)


@trick
def words_of_the_plan_unseen_and_others_without_letters(sheet: Sheet) -> None:
    box = sheet.where(REPORT)
    sheet.around(REPORT, b"q 3 Tr")
    sheet.over(lettering("Không phải báo cáo.", box, box[0]))


# More than the plan has


@trick
def a_note_that_prints(sheet: Sheet) -> None:
    look = b"1 0 0 rg " + outlines("KHÔNG CÓ HIỆU LỰC", 5, 10, 24)
    sheet.annotation("FreeText", (150, 300, 450, 340), look, Contents=String("KHONG CO HIEU LUC"))


@trick
def a_stamp(sheet: Sheet) -> None:
    look = b"1 0 0 RG 2 w 1 1 98 28 re S 1 0 0 rg " + outlines("THU HỒI", 5, 8, 20)
    sheet.annotation("Stamp", (400, 400, 500, 430), look, Name=Name.Void)


@trick
def a_watermark_annotation(sheet: Sheet) -> None:
    look = b"0.9 g " + outlines("BẢN SAO", 5, 10, 90)
    sheet.annotation("Watermark", (100, 250, 560, 370), look)


@trick
def a_highlight_that_strikes_out(sheet: Sheet) -> None:
    box = sheet.where(REPORT)
    middle = (
        f"0 {(box[3] - box[1]) / 2:.1f} m {box[2] - box[0]:.1f} {(box[3] - box[1]) / 2:.1f} l S"
    )
    quad = [box[0], box[3], box[2], box[3], box[0], box[1], box[2], box[1]]
    sheet.annotation("StrikeOut", box, middle.encode(), QuadPoints=quad)


@trick
def a_field_filled_over_the_number(sheet: Sheet) -> None:
    box = sheet.where(NUMBER, "07")
    look = WHITE + b" 0 0 99 99 re f " + BLACK + b" " + outlines("27", 0, 3, 13)
    sheet.annotation(
        "Widget", box, look, FT=Name.Tx, T=String("so"), V=String("27"), DA=String("0 g")
    )
    fields = Array([sheet.page.obj.Annots[-1]])
    sheet.pdf.Root.AcroForm = Dictionary(Fields=fields, DA=String("0 g"))


@trick
def a_field_for_a_signature_with_words_in_it(sheet: Sheet) -> None:
    look = b"1 0 0 rg " + outlines("HẾT HIỆU LỰC", 5, 10, 24)
    sheet.annotation("Widget", (330, 60, 530, 100), look, FT=Name.Sig, T=String("k"))
    fields = Array([sheet.page.obj.Annots[-1]])
    sheet.pdf.Root.AcroForm = Dictionary(Fields=fields, SigFlags=1)


@trick
def a_font_that_each_machine_has_another_of(sheet: Sheet) -> None:
    del sheet.font(LINE).DescendantFonts[0].FontDescriptor["/FontFile2"]


@trick
def a_light_mark_across_the_page(sheet: Sheet) -> None:
    sheet.under(b"0.94 g 0.7 0.7 -0.7 0.7 150 200 cm " + outlines("KHÔNG CÓ HIỆU LỰC", 0, 0, 60))


@trick
def more_words_as_areas(sheet: Sheet) -> None:
    box = sheet.where(FIGURE)
    sheet.over(lettering(" Riêng năm 2025 không hỗ trợ.", box, box[2]))


@trick
def one_digit_more_as_an_area(sheet: Sheet) -> None:
    box = sheet.where(FIGURE, "153")
    sheet.over(lettering("0", box, box[2], 0.5))


@trick
def two_digits_in_one_place(sheet: Sheet) -> None:
    box = sheet.where(NUMBER, "0")
    sheet.over(lettering("2", box, box[0]))


@trick
def a_digit_mended_with_a_stroke(sheet: Sheet) -> None:
    """The 0 of 07 becomes 8 by a stroke through its middle."""
    left, bottom, right, top = sheet.where(NUMBER, "0")
    middle = bottom + (top - bottom) * 0.52
    line = f"0.8 w {left + 1:.2f} {middle:.2f} m {right - 1:.2f} {middle:.2f} l S"
    sheet.over(line.encode())


@trick
def a_line_struck_through(sheet: Sheet) -> None:
    left, bottom, right, top = sheet.where(LINE)
    middle = bottom + (top - bottom) * 0.42
    sheet.over(f"0.7 w {left:.2f} {middle:.2f} m {right:.2f} {middle:.2f} l S".encode())


@trick
def a_figure_made_negative(sheet: Sheet) -> None:
    left, bottom, _, top = sheet.where(FIGURE, "153")
    middle = bottom + (top - bottom) * 0.42
    sheet.over(f"0.7 w {left - 3.4:.2f} {middle:.2f} m {left - 0.4:.2f} {middle:.2f} l S".encode())


@trick
def a_digit_of_two_drawn_lines(sheet: Sheet) -> None:
    """1 before 07, a thin upright line."""
    left, bottom, _, top = sheet.where(NUMBER, "07")
    low, high = bottom + (top - bottom) * 0.2, bottom + (top - bottom) * 0.8
    sheet.over(f"1.2 w {left - 1.5:.2f} {low:.2f} m {left - 1.5:.2f} {high:.2f} l S".encode())


@trick
def an_inline_picture_over_the_number(sheet: Sheet) -> None:
    left, bottom, right, top = sheet.where(NUMBER, "07")
    place = f"{right - left:.2f} 0 0 {top - bottom:.2f} {left:.2f} {bottom:.2f} cm "
    sheet.over(place.encode() + b"BI /W 1 /H 1 /CS /G /BPC 8 /F /AHx ID FF> EI")


@trick
def a_picture_of_a_seal(sheet: Sheet) -> None:
    image = sheet.resource("XObject", sheet.image(bytes([90]) * 400, 20, 20))
    sheet.over(b"60 0 0 60 350 300 cm " + image + b" Do")


# The right words in other places


@trick
def digits_in_another_order(sheet: Sheet) -> None:
    """07 is extracted, 70 is read: the 0 is set first and stands last."""
    zero, seven = sheet.code(NUMBER, "0"), sheet.code(NUMBER, "7")
    block = sheet.block(NUMBER)
    for old in (b"<" + zero + b">0<" + seven + b">0", b"<" + zero + seven + b">0"):
        if old in block:
            new = b"-500<" + zero + b">1000<" + seven + b">-500"
            sheet.content = sheet.content.replace(block, block.replace(old, new))
            return
    raise AssertionError(block)


@trick
def a_digit_raised(sheet: Sheet) -> None:
    """27 nhà is read as 2 with the mark of a note, 7."""
    seven = sheet.code(HOUSES, "7")
    block = sheet.block(HOUSES)
    parts = block.split(seven)
    assert len(parts) == 2
    new = parts[0] + b">] TJ 5 Ts [<" + seven + b">] TJ 0 Ts [<" + parts[1]
    sheet.content = sheet.content.replace(block, new)


@trick
def figures_joined(sheet: Sheet) -> None:
    """A 27 is read as A27: the space is there and takes no room."""
    block = sheet.block(HOUSES)
    space = sheet.code(HOUSES, " ")
    two = sheet.code(HOUSES, "2")
    at = block.index(two)
    before = block[:at].rindex(space)
    new = block[:before] + space + b">250<" + block[before + 4 :]
    sheet.content = sheet.content.replace(block, new)


@trick
def two_lines_changed_round(sheet: Sheet) -> None:
    _change_round(sheet, FIGURE, REPORT)


@trick_in_the_annex
def two_figures_of_a_column_changed_round(sheet: Sheet) -> None:
    _change_round(sheet, "35", "19")


@trick_in_the_annex
def two_figures_of_a_row_changed_round(sheet: Sheet) -> None:
    _change_round(sheet, "412", "35")


@trick_in_the_annex
def two_headings_changed_round(sheet: Sheet) -> None:
    _change_round(sheet, "Số hộ", "Số giảm")


def _change_round(sheet: Sheet, one: str, other: str) -> None:
    """Each block stays where it is in the file and goes to where the other one is seen."""
    matrix = re.compile(rb"\n[^\n]* Tm")
    first, second = sheet.block(one), sheet.block(other)
    place, to = matrix.search(first), matrix.search(second)
    assert place
    assert to
    sheet.content = sheet.content.replace(first, first.replace(place[0], to[0]))
    sheet.content = sheet.content.replace(second, second.replace(to[0], place[0]))


@trick
def a_line_upside_down(sheet: Sheet) -> None:
    left, bottom, right, top = sheet.where(REPORT)
    match = re.search(rb"1 0 0 -1 (\S+) (\S+) Tm", sheet.block(REPORT))
    assert match
    across = float(match[1]) + (right - left) / 0.75
    up = float(match[2]) - (top - bottom) * 0.4
    sheet.replace(REPORT, match[0], f"-1 0 0 1 {across:.2f} {up:.2f} Tm".encode())


@trick
def a_page_turned(sheet: Sheet) -> None:
    sheet.page.obj.Rotate = 180


@trick
def a_mirrored_page(sheet: Sheet) -> None:
    sheet.content = f"-1 0 0 1 {sheet.width} 0 cm\n".encode() + sheet.content


@trick
def a_page_two_metres_wide(sheet: Sheet) -> None:
    sheet.page.obj.MediaBox = Array([0, 0, 5950, 8410])


@trick
def a_page_that_prints_three_times_as_large(sheet: Sheet) -> None:
    sheet.page.obj.UserUnit = 3
