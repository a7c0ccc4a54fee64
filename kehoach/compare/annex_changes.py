"""What happened to the annexes: rows by who they are about, columns by code, cells by both."""

from __future__ import annotations

from collections.abc import Iterator

from kehoach.compare.annex_matching import merged_lines
from kehoach.compare.annex_pair import PairedAnnex
from kehoach.compare.changes import AnnexPair, ChangeKind
from kehoach.compare.column_changes import ColumnChanges
from kehoach.compare.drafts import ChangeDraft, differing
from kehoach.compare.row_changes import RowChanges
from kehoach.document import Annex


class AnnexChanges(PairedAnnex):
    """The comparison of one annex; one side may be missing."""

    def pair(self) -> AnnexPair:
        """The rows and columns of both sides, for outputs."""
        rows_old = [row.key for row in self.old.table.rows] if self.old else []
        rows_new = [row.key for row in self.new.table.rows] if self.new else []
        return AnnexPair(
            self.old,
            self.new,
            merged_lines(self.columns_old, self.columns_new, self.columns),
            merged_lines(rows_old, rows_new, self.rows),
        )

    def drafts(self) -> Iterator[ChangeDraft]:
        """All changes of the annex; every paragraph and cell is counted on the way."""
        if self.old is None or self.new is None:
            yield from self._whole()
            return
        yield from self._titles(self.old, self.new)
        for part in (ColumnChanges, RowChanges):
            yield from part(self.sides, self.causes, self.old, self.new).drafts()

    def _whole(self) -> Iterator[ChangeDraft]:
        annex = self.new or self.old
        assert annex
        table = annex.table
        cells = sum(map(len, table.header_rows)) + len(table.index_row)
        cells += sum(len(row.cells) for row in table.rows)
        count = (self.sides.paragraphs, self.sides.cells)
        text = f"{annex.ten.text} ({len(table.rows)} dòng, {len(table.columns)} cột)"
        if self.new:
            count[0].added, count[1].added = count[0].added + 3, count[1].added + cells
            yield self.draft(ChangeKind.ADDED, ("annex", annex.id), annex.nhan, new=text)
        else:
            count[0].removed, count[1].removed = count[0].removed + 3, count[1].removed + cells
            yield self.draft(ChangeKind.REMOVED, ("annex", annex.id), annex.nhan, old=text)

    # Title

    def _titles(self, old: Annex, new: Annex) -> Iterator[ChangeDraft]:
        if old.nhan.text != new.nhan.text:
            yield self.draft(
                ChangeKind.RENUMBERED, ("annex", self.id), new.nhan, old.nhan.text, new.nhan.text
            )
        self.sides.paragraphs.pair(same=old.nhan.text == new.nhan.text)
        for name, before, after in (
            ("tên phụ lục", old.ten, new.ten),
            ("dòng “Kèm theo”", old.kem_theo, new.kem_theo),
        ):
            texts = self.texts(before, after)
            difference = differing(self.sides, *texts, ChangeKind.REWORDED)
            self.sides.paragraphs.pair(same=difference is None)
            if difference:
                yield self.text_draft(("title", name), difference, texts, name)
