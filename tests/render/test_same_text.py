"""The Word file and the PDF say the same as the finished document, word by word.

Both are read with outside tools: python-docx, poppler's pdftotext, and LibreOffice, which sets
the Word file as a PDF of its own.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any
from unicodedata import is_normalized

import docx
import pytest
from docx.table import Table
from docx.text.paragraph import Paragraph

from kehoach.build import DEFAULT_PLAN
from kehoach.document import Cell, Document
from kehoach.resolve.read import read_plan

TOP_MARGIN = 56  # points: page numbers stand above this line, everything else below it
Lines = list[list[str]]
"""The words of a file, line by line."""


@pytest.fixture(scope="session")
def document() -> Document:
    return read_plan(DEFAULT_PLAN).document


@pytest.fixture(scope="session")
def files(output: Path, convert: Callable[..., list[Path]]) -> dict[str, Lines]:
    (converted,) = convert(plan_2024=(output / "plan_2024.docx").read_bytes())
    return {
        "docx": docx_lines(output / "plan_2024.docx"),
        "pdf": pdf_lines(output / "plan_2024.pdf"),
        "docx-as-pdf": pdf_lines(converted),
    }


def pdf_lines(path: Path) -> Lines:
    below = ["-x", "0", "-y", str(TOP_MARGIN), "-W", "2000", "-H", "2000"]
    command = ["pdftotext", "-raw", "-nopgbrk", *below, str(path), "-"]
    text = subprocess.run(command, capture_output=True, check=True).stdout.decode("utf-8")
    assert is_normalized("NFC", text)
    return [line.split() for line in text.splitlines()]


def docx_lines(path: Path) -> Lines:
    blocks = docx.Document(str(path)).iter_inner_content()
    return [paragraph.text.split() for paragraph in paragraphs(blocks)]


def paragraphs(blocks: Iterable[Paragraph | Table]) -> Iterator[Paragraph]:
    """Paragraphs in order, tables cell by cell; a merged cell counts once."""
    for block in blocks:
        if isinstance(block, Paragraph):
            yield block
            continue
        seen: list[Any] = []
        for cell in chain.from_iterable(row.cells for row in block.rows):
            if cell._tc not in seen:
                seen.append(cell._tc)
                yield from paragraphs(cell.iter_inner_content())


def find(wanted: Sequence[str], lines: Lines) -> bool:
    """Whether the words stand in the lines one after the other.

    A line may end inside a word, behind a hyphen or a slash; nowhere else do words join.
    """
    words = list(chain.from_iterable(lines))
    ends: set[int] = set()
    for line in lines:
        ends.add((max(ends) if ends else 0) + len(line))
    starts = [at for at, word in enumerate(words) if wanted[0].startswith(word)]
    return any(_follows(wanted, words, ends, start) for start in starts)


def _follows(wanted: Sequence[str], words: Sequence[str], ends: set[int], at: int) -> bool:
    for word in wanted:
        found = ""
        while found != word:
            if at == len(words) or not word.startswith(found + words[at]):
                return False
            if found and not (at in ends and found[-1] in "-–/"):
                return False
            found += words[at]
            at += 1
    return True


def words_of(parts: Iterable[Any]) -> list[str]:
    return [word for part in parts for word in part.text.split()]


@pytest.mark.parametrize("name", ["docx", "pdf", "docx-as-pdf"])
class TestEachFile:
    def test_body(self, name: str, files: dict[str, Lines], document: Document) -> None:
        wanted = words_of(document.body())
        assert len(wanted) > 5000
        assert find(wanted, files[name])

    def test_recipients(self, name: str, files: dict[str, Lines], document: Document) -> None:
        wanted = words_of(recipient.paragraph for recipient in document.noi_nhan)
        assert find(["Nơi", "nhận:", *wanted], files[name])

    def test_signer(self, name: str, files: dict[str, Lines], document: Document) -> None:
        wanted = words_of([*document.ky.quyen_han, document.ky.ho_ten])
        assert wanted[-4:] == ["Nguyễn", "Thị", "Thanh", "Lịch"]
        assert find(wanted, files[name])

    def test_annex(self, name: str, files: dict[str, Lines], document: Document) -> None:
        (annex,) = document.phu_luc
        head = words_of([annex.nhan, annex.ten, annex.kem_theo])
        cells: list[Cell] = [*chain(*annex.table.header_rows), *annex.table.index_row]
        rows = chain.from_iterable(row.cells for row in annex.table.rows)
        assert len(annex.table.rows) == 18
        assert find([*head, *words_of(cells), *words_of(rows)], files[name])

    def test_head(self, name: str, files: dict[str, Lines], document: Document) -> None:
        head = document.the_thuc
        for part in (*head.co_quan, head.so_ky_hieu, head.dia_danh_ngay, head.trich_yeu):
            assert find(part.text.split(), files[name])


def test_a_missing_word_would_be_noticed() -> None:
    lines = [["Kế", "hoạch", "số", "47-"], ["KH/TU", "ngày", "21"]]
    assert find(["số", "47-KH/TU", "ngày"], lines)
    assert not find(["số", "ngày"], lines)
    assert not find(["số47-KH/TU"], lines)
    assert not find(["47-KH/TUngày"], lines)
