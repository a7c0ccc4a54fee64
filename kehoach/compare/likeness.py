"""How alike two texts are: the Dice coefficient of their words, with or without word pairs."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise

from kehoach.compare.tokens import Tokens

_TOKENS = Tokens()


def words_of(text: str) -> Counter[str]:
    """What a short text is compared by: its words without capitals."""
    return Counter(_words(text))


def words_and_pairs(text: str) -> Counter[str]:
    """What a long text is compared by: its words one by one, and by twos.

    Vietnamese syllables say little one by one.
    """
    words = _words(text)
    return Counter(words) + Counter(map(" ".join, pairwise(words)))


def _words(text: str) -> list[str]:
    return [token for token in _TOKENS.cut(text.casefold()) if token[0].isalnum()]


def likeness(old: Counter[str], new: Counter[str]) -> float:
    """The share of words that both texts have: 0 to 1."""
    return 2 * (old & new).total() / max(1, old.total() + new.total())
