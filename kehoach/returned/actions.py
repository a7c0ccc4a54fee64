"""What can be done to a plan's YAML, and a difference with what of that it asks for."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from kehoach.document import Run
from kehoach.locations import Path
from kehoach.returned.differences import LineDifference


@dataclass(frozen=True, slots=True)
class ReplaceWords:
    """Put `text` in place of `scalar(path)[start:end]`."""

    path: Path
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class EnterFigure:
    """Enter another figure at `path`."""

    path: Path
    value: Decimal
    decimals: int


@dataclass(frozen=True, slots=True)
class RemoveClause:
    """Take away the clause at `path` with all below it."""

    path: Path


@dataclass(frozen=True, slots=True)
class AddClause:
    """Add a clause that says `text` behind the one at `path`, as its next sister."""

    path: Path
    text: str


Action = ReplaceWords | EnterFigure | RemoveClause | AddClause


@dataclass(frozen=True, slots=True)
class Located:
    """A difference with what can be written of it, and why the rest cannot.

    `becomes` is our line with what can be written; "" where none is left.
    """

    difference: LineDifference
    actions: tuple[Action, ...] = ()
    reasons: tuple[str, ...] = ()
    becomes: tuple[Run, ...] = ()


def refused(difference: LineDifference, *reasons: str) -> Located:
    """A difference of which nothing can be written."""
    return Located(difference, (), reasons)
