"""Which line of our file is which of the returned one: sequence alignment, then assignment."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from difflib import SequenceMatcher

from kehoach.compare.assignment import assign
from kehoach.compare.likeness import likeness, words_and_pairs
from kehoach.returned.lines import FileLine

_ALIKE_IN_PLACE = 0.3
"""Likeness above which two lines between the same neighbours are one line, edited."""
_ALIKE_ELSEWHERE = 0.7
_MOST_PAIRS = 250_000


def pair(base: Sequence[str], edited: Sequence[FileLine]) -> dict[int, int]:
    """Places in `base` -> places in `edited`.

    Equal lines in the same order first, then those whose text before the tracked changes is that
    of ours, equal lines elsewhere, and the rest by likeness so that the sum is the greatest.
    """
    pairs: dict[int, int] = {}
    for texts in ([line.text for line in edited], [line.original for line in edited]):
        _equal(pairs, base, texts)
    gaps = _gaps(pairs, len(base), len(edited))
    left = [place for place in range(len(base)) if place not in pairs]
    right = sorted(set(range(len(edited))) - set(pairs.values()))
    if len(left) * len(right) > _MOST_PAIRS:
        return pairs
    words = {("base", here): words_and_pairs(base[here]) for here in left}
    words |= {("edited", there): words_and_pairs(edited[there].text) for there in right}
    gains = [
        {
            column: gain
            for column, there in enumerate(right)
            if (
                gain := _gain(
                    words["base", here], words["edited", there], gaps[0][here] == gaps[1][there]
                )
            )
        }
        for here in left
    ]
    pairs |= {left[row]: right[column] for row, column in assign(gains).items()}
    _alone_in_place(pairs, gaps, left, right)
    return pairs


def _equal(pairs: dict[int, int], base: Sequence[str], edited: Sequence[str]) -> None:
    """Pair equal lines that are still free: in order first, then wherever they stand."""
    left = [place for place in range(len(base)) if place not in pairs]
    right = sorted(set(range(len(edited))) - set(pairs.values()))
    matcher = SequenceMatcher(
        None, [base[place] for place in left], [edited[place] for place in right], autojunk=False
    )
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            pairs[left[block.a + step]] = right[block.b + step]
    taken = set(pairs.values())
    waiting: dict[str, list[int]] = defaultdict(list)
    for place in right:
        if place not in taken and edited[place]:
            waiting[edited[place]].append(place)
    for place in left:
        if place not in pairs and (equals := waiting.get(base[place])):
            pairs[place] = equals.pop(0)


def _gaps(pairs: dict[int, int], base: int, edited: int) -> tuple[list[int], list[int]]:
    """For each line the number of pairs before it; the same number is the same gap."""
    gaps = ([0] * base, [0] * edited)
    ordered = sorted(pairs.items())
    count = 0
    for here in range(base):
        count += here in pairs
        gaps[0][here] = ordered[count - 1][1] if count else -1
    taken = set(pairs.values())
    last = -1
    for there in range(edited):
        if there in taken:
            last = there
        gaps[1][there] = last
    return gaps


def _alone_in_place(
    pairs: dict[int, int], gaps: tuple[list[int], list[int]], left: list[int], right: list[int]
) -> None:
    """A short line between the same neighbours as another short one is that line, whatever it says.

    A name or a number that was typed over has no word in common with what stood there.
    """
    taken = set(pairs.values())
    here: dict[Hashable, list[int]] = defaultdict(list)
    there: dict[Hashable, list[int]] = defaultdict(list)
    for place in left:
        if place not in pairs:
            here[gaps[0][place]].append(place)
    for place in right:
        if place not in taken:
            there[gaps[1][place]].append(place)
    for gap, places in here.items():
        if len(places) == 1 and len(there[gap]) == 1:
            pairs[places[0]] = there[gap][0]


def _gain(old: Counter[str], new: Counter[str], in_place: bool) -> int:
    alike = likeness(old, new)
    if alike < (_ALIKE_IN_PLACE if in_place else _ALIKE_ELSEWHERE):
        return 0
    return round(1_000_000 * alike) + 200_000 * in_place


def row_pairs(
    base: Sequence[tuple[str, ...]], edited: Sequence[tuple[str, ...]]
) -> Iterator[tuple[int | None, int | None]]:
    """Rows of two tables in order; None where a side has nothing. Rows are known by their names."""
    keys = [[_row_name(row) for row in side] for side in (base, edited)]
    matcher = SequenceMatcher(None, keys[0], keys[1], autojunk=False)
    for op, a, b, c, d in matcher.get_opcodes():
        if op == "equal" or b - a == d - c:
            yield from zip(range(a, b), range(c, d), strict=True)
        else:
            yield from ((here, None) for here in range(a, b))
            yield from ((None, there) for there in range(c, d))


def _row_name(row: tuple[str, ...]) -> str:
    """The cells of a row that are words."""
    words = [cell for cell in row if any(letter.isalpha() for letter in cell)]
    return "|".join(words) or "|".join(row)
