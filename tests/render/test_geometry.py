"""Lengths that depend on the text, against what the decree and a ruler say."""

from __future__ import annotations

import shutil
import unicodedata
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from kehoach.document import (
    Annex,
    Cell,
    CellKind,
    Column,
    Head,
    Paragraph,
    ParagraphKind,
    Row,
    Run,
    Table,
)
from kehoach.findings import MachineProblem
from kehoach.locations import Literal, Span
from kehoach.render import geometry
from kehoach.render.fonts import FONTS, faces, text_width

MM = 25.4 / 72
SUBJECT = (
    "Thực hiện Chương trình mục tiêu quốc gia giảm nghèo bền vững năm 2024 "
    "trên địa bàn tỉnh Gia Lai"
)
TONES = ["", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323"]
VOWELS = "aăâeêioôơuưy"


def run(text: str) -> Run:
    return Run(text, Literal((), 0, Span(0, 0)))


def paragraph(kind: ParagraphKind, text: str) -> Paragraph:
    return Paragraph(kind, (run(text),))


def head(subject: str, *issuer: str) -> Head:
    return Head(
        co_quan_chu_quan=None,
        co_quan=tuple(paragraph("co_quan", line) for line in issuer),
        so_ky_hieu=paragraph("so_ky_hieu", "Số: 01/KH-UBND"),
        dia_danh_ngay=paragraph("dia_danh_ngay", "Gia Lai, ngày 08 tháng 12 năm 2023"),
        ten_loai=paragraph("ten_loai", "KẾ HOẠCH"),
        trich_yeu=paragraph("trich_yeu", subject),
        du_thao=None,
    )


def cell(text: str, kind: CellKind, columns: int = 1, rows: int = 1) -> Cell:
    return Cell((run(text),), kind, columns, rows)


def table(rows: list[list[str]]) -> Table:
    """The annex of the plan for 2024: seven columns under three rows of headings."""
    header = (
        (
            cell("TT", "nhan", 1, 3),
            cell("Đơn vị", "nhan", 1, 3),
            cell("Tổng số hộ dân cư cuối năm 2023", "nhan"),
            cell("Kết quả rà soát cuối năm 2023", "nhan", 2),
            cell("Chỉ tiêu phấn đấu giảm nghèo năm 2024", "nhan", 1, 3),
            cell("Số hộ giảm nghèo năm 2024", "nhan", 1, 3),
        ),
        (cell("Số hộ", "nhan", 1, 2), cell("Hộ nghèo", "nhan", 2)),
        (cell("Số hộ", "nhan"), cell("Tỷ lệ (%)", "nhan")),
    )
    kinds: list[CellKind] = ["tt", "don_vi", "so", "so", "so", "so", "so"]
    index = tuple(cell(text, "chi_so") for text in ["A", "B", "1", "2", "3=2/1", "4", "5"])
    lines = tuple(
        Row("dong", str(at), tuple(map(cell, texts, kinds))) for at, texts in enumerate(rows)
    )
    codes = ("tt", "ten", "ho", "ngheo", "ty_le", "giam", "so_giam")
    return Table(tuple(Column(code, ()) for code in codes), header, index, lines)


ROWS = [
    ["I", "Tổng cộng toàn tỉnh", "388.231", "31.502", "8,11", "2,00", "7.450"],
    ["17", "Thành phố Pleiku", "62.902", "149", "0,24", "0,08", "51"],
]


@pytest.mark.parametrize("path", sorted(FONTS.glob("*.ttf")), ids=lambda path: path.stem)
def test_each_face_has_every_vietnamese_letter(path: Path) -> None:
    letters = {unicodedata.normalize("NFC", vowel + tone) for vowel in VOWELS for tone in TONES}
    letters |= {"đ", *"bcdghklmnpqrstvxfjwz"}
    wanted = {case for letter in letters for case in (letter, letter.upper())}
    with TTFont(path) as font:
        assert {ord(letter) for letter in wanted} <= set(font.getBestCmap())


def test_the_project_brings_four_faces_and_their_licence() -> None:
    assert len(list(FONTS.glob("*.ttf"))) >= 4
    assert "SIL OPEN FONT LICENSE Version 1.1" in (FONTS / "LICENSE").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "size", "millimetres"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, 88.3),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, 95.7),
        ("Độc lập - Tự do - Hạnh phúc", 13, 56.1),
        ("Độc lập - Tự do - Hạnh phúc", 14, 60.5),
    ],
)
def test_text_is_as_wide_as_measured_on_the_signed_decree(
    text: str, size: float, millimetres: float
) -> None:
    assert text_width(text, size, bold=True) * MM == pytest.approx(millimetres, abs=0.1)


def test_a_real_times_new_roman_in_the_folder_wins(tmp_path: Path) -> None:
    rename_faces(FONTS, tmp_path, "Times New Roman")
    for path in FONTS.glob("*.ttf"):
        shutil.copy(path, tmp_path)
    assert faces(tmp_path)[False, False].family == "Times New Roman"


def test_half_a_times_new_roman_is_refused_by_name(tmp_path: Path) -> None:
    rename_faces(FONTS, tmp_path, "Times New Roman")
    (tmp_path / "renamed-LiberationSerif-BoldItalic.ttf").unlink()
    with pytest.raises(MachineProblem, match=r"kiểu chữ đậm nghiêng của phông Times New Roman"):
        faces(tmp_path)


def test_a_folder_without_fonts_says_which_files_it_wants(tmp_path: Path) -> None:
    with pytest.raises(MachineProblem, match=r"LiberationSerif-\*\.ttf"):
        faces(tmp_path)


def test_a_file_that_is_no_font_is_named(tmp_path: Path) -> None:
    (tmp_path / "times.ttf").write_bytes(b"not a font")
    with pytest.raises(MachineProblem, match=r"times\.ttf"):
        faces(tmp_path)


def rename_faces(source: Path, target: Path, family: str) -> None:
    """Copies of the faces that bear another family name, as a stand-in for fonts we do not have."""
    for path in source.glob("*.ttf"):
        with TTFont(path) as font:
            for record in font["name"].names:
                if record.nameID in {1, 4, 6, 16}:
                    record.string = family.replace(" ", "") if record.nameID == 6 else family
            font.save(target / f"renamed-{path.name}")


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("một hai ba", 1000, ["một hai ba"]),
        ("một hai ba", 1, ["một", "hai", "ba"]),
        ("giai đoạn 2021-2025", 1, ["giai", "đoạn", "2021-", "2025"]),
        ("số 728/QĐ-UBND", 1, ["số", "728/QĐ-", "UBND"]),
        ("kinh tế - xã hội", 1, ["kinh", "tế", "-", "xã", "hội"]),
        ("- Sở Y tế", 1, ["-", "Sở", "Y", "tế"]),
        ("", 10, [""]),
    ],
)
def test_lines_end_after_spaces_and_hyphens_never_after_a_slash(
    text: str, width: float, lines: list[str]
) -> None:
    assert geometry.wrap(text, width, 14) == lines


def test_no_line_is_wider_than_the_column() -> None:
    lines = geometry.wrap(SUBJECT * 5, 100, 14, italic=True)
    assert " ".join(lines) == SUBJECT * 5
    assert all(text_width(line, 14, italic=True) * MM <= 100 for line in lines)


def test_a_title_breaks_where_a_phrase_begins() -> None:
    block = geometry.subject_block(head(SUBJECT, "ỦY BAN NHÂN DÂN"))
    assert block.lines == (
        "Thực hiện Chương trình mục tiêu quốc gia giảm nghèo bền vững",
        "năm 2024 trên địa bàn tỉnh Gia Lai",
    )
    inside = geometry.TEXT_WIDTH - 2 * block.indent
    assert geometry.wrap(SUBJECT, inside, 14, bold=True) == list(block.lines)


@pytest.mark.parametrize("words", [3, 16, 17, 18, 25, 40])
def test_a_title_takes_no_more_lines_than_it_needs_and_leaves_no_stub(words: int) -> None:
    text = " ".join(["nghèo"] * words)
    block = geometry.subject_block(head(text, "X"))
    assert len(block.lines) == len(geometry.wrap(text, geometry.TEXT_WIDTH, 14, bold=True))
    widths = [text_width(line, 14, bold=True) for line in block.lines]
    assert min(widths) > max(widths) / 2


@pytest.mark.parametrize(
    ("number", "day"),
    [("3456", "08 tháng 12 năm 2023"), ("      ", "      tháng       năm 2023")],
)
def test_the_note_of_an_annex_does_not_break_its_date(number: str, day: str) -> None:
    text = f"(Kèm theo Kế hoạch số {number}/KH-UBND ngày {day} của Ủy ban nhân dân tỉnh Gia Lai)"
    note = paragraph("kem_theo_phu_luc", text)
    block = geometry.annex_note_block(Annex("a", note, note, note, table(ROWS)))
    assert block.lines[1] == "của Ủy ban nhân dân tỉnh Gia Lai)"


def test_a_short_title_stays_on_one_line_without_indent() -> None:
    block = geometry.subject_block(head("Công tác năm 2025", "X"))
    assert block == geometry.Block(("Công tác năm 2025",), 0)


@pytest.mark.parametrize(
    "lines",
    [
        ["ỦY BAN NHÂN DÂN"],
        ["ỦY BAN NHÂN DÂN", "TỈNH GIA LAI"],
        ["BAN CHỈ ĐẠO CHUYỂN ĐỔI", "SỐ CỦA TỈNH GIA LAI"],
        ["A"],
    ],
)
def test_the_rule_is_a_third_to_a_half_of_every_line(lines: list[str]) -> None:
    length = geometry.issuer_rule(head("X", *lines))
    for line in lines:
        width = text_width(line, 13, bold=True) * MM
        assert width / 3 <= length <= width / 2


def test_beside_a_short_line_the_rule_keeps_to_the_longest() -> None:
    lines = ["ỦY BAN NHÂN DÂN XÃ", "PỜ Y"]
    longest = text_width(lines[0], 13, bold=True) * MM
    assert longest / 3 <= geometry.issuer_rule(head("X", *lines)) <= longest / 2


def test_a_long_name_is_measured_as_it_wraps() -> None:
    name = "BAN CHỈ ĐẠO CÁC CHƯƠNG TRÌNH MỤC TIÊU QUỐC GIA GIAI ĐOẠN 2021-2025"
    assert geometry.issuer_rule(head("X", name)) <= geometry.HEAD_COLUMNS[0] / 2


def test_annex_columns_fill_the_page_and_break_no_word() -> None:
    annex = table(ROWS)
    widths = geometry.column_widths(annex)
    assert sum(widths) == pytest.approx(165)
    for row in annex.rows:
        for width, body in zip(widths, row.cells, strict=True):
            assert text_width(body.text, 13) * MM + 2 * geometry.CELL_PADDING <= width
    assert min(widths) == widths[0]
    assert max(widths) == widths[1]
    assert widths[0] < 12


def test_headings_do_not_break_inside_a_word_either() -> None:
    widths = geometry.column_widths(table(ROWS))
    leaves = ["TT", "Đơn vị", "Tổng số hộ dân cư cuối", "Số hộ", "Tỷ lệ (%)", "phấn đấu", "nghèo"]
    for width, text in zip(widths, leaves, strict=True):
        for word in text.split():
            assert text_width(word, 13, bold=True) * MM + 2 * geometry.CELL_PADDING <= width


def test_the_row_of_column_numbers_is_measured_in_italics() -> None:
    width = geometry.column_widths(table(ROWS), 105)[4]
    assert text_width("3=2/1", 13, italic=True) * MM + 2 * geometry.CELL_PADDING <= width


def test_rows_of_headings_hold_every_heading() -> None:
    annex = table(ROWS)
    widths = geometry.column_widths(annex, 120)
    heights = geometry.header_heights(annex, widths)
    spans = {0: 3, 1: 3, 5: 3, 6: 3}
    headings = [annex.header_rows[0][0], annex.header_rows[0][1], *annex.header_rows[0][4:]]
    for column, heading in zip(spans, headings, strict=True):
        inside = widths[column] - 2 * geometry.CELL_PADDING
        lines = geometry.wrap(heading.text, inside, 13, bold=True)
        assert sum(heights) >= 13 * 1.15 * len(lines)
    assert sum(heights) < 13 * 1.15 * 12


NARROW = 20.0
"""Room for one "nghiêng" in bold type, not for two; two such columns hold two."""


def heading(lines: int, columns: int = 1, rows: int = 1) -> Cell:
    """A heading that takes `lines` lines in a narrow column."""
    return cell(" ".join(["nghiêng"] * lines), "nhan", columns, rows)


def heights_of(*rows: tuple[Cell, ...]) -> tuple[float, ...]:
    columns = sum(first.colspan for first in rows[0])
    headings = Table(tuple(Column(code, (code,)) for code in "abcd"[:columns]), rows, (), ())
    return geometry.header_heights(headings, [NARROW] * columns)


def alone(lines: int) -> float:
    """Height of a row with nothing but one heading."""
    (height,) = heights_of((heading(lines),))
    return height


def test_a_row_is_as_high_as_the_lines_of_its_heading() -> None:
    with TTFont(next(FONTS.glob("*-Bold.ttf"))) as font:
        face = font["hhea"]
        line = 13 * (face.ascent - face.descent + face.lineGap) / font["head"].unitsPerEm
    for lines in (1, 2, 5):
        assert lines * line < alone(lines) < (lines + 0.5) * line
        assert alone(lines) - alone(1) == pytest.approx((lines - 1) * line, abs=0.1)
    assert heights_of((heading(2), heading(5), heading(1))) == (alone(5),)


def test_a_heading_has_the_room_of_all_its_columns() -> None:
    assert heights_of((heading(2, columns=2),), (heading(1), heading(1))) == (alone(1), alone(1))
    assert heights_of((heading(2), heading(1)), (heading(1), heading(1))) == (alone(2), alone(1))


@pytest.mark.parametrize("rows", [2, 3])
def test_rows_share_what_a_heading_over_them_needs(rows: int) -> None:
    below = [(heading(1),)] * (rows - 1)
    heights = heights_of((heading(5, rows=rows), heading(1)), *below)
    assert heights == pytest.approx([alone(5) / rows] * rows)
    heights = heights_of((heading(1), heading(1)), (heading(5, rows=rows), heading(1)), *below)
    assert heights == pytest.approx([alone(1), *[alone(5) / rows] * rows])


def test_rows_that_hold_a_heading_over_them_are_no_higher_for_it() -> None:
    assert heights_of((heading(2, rows=2), heading(1)), (heading(1),)) == (alone(1), alone(1))
    assert heights_of((heading(3, rows=2), heading(3)), (heading(1),)) == (alone(3), alone(1))
    first = (heading(6, rows=3), heading(5, rows=2), heading(1), heading(1))
    heights = heights_of(first, (heading(1), heading(1)), (heading(1),) * 3)
    assert heights == pytest.approx([alone(5) / 2, alone(5) / 2, alone(1)])


def test_only_what_rows_lack_for_a_heading_over_them_is_added() -> None:
    short = (alone(5) - alone(3) - alone(1)) / 2
    assert short > 0
    heights = heights_of((heading(5, rows=2), heading(3)), (heading(1),))
    assert heights == pytest.approx([alone(3) + short, alone(1) + short])


def test_long_texts_wrap_before_figures_do() -> None:
    rows = [["1", "Huyện " + "rất dài " * 30, "388.231", "31.502", "8,11", "2,00", "7.450"]]
    widths = geometry.column_widths(table(rows))
    assert sum(widths) == pytest.approx(165)
    for width, text in zip(widths[2:], rows[0][2:], strict=True):
        assert text_width(text, 13) * MM + 2 * geometry.CELL_PADDING <= width


def test_a_page_too_narrow_for_the_words_is_still_filled_exactly() -> None:
    widths = geometry.column_widths(table(ROWS), 60)
    assert sum(widths) == pytest.approx(60)
    assert all(width > 0 for width in widths)


def test_a_word_longer_than_the_line_ends_where_lines_are_full() -> None:
    link = "https://" + "giangheo" * 20
    first, *lines = geometry.wrap(f"Đăng tải tại {link} theo quy định", 100, 14)
    assert first == "Đăng tải tại"
    assert "".join(lines).replace(" ", "") == f"{link}theoquyđịnh"
    assert all(text_width(line, 14) * MM <= 100 for line in lines)
    assert text_width(lines[0] + "m", 14) * MM > 100


def test_words_are_broken_before_figures_are() -> None:
    amounts = ["1.000.000.000"] * 3 + ["10.000"] * 2
    rows = [["1", "Nghiêngnghiêngnghiêng " * 3, *amounts]]
    annex = table(rows)
    needs = geometry.needs(annex)
    assert needs.figures < 165 < needs.words
    widths = geometry.column_widths(annex)
    assert sum(widths) == pytest.approx(165)
    for width, amount in zip(widths[2:], amounts, strict=True):
        assert text_width(amount, 13) * MM + 2 * geometry.CELL_PADDING <= width


def test_only_a_row_of_more_than_half_a_page_goes_on_on_the_next() -> None:
    rows = [["1", "dòng " * lines, "1", "2", "3", "4", "5"] for lines in (1, 20, 30, 300)]
    lines_alone = (20.0, 13.0, *[26.4] * 5)  # "dòng" alone fills a line of the second column
    assert geometry.tall_rows(table(rows), lines_alone) == (False, False, True, True)
