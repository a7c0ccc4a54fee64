"""A text value of a YAML file, and where each of its characters stands in the file.

YAML folds lines, drops quotes and reads escapes; NFC joins letters and marks; white space at the
ends of a value goes, and a line end inside it is a space. The places survive all of that.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import combining, is_normalized, normalize

import yaml

from kehoach.locations import Span

LINE_END = re.compile(r"\r\n|\n|\r")
"""What ends a line for YAML, and for us wherever lines of a file are meant."""
_WORD = re.compile(r"[^ \t\r\n]+")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text value and, piece by piece, where it stands in the file.

    `pieces` are (start in text, end in text, start in file, end in file), in order; what lies
    between two pieces is white space that YAML may have folded.
    """

    text: str
    pieces: tuple[tuple[int, int, int, int], ...]

    def locate(self, start: int, end: int) -> Span:
        """Span in the file of `text[start:end]`."""
        first = self._position(start)[0]
        return Span(first, max(first, self._position(max(start, end - 1))[1]))

    def _position(self, index: int) -> tuple[int, int]:
        after = bisect_right(self.pieces, index, key=lambda piece: piece[0])
        if after and index < self.pieces[after - 1][1]:
            return _linear(index, *self.pieces[after - 1])
        gap_start, file_start = self.pieces[after - 1][1::2] if after else (0, self.pieces[0][2])
        if after == len(self.pieces):
            return file_start, file_start
        gap_end, _, file_end, _ = self.pieces[after]
        return _linear(index, gap_start, gap_end, file_start, file_end)


def _linear(index: int, start: int, end: int, file_start: int, file_end: int) -> tuple[int, int]:
    if end - start != file_end - file_start:
        return file_start, file_end
    return file_start + index - start, file_start + index - start + 1


_WHITE_LINE_END = re.compile(r"[ \t]*[\n\r\t][ \t\n\r]*")


def is_tidy(text: str) -> bool:
    """Whether a value is as it is printed: no white space at its ends, no line end inside."""
    return text == text.strip() and not ("\n" in text or "\t" in text or "\r" in text)


def tidy(text: str) -> str:
    """The value as it is printed, in whatever format."""
    return text if is_tidy(text) else _WHITE_LINE_END.sub(" ", text.strip())


def map_scalar(text: str, node: yaml.ScalarNode) -> Scalar:
    """The text of a scalar node of the file `text`, NFC and tidy, with its places."""
    start, end = node.start_mark.index, node.end_mark.index
    raw: str = node.value
    if node.style in ("'", '"'):
        pieces = _quoted_pieces(text, start + 1, end - 1, node.style == '"')
    else:
        if node.style in ("|", ">"):
            head = LINE_END.search(text, start, end)
            start = head.end() if head else end
        pieces = _word_pieces(raw, text, start, end)
    if not pieces or pieces[-1][1] > len(raw):
        pieces = [(0, len(raw), start, end)]
    scalar = Scalar(raw, tuple(pieces))
    if not is_normalized("NFC", raw):
        scalar = _composed(raw, scalar)
    return scalar if is_tidy(scalar.text) else _tidied(scalar)


def _tidied(scalar: Scalar) -> Scalar:
    """The tidy form of a text: what is left of each piece moves to where it now stands."""
    text = scalar.text
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    pieces: list[tuple[int, int, int, int]] = []
    moved = 0
    for gap in (*_WHITE_LINE_END.finditer(text, start, end), None):
        stop = gap.start() if gap else end
        pieces += _moved(scalar.pieces, start, stop, moved - start)
        moved += stop - start + 1
        start = gap.end() if gap else end
    return Scalar(tidy(text), tuple(pieces) or scalar.pieces[:1])


def _moved(
    pieces: Sequence[tuple[int, int, int, int]], start: int, stop: int, by: int
) -> Iterator[tuple[int, int, int, int]]:
    """The parts of pieces that stand in `start:stop`, moved within the text."""
    for index in range(bisect_right(pieces, start, key=lambda piece: piece[1]), len(pieces)):
        first, last, file_first, file_last = pieces[index]
        if first >= stop:
            return
        if last - first == file_last - file_first:
            file_first += max(0, start - first)
            file_last -= max(0, last - stop)
        yield max(first, start) + by, min(last, stop) + by, file_first, file_last


def _word_pieces(raw: str, text: str, start: int, end: int) -> list[tuple[int, int, int, int]]:
    """Folding changes white space only, so the words of value and file match one by one."""
    pieces = []
    words = _WORD.finditer(text, start, end)
    for word in _WORD.finditer(raw):
        there = next(words, None)
        if there is None or there.group() != word.group():
            return []
        pieces.append((word.start(), word.end(), there.start(), there.end()))
    return pieces


_ESCAPE = re.compile(
    r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|(?:\r\n|\n|\r)[ \t]*|.)", re.DOTALL
)
_FOLD = re.compile(r"[ \t]*(?:\r\n|\n|\r)[ \t\r\n]*")


def _quoted_pieces(
    text: str, start: int, end: int, double: bool
) -> list[tuple[int, int, int, int]]:
    """One piece per character (or fold) of a quoted scalar."""
    pieces = []
    at, produced = start, 0
    while at < end:
        match = _FOLD.match(text, at, end)
        length = 1
        if match:
            length = max(1, len(LINE_END.findall(match.group())) - 1)
        elif double and (match := _ESCAPE.match(text, at, end)):
            length = 0 if match.group()[1] in "\r\n" else 1
        stop = match.end() if match else at + (2 if not double and text[at] == "'" else 1)
        if length:
            pieces.append((produced, produced + length, at, stop))
        produced += length
        at = stop
    return pieces


def _composed(raw: str, scalar: Scalar) -> Scalar:
    """Places for the NFC form of a text: each base letter with its marks is one piece."""
    pieces, produced, at = [], 0, 0
    while at < len(raw):
        stop = at + 1
        while stop < len(raw) and combining(raw[stop]):
            stop += 1
        length = len(normalize("NFC", raw[at:stop]))
        span = scalar.locate(at, stop)
        pieces.append((produced, produced + length, span.start, span.end))
        produced, at = produced + length, stop
    return Scalar(normalize("NFC", raw), tuple(pieces))
