"""The words that a PDF of a plan must show, in reading order: those of the finished document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import normalize

from kehoach.document import Annex, Cell, Document, Paragraph

_NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_RECIPIENTS = "Nơi nhận:"
_HYPHENS = re.compile("[\u0002\u00ad\u2010\u2011\ufffe]")
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff]")
_WORD = re.compile(r"[^\s-]*-+|[^\s-]+")


@dataclass(frozen=True, slots=True)
class Expected:
    """Words in reading order; where annexes begin, and the headings their pages may repeat.

    `annexes` gives the index of an annex's first word, in order, `tables` that of the first word
    of its table with the words of the headings.
    """

    words: tuple[str, ...]
    annexes: tuple[int, ...]
    tables: tuple[tuple[int, tuple[str, ...]], ...]


def words_of(text: str) -> list[str]:
    """The words of a text: cut at white space and after hyphens, where lines may end.

    A space is never lost: 2,68 and 493 in two cells are not 2,684 and 93.
    """
    text = _HYPHENS.sub("-", _UNSEEN.sub("", normalize("NFC", text)))
    return _WORD.findall(text)


def expected_text(document: Document) -> Expected:
    """What the templates print of a document, pages' numbers and repeated headings aside."""
    words: list[str] = []
    for text in _texts_before_annexes(document):
        words += words_of(text)
    annexes, tables = [], []
    for annex in document.phu_luc:
        annexes.append(len(words))
        for paragraph in (annex.nhan, annex.ten, annex.kem_theo):
            words += words_of(paragraph.text)
        headings = _words_of_cells(_headings(annex))
        tables.append((len(words), tuple(headings)))
        words += headings
        for row in annex.table.rows:
            words += _words_of_cells(row.cells)
    return Expected(tuple(words), tuple(annexes), tuple(tables))


def _texts_before_annexes(document: Document) -> Iterator[str]:
    for paragraph in _head(document):
        yield paragraph.text if isinstance(paragraph, Paragraph) else paragraph
    for paragraph in document.body():
        yield paragraph.text
    yield _RECIPIENTS
    for recipient in document.noi_nhan:
        yield recipient.paragraph.text
    for paragraph in (*document.ky.quyen_han, document.ky.ho_ten):
        yield paragraph.text


def _head(document: Document) -> Iterator[Paragraph | str]:
    """The head as both templates set it: two columns, row by row."""
    head = document.the_thuc
    if head.co_quan_chu_quan:
        yield head.co_quan_chu_quan
    yield from head.co_quan
    yield from _NATION
    yield head.so_ky_hieu
    if head.du_thao:
        yield head.du_thao
    yield from (head.dia_danh_ngay, head.ten_loai, head.trich_yeu)


def _headings(annex: Annex) -> Iterator[Cell]:
    for row in annex.table.header_rows:
        yield from row
    yield from annex.table.index_row


def _words_of_cells(cells: Iterator[Cell] | tuple[Cell, ...]) -> list[str]:
    return [word for cell in cells for word in words_of(cell.text)]
