"""What moves by rule when the year turns, as surgical edits of last year's text.

Texts with `{{ nam }}` move by themselves. What a person has to decide is emptied or left here, and
asked in `decisions.py`.
"""

from __future__ import annotations

import re
from calendar import isleap
from collections.abc import Iterator
from datetime import date

from kehoach.locations import Path
from kehoach.plan.model import KeHoach, Muc
from kehoach.plan.nodes import COUNT, OPEN, nodes
from kehoach.resolve.annex_rows import AnnexFigures, AnnexRow
from kehoach.resolve.read import Reading
from kehoach.roll.units import move_units
from kehoach.source.edits import Edits
from kehoach.source.source import Source
from kehoach.vietnamese import parse_date

_OF_A_YEAR = re.compile(r"\{\{[^{}]*\bnam\b[^{}]*\}\}")
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")


def moved_text(read: Reading, year: int) -> str:
    """The text of last year's plan, moved to `year`, with everything emptied that must be."""
    edits = Edits(read.source)
    edits.set_value(("nam",), str(year))
    if read.plan.trang_thai != "du_thao":
        edits.set_value(("trang_thai",), "du_thao")
    for key in ("so", "ngay"):
        _clear(edits, ("the_thuc", key))
    _drop_marks(edits, read.plan)
    _move_deadlines(edits, read, year)
    for name, target in read.plan.chi_tieu.items():
        if target.gia_tri is not None:
            edits.clear_value(("chi_tieu", name, "gia_tri"))
    for rows in read.figures.annexes.values():
        bound = year_columns(rows, read.plan.nam)
        gone = move_units(edits, read, rows, bound, date(year, 1, 1))
        _empty_figures(edits, rows, bound, gone)
    return edits.text()


def _clear(edits: Edits, path: Path) -> None:
    if has(edits.source, path):
        edits.clear_value(path)


def has(source: Source, path: Path) -> bool:
    """Whether something stands in the file at a path."""
    try:
        source.node(path)
    except KeyError:
        return False
    return True


def _drop_marks(edits: Edits, plan: KeHoach) -> None:
    """Waivers, reasons, published figures and old decisions belong to last year's plan."""
    for path, _ in nodes(plan):
        for key in ("bo_qua", "ly_do", "da_cong_bo", OPEN, COUNT):
            if has(edits.source, (*path, key)):
                edits.remove((*path, key))


# Deadlines


def _move_deadlines(edits: Edits, read: Reading, year: int) -> None:
    """A deadline that was typed as a day gets the year as an expression, so that it moves."""
    old = read.plan.nam
    lost = lost_days(read, year)
    for path, node in nodes(read.plan):
        for place, text in deadlines_of(path, node) if isinstance(node, Muc) else ():
            if place in lost:
                edits.set_value(place, _relative(lost[place].replace(day=28), old))
            elif "{" not in text:
                edits.set_value(place, _relative(parse_date(text), old))


def lost_days(read: Reading, year: int) -> dict[Path, date]:
    """Deadlines on a 29 February that `year` has not, with the day that they were."""
    days = {
        (*clause.path, "han", *([deadline.ten] if deadline.ten else [])): deadline.ngay
        for clause in read.document.clauses
        for deadline in clause.han
    }
    return {
        path: day
        for path, day in days.items()
        if (day.month, day.day) == (2, 29) and not isleap(day.year + year - read.plan.nam)
    }


def deadlines_of(path: Path, node: Muc) -> Iterator[tuple[Path, str]]:
    """The deadlines of a clause as written, each with its path."""
    if isinstance(node.han, str):
        yield (*path, "han"), node.han
    elif node.han:
        yield from (((*path, "han", name), text) for name, text in node.han.items())


def _relative(when: date, year: int) -> str:
    return f"{when.day:02d}/{when.month:02d}/{year_expression(when.year - year)}"


def year_expression(offset: int) -> str:
    """`{{ nam }}`, `{{ nam - 1 }}`, `{{ nam + 1 }}`."""
    sign = "-" if offset < 0 else "+"
    return "{{ nam }}" if not offset else f"{{{{ nam {sign} {abs(offset)} }}}}"


# Figures


def year_columns(rows: AnnexFigures, year: int) -> frozenset[str]:
    """Entered columns of figures whose heading names a year near the plan's."""
    near = {str(year + offset) for offset in (-1, 0, 1)}
    return frozenset(
        code
        for code, column in entered_columns(rows)
        if _OF_A_YEAR.search(" ".join(column))
        or not near.isdisjoint(_YEAR.findall(" ".join(column)))
    )


def entered_columns(rows: AnnexFigures) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Columns whose figures people enter, with their headings as written."""
    for code, column in rows.columns.items():
        if column.kieu == "so" and not column.cong_thuc:
            yield code, column.nhan


def _empty_figures(
    edits: Edits, rows: AnnexFigures, bound: frozenset[str], gone: frozenset[Path]
) -> None:
    for line in rows.lines.values():
        for code in bound if line.path not in gone else ():
            _empty(edits, line, code)


def _empty(edits: Edits, line: AnnexRow, code: str) -> None:
    if line.values.get(code) is not None:
        edits.clear_value((*line.path, code))
