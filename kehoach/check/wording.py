"""Words as they stand in a passage, and findings about them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kehoach.check.review import Passage
from kehoach.check.rules import rule
from kehoach.findings import Finding

_WORD = re.compile(r"[^\W\d_][^\W\d_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W\d_]*)*")
_CHUNK = re.compile(r"\S+")
_ADDRESS = re.compile(r"@|://|www\.|\.(?:vn|com|org|net|gov|edu|docx?|xlsx?|pdf)\b")
_NEIGHBOURS = "0123456789'’`_\\"


@dataclass(frozen=True, slots=True)
class Word:
    """A run of letters: `start` and `end` in the passage, and whether it is all that stands there.

    A word that touches a digit, an apostrophe or a hyphen (`m2`, `T'rưng`, `vắc-xin`) is a part.
    """

    text: str
    start: int
    end: int
    is_part: bool


def words(passage: Passage) -> Iterator[Word]:
    """The words of a passage; those of addresses (web, e-mail, file names) are left out."""
    text = passage.text
    spans = addresses(text)
    for match in _WORD.finditer(text):
        start, end = match.span()
        if any(first <= start < last for first, last in spans):
            continue
        before, after = text[start - 1 : start], text[end : end + 1]
        part = (bool(before) and before in _NEIGHBOURS) or (bool(after) and after in _NEIGHBOURS)
        hyphen = re.match(r"-\w", text[end:]) or re.search(r"\w-$", text[max(0, start - 2) : start])
        yield Word(match.group(), start, end, part or bool(hyphen))


def addresses(text: str) -> list[tuple[int, int]]:
    """Where web and e-mail addresses and file names stand in a text."""
    if not _ADDRESS.search(text):
        return []
    return [chunk.span() for chunk in _CHUNK.finditer(text) if _ADDRESS.search(chunk.group())]


def report(
    code: str,
    passage: Passage,
    start: int,
    end: int,
    message: str,
    *,
    advice: str = "",
    fix: str | None = None,
) -> Finding:
    """A finding about `text[start:end]`, with a fix only where the file has the words as printed.

    Words that are printed in capitals stand otherwise in the file.
    """
    spot = passage.spot(start, end)
    if fix is not None and passage.source is not None and spot.span is not None:
        there = passage.source.text[spot.span.start : spot.span.end]
        if re.sub(r"\s*\n\s*", " ", there) != spot.words:
            fix = None
    return rule(code).at(spot, message, advice=advice, fix=fix)


def in_quotes(text: str, index: int) -> bool:
    """Whether a place in a text stands inside curly quotes."""
    return text.rfind("“", 0, index) > text.rfind("”", 0, index)
