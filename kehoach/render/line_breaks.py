"""Where the PDF's lines may end: marks for the line breaker, so that they end as in Word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kehoach.document import Run

_JOIN, _BREAK = "\u2060", "\u200b"
_KEPT = re.compile(r"/(?=[^\W\d_])|(?<!\d)[/.,:;](?=\d)")
_SPLIT = re.compile(r"(?<=[^\s(])-(?=\d)")


def breakable(runs: Sequence[Run]) -> Iterator[tuple[Run, str]]:
    """Each run with its text marked for the line breaker.

    A word processor breaks after a hyphen before a digit, but never after a slash or after a point
    before a digit; Pango does the opposite. The marks have no width and no trace in the text that
    can be copied from the PDF.
    """
    text = "".join(run.text for run in runs)
    marks = {match.start(): _JOIN for match in _KEPT.finditer(text)}
    marks |= {match.start(): _BREAK for match in _SPLIT.finditer(text)}
    start = 0
    for run in runs:
        letters = enumerate(run.text, start)
        yield run, "".join(letter + marks.get(at, "") for at, letter in letters)
        start += len(run.text)
