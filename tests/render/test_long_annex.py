"""PDF of annexes that are set in pieces: what poppler reads is as if they were set in one go."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from kehoach.document import Document
from kehoach.render.pdf import render_pdf
from tests.thorough import every

ROWS = 300
IN_PIECES, IN_ONE_GO = 100, 10 * ROWS
LONG_NAME = "Ban Quản lý dự án đầu tư xây dựng và phát triển quỹ đất khu vực liên xã, huyện số"
COLUMNS = [
    {"ma": "tt", "nhan": "TT", "kieu": "tt"},
    {"ma": "ten", "nhan": "Đơn vị", "kieu": "chu"},
    {"ma": "ho", "nhan": ["Hộ nghèo", "Số hộ"], "tong": "cong"},
    {"ma": "ty_le", "nhan": ["Hộ nghèo", "Tỷ lệ (%)"], "thap_phan": "2"},
]


def annex(rows: int, *, uneven: bool = True) -> dict[str, Any]:
    """An uneven annex has different numbers of rows on its pages: every seventh row is higher."""
    lines = [
        {
            "id": f"r{number}",
            "ten": f"{LONG_NAME} {number}" if uneven and number % 7 == 0 else f"Xã số {number}",
            "ho": str(number),
            "ty_le": "2,05",
        }
        for number in range(1, rows + 1)
    ]
    total = {"nhan": "Tổng cộng", "ty_le": "2,00"}
    return {"ten": f"Biểu {rows} dòng", "cot": COLUMNS, "dong_tong": total, "dong": lines}


@pytest.fixture(scope="module")
def plan(resolved: Callable[..., Document]) -> Document:
    even = annex(ROWS, uneven=False)
    return resolved(phu_luc={"dai": annex(ROWS), "ngan": annex(5), "deu": even})


@pytest.fixture(scope="module")
def whole(plan: Document, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("whole") / "plan.pdf"
    path.write_bytes(render_pdf(plan, rows=IN_ONE_GO).data)
    return path


@pytest.fixture(scope="module")
def joined(plan: Document, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("joined") / "plan.pdf"
    path.write_bytes(render_pdf(plan, rows=IN_PIECES).data)
    return path


def poppler(*command: str | Path) -> str:
    return subprocess.run(command, capture_output=True, check=True, encoding="utf-8").stdout


def pages(path: Path) -> list[str]:
    return poppler("pdftotext", "-layout", path, "-").split("\f")[:-1]


def long_annex(path: Path) -> list[str]:
    """Pages of the first annex."""
    found = pages(path)
    first, after = (
        next(at for at, page in enumerate(found) if label in page)
        for label in ("Phụ lục I\n", "Phụ lục II\n")
    )
    return found[first:after]


def test_every_page_has_the_same_text(whole: Path, joined: Path) -> None:
    assert len(pages(joined)) > 2 * ROWS // 45
    assert pages(joined) == pages(whole)


def test_every_row_is_there_once_and_in_order(joined: Path) -> None:
    rows = re.findall(r"(?m) (\d+) +2,05$", "".join(long_annex(joined)))
    assert rows == [str(number) for number in range(1, ROWS + 1)]


def test_every_page_has_the_headings(joined: Path) -> None:
    for page in long_annex(joined):
        assert [page.count(words) for words in ("Đơn vị", "Hộ nghèo", "Số hộ")] == [1, 1, 1]


def test_pages_are_numbered_from_the_second_page_of_the_annex(joined: Path) -> None:
    first, *others = (page.split(maxsplit=1)[0] for page in long_annex(joined))
    assert first == "Phụ"
    assert others == [str(number) for number in range(2, len(others) + 2)]


def without_names(tags: str) -> str:
    """Without the names of headings, which hold object numbers."""
    return re.sub(r"[(<][-\w]+-\d+-\d+[)>]|[(<]\d+-\d+-\d+[)>]", "", tags)


def test_tags_stand_in_reading_order(whole: Path, joined: Path) -> None:
    trees = [poppler("pdfinfo", "-struct", path) for path in (joined, whole)]
    assert without_names(trees[0]) == without_names(trees[1])


def test_tags_hold_the_text_of_their_pages(
    resolved: Callable[..., Document], tmp_path: Path
) -> None:
    document = resolved(phu_luc={"dai": annex(120)})
    texts = []
    for rows in (IN_PIECES, IN_ONE_GO):
        path = tmp_path / f"{rows}.pdf"
        path.write_bytes(render_pdf(document, rows=rows).data)
        texts.append(without_names(poppler("pdfinfo", "-struct-text", path)))
    assert texts[0] == texts[1]
    assert texts[0].count('"Xã số 118"') == 1


def test_every_heading_has_a_name_of_its_own(joined: Path) -> None:
    names = re.findall(r"TH <(.+?)>", poppler("pdfinfo", "-struct", joined))
    assert len(names) > 5 * len(pages(joined))  # each page repeats them
    assert len(set(names)) == len(names)


def test_properties_outline_and_language(whole: Path, joined: Path) -> None:
    def outline(path: Path) -> str:
        xml = poppler("pdftohtml", "-xml", "-i", "-stdout", path)
        return xml[xml.index("<outline>") :]

    def properties(path: Path) -> list[str]:
        lines = poppler("pdfinfo", path).splitlines()
        return [line for line in lines if not line.startswith("File size")]

    assert "Phụ lục III" in outline(joined)
    assert outline(joined) == outline(whole)
    assert properties(joined) == properties(whole)
    with pikepdf.open(joined) as pdf:
        assert pdf.Root.Lang == "vi"


def test_the_same_bytes_each_time(plan: Document, joined: Path) -> None:
    assert render_pdf(plan, rows=IN_PIECES).data == joined.read_bytes()


def test_an_annex_that_fills_its_pieces_exactly(resolved: Callable[..., Document]) -> None:
    document = resolved(phu_luc={"dai": annex(2 * IN_PIECES - 1)})  # and the row of totals
    rows = len(document.phu_luc[0].table.rows)
    pdf = render_pdf(document, rows=rows)
    assert render_pdf(document, rows=IN_PIECES).pages == pdf.pages
    assert render_pdf(document, rows=rows - 1).pages == pdf.pages


@pytest.mark.parametrize("tall", every(2, [7, 1]))
def test_rows_taller_than_a_page_that_end_on_the_next_are_there_once(
    resolved: Callable[..., Document], tmp_path: Path, tall: int
) -> None:
    """Where every row is tall, hardly any page begins with a row of its own."""
    long = annex(60)
    for number, row in enumerate(long["dong"], 1):
        if number % tall == 0:
            row["ten"] = " ".join(f"mốc m{number}.{step} của bảng" for step in range(170))
    plan = resolved(phu_luc={"dai": long})
    texts = []
    for rows in (1000, 15):
        path = tmp_path / f"{rows}.pdf"
        path.write_bytes(render_pdf(plan, rows=rows).data)
        texts.append(pages(path))
    assert texts[0] == texts[1]
    words = "".join(texts[0]).split()
    steps = [word for word in words if re.fullmatch(r"m\d+\.\d+", word)]
    assert len(steps) == len(set(steps)) == 60 // tall * 170
