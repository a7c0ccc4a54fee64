"""Where something stands in a file: the path of its key, its characters, its line and column."""

from __future__ import annotations

from dataclasses import dataclass

Path = tuple[str | int, ...]
"""Keys and indexes that lead from the top of a YAML file to a value."""


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of character offsets in the text of the source file."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A file, and a line and column in it counted from 1 (0: the whole file)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class FinishedPlace(Place):
    """A place in a finished file: `line` is the number of the paragraph, from 1 (0: the file).

    `label` is how people find it ('đoạn 12', 'trang 3'), `page` its page where known.
    """

    label: str = ""
    page: int | None = None

    def __str__(self) -> str:
        return f"{self.file} ({self.label})" if self.label else self.file
