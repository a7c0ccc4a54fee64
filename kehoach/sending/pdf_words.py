"""The words of a PDF, page by page, as PDFium reads them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

from kehoach.findings import Finding, InputRefused
from kehoach.finished.reading import guarded
from kehoach.locations import Place


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a page; `first` if a line begins with it."""

    text: str
    first: bool


Page = list[Word]


def read_pages(data: bytes, name: str) -> tuple[list[Page], list[str]]:
    """The words of each page, and every line of the file as printed.

    Raises InputRefused if PDFium cannot open the file, or takes too much for it.
    """
    return guarded(name, partial(_read, data, name))


def _read(data: bytes, name: str) -> tuple[list[Page], list[str]]:
    import pypdfium2

    pages: list[Page] = []
    lines: list[str] = []
    try:
        pdf = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError:
        raise InputRefused([no_pdf(name)]) from None
    for number in range(len(pdf)):
        found = pdf[number].get_textpage().get_text_range().splitlines()
        lines += found
        pages.append([word for line in found for word in _words(line)])
    return pages, lines


def no_pdf(name: str) -> Finding:
    """What to say of a file that is no PDF."""
    message = "không đọc được: không phải tệp PDF, hoặc tệp đã hỏng"
    advice = "dùng đúng tệp đã ký, do hệ thống ký số trả về, không mở ra lưu lại"
    return Finding(Place(name), "CK001", message, advice)


def _words(line: str) -> list[Word]:
    return [Word(word, index == 0) for index, word in enumerate(words_of(line))]
