"""The words of a PDF, page by page, as PDFium reads them."""

from __future__ import annotations

from dataclasses import dataclass

from kehoach.sending.expected_text import words_of


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a page; `first` if a line begins with it, `alone` if it is all of its line."""

    text: str
    first: bool
    alone: bool


Page = list[Word]


def read_pages(data: bytes) -> tuple[list[Page], list[str]]:
    """The words of each page, and every line of the file as printed.

    Raises ValueError if PDFium cannot open the file.
    """
    import pypdfium2

    pages: list[Page] = []
    lines: list[str] = []
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise ValueError(str(error)) from None
    try:
        for number in range(len(pdf)):
            page = pdf[number]
            text_page = page.get_textpage()
            found = text_page.get_text_range().splitlines()
            lines += found
            pages.append([word for line in found for word in _words(line)])
            text_page.close()
            page.close()
    finally:
        pdf.close()
    return pages, lines


def _words(line: str) -> list[Word]:
    words = words_of(line)
    return [Word(word, index == 0, len(words) == 1) for index, word in enumerate(words)]
