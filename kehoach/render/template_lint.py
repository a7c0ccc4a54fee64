"""Reads the Word template and says, in a clerk's words, what a careless edit broke in it.

Runs at every build, so it looks at the XML once and renders nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from kehoach.findings import Finding, InputRefused
from kehoach.locations import Place
from kehoach.render.docx_layout import ANNEX_RULE, ISSUER_RULE, MOTTO_RULE, SUBJECT_RULE, sections
from kehoach.render.docx_table import HEADER_CELLS, SAMPLE_CELLS, sample_cells, sample_tables
from kehoach.render.docx_xml import Element, Styles, is_on, text_of, value, w
from kehoach.render.template_measures import check_measures
from kehoach.render.template_tags import Complaint, check_tags
from kehoach.render.word_file import readable_template

if TYPE_CHECKING:
    from docx.document import Document
    from docxtpl import DocxTemplate

RULES = {
    MOTTO_RULE: "Tiêu ngữ",
    ISSUER_RULE: "tên cơ quan ban hành",
    SUBJECT_RULE: "trích yếu",
    ANNEX_RULE: "dòng (Kèm theo …) của phụ lục",
}
STYLES = frozenset(
    f"KH {name}"
    for name in (
        *("Quốc hiệu", "Tiêu ngữ", "Kẻ tiêu ngữ", "Cơ quan chủ quản", "Cơ quan", "Kẻ cơ quan"),
        *("Số ký hiệu", "Địa danh ngày", "Dự thảo", "Tên loại", "Trích yếu", "Kẻ trích yếu"),
        *("Căn cứ", "Căn cứ đoạn", "Phần", "Mục", "Tiểu mục", "Đoạn", "Đoạn cuối", "Kèm theo"),
        *("Nơi nhận", "Dòng nơi nhận", "Quyền hạn", "Chỗ ký", "Họ tên", "Ngắt trang", "Phụ lục"),
        *("Tên phụ lục", "Kèm theo phụ lục", "Kẻ phụ lục", "Ô tiêu đề", "Ô chỉ số", "Ô giữa"),
        *("Ô trái", "Ô tổng giữa", "Ô tổng trái", "Số trang"),
    )
)
_FIRST_CELLS = (*HEADER_CELLS, "tong.tt", "nhom.tt", "dong.tt")
_RESTORE = "hoặc lấy lại bản mẫu trước khi sửa"
_UNSPLIT = (
    "Trong Word: chọn hàng này, Table Properties > Row, bỏ dấu Allow row to break across pages."
)


def read_template(path: Path) -> DocxTemplate:
    """The template, opened and found sound; raises InputRefused with every fault (IN001-IN016)."""
    from docxtpl import DocxTemplate

    template = DocxTemplate(str(path))
    with readable_template(path):
        template.init_docx()
    place = Place(str(path))
    findings = [Finding(place, *complaint) for complaint in _complaints(template.docx)]
    if findings:
        raise InputRefused(findings)
    return template


def _complaints(word: Document) -> Iterator[Complaint]:
    body = word.element.body
    styles = Styles(word.styles.element)
    yield from _check_tracked_changes(body)
    yield from _check_styles(body, styles)
    yield from check_tags(body)
    yield from _check_sections(word)
    yield from check_measures(word, styles, sections(body))
    yield from _check_signature(body)
    yield from _check_sample_table(body)


def _check_tracked_changes(body: Element) -> Iterator[Complaint]:
    marks = [w("ins"), w("del"), w("moveFrom"), w("moveTo")]
    if next(body.iter(*marks), None) is not None:
        yield Complaint(
            "IN002",
            "mẫu còn dấu theo dõi thay đổi (Track Changes).",
            "Trong Word: Review > Accept > Accept All Changes, tắt Track Changes rồi lưu lại.",
        )


def _check_styles(body: Element, styles: Styles) -> Iterator[Complaint]:
    for name in sorted(STYLES - styles.names):
        yield Complaint(
            "IN003",
            f"mẫu thiếu kiểu đoạn (style) “{name}”.",
            f"Tạo lại kiểu “{name}” trong Word (Styles > New Style, loại Paragraph) và gán cho "
            f"đoạn tương ứng, {_RESTORE}.",
        )
    used = {styles.name(paragraph) for paragraph in body.iter(w("p"))}
    for name, under in RULES.items():
        if name in styles.names and name not in used:
            yield Complaint(
                "IN003",
                f"mẫu không còn đường kẻ dưới {under}.",
                f"Thêm một đoạn trống dưới {under} và gán kiểu “{name}”; "
                "độ dài đường kẻ do máy tính.",
            )


def _check_sections(word: Document) -> Iterator[Complaint]:
    found = sections(word.element.body)
    if len(found) != 2:
        yield Complaint(
            "IN006",
            f"mẫu phải có đúng hai phần (section): kế hoạch và phụ lục; hiện có {len(found)}.",
            "Giữ đúng một dấu ngắt phần loại Next Page, đặt ngay sau thẻ "
            f"{{%p for phu in phu_luc %}}, {_RESTORE}.",
        )
        return
    for section, name in zip(found, ("kế hoạch", "phụ lục"), strict=True):
        yield from _check_section(section, name)
    yield from _check_page_number(word)


def _check_section(section: Element, name: str) -> Iterator[Complaint]:
    if not is_on(section.find(w("titlePg"))):
        yield Complaint(
            "IN006",
            f"phần {name} của mẫu sẽ in số trang ở cả trang đầu (mất titlePg).",
            "Trong Word: bấm đúp vào đầu trang của phần này, đánh dấu Different First Page, để "
            "trống đầu trang đầu. LibreOffice có khi làm mất thiết lập này: nên sửa mẫu bằng Word.",
        )
    if value(section.find(w("pgNumType")), "start") != "1":
        yield Complaint(
            "IN007",
            f"số trang của phần {name} không bắt đầu lại từ 1.",
            "Trong Word: đặt con trỏ ở phần này, Insert > Page Number > Format Page Numbers > "
            "Start at: 1.",
        )
    if value(section.find(w("type"))) not in (None, "nextPage"):
        yield Complaint(
            "IN006",
            f"phần {name} của mẫu không bắt đầu ở trang mới.",
            "Trong Word: Layout > Page Setup > tab Layout > Section start: New page.",
        )


def _check_page_number(word: Document) -> Iterator[Complaint]:
    section = word.sections[0]
    if not _has_page_field(section.header._element):
        yield Complaint(
            "IN008",
            "mẫu không còn số trang ở đầu trang.",
            "Trong Word: bấm đúp vào đầu trang 2, Insert > Page Number > Current Position, "
            "canh giữa (kiểu “KH Số trang”).",
        )
    if section.different_first_page_header_footer and _has_page_field(
        section.first_page_header._element
    ):
        yield Complaint(
            "IN008",
            "mẫu in số trang ở trang đầu.",
            "Trong Word: bấm đúp vào đầu trang 1 (First Page Header) và xoá số trang ở đó.",
        )


def _has_page_field(header: Element) -> bool:
    instructions = [field.text or "" for field in header.iter(w("instrText"))]
    instructions += [value(field, "instr") or "" for field in header.iter(w("fldSimple"))]
    return any("PAGE" in text.upper().split() for text in instructions)


def _check_signature(body: Element) -> Iterator[Complaint]:
    for row in body.iter(w("tr")):
        if "ho_ten" in text_of(row) and not is_on(row.find(f"{w('trPr')}/{w('cantSplit')}")):
            yield Complaint("IN009", "bảng chữ ký của mẫu có thể bị ngắt trang.", _UNSPLIT)


def _check_sample_table(body: Element) -> Iterator[Complaint]:
    tables = sample_tables(body)
    if len(tables) != 1:
        yield Complaint(
            "IN010",
            f"mẫu phải có đúng một bảng mẫu cho phụ lục; hiện có {len(tables)}.",
            "Bảng mẫu nằm trong vòng lặp {%p for phu in phu_luc %}, có các ô ghi nhan, chi_so, "
            f"tong.tt, … dong.so; {_RESTORE[5:]}.",
        )
        return
    cells = sample_cells(tables[0])
    for kind in SAMPLE_CELLS:
        if kind not in cells:
            yield Complaint(
                "IN010",
                f"bảng mẫu của phụ lục thiếu ô “{kind}”.",
                f"Ghi lại đúng chữ {kind} vào ô mẫu đó: máy nhận ra loại ô theo chữ này.",
            )
        else:
            yield from _check_sample_row(kind, cells[kind].getparent())


def _check_sample_row(kind: str, row: Element) -> Iterator[Complaint]:
    if kind in HEADER_CELLS and not is_on(row.find(f"{w('trPr')}/{w('tblHeader')}")):
        yield Complaint(
            "IN010",
            f"hàng “{kind}” của bảng mẫu không lặp lại ở đầu mỗi trang.",
            "Trong Word: chọn hàng này, Table Properties > Row, đánh dấu "
            "Repeat as header row at the top of each page.",
        )
    if kind in _FIRST_CELLS and not is_on(row.find(f"{w('trPr')}/{w('cantSplit')}")):
        yield Complaint("IN010", f"hàng “{kind}” của bảng mẫu có thể bị ngắt trang.", _UNSPLIT)
