"""Rows of an annex: which came, went, moved, and what changed in their cells."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from kehoach.compare.annex_pair import PairedAnnex
from kehoach.compare.causes import is_entered
from kehoach.compare.changes import CellKey, ChangeKind, Where
from kehoach.compare.drafts import ChangeDraft, ChangeKey, differing
from kehoach.compare.moves import moved
from kehoach.document import Annex, Cell, Row
from kehoach.locations import Reference


class RowChanges(PairedAnnex):
    """The rows of an annex that both sides have."""

    moved: set[int]
    """New places of rows that stand in another order."""
    events: list[tuple[int, int, ChangeKey]]

    def drafts(self) -> Iterator[ChangeDraft]:
        """Changes of rows and cells; every cell is counted."""
        assert self.old
        assert self.new
        yield from self._rows(self.old, self.new)

    def _rows(self, old: Annex, new: Annex) -> Iterator[ChangeDraft]:
        keys = [[row.key for row in annex.table.rows] for annex in (old, new)]
        self.moved = moved(self.rows, mirrored=keys[0] > keys[1])
        self.events = list(self._events(old, new))
        for place, row in enumerate(old.table.rows):
            if place not in self.rows:
                self.sides.cells.removed += len(row.cells)
                yield self._row_draft(ChangeKind.REMOVED, (row, None), _row_text(row), "")
        for place, row in enumerate(new.table.rows):
            if place not in self.rows_back:
                self.sides.cells.added += len(row.cells)
                yield self._row_draft(ChangeKind.ADDED, (None, row), "", _row_text(row))
                continue
            here = self.rows_back[place]
            before = old.table.rows[here]
            if place in self.moved:
                texts = (f"dòng thứ {here + 1}", f"dòng thứ {place + 1}")
                yield self._row_draft(ChangeKind.MOVED, (before, row), *texts)
            yield from self._cells((here, place), before, row)

    def _events(self, old: Annex, new: Annex) -> Iterator[tuple[int, int, ChangeKey]]:
        """Rows that came, went or moved: (old place or -1, new place or -1, key of the change)."""
        for place, row in enumerate(old.table.rows):
            if place not in self.rows:
                yield place, -1, ("row", self.id, row.key)
        for place, row in enumerate(new.table.rows):
            if place not in self.rows_back:
                yield -1, place, ("row", self.id, row.key)
            elif place in self.moved:
                yield self.rows_back[place], place, (ChangeKind.MOVED, self.id, row.key)

    def _why_renumbered(self, here: int, there: int) -> tuple[ChangeKey, ...]:
        """The nearest of them that stood above the row on one side only."""
        nearest = [
            (min(abs(here - was), abs(there - now)), key)
            for was, now, key in self.events
            if (0 <= was < here) != (0 <= now < there)
        ]
        return (min(nearest, key=lambda event: event[0])[1],) if nearest else ()

    def _row_draft(
        self, kind: ChangeKind, rows: tuple[Row | None, Row | None], old: str, new: str, **more: Any
    ) -> ChangeDraft:
        row = rows[1] or rows[0]
        assert row
        places = [
            half.where(half.figures.lines[line.key].path, row=line) if half and line else None
            for half, line in zip(self.halves, rows, strict=True)
        ]
        key = (
            ("row", self.id, row.key)
            if kind in (ChangeKind.ADDED, ChangeKind.REMOVED)
            else (kind, self.id, row.key)
        )
        agencies = tuple(dict.fromkeys(unit for line in rows if line for unit in _units(line)))
        return self.placed(
            kind, key, places, old, new, cell=(row.key, ""), agencies=agencies, **more
        )

    def _cells(self, places: tuple[int, int], old: Row, new: Row) -> Iterator[ChangeDraft]:
        before = dict(zip(self.columns_old, old.cells, strict=True))
        after = dict(zip(self.columns_new, new.cells, strict=True))
        renumbered: list[str] = []
        for code in dict.fromkeys((*after, *before)):
            if code not in before or code not in after:
                self.sides.cells.added += code in after
                self.sides.cells.removed += code in before
                continue
            same = before[code].text == after[code].text
            if before[code].kieu == after[code].kieu == "tt":
                self.sides.cells.pair(same=same)
                if not same and places[1] not in self.moved:
                    renumbered = [before[code].text, after[code].text]
                continue
            draft = self._cell((old, new), code, before[code], after[code])
            self.sides.cells.pair(same=draft is None)
            if draft:
                yield draft
        if renumbered:
            because = self._why_renumbered(*places)
            yield self._row_draft(ChangeKind.RENUMBERED, (old, new), *renumbered, because=because)

    def _cell(self, rows: tuple[Row, Row], code: str, old: Cell, new: Cell) -> ChangeDraft | None:
        if old.kieu == "so" or new.kieu == "so":
            if old.text == new.text:
                return None
            return self._figure(rows, code, old, new)
        texts = self.texts(old, new)
        difference = differing(self.sides, *texts, ChangeKind.REWORDED)
        if difference is None:
            return None
        return self._cell_draft(
            difference.kind,
            rows,
            code,
            (old, new),
            pieces=difference.pieces,
            because=difference.because,
        )

    def _figure(self, rows: tuple[Row, Row], code: str, old: Cell, new: Cell) -> ChangeDraft:
        entered = all(
            half and is_entered(half.figures, row.key, code)
            for half, row in zip(self.halves, rows, strict=True)
        )
        because: tuple[ChangeKey, ...] = ()
        if not entered:
            roots = self.causes.of(Reference("phu_luc", (self.id, rows[1].key, code)))
            because = tuple(sorted(roots, key=str))
        return self._cell_draft(
            ChangeKind.FIGURE if entered else ChangeKind.COMPUTED,
            rows,
            code,
            (old, new),
            because=because,
            value_old=old.value,
            value_new=new.value,
        )

    def _cell_draft(
        self,
        kind: ChangeKind,
        rows: tuple[Row, Row],
        code: str,
        cells: tuple[Cell, Cell],
        because: tuple[ChangeKey, ...] = (),
        **more: Any,
    ) -> ChangeDraft:
        assert self.old
        places: list[Where | None] = []
        for half, row, cell in zip(self.halves, rows, cells, strict=True):
            assert half
            spot = cell.runs[0] if cell.runs else (*half.figures.lines[row.key].path, code)
            places.append(half.where(spot, row=row, code=code))
        return self.placed(
            kind,
            ("cell", self.id, rows[1].key, code),
            places,
            cells[0].text,
            cells[1].text,
            cell=(rows[1].key, code),
            agencies=tuple(dict.fromkeys(_units(rows[1]))),
            because=because,
            cell_old=CellKey(self.old.id, rows[0].key, code),
            **more,
        )


def _row_text(row: Row) -> str:
    return " | ".join(cell.text for cell in row.cells)


def _units(row: Row) -> Iterator[str]:
    for cell in row.cells:
        if cell.kieu == "don_vi" and cell.runs:
            match cell.runs[0].refers_to:
                case Reference("don_vi", units):
                    yield from units
