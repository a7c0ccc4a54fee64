"""Figures of one annex that cannot be, or that contradict each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from kehoach.check.figures.annex_grid import FigureColumn, FigureGrid, grids, quotient
from kehoach.check.figures.implied import relations
from kehoach.check.review import Review
from kehoach.check.rules import rule
from kehoach.document import Row
from kehoach.findings import Finding
from kehoach.vietnamese import format_number, round_half_up, word_key

_NOT_A_PART = re.compile(
    r"kế hoạch|thực hiện|đạt|so với|năm trước|cùng kỳ|tăng|dự toán|hoàn thành|vượt|chỉ số|giao",
    re.IGNORECASE,
)
_PLAIN = frozenset(
    map(word_key, re.findall(r"\w+", "số tổng năm cuối đầu giảm trong ước dự kiến tỉnh kế hoạch"))
)
_PER = re.compile(r"/|\b(?:mật độ|trung bình|đơn giá|một|mỗi|trên 1)\b", re.IGNORECASE)
"""What is counted per something else is not added up."""
_HUNDRED = Decimal(100)


def _impossible(review: Review) -> Iterator[Finding]:
    """SL009, SL010, SL011: parts, reductions and percentages that are too large."""
    for grid in grids(review):
        for check in (_parts, _reductions, _percentages):
            among_leaves = list(check(grid, grid.leaves))
            yield from among_leaves or check(grid, [row for row in grid.rows if row.kieu != "dong"])


def _parts(grid: FigureGrid, rows: list[Row]) -> Iterator[Finding]:
    for column in grid.columns.values():
        pair = quotient(column)
        if pair is None or not is_share(column, grid, pair):
            continue
        for row in rows:
            part, whole = grid.value(row, pair[0]), grid.value(row, pair[1])
            if part is not None and whole is not None and part > whole:
                texts = [f"“{grid.columns[c].heading}” {grid.cell(row, c).text}" for c in pair]
                message = f"{grid.name(row)}: {texts[0]} lớn hơn {texts[1]}"
                yield rule("SL009").at(grid.spot(row, pair[0]), message)


def is_share(column: FigureColumn, grid: FigureGrid, pair: tuple[str, str]) -> bool:
    """Whether the quotient is a share of a whole, not a result against a plan or another year."""
    if not all(code in grid.columns for code in pair):
        return False
    part, whole = (grid.columns[code] for code in pair)
    if column.unit != "%" or any(_NOT_A_PART.search(c.heading) for c in (column, part, whole)):
        return False
    inside = part.unit == whole.unit != "" and whole.words - _PLAIN <= part.words
    return inside or word_key("tổng") in whole.words


def _reductions(grid: FigureGrid, rows: list[Row]) -> Iterator[Finding]:
    for column in grid.columns.values():
        stock = _stock(column, grid)
        for row in rows if stock else ():
            less, all_ = grid.value(row, column.cot.ma), grid.value(row, stock or "")
            if less is not None and all_ is not None and less > all_:
                shown = grid.cell(row, stock or "").text
                message = (
                    f"{grid.name(row)}: giảm {grid.cell(row, column.cot.ma).text} {column.unit}, "
                    f"nhiều hơn số {column.unit} hiện có ({shown})"
                )
                yield rule("SL010").at(grid.spot(row, column.cot.ma), message)


def _stock(column: FigureColumn, grid: FigureGrid) -> str | None:
    """The column that a column 'Số hộ giảm nghèo' takes away from: the one nearest in words."""
    if word_key("giảm") not in column.words or not column.unit or column.is_rate:
        return None
    wanted = {word for word in column.words - _PLAIN if not word.isdigit()} - {word_key("nam")}
    fitting = sorted(
        (len(other.words), code)
        for code, other in grid.columns.items()
        if other.unit == column.unit
        and not other.is_rate
        and word_key("giảm") not in other.words
        and wanted <= other.words
        and len(wanted) > 1
    )
    if not fitting or (len(fitting) > 1 and fitting[0][0] == fitting[1][0]):
        return None
    return fitting[0][1]


def _percentages(grid: FigureGrid, rows: list[Row]) -> Iterator[Finding]:
    for code, column in grid.columns.items():
        if column.unit != "%" or column.cot.cong_thuc or _NOT_A_PART.search(column.heading):
            continue
        known = sorted(value for row in grid.leaves if (value := grid.value(row, code)) is not None)
        usual = known[-2] if len(known) > 1 else _HUNDRED
        for row in rows:
            value = grid.value(row, code)
            if value is not None and value > _HUNDRED > usual and value >= 2 * usual:
                message = f"{grid.name(row)}: tỷ lệ {grid.cell(row, code).text}% lớn hơn 100%"
                yield rule("SL011").at(grid.spot(row, code), message)


def _contradicted(review: Review) -> Iterator[Finding]:
    """SL012: the rate in the total row is not what the totals of its own columns give."""
    for grid in grids(review):
        total = grid.total
        for relation in relations(grid) if total else ():
            if total is None or relation.tenfold:
                continue
            rate, part, whole = (grid.value(total, code) for code in relation.codes)
            if rate is None or part is None or not whole:
                continue
            places = grid.columns[relation.rate].cot.thap_phan
            exact = part / whole * 100
            if abs(exact - rate) > Decimal("0.5").scaleb(-places):
                sums = [grid.cell(total, code).text for code in relation.codes]
                computed = format_number(round_half_up(exact, places), places)
                message = (
                    f"{grid.name(total)}: ghi {sums[0]} nhưng các cột của chính dòng này cho "
                    f"{sums[1]} / {sums[2]} = {computed}%"
                )
                yield rule("SL012").at(grid.spot(total, relation.rate), message)


def _entered_sums(review: Review) -> Iterator[Finding]:
    """SL013: a count typed in the total row is not the sum of the rows."""
    for grid in grids(review):
        total = grid.total
        for code, column in grid.columns.items() if total else ():
            values = [grid.value(row, code) for row in grid.leaves]
            known = [value for value in values if value is not None]
            if total is None or column.cot.tong or column.cot.cong_thuc or column.is_rate:
                continue
            entered = grid.value(total, code)
            if not column.unit or entered is None or len(known) < len(values) or not known:
                continue
            if entered != sum(known):
                computed = format_number(sum(known, Decimal(0)), column.cot.thap_phan)
                message = (
                    f"{grid.name(total)}, cột “{column.label}”: ghi "
                    f"{grid.cell(total, code).text}, các dòng cộng lại được {computed}"
                )
                certain = not _PER.search(column.heading)
                yield rule("SL013").at(grid.spot(total, code), message, certain=certain)


def _tenfold(review: Review) -> Iterator[Finding]:
    """SL014: three columns agree in every other row; in this one they are ten times apart."""
    for grid in grids(review):
        told: set[str] = set()
        for relation in relations(grid):
            for row in relation.tenfold:
                if row.key in told or _is_impossible(grid, row):
                    continue
                told.add(row.key)
                rate, part, whole = (grid.cell(row, code).text for code in relation.codes)
                exact = format_number(relation.quotient_in(row), 2)
                message = (
                    f"{grid.name(row)}: {part} / {whole} = {exact}%, lệch 10 hoặc 100 lần so với "
                    f"mức {rate} ghi cùng dòng; các dòng khác đều khớp"
                )
                yield rule("SL014").at(grid.spot(row, relation.part), message)


def _is_impossible(grid: FigureGrid, row: Row) -> bool:
    return any(next(check(grid, [row]), None) for check in (_parts, _reductions, _percentages))


CHECKS = [_impossible, _contradicted, _entered_sums, _tenfold]
