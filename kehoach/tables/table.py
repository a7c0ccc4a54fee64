"""A table as words: what the Word file and the PDF of it both show."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from kehoach.compare.changes import Piece


class Words(NamedTuple):
    """Words of a cell: `mark` is '-' for what goes, '+' for what comes, '' for the rest."""

    text: str
    mark: str = ""


Cell = tuple[Words, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading, and its share of the width in percent."""

    heading: str
    share: int


@dataclass(frozen=True, slots=True)
class Section:
    """Rows under a heading of their own, or under none ('')."""

    title: str
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title and the lines under it."""

    title: str
    lines: tuple[str, ...]
    columns: tuple[Column, ...]
    sections: tuple[Section, ...]


def plain(text: str) -> Cell:
    """A cell of words that bear no mark."""
    return (Words(text),) if text else ()


def side(pieces: Iterable[Piece], op: str) -> Cell:
    """One side of a word-level difference: the old text for '-', the new one for '+'."""
    return tuple(
        Words(piece.text, "" if piece.op == "=" else op)
        for piece in pieces
        if piece.op in ("=", op)
    )
