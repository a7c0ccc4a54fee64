"""An annex with its changes in place: the table of the new plan, each cell with its difference."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from kehoach.compare.changes import AnnexPair, CellKey, ChangeKind, Comparison, LinePair, PlanChange
from kehoach.compare.report.figure_differences import FigureDifferences
from kehoach.document import Annex, Cell

SHADES = (Decimal(5), Decimal(10), Decimal(25))
"""Where the next shade begins, in percent of the old figure."""

_LABELS = {ChangeKind.ADDED: "thêm", ChangeKind.REMOVED: "bỏ", ChangeKind.MOVED: "chuyển chỗ"}


@dataclass(frozen=True, slots=True)
class HeatCell:
    """A cell: its text and, where it changed, the number of the change and its difference."""

    text: str
    classes: str = ""
    is_name: bool = False
    number: int | None = None
    change: str = ""
    told: str = ""


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A row; `label` says what happened to the whole of it, in change `number`."""

    cells: tuple[HeatCell, ...]
    classes: str
    label: str
    number: int | None


@dataclass(frozen=True, slots=True)
class HeatHeading:
    """A heading over one or more columns; a column may have been added or removed as a whole."""

    text: str
    colspan: int
    rowspan: int
    kind: str = ""
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Heatmap:
    """An annex that stands in both plans, ready for the page."""

    id: str
    title: str
    header: tuple[tuple[HeatHeading, ...], ...]
    rows: tuple[HeatRow, ...]

    @property
    def width(self) -> int:
        """How many columns."""
        return len(self.rows[0].cells) if self.rows else 0


def heats(comparison: Comparison, differences: FigureDifferences) -> dict[str, Heatmap]:
    """The annexes that stand in both plans and have changes in their tables, by id."""
    changes: dict[CellKey, PlanChange] = {}
    for change in comparison.changes:
        for ref in (change.cell_old, change.cell_new):
            if ref and (ref.row or ref.column):
                changes[ref] = change
    touched = {ref.annex for ref in changes}
    return {
        pair.new.id: _HeatmapTable(pair.old, pair.new, pair, changes, differences).heat()
        for pair in comparison.annexes
        if pair.old and pair.new and pair.new.id in touched
    }


@dataclass(frozen=True, slots=True)
class _HeatmapTable:
    old: Annex
    new: Annex
    pair: AnnexPair
    changes: Mapping[CellKey, PlanChange]
    differences: FigureDifferences

    def heat(self) -> Heatmap:
        title = f"{self.new.nhan.text}: {self.new.ten.text}"
        rows = tuple(map(self._row, self.pair.rows))
        return Heatmap(self.new.id, title, tuple(self._header()), rows)

    def _paths(self) -> list[tuple[str, ...]]:
        """The headings over each column, from the top, of the new annex where it has the column."""
        old, new = self.old.table.columns, self.new.table.columns
        return [
            (new[pair.new] if pair.new is not None else old[pair.old or 0]).headings
            for pair in self.pair.columns
        ]

    def _header(self) -> Iterator[tuple[HeatHeading, ...]]:
        paths = self._paths()
        depth = max(map(len, paths), default=0)
        for level in range(depth):
            yield tuple(self._level(paths, level, depth))

    def _level(
        self, paths: Sequence[tuple[str, ...]], level: int, depth: int
    ) -> Iterator[HeatHeading]:
        """Neighbours below the same headings share one; the lowest reaches down to the rows."""

        def shared(index: int) -> tuple[object, ...]:
            path = paths[index]
            return path[: level + 1] if len(path) > level + 1 else (index,)

        for _, group in groupby(range(len(paths)), shared):
            indexes = list(group)
            path = paths[indexes[0]]
            if len(path) <= level:
                continue
            if len(path) > level + 1:
                yield HeatHeading(path[level], len(indexes), 1)
                continue
            change = self._of("", self.pair.columns[indexes[0]].key)
            kind = change.kind.value if change else ""
            number = change.number if change else None
            yield HeatHeading(path[level], 1, depth - level, kind, number)

    def _row(self, line: LinePair) -> HeatRow:
        change = self._of(line.key, "")
        source = self.new if line.new is not None else self.old
        row = source.table.rows[line.new if line.new is not None else line.old or 0]
        names = [cell.kieu in ("don_vi", "chu") for cell in row.cells]
        named = source.table.codes[names.index(True)] if True in names else ""
        cells = tuple(self._cell(line, column, named) for column in self.pair.columns)
        kind = change.kind if change else None
        classes = " ".join(filter(None, (row.kieu, kind.value if kind else "")))
        label = _LABELS.get(kind, "") if kind else ""
        return HeatRow(cells, classes, label, change.number if change else None)

    def _cell(self, line: LinePair, column: LinePair, named: str) -> HeatCell:
        old = _at(self.old, line.old, column.old)
        new = _at(self.new, line.new, column.new)
        shown = new or old
        text = shown.text if shown else ""
        figure = "f" if shown and shown.kieu == "so" else ""
        is_name = column.key == named
        change = self._of(line.key, column.key)
        if change is None:
            gone = "removed" if column.new is None else "added" if column.old is None else ""
            return HeatCell(text, f"{figure} {gone}".strip(), is_name)
        computed = "tinh" if change.kind is ChangeKind.COMPUTED else ""
        classes = " ".join(filter(None, (figure, "doi", computed, _shade(change.percent))))
        delta = self.differences.of(change)
        told = f"Bản cũ: {change.old or 'trống'}. Bản mới: {change.new or 'trống'}."
        return HeatCell(text, classes, is_name, change.number, delta, told)

    def _of(self, row: str, column: str) -> PlanChange | None:
        for annex in (self.new, self.old):
            if change := self.changes.get(CellKey(annex.id, row, column)):
                return change
        return None


def _at(annex: Annex, row: int | None, column: int | None) -> Cell | None:
    if row is None or column is None:
        return None
    return annex.table.rows[row].cells[column]


def _shade(percent: Decimal | None) -> str:
    if not percent:
        return ""
    level = 1 + sum(abs(percent) >= start for start in SHADES)
    return f"{'tang' if percent > 0 else 'giam'}{level}"
