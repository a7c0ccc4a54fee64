"""Tokens of Vietnamese text as a reviewer reads it, and the sequence alignment of two texts.

Whole numbers, symbols, dates and names are one token each, then words. What changed between two
texts is told in whole tokens, never in letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from functools import lru_cache
from unicodedata import normalize

from kehoach.compare.changes import DiffPiece, Op
from kehoach.resolve.read import Reading

_TOKENS = r"""
    ngày\s+\d{1,2}\s+tháng\s+\d{1,2}(?:\s+năm\s+\d{4})?      # ngày 08 tháng 12 năm 2023
  | \d+(?:/\d{4})?(?:/|-\s?)[A-ZĐ][\w]*(?:[-/]\s?[A-ZĐ]\w*)*  # 30/2020/NĐ-CP, 05-NQ/TU, 47- KH/TU
  | \d+(?:[.,/-]\d+)*(?:\s?[%‰])?                             # 388.231  8,11%  08/12/2023
  | \w+ | \s+ | .
"""
_SAME_ENOUGH = 0.3
"""Below this share of common words, a text is told as another text, not as an edited one."""


class Tokens:
    """Cuts texts into tokens; the names it is made with are one token each."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        longest_first = sorted({name for name in names if " " in name}, key=lambda n: (-len(n), n))
        known = "|".join(re.escape(name).replace("\\ ", "[ ]") for name in longest_first)
        pattern = rf"\b(?:{known})\b | {_TOKENS}" if known else _TOKENS
        self._pattern = re.compile(pattern, re.VERBOSE | re.DOTALL | re.IGNORECASE)

    def cut(self, text: str) -> list[str]:
        """The tokens of a text; joined, they are the text."""
        return self._pattern.findall(text)


def tokens_of(*readings: Reading) -> Tokens:
    """Words of plans; names of their registers are one token."""
    units = [unit for reading in readings for unit in reading.register.root.values()]
    return Tokens(name for unit in units for name in (unit.ten, unit.ten_ngan) if name)


def plain(text: str) -> str:
    """A text for comparing: one form of Unicode, single spaces."""
    return " ".join(normalize("NFC", text).split())


def token_diff(old: list[str], new: list[str]) -> list[tuple[Op, int, int, int, int]]:
    """What became of the tokens: (op, old start, old stop, new start, new stop) in order.

    The same marks come out in either direction, with '-' and '+' exchanged.
    """
    if old > new:
        swap: dict[Op, Op] = {"-": "+", "+": "-", "=": "="}
        spans = [(swap[op], c, d, a, b) for op, a, b, c, d in token_diff(new, old)]
        return _removed_first(spans)
    blocks = _blocks(tuple(old), tuple(new))
    spans = []
    at_old = at_new = 0
    for start_old, start_new, size in [*blocks, (len(old), len(new), 0)]:
        if at_old < start_old:
            spans.append(("-", at_old, start_old, at_new, at_new))
        if at_new < start_new:
            spans.append(("+", start_old, start_old, at_new, start_new))
        at_old, at_new = start_old + size, start_new + size
        if size:
            spans.append(("=", start_old, at_old, start_new, at_new))
    return spans


def _removed_first(
    spans: list[tuple[Op, int, int, int, int]],
) -> list[tuple[Op, int, int, int, int]]:
    """Neighbouring '+' and '-' in the order '-', '+', each where the other one ends."""
    ordered: list[tuple[Op, int, int, int, int]] = []
    for piece in spans:
        last = ordered[-1] if ordered else None
        if last and last[0] == "+" and piece[0] == "-":
            removed: tuple[Op, int, int, int, int] = ("-", piece[1], piece[2], last[3], last[3])
            ordered[-1:] = [removed, ("+", piece[2], piece[2], last[3], last[4])]
        else:
            ordered.append(piece)
    return ordered


@lru_cache(maxsize=512)
def _blocks(old: tuple[str, ...], new: tuple[str, ...]) -> tuple[tuple[int, int, int], ...]:
    """Common runs that are worth telling: not a lone space or comma between two changes."""
    matcher = SequenceMatcher(str.isspace, old, new, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    worth = [
        block
        for block in blocks
        if any(token[0].isalnum() for token in old[block.a : block.a + block.size])
        or block.a == block.b == 0
        or (block.a + block.size, block.b + block.size) == (len(old), len(new))
    ]
    common = sum(_letters(old[block.a : block.a + block.size]) for block in worth)
    if common < _SAME_ENOUGH * max(_letters(old), _letters(new)):
        return ()
    return tuple((block.a, block.b, block.size) for block in worth)


def _letters(tokens: Iterable[str]) -> int:
    return sum(len(token) for token in tokens if not token.isspace())


def pieces(tokens: Tokens, old: str, new: str) -> tuple[DiffPiece, ...]:
    """The word-level difference of two texts of which nothing was computed."""
    cut_old, cut_new = tokens.cut(old), tokens.cut(new)
    return tuple(
        DiffPiece(op, "".join(cut_new[c:d] if op == "+" else cut_old[a:b]))
        for op, a, b, c, d in token_diff(cut_old, cut_new)
    )
