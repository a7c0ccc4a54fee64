"""Make the first `bang.docx`, the layout of tables of changes and of opinions.

From then on the .docx is the truth and is edited in Word; see `bootstrap_docx.py`.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import docx
from bootstrap_docx import SETTINGS, header_xml
from bootstrap_styles import style_id
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

TARGET = Path(__file__).with_name("bang.docx")
STYLES = {
    # name: size in half points, run marks, paragraph marks
    "KB Tiêu đề": (28, "<w:b/>", '<w:spacing w:after="60"/><w:jc w:val="center"/>'),
    "KB Phụ đề": (26, "<w:i/>", '<w:spacing w:after="120"/><w:jc w:val="center"/>'),
    "KB Cột": (24, "<w:b/>", '<w:keepNext/><w:jc w:val="center"/>'),
    "KB Nhóm": (24, "<w:b/>", "<w:keepNext/>"),
    "KB Ô": (24, "", ""),
    "KH Số trang": (26, "", '<w:jc w:val="center"/>'),
}
PAGE = (
    '<w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1134" w:right="851"'
    ' w:bottom="1134" w:left="1134" w:header="567" w:footer="567" w:gutter="0"/><w:titlePg/>'
)
"""A4 landscape, margins 20/15/20/20 mm (top, right, bottom, left)."""

WIDTH = 16838 - 1134 - 851
FACE = "Times New Roman"


def styles_xml(styles: Mapping[str, tuple[int, str, str]] = STYLES) -> str:
    """The styles of the file."""
    fonts = f'<w:rFonts w:ascii="{FACE}" w:hAnsi="{FACE}" w:cs="{FACE}" w:eastAsia="{FACE}"/>'
    defaults = (
        f'<w:docDefaults><w:rPrDefault><w:rPr>{fonts}<w:sz w:val="24"/><w:szCs w:val="24"/>'
        '<w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/>'
        "</w:style>"
    )
    own = "".join(
        f'<w:style w:type="paragraph"{_custom(name)} w:styleId="{style_id(name)}">'
        f'<w:name w:val="{name}"/><w:basedOn w:val="Normal"/><w:pPr>{marks}</w:pPr>'
        f'<w:rPr>{run}<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
        for name, (size, run, marks) in styles.items()
    )
    return f"<w:styles {nsdecls('w')}>{defaults}{own}</w:styles>"


def _custom(name: str) -> str:
    """Word knows its own styles by their names."""
    return "" if name.startswith("heading ") else ' w:customStyle="1"'


def paragraph(style: str, text: str) -> str:
    """A paragraph of a style."""
    run = f"<w:r><w:t>{text}</w:t></w:r>"
    return f'<w:p><w:pPr><w:pStyle w:val="{style_id(style)}"/></w:pPr>{run}</w:p>'


def row(marks: str, *cells: tuple[str, str, int]) -> str:
    """A sample row; of each cell style, text and width in twips."""
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{paragraph(style, text)}</w:tc>'
        for style, text, width in cells
    )
    return f"<w:tr><w:trPr>{marks}</w:trPr>{made}</w:tr>"


def table_xml(rows: str, widths: Sequence[int], margin: int) -> str:
    """A table of sample rows: the widths of its columns, the margin of its cells, in twips."""
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>' for side in sides
    )
    margins = f'<w:left w:w="{margin}" w:type="dxa"/><w:right w:w="{margin}" w:type="dxa"/>'
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}'
        f'</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def body_xml() -> str:
    """Title, line under it, and a table with a sample row of each kind."""
    rows = (
        row("<w:cantSplit/><w:tblHeader/>", ("KB Cột", "cot", WIDTH))
        + row("<w:cantSplit/>", ("KB Nhóm", "nhom", WIDTH))
        + row("", ("KB Ô", "o", WIDTH))
    )
    head = paragraph("KB Tiêu đề", "tieu_de") + paragraph("KB Phụ đề", "phu_de")
    return f"{head}{table_xml(rows, [WIDTH], 85)}<w:p/>"


def empty_document(styles: str, title: str) -> Document:
    """python-docx's empty document with our styles and settings."""
    result = docx.Document()
    result.part._styles_part._element = parse_xml(styles)
    result.part._settings_part._element = parse_xml(SETTINGS)
    properties = result.core_properties
    properties.author, properties.comments, properties.title = "kehoach", "", title
    return result


def set_body(result: Document, body: str, section: str) -> None:
    """Put the body into a document; `section` is what its section properties hold."""
    whole = f"<w:body {nsdecls('w', 'r')}>{body}<w:sectPr>{section}</w:sectPr></w:body>"
    result.element.replace(result.element.body, parse_xml(whole))


def document() -> Document:
    """The template, with a page number from the second page on."""
    result = empty_document(styles_xml(), "Mẫu bảng")
    section = result.sections[0]
    section.different_first_page_header_footer = True
    for kind, header in (("default", section.header), ("first", section.first_page_header)):
        header.is_linked_to_previous = False
        header._element[:] = [parse_xml(header_xml(kind))]
    references = "".join(
        f'<w:headerReference w:type="{kind}" r:id="{each.rId}"/>'
        for kind, each in zip(
            ("default", "first"), result.element.body.sectPr.headerReference_lst, strict=True
        )
    )
    set_body(result, body_xml(), references + PAGE)
    return result


def write(made: Document, target: Path) -> int:
    """Write the template unless there is one; gives the exit code."""
    if target.exists() and "--ghi-de" not in sys.argv[1:]:
        print(f"{target.name} đã có. Sửa tệp này bằng Word; chỉ tạo lại từ đầu với --ghi-de.")
        return 2
    made.save(str(target))
    return 0


if __name__ == "__main__":
    raise SystemExit(write(document(), TARGET))
