"""The edges of what the decree allows: what is just inside passes, what is just outside is told.

The figures are those of Phụ lục I, Phần I of the decree; how far beyond them a file may be is what
rounding and measuring need, and no more.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kehoach.findings import Severity
from kehoach.finished.docx import read_docx
from kehoach.finished.finished_file import FinishedFile
from kehoach.layout.finished_review import FinishedReview, review_finished
from kehoach.render.fonts import text_width
from tests.check.test_samples import word_file
from tests.finished_documents import (
    BODY,
    NORMAL,
    TEXT,
    B,
    centred,
    columns,
    decision,
    letter,
    rule_by_border,
    table,
    text,
)
from tests.word_edits import edited
from tests.word_xml import p, read, run, x

Edit = dict[str, Any]

MM = 25.4 / 72
MOTTO_WIDTH, NATION_COLUMN = 60.5, 98.0
"""The motto in 14 pt as it is in the signed decree, and the column that it stands in here; mm."""
ISSUER_COLUMN = 67.0
ISSUER_WIDTH = text_width("SỞ Y TẾ", 13, bold=True) * MM


def file_of(name: str, *edits: Edit) -> FinishedFile:
    return read_docx(edited(word_file(name), list(edits)), "a.docx")


def codes(file: FinishedFile) -> set[str]:
    """The rules of layout that a file breaks."""
    return {each.code for each in review_finished(file).findings if each.code.startswith("TT")}


def undecided(review: FinishedReview) -> set[str]:
    return {each.code for each in review.undecided}


def measured(file: FinishedFile) -> FinishedFile:
    """The same file as if it had been measured on its pages: good to about a millimetre."""
    sections = tuple(replace(section, measured=True) for section in file.sections)
    return replace(file, format="pdf", sections=sections)


# Paper and margins

MARGINS = [
    ("top", "TT103", 20, 25),
    ("bottom", "TT104", 20, 25),
    ("left", "TT105", 30, 35),
    ("right", "TT106", 15, 20),
]


@pytest.mark.parametrize(("side", "code", "low", "high"), MARGINS)
def test_margins(side: str, code: str, low: float, high: float) -> None:
    for width in (low - 0.15, low, high, high + 0.15):
        assert codes(file_of("cong_van", {"le": {side: width}})) == set(), width
    for width in (low - 0.25, high + 0.25):
        assert codes(file_of("cong_van", {"le": {side: width}})) == {code}, width


@pytest.mark.parametrize(("side", "code", "low", "high"), MARGINS)
def test_margins_that_were_measured(side: str, code: str, low: float, high: float) -> None:
    for width in (low - 0.95, high + 0.95):
        assert code not in codes(measured(file_of("cong_van", {"le": {side: width}}))), width
    for width in (low - 1.05, high + 1.05):
        assert code in codes(measured(file_of("cong_van", {"le": {side: width}}))), width


@pytest.mark.parametrize(("width", "height"), [(210, 297), (208.6, 297), (210, 298.4)])
def test_paper_that_is_a4_but_for_cutting(width: float, height: float) -> None:
    assert codes(file_of("ke_hoach", {"phan": 2, "kho": [width, height]})) == set()


@pytest.mark.parametrize(
    ("width", "height"), [(208.4, 297), (211.6, 297), (210, 295.4), (210, 298.6)]
)
def test_paper_of_other_sizes(width: float, height: float) -> None:
    assert codes(file_of("ke_hoach", {"phan": 2, "kho": [width, height]})) == {"TT101"}


@pytest.mark.parametrize("colour", ["262626", "000026"])
def test_what_looks_black_is_black(colour: str) -> None:
    assert codes(file_of("cong_van", {"o": "Thực hiện", "mau": colour})) == set()


@pytest.mark.parametrize("colour", ["270000", "002700", "000027"])
def test_other_colours(colour: str) -> None:
    assert codes(file_of("cong_van", {"o": "Thực hiện", "mau": colour})) == {"TT109"}


# Sizes

SIZES = [
    ("ke_hoach", "2", "TT113", 13, 14),
    ("cong_van", "CỘNG", "TT203", 12, 13),
    ("cong_van", "Độc lập", "TT212", 13, 14),
    ("cong_van", "UBND", "TT222", 12, 13),
    ("cong_van", "SỞ Y", "TT225", 12, 13),
    ("cong_van", "Số:", "TT242", 13, 13),
    ("cong_van", "Gia Lai", "TT261", 13, 14),
    ("quyet_dinh", "QUYẾT ĐỊNH", "TT272", 13, 14),
    ("quyet_dinh", "Về việc", "TT281", 13, 14),
    ("cong_van", "V/v", "TT291", 12, 13),
    ("quyet_dinh", "Căn cứ", "TT301", 13, 14),
    ("cong_van", "Thực hiện", "TT311", 13, 14),
    ("quy_che", "1. Quy chế", "TT311", 13, 14),
    ("quy_che", "a) Công", "TT311", 13, 14),
    ("quy_che", "Điều 1.", "TT311", 13, 14),
    ("quy_che", "Chương I", "TT321", 13, 14),
    ("quy_che", "QUY ĐỊNH", "TT322", 13, 14),
    ("ke_hoach", "I. MỤC", "TT335", 13, 14),
    ("ke_hoach", "TM.", "TT343", 13, 14),
    ("ke_hoach", "CHỦ TỊCH", "TT343", 13, 14),
    ("ke_hoach", "Nguyễn Văn", "TT345", 13, 14),
    ("ke_hoach", "Nơi nhận:", "TT362", 12, 12),
    ("ke_hoach", "- Sở Y tế;", "TT365", 11, 11),
    ("cong_van", "Kính gửi", "TT372", 13, 14),
    ("ke_hoach", "Phụ lục", "TT382", 14, 14),
    ("ke_hoach", "BIỂU", "TT386", 13, 14),
    ("ke_hoach", "(Kèm theo Kế hoạch", "TT389", 13, 14),
    ("cong_van_khan", "HỎA TỐC", "TT401", 13, 14),
    ("cong_van_nguoi_soan", "NTH.", "TT404", 11, 11),
]


@pytest.mark.parametrize(("name", "start", "code", "low", "high"), SIZES)
def test_sizes(name: str, start: str, code: str, low: float, high: float) -> None:
    """Word knows halves of a point."""
    for points in (low, high):
        assert code not in codes(file_of(name, {"o": start, "co_chu": points})), points
    for points in (low - 0.5, high + 0.5):
        assert code in codes(file_of(name, {"o": start, "co_chu": points})), points


def sized(points: float) -> FinishedFile:
    """A letter whose text has a size that no program rounds to halves."""
    file = read(letter(), styles=NORMAL)

    def dressed(index: int) -> Any:
        paragraph = file.paragraphs[index]
        pieces = tuple(
            replace(piece, look=replace(piece.look, size=points)) for piece in paragraph.pieces
        )
        return replace(paragraph, pieces=pieces)

    place = next(each.index for each in file.paragraphs if each.text.startswith("Thực hiện"))
    paragraphs = list(file.paragraphs)
    paragraphs[place] = dressed(place)
    return replace(file, paragraphs=tuple(paragraphs))


@pytest.mark.parametrize("points", [12.96, 14.04])
def test_a_size_that_is_rounded(points: float) -> None:
    assert "TT311" not in codes(sized(points))


@pytest.mark.parametrize("points", [12.94, 14.06])
def test_a_size_that_is_not_just_rounded(points: float) -> None:
    assert "TT311" in codes(sized(points))


@pytest.mark.parametrize("points", [12.75, 14.25])
def test_a_size_measured_to_a_quarter(points: float) -> None:
    assert "TT311" not in codes(measured(sized(points)))


@pytest.mark.parametrize("points", [12.7, 14.3])
def test_a_size_measured_off_by_more_than_a_quarter(points: float) -> None:
    assert "TT311" in codes(measured(sized(points)))


@pytest.mark.parametrize(
    ("nation", "motto", "date", "is_set"),
    [(12, 13, 13, True), (13, 14, 14, True), (12.5, 13, 13, False), (12.5, 13.5, 13.5, False),
     (13, 13, 14, False), (13, 14, 13, False), (12, 14, 14, False)],
)  # fmt: skip
def test_sizes_go_together(nation: float, motto: float, date: float, is_set: bool) -> None:
    sizes = (("CỘNG", nation), ("Độc lập", motto), ("Gia Lai", date))
    file = file_of("cong_van", *({"o": start, "co_chu": size} for start, size in sizes))
    assert ("TT120" not in codes(file)) == is_set


@pytest.mark.parametrize(
    ("start", "size", "code"), [("CỘNG", 11, "TT203"), ("Độc lập", 15, "TT212")]
)
def test_a_size_out_of_its_range_is_told_once(start: str, size: float, code: str) -> None:
    told = codes(file_of("cong_van", {"o": start, "co_chu": size}))
    assert code in told
    assert "TT120" not in told


# The text: indents, gaps, lines


@pytest.mark.parametrize("indent", [9.45, 10, 10.55, 12.15, 12.7, 13.25])
def test_indents_of_1_and_1_27_cm(indent: float) -> None:
    assert codes(file_of("cong_van", {"o": "Thực hiện", "lui": indent})) == set()


@pytest.mark.parametrize("indent", [9.35, 10.65, 11.35, 12.05, 13.35])
def test_other_indents(indent: float) -> None:
    assert codes(file_of("cong_van", {"o": "Thực hiện", "lui": indent})) == {"TT314"}


@pytest.mark.parametrize(
    ("indent", "told"), [(8.85, False), (8.75, True), (13.85, False), (13.95, True)]
)
def test_indents_that_were_measured(indent: float, told: bool) -> None:
    file = measured(file_of("cong_van", {"o": "Thực hiện", "lui": indent}))
    assert ("TT314" in codes(file)) == told


@pytest.mark.parametrize(
    ("indent", "words"), [(0.55, "không lùi vào"), (0.7, "lùi 0,07 cm"), (-5, "lùi -0,5 cm")]
)
def test_hardly_any_indent_is_none(indent: float, words: str) -> None:
    review = review_finished(file_of("cong_van", {"o": "Thực hiện", "lui": indent}))
    assert [words in each.message for each in review.findings if each.code == "TT314"] == [True]


@pytest.mark.parametrize(
    ("lead", "indent", "found", "asked"),
    [
        ("\t", 0, False, False),  # Word takes a tab to 1.27 cm
        ("\t", 5, False, False),
        ("  ", 0, True, False),
        ("   ", 0, False, True),  # so many blanks are an indent of their own
    ],
)
def test_what_stands_before_the_first_letter(
    lead: str, indent: float, found: bool, asked: bool
) -> None:
    ppr = x("jc", val="both") + x("ind", firstLine=round(indent * 1440 / 25.4))
    before = p(text(TEXT), ppr=BODY)
    blanks = run("", x("sz", val=28)).replace(
        '<w:t xml:space="preserve"></w:t>',
        "<w:tab/>" if lead == "\t" else f'<w:t xml:space="preserve">{lead}</w:t>',
    )
    assert before in letter()
    after = p(blanks, text(TEXT), ppr=ppr + x("spacing", after=120))
    review = review_finished(read(letter().replace(before, after), styles=NORMAL))
    assert ("TT314" in {each.code for each in review.findings}) == found
    assert ("TT314" in undecided(review)) == asked


@pytest.mark.parametrize(("letters", "found"), [(199, False), (200, True)])
def test_text_of_an_unknown_face_surely_takes_more_than_a_line(letters: int, found: bool) -> None:
    words = ("Thực hiện " + "nhiệm vụ " * 30)[: letters - 1].rstrip()
    words += "." * (letters - len(words))
    edit = {"o": "Thực hiện", "ghi": words, "canh": "left", "phong": "Cambria"}
    review = review_finished(file_of("cong_van", edit))
    assert ("TT313" in {each.code for each in review.findings}) == found
    assert ("TT313" in undecided(review)) != found


@pytest.mark.parametrize(("gap", "told"), [(5.95, False), (5.85, True)])
def test_gaps_of_six_points(gap: float, told: bool) -> None:
    assert codes(file_of("cong_van", {"o": "Thực hiện", "sau": gap})) == (
        {"TT315"} if told else set()
    )


@pytest.mark.parametrize(("gap", "told"), [(4.55, False), (4.45, True)])
def test_gaps_that_were_measured(gap: float, told: bool) -> None:
    file = measured(file_of("cong_van", {"o": "Thực hiện", "sau": gap}))
    assert ("TT315" in codes(file)) == told


@pytest.mark.parametrize(
    ("lines", "told"),
    [(0.96, False), (1, False), (1.5, False), (1.54, False), (0.94, True), (1.56, True)],
)
def test_spacing_from_one_line_to_one_and_a_half(lines: float, told: bool) -> None:
    file = file_of("cong_van", {"o": "Thực hiện", "dong": lines})
    assert codes(file) == ({"TT316"} if told else set())


@pytest.mark.parametrize(
    ("lines", "told"), [(0.93, False), (1.57, False), (0.91, True), (1.59, True)]
)
def test_spacing_that_was_measured(lines: float, told: bool) -> None:
    file = measured(file_of("cong_van", {"o": "Thực hiện", "dong": lines}))
    assert ("TT316" in codes(file)) == told


@pytest.mark.parametrize(
    ("points", "told"), [(15.4, False), (15.2, True), (24.9, False), (25.0, True)]
)
def test_spacing_stated_in_points(points: float, told: bool) -> None:
    """A single line of Times New Roman in 14 pt is 16.1 pt high."""
    spacing = x("spacing", after=120, line=round(points * 20), lineRule="exact")
    ppr = x("jc", val="both") + x("ind", firstLine=720) + spacing
    assert BODY in letter()
    assert ("TT316" in codes(read(letter().replace(BODY, ppr), styles=NORMAL))) == told


@pytest.mark.parametrize(
    ("points", "rule", "told"),
    [(12, "atLeast", False), (12, "exact", True), (24.9, "atLeast", False), (25, "atLeast", True)],
)
def test_at_least_so_many_points_is_never_less_than_a_line(
    points: float, rule: str, told: bool
) -> None:
    spacing = x("spacing", after=120, line=round(points * 20), lineRule=rule)
    ppr = x("jc", val="both") + x("ind", firstLine=720) + spacing
    assert ("TT316" in codes(read(letter().replace(BODY, ppr), styles=NORMAL))) == told


@pytest.mark.parametrize(
    ("name", "start", "code"), [("ke_hoach", "Độc lập", "TT206"), ("cong_van", "SỞ Y", "TT229")]
)
def test_single_spacing_in_the_head(name: str, start: str, code: str) -> None:
    for lines in (0.86, 1, 1.19):
        assert codes(file_of(name, {"o": start, "dong": lines})) == set(), lines
    for lines in (0.84, 1.21):
        assert codes(file_of(name, {"o": start, "dong": lines})) == {code}, lines


@pytest.mark.parametrize(
    ("words", "letters", "told"),
    [
        ("Quy chế này quy định chế độ làm việc, quan hệ của các Sở", 56, False),
        ("Quy chế này quy định chế độ làm việc, quan hệ giữa các Sở", 57, True),
    ],
)
@pytest.mark.parametrize(("start", "look"), [("1. Quy chế", "nghieng"), ("a) Công", "dam")])
def test_a_short_paragraph_may_be_stressed_as_a_whole(
    words: str, letters: int, told: bool, start: str, look: str
) -> None:
    """Of no more than 60 letters, with its mark and its end."""
    assert len(words) == letters
    file = file_of("quy_che", {"o": start, "ghi": f"{start[:2]} {words};", look: 1})
    assert ("TT330" in codes(file)) == told


# Places

PLACES = [
    ("cong_van", "Độc lập", "TT214"),
    ("cong_van", "SỞ Y", "TT227"),
    ("cong_van", "Số:", "TT244"),
    ("cong_van", "Gia Lai", "TT264"),
    ("quyet_dinh", "QUYẾT ĐỊNH", "TT274"),
    ("quyet_dinh", "Về việc", "TT284"),
    ("ke_hoach", "Nguyễn Văn", "TT349"),
    ("ke_hoach", "Phụ lục", "TT384"),
    ("ke_hoach", "2", "TT115"),
]


@pytest.mark.parametrize(("name", "start", "code"), PLACES)
def test_off_the_middle_by_six_millimetres(name: str, start: str, code: str) -> None:
    """An indent on the left takes the middle to the right by half of it."""
    for indent, told in ((11.8, False), (12.2, True)):
        assert (code in codes(file_of(name, {"o": start, "trai": indent}))) == told, indent


@pytest.mark.parametrize("number", [0, 14])
def test_what_stands_below_something_off_the_middle_is_not_told_for_it(number: float) -> None:
    """Neither in the middle of the column nor in that of what is above."""
    moved = {"o": "SỞ Y", "trai": 14}
    assert codes(file_of("cong_van", moved, {"o": "Số:", "trai": number})) - {"TT228"} == {"TT227"}


def test_one_line_of_several_is_off_the_middle() -> None:
    below = "của Sở Y tế"
    added = {"o": "Về việc", "them": below}
    assert "TT284" not in codes(file_of("quyet_dinh", added))
    assert "TT284" in codes(file_of("quyet_dinh", added, {"o": below, "trai": 14}))


@pytest.mark.parametrize(("left", "told"), [(11.8, False), (12.2, True)])
def test_a_line_off_the_middle_of_its_text(left: float, told: bool) -> None:
    rest = NATION_COLUMN - MOTTO_WIDTH - left
    twips = [round(each * 1440 / 25.4) for each in ((rest + left) / 2 + left / 2, rest / 2)]
    moved = p(
        ppr=x("pBdr", x("top", val="single"))
        + x("ind", left=twips[0], right=twips[1])
        + x("jc", val="center")
    )
    assert rule_by_border(18.75) in letter()
    assert ("TT215" in codes(read(letter().replace(rule_by_border(18.75), moved)))) == told


@pytest.mark.parametrize(
    ("indent", "found", "asked"),
    [(9.8, True, False), (10.2, False, True), (29.8, False, True), (30.2, False, False)],
)
def test_a_head_in_the_middle_of_the_page_or_pushed_to_a_side(
    indent: float, found: bool, asked: bool
) -> None:
    review = review_finished(file_of("quoc_hieu_giua_trang", {"o": "CỘNG", "trai": indent}))
    assert ("TT205" in {each.code for each in review.findings}) == found
    assert ("TT205" in undecided(review)) == asked


@pytest.mark.parametrize(("gap", "asked"), [(8.4, False), (8.6, True)])
def test_number_and_date_are_on_one_line_within_three_millimetres(gap: float, asked: bool) -> None:
    review = review_finished(file_of("cong_van", {"o": "Gia Lai", "truoc": gap}))
    assert ("TT265" in undecided(review)) == asked


# Lines below


def told(content: str, code: str) -> list[Severity]:
    found = review_finished(read(content, styles=NORMAL)).findings
    return [each.severity for each in found if each.code == code]


@pytest.mark.parametrize(
    ("ratio", "severities"),
    [
        (0.84, [Severity.ERROR]),
        (0.86, [Severity.WARNING]),
        (0.94, [Severity.WARNING]),
        (0.96, []),
        (1.09, []),
        (1.12, [Severity.WARNING]),
        (1.19, [Severity.WARNING]),
        (1.21, [Severity.ERROR]),
    ],
)
def test_the_line_below_the_motto_is_as_long_as_the_motto(
    ratio: float, severities: list[Severity]
) -> None:
    line = rule_by_border((NATION_COLUMN - ratio * MOTTO_WIDTH) / 2)
    assert told(letter().replace(rule_by_border(18.75), line), "TT215") == severities


@pytest.mark.parametrize(
    ("ratio", "severities"),
    [
        (0.27, [Severity.ERROR]),
        (0.29, [Severity.WARNING]),
        (0.32, [Severity.WARNING]),
        (0.335, []),
        (0.5, []),
        (0.515, [Severity.WARNING]),
        (0.54, [Severity.WARNING]),
        (0.56, [Severity.ERROR]),
    ],
)
def test_the_line_below_the_issuing_body_is_a_third_to_a_half(
    ratio: float, severities: list[Severity]
) -> None:
    line = rule_by_border((ISSUER_COLUMN - ratio * ISSUER_WIDTH) / 2)
    assert told(letter().replace(rule_by_border(30), line), "TT228") == severities


# Pages without numbers


def pages(content: str) -> str:
    """What is said of a file without page numbers: 'one' page, 'more', or nobody knows: ''."""
    review = review_finished(read(content, styles=NORMAL))
    if "TT118" in undecided(review):
        return ""
    return "more" if "TT118" in {each.code for each in review.findings} else "one"


def tall(points: float) -> str:
    """A line of 14 pt, which is 16.1 pt high, below so much room."""
    return p(text("Nội dung."), ppr=x("spacing", before=round(points * 20), after=0))


@pytest.mark.parametrize(
    ("filled", "told"), [(0.61, "one"), (0.64, ""), (1.57, ""), (1.63, "more")]
)
def test_text_surely_takes_more_than_a_page_or_surely_does_not(filled: float, told: str) -> None:
    """The page holds 257 mm of text between margins of 20 mm; a guess may be a third off."""
    room = 257 / MM
    assert pages(tall(filled * room - 16.1)) == told
    beside = tall(filled * room - 16.1)
    assert pages(table(columns(beside, beside))) == told


@pytest.mark.parametrize(("count", "told"), [(1, False), (2, True)])
def test_more_than_one_page_asks_for_numbers(count: int, told: bool) -> None:
    """As Word counted them last, or as they were laid out."""
    file = read(letter(), styles=NORMAL)
    counted = replace(file, properties={"pages": str(count)})
    assert ("TT118" in codes(counted)) == told
    laid_out = replace(file.sections[0], pages=(3, 2 + count))
    assert ("TT118" in codes(replace(file, sections=(laid_out,)))) == told


def test_a_line_fits_any_of_several_lines_of_text() -> None:
    first, second = "Về việc ban hành Quy chế làm việc", "của Sở Y tế"
    widths = [text_width(each, 14, bold=True) * MM for each in (first, second)]
    length = 0.42 * widths[1]
    assert length < widths[0] / 4
    content = decision().replace(rule_by_border(67), rule_by_border((165 - length) / 2))
    assert told(content, "TT285") == [Severity.ERROR]
    content = content.replace(centred(first, 14, B), centred(first, 14, B) + centred(second, 14, B))
    assert told(content, "TT285") == []
