"""What the checks of running text share: which passages are prose, and where words came from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach.check.review import CheckedPassage, Review
from kehoach.locations import Computed, Origin

_END = re.compile(r"[.;:!?](?=\s|$)")
_MARKER = re.compile(r"\s*(?:[-+•]|[IVXLC]+\.|\d+(?:\.\d+)*\.?|[a-zđ]\))\s+")


def prose(review: Review) -> Iterator[CheckedPassage]:
    """The passages of the body that are written in small letters."""
    for passage in review.body:
        if passage.text != passage.text.upper():
            yield passage


def origin_at(passage: CheckedPassage, index: int) -> Origin | None:
    """Where the letter at `index` came from; None in a finished file."""
    offset = 0
    for run in passage.runs:
        offset += len(run.text)
        if index < offset:
            return run.origin
    return None


def is_typed(passage: CheckedPassage, start: int, end: int) -> bool:
    """Whether a person typed the words; in a finished file, all words count as typed."""
    return not passage.runs or passage.is_typed(start, end)


def is_cited(passage: CheckedPassage, index: int) -> bool:
    """Whether the letter at `index` stands in the mention of a document of `vien_dan`."""
    origin = origin_at(passage, index)
    return isinstance(origin, Computed) and origin.refers_to.kind == "vien_dan"


def sentence_at(text: str, start: int, end: int) -> str:
    """The sentence, or the part of one between semicolons, around `text[start:end]`."""
    first = max((match.end() for match in _END.finditer(text, 0, start)), default=0)
    last = _END.search(text, end)
    return text[first : last.start() if last else len(text)]


def opens_sentence(text: str, start: int) -> bool:
    """Whether a sentence, a part of one after ';' or ':', or a list item begins at `start`."""
    before = text[:start].rstrip(" “\"'(")
    return not before or before[-1] in ".;:!?" or bool(_MARKER.fullmatch(f"{before} "))
