"""Names of agencies and bodies: misspelt, joined otherwise than the register, odd capitals."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from kehoach.check.agencies.name_finder import FoundName, Likeness, NameFinder, make_name, words_of
from kehoach.check.prose import is_cited, is_typed, opens_sentence, prose
from kehoach.check.review import CheckedPassage, Review
from kehoach.check.rules import rule
from kehoach.check.words.data import word_list
from kehoach.findings import Finding
from kehoach.plan.register import Register
from kehoach.vietnamese import word_key

_LEFT_TO_CAPITALS = ("ủy ban nhân dân", "hội đồng nhân dân")
"""Bodies whose capitals `capitals.py` checks wherever they stand."""


def named_agencies(review: Review) -> Iterator[tuple[CheckedPassage, FoundName]]:
    """Every agency that the text names, by whatever spelling; titles of documents left out."""
    if review.register is None:
        return
    finder = _finder(tuple(_agency_names(review.register)))
    for passage in prose(review):
        for mention in finder.find(passage.text):
            if not is_cited(passage, mention.start):
                yield passage, mention


def _agency_names(register: Register) -> Iterator[tuple[str, str]]:
    """Full and short names of agencies, with their ids; groups and places are no names."""
    for unit, entry in register.root.items():
        if entry.loai == "co_quan":
            yield from ((unit, text) for text in (entry.ten, entry.ten_ngan) if text)


@lru_cache(maxsize=2)
def _finder(names: tuple[tuple[str, str], ...]) -> NameFinder:
    return NameFinder(make_name(unit, text) for unit, text in names)


def _misspelt(review: Review) -> Iterator[Finding]:
    """DV001: the register's name with one letter wrong or a word left out."""
    for passage, mention in named_agencies(review):
        if mention.likeness is Likeness.MISSPELT and is_typed(passage, mention.start, mention.end):
            words = passage.text[mention.start : mention.end]
            message = f"“{words}” gần giống “{mention.name.text}” trong sổ đơn vị nhưng không đúng"
            yield rule("DV001").at(passage.spot(mention.start, mention.end), message)


def _joined_otherwise(review: Review) -> Iterator[Finding]:
    """DV002: the register's full name with other dashes, commas or 'và'."""
    for passage, mention in named_agencies(review):
        if mention.likeness is Likeness.JOINTS and _is_full(mention, review):
            words = passage.text[mention.start : mention.end]
            message = f"“{words}” viết không đúng tên “{mention.name.text}”"
            spot = passage.spot(mention.start, mention.end)
            yield rule("DV002").at(spot, message, fix=mention.name.text)


def _is_full(mention: FoundName, review: Review) -> bool:
    """Short names are put together in many lawful ways (Sở LĐTBXH, Sở LĐ-TB và XH)."""
    register = review.register
    return register is not None and register[mention.name.unit].ten == mention.name.text


@dataclass(frozen=True, slots=True)
class _Form:
    """A body's name as capitals were put at one place."""

    passage: CheckedPassage
    start: int
    end: int

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]


def _capitals(review: Review) -> Iterator[Finding]:
    """DV005: one name with different capitals; once for a name, where a wrong form first is."""
    known = [key_of(term) for term in (*word_list("to_chuc"), *_LEFT_TO_CAPITALS)]
    for passage, mention in _first_of_each(named_agencies(review)):
        if not any(term in key_of(mention.name.text) for term in known):
            words = passage.text[mention.start : mention.end]
            message = f"“{words}” viết hoa khác tên trong sổ đơn vị: “{mention.name.text}”"
            yield rule("DV005").at(passage.spot(mention.start, mention.end), message)
    for term in word_list("to_chuc"):
        yield from _two_forms(list(_forms(review, term)), term)


def _first_of_each(
    mentions: Iterable[tuple[CheckedPassage, FoundName]],
) -> Iterator[tuple[CheckedPassage, FoundName]]:
    told: set[str] = set()
    for passage, mention in mentions:
        if mention.likeness is Likeness.CAPITALS and mention.name.text not in told:
            told.add(mention.name.text)
            yield passage, mention


def _forms(review: Review, term: str) -> Iterator[_Form]:
    words = r"\s+".join(map(_either_tone_place, term.split()))
    pattern = re.compile(rf"\b{words}\b", re.IGNORECASE)
    for passage in prose(review):
        for match in pattern.finditer(passage.text):
            form = _Form(passage, match.start(), match.end())
            lone_capital = sum(word.text[0].isupper() for word in words_of(form.text)) == 1
            starts = opens_sentence(passage.text, match.start())
            is_name = form.text[0].isupper() and not (starts and lone_capital)
            if is_name and not form.text.isupper() and not is_cited(passage, match.start()):
                yield form


def _either_tone_place(word: str) -> str:
    return re.sub("ủy|Ủy", "(?:ủy|uỷ)", re.escape(word))


def _two_forms(forms: list[_Form], term: str) -> Iterator[Finding]:
    counts = Counter(_pattern(form.text) for form in forms)
    wrong = next((form for form in forms if _pattern(form.text) != _pattern(term)), None)
    if len(counts) < 2 or wrong is None:
        return
    shown = {_pattern(form.text): form.text for form in reversed(forms)}
    listed = ", ".join(f"“{shown[form]}” ({count} chỗ)" for form, count in counts.most_common())
    message = f"viết hoa không thống nhất: {listed}; đúng là “{term}”"
    yield rule("DV005").at(wrong.passage.spot(wrong.start, wrong.end), message)


def _pattern(text: str) -> tuple[bool, ...]:
    return tuple(word.text[0].isupper() for word in words_of(text))


def key_of(text: str) -> str:
    """The words of a text as `names.key` sees them, joined by blanks."""
    return " ".join(word_key(word.text) for word in words_of(text))


CHECKS = [_misspelt, _joined_otherwise, _capitals]
