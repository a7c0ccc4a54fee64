"""Letters that the fonts lack, told where they were typed: they would print as empty boxes."""

from __future__ import annotations

from kehoach.document import Document, Run
from kehoach.findings import Finding
from kehoach.locations import Literal
from kehoach.render.fonts import missing_letters
from kehoach.source.source import Source


def unprintable(document: Document, source: Source) -> list[Finding]:
    """One finding for each letter; raises MachineProblem if the fonts cannot be read."""
    return [
        Finding(
            source.place_at(_offset(run, letter, source)),
            "IN601",
            f"phông chữ không có ký tự “{letter}” (U+{ord(letter):04X})",
            "gõ lại bằng ký tự thông dụng, hoặc thêm phông Times New Roman vào thư mục fonts",
        )
        for letter, run in missing_letters(document)
    ]


def _offset(run: Run, letter: str, source: Source) -> int:
    if isinstance(run.origin, Literal):
        at = run.origin.offset + run.text.index(letter)
        return source.scalar(run.origin.path).locate(at, at + 1).start
    return run.origin.span.start
