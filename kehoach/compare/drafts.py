"""Changes while they are being found: the two plans, how their texts differ, drafts by keys.

A draft is known by its key, so that another one can name it as its cause.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property

from kehoach.compare.changes import ChangeKind, DiffPiece, PlanChange, PlanSide, Tally, Where
from kehoach.compare.printed_texts import PrintedText, only_computed, pieces, same_text
from kehoach.compare.tokens import Tokens, tokens_of
from kehoach.document import Run
from kehoach.locations import Path, Reference, Span
from kehoach.resolve.passages import PrintedPlace

ChangeKey = tuple[Hashable, ...]


@dataclass(frozen=True)
class ChangeDraft:
    """A change without its number; `because` are the keys of what may have caused it."""

    key: ChangeKey
    change: PlanChange
    because: tuple[ChangeKey, ...] = ()


def numbered(drafts: Iterable[ChangeDraft]) -> tuple[PlanChange, ...]:
    """The changes with their numbers and the numbers of their causes, in the order given.

    A key that names no change is no cause; a key may name several changes.
    """
    ordered = list(drafts)
    numbers: dict[ChangeKey, list[int]] = {}
    for number, draft in enumerate(ordered, 1):
        numbers.setdefault(draft.key, []).append(number)
    changes = []
    for number, draft in enumerate(ordered, 1):
        causes = {cause for key in draft.because for cause in numbers.get(key, ())} - {number}
        changes.append(replace(draft.change, number=number, causes=tuple(sorted(causes))))
    return tuple(changes)


@dataclass
class RunningTally:
    """Counts what was compared while it is being compared."""

    identical: int = 0
    changed: int = 0
    removed: int = 0
    added: int = 0

    def pair(self, *, same: bool) -> None:
        """Count one that stands on both sides."""
        self.identical += same
        self.changed += not same

    def tally(self, old: int, new: int) -> Tally:
        """The count against what the documents hold."""
        return Tally(old, new, self.identical, self.changed, self.removed, self.added)


@dataclass
class PlanPair:
    """Two plans, the tokens of both, and the count of what was compared."""

    old: PlanSide
    new: PlanSide
    paragraphs: RunningTally = field(default_factory=RunningTally)
    cells: RunningTally = field(default_factory=RunningTally)

    @cached_property
    def tokens(self) -> Tokens:
        """Words of both plans; names of either register are one token."""
        return tokens_of(self.old.reading, self.new.reading)

    def pieces(self, old: PrintedText, new: PrintedText) -> tuple[DiffPiece, ...]:
        """The word-level difference of two texts."""
        return pieces(self.tokens, old, new)


@dataclass(frozen=True)
class WordingDifference:
    """Two texts that differ: by a person's hand (`kind` as given), or as a consequence.

    `shows` is what the computed words that differ refer to, each once.
    """

    kind: ChangeKind
    pieces: tuple[DiffPiece, ...]
    shows: tuple[Reference, ...]

    @property
    def because(self) -> tuple[ChangeKey, ...]:
        return tuple(("ref", reference) for reference in self.shows)


def differing(
    sides: PlanPair, old: PrintedText, new: PrintedText, kind: ChangeKind
) -> WordingDifference | None:
    """How two texts differ; None if they say the same."""
    if same_text(old, new):
        return None
    changed_words = sides.pieces(old, new)
    if only_computed(old, new):
        shows = tuple(dict.fromkeys(_shown(old, new)))
        return WordingDifference(ChangeKind.COMPUTED, changed_words, shows)
    return WordingDifference(kind, changed_words, ())


def _shown(old: PrintedText, new: PrintedText) -> Iterator[Reference]:
    for before, after in zip(old.computed_runs(), new.computed_runs(), strict=False):
        if before.text != after.text:
            yield from filter(None, (before.refers_to, after.refers_to))


def where(side: PlanSide, printed: str | PrintedPlace, place: Span | Path | Run) -> Where:
    """A place on paper with that of a span, a path or a run in the YAML of a side."""
    if isinstance(printed, str):
        printed = PrintedPlace((printed,))
    source = side.reading.source
    if isinstance(place, Run):
        place = place.origin.span
    if isinstance(place, Span):
        return Where(printed, source.place_at(place.start))
    return Where(printed, source.place(place))


def agency_names(side: PlanSide, ids: tuple[str, ...]) -> str:
    """Full names, commas between."""
    return ", ".join(side.reading.register[unit].ten for unit in ids)
