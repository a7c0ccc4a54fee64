"""Vietnamese syllables: which ones are known, and where their tone mark belongs."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from unicodedata import normalize

from kehoach.vietnamese import split_tones

_TONE_KEYS = dict(zip("fsrxj", "\u0300\u0301\u0309\u0303\u0323", strict=True))
"""The keys that type tone marks in Telex, with the combining mark of each."""

_PARTS = re.compile(r"(qu|gi(?=[aeiouyăâêôơư])|[^aeiouyăâêôơư]*)([aeiouyăâêôơư]+)(.*)", re.DOTALL)
_LONGEST_PAIR = 14
"""Letters: no syllable has more than seven."""

_FLOATING = ("oa", "oe", "uy")
"""Open rimes whose tone may stand on either vowel: hòa and hoà, khỏe and khoẻ, ủy and uỷ."""

_TELEX = {"dd": "đ", "aa": "â", "ee": "ê", "oo": "ô", "uow": "ươ", "aw": "ă", "ow": "ơ", "uw": "ư"}


@cache
def known_syllables() -> frozenset[str]:
    """Every known syllable in lower case, tone mark on the second vowel (hoà, khoẻ, uỷ)."""
    text = Path(__file__).with_name("am_tiet.txt").read_text(encoding="utf-8")
    return frozenset(modern(word) for word in text.split())


@cache
def known_words() -> frozenset[str]:
    """Loans, terms and minority-language words that are no Vietnamese syllables, in lower case."""
    text = Path(__file__).with_name("tu_muon.txt").read_text(encoding="utf-8")
    lines = [line.partition("#")[0] for line in text.splitlines()]
    return frozenset(word for line in lines for word in line.lower().split())


@cache
def modern(word: str) -> str:
    """The word with its tone mark where the modern rule puts it: hòa -> hoà, họach -> hoạch."""
    return _toned(word, open_on_first=False)


@cache
def traditional(word: str) -> str:
    """The same, but hoà -> hòa, khoẻ -> khỏe, uỷ -> ủy."""
    return _toned(word, open_on_first=True)


def _toned(word: str, *, open_on_first: bool) -> str:
    bare, marks = split_tones(word)
    parts = _PARTS.fullmatch(bare)
    if len(marks) != 1 or parts is None:
        return word
    onset, vowels, coda = parts.groups()
    at = _nucleus(vowels, coda)
    if open_on_first and not coda and vowels in _FLOATING:
        at = 0
    at += len(onset)
    return normalize("NFC", bare[: at + 1] + marks + bare[at + 1 :])


def _nucleus(vowels: str, coda: str) -> int:
    """Index of the vowel that carries the tone, by the modern rule."""
    marked = [index for index, letter in enumerate(vowels) if letter in "ăâêôơư"]
    if marked:
        return marked[-1]
    if coda or vowels in _FLOATING:
        return len(vowels) - 1
    return 1 if len(vowels) > 2 else 0


def is_known(word: str) -> bool:
    """Whether a word is a known syllable or loan, whatever its case and style of tone marks."""
    return is_syllable(word) or word.lower() in known_words()


@cache
def is_syllable(word: str) -> bool:
    """Whether a word is a known syllable with its tone mark in its place, in any case."""
    word = word.lower()
    if word not in (modern(word), traditional(word)):
        return False
    return _spelled(modern(word)) is not None


@cache
def misplaced_tone(word: str) -> str | None:
    """The right spelling of a known syllable whose tone mark stands wrong: họach -> hoạch."""
    word = word.lower()
    if word in (modern(word), traditional(word)):
        return None
    return _spelled(modern(word))


def _spelled(word: str) -> str | None:
    """The word if it is known, perhaps with i for y or y for i at its end (quí, kĩ, lí)."""
    if word in known_syllables():
        return word
    bare, marks = split_tones(word)
    other = bare[:-1] + {"i": "y", "y": "i"}.get(bare[-1:], "")
    usual = modern(normalize("NFC", other + marks))
    return word if len(other) == len(bare) and usual in known_syllables() else None


def from_telex(word: str) -> str | None:
    """The syllable that was meant by Telex keys left as they were typed: thuwcj -> thực.

    A tone key alone is proof only as j, or after a final ng, nh, ch (tinhr): English has 'test'.
    """
    letters, shapes = word.lower(), 0
    for typed, letter in _TELEX.items():
        shapes += letters.count(typed)
        letters = letters.replace(typed, letter)
    tone = re.search("(?<=[aeiouyăâêôơư])[^sfrxj]*([sfrxj])", letters)
    if tone:
        letters = letters[: tone.start(1)] + letters[tone.end(1) :] + _TONE_KEYS[tone[1]]
    proof = re.search("(?:n[gh]|ch)[sfrx]$|j$", word)
    sure = shapes + bool(tone) > 1 or not word.isascii() or proof
    meant = modern(normalize("NFC", letters))
    return meant if sure and meant != word and meant in known_syllables() else None


@cache
def _halves() -> tuple[frozenset[str], frozenset[str]]:
    """The onsets and the rimes of all known syllables, without tones."""
    bare = [_PARTS.fullmatch(split_tones(word)[0]) for word in known_syllables()]
    parts = [match.groups() for match in bare if match]
    return frozenset(part[0] for part in parts), frozenset(part[1] + part[2] for part in parts)


def has_vietnamese_shape(word: str) -> bool:
    """Whether onset and rime are Vietnamese, though the syllable need not be: 'trin', 'biu'."""
    parts = _PARTS.fullmatch(word.lower())
    onsets, rimes = _halves()
    return parts is not None and parts[1] in onsets and parts[2] + parts[3] in rimes


def glued(word: str) -> list[str]:
    """The ways to read a word as two known syllables: 'kếhoạch' -> ['kế hoạch'].

    A capital inside the word says where the second one begins: 'theoQuyết'.
    """
    if len(word) > _LONGEST_PAIR:
        return []
    capital = next((at for at in range(1, len(word)) if word[at].isupper()), 0)
    cuts = range(2, len(word) - 1) if word.isupper() or not capital else [capital]
    return [
        f"{word[:at]} {word[at:]}"
        for at in cuts
        if is_syllable(word[:at].lower()) and is_syllable(word[at:].lower())
    ]
