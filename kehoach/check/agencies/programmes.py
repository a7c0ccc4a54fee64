"""One national target programme named in two ways."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from kehoach.check.agencies.name_finder import KeyedWord, words_of
from kehoach.check.prose import is_cited, prose
from kehoach.check.review import CheckedPassage, Review
from kehoach.check.rules import rule
from kehoach.findings import Finding

_LEAD = re.compile(
    r"(?<!các )(?<!Các )(?<!\d )(?<!ba )[Cc]hương trình "
    r"(?:[Mm]ục tiêu [Qq]uốc gia(?: \(MTQG\))?|MTQG) (?:về )?"
)
_STOP = re.compile(
    r"[,.;:()“”\"/]|\b(?:giai đoạn|năm|trên|tại|theo|đến|do|của|cho|ở|thuộc|từ|triển khai|có|được|"
    r"tỉnh|huyện|đạt|bằng|với|góp phần|nhằm|để|là|các|trong|khi|đã|đang|sẽ)\b"
)
_ANCHOR, _LONGEST_INSERTION = 2, 6


@dataclass(frozen=True, slots=True)
class _Naming:
    passage: CheckedPassage
    start: int
    end: int
    words: tuple[KeyedWord, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(word.key for word in self.words)


def _named_two_ways(review: Review) -> Iterator[Finding]:
    """DV008: a name with words put into it that the other mentions do not have."""
    namings = _without_what_follows(list(_namings(review)))
    counts = Counter(naming.keys for naming in namings)
    told: set[tuple[str, ...]] = set()
    for position, naming in enumerate(namings):
        other = _other(position, namings, counts)
        if other is None or naming.keys in told or is_cited(naming.passage, naming.start):
            continue
        told.add(naming.keys)
        text, usual = (n.passage.text[n.start : n.end] for n in (naming, other))
        message = (
            f"Chương trình này ở đây mang tên “{text}” ({counts[naming.keys]} chỗ), "
            f"ở {counts[other.keys]} chỗ khác là “{usual}”"
        )
        yield rule("DV008").at(naming.passage.spot(naming.start, naming.end), message)


def _namings(review: Review) -> Iterator[_Naming]:
    for passage in prose(review):
        for match in _LEAD.finditer(passage.text):
            stop = _STOP.search(passage.text, match.end())
            end = stop.start() if stop else len(passage.text)
            name = passage.text[match.end() : end].rstrip()
            words = words_of(name)
            if len(words) >= 2 * _ANCHOR:
                yield _Naming(passage, match.end(), match.end() + len(name), words)


def _without_what_follows(namings: Sequence[_Naming]) -> list[_Naming]:
    """A name that goes on where another mention of the same words ends is cut there."""
    known = {naming.keys for naming in namings}
    cut = []
    for naming in namings:
        size = next(n for n in range(1, len(naming.words) + 1) if naming.keys[:n] in known)
        words = naming.words[:size]
        end = naming.start + words[-1].end
        cut.append(_Naming(naming.passage, naming.start, end, words))
    return cut


def _other(
    position: int, namings: Sequence[_Naming], counts: Counter[tuple[str, ...]]
) -> _Naming | None:
    """A naming of the same programme that is more usual, or as usual and comes first."""
    naming = namings[position]
    for index, other in enumerate(namings):
        if _is_same_programme(naming.keys, other.keys):
            lead = counts[other.keys] - counts[naming.keys]
            if lead > 0 or (lead == 0 and index < position):
                return other
    return None


def _is_same_programme(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether one name is the other with some words put in: 'giảm nghèo (…) bền vững'."""
    if one == other:
        return False
    same = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), 0)
    return _goes_on(one, other, same) or _goes_on(other, one, same)


def _goes_on(short: Sequence[str], long: Sequence[str], same: int) -> bool:
    """Whether `long` comes back to what follows the common beginning in `short`."""
    anchor = tuple(short[same : same + _ANCHOR])
    if same < _ANCHOR or len(anchor) < _ANCHOR:
        return False
    reach = range(same + 1, same + 1 + _LONGEST_INSERTION)
    return any(tuple(long[i : i + _ANCHOR]) == anchor for i in reach)


CHECKS = [_named_two_ways]
