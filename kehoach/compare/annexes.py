"""What happened to the annexes: rows by who they are about, columns by code, cells by both."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from kehoach.annex_rows import AnnexFigures
from kehoach.compare.causes import Causes, is_entered
from kehoach.compare.changes import AnnexPair, CellRef, Change, Kind, LinePair, Side, Where
from kehoach.compare.drafts import Draft, Key
from kehoach.compare.lines import pair_lines
from kehoach.compare.order import stayed
from kehoach.compare.printed import Printed, printed
from kehoach.compare.sides import Sides, differing, where
from kehoach.document import Annex, Cell, Paragraph, Row
from kehoach.whereabouts import column_names, row_name

_BY_PLACE = re.compile(r"(?:\w+_)?(?:dong|nhom)_\d+")
"""Keys that a row has from its place, for want of a unit or an id."""

Identity = tuple[object, ...]


def annex_pairs(old: Side, new: Side) -> list[tuple[Annex | None, Annex | None]]:
    """Annexes with the same id; the rest by title. In new order, removed ones last."""
    before, after = ({a.id: a for a in side.document.phu_luc} for side in (old, new))
    pairs = {each.id: before[each.id] for each in after.values() if each.id in before}
    left = [each for key, each in before.items() if key not in pairs]
    right = [each for key, each in after.items() if key not in pairs]
    titles = [
        [printed(each.ten.runs, side.reading.source) for each in annexes]
        for side, annexes in ((old, left), (new, right))
    ]
    for here, there in pair_lines(titles[0], titles[1]).items():
        pairs[right[there].id] = left[here]
    found: list[tuple[Annex | None, Annex | None]] = [
        (pairs.get(each.id), each) for each in after.values()
    ]
    kept = {annex.id for annex in pairs.values()}
    return found + [(each, None) for key, each in before.items() if key not in kept]


def row_pairs(old: Annex | None, new: Annex | None) -> dict[int, int]:
    """Rows of the old table -> rows of the new one, by key; by their words if they have none."""
    if old is None or new is None:
        return {}
    places = {identity: place for place, identity in enumerate(_identities(new))}
    return {
        place: places[identity]
        for place, identity in enumerate(_identities(old))
        if identity in places
    }


def _identities(annex: Annex) -> Iterator[Identity]:
    seen: dict[Identity, int] = {}
    for row in annex.table.rows:
        words = tuple(cell.text for cell in row.cells if cell.kieu in ("don_vi", "chu"))
        by_place = _BY_PLACE.fullmatch(row.key) and any(words)
        identity: Identity = (row.kieu, words) if by_place else (row.key,)
        seen[identity] = seen.get(identity, 0) + 1
        yield (*identity, seen[identity])


def same_rows(old: Side, new: Side) -> Callable[[str, str], str | None]:
    """Tells the key that a row of a new annex had in the old one."""
    known: dict[tuple[str, str], str] = {}
    for before, after in annex_pairs(old, new):
        if before and after:
            for here, there in row_pairs(before, after).items():
                known[after.id, after.table.rows[there].key] = before.table.rows[here].key
    return lambda annex, row: known.get((annex, row))


@dataclass
class AnnexComparison:
    """The comparison of one annex; one side may be missing."""

    sides: Sides
    causes: Causes
    old: Annex | None
    new: Annex | None
    rows: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        self.rows = row_pairs(self.old, self.new)
        self.rows_back = {new: old for old, new in self.rows.items()}
        self.columns_old = self.old.table.columns if self.old else ()
        self.columns_new = self.new.table.columns if self.new else ()
        self.labels_old = column_labels(self.old) if self.old else ()
        self.labels_new = column_labels(self.new) if self.new else ()

    @property
    def id(self) -> str:
        annex = self.new or self.old
        assert annex
        return annex.id

    def pair(self) -> AnnexPair:
        """The rows and columns of both sides, for outputs."""
        columns = {code: place for place, code in enumerate(self.columns_new)}
        across = {
            place: columns[code] for place, code in enumerate(self.columns_old) if code in columns
        }
        rows_old = [row.key for row in self.old.table.rows] if self.old else []
        rows_new = [row.key for row in self.new.table.rows] if self.new else []
        return AnnexPair(
            self.old,
            self.new,
            _merged(self.columns_old, self.columns_new, across),
            _merged(rows_old, rows_new, self.rows),
        )

    def drafts(self) -> Iterator[Draft]:
        """All changes of the annex; every paragraph and cell is counted on the way."""
        if self.old is None or self.new is None:
            yield from self._whole()
            return
        yield from self._titles(self.old, self.new)
        yield from self._columns()
        yield from self._headings(self.old, self.new)
        yield from self._index_row(self.old, self.new)
        yield from self._rows(self.old, self.new)

    def _whole(self) -> Iterator[Draft]:
        annex = self.new or self.old
        assert annex
        table = annex.table
        cells = sum(map(len, table.header_rows)) + len(table.index_row)
        cells += sum(len(row.cells) for row in table.rows)
        count = (self.sides.paragraphs, self.sides.cells)
        text = f"{annex.ten.text} ({len(table.rows)} dòng, {len(table.columns)} cột)"
        if self.new:
            count[0].added, count[1].added = count[0].added + 3, count[1].added + cells
            yield self._draft(Kind.ADDED, ("annex", annex.id), annex.nhan, new=text)
        else:
            count[0].removed, count[1].removed = count[0].removed + 3, count[1].removed + cells
            yield self._draft(Kind.REMOVED, ("annex", annex.id), annex.nhan, old=text)

    # Title

    def _titles(self, old: Annex, new: Annex) -> Iterator[Draft]:
        if old.nhan.text != new.nhan.text:
            yield self._draft(
                Kind.RENUMBERED, ("annex", self.id), new.nhan, old.nhan.text, new.nhan.text
            )
        self.sides.paragraphs.pair(same=old.nhan.text == new.nhan.text)
        for name, before, after in (
            ("tên phụ lục", old.ten, new.ten),
            ("dòng “Kèm theo”", old.kem_theo, new.kem_theo),
        ):
            texts = self._texts(before, after)
            found = differing(self.sides, *texts, Kind.REWORDED)
            self.sides.paragraphs.pair(same=found is None)
            if found:
                yield self._text_draft(("title", name), found, texts, name)

    def _texts(self, old: Paragraph | Cell, new: Paragraph | Cell) -> tuple[Printed, Printed]:
        return (
            Printed(old.runs, self.sides.old.reading.source, home="phu_luc"),
            Printed(new.runs, self.sides.new.reading.source, home="phu_luc"),
        )

    # Columns

    def _columns(self) -> Iterator[Draft]:
        for code, label in zip(self.columns_old, self.labels_old, strict=True):
            if code not in self.columns_new:
                yield self._column_draft(Kind.REMOVED, code, f"cột “{label}”", "")
        for code, label in zip(self.columns_new, self.labels_new, strict=True):
            if code not in self.columns_old:
                yield self._column_draft(Kind.ADDED, code, "", f"cột “{label}”")
        common = [code for code in self.columns_new if code in self.columns_old]
        for code in _moved(self.columns_old, common):
            places = [
                f"cột thứ {columns.index(code) + 1} “{labels[columns.index(code)]}”"
                for columns, labels in (
                    (self.columns_old, self.labels_old),
                    (self.columns_new, self.labels_new),
                )
            ]
            yield self._column_draft(Kind.MOVED, code, *places)

    def _column_draft(self, kind: Kind, code: str, old: str, new: str) -> Draft:
        places = [
            where(
                side,
                f"{annex.nhan.text}, cột “{labels[columns.index(code)]}”",
                ("phu_luc", annex.id, "cot", columns.index(code)),
            )
            if annex and code in columns
            else None
            for side, annex, columns, labels in (
                (self.sides.old, self.old, self.columns_old, self.labels_old),
                (self.sides.new, self.new, self.columns_new, self.labels_new),
            )
        ]
        return self._placed(kind, ("column", self.id, code), places, old, new, cell=("", code))

    def _headings(self, old: Annex, new: Annex) -> Iterator[Draft]:
        """Cells of the same level over the same first column, or with the same words."""
        left, right = (dict(_heading_cells(annex)) for annex in (old, new))
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
            or self._texts(old, new)[0].written == self._texts(old, new)[1].written
        )

    def _heading(self, old: Cell, new: Cell) -> Iterator[Draft]:
        texts = self._texts(old, new)
        found = differing(self.sides, *texts, Kind.REWORDED)
        self.sides.cells.pair(same=found is None)
        if found:
            yield self._text_draft(("heading", old.text), found, texts, "tiêu đề cột")

    def _lone_heading(self, cell: Cell, code: str, *, old: bool) -> Iterator[Draft]:
        """A heading that came or went without its column."""
        if code not in self.columns_old or code not in self.columns_new:
            return
        side, annex = (self.sides.old, self.old) if old else (self.sides.new, self.new)
        assert annex
        spot = where(side, f"{annex.nhan.text}, tiêu đề cột", cell.runs[0])
        places = [spot, None] if old else [None, spot]
        texts = (cell.text, "") if old else ("", cell.text)
        yield self._placed(
            Kind.REWORDED, ("heading", cell.text), places, *texts, subject="tiêu đề cột"
        )

    def _index_row(self, old: Annex, new: Annex) -> Iterator[Draft]:
        texts = []
        before = dict(zip(self.columns_old, old.table.index_row, strict=False))
        after = dict(zip(self.columns_new, new.table.index_row, strict=False))
        for code in dict.fromkeys((*before, *after)):
            if code in before and code in after:
                self.sides.cells.pair(same=before[code].text == after[code].text)
            self.sides.cells.removed += code in before and code not in after
            self.sides.cells.added += code in after and code not in before
        texts = [", ".join(c.text for c in each.table.index_row) for each in (old, new)]
        common = [code for code in before if code in after]
        if any(before[code].text != after[code].text for code in common) or (
            bool(before) != bool(after)
        ):
            codes = {*self.columns_old, *self.columns_new}
            because = tuple(("column", self.id, code) for code in sorted(codes))
            yield self._draft(
                Kind.RENUMBERED,
                ("index_row", self.id),
                new.nhan,
                texts[0],
                texts[1],
                subject="hàng chỉ số cột",
                because=because,
            )

    # Rows

    def _rows(self, old: Annex, new: Annex) -> Iterator[Draft]:
        moved = self._moved_rows(old, new)
        for place, row in enumerate(old.table.rows):
            if place not in self.rows:
                self.sides.cells.removed += len(row.cells)
                yield self._row_draft(Kind.REMOVED, (row, None), _row_text(row), "")
        for place, row in enumerate(new.table.rows):
            if place not in self.rows_back:
                self.sides.cells.added += len(row.cells)
                yield self._row_draft(Kind.ADDED, (None, row), "", _row_text(row))
                continue
            here = self.rows_back[place]
            before = old.table.rows[here]
            if place in moved:
                texts = (f"dòng thứ {here + 1}", f"dòng thứ {place + 1}")
                yield self._row_draft(Kind.MOVED, (before, row), *texts)
            yield from self._cells(before, row, moved=place in moved)

    def _moved_rows(self, old: Annex, new: Annex) -> set[int]:
        if [r.key for r in old.table.rows] > [r.key for r in new.table.rows]:
            places = sorted(self.rows.items())
            kept = stayed([there for _, there in places], [1] * len(places))
            return {there for index, (_, there) in enumerate(places) if index not in kept}
        places = sorted(self.rows_back.items())
        kept = stayed([here for _, here in places], [1] * len(places))
        return {there for index, (there, _) in enumerate(places) if index not in kept}

    def _row_draft(
        self, kind: Kind, rows: tuple[Row | None, Row | None], old: str, new: str, **more: Any
    ) -> Draft:
        row = rows[1] or rows[0]
        assert row
        places = [
            where(
                side,
                f"{annex.nhan.text}, dòng “{row_name(each.cells, each.key)}”",
                self._line(side, annex, each.key),
            )
            if each and annex
            else None
            for side, annex, each in (
                (self.sides.old, self.old, rows[0]),
                (self.sides.new, self.new, rows[1]),
            )
        ]
        key = (
            ("row", self.id, row.key)
            if kind in (Kind.ADDED, Kind.REMOVED)
            else (kind, self.id, row.key)
        )
        agencies = tuple(dict.fromkeys(unit for each in rows if each for unit in _units(each)))
        return self._placed(
            kind, key, places, old, new, cell=(row.key, ""), agencies=agencies, **more
        )

    def _line(self, side: Side, annex: Annex, key: str) -> Any:
        side_index = 0 if side is self.sides.old else 1
        return self.causes.figures[side_index].annexes[annex.id].lines[key].path

    def _cells(self, old: Row, new: Row, *, moved: bool) -> Iterator[Draft]:
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
                if not same and not moved:
                    renumbered = [before[code].text, after[code].text]
                continue
            found = self._cell((old, new), code, before[code], after[code])
            self.sides.cells.pair(same=found is None)
            if found:
                yield found
        if renumbered:
            yield self._row_draft(
                Kind.RENUMBERED, (old, new), *renumbered, because=(("rows", self.id),)
            )

    def _cell(self, rows: tuple[Row, Row], code: str, old: Cell, new: Cell) -> Draft | None:
        if old.kieu == "so" or new.kieu == "so":
            if old.text == new.text:
                return None
            return self._figure(rows, code, old, new)
        texts = self._texts(old, new)
        found = differing(self.sides, *texts, Kind.REWORDED)
        if found is None:
            return None
        return self._cell_draft(
            found.kind, rows, code, (old, new), pieces=found.pieces, because=found.because
        )

    def _figure(self, rows: tuple[Row, Row], code: str, old: Cell, new: Cell) -> Draft:
        assert self.old
        assert self.new
        reads: list[AnnexFigures] = [
            figures.annexes[annex.id]
            for figures, annex in zip(self.causes.figures, (self.old, self.new), strict=True)
        ]
        entered = all(
            is_entered(read, row.key, code) for read, row in zip(reads, rows, strict=True)
        )
        because: tuple[Key, ...] = ()
        if not entered:
            roots = self.causes.of(f"phu_luc.{self.id}.{rows[1].key}.{code}")
            because = tuple(sorted(roots, key=str))
        return self._cell_draft(
            Kind.FIGURE if entered else Kind.COMPUTED,
            rows,
            code,
            (old, new),
            because=because,
            value_old=old.value,
            value_new=new.value,
        )

    def _cell_draft(
        self,
        kind: Kind,
        rows: tuple[Row, Row],
        code: str,
        cells: tuple[Cell, Cell],
        because: tuple[Key, ...] = (),
        **more: Any,
    ) -> Draft:
        assert self.old
        assert self.new
        places: list[Where | None] = []
        for side, annex, row, cell, columns, labels in (
            (self.sides.old, self.old, rows[0], cells[0], self.columns_old, self.labels_old),
            (self.sides.new, self.new, rows[1], cells[1], self.columns_new, self.labels_new),
        ):
            label = (
                f"{annex.nhan.text}, dòng “{row_name(row.cells, row.key)}”, "
                f"cột “{labels[columns.index(code)]}”"
            )
            spot = cell.runs[0] if cell.runs else (*self._line(side, annex, row.key), code)
            places.append(where(side, label, spot))
        return self._placed(
            kind,
            ("cell", self.id, rows[1].key, code),
            places,
            cells[0].text,
            cells[1].text,
            cell=(rows[1].key, code),
            agencies=tuple(dict.fromkeys(_units(rows[1]))),
            because=because,
            cell_old=CellRef(self.old.id, rows[0].key, code),
            **more,
        )

    # Telling

    def _text_draft(
        self, key: Key, found: Any, texts: tuple[Printed, Printed], subject: str
    ) -> Draft:
        annexes = (self.old, self.new)
        places = [
            where(side, annex.nhan.text, text.runs[0]) if annex and text.runs else None
            for side, annex, text in zip(
                (self.sides.old, self.sides.new), annexes, texts, strict=True
            )
        ]
        return self._placed(
            found.kind,
            (self.id, *key),
            places,
            texts[0].text,
            texts[1].text,
            subject=subject,
            pieces=found.pieces,
            because=found.because,
        )

    def _draft(
        self,
        kind: Kind,
        key: Key,
        label: Paragraph,
        old: str = "",
        new: str = "",
        because: tuple[Key, ...] = (),
        **more: Any,
    ) -> Draft:
        places = [
            where(side, label.text, ("phu_luc", annex.id)) if annex else None
            for side, annex in ((self.sides.old, self.old), (self.sides.new, self.new))
        ]
        return self._placed(kind, key, places, old, new, because=because, **more)

    def _placed(
        self,
        kind: Kind,
        key: Key,
        places: Sequence[Where | None],
        old: str = "",
        new: str = "",
        because: tuple[Key, ...] = (),
        cell: tuple[str, str] | None = None,
        **more: Any,
    ) -> Draft:
        if cell:
            for name, place, annex in (
                ("cell_old", places[0], self.old),
                ("cell_new", places[1], self.new),
            ):
                if place and annex:
                    more.setdefault(name, CellRef(annex.id, *cell))
        change = Change(
            0, kind, self.causes.part_of(self.id), places[0], places[1], old, new, **more
        )
        return Draft(key, change, because)


def _heading_cells(annex: Annex) -> Iterator[tuple[tuple[int, str], Cell]]:
    """Heading cells by level and the code of the first column below."""
    free = [0] * len(annex.table.columns)
    for depth, header in enumerate(annex.table.header_rows):
        at = 0
        for cell in header:
            while free[at] > depth:
                at += 1
            for column in range(at, at + cell.colspan):
                free[column] = depth + cell.rowspan
            yield (depth, annex.table.columns[at]), cell
            at += cell.colspan


def column_labels(annex: Annex) -> tuple[str, ...]:
    """The lowest heading over each column; where several have the same, with those above it."""
    lowest = column_names(annex)
    above: list[list[str]] = [[] for _ in lowest]
    for (_, code), cell in _heading_cells(annex):
        at = annex.table.columns.index(code)
        for column in range(at, at + cell.colspan):
            above[column].append(cell.text)
    return tuple(
        name if lowest.count(name) == 1 else ", ".join(path)
        for name, path in zip(lowest, above, strict=True)
    )


def _moved(old: Sequence[str], common: list[str]) -> list[str]:
    """Codes that stand in another order than before."""
    if list(old) > common:
        before = [code for code in old if code in common]
        kept = stayed([common.index(code) for code in before], [1] * len(before))
        return [code for index, code in enumerate(before) if index not in kept]
    kept = stayed([old.index(code) for code in common], [1] * len(common))
    return [code for index, code in enumerate(common) if index not in kept]


def _merged(old: Sequence[str], new: Sequence[str], pairs: dict[int, int]) -> tuple[LinePair, ...]:
    """Both sides in the new order; what only the old one has after its old predecessor."""
    back = {there: here for here, there in pairs.items()}
    after: dict[int, list[int]] = {}
    last = -1
    for here in range(len(old)):
        if here in pairs:
            last = pairs[here]
        else:
            after.setdefault(last, []).append(here)
    found = [LinePair(old[here], here, None) for here in after.get(-1, ())]
    for there, key in enumerate(new):
        found.append(LinePair(key, back.get(there), there))
        found += [LinePair(old[here], here, None) for here in after.get(there, ())]
    return tuple(found)


def _row_text(row: Row) -> str:
    return " | ".join(cell.text for cell in row.cells)


def _units(row: Row) -> Iterator[str]:
    for cell in row.cells:
        if cell.kieu == "don_vi" and cell.runs:
            refers_to = getattr(cell.runs[0].origin, "refers_to", "")
            if refers_to.startswith("don_vi."):
                yield refers_to.removeprefix("don_vi.")
