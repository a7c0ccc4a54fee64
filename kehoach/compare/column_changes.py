"""Columns of an annex: which came, went, moved, and what their headings say."""

from __future__ import annotations

from collections.abc import Iterator

from kehoach.compare.annex_matching import heading_cells
from kehoach.compare.annex_pair import PairedAnnex
from kehoach.compare.changes import ChangeKind
from kehoach.compare.drafts import ChangeDraft, differing
from kehoach.compare.moves import moved
from kehoach.document import Annex, Cell


class ColumnChanges(PairedAnnex):
    """The columns of an annex that both sides have."""

    def drafts(self) -> Iterator[ChangeDraft]:
        """Changes of columns, headings and the row of column numbers; their cells are counted."""
        assert self.old
        assert self.new
        yield from self._columns()
        yield from self._headings(self.old, self.new)
        yield from self._index_row(self.old, self.new)

    def _columns(self) -> Iterator[ChangeDraft]:
        labels_old, labels_new = (half.labels if half else {} for half in self.halves)
        for code, label in labels_old.items():
            if code not in labels_new:
                yield self._column_draft(ChangeKind.REMOVED, code, f"cột “{label}”", "")
        for code, label in labels_new.items():
            if code not in labels_old:
                yield self._column_draft(ChangeKind.ADDED, code, "", f"cột “{label}”")
        for place in sorted(moved(self.columns, mirrored=self.columns_old > self.columns_new)):
            code = self.columns_new[place]
            old = f"cột thứ {self.columns_old.index(code) + 1} “{labels_old[code]}”"
            new = f"cột thứ {place + 1} “{labels_new[code]}”"
            yield self._column_draft(ChangeKind.MOVED, code, old, new)

    def _column_draft(self, kind: ChangeKind, code: str, old: str, new: str) -> ChangeDraft:
        places = [
            half.where(
                ("phu_luc", half.annex.id, "cot", half.annex.table.codes.index(code)), code=code
            )
            if half and code in half.labels
            else None
            for half in self.halves
        ]
        return self.placed(kind, ("column", self.id, code), places, old, new, cell=("", code))

    def _headings(self, old: Annex, new: Annex) -> Iterator[ChangeDraft]:
        """Cells of the same level over the same first column, or with the same words."""
        left, right = (dict(heading_cells(annex)) for annex in (old, new))
        pairs = {key: key for key in left if key in right and self._alike(left[key], right[key])}
        spare = [key for key in right if key not in pairs.values()]
        for same in (self._alike, lambda *_: False):
            for key in left:
                if key in pairs:
                    continue
                twin = next(
                    (k for k in spare if k[0] == key[0] and same(left[key], right[k])), None
                )
                twin = twin or (key if key in spare and same is not self._alike else None)
                if twin:
                    pairs[key] = twin
                    spare.remove(twin)
        for key, twin in pairs.items():
            yield from self._heading(left[key], right[twin])
        for key in left:
            if key not in pairs:
                self.sides.cells.removed += 1
                yield from self._lone_heading(left[key], key[1], old=True)
        for key in spare:
            self.sides.cells.added += 1
            yield from self._lone_heading(right[key], key[1], old=False)

    def _alike(self, old: Cell, new: Cell) -> bool:
        return (
            old.text == new.text
            or self.texts(old, new)[0].written == self.texts(old, new)[1].written
        )

    def _heading(self, old: Cell, new: Cell) -> Iterator[ChangeDraft]:
        texts = self.texts(old, new)
        difference = differing(self.sides, *texts, ChangeKind.REWORDED)
        self.sides.cells.pair(same=difference is None)
        if difference:
            yield self.text_draft(("heading", old.text), difference, texts, "tiêu đề cột")

    def _lone_heading(self, cell: Cell, code: str, *, old: bool) -> Iterator[ChangeDraft]:
        """A heading that came or went without its column."""
        if code not in self.columns_old or code not in self.columns_new:
            return
        half = self.halves[0 if old else 1]
        assert half
        spot = half.where(cell.runs[0], "tiêu đề cột")
        places = [spot, None] if old else [None, spot]
        texts = (cell.text, "") if old else ("", cell.text)
        yield self.placed(
            ChangeKind.REWORDED, ("heading", cell.text), places, *texts, subject="tiêu đề cột"
        )

    def _index_row(self, old: Annex, new: Annex) -> Iterator[ChangeDraft]:
        texts = []
        before = dict(zip(self.columns_old, old.table.index_row, strict=False))
        after = dict(zip(self.columns_new, new.table.index_row, strict=False))
        for code in dict.fromkeys((*before, *after)):
            if code in before and code in after:
                self.sides.cells.pair(same=before[code].text == after[code].text)
            self.sides.cells.removed += code in before and code not in after
            self.sides.cells.added += code in after and code not in before
        texts = [", ".join(c.text for c in annex.table.index_row) for annex in (old, new)]
        common = [code for code in before if code in after]
        if any(before[code].text != after[code].text for code in common) or (
            bool(before) != bool(after)
        ):
            codes = {*self.columns_old, *self.columns_new}
            because = tuple(("column", self.id, code) for code in sorted(codes))
            yield self.draft(
                ChangeKind.RENUMBERED,
                ("index_row", self.id),
                new.nhan,
                texts[0],
                texts[1],
                subject="hàng chỉ số cột",
                because=because,
            )
