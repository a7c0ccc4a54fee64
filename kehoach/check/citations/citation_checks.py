"""Citations (VD): read once, then looked at by every rule about them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from kehoach.check.citations import agreement, bases, mentions, symbols
from kehoach.check.citations.read_citations import (
    Citation,
    is_as_registered,
    read_citations,
    read_register,
)
from kehoach.check.review import Review
from kehoach.findings import Finding

_OF_SYMBOLS: list[Callable[[Sequence[Citation]], Iterator[Finding]]] = [
    symbols.check_spacing,
    symbols.check_type,
    symbols.check_party_form,
    symbols.check_assembly,
    symbols.check_issuer,
]
_OF_CITATIONS: list[Callable[[Sequence[Citation]], Iterator[Finding]]] = [
    agreement.check_dates,
    agreement.check_titles,
    mentions.check_comma,
    mentions.check_so,
    mentions.check_later,
    bases.check_laws,
]
_IN_REVIEW: list[Callable[[Review, Sequence[Citation]], Iterator[Finding]]] = [
    agreement.check_against_register,
    mentions.check_bound,
    mentions.check_first,
    bases.check_issued_before,
]


def check_citations(review: Review) -> Iterator[Finding]:
    """Every rule that looks at citations, which are read only once."""
    citations = read_citations(review)
    own = [citation for citation in citations if not is_as_registered(review, citation)]
    for of_symbols in _OF_SYMBOLS:
        yield from of_symbols([*read_register(review), *own])
    for of_citations in _OF_CITATIONS:
        yield from of_citations(citations)
    for in_review in _IN_REVIEW:
        yield from in_review(review, citations)


CHECKS = [check_citations]
