"""Printed texts as a comparison sees them: words without markers, and who wrote which of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, islice
from operator import itemgetter

from kehoach.compare.changes import DiffPiece
from kehoach.compare.tokens import Tokens, plain, token_diff
from kehoach.document import Clause, Run
from kehoach.locations import Computed, Reference
from kehoach.source.source import Source

MARKS = frozenset({Reference("danh_so"), Reference("ket_thuc"), Reference("noi_nhan")})
"""What the program sets around a text by its place: III., -, ./. and the ; of recipients."""


@dataclass(frozen=True)
class PrintedText:
    """A text without the marks around it, and the YAML that its runs come from."""

    runs: tuple[Run, ...]
    source: Source
    agencies: tuple[str, ...] = ()
    home: str | int = ""
    """The top key of the plan that the text belongs to; words of another part were not written
    here."""

    @cached_property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)

    @cached_property
    def written(self) -> tuple[str, ...]:
        """What a person wrote: words, and expressions in place of what they give.

        Texts that were written alike can differ only by what was computed.
        """
        parts: list[str] = []
        for run in self.runs:
            if self._is_computed(run):
                parts += ["\0", self._expression(run), "\0"]
            else:
                parts.append(run.text)
        return tuple("".join(parts).split("\0"))

    def _is_computed(self, run: Run) -> bool:
        if isinstance(run.origin, Computed):
            return True
        return bool(self.home) and run.origin.path[0] != self.home

    def _expression(self, run: Run) -> str:
        """`{{ nam }}` as written; what stands for the clause's own agencies is `don_vi`."""
        if not isinstance(run.origin, Computed):
            return ".".join(map(str, run.origin.path))
        text = self.source.text[run.origin.span.start : run.origin.span.end]
        if text.startswith("{{"):
            return "".join(text.split())
        own = Reference("don_vi", self.agencies)
        return "don_vi" if run.origin.refers_to == own else str(run.origin.refers_to)

    @cached_property
    def style(self) -> str:
        """One letter of style for each letter of the text."""
        return "".join(
            str(run.bold + 2 * run.italic + 4 * run.light) * len(run.text) for run in self.runs
        )

    def computed(self) -> list[bool]:
        """For each letter whether nobody wrote it."""
        return [mark for run in self.runs for mark in [self._is_computed(run)] * len(run.text)]

    def computed_runs(self) -> list[Run]:
        """The runs that nobody wrote, in order."""
        return [run for run in self.runs if self._is_computed(run)]


def printed(runs: Iterable[Run], source: Source, agencies: tuple[str, ...] = ()) -> PrintedText:
    """The text of runs without the marks at its ends."""
    kept = tuple(run for run in runs if run.refers_to not in MARKS)
    return PrintedText(kept, source, agencies)


def joined(
    texts: Iterable[PrintedText],
    source: Source,
    agencies: tuple[str, ...] = (),
    home: str | int = "",
) -> PrintedText:
    """Texts as one, each on a line of its own."""
    runs: list[Run] = []
    for text in texts:
        if runs and text.runs:
            runs.append(Run("\n", text.runs[0].origin))
        runs += text.runs
    return PrintedText(tuple(runs), source, agencies, home)


def clause_text(clause: Clause, source: Source) -> PrintedText:
    """The text of a clause, its paragraphs a line each."""
    parts = (printed(paragraph.runs, source) for paragraph in clause.paragraphs)
    return joined(parts, source, clause.don_vi, clause.path[0])


def same_text(old: PrintedText, new: PrintedText) -> bool:
    """Whether both print the same words, spaces apart."""
    return old.text == new.text or plain(old.text) == plain(new.text)


def only_computed(old: PrintedText, new: PrintedText) -> bool:
    """Whether a person wrote the same on both sides, so that only what was computed differs."""
    return old.written == new.written


def pieces(tokens: Tokens, old: PrintedText, new: PrintedText) -> tuple[DiffPiece, ...]:
    """The word-level difference of two texts, computed words marked."""
    cut_old, cut_new = tokens.cut(old.text), tokens.cut(new.text)
    before, after = _marked(cut_old, old), _marked(cut_new, new)
    return tuple(
        DiffPiece(op, "".join(word for word, _ in words), computed)
        for op, a, b, c, d in token_diff(cut_old, cut_new)
        for computed, words in groupby(after[c:d] if op == "+" else before[a:b], itemgetter(1))
    )


def _marked(tokens: list[str], text: PrintedText) -> list[tuple[str, bool]]:
    """Each token and whether a letter of it was computed."""
    computed = iter(text.computed())
    return [(token, any(list(islice(computed, len(token))))) for token in tokens]
