"""An annex on both sides, and how a change of it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kehoach.compare.annex_matching import column_labels, row_pairs
from kehoach.compare.causes import Causes
from kehoach.compare.changes import CellKey, ChangeKind, PlanChange, PlanSide, Where
from kehoach.compare.drafts import ChangeDraft, ChangeKey, PlanPair, where
from kehoach.compare.printed_texts import PrintedText
from kehoach.document import Annex, Cell, Paragraph, Row, Run
from kehoach.locations import Path
from kehoach.resolve.annex_rows import AnnexFigures
from kehoach.resolve.passages import PrintedPlace, row_name


@dataclass(frozen=True)
class AnnexSide:
    """An annex in one of the two plans."""

    side: PlanSide
    annex: Annex
    figures: AnnexFigures

    @cached_property
    def labels(self) -> dict[str, str]:
        """What to call each column, by its code."""
        return dict(zip(self.annex.table.codes, column_labels(self.annex), strict=True))

    def where(
        self, at: Path | Run, *steps: str, row: Row | None = None, code: str | None = None
    ) -> Where:
        """Where the annex, or a row, a column or a cell of it, stands."""
        name = None if row is None else row_name(row.cells, row.key)
        label = None if code is None else self.labels[code]
        return where(self.side, PrintedPlace((self.annex.nhan.text, *steps), name, label), at)


@dataclass
class PairedAnnex:
    """One annex on both sides, one of which may be missing, and how its changes are told."""

    sides: PlanPair
    causes: Causes
    old: Annex | None
    new: Annex | None
    rows: dict[int, int] = field(init=False)
    columns: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        self.rows = row_pairs(self.old, self.new)
        self.rows_back = {new: old for old, new in self.rows.items()}
        self.columns_old = self.old.table.codes if self.old else ()
        self.columns_new = self.new.table.codes if self.new else ()
        self.columns = {
            place: self.columns_new.index(code)
            for place, code in enumerate(self.columns_old)
            if code in self.columns_new
        }
        self.halves = [
            AnnexSide(side, annex, figures.annexes[annex.id]) if annex else None
            for side, annex, figures in zip(
                (self.sides.old, self.sides.new),
                (self.old, self.new),
                self.causes.figures,
                strict=True,
            )
        ]

    @property
    def id(self) -> str:
        annex = self.new or self.old
        assert annex
        return annex.id

    def texts(
        self, old: Paragraph | Cell, new: Paragraph | Cell
    ) -> tuple[PrintedText, PrintedText]:
        return (
            PrintedText(old.runs, self.sides.old.reading.source, home="phu_luc"),
            PrintedText(new.runs, self.sides.new.reading.source, home="phu_luc"),
        )

    # Telling

    def text_draft(
        self, key: ChangeKey, difference: Any, texts: tuple[PrintedText, PrintedText], subject: str
    ) -> ChangeDraft:
        places = [
            half.where(text.runs[0]) if half and text.runs else None
            for half, text in zip(self.halves, texts, strict=True)
        ]
        return self.placed(
            difference.kind,
            (self.id, *key),
            places,
            texts[0].text,
            texts[1].text,
            subject=subject,
            pieces=difference.pieces,
            because=difference.because,
        )

    def draft(
        self,
        kind: ChangeKind,
        key: ChangeKey,
        label: Paragraph,
        old: str = "",
        new: str = "",
        because: tuple[ChangeKey, ...] = (),
        **more: Any,
    ) -> ChangeDraft:
        places = [
            where(half.side, label.text, ("phu_luc", half.annex.id)) if half else None
            for half in self.halves
        ]
        return self.placed(kind, key, places, old, new, because=because, **more)

    def placed(
        self,
        kind: ChangeKind,
        key: ChangeKey,
        places: Sequence[Where | None],
        old: str = "",
        new: str = "",
        because: tuple[ChangeKey, ...] = (),
        cell: tuple[str, str] | None = None,
        **more: Any,
    ) -> ChangeDraft:
        if cell:
            names = ("cell_old", "cell_new")
            for name, place, half in zip(names, places, self.halves, strict=True):
                if place and half:
                    more.setdefault(name, CellKey(half.annex.id, *cell))
        change = PlanChange(
            0, kind, self.causes.part_of(self.id), places[0], places[1], old, new, **more
        )
        return ChangeDraft(key, change, because)
