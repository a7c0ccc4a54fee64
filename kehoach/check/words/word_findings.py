"""Words as they stand in a passage, and findings about them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from kehoach.check.review import CheckedPassage
from kehoach.check.rules import rule
from kehoach.findings import Finding

_WORD = re.compile(r"[^\W\d_][^\W\d_\u0300-\u036f]*(?:[\u0300-\u036f]+[^\W\d_]*)*")
_CHUNK = re.compile(r"\S+")
_ADDRESS = re.compile(r"@|://|www\.|\.(?:vn|com|org|net|gov|edu|docx?|xlsx?|pdf)\b")
_NEIGHBOURS = "0123456789'’`_\\"
_HYPHEN_AFTER = re.compile(r"-\w")
_HYPHEN_BEFORE = re.compile(r"\w-")


@dataclass(frozen=True, slots=True)
class TypedWord:
    """A run of letters: `start` and `end` in the passage, and whether it is all that stands there.

    A word that touches a digit, an apostrophe or a hyphen (`m2`, `T'rưng`, `vắc-xin`) is a part.
    """

    text: str
    start: int
    end: int
    is_part: bool


def words(passage: CheckedPassage) -> tuple[TypedWord, ...]:
    """The words of a passage; those of addresses (web, e-mail, file names) are left out."""
    return _words(passage.text)


@lru_cache(maxsize=20_000)
def _words(text: str) -> tuple[TypedWord, ...]:
    skipped = addresses(text)
    spans = (match.span() for match in _WORD.finditer(text))
    return tuple(
        TypedWord(text[start:end], start, end, _is_part(text, start, end))
        for start, end in spans
        if not any(first <= start < last for first, last in skipped)
    )


def _is_part(text: str, start: int, end: int) -> bool:
    touching = text[max(0, start - 1) : start] + text[end : end + 1]
    if any(letter in _NEIGHBOURS for letter in touching):
        return True
    return bool(_HYPHEN_AFTER.match(text, end) or _HYPHEN_BEFORE.match(text, max(0, start - 2)))


@lru_cache(maxsize=20_000)
def addresses(text: str) -> tuple[tuple[int, int], ...]:
    """Where web and e-mail addresses and file names stand in a text."""
    if not _ADDRESS.search(text):
        return ()
    return tuple(chunk.span() for chunk in _CHUNK.finditer(text) if _ADDRESS.search(chunk.group()))


def report(
    code: str,
    passage: CheckedPassage,
    start: int,
    end: int,
    message: str,
    *,
    advice: str = "",
    fix: str | None = None,
    certain: bool = True,
) -> Finding:
    """A finding about `text[start:end]`, with a fix only where the file has the words as printed.

    Words that are printed in capitals stand otherwise in the file.
    """
    spot = passage.spot(start, end)
    if fix is not None and passage.source is not None and spot.span is not None:
        there = passage.source.text[spot.span.start : spot.span.end]
        if re.sub(r"\s*\n\s*", " ", there) != spot.words:
            fix = None
    return rule(code).at(spot, message, advice=advice, fix=fix, certain=certain)


def in_quotes(text: str, index: int) -> bool:
    """Whether a place in a text stands inside curly quotes."""
    return text.rfind("“", 0, index) > text.rfind("”", 0, index)
