"""Make the first `ke_hoach.docx`. From then on the .docx is the truth and is edited in Word.

Running this again overwrites every edit made in Word, so it refuses unless told `--ghi-de`. It is
kept to show how each part came about, and for a template that nobody can mend any more.
Layout: Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I and the table of Mục V, size set 13/14/14.
"""

from __future__ import annotations

import sys
from pathlib import Path

import docx
from bootstrap_styles import style_id, styles_xml
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


def paragraph(style: str, text: str = "", section: str = "") -> str:
    """A paragraph of a style; `section` is the w:sectPr of a section that it ends."""
    run = f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>' if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style_id(style)}"/>{section}</w:pPr>{run}</w:p>'


def tag(text: str) -> str:
    """A line of the template that steers and is not printed."""
    return paragraph("Normal", "{%p " + text + " %}")


def cell(content: str, width: int, span: int = 1) -> str:
    """A table cell, `width` in twips."""
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>{spanned}'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def row(cells: str, marks: str = "<w:cantSplit/>") -> str:
    """A table row that stays on one page."""
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
    """Issuing body and motto, then number and date: two rows, so that each pair is level."""
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
    """The loop over the body, with a branch and a style for each kind of paragraph."""
    branches = "".join(
        tag(f"{'elif' if index else 'if'} doan.kieu == '{kind}'")
        + paragraph(style, "{{r doan.chu }}")
        for index, (kind, style) in enumerate(KINDS)
    )
    return tag("for doan in noi_dung") + branches + tag("endif") + tag("endfor")


def signature() -> str:
    """Recipients on the left, authority and name on the right, never split."""
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
        f'<w:headerReference {nsdecls("r")} w:type="{each.get(qn("w:type"))}" r:id="{each.rId}"/>'
        for each in result.element.body.sectPr.headerReference_lst
    )
    first = f'<w:sectPr>{references}<w:type w:val="nextPage"/>{PORTRAIT}</w:sectPr>'
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
    """Write the template unless there is one; gives the exit code."""
    if TARGET.exists() and "--ghi-de" not in sys.argv[1:]:
        print(f"{TARGET.name} đã có. Sửa tệp này bằng Word; chỉ tạo lại từ đầu với --ghi-de.")
        return 2
    document().save(str(TARGET))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
