"""The numbers that clauses bear, read from the text: I., 1., 1.1., a); Điều 1."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from kehoach.check.review import CheckedPassage, Review
from kehoach.vietnamese import LIST_LETTERS, roman

_CAPITAL = r"(?=[“\"(]?[A-ZĐÀ-ỸƠƯ])"
_MARKERS = (
    ("dieu", re.compile(r"Điều (?P<n>\d{1,3})\.\s")),
    ("phan", re.compile(rf"(?P<n>[IVX]{{1,6}})[.\-]\s*{_CAPITAL}")),
    ("so", re.compile(rf"(?P<n>\d{{1,2}}(?:\.\d{{1,2}}){{1,3}})\.?\s+{_CAPITAL}")),
    ("so", re.compile(rf"(?P<n>\d{{1,2}})[.)]\s+{_CAPITAL}")),
    ("chu", re.compile(r"(?P<n>[a-zđ])\)\s")),
)
_RESET = re.compile(r"(?:Phần|Chương|Mục|PHẦN|CHƯƠNG|MỤC|Phụ lục|PHỤ LỤC)\s+(?:thứ|[IVX\d])")
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_ROMANS = {roman(number): number for number in range(1, 40)}


@dataclass(frozen=True, slots=True)
class Numbered:
    """A passage that begins with a number; `path` is all of it from the part: ('III', '2')."""

    passage: CheckedPassage
    kind: str
    text: str
    path: tuple[str, ...]
    reset: bool = False


def numbered(review: Review) -> Iterator[Numbered]:
    """The numbered passages of the body in reading order.

    A `reset` stands for a heading ('Chương II') that lets numbers begin again.
    """
    part, number = "", ""
    for passage in review.body:
        marker = _marker(passage.text)
        if marker is None:
            if _RESET.match(passage.text):
                part, number = "", ""
                yield Numbered(passage, "", "", (), True)
            continue
        kind, text = marker
        if kind in ("phan", "dieu"):
            part, number = text, ""
            path: tuple[str, ...] = (part,)
        elif kind == "so":
            number = text
            path = (part, *text.split("."))
        else:
            path = (part, *number.split("."), text) if number else (part, text)
        yield Numbered(passage, kind, text, path)


def _marker(text: str) -> tuple[str, str] | None:
    for kind, form in _MARKERS:
        if match := form.match(text):
            return kind, match["n"]
    return None


def rank(kind: str, text: str) -> int | None:
    """The place of a number among its sisters: III -> 3, 2.5 -> 5, đ -> 5."""
    if kind == "phan":
        return _ROMANS.get(text)
    if kind == "chu":
        return LIST_LETTERS.index(text) + 1 if text in LIST_LETTERS else None
    return int(text.rpartition(".")[2])


def follows(kind: str, before: str, text: str) -> bool:
    """Whether a number comes right after another one; lists without đ pass, too."""
    one, two = rank(kind, before), rank(kind, text)
    if one is not None and two == one + 1:
        return True
    latin = kind == "chu" and before in _LATIN and text in _LATIN
    return latin and _LATIN.index(text) == _LATIN.index(before) + 1
