"""The PDF as outside tools see it: poppler reads words, places, fonts, outline and pixels."""

from __future__ import annotations

import os
import pickle
import re
import shutil
import subprocess
import sys
import zlib
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from fontTools.ttLib import TTFont

from kehoach.document import (
    Annex,
    Cell,
    CellKind,
    Clause,
    Column,
    Document,
    Head,
    Metadata,
    Paragraph,
    ParagraphKind,
    Recipient,
    Row,
    Run,
    Signature,
    Table,
)
from kehoach.files import PROJECT
from kehoach.findings import InputRefused
from kehoach.locations import Literal, Span
from kehoach.render.fonts import missing_letters
from kehoach.render.pdf import TEMPLATES, render_pdf

POINTS = 72 / 25.4
LEFT, RIGHT, TOP = 30 * POINTS, 195 * POINTS, 20 * POINTS
TESTS = Span(0, 0)
LONG = (
    "Trong quá trình thực hiện, nếu có phát sinh, vướng mắc, các sở, ban, ngành, đoàn thể tỉnh và "
    "các địa phương báo cáo kịp thời về Sở Lao động - Thương binh và Xã hội để xử lý theo Quyết "
    "định số 728/QĐ-UBND giai đoạn 2022-2025; nội dung vượt thẩm quyền báo cáo UBND tỉnh."
)


def run(text: str, **style: bool) -> Run:
    return Run(text, Literal((), 0, TESTS), **style)


def paragraph(kind: ParagraphKind, *parts: str | Run) -> Paragraph:
    return Paragraph(kind, tuple(run(part) if isinstance(part, str) else part for part in parts))


def clause(depth: int, *paragraphs: Paragraph) -> Clause:
    return Clause(0, (), TESTS, depth, None, "", None, paragraphs)


def cell(text: str, kind: CellKind, columns: int = 1, rows: int = 1) -> Cell:
    return Cell((run(text),), kind, columns, rows)


def annex(label: str, rows: int) -> Annex:
    header = (
        (cell("TT", "nhan", 1, 2), cell("Đơn vị", "nhan", 1, 2), cell("Hộ nghèo", "nhan", 2)),
        (cell("Số hộ", "nhan"), cell("Tỷ lệ (%)", "nhan")),
    )
    index = tuple(cell(text, "chi_so") for text in "AB12")
    kinds: list[CellKind] = ["tt", "don_vi", "so", "so"]
    lines = [
        Row("dong", str(at), tuple(map(cell, [str(at), f"Xã {at}", f"{at}.059", "8,11"], kinds)))
        for at in range(1, rows + 1)
    ]
    total = Row("tong", "", tuple(map(cell, ["I", "Tổng cộng", "388.231", "8,11"], kinds)))
    return Annex(
        label,
        paragraph("phu_luc", label),
        paragraph("ten_phu_luc", "BIỂU TỔNG HỢP CHỈ TIÊU"),
        paragraph("kem_theo_phu_luc", "(Kèm theo Kế hoạch số 3456/KH-UBND của UBND tỉnh Gia Lai)"),
        Table(tuple(Column(code, ()) for code in "abcd"), header, index, (total, *lines)),
    )


def make(
    *texts: str, annexes: tuple[Annex, ...] = (), draft: bool = False, name: str = "Lê A"
) -> Document:
    """A plan with two levels of headings and `texts` as its last paragraphs."""
    head = Head(
        co_quan_chu_quan=None,
        co_quan=(paragraph("co_quan", "ỦY BAN NHÂN DÂN"), paragraph("co_quan", "TỈNH GIA LAI")),
        so_ky_hieu=paragraph("so_ky_hieu", "Số: 3456/KH-UBND"),
        dia_danh_ngay=paragraph("dia_danh_ngay", "Gia Lai, ngày 08 tháng 12 năm 2023"),
        ten_loai=paragraph("ten_loai", "KẾ HOẠCH"),
        trich_yeu=paragraph("trich_yeu", "Thực hiện giảm nghèo bền vững năm 2024"),
        du_thao=paragraph("du_thao", "DỰ THẢO") if draft else None,
    )
    clauses = [
        clause(1, paragraph("phan", "I. MỤC ĐÍCH & <YÊU CẦU>")),
        clause(2, paragraph("muc", "1. Thực hiện ", run("(kèm theo 90/QĐ-TTg)", light=True))),
        clause(3, paragraph("tieu_muc", "1.1. Sở Y tế"), paragraph("doan", LONG)),
        *(clause(4, paragraph("doan", text)) for text in texts),
    ]
    return Document(
        nam=2024,
        trang_thai="du_thao" if draft else "ban_hanh",
        metadata=Metadata(
            "Kế hoạch giảm nghèo", "Giảm nghèo & việc làm", "UBND tỉnh", date(2023, 12, 8)
        ),
        the_thuc=head,
        can_cu=(paragraph("can_cu", "Căn cứ Luật Đầu tư công;"),),
        clauses=tuple(clauses),
        noi_nhan=(
            Recipient(paragraph("noi_nhan", "- Bộ LĐ-TB&XH;"), ()),
            Recipient(paragraph("noi_nhan", "- Lưu: VT."), (), luu=True),
        ),
        ky=Signature((paragraph("quyen_han", "TM. ỦY BAN NHÂN DÂN"),), paragraph("ho_ten", name)),
        phu_luc=annexes,
        vien_dan=(),
    )


def tool(*command: str | Path, data: bytes | None = None) -> str:
    done = subprocess.run([str(part) for part in command], input=data, capture_output=True)
    assert done.returncode == 0, done.stderr
    return done.stdout.decode("utf-8")


@pytest.fixture(scope="module")
def plan() -> Document:
    annexes = (annex("Phụ lục I", 60), annex("Phụ lục II", 60), annex("Phụ lục III", 3))
    return make(*[LONG] * 16, annexes=annexes, draft=True)


@pytest.fixture(scope="module")
def pdf(plan: Document, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("pdf") / "plan.pdf"
    path.write_bytes(render_pdf(plan).data)
    return path


def below_the_page_number(path: Path) -> str:
    size = ["-x", "0", "-y", "56", "-W", "596", "-H", "786"]
    return tool("pdftotext", "-raw", *size, path, "-")


def page_numbers(path: Path) -> list[str]:
    size = ["-x", "0", "-y", "0", "-W", "596", "-H", "56"]
    text = tool("pdftotext", "-raw", *size, path, "-")
    return [page.strip() for page in text.split("\f")[:-1]]


def words(path: Path) -> list[list[tuple[str, float, float, float]]]:
    """For each page its words: text, left, right and bottom edge in points."""
    root = ElementTree.fromstring(tool("pdftotext", "-bbox", path, "-"))
    name = "{http://www.w3.org/1999/xhtml}"
    edges = ("xMin", "xMax", "yMax")
    return [
        [
            (word.text or "", *(float(word.attrib[edge]) for edge in edges))  # type: ignore[misc]
            for word in page.iter(f"{name}word")
        ]
        for page in root.iter(f"{name}page")
    ]


def line_of(path: Path, page: int, text: str) -> tuple[float, float, float]:
    """Left, right and bottom edge of the words of `text`, which must stand on one line."""
    wanted, found = text.split(), words(path)[page]
    for start in range(len(found)):
        part = found[start : start + len(wanted)]
        if [word for word, *_ in part] == wanted:
            bottoms = [bottom for *_, bottom in part]
            assert max(bottoms) - min(bottoms) < 1, f"{text} stands on several lines"
            return part[0][1], part[-1][2], max(bottoms)
    raise AssertionError(f"{text} is not on page {page + 1}")


def drawn_rules(path: Path, page: int) -> list[tuple[float, float, float]]:
    """Left, right and height in points of each black line that is longer than a letter."""
    dpi = 300
    pages = ["-f", str(page), "-l", str(page)]
    command = ["pdftoppm", "-gray", "-r", str(dpi), *pages, str(path), "-"]
    image = subprocess.run(command[:-1], capture_output=True, check=True).stdout
    header = re.match(rb"P5\s+(\d+)\s+(\d+)\s+255\s", image)
    assert header
    width, height = int(header[1]), int(header[2])
    rules: list[tuple[float, float, float]] = []
    for row in range(height):
        start = header.end() + row * width
        for dark in re.finditer(rb"[\x00-\x80]{80,}", image[start : start + width]):
            edges = [value * 72 / dpi for value in (*dark.span(), row)]
            if not rules or rules[-1][:2] != (edges[0], edges[1]) or edges[2] - rules[-1][2] > 3:
                rules.append((edges[0], edges[1], edges[2]))
    return rules


def test_every_word_stands_in_the_file_in_reading_order(pdf: Path, plan: Document) -> None:
    expected = [part.text for part in plan.paragraphs()]
    number = expected.index("Số: 3456/KH-UBND")
    expected[number:number] = ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    first = expected.index("- Bộ LĐ-TB&XH;")
    expected[first:first] = ["Nơi nhận:"]
    shown = below_the_page_number(pdf)
    body = shown[: shown.index("Phụ lục I\n")]
    body_expected = expected[: expected.index("Phụ lục I")]
    assert "".join(body.split()) == "".join("".join(body_expected).split())


def test_every_cell_stands_in_the_annex_in_reading_order(pdf: Path, plan: Document) -> None:
    shown = below_the_page_number(pdf)
    last = shown[shown.index("Phụ lục III") :]
    part = plan.phu_luc[2]
    cells = [cell for row in part.table.header_rows for cell in row]
    cells += part.table.index_row
    cells += [cell for row in part.table.rows for cell in row.cells]
    expected = [part.nhan.text, part.ten.text, part.kem_theo.text, *(one.text for one in cells)]
    assert "".join(last.split()) == "".join("".join(expected).split())


def test_the_marks_for_the_line_breaker_leave_no_trace(pdf: Path) -> None:
    text = tool("pdftotext", "-layout", pdf, "-")
    assert "\u2060" not in text
    assert "\u200b" not in text
    assert "728/QĐ-UBND" in text
    assert "2022-2025" in text


def test_lines_break_as_in_word(tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    filler = [f"{'x' * count} 728/QĐ 2022-2025 và" for count in range(30, 52)]
    path.write_bytes(render_pdf(make(*filler)).data)
    ends = [line.split()[-1] for line in below_the_page_number(path).splitlines() if line.strip()]
    assert not any(end.endswith("/") for end in ends)
    assert any(end == "2022-" for end in ends)


def test_only_the_fonts_of_the_project_are_used_and_all_are_embedded(pdf: Path) -> None:
    rows = tool("pdffonts", pdf).splitlines()[2:]
    assert rows
    for row in rows:
        assert re.match(r"[A-Z]{6}\+Liberation-Serif", row)
        assert row.split()[-5:-2] == ["yes", "yes", "yes"]  # embedded, subset, copyable


def fonts_of(path: Path) -> list[list[str]]:
    """Without the letters that tell subsets apart, and without object numbers."""
    rows = tool("pdffonts", path).splitlines()[2:]
    return sorted(row.partition("+")[2].split()[:-2] for row in rows)


def test_fonts_are_cut_down_as_well_where_harfbuzz_is_old(
    plan: Document, pdf: Path, tmp_path: Path
) -> None:
    code = """
from kehoach.render.weasyprint import weasyprint_and_fonts
weasyprint_and_fonts()
import weasyprint.pdf.fonts
weasyprint.pdf.fonts.harfbuzz_subset = None
"""
    path = tmp_path / "plan.pdf"
    path.write_bytes(in_a_fresh_process(plan, code + WRITE))
    assert path.read_bytes() != pdf.read_bytes()
    assert path.stat().st_size < 1.2 * pdf.stat().st_size
    assert tool("pdftotext", "-layout", path, "-") == tool("pdftotext", "-layout", pdf, "-")
    assert fonts_of(path) == fonts_of(pdf)


def test_a_letter_no_face_has_is_refused_and_not_borrowed_from_the_machine() -> None:
    with pytest.raises(InputRefused, match="☐"):
        render_pdf(make("Đánh dấu ☐ vào ô"))


def test_missing_letters_are_told_with_the_run_they_stand_in() -> None:
    box, hyphen = run("ô ☐ và ☐"), run("xã\u2011hội", bold=True)
    document = make("Đủ chữ.", annexes=(annex("Phụ lục", 1),))
    text = clause(4, paragraph("doan", box), paragraph("doan", hyphen))
    faulty = replace(document, clauses=(*document.clauses, text))
    assert list(missing_letters(document)) == []
    assert list(missing_letters(faulty)) == [("☐", box), ("\u2011", hyphen)]


def test_the_file_says_what_it_is(pdf: Path) -> None:
    facts = dict(
        line.split(":", 1) for line in tool("pdfinfo", "-isodates", pdf).splitlines() if ":" in line
    )
    facts = {key: value.strip() for key, value in facts.items()}
    assert facts["Title"] == "Kế hoạch giảm nghèo"
    assert facts["Author"] == "UBND tỉnh"
    assert facts["Subject"] == "Giảm nghèo & việc làm"
    assert "3456/KH-UBND" in facts["Keywords"]
    assert facts["CreationDate"].startswith("2023-12-08")
    assert facts["ModDate"].startswith("2023-12-08")
    assert facts["Tagged"] == "yes"
    assert "(A4)" in facts["Page size"]
    objects = re.findall(rb"stream\n(.*?)\nendstream", pdf.read_bytes(), re.DOTALL)
    catalog = next(text for text in map(unpacked, objects) if b"/Catalog" in text)
    assert b"/Lang (vi)" in catalog


def unpacked(stream: bytes) -> bytes:
    return zlib.decompressobj().decompress(stream)


def test_headings_make_the_outline_and_the_tags(pdf: Path) -> None:
    outline = ElementTree.fromstring(
        tool("pdftohtml", "-xml", "-i", "-stdout", pdf).split("?>", 1)[1].split(">", 1)[1].strip()
    ).find("outline")
    assert outline is not None
    titles = ["".join(item.itertext()).strip() for item in outline.iter("item")]
    assert titles == [
        "KẾ HOẠCH",
        "I. MỤC ĐÍCH & <YÊU CẦU>",
        "1. Thực hiện (kèm theo 90/QĐ-TTg)",
        "1.1. Sở Y tế",
        "Phụ lục I. BIỂU TỔNG HỢP CHỈ TIÊU",
        "Phụ lục II. BIỂU TỔNG HỢP CHỈ TIÊU",
        "Phụ lục III. BIỂU TỔNG HỢP CHỈ TIÊU",
    ]
    tags = tool("pdfinfo", "-struct", pdf)
    for tag in ("H1", "H2", "H3", "H4", "Table", "TH", "TD"):
        assert re.search(rf"^ *{tag}\b", tags, re.MULTILINE)


def test_pages_are_numbered_from_2_and_each_annex_on_its_own(pdf: Path) -> None:
    assert page_numbers(pdf) == ["", "2", "3", "", "2", "", "2", ""]


def test_the_page_number_stands_in_the_middle_of_the_text(pdf: Path) -> None:
    _, left, right, _ = words(pdf)[1][0]
    assert (left + right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=0.5)


def test_text_keeps_to_the_margins(pdf: Path) -> None:
    for page in words(pdf):
        for _, left, right, bottom in page:
            assert left >= LEFT - 0.1
            assert right <= RIGHT + 0.1
            assert bottom <= 277 * POINTS + 0.1


def test_the_name_of_the_state_stands_on_one_line(pdf: Path) -> None:
    left, right, bottom = line_of(pdf, 0, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    assert right <= RIGHT
    motto = line_of(pdf, 0, "Độc lập - Tự do - Hạnh phúc")
    assert (motto[0] + motto[1]) / 2 == pytest.approx((left + right) / 2, abs=0.5)
    assert 0 < motto[2] - bottom < 20


def test_rules_are_as_long_as_the_decree_says(pdf: Path) -> None:
    motto = line_of(pdf, 0, "Độc lập - Tự do - Hạnh phúc")
    issuer = [line_of(pdf, 0, "ỦY BAN NHÂN DÂN"), line_of(pdf, 0, "TỈNH GIA LAI")]
    subject = line_of(pdf, 0, "Thực hiện giảm nghèo bền vững năm 2024")
    under = {}
    for name, line in {"motto": motto, "issuer": issuer[-1], "subject": subject}.items():
        under[name] = next(
            right - left
            for left, right, height in drawn_rules(pdf, 1)
            if 0 < height - line[2] < 8 and abs((left + right) / 2 - (line[0] + line[1]) / 2) < 1
        )
    assert under["motto"] == pytest.approx(motto[1] - motto[0], abs=0.75)
    for left, right, _ in issuer:
        assert 0.33 <= under["issuer"] / (right - left) <= 0.51
    assert 0.33 <= under["subject"] / (subject[1] - subject[0]) <= 0.51


def test_a_final_plan_has_no_draft_box(pdf: Path, tmp_path: Path) -> None:
    final = tmp_path / "final.pdf"
    final.write_bytes(render_pdf(make()).data)
    assert "DỰ THẢO" in tool("pdftotext", pdf, "-")
    assert "DỰ THẢO" not in tool("pdftotext", final, "-")


@pytest.mark.parametrize("lines", [10, 12, 14])
def test_the_signature_never_stands_without_the_end_of_the_text(lines: int, tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    short = [f"- Nội dung {number}." for number in range(lines)]
    path.write_bytes(render_pdf(make(*short, LONG, name="Nguyễn Ký Cuối")).data)
    pages = below_the_page_number(path).split("\f")
    signed = next(page for page in pages if "Nơi nhận:" in page)
    assert "thẩm quyền báo cáo UBND tỉnh." in signed
    assert "Lưu: VT." in signed
    assert "Nguyễn Ký Cuối" in signed


@pytest.mark.parametrize("lines", range(2))
def test_headings_are_followed_by_text_on_their_page(lines: int, tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(render_pdf(with_many_headings(lines)).data)
    for page in below_the_page_number(path).split("\f")[:-1]:
        last = page.strip().splitlines()[-1]
        assert not re.match(r"\d+\. Nhiệm vụ", last), "a heading ends its page"


def with_many_headings(lines: int) -> Document:
    """Headings that would fall on every height of a page."""
    document = make(*["- Nội dung."] * lines)
    extra = [
        clause(2, paragraph("muc", f"{number}. Nhiệm vụ"), paragraph("doan", LONG[: 90 + number]))
        for number in range(60)
    ]
    return replace(document, clauses=(*document.clauses, *extra))


def test_annex_headings_repeat_and_rows_stay_whole(pdf: Path) -> None:
    pages = below_the_page_number(pdf).split("\f")
    start = next(number for number, page in enumerate(pages) if "Phụ lục I\n" in page)
    assert all("Đơn vị" in page for page in pages[start : start + 2])
    rows = re.findall(
        r"^(\d+) Xã (\d+) (\d+)\.059 8,11$", "\n".join(pages[start : start + 2]), re.MULTILINE
    )
    assert [int(number) for number, *_ in rows] == list(range(1, 61))
    assert all(len(set(row)) == 1 for row in rows)


def in_a_fresh_process(plan: Document, code: str, folder: Path = PROJECT, **extra: str) -> bytes:
    done = subprocess.run(
        [sys.executable, "-c", f"import pickle, sys\nplan = pickle.load(sys.stdin.buffer)\n{code}"],
        input=pickle.dumps(plan),
        capture_output=True,
        env=os.environ | {"PYTHONPATH": str(folder)} | extra,
        cwd=folder,
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


WRITE = """
from kehoach.render.pdf import render_pdf
sys.stdout.buffer.write(render_pdf(plan).data)
"""


@pytest.mark.parametrize("zone", ["Asia/Ho_Chi_Minh", "America/Los_Angeles"])
def test_the_bytes_are_the_same_in_any_time_zone(zone: str, pdf: Path, plan: Document) -> None:
    again = in_a_fresh_process(plan, WRITE, TZ=zone, PYTHONHASHSEED="7", LC_ALL="C.UTF-8")
    assert again == pdf.read_bytes()


def test_the_bytes_are_the_same_on_another_day(pdf: Path, plan: Document) -> None:
    tomorrow = """
import datetime, time
now = time.time
time.time = lambda: now() + 400 * 86400
class Later(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return super().now(tz) + datetime.timedelta(400)
datetime.datetime = Later
"""
    assert in_a_fresh_process(plan, tomorrow + WRITE) == pdf.read_bytes()


def test_weasyprint_is_not_imported_before_a_pdf_is_asked_for(plan: Document) -> None:
    code = "import kehoach.render.pdf\nprint('weasyprint' in sys.modules)"
    assert in_a_fresh_process(plan, code) == b"False\n"


def test_a_missing_library_says_what_to_install(plan: Document) -> None:
    code = """
sys.modules["weasyprint"] = None
from kehoach.findings import MachineProblem
from kehoach.render.pdf import render_pdf
try:
    render_pdf(plan)
except MachineProblem as problem:
    sys.stdout.buffer.write(str(problem).encode())
"""
    assert "apt-get install" in in_a_fresh_process(plan, code).decode()


def test_the_environment_is_left_as_it_was(plan: Document) -> None:
    code = "import os\nfrom kehoach.render.pdf import render_pdf\nrender_pdf(plan)\n"
    code += "print(os.environ['FONTCONFIG_FILE'])"
    found = in_a_fresh_process(plan, code, FONTCONFIG_FILE="/etc/fonts/fonts.conf")
    assert found == b"/etc/fonts/fonts.conf\n"


def test_a_real_times_new_roman_wins(plan: Document, tmp_path: Path) -> None:
    for folder in ("kehoach", "templates", "fonts"):
        shutil.copytree(PROJECT / folder, tmp_path / folder)
    for path in (tmp_path / "fonts").glob("*.ttf"):
        with TTFont(path) as font:
            for record in font["name"].names:
                if record.nameID in {1, 16}:
                    record.string = "Times New Roman"
            font.save(path.with_name(f"times-{path.name}"))
    path = tmp_path / "plan.pdf"
    path.write_bytes(in_a_fresh_process(plan, WRITE, tmp_path))
    rows = tool("pdffonts", path).splitlines()[2:]
    assert rows
    assert all(re.match(r"[A-Z]{6}\+Times-New-Roman", row) for row in rows)


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    return Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


@pytest.mark.parametrize(
    ("markup", "url"),
    [
        ('<link rel="stylesheet" href="http://127.0.0.1:9/mau.css">', "http://127.0.0.1:9/mau.css"),
        ('<img src="file:///etc/passwd" alt="">', "file:///etc/passwd"),
        ('<img src="../../../../../../etc/passwd" alt="">', "/etc/passwd"),
        ('<img src="khong-co.png" alt="">', "khong-co.png"),
        ('<img src="data:image/png;base64,AAAA" alt="">', "data:image/png"),
        ("<style>body{background:url(https://example.org/a.png)}</style>", "https://example.org"),
        ("<style>@import 'ftp://example.org/a.css';</style>", "ftp://example.org/a.css"),
    ],
)
def test_a_template_gets_no_file_from_outside(templates: Path, markup: str, url: str) -> None:
    edit(templates / "ke_hoach.html", "</head>", f"{markup}</head>")
    with pytest.raises(InputRefused) as refused:
        render_pdf(make(), templates)
    assert url in str(refused.value)
    assert "ngoài" in str(refused.value) or "không có trong thư mục dự án" in str(refused.value)


def test_a_template_may_use_a_picture_of_its_own_folder(templates: Path) -> None:
    (templates / "dau.svg").write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
    )
    edit(templates / "ke_hoach.html", "<body>", '<body><img src="dau.svg" alt="Dấu">')
    assert render_pdf(make(), templates).pages == 1


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        ("ke_hoach.html", "{% endmacro %}", "", "endmacro"),
        ("ke_hoach.html", "document.metadata.title", "document.metadata.ten", "ten"),
        ("ke_hoach.css", "hyphens: none", "hypens: none", "hypens"),
    ],
)
def test_a_mistake_in_a_template_is_told(
    templates: Path, name: str, old: str, new: str, told: str
) -> None:
    edit(templates / name, old, new)
    with pytest.raises(InputRefused) as refused:
        render_pdf(make(), templates)
    assert told in str(refused.value)
    assert "mẫu PDF có lỗi" in str(refused.value)


@pytest.mark.parametrize(
    "markup",
    [
        '{{ cycler.__init__.__globals__.os.popen("touch %s").read() }}',
        '{{ self.__init__.__globals__.__builtins__.open("%s", "w") }}',
        "{{ ''.__class__.__mro__[1].__subclasses__() }}",
        "{{ document.__class__.__init__.__globals__ }}",
        "{{ document.metadata.ngay.__reduce__() }}",
        "{{ runs.__call__.__func__.__globals__ }}",
        '{{ "{0.__class__.__init__.__globals__}".format(document) }}',
        '{{ document | attr("__class__") }}',
        '{{ ["__class__"] | map(attribute="__init__") | list }}',
        '{% set it = "__cl" ~ "ass__" %}{{ document[it].__init__ }}',
        "{{ geometry.re }}",
        "{{ geometry.cache.__globals__ }}",
        "{{ lipsum(100000) }}",
        "{{ namespace(a=1) }}",
        '{{ "a" * 999999999 }}',
        '{{ "%999999999d" % 1 }}',
        "{{ 9 ** 9 ** 9 ** 9 }}",
        '{{ "a".ljust(999999999) }}',
        "{% for x in range(99999) %}{% endfor %}",
        '{% include "../../../../etc/passwd" %}',
        '{% include "ke_hoach.html" %}',
        "{{ '<b>' | safe }}",
        "{{ 1 / 0 }}",
        "{{ 1 + document }}",
        "{{ [][3].x }}",
        "{% macro again() %}{{ again() }}{% endmacro %}{{ again() }}",
    ],
)
def test_a_template_runs_nothing_of_its_own(templates: Path, markup: str) -> None:
    """What it may read is what is filled in, with the filters that are there for it."""
    trace = templates / "trace"
    edit(templates / "ke_hoach.html", "</head>", markup.replace("%s", str(trace)) + "</head>")
    with pytest.raises(InputRefused) as refused:
        render_pdf(make(), templates)
    (finding,) = refused.value.findings
    assert finding.code == "IN101"
    assert finding.place.file.endswith("ke_hoach.html")
    assert not trace.exists()


def test_the_number_of_pages_is_told(plan: Document, pdf: Path) -> None:
    assert render_pdf(plan).pages == len(words(pdf))
