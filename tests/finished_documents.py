"""Documents as people lay them out in Word, none of them made by our templates."""

from __future__ import annotations

from tests.word_xml import p, run, x

B, I = x("b"), x("i")  # noqa: E741
CENTER = x("jc", val="center")
TIMES = x("rFonts", ascii="Times New Roman", hAnsi="Times New Roman")
NORMAL = x("docDefaults", x("rPrDefault", x("rPr", TIMES, x("sz", val=28)))) + x(
    "style", x("name", val="Normal"), type="paragraph", default=1, styleId="Normal"
)
BODY = x("jc", val="both") + x("ind", firstLine=720) + x("spacing", after=120)


def size(points: float) -> str:
    return x("sz", val=int(points * 2))


def text(words: str, points: float = 14, *look: str) -> str:
    return run(words, *look, size(points))


def centred(words: str, points: float, *look: str, ppr: str = "") -> str:
    return p(text(words, points, *look), ppr=ppr + CENTER)


def body(words: str, *look: str) -> str:
    return p(text(words, 14, *look), ppr=BODY)


def rule_by_border(indent: float) -> str:
    """An empty paragraph with a border above; `indent` in mm on both sides."""
    twips = round(indent * 1440 / 25.4)
    return p(ppr=x("pBdr", x("top", val="single")) + x("ind", left=twips, right=twips) + CENTER)


def rule_by_shape(across: float, length: float, down: float = 0.5) -> str:
    """An empty paragraph that anchors a straight connector; mm from its column."""
    position = x("wp:positionH", x("wp:posOffset", str(int(across * 36000))), relativeFrom="column")
    position += x(
        "wp:positionV", x("wp:posOffset", str(int(down * 36000))), relativeFrom="paragraph"
    )
    shape = x("wps:wsp", x("wps:spPr", x("a:prstGeom", prst="straightConnector1")))
    extent = x("wp:extent", cx=int(length * 36000), cy=0)
    graphic = x("a:graphic", x("a:graphicData", shape))
    choice = x("mc:Choice", x("drawing", x("wp:anchor", position, extent, graphic)))
    fallback = x("mc:Fallback", x("pict", x("v:shape", type="#_x0000_t32")))
    return p(x("r", x("mc:AlternateContent", choice, fallback)))


def rule_by_letters(count: int) -> str:
    return centred("_" * count, 13)


def columns(left: str, right: str, *, widths: tuple[int, int] = (3800, 5556)) -> str:
    """A row of two cells without borders."""
    cells = (
        x("tc", x("tcPr", x("tcW", w=width, type="dxa")), content)
        for width, content in zip(widths, (left, right), strict=True)
    )
    return x("tr", *cells)


def table(*rows: str, widths: tuple[int, int] = (3800, 5556)) -> str:
    grid = x("tblGrid", *(x("gridCol", w=width) for width in widths))
    margins = x("tblCellMar", x("left", w=0, type="dxa"), x("right", w=0, type="dxa"))
    return x("tbl", x("tblPr", margins), grid, *rows)


COUNTRY, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
SUPERIOR, ISSUER = "UBND TỈNH GIA LAI", "SỞ Y TẾ"


def head(number: str, *, below_number: str = "", rules: str = "border") -> str:
    """The head of a department in a table; the lines drawn by 'border', 'shape' or 'letters'."""
    short = {
        "border": rule_by_border(30),
        "shape": rule_by_shape(26, 8),
        "letters": rule_by_letters(3),
    }[rules]
    long = {
        "border": rule_by_border(18.75),
        "shape": rule_by_shape(18.75, 60.5),
        "letters": rule_by_letters(26),
    }[rules]
    left = centred(SUPERIOR, 13) + centred(ISSUER, 13, B) + short
    right = centred(COUNTRY, 13, B) + centred(MOTTO, 14, B) + long
    date = centred("Gia Lai, ngày 08 tháng 12 năm 2023", 14, I)
    return table(columns(left, right), columns(centred(number, 13) + below_number, date))


ADDRESSEE = p(text("Kính gửi: Ủy ban nhân dân tỉnh Gia Lai."), ppr=x("ind", firstLine=1800))
RECIPIENTS = ("- Như trên;", "- Giám đốc Sở;", "- Lưu: VT, NVY.")


def ending(*lines: str, name: str = "Nguyễn Văn An", items: tuple[str, ...] = RECIPIENTS) -> str:
    """Nơi nhận and the signature in a table."""
    left = p(text("Nơi nhận:", 12, B, I)) + "".join(p(text(item, 11)) for item in items)
    right = "".join(centred(line, 14, B) for line in lines) + p() * 4 + centred(name, 14, B)
    return table(columns(left, right, widths=(4700, 4656)), widths=(4700, 4656))


TEXT = (
    "Thực hiện nhiệm vụ được giao, Sở Y tế báo cáo kết quả thực hiện công tác phòng, chống dịch "
    "bệnh trên địa bàn tỉnh năm 2023 và đề xuất một số nội dung cần triển khai trong năm 2024."
)


def letter(rules: str = "border") -> str:
    """A letter (công văn) of a department."""
    subject = centred(
        "V/v báo cáo kết quả phòng, chống dịch bệnh", 12, ppr=x("spacing", before=120)
    )
    return (
        head("Số: 152/SYT-NVY", below_number=subject, rules=rules)
        + ADDRESSEE
        + body(TEXT)
        + body("Sở Y tế kính đề nghị Ủy ban nhân dân tỉnh xem xét, chỉ đạo./.")
        + ending("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC")
    )


def heading(words: str) -> str:
    return centred(words, 14, B, ppr=x("spacing", after=120))


def decision() -> str:
    """A decision with bases, articles and attached rules in chapters."""
    bases = (
        "Căn cứ Luật Tổ chức chính quyền địa phương ngày 19 tháng 6 năm 2015;",
        "Theo đề nghị của Chánh Văn phòng Sở.",
    )
    article = p(
        text("Điều 1. ", 14, B),
        text("Ban hành kèm theo Quyết định này Quy chế làm việc."),
        ppr=BODY,
    )
    other = p(
        text("Điều 2. ", 14, B),
        text("Chánh Văn phòng và các đơn vị chịu trách nhiệm thi hành Quyết định này./."),
        ppr=BODY,
    )
    return (
        head("Số: 07/QĐ-SYT")
        + centred("QUYẾT ĐỊNH", 14, B)
        + centred("Về việc ban hành Quy chế làm việc", 14, B)
        + rule_by_border(67)
        + centred("GIÁM ĐỐC SỞ Y TẾ", 14, B)
        + "".join(body(base, I) for base in bases)
        + centred("QUYẾT ĐỊNH:", 14, B)
        + article
        + other
        + ending("GIÁM ĐỐC", items=("- Như Điều 2;", "- Lưu: VT, TCCB."))
    )


def regulation() -> str:
    """Rules in parts, chapters, articles, clauses and points."""
    return (
        head("Số: 07/QC-SYT")
        + centred("QUY CHẾ", 14, B)
        + centred("Làm việc của Sở Y tế", 14, B)
        + rule_by_border(72.5)
        + heading("Chương I")
        + heading("QUY ĐỊNH CHUNG")
        + p(text("Điều 1. Phạm vi điều chỉnh", 14, B), ppr=BODY)
        + body("1. Quy chế này quy định nguyên tắc, chế độ trách nhiệm, quan hệ công tác.")
        + body("2. Đối tượng áp dụng gồm:")
        + body("a) Công chức, viên chức;")
        + body("b) Người lao động;")
        + body("c) Đơn vị trực thuộc;")
        + body("d) Đơn vị liên quan;")
        + body("đ) Cộng tác viên;")
        + body("e) Tổ chức, cá nhân khác./.")
        + ending("GIÁM ĐỐC", items=("- Các đơn vị thuộc Sở;", "- Lưu: VT, TCCB."))
    )


def tabbed_letter() -> str:
    """A letter whose head stands side by side by tabs, with underlining as rules."""
    stop = x("tabs", x("tab", val="center", pos=2000), x("tab", val="center", pos=6700))
    line = x("u", val="single")
    return (
        p(text("\t" + SUPERIOR, 13), text("\t" + COUNTRY, 13, B), ppr=stop)
        + p(
            text("\tSỞ ", 13, B),
            text("Y T", 13, B, line),
            text("Ế", 13, B),
            text("\t", 14),
            text(MOTTO, 14, B, line),
            ppr=stop,
        )
        + p(
            text("\tSố: 152/SYT-NVY", 13),
            text("\tGia Lai, ngày 08 tháng 12 năm 2023", 14, I),
            ppr=stop,
        )
        + p(text("\tV/v báo cáo kết quả", 12), ppr=stop)
        + ADDRESSEE
        + body(TEXT)
        + body("Sở Y tế kính đề nghị Ủy ban nhân dân tỉnh xem xét, chỉ đạo./.")
        + p(text("Nơi nhận:", 12, B, I), text("\t\tGIÁM ĐỐC", 14, B), ppr=stop)
        + p(text("- Như trên;", 11))
        + p(text("- Lưu: VT, NVY.", 11))
        + p(text("\t\tNguyễn Văn An", 14, B), ppr=stop)
    )


def box(content: str, across: float, width: float) -> str:
    """A text box without a border, anchored in a run."""
    position = x("wp:positionH", x("wp:posOffset", str(int(across * 36000))), relativeFrom="margin")
    shape = x(
        "wps:wsp",
        x("wps:spPr", x("a:ln", x("a:noFill"))),
        x("wps:txbx", x("txbxContent", content)),
        x("wps:bodyPr", lIns=0, rIns=0).replace("w:lIns", "lIns").replace("w:rIns", "rIns"),
    )
    extent = x("wp:extent", cx=int(width * 36000), cy=720_000)
    graphic = x("a:graphic", x("a:graphicData", shape))
    return x("r", x("drawing", x("wp:anchor", position, extent, graphic)))


def boxed_letter() -> str:
    """A letter whose head stands in two text boxes."""
    left = centred(SUPERIOR, 13) + centred(ISSUER, 13, B) + rule_by_border(30)
    left += centred("Số: 152/SYT-NVY", 13) + centred("V/v báo cáo kết quả", 12)
    right = centred(COUNTRY, 13, B) + centred(MOTTO, 14, B) + rule_by_border(18.75)
    right += centred("Gia Lai, ngày 08 tháng 12 năm 2023", 14, I)
    return (
        p(box(left, 0, 67), box(right, 67, 98))
        + p() * 6
        + ADDRESSEE
        + body(TEXT)
        + body("Sở Y tế kính đề nghị Ủy ban nhân dân tỉnh xem xét, chỉ đạo./.")
        + ending("GIÁM ĐỐC")
    )


def country_across() -> str:
    """A decision whose Quốc hiệu stands over the whole page, the bodies below it."""
    motto = centred(COUNTRY, 13, B) + centred(MOTTO, 14, B) + rule_by_border(52.3)
    left = centred(SUPERIOR, 13) + centred(ISSUER, 13, B) + rule_by_border(30)
    date = centred("Gia Lai, ngày 08 tháng 12 năm 2023", 14, I)
    rows = columns(left, p()) + columns(centred("Số: 07/QĐ-SYT", 13), date)
    return motto + table(rows) + _rest_of_decision()


def _rest_of_decision(rule: str = "", subject: str = "Về việc ban hành Quy chế làm việc") -> str:
    whole = decision()
    rest = whole[whole.index("</w:tbl>") + len("</w:tbl>") :]
    if rule:
        rest = rest.replace(rule_by_border(67), rule)
    return rest.replace("Về việc ban hành Quy chế làm việc", subject)


def mirrored_head() -> str:
    """A decision with the bodies on the right and Quốc hiệu on the left."""
    left = centred(COUNTRY, 13, B) + centred(MOTTO, 14, B) + rule_by_border(18.75)
    right = centred(SUPERIOR, 13) + centred(ISSUER, 13, B) + rule_by_border(30)
    date = centred("Gia Lai, ngày 08 tháng 12 năm 2023", 14, I)
    wide = (5556, 3800)
    rows = columns(left, right, widths=wide)
    rows += columns(date, centred("Số: 07/QĐ-SYT", 13), widths=wide)
    return table(rows, widths=wide) + _rest_of_decision()


def date_below() -> str:
    """A decision whose date stands one row below its number."""
    left = centred(SUPERIOR, 13) + centred(ISSUER, 13, B) + rule_by_border(30)
    right = centred(COUNTRY, 13, B) + centred(MOTTO, 14, B) + rule_by_border(18.75)
    date = centred("Gia Lai, ngày 08 tháng 12 năm 2023", 14, I)
    rows = columns(left, right) + columns(centred("Số: 07/QĐ-SYT", 13), p()) + columns(p(), date)
    return table(rows) + _rest_of_decision()


def signed_left() -> str:
    """A decision signed on the left, Nơi nhận on the right."""
    whole = decision()
    start = whole.rindex("<w:tbl>")
    left = centred("GIÁM ĐỐC", 14, B) + p() * 4 + centred("Nguyễn Văn An", 14, B)
    right = p(text("Nơi nhận:", 12, B, I)) + p(text("- Như Điều 2;", 11))
    right += p(text("- Lưu: VT, TCCB.", 11))
    return whole[:start] + table(columns(left, right, widths=(4700, 4656)), widths=(4700, 4656))


def recipients_below() -> str:
    """A decision whose Nơi nhận stands one row below the office of the signer."""
    whole = decision()
    start = whole.rindex("<w:tbl>")
    left = p(text("Nơi nhận:", 12, B, I)) + p(text("- Như Điều 2;", 11))
    left += p(text("- Lưu: VT, TCCB.", 11))
    rows = columns(p(), centred("GIÁM ĐỐC", 14, B)) + columns(left, p() * 3)
    rows += columns(p(), centred("Nguyễn Văn An", 14, B))
    return whole[:start] + table(rows)


def long_rules() -> str:
    """A decision whose line under the issuing body is as long as its name."""
    return decision().replace(rule_by_border(30), rule_by_border(24.5))


def rule_across() -> str:
    """A decision whose line under the subject runs over the whole page."""
    whole = decision()
    head_of_it = whole[: whole.index("</w:tbl>") + len("</w:tbl>")]
    return head_of_it + _rest_of_decision(rule_by_border(0))


def loud_subject() -> str:
    """A decision whose subject stands in capitals."""
    whole = decision()
    head_of_it = whole[: whole.index("</w:tbl>") + len("</w:tbl>")]
    return head_of_it + _rest_of_decision(rule_by_border(61), "BAN HÀNH QUY CHẾ LÀM VIỆC CỦA SỞ")


def plan_without_type() -> str:
    """A plan that tells its type in its number only."""
    return (
        head("Số: 07/KH-SYT")
        + body(TEXT)
        + body("Các đơn vị thực hiện./.")
        + ending("GIÁM ĐỐC", items=("- Các đơn vị;", "- Lưu: VT."))
    )


def addressed_plan() -> str:
    """A plan with addressees, as if it were a letter."""
    return (
        head("Số: 07/KH-SYT")
        + centred("KẾ HOẠCH", 14, B)
        + centred("Phòng, chống dịch bệnh năm 2024", 14, B)
        + rule_by_border(67)
        + p(text("Kính gửi: Các đơn vị trực thuộc."), ppr=x("ind", firstLine=1800))
        + body(TEXT)
        + body("Các đơn vị nghiêm túc thực hiện./.")
        + ending("GIÁM ĐỐC", items=("- Các đơn vị;", "- Lưu: VT."))
    )


def urgent_letter() -> str:
    """A letter with a mark of urgency in a box below its subject."""
    sides = (x(side, val="single") for side in ("top", "left", "bottom", "right"))
    stamp = p(text("HỎA TỐC", 14, B, x("color", val="FF0000")), ppr=x("pBdr", *sides) + CENTER)
    whole = letter()
    return whole.replace(ADDRESSEE, stamp + ADDRESSEE)


def typed_letter() -> str:
    """A letter with the signs of its typist below Nơi nhận."""
    last = p(text("- Lưu: VT, NVY.", 11))
    return letter().replace(last, last + p(text("NTH.(20)", 11)))


BREAK = "<w:r><w:br/></w:r>"


def broken_letter() -> str:
    """A letter whose head and ending are single paragraphs, broken by hand (Shift+Enter)."""
    left = text(SUPERIOR, 13) + BREAK + text(ISSUER, 13, B) + BREAK + text("___", 13)
    right = text(COUNTRY, 13, B) + BREAK + text(MOTTO, 14, B) + BREAK + text("_" * 26, 13)
    cells = columns(p(left, ppr=CENTER), p(right, ppr=CENTER))
    below = text("Số: 152/SYT-NVY", 13) + BREAK + text("V/v báo cáo kết quả", 12)
    date = p(text("Gia Lai, ngày 08 tháng 12 năm 2023", 14, I), ppr=CENTER)
    items = text("Nơi nhận:", 12, B, I) + BREAK + text("- Như trên;", 11)
    items += BREAK + text("- Lưu: VT, NVY.", 11)
    signed = text("KT. GIÁM ĐỐC", 14, B) + BREAK + text("PHÓ GIÁM ĐỐC", 14, B) + BREAK * 5
    signed += text("Nguyễn Văn An", 14, B)
    wide = (4700, 4656)
    return (
        table(cells + columns(p(below, ppr=CENTER), date))
        + ADDRESSEE
        + body("Sở Y tế báo cáo kết quả công tác phòng, chống dịch năm 2023 như sau:")
        + body(TEXT)
        + body("Sở Y tế kính đề nghị Ủy ban nhân dân tỉnh xem xét, chỉ đạo./.")
        + table(columns(p(items), p(signed, ppr=CENTER), widths=wide), widths=wide)
    )


def framed_letter() -> str:
    """A letter whose head stands in two frames, as old versions of Word made them."""
    left, right = (
        x("framePr", w=width, x=start, hAnchor="margin")
        for width, start in ((3800, 1), (5556, 3801))
    )

    def line(words: str, points: float, frame: str, *look: str) -> str:
        return centred(words, points, *look, ppr=frame)

    return (
        line(SUPERIOR, 13, left)
        + line(ISSUER, 13, left, B)
        + line("___", 13, left)
        + line("Số: 152/SYT-NVY", 13, left)
        + line("V/v báo cáo kết quả", 12, left)
        + line(COUNTRY, 13, right, B)
        + line(MOTTO, 14, right, B)
        + line("_" * 26, 13, right)
        + line("Gia Lai, ngày 08 tháng 12 năm 2023", 14, right, I)
        + ADDRESSEE
        + body(TEXT)
        + body("Sở Y tế kính đề nghị Ủy ban nhân dân tỉnh xem xét, chỉ đạo./.")
        + ending("GIÁM ĐỐC")
    )


def row_for_each_line(mark: str = x("rPr", B)) -> str:
    """A plan whose head is a table with a row for each line, its lists numbered by Word.

    `mark` is the look of the marks of paragraphs, which the numbers of headings take.
    """
    date = centred("Gia Lai, ngày 08 tháng 12 năm 2023", 14, I)
    rows = (
        columns(centred(SUPERIOR, 13), centred(COUNTRY, 13, B))
        + columns(centred(ISSUER, 13, B), centred(MOTTO, 14, B))
        + columns(rule_by_border(30), rule_by_border(18.75))
        + columns(centred("Số: 15/KH-SYT", 13), date)
    )
    listed = x("numPr", x("ilvl", val=0), x("numId", val=7))
    deeper = x("numPr", x("ilvl", val=1), x("numId", val=7))
    first = x("ind", left=0, firstLine=720) + x("jc", val="both") + x("spacing", after=120)
    return (
        table(rows)
        + centred("KẾ HOẠCH", 14, B)
        + centred("Phòng, chống dịch bệnh năm 2024", 14, B)
        + rule_by_border(67)
        + p(text("MỤC ĐÍCH, YÊU CẦU", 14, B), ppr=listed + first + mark)
        + p(text("Chủ động phòng, chống dịch bệnh trên địa bàn tỉnh.", 14), ppr=deeper + first)
        + p(text("Bảo đảm thuốc, vật tư y tế.", 14), ppr=deeper + first)
        + p(text("TỔ CHỨC THỰC HIỆN", 14, B), ppr=listed + first + mark)
        + p(text("Các đơn vị nghiêm túc thực hiện./.", 14), ppr=deeper + first)
        + ending("GIÁM ĐỐC", items=("- Các đơn vị thuộc Sở;", "- Lưu: VT, NVY."))
    )


def indented_letter() -> str:
    """A letter whose signature is no table but paragraphs that are centred far to the right."""
    right = x("ind", left=4700)
    whole = letter()
    signed = "".join(centred(words, 14, B, ppr=right) for words in ("GIÁM ĐỐC", "Nguyễn Văn An"))
    items = p(text("Nơi nhận:", 12, B, I)) + "".join(p(text(item, 11)) for item in RECIPIENTS)
    return whole[: whole.rindex("<w:tbl>")] + signed + items


def revised_letter() -> str:
    """A letter with a change that nobody accepted."""
    return letter().replace(
        text("- Giám đốc Sở;", 11), x("ins", text("- Giám đốc Sở;", 11), author="An")
    )


def party_plan() -> str:
    """A plan of the Party, whose layout other rules govern."""
    left = centred("TỈNH ỦY GIA LAI", 14) + centred("*", 14) + centred("Số 15-KH/TU", 14)
    right = centred("ĐẢNG CỘNG SẢN VIỆT NAM", 15, B)
    right += centred("Gia Lai, ngày 08 tháng 12 năm 2023", 14, I)
    return (
        table(columns(left, right))
        + centred("KẾ HOẠCH", 16, B)
        + centred("thực hiện công tác dân vận năm 2024", 14, B)
        + body(TEXT)
        + ending("T/M BAN THƯỜNG VỤ", "PHÓ BÍ THƯ", items=("- Các ban đảng,", "- Lưu Văn phòng."))
    )


COMMENTS = x("comment", p("Xem lại số liệu."), id=0, author="An")
NUMBERING = x(
    "abstractNum",
    x("lvl", x("start", val=1), x("numFmt", val="upperRoman"), x("lvlText", val="%1."), ilvl=0),
    x("lvl", x("start", val=1), x("numFmt", val="decimal"), x("lvlText", val="%2."), ilvl=1),
    abstractNumId=5,
) + x("num", x("abstractNumId", val=5), numId=7)


DOCUMENTS = {
    "cong_van": letter,
    "cong_van_hinh_ve": lambda: letter("shape"),
    "cong_van_gach_duoi": lambda: letter("letters"),
    "cong_van_tab": tabbed_letter,
    "cong_van_khung": boxed_letter,
    "cong_van_khung_cu": framed_letter,
    "cong_van_ngat_dong": broken_letter,
    "ke_hoach_tung_hang": row_for_each_line,
    "ke_hoach_so_khong_dam": lambda: row_for_each_line(""),
    "ke_hoach_cua_dang": party_plan,
    "cong_van_con_dau_sua": revised_letter,
    "cong_van_ky_lui": indented_letter,
    "cong_van_con_ghi_chu": letter,
    "cong_van_khan": urgent_letter,
    "cong_van_nguoi_soan": typed_letter,
    "quyet_dinh": decision,
    "quyet_dinh_ke_dai": long_rules,
    "quyet_dinh_ke_het_trang": rule_across,
    "quyet_dinh_trich_yeu_hoa": loud_subject,
    "quy_che": regulation,
    "quoc_hieu_giua_trang": country_across,
    "dau_nguoc_ben": mirrored_head,
    "ngay_hang_duoi": date_below,
    "ky_ben_trai": signed_left,
    "noi_nhan_hang_duoi": recipients_below,
    "ke_hoach_thieu_ten_loai": plan_without_type,
    "ke_hoach_kinh_gui": addressed_plan,
}
"""Each document by the name that samples call it."""
