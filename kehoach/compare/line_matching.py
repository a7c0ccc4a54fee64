"""Which line of a list (bases, recipients) is which of another: an assignment problem."""

from __future__ import annotations

from collections.abc import Sequence

from kehoach.compare.assignment import assign
from kehoach.compare.likeness import likeness, words_of
from kehoach.compare.printed_texts import PrintedText

_ALIKE = 0.4


def pair_lines(old: Sequence[PrintedText], new: Sequence[PrintedText]) -> dict[int, int]:
    """Pairs old -> new: equal lines first, then the best assignment of those that are alike."""
    if _key(old) > _key(new):
        return {a: b for b, a in pair_lines(new, old).items()}
    pairs: dict[int, int] = {}
    for equal in (lambda text: (text.text, text.written), lambda text: text.written):
        waiting: dict[object, list[int]] = {}
        for place in set(range(len(new))) - set(pairs.values()):
            waiting.setdefault(equal(new[place]), []).append(place)
        for place in sorted(set(range(len(old))) - pairs.keys()):
            if equals := waiting.get(equal(old[place])):
                pairs[place] = equals.pop(0)
    left = [place for place in range(len(old)) if place not in pairs]
    right = [place for place in range(len(new)) if place not in pairs.values()]
    words_old = [words_of(old[here].text) for here in left]
    words_new = [words_of(new[there].text) for there in right]
    gains = [
        {
            column: round(1_000_000 * alike) + 1000 * (here == there)
            for column, there in enumerate(right)
            if (alike := likeness(words_old[row], words_new[column])) >= _ALIKE
        }
        for row, here in enumerate(left)
    ]
    pairs |= {left[row]: right[column] for row, column in assign(gains).items()}
    return dict(sorted(pairs.items()))


def _key(lines: Sequence[PrintedText]) -> list[str]:
    return [line.text for line in lines]


def is_mirrored(old: Sequence[PrintedText], new: Sequence[PrintedText]) -> bool:
    """Whether the lists stand in the order that the comparison would not choose."""
    return _key(old) > _key(new)
