"""Whether a PDF says what a plan says: every word, in order, and nothing else.

The words of the finished document, in the order in which the templates print them, are followed
through those that PDFium reads on each page.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from unicodedata import normalize

from kehoach.document import Annex, Cell, Document, Paragraph
from kehoach.findings import Finding, InputRefused
from kehoach.finished.reading import guarded
from kehoach.locations import Place

_NATION = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
_RECIPIENTS = "Nơi nhận:"
_HYPHENS = re.compile("[\u0002\u00ad\u2010\u2011\ufffe]")
_UNSEEN = re.compile("[\u200b-\u200f\u2060\ufeff]")
_WORD = re.compile(r"[^\s-]*-+|[^\s-]+")
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class TextDifference:
    """Where a PDF first leaves the plan, `page` counted from 1.

    `kind`: `other` (other words, with some of both), `page` (a page that the plan has not),
    `empty` (a page without words) or `short` (the PDF ends too early).
    """

    kind: str
    page: int
    printed: str = ""
    wanted: str = ""


def first_difference(expected: ExpectedText, pages: list[PageWords]) -> TextDifference | None:
    """The first place where the pages differ from what is expected; None if nowhere.

    Numbers of pages, and the headings of a table that its pages repeat, are passed over.
    """
    difference = _follow(expected, pages)
    if difference is None or difference.kind != "other":
        return difference
    others = pages[: difference.page - 1] + pages[difference.page :]
    if others and _follow(expected, others) is None:
        return TextDifference("page", difference.page, difference.printed)
    return difference


def _follow(expected: ExpectedText, pages: list[PageWords]) -> TextDifference | None:
    at = number = 0
    for index, page in enumerate(pages, 1):
        if not page:
            return TextDifference("empty", index)
        if at == len(expected.words):
            return TextDifference("page", index, _shown(page, 0))
        number = 1 if at in expected.annexes else number + 1
        tries = [(_along(expected, at, rest), rest) for rest in _without_number(page, number)]
        (reached, place), rest = max(
            tries, key=lambda tried: (tried[0][1] - len(tried[1]), tried[0])
        )
        if place < len(rest):
            wanted = _joined(expected.words[reached : reached + _SHOWN])
            return TextDifference("other", index, _shown(rest, place), wanted)
        at = reached
    if at < len(expected.words):
        wanted = _joined(expected.words[at : at + _SHOWN])
        return TextDifference("short", len(pages), wanted=wanted)
    return None


def _without_number(page: PageWords, number: int) -> Iterator[PageWords]:
    """The page without its number, which stands first or last in the file, or with all it has.

    PDFium may take the number for the end of the last line.
    """
    text = str(number)
    if page[-1].text == text:
        yield page[:-1]
    if page[0].text == text:
        yield page[1:]
    yield page


def _along(expected: ExpectedText, at: int, page: PageWords) -> tuple[int, int]:
    """Follow a page from a word on; gives the next words, that expected and that of the page."""
    place = _past_headings(expected, at, page)
    while place < len(page) and at < len(expected.words):
        taken = _taken(expected.words[at], page, place)
        if not taken:
            break
        place += taken
        at += 1
    return at, place


def _past_headings(expected: ExpectedText, at: int, page: PageWords) -> int:
    """How many words of the page repeat the headings of the table that goes on here."""
    started = [headings for first, headings in expected.tables if first + len(headings) <= at]
    if not started or at in expected.annexes:
        return 0
    place = 0
    for word in started[-1]:
        taken = _taken(word, page, place)
        if not taken:
            return 0
        place += taken
    return place


def _taken(word: str, page: PageWords, place: int) -> int:
    """How many words of the page make up a word, which the end of a line may cut; 0 if it differs.

    Only a word wider than its cell is cut so.
    """
    count, text = 0, ""
    while place + count < len(page):
        piece = page[place + count]
        if count and not piece.first:
            break
        text += piece.text
        count += 1
        if text == word:
            return count
        if not word.startswith(text):
            break
    return 0


def _shown(page: PageWords, place: int) -> str:
    return _joined([word.text for word in page[place : place + _SHOWN]])


def _joined(words: Sequence[str]) -> str:
    """Words as they stand in a text: nothing follows the hyphen at which one was cut."""
    return re.sub(r"(?<=[^\s-])- ", "-", " ".join(words))


# The words of the plan


@dataclass(frozen=True, slots=True)
class ExpectedText:
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


def expected_text(document: Document) -> ExpectedText:
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
    return ExpectedText(tuple(words), tuple(annexes), tuple(tables))


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


def _words_of_cells(cells: Iterable[Cell]) -> list[str]:
    return [word for cell in cells for word in words_of(cell.text)]


# The words of the PDF


@dataclass(frozen=True, slots=True)
class PdfWord:
    """A word of a page; `first` if a line begins with it."""

    text: str
    first: bool


PageWords = list[PdfWord]


def read_pages(data: bytes, name: str) -> tuple[list[PageWords], list[str]]:
    """The words of each page, and every line of the file as printed.

    Raises InputRefused if PDFium cannot open the file, or takes too much for it.
    """
    return guarded(name, partial(_read, data, name))


def _read(data: bytes, name: str) -> tuple[list[PageWords], list[str]]:
    import pypdfium2

    pages: list[PageWords] = []
    lines: list[str] = []
    try:
        pdf = pypdfium2.PdfDocument(data)
        for number in range(len(pdf)):
            printed = pdf[number].get_textpage().get_text_range().splitlines()
            lines += printed
            pages.append([word for line in printed for word in _words(line)])
    except pypdfium2.PdfiumError:  # a page may be spoiled in a file that opens
        raise InputRefused([no_pdf(name)]) from None
    return pages, lines


def no_pdf(name: str) -> Finding:
    """What to say of a file that is no PDF."""
    message = "không đọc được: không phải tệp PDF, hoặc tệp đã hỏng"
    advice = "dùng đúng tệp đã ký, do hệ thống ký số trả về, không mở ra lưu lại"
    return Finding(Place(name), "CK001", message, advice)


def _words(line: str) -> list[PdfWord]:
    return [PdfWord(word, index == 0) for index, word in enumerate(words_of(line))]
