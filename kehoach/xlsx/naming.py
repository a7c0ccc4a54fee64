"""Names of units and columns as clerks type them: accents, spaces, capitals, short prefixes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar
from unicodedata import normalize

from kehoach.vietnamese import word_key

_PREFIXES = {
    "h": "huyện",
    "tp": "thành phố",
    "tx": "thị xã",
    "tt": "thị trấn",
    "x": "xã",
    "p": "phường",
    "q": "quận",
    "t": "tỉnh",
}


def fold(text: str) -> str:
    """'HUYỆN  Kbang.' and 'Huyện KBang' give the same text; so do 'Hoà' and 'Hòa'."""
    words = re.findall(r"\w+", normalize("NFKC", text))
    return " ".join(map(word_key, words))


_FULL = {fold(short): fold(full) for short, full in _PREFIXES.items()}
_LEVELS = tuple(sorted(_FULL.values(), key=len, reverse=True))


def _expanded(folded: str) -> str:
    first, _, rest = folded.partition(" ")
    return f"{_FULL[first]} {rest}" if rest and first in _FULL else folded


def _bare(folded: str) -> str:
    """A name without its level; '' if it has none."""
    level = next((level for level in _LEVELS if folded.startswith(f"{level} ")), None)
    return folded[len(level) + 1 :] if level else ""


T = TypeVar("T")


@dataclass
class NameIndex(Generic[T]):
    """Things by their names; a name that several things have finds none of them."""

    with_levels: bool = False
    """Whether 'Kbang' finds 'Huyện Kbang', and 'H. Kbang' does."""
    _exact: dict[str, set[T]] = field(default_factory=dict)
    _bare: dict[str, set[T]] = field(default_factory=dict)

    def add(self, name: str, thing: T) -> None:
        """Let `thing` be found by `name`."""
        folded = fold(name)
        if folded:
            self._exact.setdefault(folded, set()).add(thing)
        if self.with_levels and (bare := _bare(folded)):
            self._bare.setdefault(bare, set()).add(thing)

    def find(self, name: str) -> set[T]:
        """What a name may stand for: nothing, one thing, or several."""
        folded = fold(name)
        for known in (folded, _expanded(folded) if self.with_levels else folded):
            if known in self._exact:
                return self._exact[known]
        return self._bare.get(folded, set())


def name_rows(labels: Mapping[str, str], short: Iterable[tuple[str, str]]) -> NameIndex[str]:
    """The rows of an annex by label, by key and by short name (key, name)."""
    names: NameIndex[str] = NameIndex(with_levels=True)
    for key, label in labels.items():
        names.add(label, key)
    for key, name in short:
        if not names.find(name):
            names.add(name, key)
    for key in labels:
        if not names.find(key):
            names.add(key, key)
    return names


def name_columns(headings: Mapping[str, tuple[str, ...]]) -> NameIndex[str]:
    """The columns of an annex by code and by every lower part of their headings."""
    names: NameIndex[str] = NameIndex()
    for code, path in headings.items():
        names.add(code, code)
        for start in range(len(path)):
            names.add(" ".join(path[start:]), code)
    return names
