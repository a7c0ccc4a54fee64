"""The reader of .docx against what ISO/IEC 29500 says of formatting, and against Word's habits."""

from __future__ import annotations

from copy import deepcopy
from random import Random

import pytest

from kehoach.finished.docx import read_docx
from kehoach.finished.finished_file import CellIndex, Story
from kehoach.finished.positions import Alignment, Made
from kehoach.layout.finished_review import review_finished
from tests.check.test_samples import word_file
from tests.finished_documents import DOCUMENTS
from tests.word_xml import DECLARED, PAGE, Parts, p, read, run, x

B, SINGLE = x("b"), x("u", val="single")


def size(half_points: int) -> str:
    return x("sz", val=half_points)


def named(style: str) -> str:
    return x("pStyle", val=style)


STYLES = "".join(
    (
        x(
            "docDefaults",
            x(
                "rPrDefault",
                x("rPr", x("rFonts", asciiTheme="minorHAnsi", hAnsiTheme="minorHAnsi"), size(22)),
            ),
            x(
                "pPrDefault",
                x("pPr", x("spacing", after=160, line=259, lineRule="auto")),
            ),
        ),
        x("style", x("name", val="Normal"), type="paragraph", default=1, styleId="Normal"),
        x(
            "style",
            x("name", val="Đậm"),
            x("basedOn", val="Normal"),
            x("pPr", x("spacing", before=120), x("ind", firstLine=567), x("jc", val="both")),
            x("rPr", B, size(28)),
            type="paragraph",
            styleId="Dam",
        ),
        x(
            "style",
            x("name", val="Con"),
            x("basedOn", val="Dam"),
            x("pPr", x("ind", hanging=284)),
            type="paragraph",
            styleId="Con",
        ),
        x("style", x("name", val="Mạnh"), x("rPr", B), type="character", styleId="Manh"),
        x(
            "style",
            x("name", val="Bảng"),
            x("pPr", x("spacing", after=0)),
            x("rPr", x("i")),
            x("tblPr", x("tblBorders", x("top", val="single"), x("insideH", val="single"))),
            x("tblStylePr", x("rPr", B), type="firstRow"),
            type="table",
            styleId="Bang",
        ),
    )
)
THEME = x("a:fontScheme", x("a:minorFont", x("a:latin", typeface="Calibri")))
MIXED = x("rFonts", ascii="Arial", hAnsi="Times New Roman")
STRONG = x("rStyle", val="Manh")


@pytest.mark.parametrize(
    ("paragraph", "expected"),
    [
        pytest.param(p("a"), (False, 11, "Calibri"), id="defaults-and-theme"),
        pytest.param(p("a", ppr=named("Con")), (True, 14, "Calibri"), id="chain"),
        pytest.param(
            p(run("a", STRONG), ppr=named("Dam")), (False, 14, "Calibri"), id="bold-twice-is-not"
        ),
        pytest.param(
            p(run("a", STRONG, B), ppr=named("Dam")), (True, 14, "Calibri"), id="bold-outright"
        ),
        pytest.param(
            p(run("a", x("b", val=0), size(26)), ppr=named("Dam")),
            (False, 13, "Calibri"),
            id="switched-off",
        ),
        pytest.param(p(run("a", MIXED)), (False, 11, "Arial"), id="ascii-letters"),
        pytest.param(p(run("ế", MIXED)), (False, 11, "Times New Roman"), id="other-letters"),
    ],
)
def test_letters_take_the_nearest_word(paragraph: str, expected: tuple[bool, float, str]) -> None:
    look = read(paragraph, styles=STYLES, theme=THEME).paragraphs[0].pieces[0].look
    assert (look.bold, look.size, look.font) == expected


def test_without_any_style_the_defaults_of_the_format_hold() -> None:
    (paragraph,) = read(p("a")).paragraphs
    look = paragraph.pieces[0].look
    assert (look.font, look.size, look.colour) == ("Times New Roman", 10, "000000")
    assert paragraph.layout.alignment is Alignment.LEFT


def test_indents_and_gaps_come_from_the_chain_attribute_by_attribute() -> None:
    body = p(ppr=named("Con") + x("spacing", after=60))
    layout = read(body, styles=STYLES).paragraphs[0].layout
    assert (layout.before, layout.after) == (6, 3)
    assert layout.first_line == pytest.approx(-5.01, abs=0.01)
    assert layout.alignment is Alignment.JUSTIFY
    assert layout.spacing is not None
    assert layout.spacing.lines == pytest.approx(1.079, abs=0.001)
    assert layout.column == pytest.approx(165, abs=0.1)


def test_a_gap_between_paragraphs_of_one_style_may_be_dropped() -> None:
    body = p(ppr=x("contextualSpacing") + x("spacing", before=120, after=120)) * 3
    layouts = [paragraph.layout for paragraph in read(body).paragraphs]
    assert [(layout.before, layout.after) for layout in layouts] == [(6, 0), (0, 0), (0, 6)]


def test_split_runs_are_one_piece_and_hidden_text_is_not_printed() -> None:
    body = p("Độc lập", x("proofErr"), " - Tự do", run("ẩn", x("vanish")), run("a", x("caps")))
    (paragraph,) = read(body).paragraphs
    assert [piece.text for piece in paragraph.pieces] == ["Độc lập - Tự do", "ẩn", "a"]
    assert paragraph.text == "Độc lập - Tự doA"


def test_tracked_changes_are_kept_apart() -> None:
    gone = x("del", x("r", x("delText", "Lao động")), author="An", date="2026-11-24T08:00:00Z")
    come = x("ins", run("Nội vụ"), author="An")
    moved = x("moveFrom", run(" cũ"), author="An")
    mark = x("rPr", x("del", author="Bình"))
    file = read(p("Sở ", gone, come, moved, ppr=mark))
    (paragraph,) = file.paragraphs
    assert (paragraph.text, paragraph.original) == ("Sở Nội vụ", "Sở Lao động cũ")
    assert paragraph.mark is not None
    assert (paragraph.mark.kind, paragraph.mark.author) == ("del", "Bình")
    first, second, third = [piece.revision for piece in paragraph.pieces if piece.revision]
    assert (first.kind, first.author, first.date) == ("del", "An", "2026-11-24T08:00:00Z")
    assert (second.kind, third.kind, third.moved) == ("ins", "del", True)
    assert file.has_revisions


def test_cells_stand_where_the_grid_says() -> None:
    grid = x("tblGrid", *(x("gridCol", w=width) for width in (2000, 3000, 1000)))
    tall = x("tcPr", x("vMerge", val="restart"))
    wide = x("tcPr", x("gridSpan", val=2))
    above = x("tr", x("trPr", x("tblHeader")), x("tc", tall, p("a")), x("tc", wide, p("b")))
    below = x(
        "tr",
        x("trPr", x("ins", author="An")),
        x("tc", x("tcPr", x("vMerge")), p()),
        x("tc", p("c")),
        x("tc", p("d")),
    )
    file = read(x("tbl", grid, above, below))
    assert {paragraph.text: paragraph.cells for paragraph in file.paragraphs} == {
        "a": (CellIndex(0, 0, 0),),
        "b": (CellIndex(0, 0, 1),),
        "c": (CellIndex(0, 1, 1),),
        "d": (CellIndex(0, 1, 2),),
    }
    top, bottom = file.tables[0].rows
    spans = [(cell.column, cell.colspan, cell.rowspan) for cell in top.cells]
    assert spans == [(0, 1, 2), (1, 2, 1)]
    assert top.is_header
    assert bottom.revision is not None


def test_a_share_of_the_page_is_a_width() -> None:
    half = x("tcPr", x("tcW", w=2500, type="pct"))
    full = x(
        "tblPr", x("tblW", w=5000, type="pct"), x("tblCellMar", x("left", w=0), x("right", w=0))
    )
    (paragraph, _) = read(x("tbl", full, x("tr", x("tc", half, p("a")) * 2))).paragraphs
    assert paragraph.layout.column == pytest.approx(82.5, abs=0.1)


def test_what_no_section_says_is_not_known() -> None:
    (section,) = read(p("a"), "").sections
    assert (section.width, section.left, section.page_number) == (None, None, None)


def test_a_table_style_dresses_its_cells() -> None:
    properties = x("tblPr", x("tblStyle", val="Bang"), x("tblLook", val="0020"))
    file = read(x("tbl", properties, x("tr", x("tc", p("a"))) * 2), styles=STYLES)
    above, below = (paragraph.pieces[0].look for paragraph in file.paragraphs)
    assert (above.bold, above.italic, below.bold, below.italic) == (True, True, False, True)
    assert file.tables[0].ruled
    assert file.paragraphs[0].layout.after == 0


def drawn(kind: str, *inside: str, position: str = "") -> str:
    """A drawing that is anchored in a run: a shape of DrawingML, 100 mm or so wide."""
    extent = x("wp:extent", cx=3_600_000, cy=0 if kind == "line" else 360_000)
    geometry = x("a:prstGeom", prst=kind)
    shape = x("wps:wsp", x("wps:spPr", geometry), *inside)
    anchor = x("wp:anchor", position, extent, x("a:graphic", x("a:graphicData", shape)))
    return x("drawing", anchor)


def test_a_text_box_is_read_once() -> None:
    content = x("txbxContent", p("trong khung"))
    box = drawn("rect", x("wps:txbx", content), x("wps:bodyPr"))
    old = x("pict", x("v:shape", x("v:textbox", content)))
    both = x("mc:AlternateContent", x("mc:Choice", box), x("mc:Fallback", old))
    outside, inside = read(p(x("r", both), "ngoài khung")).paragraphs
    assert (outside.text, outside.text_box) == ("ngoài khung", None)
    assert (inside.text, inside.text_box) == ("trong khung", 1)
    assert inside.layout.column == pytest.approx(100 - 2 * 2.54)


def test_a_frame_is_a_text_box_of_its_paragraphs() -> None:
    framed = p("a", ppr=x("framePr", w=2000, x=100))
    assert [each.text_box for each in read(framed * 2 + p("b")).paragraphs] == [1, 1, None]


def level(depth: int, form: str, text: str, *more: str) -> str:
    parts = (x("start", val=1), x("numFmt", val=form), x("lvlText", val=text), *more)
    return x("lvl", *parts, ilvl=depth)


NUMBERING = (
    x(
        "abstractNum",
        level(0, "upperRoman", "%1.", x("pPr", x("ind", left=720, hanging=360))),
        level(1, "decimal", "%2."),
        level(2, "decimal", "%2.%3."),
        level(3, "bullet", "\uf02d"),
        abstractNumId=5,
    )
    + x("num", x("abstractNumId", val=5), numId=7)
    + x(
        "num",
        x("abstractNumId", val=5),
        x("lvlOverride", x("startOverride", val=1), ilvl=0),
        numId=8,
    )
)


def test_automatic_numbers_count_as_in_word() -> None:
    def item(depth: int, number: int = 7) -> str:
        return p(ppr=x("numPr", x("ilvl", val=depth), x("numId", val=number)))

    body = "".join(map(item, (0, 1, 2, 2, 1, 0, 1, 3))) + item(0, 8) + item(0, 8) + item(0, 0)
    file = read(body, numbering=NUMBERING)
    numbers = ["I.", "1.", "1.1.", "1.2.", "2.", "II.", "1.", "-", "I.", "II.", ""]
    assert [paragraph.number for paragraph in file.paragraphs] == numbers
    assert file.paragraphs[0].layout.first_line == pytest.approx(-6.35)


def bordered(side: str, kind: str, *more: str) -> str:
    return "".join((x("pBdr", x(side, val=kind)), *more))


ABOVE = x("wp:positionH", x("wp:posOffset", "360000"), relativeFrom="column") + x(
    "wp:positionV", x("wp:posOffset", "18000"), relativeFrom="paragraph"
)
VML = x(
    "v:line",
    x("v:stroke", dashstyle="dash"),
    **{"from": "0,17pt", "to": "72pt,17pt", "style": "position:absolute"},
)


@pytest.mark.parametrize(
    ("body", "made", "length", "solid"),
    [
        pytest.param(
            p("Gia Lai") + p(ppr=bordered("top", "single", x("ind", left=2677, right=2677))),
            Made.BORDER, 70.6, True, id="border-of-an-empty-paragraph",
        ),
        pytest.param(
            p("Gia Lai", ppr=bordered("bottom", "dashed")),
            Made.BORDER, 165.0, False, id="dashed-border-below",
        ),
        pytest.param(
            p("Gia Lai") + p(run("_" * 10, size(26))),
            Made.UNDERSCORES, 22.93, True, id="underscores",
        ),
        pytest.param(
            p("Gia Lai") + p(run("-" * 5, size(26))), Made.UNDERSCORES, 7.63, False, id="dashes"
        ),
        pytest.param(
            p(run("Gia Lai", SINGLE, size(24))), Made.UNDERLINE, 12.81, True, id="underlined"
        ),
        pytest.param(
            p("Gia Lai") + p(x("r", drawn("line", position=ABOVE)), "Số: 1"),
            Made.SHAPE, 100.0, True, id="connector-of-the-next-paragraph",
        ),
        pytest.param(
            p(x("r", x("pict", VML)), run("Gia Lai", size(28))),
            Made.SHAPE, 25.4, False, id="vml-line-below-its-paragraph",
        ),
    ],
)  # fmt: skip
def test_lines_are_found_however_they_were_made(
    body: str, made: Made, length: float, solid: bool
) -> None:
    (stroke,) = read(body).strokes
    assert (stroke.after, stroke.made, stroke.solid) == (0, made, solid)
    assert stroke.length == pytest.approx(length, abs=0.1)


def test_a_box_around_a_paragraph_is_no_line() -> None:
    sides = (x(side, val="single") for side in ("top", "left", "bottom", "right"))
    file = read(p("KHẨN", ppr=x("pBdr", *sides)))
    assert file.strokes == ()
    assert file.paragraphs[0].layout.boxed


DIGITS = run("7", size(26))
COMPLEX = (
    x("r", x("fldChar", fldCharType="begin"))
    + x("r", x("instrText", " PAGE "))
    + x("r", x("fldChar", fldCharType="separate"))
    + DIGITS
    + x("r", x("fldChar", fldCharType="end"))
)
SIMPLE = x("fldSimple", DIGITS, instr=" PAGE  \\* MERGEFORMAT ")
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Target="number.xml"/></Relationships>'
)


@pytest.mark.parametrize("field", [COMPLEX, SIMPLE], ids=["complex", "simple"])
@pytest.mark.parametrize("first_differs", [True, False])
@pytest.mark.parametrize("kind", ["header", "footer"])
def test_the_page_number_is_found(field: str, first_differs: bool, kind: str) -> None:
    reference = f'<w:{kind}Reference w:type="default" r:id="rId1"/>'
    page = x("sectPr", reference, *([x("titlePg")] if first_differs else []))
    tag = "hdr" if kind == "header" else "ftr"
    printed = p(field, ppr=x("jc", val="center"))
    parts = {
        "word/document.xml": f"<w:document {DECLARED}>{x('body', p(), page)}</w:document>",
        "word/_rels/document.xml.rels": RELATIONS,
        "word/number.xml": f"<w:{tag} {DECLARED}>{printed}</w:{tag}>",
    }
    file = read_docx(Parts(parts), "a.docx")
    (section,) = file.sections
    assert section.page_number is not None
    assert section.page_number.look.size == 13
    assert section.page_number.shift == 0
    assert section.page_number.top is (kind == "header")
    assert section.on_first is not first_differs
    assert file.marginal[0].story is (Story.HEADER if kind == "header" else Story.FOOTER)


def test_pages_are_as_the_section_says() -> None:
    margins = x("pgMar", top=-1134, right=851, bottom=1134, left=1134, gutter=567)
    numbers = x("pgNumType", start=3, fmt="lowerRoman")
    page = x("sectPr", x("pgSz", w=12240, h=15840), margins, numbers)
    (section,) = read(p(), page).sections
    assert (section.width, section.height) == pytest.approx((215.9, 279.4), abs=0.01)
    assert (section.top, section.left) == pytest.approx((20, 30), abs=0.1)
    assert (section.starts_at, section.format, section.is_landscape) == (3, "roman", False)


def test_of_two_sections_each_paragraph_knows_its_own() -> None:
    body = p("a", ppr=PAGE) + p("b")
    file = read(body)
    assert [(each.section, each.starts_page) for each in file.paragraphs] == [(0, True), (1, True)]
    assert len(file.sections) == 2


def test_no_broken_part_breaks_the_review() -> None:
    """Parts with elements lost, repeated, shuffled and mangled, as damaged programs leave them."""
    chance = Random(20)
    names = sorted(DOCUMENTS)
    for _ in range(60):
        parts = word_file(chance.choice(names)).copy()
        root = parts.xml(chance.choice(sorted(n for n in parts.names if n.startswith("word/"))))
        elements = [each for each in root.iter() if each.getparent() is not None]
        for element in chance.sample(elements, min(8, len(elements))):
            if element.getparent() is None:
                continue
            what = chance.randrange(4)
            if what == 0:
                element.getparent().remove(element)
            elif what == 1:
                element.addnext(deepcopy(element))
            elif what == 2:
                for name in element.attrib:
                    element.set(name, chance.choice(["", "-1", "99999999999", "abc", "nan", "1e9"]))
            else:
                element[:] = chance.sample(list(element), len(element))
        review_finished(read_docx(parts, "a.docx"))
