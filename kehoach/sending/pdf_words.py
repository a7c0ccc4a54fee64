"""The words of a PDF, page by page, as PDFium reads them, and where their letters stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kehoach.findings import Finding, InputRefused
from kehoach.locations import Place
from kehoach.sending.expected_text import words_of

if TYPE_CHECKING:
    import pypdfium2

    from kehoach.finished.pdf.letters import Letter


@dataclass(frozen=True, slots=True)
class PdfWord:
    """A word of a page; `first` if a line begins with it, `spaced` if white space is before it."""

    text: str
    first: bool
    spaced: bool = True
    letters: tuple[Letter, ...] = ()

    @property
    def left(self) -> float:
        return self.letters[0].x

    @property
    def right(self) -> float:
        return max(letter.right for letter in self.letters)

    @property
    def baseline(self) -> float:
        return self.letters[0].y

    @property
    def size(self) -> float:
        return self.letters[0].setting.size


PageWords = list[PdfWord]


def open_document(data: bytes, name: str) -> pypdfium2.PdfDocument:
    """Open a PDF, in a process that is guarded. Raises InputRefused."""
    import pypdfium2

    from kehoach.finished.pdf.open_pdf import MOST_PAGES

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        raise InputRefused([no_pdf(name)]) from None
    if len(document) > MOST_PAGES:
        message = f"tệp có {len(document)} trang; chỉ nhận đến {MOST_PAGES} trang"
        raise InputRefused([Finding(Place(name), "CK001", message, "kiểm tra có đúng tệp không")])
    return document


def read_pages(document: pypdfium2.PdfDocument, name: str) -> tuple[list[PageWords], list[str]]:
    """The words of each page, and every line of the file as printed.

    Raises InputRefused for a damaged page.
    """
    import pypdfium2

    from kehoach.finished.pdf.letters import read_lines

    pages, printed = [], []
    for number in range(len(document)):
        try:
            lines = read_lines(document[number])
        except pypdfium2.PdfiumError:
            raise InputRefused([no_pdf(name)]) from None
        pages.append([word for line in lines for word in _words(line)])
        printed += ["".join(letter.text for letter in line) for line in lines]
    return pages, printed


def no_pdf(name: str) -> Finding:
    """What to say of a file that is no PDF."""
    message = "không đọc được: không phải tệp PDF, hoặc tệp đã hỏng"
    advice = "dùng đúng tệp đã ký, do hệ thống ký số trả về, không mở ra lưu lại"
    return Finding(Place(name), "CK001", message, advice)


def _words(line: list[Letter]) -> Iterator[PdfWord]:
    """The words of a line, each with the letters that it is made of."""
    at = 0
    for index, word in enumerate(words_of("".join(letter.text for letter in line))):
        spaced = False
        letters: list[Letter] = []
        while at < len(line) and not words_of(line[at].text):
            spaced |= line[at].text.isspace()
            at += 1
        while at < len(line) and words_of("".join(letter.text for letter in letters)) != [word]:
            letters.append(line[at])
            at += 1
        yield PdfWord(word, index == 0, spaced, tuple(letters))
