"""Which annex, row and column of one plan is which of the other: by key, else by words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from kehoach.compare.changes import LinePair, PlanSide
from kehoach.compare.line_matching import pair_lines
from kehoach.compare.moves import merged
from kehoach.compare.printed_texts import printed
from kehoach.document import Annex, Cell

_BY_PLACE = re.compile(r"(?:\w+_)?(?:dong|nhom)_\d+")
"""Keys that a row has from its place, for want of a unit or an id."""

Identity = tuple[object, ...]


def annex_pairs(old: PlanSide, new: PlanSide) -> list[tuple[Annex | None, Annex | None]]:
    """Annexes with the same id; the rest by title. In new order, removed ones last."""
    before, after = ({a.id: a for a in side.document.phu_luc} for side in (old, new))
    pairs = {annex.id: before[annex.id] for annex in after.values() if annex.id in before}
    left = [annex for key, annex in before.items() if key not in pairs]
    right = [annex for key, annex in after.items() if key not in pairs]
    titles = [
        [printed(annex.ten.runs, side.reading.source) for annex in annexes]
        for side, annexes in ((old, left), (new, right))
    ]
    for here, there in pair_lines(titles[0], titles[1]).items():
        pairs[right[there].id] = left[here]
    pairs_in_order: list[tuple[Annex | None, Annex | None]] = [
        (pairs.get(annex.id), annex) for annex in after.values()
    ]
    kept = {annex.id for annex in pairs.values()}
    return pairs_in_order + [(annex, None) for key, annex in before.items() if key not in kept]


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


def same_rows(old: PlanSide, new: PlanSide) -> Callable[[str, str], str | None]:
    """Tells the key that a row of a new annex had in the old one."""
    known: dict[tuple[str, str], str] = {}
    for before, after in annex_pairs(old, new):
        if before and after:
            for here, there in row_pairs(before, after).items():
                known[after.id, after.table.rows[there].key] = before.table.rows[here].key
    return lambda annex, row: known.get((annex, row))


def heading_cells(annex: Annex) -> Iterator[tuple[tuple[int, str], Cell]]:
    """Heading cells by level and the code of the first column below."""
    for level, column, cell in annex.table.placed_headings():
        yield (level, annex.table.columns[column].code), cell


def column_labels(annex: Annex) -> tuple[str, ...]:
    """The lowest heading over each column; where several have the same, with those above it."""
    names = [column.name for column in annex.table.columns]
    return tuple(
        column.name if names.count(column.name) == 1 else ", ".join(column.headings)
        for column in annex.table.columns
    )


def merged_lines(
    old: Sequence[str], new: Sequence[str], pairs: dict[int, int]
) -> tuple[LinePair, ...]:
    """Rows or columns of both sides by their keys, in the new order."""
    return tuple(
        LinePair(old[here or 0] if there is None else new[there], here, there)
        for here, there in merged(len(old), len(new), pairs)
    )
