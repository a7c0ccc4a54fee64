"""Whether a PDF says what a plan says: every word, in order, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kehoach.sending.expected_text import Expected
from kehoach.sending.pdf_words import Page

_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Difference:
    """Where a PDF first leaves the plan, `page` counted from 1.

    `kind`: `other` (other words, with some of both), `page` (a page that the plan has not),
    `empty` (a page without words) or `short` (the PDF ends too early).
    """

    kind: str
    page: int
    printed: str = ""
    wanted: str = ""


def first_difference(expected: Expected, pages: list[Page]) -> Difference | None:
    """The first place where the pages differ from what is expected; None if nowhere.

    Numbers of pages, and the headings of a table that its pages repeat, are passed over.
    """
    found = _follow(expected, pages)
    if found is None or found.kind != "other":
        return found
    others = pages[: found.page - 1] + pages[found.page :]
    if others and _follow(expected, others) is None:
        return Difference("page", found.page, found.printed)
    return found


def _follow(expected: Expected, pages: list[Page]) -> Difference | None:
    at = number = 0
    for index, page in enumerate(pages, 1):
        if not page:
            return Difference("empty", index)
        if at == len(expected.words):
            return Difference("page", index, _shown(page, 0))
        number = 1 if at in expected.annexes else number + 1
        tries = [(_along(expected, at, rest), rest) for rest in _without_number(page, number)]
        (reached, place), rest = max(tries, key=lambda each: (each[0][1] - len(each[1]), each[0]))
        if place < len(rest):
            wanted = _joined(expected.words[reached : reached + _SHOWN])
            return Difference("other", index, _shown(rest, place), wanted)
        at = reached
    if at < len(expected.words):
        wanted = _joined(expected.words[at : at + _SHOWN])
        return Difference("short", len(pages), wanted=wanted)
    return None


def _without_number(page: Page, number: int) -> Iterator[Page]:
    """The page without its number, which stands first or last in the file, or with all it has.

    PDFium may take the number for the end of the last line.
    """
    text = str(number)
    if page[-1].text == text:
        yield page[:-1]
    if page[0].text == text:
        yield page[1:]
    yield page


def _along(expected: Expected, at: int, page: Page) -> tuple[int, int]:
    """Follow a page from a word on; gives the next words, that expected and that of the page."""
    place = _past_headings(expected, at, page)
    while place < len(page) and at < len(expected.words):
        taken = _taken(expected.words[at], page, place)
        if not taken:
            break
        place += taken
        at += 1
    return at, place


def _past_headings(expected: Expected, at: int, page: Page) -> int:
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


def _taken(word: str, page: Page, place: int) -> int:
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


def _shown(page: Page, place: int) -> str:
    return _joined([word.text for word in page[place : place + _SHOWN]])


def _joined(words: Sequence[str]) -> str:
    """Words as they stand in a text: nothing follows the hyphen at which one was cut."""
    return re.sub(r"(?<=[^\s-])- ", "-", " ".join(words))
