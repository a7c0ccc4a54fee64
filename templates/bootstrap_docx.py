"""Make the first `ke_hoach.docx`. From then on the .docx is the truth and is edited in Word.

Running this again overwrites every edit made in Word, so it refuses unless told `--ghi-de`. It is
kept to show how each part came about, and for a template that nobody can mend any more.
Layout: Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I and the table of Mục V, size set 13/14/14.
"""

from __future__ import annotations

import sys
import unicodedata
from pathlib import Path

import docx
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

TARGET = Path(__file__).with_name("ke_hoach.docx")

PORTRAIT = (
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="851" w:bottom="1134"'
    ' w:left="1701" w:header="567" w:footer="567" w:gutter="0"/>'
    '<w:pgNumType w:start="1"/><w:cols w:space="720"/><w:titlePg/>'
)
"""A4, margins 20/15/20/30 mm (top, right, bottom, left), the header 10 mm from the edge."""

TEXT_WIDTH = 9354
HEAD_COLUMNS = (3798, 5556)
SIGNATURE_COLUMNS = (4677, 4677)

LINE_18 = 'w:line="360" w:lineRule="atLeast"'
"""At least 18 pt: inside the decree's 1 to 1.5 lines, and stacked accents are never cut off."""
SINGLE = 'w:line="240" w:lineRule="auto"'
TABLE_LINE = 'w:line="320" w:lineRule="atLeast"'


def spacing(after: float = 0, line: str = SINGLE, before: float = 0) -> str:
    """Paragraph spacing; `after` and `before` in pt."""
    return f'<w:spacing w:before="{before * 20:.0f}" w:after="{after * 20:.0f}" {line}/>'


def rule(after: float) -> str:
    """An empty paragraph whose top border is the line; its length is set at every build."""
    border = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'
    line = 'w:line="40" w:lineRule="exact"'
    return border + spacing(after, line, before=2) + '<w:jc w:val="center"/>'


BOX = "".join(
    f'<w:{side} w:val="single" w:sz="6" w:space="{space}" w:color="000000"/>'
    for side, space in (("top", 2), ("left", 0), ("bottom", 2), ("right", 0))
)
BOX_INDENT = '<w:ind w:left="1049" w:right="1049"/>'
KEEP = "<w:keepNext/><w:keepLines/>"
INDENT = '<w:ind w:firstLine="720"/>'
LEFT, CENTER, JUSTIFIED = (f'<w:jc w:val="{side}"/>' for side in ("left", "center", "both"))
BODY = spacing(6, LINE_18) + INDENT + JUSTIFIED
HEADING = KEEP + spacing(6, LINE_18) + INDENT + JUSTIFIED
CELL = spacing(0, TABLE_LINE)


def level(number: int) -> str:
    """Outline level, for Word's navigation pane."""
    return f'<w:outlineLvl w:val="{number}"/>'


STYLES: list[tuple[str, str, float, str]] = [
    # name, paragraph properties in schema order, size in pt, weight and slant
    ("KH Quốc hiệu", spacing() + CENTER, 13, "b"),
    ("KH Tiêu ngữ", spacing() + CENTER, 14, "b"),
    ("KH Kẻ tiêu ngữ", rule(6), 1, ""),
    ("KH Cơ quan chủ quản", spacing() + CENTER, 13, ""),
    ("KH Cơ quan", spacing() + CENTER, 13, "b"),
    ("KH Kẻ cơ quan", rule(6), 1, ""),
    ("KH Số ký hiệu", spacing() + CENTER, 13, ""),
    ("KH Địa danh ngày", spacing(18) + CENTER, 14, "i"),
    ("KH Dự thảo", f"<w:pBdr>{BOX}</w:pBdr>" + spacing(14, before=8) + BOX_INDENT + CENTER, 13, "b"),
    ("KH Tên loại", KEEP + spacing(0, LINE_18) + CENTER, 14, "b"),
    ("KH Trích yếu", KEEP + spacing(0, LINE_18) + CENTER, 14, "b"),
    ("KH Kẻ trích yếu", rule(12), 1, ""),
    ("KH Căn cứ", BODY, 14, "i"),
    ("KH Căn cứ đoạn", BODY, 14, ""),
    ("KH Phần", HEADING + level(0), 14, "b"),
    ("KH Mục", HEADING + level(1), 14, "b"),
    ("KH Tiểu mục", HEADING + level(2), 14, "b"),
    ("KH Đoạn", BODY, 14, ""),
    ("KH Đoạn cuối", "<w:keepNext/>" + BODY, 14, ""),
    ("KH Kèm theo", spacing(6, LINE_18) + CENTER, 14, "i"),
    ("KH Nơi nhận", spacing() + LEFT, 12, "bi"),
    ("KH Dòng nơi nhận", spacing() + LEFT, 11, ""),
    ("KH Quyền hạn", spacing() + CENTER, 14, "b"),
    ("KH Chỗ ký", spacing(0, 'w:line="1600" w:lineRule="exact"') + CENTER, 14, ""),
    ("KH Họ tên", spacing() + CENTER, 14, "b"),
    ("KH Ngắt trang", spacing(0, 'w:line="20" w:lineRule="exact"'), 1, ""),
    ("KH Phụ lục", KEEP + spacing(0, LINE_18) + CENTER + level(0), 14, "b"),
    ("KH Tên phụ lục", KEEP + spacing(0, LINE_18) + CENTER, 14, "b"),
    ("KH Kèm theo phụ lục", KEEP + spacing(0, LINE_18) + CENTER, 14, "i"),
    ("KH Kẻ phụ lục", "<w:keepNext/>" + rule(12), 1, ""),
    ("KH Ô tiêu đề", CELL + CENTER, 13, "b"),
    ("KH Ô chỉ số", CELL + CENTER, 13, "i"),
    ("KH Ô giữa", CELL + CENTER, 13, ""),
    ("KH Ô trái", CELL + LEFT, 13, ""),
    ("KH Ô tổng giữa", CELL + CENTER, 13, "b"),
    ("KH Ô tổng trái", CELL + LEFT, 13, "b"),
    ("KH Số trang", spacing() + CENTER, 14, ""),
]

def style_id(name: str) -> str:
    """ASCII id of a style; Word and `render/docx.py` look styles up by name."""
    letters = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())


def styles_xml() -> str:
    """The whole styles part: one named style per component, no theme fonts, no kerning."""
    fonts = " ".join(
        f'w:{face}="Times New Roman"' for face in ("ascii", "hAnsi", "eastAsia", "cs")
    )
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {fonts}/><w:color w:val="000000"/>'
        '<w:sz w:val="28"/><w:szCs w:val="28"/>'
        '<w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="vi-VN"/></w:rPr></w:rPrDefault>'
        f"<w:pPrDefault><w:pPr><w:widowControl/>{spacing()}</w:pPr></w:pPrDefault></w:docDefaults>"
    )
    basics = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        "<w:qFormat/></w:style>"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal">'
        '<w:name w:val="Normal Table"/><w:uiPriority w:val="99"/><w:semiHidden/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:top w:w="0" w:type="dxa"/>'
        '<w:left w:w="108" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>'
        '<w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr></w:style>'
        '<w:style w:type="numbering" w:default="1" w:styleId="NoList"><w:name w:val="No List"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/></w:style>'
    )
    own = "".join(style_xml(*style) for style in STYLES)
    return f"<w:styles {nsdecls('w')}>{defaults}{basics}{own}</w:styles>"


def style_xml(name: str, paragraph: str, size: float, look: str) -> str:
    """One paragraph style; `look` holds b for bold, i for italic."""
    half = f"{size * 2:.0f}"
    weight = "".join(f"<w:{mark}/><w:{mark}Cs/>" for mark in look)
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{style_id(name)}">'
        f'<w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr>"
        f'<w:rPr>{weight}<w:sz w:val="{half}"/><w:szCs w:val="{half}"/></w:rPr></w:style>'
    )


def paragraph(style: str, text: str = "", section: str = "") -> str:
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style_id(style)}"/>{section}</w:pPr>{run}</w:p>'


def tag(text: str) -> str:
    """A line of the template that steers and is not printed."""
    return paragraph("Normal", "{%p " + text + " %}")


def cell(content: str, width: int, span: int = 1) -> str:
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>{spanned}'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def row(cells: str, marks: str = "<w:cantSplit/>") -> str:
    return f"<w:tr><w:trPr>{marks}</w:trPr>{cells}</w:tr>"


def table(rows: str, columns: tuple[int, ...], side: int, properties: str = "") -> str:
    """A fixed table, centred: how `tblInd` counts the cell margin depends on Word's version."""
    margins = (
        f'<w:tblCellMar><w:left w:w="{side}" w:type="dxa"/><w:right w:w="{side}" w:type="dxa"/>'
        "</w:tblCellMar>"
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(columns)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'{properties}<w:tblLayout w:type="fixed"/>{margins}</w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def head() -> str:
    left, right = HEAD_COLUMNS
    issuer = (
        tag("if co_quan_chu_quan")
        + paragraph("KH Cơ quan chủ quản", "{{r co_quan_chu_quan }}")
        + tag("endif")
        + tag("for dong in co_quan")
        + paragraph("KH Cơ quan", "{{r dong }}")
        + tag("endfor")
        + paragraph("KH Kẻ cơ quan")
    )
    motto = (
        paragraph("KH Quốc hiệu", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
        + paragraph("KH Tiêu ngữ", "Độc lập - Tự do - Hạnh phúc")
        + paragraph("KH Kẻ tiêu ngữ")
    )
    number = (
        paragraph("KH Số ký hiệu", "{{r so_ky_hieu }}")
        + tag("if du_thao")
        + paragraph("KH Dự thảo", "{{r du_thao }}")
        + tag("endif")
    )
    place = paragraph("KH Địa danh ngày", "{{r dia_danh_ngay }}")
    rows = row(cell(issuer, left) + cell(motto, right)) + row(
        cell(number, left) + cell(place, right)
    )
    return table(rows, HEAD_COLUMNS, 0)


KINDS = [
    ("can_cu", "KH Căn cứ"),
    ("can_cu_doan", "KH Căn cứ đoạn"),
    ("phan", "KH Phần"),
    ("muc", "KH Mục"),
    ("tieu_muc", "KH Tiểu mục"),
    ("doan", "KH Đoạn"),
    ("doan_cuoi", "KH Đoạn cuối"),
    ("kem_theo", "KH Kèm theo"),
]


def body() -> str:
    branches = "".join(
        tag(f"{'elif' if index else 'if'} doan.kieu == '{kind}'")
        + paragraph(style, "{{r doan.chu }}")
        for index, (kind, style) in enumerate(KINDS)
    )
    return tag("for doan in noi_dung") + branches + tag("endif") + tag("endfor")


def signature() -> str:
    left, right = SIGNATURE_COLUMNS
    recipients = (
        paragraph("KH Nơi nhận", "Nơi nhận:")
        + tag("for dong in noi_nhan")
        + paragraph("KH Dòng nơi nhận", "{{r dong }}")
        + tag("endfor")
    )
    signer = (
        tag("for dong in quyen_han")
        + paragraph("KH Quyền hạn", "{{r dong }}")
        + tag("endfor")
        + paragraph("KH Chỗ ký")
        + paragraph("KH Họ tên", "{{r ho_ten }}")
    )
    return table(row(cell(recipients, left) + cell(signer, right)), SIGNATURE_COLUMNS, 0)


def sample_table() -> str:
    """One sample cell of each kind; the text of a cell says which kind it is."""
    columns = (900, 4000, 2227, 2227)
    repeated = "<w:cantSplit/><w:tblHeader/>"
    rows = row(cell(paragraph("KH Ô tiêu đề", "nhan"), TEXT_WIDTH, 4), repeated)
    rows += row(cell(paragraph("KH Ô chỉ số", "chi_so"), TEXT_WIDTH, 4), repeated)
    for kind in ("tong", "nhom", "dong"):
        middle, left = (
            ("KH Ô giữa", "KH Ô trái") if kind == "dong" else ("KH Ô tổng giữa", "KH Ô tổng trái")
        )
        styles = {"tt": middle, "don_vi": left, "chu": left, "so": middle}
        rows += row(
            "".join(
                cell(paragraph(style, f"{kind}.{column}"), width)
                for (column, style), width in zip(styles.items(), columns, strict=True)
            )
        )
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in sides
    )
    centred = rows.replace("</w:tcPr>", '<w:vAlign w:val="center"/></w:tcPr>')
    return table(centred, columns, 68, f"<w:tblBorders>{borders}</w:tblBorders>")


def annexes(first_section: str) -> str:
    """The section break stands inside the loop, so a plan without annex has no empty last page."""
    return (
        tag("for phu in phu_luc")
        + paragraph("KH Ngắt trang", section=first_section)
        + paragraph("KH Phụ lục", "{{r phu.nhan }}")
        + paragraph("KH Tên phụ lục", "{{r phu.ten }}")
        + paragraph("KH Kèm theo phụ lục", "{{r phu.kem_theo }}")
        + paragraph("KH Kẻ phụ lục")
        + sample_table()
        + tag("endfor")
        + paragraph("KH Ngắt trang")
    )


def header_xml(kind: str) -> str:
    """The page-number field, or nothing on the first page."""
    run = "".join(
        f"<w:r>{part}</w:r>"
        for part in (
            '<w:fldChar w:fldCharType="begin"/>',
            '<w:instrText xml:space="preserve"> PAGE </w:instrText>',
            '<w:fldChar w:fldCharType="separate"/>',
            "<w:t>2</w:t>",
            '<w:fldChar w:fldCharType="end"/>',
        )
    )
    start = f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{style_id("KH Số trang")}"/></w:pPr>'
    return start + (run if kind == "default" else "") + "</w:p>"


SETTINGS = (
    # Mode 14: from mode 15 on, Word and recent LibreOffice squeeze the spaces of justified lines,
    # so that lines would no longer break where they break in the PDF.
    f'<w:settings {nsdecls("w")}><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/>'
    '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
    + "".join(
        f'<w:compatSetting w:name="{name}" w:uri="http://schemas.microsoft.com/office/word"'
        f' w:val="{value}"/>'
        for name, value in (
            ("compatibilityMode", 14),
            ("overrideTableStyleFontSizeAndJustification", 1),
            ("enableOpenTypeFeatures", 1),
            ("doNotFlipMirrorIndents", 1),
        )
    )
    + '</w:compat><w:themeFontLang w:val="vi-VN"/><w:decimalSymbol w:val=","/>'
    '<w:listSeparator w:val=";"/></w:settings>'
)
APP = (
    '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
    "<Application>Microsoft Office Word</Application></Properties>"
)
KEPT = {"styles", "settings"}


def document() -> Document:
    """python-docx's empty document with our styles, settings, headers and body."""
    result = docx.Document()
    part = result.part
    for identity, relation in list(part.rels.items()):
        if relation.reltype.rsplit("/", 1)[-1] not in KEPT:
            del part.rels[identity]
    package = part.package
    for identity, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[identity]
        elif relation.reltype == RELATIONSHIP_TYPE.EXTENDED_PROPERTIES:
            relation.target_part._blob = APP.encode()
    part._styles_part._element = parse_xml(styles_xml())
    part._settings_part._element = parse_xml(SETTINGS)
    fill(result)
    properties = result.core_properties
    properties.author, properties.comments, properties.title = "kehoach", "", "Mẫu kế hoạch"
    return result


def fill(result: Document) -> None:
    """Put the headers and the body into an empty document."""
    section = result.sections[0]
    section.different_first_page_header_footer = True
    for kind, header in (("default", section.header), ("first", section.first_page_header)):
        header.is_linked_to_previous = False
        element = header._element
        element[:] = [parse_xml(header_xml(kind))]
    references = "".join(
        f'<w:headerReference {nsdecls("r")} w:type="{reference.get(qn("w:type"))}" r:id="{reference.rId}"/>'
        for reference in result.element.body.sectPr.headerReference_lst
    )
    first = f"<w:sectPr>{references}<w:type w:val=\"nextPage\"/>{PORTRAIT}</w:sectPr>"
    last = f'<w:sectPr><w:type w:val="nextPage"/>{PORTRAIT}</w:sectPr>'
    subject = (
        paragraph("KH Tên loại", "{{r ten_loai }}")
        + paragraph("KH Trích yếu", "{{r trich_yeu }}")
        + paragraph("KH Kẻ trích yếu")
    )
    content = head() + subject + body() + signature() + annexes(first) + last
    result.element.replace(
        result.element.body, parse_xml(f"<w:body {nsdecls('w')}>{content}</w:body>")
    )


def main() -> int:
    if TARGET.exists() and "--ghi-de" not in sys.argv[1:]:
        print(f"{TARGET.name} đã có. Sửa tệp này bằng Word; chỉ tạo lại từ đầu với --ghi-de.")
        return 2
    document().save(str(TARGET))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
