"""Names of agencies in running text: as the register writes them, or nearly so."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import pairwise

from kehoach.vietnamese import word_key

_WORD = re.compile(r"\w+")
_JOINT = re.compile(r"\s*[,\-–—&/]?\s*")
_LONG_ABBREVIATION = 5
_FEWEST_WORDS = 3
_WORDS_TO_MISS_ONE = 5


class Likeness(Enum):
    """How words of a text compare with the name that they stand for."""

    SAME = "same"
    CAPITALS = "capitals"
    JOINTS = "joints"
    MISSPELT = "misspelt"


@dataclass(frozen=True, slots=True)
class KeyedWord:
    """A word of a text; `key` does not see capitals or where a tone mark is placed."""

    text: str
    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Name:
    """A name to look for, and the id of its unit."""

    unit: str
    text: str
    words: tuple[KeyedWord, ...]


@dataclass(frozen=True, slots=True)
class FoundName:
    """Words of a text that stand for a name."""

    name: Name
    start: int
    end: int
    likeness: Likeness


_LEVELS = frozenset(
    map(word_key, ("tỉnh", "huyện", "xã", "phường", "thị", "thành", "quận", "thôn", "cấp"))
)


@lru_cache(maxsize=4000)
def words_of(text: str) -> tuple[KeyedWord, ...]:
    """The words of a text with their places."""
    return tuple(KeyedWord(m[0], word_key(m[0]), m.start(), m.end()) for m in _WORD.finditer(text))


def make_name(unit: str, text: str) -> Name:
    """A name to look for."""
    return Name(unit, text, words_of(text))


def one_edit_apart(one: str, other: str) -> bool:
    """Whether one letter more, less or other makes the two words the same."""
    if one == other or abs(len(one) - len(other)) > 1:
        return False
    short, long = sorted((one, other), key=len)
    index = next((i for i, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), None)
    if index is None:
        return True
    rest = short[index:] if len(short) < len(long) else short[index + 1 :]
    return long[index + 1 :] == rest


class NameFinder:
    """Finds names in texts; what was found in a text is remembered."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._by_first_word: dict[str, list[Name]] = {}
        for name in sorted(filter(lambda n: n.words, names), key=lambda n: -len(n.text)):
            self._by_first_word.setdefault(name.words[0].key, []).append(name)
        self._memo: dict[str, tuple[FoundName, ...]] = {}

    def find(self, text: str) -> tuple[FoundName, ...]:
        """Long names first, none overlapping another; in the order of the text."""
        if text not in self._memo:
            self._memo[text] = tuple(sorted(self._search(text), key=lambda f: f.start))
        return self._memo[text]

    def _search(self, text: str) -> list[FoundName]:
        words = words_of(text)
        starts = [i for i, word in enumerate(words) if word.key in self._by_first_word]
        tries = [(n, i) for i in starts for n in self._by_first_word[words[i].key]]
        tries.sort(key=lambda t: -len(t[0].text))
        taken: list[FoundName] = []
        for kind in (_as_written, _misspelt):
            for name, index in tries:
                mention = kind(text, words[index : index + 2 * len(name.words)], name)
                if mention and not any(
                    f.start < mention.end and mention.start < f.end for f in taken
                ):
                    taken.append(mention)
        return taken


def _as_written(text: str, words: Sequence[KeyedWord], name: Name) -> FoundName | None:
    """The words of the name, perhaps with other joints ('và', commas, dashes) or capitals."""
    used = list(_matched(words, [w.key for w in name.words if w.key != word_key("và")]))
    if not used or not _is_one_phrase(text, used) or not _starts_alike(used[0], name):
        return None
    start, end = used[0].start, used[-1].end
    likeness = _likeness(text[start:end], name.text)
    if likeness is Likeness.JOINTS and set(_joints(name.text)) == {" "} and "và" not in name.text:
        return None
    return FoundName(name, start, end, likeness)


def _matched(words: Sequence[KeyedWord], keys: Sequence[str]) -> Iterable[KeyedWord]:
    used: list[KeyedWord] = []
    wanted = iter(keys)
    expected = next(wanted, None)
    for word in words:
        if expected is None:
            break
        used.append(word)
        if word.key == expected:
            expected = next(wanted, None)
        elif word.key != word_key("và"):
            return ()
    return used if expected is None else ()


def _likeness(words: str, name: str) -> Likeness:
    plain = [w.key for w in words_of(words)] == [w.key for w in words_of(name)]
    if not plain or _joints(words) != _joints(name):
        return Likeness.JOINTS
    return Likeness.SAME if _capitals(words) == _capitals(name) else Likeness.CAPITALS


def _capitals(text: str) -> list[bool]:
    """Which words begin with a capital; levels are left out, since some write 'UBND Tỉnh'."""
    words = words_of(text)
    following = (*(word.key for word in words[1:]), "")
    return [
        word.text[0].isupper()
        for word, after in zip(words, following, strict=True)
        if word.key not in _LEVELS or after == word_key("hội")
    ]


def _joints(text: str) -> list[str]:
    """What stands between the words; all dashes are one to us, and so is all white space."""
    gaps = re.findall(r"\W+", text)
    return [re.sub(r"\s+", " ", re.sub("[–—]", "-", gap)) for gap in gaps]


def _misspelt(text: str, words: Sequence[KeyedWord], name: Name) -> FoundName | None:
    """The name with one word a letter off, or with one inner word missing."""
    if len(name.words) < _FEWEST_WORDS:
        return None
    for window in (words[: len(name.words)], words[: len(name.words) - 1]):
        slip = _is_slip(window, name.words) or _misses_one(window, name.words)
        if slip and _is_one_phrase(text, window) and _starts_alike(window[0], name):
            return FoundName(name, window[0].start, window[-1].end, Likeness.MISSPELT)
    return None


def _is_slip(words: Sequence[KeyedWord], name: Sequence[KeyedWord]) -> bool:
    if len(words) != len(name):
        return False
    pairs = [(a, b) for a, b in zip(words, name, strict=True) if a.key != b.key]
    return len(pairs) == 1 and is_misspelling(pairs[0][0].text, pairs[0][1].text)


def is_misspelling(word: str, right: str) -> bool:
    """Whether a word is a slip for another; short abbreviations are too alike to tell."""
    if {word_key(word), word_key(right)} <= _LEVELS:
        return False
    if right.isupper() and min(len(word), len(right)) < _LONG_ABBREVIATION:
        return False
    return one_edit_apart(word_key(word), word_key(right)) and word.isupper() == right.isupper()


def _misses_one(words: Sequence[KeyedWord], name: Sequence[KeyedWord]) -> bool:
    if len(words) != len(name) - 1 or len(name) < _WORDS_TO_MISS_ONE:
        return False
    keys, whole = [w.key for w in words], [w.key for w in name]
    return any(whole[:i] + whole[i + 1 :] == keys for i in range(1, len(whole) - 1))


def _starts_alike(word: KeyedWord, name: Name) -> bool:
    return word.text[0].isupper() == name.words[0].text[0].isupper()


def _is_one_phrase(text: str, words: Sequence[KeyedWord]) -> bool:
    return all(_JOINT.fullmatch(text[a.end : b.start]) for a, b in pairwise(words))


def lines_of(numbers: Iterable[int]) -> str:
    """'dòng 12, 40' from line numbers; each once."""
    return "dòng " + ", ".join(str(number) for number in dict.fromkeys(numbers))
