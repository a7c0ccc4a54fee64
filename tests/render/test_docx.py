"""The Word file as outside tools see it: python-docx, LibreOffice, poppler; and template edits."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Mm

from kehoach.build import DEFAULT_PLAN
from kehoach.document import Cell, Column, Document, Paragraph, ParagraphKind, Run
from kehoach.findings import InputRefused
from kehoach.layout.decree import fact
from kehoach.locations import Computed, Reference, Span
from kehoach.render import template_measures
from kehoach.render.docx_template import TEMPLATE, render_docx
from kehoach.resolve.read import read_plan

Word = Any
"""python-docx's document: its types say None where our files have something."""
AWKWARD = """A & B <c> "d" 'e' ]]> &amp; Ỷ ẵ đ 50 % – “ngoặc” … {x} #1"""


def run(text: str, **style: bool) -> Run:
    return Run(text, Computed(Reference("mac_dinh"), Span(0, 0)), **style)


def paragraph(kind: ParagraphKind, *runs: Run) -> Paragraph:
    return Paragraph(kind, runs)


@pytest.fixture(scope="session")
def plan() -> Document:
    return read_plan(DEFAULT_PLAN).document


@pytest.fixture(scope="session")
def document(plan: Document) -> Document:
    """The 2024 plan as a draft with awkward letters, a long annex and a second, nested one."""
    annex = plan.phu_luc[0]
    long = replace(annex, table=replace(annex.table, rows=annex.table.rows * 5))
    second = replace(annex, nhan=paragraph("phu_luc", run("Phụ lục II")))
    first, *others = plan.clauses
    texts = (
        paragraph("can_cu", run(AWKWARD)),
        paragraph("muc", run("Tiêu đề đậm "), run("(phần nhẹ)", light=True)),
        paragraph("doan", run("thường "), run("đậm", bold=True), run(" nghiêng", italic=True)),
    )
    head = replace(
        plan.the_thuc,
        co_quan_chu_quan=paragraph("co_quan_chu_quan", run("UBND TỈNH GIA LAI")),
        so_ky_hieu=paragraph("so_ky_hieu", run("Số:        /KH-UBND")),
        du_thao=paragraph("du_thao", run("DỰ THẢO")),
    )
    return replace(
        plan,
        the_thuc=head,
        clauses=(replace(first, paragraphs=texts), *others),
        phu_luc=(long, second),
    )


@pytest.fixture(scope="session")
def rendered(document: Document) -> bytes:
    return render_docx(document)


@pytest.fixture(scope="session")
def word(rendered: bytes) -> Word:
    return docx.Document(io.BytesIO(rendered))


@pytest.fixture(scope="session")
def pdfs(convert: Callable[..., list[Path]], rendered: bytes, plan: Document) -> list[Path]:
    return convert(full=rendered, bare=render_docx(replace(plan, phu_luc=())))


def pages(pdf: Path) -> list[list[str]]:
    """The lines of each page without surrounding blanks."""
    command = ["pdftotext", "-layout", str(pdf), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return [
        [line.strip() for line in page.splitlines() if line.strip()]
        for page in text.split("\f")[:-1]
    ]


def test_the_page_is_that_of_the_decree(word: Word) -> None:
    assert len(word.sections) == 3
    for section in word.sections:
        assert (section.page_width.mm, section.page_height.mm) == pytest.approx((210, 297), abs=0.1)
        margins = [section.top_margin, section.bottom_margin, section.left_margin]
        assert [round(margin.mm) for margin in margins] == [20, 20, 30]
        assert round(section.right_margin.mm) == 15


def test_every_paragraph_has_a_style_of_its_own_component(word: Word) -> None:
    styles = {p.text: p.style for p in word.paragraphs if p.text}
    assert styles["KẾ HOẠCH"].name == "KH Tên loại"
    assert styles["II. MỤC TIÊU"].name == "KH Phần"
    assert styles["1. Mục tiêu tổng quát"].name == "KH Mục"
    assert styles[AWKWARD].name == "KH Căn cứ"
    assert styles[AWKWARD].font.italic
    assert all(style.name.startswith("KH ") for style in styles.values())


@pytest.mark.parametrize(
    ("style", "size", "bold", "italic"),
    [
        ("KH Quốc hiệu", 13, True, None),
        ("KH Tiêu ngữ", 14, True, None),
        ("KH Cơ quan chủ quản", 13, None, None),
        ("KH Cơ quan", 13, True, None),
        ("KH Số ký hiệu", 13, None, None),
        ("KH Địa danh ngày", 14, None, True),
        ("KH Tên loại", 14, True, None),
        ("KH Trích yếu", 14, True, None),
        ("KH Đoạn", 14, None, None),
        ("KH Nơi nhận", 12, True, True),
        ("KH Dòng nơi nhận", 11, None, None),
        ("KH Quyền hạn", 14, True, None),
        ("KH Họ tên", 14, True, None),
        ("KH Phụ lục", 14, True, None),
    ],
)
def test_type_is_that_of_table_v(
    word: Word, style: str, size: int, bold: bool | None, italic: bool | None
) -> None:
    font = word.styles[style].font
    assert (font.size.pt, font.bold, font.italic) == (size, bold, italic)


def test_body_text_is_set_as_the_decree_wants(word: Word) -> None:
    layout = word.styles["KH Đoạn"].paragraph_format
    assert layout.first_line_indent.cm == pytest.approx(1.27, abs=0.01)
    assert layout.space_after.pt >= 6
    assert layout.line_spacing.pt == 18
    assert layout.alignment == WD_ALIGN_PARAGRAPH.JUSTIFY


def test_nothing_but_times_new_roman_without_kerning_or_numbering(rendered: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(rendered)) as package:
        xml = "".join(package.read(name).decode() for name in package.namelist())
    fonts = re.findall(r"<w:rFonts ([^>]*)/>", xml)
    assert fonts
    for attributes in fonts:
        faces = dict(re.findall(r'w:(\w+)="([^"]+)"', attributes))
        assert faces == dict.fromkeys(("ascii", "hAnsi", "eastAsia", "cs"), "Times New Roman")
    assert not re.search(r"<w:kern\b|<w:numPr\b|\w+Theme=|\u2011", xml)
    assert '<w:lang w:val="vi-VN"' in xml


def test_awkward_letters_and_emphasis_arrive(word: Word) -> None:
    found = {p.text: p for p in word.paragraphs}
    assert AWKWARD in found
    assert [r.bold for r in found["Tiêu đề đậm (phần nhẹ)"].runs] == [None, False]
    emphasis = [(r.text, r.bold, r.italic) for r in found["thường đậm nghiêng"].runs]
    assert emphasis == [("thường ", None, None), ("đậm", True, None), (" nghiêng", None, True)]


def test_core_properties_come_from_the_plan(word: Word, plan: Document) -> None:
    properties = word.core_properties
    assert properties.title == plan.metadata.title
    assert properties.author == properties.last_modified_by == plan.metadata.author
    assert properties.language == "vi-VN"
    assert str(properties.created).startswith("2023-12-08")
    assert properties.created == properties.modified


def test_two_renders_are_equal_to_the_byte(document: Document, rendered: bytes) -> None:
    assert render_docx(document) == rendered
    with zipfile.ZipFile(io.BytesIO(rendered)) as package:
        assert {entry.date_time[0] for entry in package.infolist()} == {1980}


def test_headings_of_the_annex_span_as_in_the_plan(word: Word) -> None:
    table = word.tables[-1]
    grid = [[cell.text for cell in row.cells] for row in table.rows][:4]
    assert [row[0] for row in grid] == ["TT", "TT", "TT", "A"]
    assert grid[0][3] == grid[0][4] == "Kết quả rà soát cuối năm 2023"
    assert grid[1][3] == grid[1][4] == "Hộ nghèo"
    assert grid[2][3:5] == ["Số hộ", "Tỷ lệ (%)"]
    assert grid[3] == ["A", "B", "1", "2", "3=2/1", "4", "5"]
    widths = [column.width for column in table.columns]
    assert sum(widths) == pytest.approx(Mm(165), abs=Mm(0.1))


def test_rows_of_headings_are_as_high_as_their_headings_need(plan: Document) -> None:
    """LibreOffice cuts off a heading over several rows where they are repeated on a new page."""
    annex = plan.phu_luc[0]
    upper = (Cell((run("a"),), "nhan", rowspan=2), Cell((run("b"),), "nhan"))
    lower = (Cell((run("dài " * 200),), "nhan"),)
    table = replace(
        annex.table,
        columns=tuple(Column(name, (name,)) for name in "ab"),
        header_rows=(upper, lower),
        index_row=(),
        rows=tuple(replace(row, cells=row.cells[:2]) for row in annex.table.rows),
    )
    result = render_docx(replace(plan, phu_luc=(replace(annex, table=table),)))
    rendered: Word = docx.Document(io.BytesIO(result))
    rows = rendered.tables[-1].rows
    style = rows[0].cells[0].paragraphs[0].style
    around = style.paragraph_format.space_before.pt + style.paragraph_format.space_after.pt
    line = style.font.size.pt * 1.149  # the face's own
    first, second = (row.height.pt for row in rows[:2])
    assert line + around < first < 1.5 * line + around
    assert 5 * line < second
    assert {row.height_rule for row in rows[:2]} == {WD_ROW_HEIGHT_RULE.AT_LEAST}
    assert {row.height for row in rows[2:]} == {None}


def test_cells_that_span_rows_of_the_body(plan: Document) -> None:
    annex = plan.phu_luc[0]
    upper = (Cell((run("cao"),), "chu", rowspan=2), Cell((run("rộng"),), "chu", colspan=2))
    lower = (Cell((run("1"),), "so"), Cell((run("2"),), "so"))
    row = annex.table.rows[0]
    table = replace(
        annex.table,
        columns=tuple(Column(name, (name,)) for name in "abc"),
        header_rows=(tuple(Cell((run(name),), "nhan") for name in "abc"),),
        index_row=(),
        rows=(replace(row, cells=upper), replace(row, cells=lower)),
    )
    result = render_docx(replace(plan, phu_luc=(replace(annex, table=table),)))
    rows = docx.Document(io.BytesIO(result)).tables[-1].rows
    assert [[cell.text for cell in row.cells] for row in rows] == [
        ["a", "b", "c"],
        ["cao", "rộng", "rộng"],
        ["cao", "1", "2"],
    ]


def test_page_numbers_start_again_in_every_annex(pdfs: list[Path]) -> None:
    lines = pages(pdfs[0])
    first = next(i for i, page in enumerate(lines) if page[0] == "Phụ lục")
    second = next(i for i, page in enumerate(lines) if page[0] == "Phụ lục II")
    numbers = [page[0] for page in lines]
    assert numbers[0].startswith("UBND TỈNH GIA LAI")
    assert numbers[1:first] == [str(n + 1) for n in range(1, first)]
    assert second > first + 1
    assert numbers[first + 1 : second] == [str(n) for n in range(2, second - first + 1)]


def test_headings_of_a_long_annex_stand_on_every_page(pdfs: list[Path]) -> None:
    later = [page for page in pages(pdfs[0]) if page[0] == "2" and "3=2/1" in " ".join(page)]
    assert len(later) == 1
    assert re.search(r"\bA\s+B\s+1\s+2\s+3=2/1\s+4\s+5\b", "\n".join(later[0]))


def test_signature_stays_with_the_last_words(pdfs: list[Path]) -> None:
    for pdf in pdfs:
        (page,) = [page for page in pages(pdf) if any("Nguyễn Thị Thanh Lịch" in x for x in page)]
        text = "\n".join(page)
        assert "./." in text
        assert text.index("./.") < text.index("Nơi nhận:") < text.index("Nguyễn Thị")


def test_a_plan_without_annex_has_no_empty_last_page(pdfs: list[Path]) -> None:
    assert "Nơi nhận:" in "\n".join(pages(pdfs[1])[-1])
    assert pages(pdfs[1])[1][0] == "2"


def test_the_head_as_printed(pdfs: list[Path]) -> None:
    lines = pages(pdfs[0])[0]
    assert any("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in line for line in lines)
    number = next(line for line in lines if line.startswith("Số:"))
    assert "/KH-UBND" in number
    assert "Gia Lai, ngày 08 tháng 12 năm 2023" in number
    assert "DỰ THẢO" in lines
    assert any(AWKWARD in line for line in lines)


def rule_length(word: Word, style: str, room: float) -> float:
    """Length in pt of a line that is the border of an empty paragraph in `room` mm."""
    cells = [cell for row in word.tables[0].rows for cell in row.cells]
    paragraphs = [*word.paragraphs, *(p for cell in cells for p in cell.paragraphs)]
    layout = next(p for p in paragraphs if p.style.name == style).paragraph_format
    assert layout.left_indent == layout.right_indent
    return float(Mm(room).pt - layout.left_indent.pt - layout.right_indent.pt)


def printed_width(pdf: Path, first: str, last: str) -> float:
    """Distance in pt from the word `first` to the end of the next word `last` on page 1."""
    command = ["pdftotext", "-bbox", "-l", "1", str(pdf), "-"]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    words = re.findall(r'xMin="([\d.]+)".*?xMax="([\d.]+)".*?>(.*?)</word>', text)
    start = next(i for i, word in enumerate(words) if word[2] == first)
    end = next(word for word in words[start:] if word[2] == last)
    return float(end[1]) - float(words[start][0])


def test_rules_are_as_long_as_the_decree_says(word: Word, pdfs: list[Path]) -> None:
    motto = printed_width(pdfs[0], "Độc", "phúc")
    assert rule_length(word, "KH Kẻ tiêu ngữ", 98) == pytest.approx(motto, abs=1)
    issuer = printed_width(pdfs[0], "ỦY", "DÂN")
    assert 1 / 3 <= rule_length(word, "KH Kẻ cơ quan", 67) / issuer <= 1 / 2
    subject = printed_width(pdfs[0], "Thực", "vững")
    assert 1 / 3 <= rule_length(word, "KH Kẻ trích yếu", 165) / subject <= 1 / 2


Edit = Callable[[str, str, str], Path]


@pytest.fixture
def edit(tmp_path: Path) -> Edit:
    """A copy of the template in which a pattern of one of its parts is replaced."""

    def change(part: str, pattern: str, new: str) -> Path:
        path = tmp_path / "ke_hoach.docx"
        changed = 0
        with zipfile.ZipFile(TEMPLATE) as old, zipfile.ZipFile(path, "w") as copy:
            for name in old.namelist():
                content = old.read(name).decode()
                if name == part:
                    content, changed = re.subn(pattern, new, content, flags=re.DOTALL)
                copy.writestr(name, content)
        assert changed, "the edit found nothing to change"
        return path

    return change


BODY, STYLES, HEADER = "word/document.xml", "word/styles.xml", "word/header1.xml"
PARAGRAPH = r"<w:p>(?:(?!</w:p>).)*{}(?:(?!</w:p>).)*</w:p>"
CARELESS = [
    ("a style deleted", STYLES, r'<w:name w:val="KH Mục"/>', "", ["IN003", "KH Mục"]),
    ("a rule deleted", BODY, PARAGRAPH.format("KHKetieungu"), "", ["IN003", "dưới Tiêu ngữ"]),
    ("titlePg lost", BODY, r"<w:titlePg/>", "", ["IN006", "số trang ở cả trang đầu"]),
    ("section break deleted", BODY, PARAGRAPH.format("<w:sectPr>"), "", ["IN006", "hiện có 1"]),
    ("no restart", BODY, r'<w:pgNumType w:start="1"/>', "", ["IN007", "phần phụ lục"]),
    ("page field deleted", HEADER, r"PAGE", "DATE", ["IN008", "không còn số trang"]),
    ("header row unmarked", BODY, r"<w:tblHeader/>", "", ["IN010", "“nhan”", "không lặp lại"]),
    ("rows may break", BODY, r"<w:cantSplit/>", "", ["IN009", "bảng chữ ký", "IN010"]),
    ("sample cell renamed", BODY, r"dong\.so", "số", ["IN010", "“dong.so”"]),
    ("sample table deleted", BODY, r"<w:tbl>(?:(?!<w:tbl>).)*dong\.so.*?</w:tbl>", "", ["IN010"]),
    ("endfor deleted", BODY, r"\{%p endfor %\}", "", ["IN004", "for doan in noi_dung", "endfor"]),
    ("for deleted", BODY, r"\{%p for dong in noi_nhan %\}", "", ["IN004", "IN005", "nơi nhận"]),
    ("elif after endif", BODY, r"\{%p if doan\.kieu", "{%p elif doan.kieu", ["IN004"]),
    ("unknown name", BODY, r"r ho_ten ", "r hoten ", ["IN005", "“hoten”", "Có phải là ho_ten?"]),
    ("unknown field", BODY, r"r phu\.ten ", "r phu.tieu_de ", ["IN005", "“phu.tieu_de”"]),
    ("unknown condition", BODY, r"if du_thao", "if duthao", ["IN005", "Có phải là du_thao?"]),
    ("text deleted", BODY, PARAGRAPH.format("r trich_yeu "), "", ["IN005", "không in trích yếu"]),
    ("branch deleted", BODY, r"== 'tieu_muc'", "== 'tieumuc'", ["IN005", "“tieu_muc”"]),
    ("r left out", BODY, r"\{\{r so_ky_hieu", "{{ so_ky_hieu", ["IN004", "{{ so_ky_hieu }}"]),
    ("brace lost", BODY, r"\{\{r so_ky_hieu \}\}", "{{r so_ky_hieu }", ["IN004"]),
    ("words beside", BODY, r"\{\{r so_ky_hieu", "Số: {{r so_ky_hieu", ["IN004", "Số: {{r"]),
    (
        "letters formatted",
        BODY,
        r"<w:r>(<w:t[^>]*>\{\{r trich_yeu)",
        r'<w:r><w:rPr><w:sz w:val="30"/></w:rPr>\1',
        ["IN004", "{{r trich_yeu }}", "sẽ mất"],
    ),
    (
        "changes tracked",
        BODY,
        r"(<w:r><w:t[^>]*>Nơi nhận:</w:t></w:r>)",
        r'<w:ins w:id="1" w:author="x">\1</w:ins>',
        ["IN002", "Track Changes"],
    ),
    ("condition broken", BODY, r"if du_thao %", "if du_thao == %", ["IN012"]),
    ("text left out", BODY, r"== 'phan' %", "== 'phan' and loop.first %", ["IN011", "I. MỤC ĐÍCH"]),
]


@pytest.mark.parametrize(
    ("part", "pattern", "new", "said"),
    [case[1:] for case in CARELESS],
    ids=[c[0] for c in CARELESS],
)
def test_a_careless_edit_is_refused_with_advice(
    plan: Document, edit: Edit, part: str, pattern: str, new: str, said: list[str]
) -> None:
    path = edit(part, pattern, new)
    with pytest.raises(InputRefused) as refused:
        render_docx(plan, path)
    for words in said:
        assert words in str(refused.value)
    assert all(finding.place.file == str(path) for finding in refused.value.findings)
    assert all(finding.help for finding in refused.value.findings)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 no zip", None])
def test_a_template_that_is_no_word_file_is_refused(
    plan: Document, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "ke_hoach.docx"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputRefused, match="IN001"):
        render_docx(plan, path)


ARIAL = r'<w:rFonts w:ascii="Arial" w:hAnsi="Arial"/>'
NOT_OF_THE_DECREE = [
    ("left 20 mm", BODY, r'w:left="1701"', 'w:left="1134"', ["IN014", "lề trái 20 mm", "30-35"]),
    ("right 25 mm", BODY, r'w:right="851"', 'w:right="1417"', ["lề phải 25 mm", "15-20"]),
    ("top 15 mm", BODY, r'w:top="1134"', 'w:top="850"', ["lề trên 15 mm", "20-25"]),
    ("bottom in cm", BODY, r'w:bottom="1134"', 'w:bottom="3cm"', ["lề dưới 30 mm"]),
    ("gutter", BODY, r'w:gutter="0"', 'w:gutter="567"', ["lề trái 40 mm"]),
    ("no margins", BODY, r"<w:pgMar[^>]*>", "", ["phần kế hoạch", "phần phụ lục", "lề phải 0 mm"]),
    ("Letter", BODY, r'w:w="11906" w:h="16838"', 'w:w="12240" w:h="15840"', ["215,9 x 279,4 mm"]),
    ("across", BODY, r'w:w="11906" w:h="16838"', 'w:w="16838" w:h="11906"', ["phần kế hoạch"]),
    ("face of the file", STYLES, r'w:(ascii|hAnsi)="Times New Roman"', r'w:\1="Arial"', ["IN015"]),
    (
        "face of Normal",
        STYLES,
        r'(<w:name w:val="Normal"/>)',
        rf"\1<w:rPr>{ARIAL}</w:rPr>",
        ["Arial"],
    ),
    (
        "face of a style",
        STYLES,
        r'(KH Đoạn".*?<w:rPr>)',
        rf"\1{ARIAL}",
        ["IN015", "“KH Đoạn”", "Times New Roman"],
    ),
    (
        "one slot of a face",
        STYLES,
        r'(KH Đoạn".*?<w:rPr>)',
        r'\1<w:rFonts w:ascii="Times New Roman" w:hAnsi="Calibri"/>',
        ["“KH Đoạn”", "Calibri"],
    ),
    (
        "face of a fixed text",
        BODY,
        r"<w:r>(<w:t[^>]*>CỘNG)",
        rf"<w:r><w:rPr>{ARIAL}</w:rPr>\1",
        ["IN015", "CỘNG", "Arial"],
    ),
    (
        "size of a fixed text",
        BODY,
        r"<w:r>(<w:t[^>]*>CỘNG)",
        r'<w:r><w:rPr><w:sz w:val="32"/></w:rPr>\1',
        ["IN016", "CỘNG", "cỡ chữ 16", "12-13"],
    ),
    (
        "size of a style",
        STYLES,
        r'(KH Đoạn".*?<w:sz w:val=)"28"',
        r'\1"24"',
        ["IN016", "“KH Đoạn”", "cỡ chữ 12", "13-14"],
    ),
    (
        "small cells",
        STYLES,
        r'(KH Ô trái".*?<w:sz w:val=)"26"',
        r'\1"18"',
        ["“KH Ô trái”", "11-14"],
    ),
    ("page number", STYLES, r'(KH Số trang".*?<w:sz w:val=)"28"', r'\1"22"', ["cỡ chữ 11"]),
]


@pytest.mark.parametrize(
    ("part", "pattern", "new", "said"),
    [case[1:] for case in NOT_OF_THE_DECREE],
    ids=[case[0] for case in NOT_OF_THE_DECREE],
)
def test_a_template_that_is_not_of_the_decree_is_refused(
    plan: Document, edit: Edit, part: str, pattern: str, new: str, said: list[str]
) -> None:
    path = edit(part, pattern, new)
    with pytest.raises(InputRefused) as refused:
        render_docx(plan, path)
    for words in said:
        assert words in str(refused.value)
    assert {finding.code for finding in refused.value.findings} <= {"IN014", "IN015", "IN016"}
    assert all(finding.place.file == str(path) for finding in refused.value.findings)
    assert all(finding.help for finding in refused.value.findings)


@pytest.mark.parametrize(
    ("part", "pattern", "new"),
    [
        (BODY, r'w:left="1701"', 'w:left="1984"'),
        (BODY, r'w:top="1134"', 'w:top="1417"'),
        (BODY, r'w:w="11906" w:h="16838"', 'w:w="11907" w:h="16840"'),
        (STYLES, r'(KH Đoạn".*?<w:sz w:val=)"28"', r'\1"26"'),
        (BODY, r"<w:r>(<w:t[^>]*>CỘNG)", r'<w:r><w:rPr><w:sz w:val="24"/></w:rPr>\1'),
        (STYLES, r'(KH Kẻ trích yếu".*?<w:sz w:val=)"2"', r'\1"4"'),
    ],
)
def test_what_the_decree_leaves_open_is_the_office_s_own(
    plan: Document, edit: Edit, part: str, pattern: str, new: str
) -> None:
    render_docx(plan, edit(part, pattern, new))


def test_template_and_finished_file_are_judged_by_the_same_numbers() -> None:
    """The lint has its own table, since it must be quick; here it is held against the decree's."""
    for side, between in template_measures.MARGINS.items():
        row = fact(f"PAGE-MARGIN-{side.upper()}")
        assert (row.low, row.high) == between
    paper = fact("PAGE-PAPER").cho_phep
    assert (paper["rong"], paper["cao"]) == template_measures.A4
    assert fact("PAGE-FONT").cho_phep["mot_trong"] == [template_measures.FACE]
    rows = {
        "Quốc hiệu": "QH-SIZE",
        "Tiêu ngữ": "TN-SIZE",
        "Cơ quan chủ quản": "CQ-CHUQUAN-SIZE",
        "Cơ quan": "CQ-BANHANH-SIZE",
        "Số ký hiệu": "SO-SIZE",
        "Địa danh ngày": "DD-SIZE",
        "Tên loại": "TL-SIZE",
        "Trích yếu": "TY-SIZE",
        "Căn cứ": "CC-SIZE",
        "Đoạn": "ND-SIZE",
        "Kèm theo": "ND-SIZE",
        "Phần": "ST-MUC-6B",
        "Quyền hạn": "KY-QH-FORMAT",
        "Họ tên": "KY-HT-FORMAT",
        "Nơi nhận": "NN-LABEL",
        "Dòng nơi nhận": "NN-ITEM-SIZE",
        "Phụ lục": "PLUC-LABEL",
        "Tên phụ lục": "PLUC-TITLE",
        "Kèm theo phụ lục": "PLUC-KEMTHEO",
        "Số trang": "PAGENO-SIZE",
    }
    for style, row_of_style in rows.items():
        row = fact(row_of_style)
        assert template_measures.SIZES[f"KH {style}"] == (row.low, row.high), style


def test_tags_may_be_split_and_quoted_as_word_does(plan: Document, edit: Edit) -> None:
    split = r"{{r tri</w:t></w:r><w:proofErr w:type='spellStart'/><w:r><w:t>ch_yeu"
    path = edit(BODY, r"\{\{r trich_yeu", split)
    assert render_docx(plan, path) == render_docx(plan)
    path = edit(BODY, r"'phan'", "‘phan’")
    assert render_docx(plan, path) == render_docx(plan)


def test_margins_and_sizes_changed_in_word_count(plan: Document, edit: Edit) -> None:
    path = edit(BODY, r'w:right="851"', 'w:right="1134"')
    wide = docx.Document(io.BytesIO(render_docx(plan, path)))
    assert sum(c.width for c in wide.tables[-1].columns) == pytest.approx(Mm(160), abs=Mm(0.1))
    path = edit(STYLES, r'(KH Tiêu ngữ".*?<w:sz w:val=)"28"', r'\1"26"')
    small = docx.Document(io.BytesIO(render_docx(plan, path)))
    usual = docx.Document(io.BytesIO(render_docx(plan)))
    lengths = [rule_length(word, "KH Kẻ tiêu ngữ", 98) for word in (small, usual)]
    assert lengths[0] / lengths[1] == pytest.approx(13 / 14, abs=0.005)


def test_a_template_saved_by_libreoffice_gives_a_sound_file(plan: Document, edit: Edit) -> None:
    path = edit(
        "_rels/.rels",
        r"http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties",
        "http://schemas.openxmlformats.org/officedocument/2006/relationships/metadata/"
        "core-properties",
    )
    with zipfile.ZipFile(io.BytesIO(render_docx(plan, path))) as package:
        assert len(package.namelist()) == len(set(package.namelist()))
    assert docx.Document(io.BytesIO(render_docx(plan, path))).core_properties.revision == 1
