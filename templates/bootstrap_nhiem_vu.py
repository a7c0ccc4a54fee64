"""Make the first `nhiem_vu.docx`, the layout of the duties of units: a page and a table for each.

From then on the .docx is the truth and is edited in Word; see `bootstrap_docx.py`.
"""

from __future__ import annotations

from pathlib import Path

from bootstrap_bang import empty_document, paragraph, row, set_body, styles_xml, table_xml, write
from docx.document import Document

TARGET = Path(__file__).with_name("nhiem_vu.docx")
LOOSE = '<w:spacing w:after="120" w:line="276" w:lineRule="auto"/>'
CENTER = '<w:jc w:val="center"/>'
STYLES = {
    # name: size in half points, run marks, paragraph marks
    "heading 1": (
        28,
        "<w:b/>",
        '<w:keepNext/><w:keepLines/><w:pageBreakBefore/><w:spacing w:line="276" '
        'w:lineRule="auto"/><w:outlineLvl w:val="0"/>',
    ),
    "NV Phụ đề": (26, "<w:b/>", LOOSE),
    "NV Đoạn": (26, "", LOOSE),
    "NV Lưu ý": (26, "<w:i/>", LOOSE),
    "NV Cột": (26, "<w:b/>", CENTER),
    "NV Nhóm": (26, "<w:b/>", "<w:keepNext/>"),
    "NV TT": (26, "", CENTER),
    "NV Ô": (26, "", ""),
}
PAGE = (
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="851" w:bottom="1134"'
    ' w:left="1701" w:header="567" w:footer="567" w:gutter="0"/>'
)
"""A4 portrait, margins 20/15/20/30 mm (top, right, bottom, left)."""

FIRST = 624
REST = 11906 - 1701 - 851 - FIRST
NOT_THE_PLAN = (
    "Bản này do máy lập từ nội dung Kế hoạch để tiện theo dõi, không thay thế văn bản đã ban hành."
)


def body_xml() -> str:
    """Name of the unit, what the table is, who belongs to the unit, the table; below all a note."""
    rows = (
        row("<w:cantSplit/><w:tblHeader/>", ("NV Cột", "tt", FIRST), ("NV Cột", "cot", REST))
        + row("<w:cantSplit/>", ("NV Nhóm", "nhom", FIRST + REST))
        + row("", ("NV TT", "tt", FIRST), ("NV Ô", "o", REST))
    )
    return (
        paragraph("heading 1", "tieu_de")
        + paragraph("NV Phụ đề", "phu_de")
        + paragraph("NV Đoạn", "phu_de")
        + table_xml(rows, [FIRST, REST], 108)
        + paragraph("NV Đoạn", "")
        + paragraph("NV Lưu ý", NOT_THE_PLAN)
    )


def document() -> Document:
    """The template."""
    result = empty_document(styles_xml(STYLES), "Mẫu danh mục nhiệm vụ")
    set_body(result, body_xml(), PAGE)
    return result


if __name__ == "__main__":
    raise SystemExit(write(document(), TARGET))
