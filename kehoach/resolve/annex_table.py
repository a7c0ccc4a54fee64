"""Annex tables: headings as a tree of spans, the index row, and the rows in printed order."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from kehoach.document import Cell, Column, Row, Run, Table
from kehoach.locations import Computed, Path, Reference
from kehoach.plan.annex import Cot
from kehoach.plan.register import Register
from kehoach.resolve.annex_rows import TOTAL, AnnexFigures, AnnexRow
from kehoach.resolve.expressions import unknown
from kehoach.resolve.figures import Figures
from kehoach.resolve.formula import index_form
from kehoach.source.source import Source
from kehoach.vietnamese import roman

Runs = tuple[Run, ...]
Printed = Callable[[Path], Runs]
"""Gives the finished runs of the text at a path."""


def build_table(
    read: AnnexFigures, figures: Figures, register: Register, source: Source, printed: Printed
) -> Table:
    """The finished table of an annex; mistakes are reported on the source."""
    path: Path = ("phu_luc", read.id)
    columns = read.annex.cot
    builder = _Rows(read, figures, register, source, printed)
    tree = _tree([(cot, (*path, "cot", i, "nhan")) for i, cot in enumerate(columns)], 0, printed)
    headings = zip(columns, _heading_texts(tree), strict=True)
    return Table(
        tuple(Column(cot.ma, texts) for cot, texts in headings),
        _header_rows(tree),
        _index_row(read, source) if read.annex.hang_chi_so else (),
        tuple(builder.rows()),
    )


# Headings


@dataclass(frozen=True, slots=True)
class _Heading:
    """A node of the heading tree: its text, how many columns it spans, what is below it."""

    runs: Runs
    width: int
    below: tuple[_Heading, ...]

    @property
    def height(self) -> int:
        return 1 + _height(self.below)


def _height(headings: Sequence[_Heading]) -> int:
    return max((heading.height for heading in headings), default=0)


def _heading_texts(
    headings: Sequence[_Heading], above: tuple[str, ...] = ()
) -> Iterator[tuple[str, ...]]:
    """The texts over each column, from the top."""
    for heading in headings:
        texts = (*above, "".join(run.text for run in heading.runs))
        yield from _heading_texts(heading.below, texts) if heading.below else [texts]


def _header_rows(tree: Sequence[_Heading]) -> tuple[tuple[Cell, ...], ...]:
    rows: list[list[Cell]] = [[] for _ in range(_height(tree))]
    _lay_out(tree, 0, rows)
    return tuple(tuple(row) for row in rows)


def _tree(
    columns: Sequence[tuple[Cot, Path]], level: int, printed: Printed
) -> tuple[_Heading, ...]:
    """Neighbours with the same text at this level become one heading over both."""
    headings: list[_Heading] = []
    start = 0
    for stop in range(1, len(columns) + 1):
        labels = columns[start][0].nhan
        last = stop == len(columns)
        if not last and len(labels) > level + 1:
            other = columns[stop][0].nhan
            if len(other) > level + 1 and other[level] == labels[level]:
                continue
        group = columns[start:stop]
        below = _tree(group, level + 1, printed) if len(labels) > level + 1 else ()
        headings.append(_Heading(printed((*group[0][1], level)), len(group), below))
        start = stop
    return tuple(headings)


def _lay_out(headings: Sequence[_Heading], top: int, rows: list[list[Cell]]) -> None:
    """A heading with nothing below reaches the last row; above it, the first one stretches."""
    for heading in headings:
        span = len(rows) - top - _height(heading.below)
        rows[top].append(Cell(heading.runs, "nhan", colspan=heading.width, rowspan=span))
        _lay_out(heading.below, top + span, rows)


# Index row


def _index_row(read: AnnexFigures, source: Source) -> tuple[Cell, ...]:
    """A, B … over words, 1, 2 … over figures, and the formula by column numbers: 3=2/1."""
    numbers = _index_numbers(read.annex.cot)
    cells = []
    for index, column in enumerate(read.annex.cot):
        text = column.chi_so or numbers[column.ma]
        formula = read.formulas.get(column.ma)
        written = index_form(formula, numbers.get) if formula and not column.chi_so else None
        if written:
            text = f"{text}={written}"
        origin = Computed(Reference("chi_so"), source.span(("phu_luc", read.id, "cot", index)))
        cells.append(Cell((Run(text, origin),), "chi_so"))
    return tuple(cells)


def _index_numbers(columns: Sequence[Cot]) -> dict[str, str]:
    letters = iter("ABCDEGHIKLMNOPQRSTUVXY")
    count = 0
    numbers = {}
    for column in columns:
        if column.kieu == "so":
            count += 1
            numbers[column.ma] = str(count)
        else:
            numbers[column.ma] = next(letters, "")
    return numbers


# Rows


@dataclass
class _Rows:
    read: AnnexFigures
    figures: Figures
    register: Register
    source: Source
    printed: Printed
    inside: dict[Path, list[AnnexRow]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for line in self.read.lines.values():
            self.inside.setdefault(line.path[:-1], []).append(line)

    def rows(self) -> Iterator[Row]:
        """Data rows in the order of the file, each subtotal and the total where they belong."""
        total = self.read.lines.get(TOTAL)
        at_top = self.read.annex.dong_tong is None or self.read.annex.dong_tong.vi_tri == "dau"
        if total and at_top:
            yield self._row(total)
        top: Path = ("phu_luc", self.read.id, "dong")
        yield from self._group(self.inside.get(top, []))
        if total and not at_top:
            yield self._row(total)

    def _group(self, lines: Sequence[AnnexRow]) -> Iterator[Row]:
        for line in lines:
            if line.kieu == "dong":
                yield self._row(line)
                continue
            rows = self._group(self.inside.get((*line.path, "dong"), []))
            if self.read.annex.vi_tri_nhom == "dau":
                yield self._row(line)
                yield from rows
            else:
                yield from rows
                yield self._row(line)

    def _row(self, line: AnnexRow) -> Row:
        cells = tuple(self._cell(line, column) for column in self.read.annex.cot)
        return Row(line.kieu, line.key, cells)

    def _cell(self, line: AnnexRow, column: Cot) -> Cell:
        path = (*line.path, column.ma)
        if column.kieu == "so":
            reference = Reference("phu_luc", (self.read.id, line.key, column.ma))
            figure = self.figures.figure(reference)
            origin = Computed(reference, self.source.span(path))
            runs = (Run(figure.text, origin),) if figure.text else ()
            return Cell(runs, "so", value=figure.value, cong_bo=figure.cong_bo)
        return Cell(self._words(line, column, path), column.kieu)

    def _words(self, line: AnnexRow, column: Cot, path: Path) -> Runs:
        entered = line.values.get(column.ma)
        span = self.source.span(path)
        if column.kieu == "tt":
            return (Run(entered or self._number(line), Computed(Reference("danh_so"), span)),)
        if line.kieu != "dong" and column.ma == self._label_column():
            return self.printed((*line.path, "nhan" if line.kieu == "tong" else "nhom"))
        if entered is None:
            self._check_unit_given(line, column, path)
            return ()
        if column.kieu == "chu":
            return self.printed(path)
        origin = Computed(Reference("don_vi", (entered,)), span)
        return (Run(self._unit(entered, path), origin),)

    def _check_unit_given(self, line: AnnexRow, column: Cot, path: Path) -> None:
        if column.kieu == "don_vi" and line.kieu == "dong":
            advice = f"thêm {column.ma}: mã trong don_vi.yaml vào dòng này"
            self.source.report(path, "PL507", f"dòng này chưa có “{column.ma}”", advice)

    def _label_column(self) -> str | None:
        return next((c.ma for c in self.read.annex.cot if c.kieu in ("don_vi", "chu")), None)

    def _number(self, line: AnnexRow) -> str:
        if line.kieu == "tong":
            return ""
        return roman(line.number) if line.kieu == "nhom" else str(line.number)

    def _unit(self, key: str, path: Path) -> str:
        if key in self.register:
            return self.register[key].ten
        problem = unknown("đơn vị", key, self.register.root, "TC402", where="trong don_vi.yaml")
        self.source.report(path, problem.code, problem.message, problem.advice)
        return key
