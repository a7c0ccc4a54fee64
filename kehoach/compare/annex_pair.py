"""An annex on both sides, and how a change of it is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from kehoach.compare.annex_matching import column_labels, row_pairs
from kehoach.compare.causes import Causes
from kehoach.compare.changes import CellKey, ChangeKind, PlanChange, Where
from kehoach.compare.drafts import ChangeDraft, ChangeKey, PlanPair, where
from kehoach.compare.printed_texts import PrintedText
from kehoach.document import Annex, Cell, Paragraph


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
        self.columns_old = self.old.table.columns if self.old else ()
        self.columns_new = self.new.table.columns if self.new else ()
        self.columns = {
            place: self.columns_new.index(code)
            for place, code in enumerate(self.columns_old)
            if code in self.columns_new
        }
        self.labels_old = column_labels(self.old) if self.old else ()
        self.labels_new = column_labels(self.new) if self.new else ()

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
        annexes = (self.old, self.new)
        places = [
            where(side, annex.nhan.text, text.runs[0]) if annex and text.runs else None
            for side, annex, text in zip(
                (self.sides.old, self.sides.new), annexes, texts, strict=True
            )
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
            where(side, label.text, ("phu_luc", annex.id)) if annex else None
            for side, annex in ((self.sides.old, self.old), (self.sides.new, self.new))
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
            for name, place, annex in (
                ("cell_old", places[0], self.old),
                ("cell_new", places[1], self.new),
            ):
                if place and annex:
                    more.setdefault(name, CellKey(annex.id, *cell))
        change = PlanChange(
            0, kind, self.causes.part_of(self.id), places[0], places[1], old, new, **more
        )
        return ChangeDraft(key, change, because)
