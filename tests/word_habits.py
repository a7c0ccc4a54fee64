"""Documents as offices lay them out in Word: tabs, text boxes, underscores, shapes, old habits.

Laid out independently of the project's templates; no real document was at hand that could be kept.
"""

from __future__ import annotations

from io import BytesIO

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_BREAK, WD_TAB_ALIGNMENT
from docx.oxml import parse_xml
from docx.shared import Mm, Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

_NS = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
STATE, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
BODY = (
    "Trong thời gian qua, các cơ quan, đơn vị trên địa bàn huyện đã tập trung chỉ đạo, tổ chức "
    "thực hiện nhiệm vụ được giao, bước đầu đạt kết quả tích cực; tuy nhiên một số nội dung còn "
    "chậm so với yêu cầu, công tác phối hợp giữa các ngành chưa thường xuyên.",
    "Để khắc phục những tồn tại nêu trên, Ủy ban nhân dân huyện yêu cầu thủ trưởng các phòng, ban, "
    "ngành và Chủ tịch Ủy ban nhân dân các xã, thị trấn triển khai một số nội dung sau đây, báo "
    "cáo kết quả trước ngày 25 hằng tháng để tổng hợp, theo dõi chung.",
    "Giao Phòng Nội vụ chủ trì, phối hợp với Văn phòng và các đơn vị liên quan theo dõi, đôn đốc, "
    "kiểm tra việc thực hiện; kịp thời tham mưu xử lý những khó khăn, vướng mắc phát sinh.",
)


def _new(font: str = "Times New Roman", size: float = 14) -> Document:
    made = docx.Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin = section.bottom_margin = Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(15)
    section.header_distance = Mm(10)
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = font, Pt(size)
    form = normal.paragraph_format
    form.space_after = form.space_before = Pt(0)
    form.line_spacing = 1.0
    return made


def _say(
    where: Document | _Cell,
    text: str,
    *,
    size: float | None = None,
    bold: bool = False,
    italic: bool = False,
    underline: bool = False,
    align: ALIGN = ALIGN.CENTER,
    first: bool = False,
) -> Paragraph:
    paragraph = where.paragraphs[0] if first else where.add_paragraph()
    paragraph.alignment = align
    # Word cuts a text into several runs wherever somebody typed later.
    for part in (text[: len(text) // 2], text[len(text) // 2 :]):
        run = paragraph.add_run(part)
        run.bold, run.italic, run.underline = bold or None, italic or None, underline or None
        if size:
            run.font.size = Pt(size)
    return paragraph


def _body(made: Document, texts: tuple[str, ...] = BODY, indent: float = 12.7) -> None:
    for text in texts:
        paragraph = _say(made, text, align=ALIGN.JUSTIFY)
        paragraph.paragraph_format.first_line_indent = Mm(indent)
        paragraph.paragraph_format.space_after = Pt(6)


def _grid(made: Document, left: float, right: float) -> tuple[_Cell, _Cell]:
    table = made.add_table(1, 2)
    table.autofit = False
    cells = table.rows[0].cells
    for column, width in zip(table.columns, (left, right), strict=True):
        column.width = Mm(width)
    for cell, width in zip(cells, (left, right), strict=True):
        cell.width = Mm(width)
    return cells[0], cells[1]


def _drawn(paragraph: Paragraph, left: float, top: float, width: float) -> None:
    """A line as a shape that floats below a paragraph; mm from the column, pt from the text."""
    x, y, cx = Mm(left), Pt(top), Mm(width)
    paragraph._p.append(
        parse_xml(
            f'<w:r {_NS}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing>'
            '<wp:anchor distT="0" distB="0" distL="0" distR="0" simplePos="0" relativeHeight="2" '
            'behindDoc="0" locked="0" layoutInCell="1" allowOverlap="1"><wp:simplePos x="0" y="0"/>'
            f'<wp:positionH relativeFrom="column"><wp:posOffset>{x}</wp:posOffset></wp:positionH>'
            f'<wp:positionV relativeFrom="paragraph"><wp:posOffset>{y}</wp:posOffset>'
            f'</wp:positionV><wp:extent cx="{cx}" cy="0"/><wp:wrapNone/><wp:docPr id="{x + 7}" '
            'name="Line"/><a:graphic><a:graphicData '
            'uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
            f'<wps:cNvCnPr/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{cx}" cy="0"/>'
            '</a:xfrm><a:prstGeom prst="line"><a:avLst/></a:prstGeom><a:ln w="9525"><a:solidFill>'
            '<a:srgbClr val="000000"/></a:solidFill></a:ln></wps:spPr><wps:bodyPr/></wps:wsp>'
            "</a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice></mc:AlternateContent>"
            "</w:r>"
        )
    )


def _boxed(paragraph: Paragraph, left: float, width: float, lines: list[tuple[str, str]]) -> None:
    """A text box of old Word (VML) that floats at the top of a page."""
    inside = "".join(
        f'<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr>{form}</w:rPr>'
        f'<w:t xml:space="preserve">{text}</w:t></w:r></w:p>'
        for text, form in lines
    )
    paragraph._p.append(
        parse_xml(
            f'<w:r {_NS}><w:pict><v:shape style="position:absolute;margin-left:{left}mm;'
            f'margin-top:0;width:{width}mm;height:25mm;z-index:1" stroked="f">'
            f'<v:textbox inset="0,0,0,0"><w:txbxContent>{inside}</w:txbxContent></v:textbox>'
            "</v:shape></w:pict></w:r>"
        )
    )


def _page_number(made: Document, align: ALIGN, size: float, *, below: bool = False) -> None:
    section = made.sections[0]
    section.different_first_page_header_footer = not below
    place = section.footer if below else section.header
    paragraph = place.paragraphs[0]
    paragraph.alignment = align
    run = paragraph.add_run()
    run.font.size = Pt(size)
    for kind in ("begin", "", "end"):
        inside = (
            f'<w:fldChar {_NS} w:fldCharType="{kind}"/>'
            if kind
            else f"<w:instrText {_NS}>PAGE</w:instrText>"
        )
        run._r.append(parse_xml(inside))


def _signature(made: Document, office: str, post: str, name: str, receivers: list[str]) -> None:
    left, right = _grid(made, 80, 85)
    _say(left, "Nơi nhận:", size=12, bold=True, italic=True, align=ALIGN.LEFT, first=True)
    for receiver in receivers:
        _say(left, receiver, size=11, align=ALIGN.LEFT)
    _say(right, office, bold=True, first=True)
    _say(right, post, bold=True)
    for _ in range(4):
        _say(right, "")
    _say(right, name, bold=True)


def _bytes(made: Document) -> bytes:
    file = BytesIO()
    made.save(file)
    return file.getvalue()


def plan_with_shapes() -> bytes:
    """A plan of a district: table without borders, lines as shapes, one page number field."""
    made = _new()
    left, right = _grid(made, 65, 100)
    _say(left, "ỦY BAN NHÂN DÂN", size=13, bold=True, first=True)
    _drawn(_say(left, "HUYỆN CHƯ SÊ", size=13, bold=True), 24, 16.5, 14)
    _say(left, "Số: 152/KH-UBND", size=13).paragraph_format.space_before = Pt(9)
    _say(right, STATE, size=13, bold=True, first=True)
    _drawn(_say(right, MOTTO, size=14, bold=True), 18, 17.5, 60.5)
    date = _say(right, "Chư Sê, ngày 05 tháng 3 năm 2024", size=14, italic=True)
    date.paragraph_format.space_before = Pt(9)
    _say(made, "KẾ HOẠCH", bold=True).paragraph_format.space_before = Pt(18)
    _say(made, "Kiểm tra công tác văn thư, lưu trữ năm 2024", bold=True)
    _drawn(made.paragraphs[-1], 62, 17.5, 41)
    _say(made, "")
    _body(made)
    _say(made, "I. NỘI DUNG KIỂM TRA", bold=True, align=ALIGN.LEFT)
    made.paragraphs[-1].paragraph_format.first_line_indent = Mm(12.7)
    made.paragraphs[-1].paragraph_format.space_after = Pt(6)
    _body(made, BODY * 6)
    _body(made, ("Yêu cầu các cơ quan, đơn vị nghiêm túc thực hiện./.",))
    _signature(
        made, "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Rơ Mah Lan",
        ["- UBND tỉnh (b/c);", "- Các phòng, ban huyện;", "- UBND các xã, thị trấn;", "- Lưu: VT."],
    )  # fmt: skip
    _page_number(made, ALIGN.CENTER, 14)
    return _bytes(made)


def letter_with_tabs() -> bytes:
    """An official letter: the head with tabs, lines of underscores, a wide gap of spaces."""
    made = _new()

    def row(left: str, right: str, form: dict[str, bool], size: float) -> Paragraph:
        paragraph = made.add_paragraph()
        stops = paragraph.paragraph_format.tab_stops
        stops.add_tab_stop(Mm(28), WD_TAB_ALIGNMENT.CENTER)
        stops.add_tab_stop(Mm(113), WD_TAB_ALIGNMENT.CENTER)
        for index, text in enumerate((left, right)):
            run = paragraph.add_run(f"\t{text}")
            run.font.size = Pt(size)
            run.bold = form.get("left" if index == 0 else "right")
            run.italic = index == 1 and form.get("italic", False)
        return paragraph

    row("UBND HUYỆN ĐAK ĐOA", STATE, {"right": True}, 13)
    row("PHÒNG NỘI VỤ", MOTTO, {"left": True, "right": True}, 13)
    row("_______", "__________________________", {}, 6)
    row("Số: 87/PNV", "Đak Đoa, ngày 12 tháng 6 năm 2024", {"italic": True}, 13)
    row("V/v rà soát hồ sơ cán bộ", "", {}, 12)
    _say(made, "")
    address = _say(made, "Kính gửi: Ủy ban nhân dân các xã, thị trấn.")
    address.paragraph_format.space_after = Pt(12)
    _body(made)
    _body(made, ("Đề nghị các đơn vị phối hợp thực hiện./.",))
    _signature(
        made,
        "TRƯỞNG PHÒNG",
        "",
        "Nguyễn Thị Hoa",
        ["- Như trên;", "- UBND huyện (b/c);", "- Lưu: VT."],
    )
    return _bytes(made)


def decision_in_boxes() -> bytes:
    """A decision: the head in two text boxes, the motto underlined, grounds, articles."""
    made = _new(size=13)
    anchor = made.add_paragraph()
    bold, under = "<w:b/><w:sz w:val='26'/>", "<w:b/><w:u w:val='single'/><w:sz w:val='26'/>"
    plain, slant = "<w:sz w:val='26'/>", "<w:i/><w:sz w:val='26'/>"
    _boxed(
        anchor, 0, 62, [("ỦY BAN NHÂN DÂN", bold), ("XÃ IA BĂNG", under), ("Số: 09/QĐ-UBND", plain)]
    )
    _boxed(
        anchor, 64, 101,
        [(STATE, bold), (MOTTO, under), ("Ia Băng, ngày 02 tháng 01 năm 2024", slant)],
    )  # fmt: skip
    for _ in range(5):
        _say(made, "")
    _say(made, "QUYẾT ĐỊNH", size=14, bold=True)
    _say(made, "Về việc thành lập Tổ công tác chuyển đổi số cộng đồng", size=14, bold=True)
    _say(made, "_____________")
    _say(made, "ỦY BAN NHÂN DÂN XÃ", bold=True)
    for text in (
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
        "Theo đề nghị của Công chức Văn phòng - Thống kê xã.",
    ):
        paragraph = _say(made, text, italic=True, align=ALIGN.JUSTIFY)
        paragraph.paragraph_format.first_line_indent = Mm(10)
        paragraph.paragraph_format.space_after = Pt(6)
    _say(made, "QUYẾT ĐỊNH:", bold=True)
    for number, text in enumerate(BODY, 1):
        paragraph = made.add_paragraph()
        paragraph.alignment = ALIGN.JUSTIFY
        paragraph.paragraph_format.first_line_indent = Mm(10)
        paragraph.paragraph_format.space_after = Pt(6)
        paragraph.add_run(f"Điều {number}. ").bold = True
        paragraph.add_run(text)
    _signature(made, "TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "Siu Hrin", ["- Như Điều 3;", "- Lưu: VT."])
    return _bytes(made)


def report_of_old() -> bytes:
    """A report as typed years ago: Arial, en dashes, slanted motto, page numbers at the foot."""
    made = _new("Arial", 12)
    made.sections[0].left_margin, made.sections[0].right_margin = Mm(25), Mm(25)
    left, right = _grid(made, 65, 95)
    _say(left, "SỞ Y TẾ GIA LAI", size=12, first=True)
    _say(left, "TRUNG TÂM Y TẾ CHƯ PRÔNG", size=11, bold=True)
    _say(left, "Số : 45 / BC - TTYT", size=12)
    _say(right, STATE, size=11, bold=True, first=True)
    _say(right, "Độc lập – Tự do – Hạnh phúc", size=12, bold=True, italic=True, underline=True)
    _say(right, "Chư Prông, ngày 7 tháng 9 năm 2023", size=12, italic=True)
    _say(made, "")
    _say(made, "BÁO CÁO", size=16, bold=True)
    _say(made, "Kết quả công tác y tế quý III năm 2023", size=12, italic=True)
    for text in BODY * 4:
        paragraph = _say(made, text, align=ALIGN.LEFT)
        paragraph.paragraph_format.line_spacing = 1.6
    _signature(made, "GIÁM ĐỐC", "", "BS. Trần Văn Bình", ["- Sở Y tế;", "- Lưu VT"])
    _page_number(made, ALIGN.RIGHT, 11, below=True)
    return _bytes(made)


def proposal_with_annex() -> bytes:
    """A proposal that breaks lines by hand, with borders for lines and an annex on its side."""
    made = _new(size=13)
    left, right = _grid(made, 65, 100)
    _say(left, "UBND TỈNH GIA LAI", size=12, first=True)
    _say(left, "SỞ TÀI CHÍNH", size=12, bold=True)
    _say(left, "Số: 1204/TTr-STC", size=13).paragraph_format.space_before = Pt(8)
    _say(right, STATE, size=12, bold=True, first=True)
    motto = _say(right, MOTTO, size=13, bold=True)
    motto.paragraph_format.left_indent = motto.paragraph_format.right_indent = Mm(20)
    motto._p.get_or_add_pPr().append(
        parse_xml(
            f'<w:pBdr {_NS}><w:bottom w:val="single" w:sz="6" w:space="1" w:color="000000"/>'
            "</w:pBdr>"
        )
    )
    _say(right, "Gia Lai, ngày 20 tháng 10 năm 2023", size=13, italic=True)
    title = _say(made, "TỜ TRÌNH", size=14, bold=True)
    title.paragraph_format.space_before = Pt(18)
    about = _say(made, "Về việc phê duyệt dự toán kinh phí thực hiện", size=14, bold=True)
    about.add_run().add_break(WD_BREAK.LINE)
    about.add_run("nhiệm vụ chuyển đổi số năm 2024").bold = True
    _say(made, "")
    _say(made, "Kính gửi: Ủy ban nhân dân tỉnh.")
    _body(made, BODY * 2, indent=10)
    _body(made, ("Sở Tài chính kính trình Ủy ban nhân dân tỉnh xem xét, quyết định./.",), 10)
    _signature(made, "GIÁM ĐỐC", "", "Lê Minh Khôi", ["- Như trên;", "- Lưu: VT, QLNS."])
    section = made.add_section()
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    _say(made, "Phụ lục", size=14, bold=True)
    _say(made, "DỰ TOÁN KINH PHÍ", size=14, bold=True)
    _say(made, "(Kèm theo Tờ trình số 1204/TTr-STC ngày 20 tháng 10 năm 2023 của Sở Tài chính)",
         italic=True)  # fmt: skip
    table = made.add_table(6, 5)
    table.style = "Table Grid"
    for row in range(6):
        for column, cell in enumerate(table.rows[row].cells):
            cell.text = ("TT", "Nội dung", "Số lượng", "Đơn giá", "Thành tiền")[column] if not row \
                else f"{row * (column + 1)}"  # fmt: skip
    return _bytes(made)


HABITS = {
    "plan_with_shapes": plan_with_shapes,
    "letter_with_tabs": letter_with_tabs,
    "decision_in_boxes": decision_in_boxes,
    "report_of_old": report_of_old,
    "proposal_with_annex": proposal_with_annex,
}
