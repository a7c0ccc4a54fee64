"""What the checks read: a plan, or a finished file's text, as passages with their places."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from kehoach.document import Cell, Clause, Document, Paragraph, Run
from kehoach.locations import Literal, Place, Span
from kehoach.plan.model import KeHoach
from kehoach.plan.register import Register
from kehoach.source.source import Source

_CONTEXT = 40


@dataclass(frozen=True, slots=True)
class Spot:
    """A part of a passage: its place, its words, words around it, and its span in the file.

    `span` is None where the words do not stand in the file as they are printed; `at` is where they
    stand in the excerpt.
    """

    place: Place
    words: str
    excerpt: str
    span: Span | None = None
    at: int = 0


@dataclass(frozen=True)
class CheckedPassage:
    """A printed paragraph or cell. `kieu` as in `document.Paragraph` and `document.Cell`."""

    text: str
    kieu: str
    runs: tuple[Run, ...] = ()
    source: Source | None = None
    clause: Clause | None = None
    place: Place = field(default_factory=lambda: Place(""))
    """Where a passage stands that has no source."""

    def spot(self, start: int, end: int) -> Spot:
        """The place of `text[start:end]`."""
        words = self.text[start:end]
        excerpt, shown_at = _excerpt(self.text, start, end)
        if self.source is None:
            return Spot(self.place, words, excerpt, None, shown_at)
        run, offset = self._run_at(start)
        if isinstance(run.origin, Literal):
            at = run.origin.offset + start - offset
            located = self.source.scalar(run.origin.path).locate(at, at + end - start)
            whole = end <= offset + len(run.text)
            place = self.source.place_at(located.start)
            return Spot(place, words, excerpt, located if whole else None, shown_at)
        narrow = _find(self.source.text, run.origin.span, words)
        place = self.source.place_at((narrow or run.origin.span).start)
        return Spot(place, words, excerpt, narrow, shown_at)

    def is_typed(self, start: int, end: int) -> bool:
        """Whether the words were typed as prose, not computed or bound to the register."""
        run, offset = self._run_at(start)
        return isinstance(run.origin, Literal) and end <= offset + len(run.text)

    def _run_at(self, index: int) -> tuple[Run, int]:
        offset = 0
        for run in self.runs:
            if index < offset + len(run.text):
                return run, offset
            offset += len(run.text)
        return self.runs[-1], offset - len(self.runs[-1].text)


def _excerpt(text: str, start: int, end: int) -> tuple[str, int]:
    """The words with some of their context, cut at spaces, and where they stand in it."""
    before = text[max(0, start - _CONTEXT) : start]
    after = text[end : end + _CONTEXT]
    if start > _CONTEXT:
        before = "…" + before.partition(" ")[2]
    if end + _CONTEXT < len(text):
        after = after.rpartition(" ")[0] + "…"
    return before + text[start:end] + after, len(before)


def _find(text: str, span: Span, words: str) -> Span | None:
    """Where the words stand inside an expression, if they stand there once (perhaps folded)."""
    parts = [re.escape(part) for part in words.split(" ")]
    hits = list(re.finditer(r"[ \t\r\n]+".join(parts), text[span.start : span.end]))
    if len(hits) != 1 or not words.strip():
        return None
    return Span(span.start + hits[0].start(), span.start + hits[0].end())


@dataclass(frozen=True)
class Review:
    """All that a check may look at. A finished file has passages only."""

    passages: tuple[CheckedPassage, ...]
    document: Document | None = None
    plan: KeHoach | None = None
    register: Register | None = None
    source: Source | None = None

    @cached_property
    def body(self) -> tuple[CheckedPassage, ...]:
        """The passages of the preamble and the clauses."""
        frame = {"noi_nhan", "quyen_han", "chuc_vu", "ho_ten", "phu_luc", "ten_phu_luc"}
        frame |= {"kem_theo_phu_luc", "co_quan", "co_quan_chu_quan", "so_ky_hieu", "ten_loai"}
        frame |= {"dia_danh_ngay", "du_thao", "nhan", "chi_so", "tt", "don_vi", "chu", "so"}
        frame |= {"quoc_hieu", "tieu_ngu", "kinh_gui", "nguoi_soan", "do_khan", "do_mat"}
        return tuple(passage for passage in self.passages if passage.kieu not in frame)


def review_plan(document: Document, plan: KeHoach, register: Register, source: Source) -> Review:
    """The review of a plan: every paragraph and annex cell in reading order."""
    return Review(tuple(_passages(document, source)), document, plan, register, source)


def _passages(document: Document, source: Source) -> Iterator[CheckedPassage]:
    owners = {id(p): clause for clause in document.clauses for p in clause.paragraphs}
    for paragraph in document.paragraphs():
        yield _passage(paragraph, source, owners.get(id(paragraph)))
    for cell in document.cells():
        if cell.runs:
            yield _passage(cell, source, None)


def _passage(part: Paragraph | Cell, source: Source, clause: Clause | None) -> CheckedPassage:
    return CheckedPassage(part.text, part.kieu, part.runs, source, clause)


def texts(
    passages: Iterable[CheckedPassage], pattern: re.Pattern[str]
) -> Iterator[tuple[CheckedPassage, re.Match[str]]]:
    """Every match of a pattern in the passages."""
    for passage in passages:
        for match in pattern.finditer(passage.text):
            yield passage, match
