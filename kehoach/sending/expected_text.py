"""The words that a PDF of a plan must show, in reading order: those of the finished document."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from unicodedata import normalize

from kehoach.document import Annex, Cell, Document

_NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_RECIPIENTS = "Nơi nhận:"
_HYPHENS = re.compile("[\u0002\u00ad\u2010\u2011\ufffe]")
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff]")
_WORD = re.compile(r"[^\s-]*-+|[^\s-]+")


@dataclass(frozen=True, slots=True)
class Block:
    """Words that stand together: a paragraph, a cell, one side of the head.

    `start` and `end` index the words. Rows stand below one another; in one row, blocks are side by
    side where their columns are apart, and one above the other, by `level`, where they share one.
    """

    start: int
    end: int
    row: int
    columns: range = range(1)
    level: int = 0


@dataclass(frozen=True, slots=True)
class ExpectedText:
    """Words in reading order, the blocks that they stand in, and where annexes begin.

    `annexes` gives the index of an annex's first word, in order, `tables` that of the first word
    of its table with the words of the headings, which its pages may repeat.
    """

    words: tuple[str, ...]
    blocks: tuple[Block, ...]
    annexes: tuple[int, ...]
    tables: tuple[tuple[int, tuple[str, ...]], ...]


def words_of(text: str) -> list[str]:
    """The words of a text: cut at white space and after hyphens, where lines may end.

    A space is never lost: 2,68 and 493 in two cells are not 2,684 and 93.
    """
    text = _HYPHENS.sub("-", _UNSEEN.sub("", normalize("NFC", text)))
    return _WORD.findall(text)


def expected_text(document: Document) -> ExpectedText:
    """What the templates print of a document, pages' numbers and repeated headings aside."""
    text = _Text()
    _head(text, document)
    for paragraph in document.body():
        text.row([paragraph.text])
    recipients = [_RECIPIENTS, *(line.paragraph.text for line in document.noi_nhan)]
    text.row(recipients, [line.text for line in (*document.ky.quyen_han, document.ky.ho_ten)])
    annexes, tables = [], []
    for annex in document.phu_luc:
        annexes.append(len(text.words))
        for paragraph in (annex.nhan, annex.ten, annex.kem_theo):
            text.row([paragraph.text])
        start = len(text.words)
        _headings(text, annex)
        tables.append((start, tuple(text.words[start:])))
        if annex.table.index_row:
            text.row(*([cell.text] for cell in annex.table.index_row))
            tables[-1] = start, tuple(text.words[start:])
        for row in annex.table.rows:
            text.cells(row.cells)
    return ExpectedText(tuple(text.words), tuple(text.blocks), tuple(annexes), tuple(tables))


class _Text:
    """Words and blocks as they are added."""

    def __init__(self) -> None:
        self.words: list[str] = []
        self.blocks: list[Block] = []
        self._row = 0

    def row(self, *sides: list[str]) -> None:
        """A row of texts side by side."""
        for column, texts in enumerate(sides):
            self.add(texts, range(column, column + 1))
        self.end_row()

    def cells(self, cells: Iterable[Cell]) -> None:
        """A row of cells, some over several columns."""
        column = 0
        for cell in cells:
            self.add([cell.text], range(column, column + cell.colspan))
            column += cell.colspan
        self.end_row()

    def add(self, texts: Iterable[str], columns: range, level: int = 0) -> None:
        """A block of the row that is going on."""
        start = len(self.words)
        for text in texts:
            self.words += words_of(text)
        self.blocks.append(Block(start, len(self.words), self._row, columns, level))

    def end_row(self) -> None:
        self._row += 1


def _head(text: _Text, document: Document) -> None:
    """The head as both templates set it: two columns, row by row."""
    head = document.the_thuc
    above = [head.co_quan_chu_quan] if head.co_quan_chu_quan else []
    text.row([line.text for line in (*above, *head.co_quan)], list(_NATION))
    draft = [head.du_thao] if head.du_thao else []
    text.row([line.text for line in (head.so_ky_hieu, *draft)], [head.dia_danh_ngay.text])
    text.row([head.ten_loai.text])
    text.row([head.trich_yeu.text])


def _headings(text: _Text, annex: Annex) -> None:
    """The headings of a table, where a cell takes the first place of its row that is free."""
    taken: set[tuple[int, int]] = set()
    for level, row in enumerate(annex.table.header_rows):
        column = 0
        for cell in row:
            while (level, column) in taken:
                column += 1
            columns = range(column, column + cell.colspan)
            taken |= {(level + down, at) for down in range(cell.rowspan) for at in columns}
            text.add([cell.text], columns, level)
            column += cell.colspan
    text.end_row()
