"""Rows of units that were renamed, merged or split before the new year.

The register says what became of a unit: until when it was there (`den`) and who took over
(`ke_thua`). One successor is a rule, and the row moves to it; several are a decision.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from kehoach.locations import Path, Span
from kehoach.plan.annex import Cot
from kehoach.plan.nodes import texts_in
from kehoach.plan.register import Register
from kehoach.resolve.annex_rows import AnnexFigures, AnnexRow
from kehoach.resolve.read import Reading
from kehoach.source.edits import Edits
from kehoach.vietnamese import parse_number


def successors(register: Register, unit: str, day: date) -> tuple[str, ...]:
    """The units there are on a day that took over from a unit, through all changes between.

    The unit itself where it is still there; nothing where the register does not know.
    """
    there: dict[str, None] = {}
    seen: set[str] = set()

    def follow(key: str) -> None:
        if key in seen or key not in register:
            return
        seen.add(key)
        is_over = register[key].period.is_over(day)
        if not is_over:
            there[key] = None
        for heir in register[key].ke_thua if is_over else ():
            follow(heir)

    follow(unit)
    return tuple(there)


def move_units(
    edits: Edits, read: Reading, rows: AnnexFigures, bound: frozenset[str], day: date
) -> frozenset[Path]:
    """Give rows to the one successor of their unit; rows that meet in one become one.

    Figures of columns that belong to no year are added up where the total row adds them up too,
    else emptied. Gives the paths of the rows that are gone.
    """
    gone: set[Path] = set()
    renamed: dict[str, str] = {}
    for target, lines in _by_target(rows, read.register, day).items():
        own = next((line for line in lines if line.key == target), lines[0])
        others = [line for line in lines if line is not own]
        if any(line.path[:-1] != own.path[:-1] for line in others):
            continue
        if own.key != target:
            edits.set_value((*own.path, str(rows.key_column)), target)
        for line in others:
            edits.remove(line.path)
            gone.add(line.path)
        for code, column in rows.columns.items() if others else ():
            if column.kieu == "so" and not column.cong_thuc and code not in bound:
                _put_together(edits, own, lines, column)
        renamed |= {line.key: target for line in lines if line.key != target}
    _rename(edits, rows.id, renamed)
    return frozenset(gone)


def _by_target(rows: AnnexFigures, register: Register, day: date) -> dict[str, list[AnnexRow]]:
    """Rows by the one unit they come to; those that nothing happens to are left out."""
    moved: dict[str, list[AnnexRow]] = {}
    for line in rows.lines.values():
        if rows.key_column and line.values.get(rows.key_column) == line.key:
            heirs = successors(register, line.key, day)
            if len(heirs) == 1:
                moved.setdefault(heirs[0], []).append(line)
    return {
        target: lines
        for target, lines in moved.items()
        if any(line.key != target for line in lines)
    }


def _put_together(edits: Edits, own: AnnexRow, lines: Sequence[AnnexRow], column: Cot) -> None:
    path = (*own.path, column.ma)
    written = [line.values.get(column.ma) for line in lines]
    if column.ma not in own.values:
        return
    if column.tong is None or None in written:
        edits.clear_value(path)
        return
    total = sum((parse_number(text, column.thap_phan) for text in written if text), Decimal(0))
    edits.set_value(path, f"{total:f}".replace(".", ","))


def _rename(edits: Edits, annex: str, renamed: dict[str, str]) -> None:
    for path, text in texts_in(edits.source.data):
        for old, new, start in _references(text, annex, renamed):
            span = edits.source.scalar(path).locate(start, start + len(old))
            edits.replace_span(Span(span.start, span.end), new)


def _references(text: str, annex: str, renamed: dict[str, str]) -> Iterator[tuple[str, str, int]]:
    for match in re.finditer(rf"\bphu_luc\.{re.escape(annex)}\.(\w+)(?=\.)", text):
        if match[1] in renamed:
            yield match[1], renamed[match[1]], match.start(1)
