"""Changes while they are being found: known by keys, so that one can name another as its cause."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass, replace

from kehoach.compare.changes import Change

Key = tuple[Hashable, ...]


@dataclass(frozen=True)
class Draft:
    """A change without its number; `because` are the keys of what may have caused it."""

    key: Key
    change: Change
    because: tuple[Key, ...] = ()


def numbered(drafts: Iterable[Draft]) -> tuple[Change, ...]:
    """The changes with their numbers and the numbers of their causes, in the order given.

    A key that names no change is no cause; a key may name several changes.
    """
    ordered = list(drafts)
    numbers: dict[Key, list[int]] = {}
    for number, draft in enumerate(ordered, 1):
        numbers.setdefault(draft.key, []).append(number)
    changes = []
    for number, draft in enumerate(ordered, 1):
        causes = {each for key in draft.because for each in numbers.get(key, ())} - {number}
        changes.append(replace(draft.change, number=number, causes=tuple(sorted(causes))))
    return tuple(changes)
