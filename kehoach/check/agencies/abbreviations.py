"""Abbreviations that a text uses and never introduces, or introduces in two ways."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from unicodedata import normalize

from kehoach.check.agencies.name_finder import KeyedWord, words_of
from kehoach.check.prose import is_cited, prose
from kehoach.check.review import CheckedPassage, Review
from kehoach.check.rules import rule
from kehoach.check.words.data import word_list
from kehoach.findings import Finding
from kehoach.vietnamese import split_tones, word_key

_CAPITAL = "A-ZĐĂÂÊÔƠƯ"
_ABBREVIATION = re.compile(
    rf"(?<![\w/.&,–-])[{_CAPITAL}]{{2,}}(?:[-–&,][{_CAPITAL}]{{2,}})*(?![\w/&–-])(?![ .]?\d)"
)
_INSIDE_SYMBOL = re.compile(r"\d\S*/\S*\s?[-–]\s?$")
"""What stands before the rest of a symbol with stray spaces ('473/TTr - NN&PTNT')."""

_LONGEST_SYMBOL = 40
_GLOSS = re.compile(
    r"\s\((?!theo|trong|nếu|kể|trừ|gồm|bao|từ|do|có|không|để|sau|tại)([^\W\dA-Z_][^()\d]*)\)"
)
"""Words in brackets right after an abbreviation, which tell what it is: 'BHK (đất trồng …)'."""

_WORDS_OF_GLOSS = 3
_ROMAN = re.compile(r"X{0,4}(?:IX|IV|V?I{0,3})")
_CALLED = re.compile(r"(?:gọi|viết)(?: chung)?(?: tắt)? ?(?:là|:)\s*[“\"'‘]?(?:\w+ ){0,4}$")
_WORDS_IN_BRACKETS = 4
_LOOK_BACK = 160
_SUBJECT = "trich_yeu"
"""A summary may be short; the text below it introduces what it uses."""


@dataclass(frozen=True, slots=True)
class _AbbreviationUse:
    """An abbreviation where it stands; `order` counts passages."""

    text: str
    passage: CheckedPassage
    order: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Introduction:
    """An abbreviation with the words it stands for, if they can be told from its letters."""

    use: _AbbreviationUse
    words: str


def _introduced(review: Review) -> Iterator[Finding]:
    """DV006: an abbreviation is used and never introduced, or only later."""
    uses = list(_uses(review))
    introductions = {i.use.text: i for i in reversed(list(_introductions(uses)))}
    told: set[str] = set()
    for use in uses:
        if use.text in told or use.passage.kieu == _SUBJECT or is_cited(use.passage, use.start):
            continue
        missing = _not_introduced(use, introductions)
        if missing:
            told.add(use.text)
            message = _missing_message(use, introductions, review)
            yield rule("DV006").at(use.passage.spot(use.start, use.end), message)


def _not_introduced(use: _AbbreviationUse, introductions: dict[str, _Introduction]) -> bool:
    """Whole abbreviations first; KT-XH may also be put together from known ones."""
    parts = re.split("[-–&,]", use.text)
    return not (
        _is_known_at(use, use.text, introductions)
        or all(_is_known_at(use, part, introductions) for part in parts)
    )


def _is_known_at(use: _AbbreviationUse, text: str, introductions: dict[str, _Introduction]) -> bool:
    if text in _well_known():
        return True
    first = introductions.get(text)
    return first is not None and (first.use.order, first.use.start) <= (use.order, use.start)


def _missing_message(
    use: _AbbreviationUse, introductions: dict[str, _Introduction], review: Review
) -> str:
    if use.text in introductions:
        return f"“{use.text}” được dùng ở đây trước khi được giải thích ở đoạn sau"
    words = _full_words(use.text, review)
    guess = f"; có phải là “{words}”?" if words else ""
    return f"chữ viết tắt “{use.text}” được dùng mà không giải thích ở chỗ nào{guess}"


def _twice(review: Review) -> Iterator[Finding]:
    """DV007: one abbreviation for two names, or one name with two abbreviations."""
    told = [i for i in _introductions(list(_uses(review))) if i.words]
    for kind, other, message in _CLASHES:
        first: dict[str, _Introduction] = {}
        for introduction in told:
            known = first.setdefault(kind(introduction), introduction)
            if other(known) != other(introduction):
                use = introduction.use
                text = message.format(use.text, introduction.words, known.use.text, known.words)
                yield rule("DV007").at(use.passage.spot(use.start, use.end), text)


def _abbreviation(introduction: _Introduction) -> str:
    return introduction.use.text


def _name(introduction: _Introduction) -> str:
    return " ".join(word.key for word in words_of(introduction.words))


_Side = Callable[[_Introduction], str]
_CLASHES: tuple[tuple[_Side, _Side, str], ...] = (
    (_abbreviation, _name, "“{0}” ở đây là “{1}”, ở chỗ trước là “{3}”"),
    (_name, _abbreviation, "“{1}” ở đây viết tắt là “{0}”, ở chỗ trước là “{2}”"),
)

# Reading


def _uses(review: Review) -> Iterator[_AbbreviationUse]:
    for order, passage in enumerate(prose(review)):
        for match in _ABBREVIATION.finditer(passage.text):
            in_symbol = _INSIDE_SYMBOL.search(passage.text[: match.start()][-_LONGEST_SYMBOL:])
            if not (in_symbol or _ROMAN.fullmatch(match[0]) or _is_shouted(passage.text, match)):
                yield _AbbreviationUse(match[0], passage, order, match.start(), match.end())


def _is_shouted(text: str, match: re.Match[str]) -> bool:
    """Whether the word is one of a row in capitals of which another bears a tone mark."""
    before = re.search(r"(?:\S+ )*$", text[: match.start()])
    row: list[str] = []
    for words in (reversed((before[0] if before else "").split()), text[match.end() :].split()):
        for word in words:
            letters = re.sub(r"\W", "", word)
            if len(letters) < 2 or not letters.isupper():
                break
            row.append(letters)
    return any(split_tones(word)[1] for word in row)


def _introductions(uses: list[_AbbreviationUse]) -> Iterator[_Introduction]:
    for use in uses:
        text = use.passage.text
        before, after = text[max(0, use.start - _LOOK_BACK) : use.start], text[use.end :]
        opened = before.rfind("(")
        bracketed = opened > before.rfind(")") and ")" in after
        if bracketed and _is_short_form(before[:opened], before[opened + 1 :], after):
            yield _Introduction(use, _spelt(use.text, before[:opened]))
        elif _CALLED.search(before) or _is_explained_after(use.text, after):
            yield _Introduction(use, "")


def _is_short_form(ahead: str, inside: str, after: str) -> bool:
    """'… (BHYT)', '… (sau đây gọi tắt là BHYT)', 'Chương trình … (Chương trình OCOP)'."""
    if _CALLED.search(inside):
        return bool(ahead.strip())
    rest = re.sub(r"[“”\"'‘’]", "", f"{inside} {after.partition(')')[0]}")
    words = [word.text for word in words_of(rest)]
    known = {word.text for word in words_of(ahead)}
    return bool(known) and len(words) <= _WORDS_IN_BRACKETS and all(w in known for w in words)


def _is_explained_after(abbreviation: str, after: str) -> bool:
    """'GRDP (tổng sản phẩm …)', 'BHYT: bảo hiểm y tế', 'ONT (đất ở tại nông thôn)'."""
    gloss = _GLOSS.match(after)
    if gloss and len(gloss[1].split()) >= _WORDS_OF_GLOSS:
        return True
    match = re.match(r"\s?(?:\(|[:=]|là)\s?([^();.]{3,80})", after)
    if not match:
        return False
    initials = _letters([word.text for word in words_of(match[1])])
    wanted = _letters(list(re.sub(r"\W", "", abbreviation)))
    return initials[: len(wanted)] == wanted


def _spelt(abbreviation: str, ahead: str) -> str:
    """The words before the bracket whose first letters are those of the abbreviation."""
    wanted = _letters(list(re.sub(r"\W", "", abbreviation)))
    words = [w for w in words_of(ahead) if w.key != word_key("và")]
    used = words[-len(wanted) :]
    if len(used) < len(wanted) or _letters([w.text for w in used]) != wanted:
        return ""
    return ahead[used[0].start : used[-1].end]


def _full_words(abbreviation: str, review: Review) -> str:
    """Words of the text or the register whose first letters are those of the abbreviation."""
    wanted = "".join(_letters(list(re.sub(r"\W", "", abbreviation))))
    texts = [passage.text for passage in prose(review)]
    texts += [unit.ten for unit in review.register.root.values()] if review.register else []
    for text in texts if len(wanted) > 2 else ():
        places, letters = _initials(text)
        at = letters.find(wanted)
        while at >= 0:
            phrase = text[places[at].start : places[at + len(wanted) - 1].end]
            if not re.search(r"[.;:()/\d,]", phrase):
                return phrase
            at = letters.find(wanted, at + 1)
    return ""


@lru_cache(maxsize=4000)
def _initials(text: str) -> tuple[tuple[KeyedWord, ...], str]:
    """The words of a text but 'và', and their first letters."""
    words = tuple(word for word in words_of(text) if word.key != word_key("và"))
    return words, "".join(_letters([word.text for word in words]))


def _letters(words: list[str]) -> list[str]:
    """First letters, bare of all marks but that of Đ."""
    first = (word[0].upper() for word in words)
    return [letter if letter == "Đ" else normalize("NFD", letter)[0] for letter in first]


@cache
def _well_known() -> frozenset[str]:
    return frozenset(word for group in word_list("viet_tat").values() for word in group)


CHECKS = [_introduced, _twice]
