"""The paragraph styles of the first `ke_hoach.docx`; see `bootstrap_docx.py`."""

from __future__ import annotations

import unicodedata

from docx.oxml.ns import nsdecls

LINE_18 = 'w:line="360" w:lineRule="atLeast"'
"""At least 18 pt: inside the decree's 1 to 1.5 lines, and stacked accents are never cut off."""
SINGLE = 'w:line="240" w:lineRule="auto"'


def spacing(after: float = 0, line: str = SINGLE, before: float = 0) -> str:
    """Paragraph spacing; `after` and `before` in pt."""
    return f'<w:spacing w:before="{before * 20:.0f}" w:after="{after * 20:.0f}" {line}/>'


def rule(after: float, before: float = 3) -> str:
    """An empty paragraph whose top border is the line; its length is set at every build."""
    border = '<w:pBdr><w:top w:val="single" w:sz="6" w:space="0" w:color="000000"/></w:pBdr>'
    line = 'w:line="40" w:lineRule="exact"'
    return border + spacing(after, line, before) + '<w:jc w:val="center"/>'


_SIDES = "".join(
    f'<w:{side} w:val="single" w:sz="6" w:space="{space}" w:color="000000"/>'
    for side, space in (("top", 2), ("left", 0), ("bottom", 2), ("right", 0))
)
BOX = f"<w:pBdr>{_SIDES}</w:pBdr>"
BOX_INDENT = '<w:ind w:left="1049" w:right="1049"/>'
KEEP = "<w:keepNext/><w:keepLines/>"
INDENT = '<w:ind w:firstLine="720"/>'
LEFT, CENTER, JUSTIFIED = (f'<w:jc w:val="{side}"/>' for side in ("left", "center", "both"))
BODY = spacing(6, LINE_18) + INDENT + JUSTIFIED
HEADING = KEEP + spacing(6, LINE_18) + INDENT + JUSTIFIED
CELL = spacing(1.5, before=1.5)


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
    (
        "KH Dự thảo",
        BOX + spacing(14, before=8) + BOX_INDENT + CENTER,
        13,
        "b",
    ),
    ("KH Tên loại", KEEP + spacing(0, LINE_18) + CENTER, 14, "b"),
    ("KH Trích yếu", KEEP + spacing(0, LINE_18) + CENTER, 14, "b"),
    ("KH Kẻ trích yếu", rule(12, before=4), 1, ""),
    ("KH Căn cứ", BODY, 14, "i"),
    ("KH Căn cứ đoạn", BODY, 14, ""),
    ("KH Phần", HEADING + level(0), 14, "b"),
    ("KH Mục", HEADING + level(1), 14, "b"),
    ("KH Tiểu mục", HEADING + level(2), 14, "b"),
    ("KH Đoạn", BODY, 14, ""),
    ("KH Đoạn cuối", KEEP + spacing(12, LINE_18) + INDENT + JUSTIFIED, 14, ""),
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
    ("KH Kẻ phụ lục", "<w:keepNext/>" + rule(12, before=4), 1, ""),
    ("KH Ô tiêu đề", CELL + CENTER, 13, "b"),
    ("KH Ô chỉ số", CELL + CENTER, 13, "i"),
    ("KH Ô giữa", CELL + CENTER, 13, ""),
    ("KH Ô trái", CELL + LEFT, 13, ""),
    ("KH Ô tổng giữa", CELL + CENTER, 13, "b"),
    ("KH Ô tổng trái", CELL + LEFT, 13, "b"),
    ("KH Số trang", spacing() + CENTER, 14, ""),
]


def style_id(name: str) -> str:
    """ASCII id of a style; Word and `render/docx_template.py` look styles up by name."""
    letters = unicodedata.normalize("NFD", name.replace("đ", "d").replace("Đ", "D"))
    return "".join(letter for letter in letters if letter.isascii() and letter.isalnum())


def styles_xml() -> str:
    """The whole styles part: one named style per component, no theme fonts, no kerning."""
    fonts = " ".join(f'w:{face}="Times New Roman"' for face in ("ascii", "hAnsi", "eastAsia", "cs"))
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
