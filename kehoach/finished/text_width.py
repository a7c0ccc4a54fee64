"""How wide letters are on paper, from the metrics of Times; lengths in mm."""

from __future__ import annotations

from collections.abc import Iterable

from kehoach.finished.positions import MM_PER_PT
from kehoach.finished.text import FilePiece
from kehoach.render.fonts import text_width

TIMES = frozenset({"times new roman", "times", "liberation serif", "tinos", "nimbus roman"})
"""Families with the metrics of Times New Roman, in small letters."""
_RAISED = 2 / 3


def width_of(pieces: Iterable[FilePiece]) -> float | None:
    """Width of what is printed, on one line; None if a font or size is not known.

    Raises MachineProblem if the fonts of the project cannot be read.
    """
    total = 0.0
    for piece in pieces:
        look = piece.look
        if not piece.printed or piece.is_deleted:
            continue
        if look.size is None or look.font is None or look.font.lower() not in TIMES:
            return None
        size = look.size * (_RAISED if look.raised else 1.0)
        total += text_width(piece.printed, size, bold=bool(look.bold), italic=bool(look.italic))
    return total * MM_PER_PT
