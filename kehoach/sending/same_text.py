"""Whether a PDF says what a plan says: every word, in order, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from kehoach.sending.expected_text import ExpectedText
from kehoach.sending.foreign_words import printable
from kehoach.sending.pdf_words import PageWords, PdfWord

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


@dataclass(frozen=True, slots=True)
class Way:
    """How far a page goes: the next word of the plan and of the page, and where its words stand.

    `placed` has the words of the page with their index in the plan, `repeated` the headings of a
    table that goes on.
    """

    at: int
    place: int
    placed: list[tuple[int, PdfWord]]
    repeated: list[tuple[int, PdfWord]]


@dataclass
class Followed:
    """Where the words of a plan stand, page by page; `numbers` are those of the pages."""

    difference: TextDifference | None = None
    ways: list[Way] = field(default_factory=list)
    numbers: list[list[PdfWord]] = field(default_factory=list)


def follow(expected: ExpectedText, pages: list[PageWords]) -> Followed:
    """Follow the words of a plan over the pages, up to the first place where they differ.

    Numbers of pages, and the headings of a table that its pages repeat, are passed over.
    """
    followed = Followed()
    first = followed.difference = _follow(expected, pages, followed)
    if first and first.kind == "other":
        others = pages[: first.page - 1] + pages[first.page :]
        if others and _follow(expected, others, Followed()) is None:
            followed.difference = TextDifference("page", first.page, first.printed)
    return followed


def _follow(
    expected: ExpectedText, pages: list[PageWords], followed: Followed
) -> TextDifference | None:
    at = number = 0
    for index, page in enumerate(pages, 1):
        if not page:
            return TextDifference("empty", index)
        if at == len(expected.words):
            return TextDifference("page", index, _shown(page, 0))
        number = 1 if at in expected.annexes else number + 1
        tries = [(_along(expected, at, rest), rest) for rest in _without_number(page, number)]
        way, rest = max(tries, key=lambda tried: (tried[0].place - len(tried[1]), tried[0].at))
        followed.ways.append(way)
        followed.numbers.append([word for word in (page[0], page[-1]) if word not in rest])
        if way.place < len(rest):
            wanted = _joined(expected.words[way.at : way.at + _SHOWN])
            return TextDifference("other", index, _shown(rest, way.place), wanted)
        at = way.at
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


def _along(expected: ExpectedText, at: int, page: PageWords) -> Way:
    """Follow a page from a word on."""
    repeated = _past_headings(expected, at, page)
    place = len(repeated)
    placed: list[tuple[int, PdfWord]] = []
    while place < len(page) and at < len(expected.words):
        taken = _taken(expected.words[at], page, place)
        if not taken:
            break
        placed += [(at, word) for word in page[place : place + taken]]
        place += taken
        at += 1
    return Way(at, place, placed, repeated)


def _past_headings(expected: ExpectedText, at: int, page: PageWords) -> list[tuple[int, PdfWord]]:
    """The words of the page that repeat the headings of the table that goes on here."""
    started = [table for table in expected.tables if table[0] + len(table[1]) <= at]
    if not started or at in expected.annexes:
        return []
    first, headings = started[-1]
    repeated: list[tuple[int, PdfWord]] = []
    for index, word in enumerate(headings, first):
        taken = _taken(word, page, len(repeated))
        if not taken:
            return []
        start = len(repeated)
        repeated += [(index, piece) for piece in page[start : start + taken]]
    return repeated


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
    return printable(re.sub(r"(?<=[^\s-])- ", "-", " ".join(words)))
