"""Citations (VD): read once, then looked at by every rule about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kehoach.check import agreement, bases, mentions, symbols
from kehoach.check.cited import Citation, read_citations
from kehoach.check.review import Review
from kehoach.findings import Finding

_OF_SYMBOLS: list[Callable[[Sequence[Citation]], Iterator[Finding]]] = symbols.CHECKS
_OF_CITATIONS: list[Callable[[Review, Sequence[Citation]], Iterator[Finding]]] = [
    agreement.check_against_register,
    agreement.check_dates,
    agreement.check_titles,
    mentions.check_bound,
    mentions.check_comma,
    mentions.check_so,
    mentions.check_first,
    mentions.check_later,
    bases.check_in_force,
    bases.check_issued_before,
    bases.check_laws,
    bases.check_punctuation,
]


def check_citations(review: Review) -> Iterator[Finding]:
    """Every rule about citations (VD)."""
    citations = read_citations(review)
    for of_symbols in _OF_SYMBOLS:
        yield from of_symbols(citations)
    for check in _OF_CITATIONS:
        yield from check(review, citations)


CHECKS = [check_citations]
