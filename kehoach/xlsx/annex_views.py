"""The annexes of a plan as a workbook needs them: labels, headings, and which cells are entered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from kehoach.document import Annex, Cell, Row
from kehoach.findings import InputRefused
from kehoach.plan.annex import Cot
from kehoach.resolve.annex_rows import AnnexFigures, AnnexRow
from kehoach.resolve.expressions import unknown
from kehoach.resolve.read import Reading


@dataclass(frozen=True)
class AnnexView:
    """One annex: as printed (`annex`), and as entered (`read`: rows, columns, formulas)."""

    annex: Annex
    read: AnnexFigures

    @property
    def id(self) -> str:
        return self.annex.id

    @cached_property
    def rows(self) -> dict[str, Row]:
        """The printed rows by key, in printed order."""
        return {row.key: row for row in self.annex.table.rows}

    @cached_property
    def label_code(self) -> str | None:
        """The column that names the rows: the first one of units or words."""
        return next((c.ma for c in self.read.annex.cot if c.kieu in ("don_vi", "chu")), None)

    def label(self, key: str) -> str:
        """What names a row in print: 'Huyện Kbang'; its key where no column does."""
        named = self.label_code and self.cell(key, self.label_code).text
        return named or self.read.lines[key].label or key

    def cell(self, key: str, code: str) -> Cell:
        """The printed cell of a row and a column."""
        return self.rows[key].cells[self.annex.table.codes.index(code)]

    def value(self, key: str, code: str) -> Decimal | None:
        """The figure of a cell: None if missing, NaN if undefined."""
        return self.cell(key, code).value

    def is_entry(self, key: str, code: str) -> bool:
        """Whether the figure of a cell is entered, neither computed nor left blank."""
        line, column = self.read.lines[key], self.read.columns[code]
        if column.kieu != "so" or column.cong_thuc:
            return False
        return line.kieu == "dong" or (not column.tong and code in line.values)

    def entries(self) -> Iterator[tuple[AnnexRow, Cot]]:
        """The rows and columns of every entered figure, in printed order."""
        for key in self.rows:
            for code, column in self.read.columns.items():
                if self.is_entry(key, code):
                    yield self.read.lines[key], column

    @cached_property
    def headings(self) -> dict[str, tuple[str, ...]]:
        """The printed headings over each column, from the top."""
        return {column.code: column.headings for column in self.annex.table.columns}

    @property
    def may_be_negative(self) -> frozenset[str]:
        """The columns in which the plan has negative figures already."""
        values = ((c.ma, self.value(line.key, c.ma)) for line, c in self.entries())
        return frozenset(code for code, value in values if value is not None and value < 0)


def annex_views(read: Reading) -> list[AnnexView]:
    """The annexes of a plan."""
    rows = read.figures.annexes
    return [AnnexView(annex, rows[annex.id]) for annex in read.document.phu_luc]


def chosen_views(read: Reading, annex_id: str | None) -> list[AnnexView]:
    """The annex of this id, or all of them; raises InputRefused if there is none."""
    known, message, advice = read.plan.phu_luc, "", ""
    if annex_id is not None and annex_id not in known:
        problem = unknown("phụ lục", annex_id, known, where="trong kế hoạch")
        message, advice = problem.message, problem.advice
    elif not known:
        message, advice = "kế hoạch không có phụ lục", "khai báo bảng ở phu_luc"
    if message:
        place = read.source.place(("phu_luc",), key=True)
        raise InputRefused.at(place, "XL002", message, advice)
    return [view for view in annex_views(read) if annex_id in (None, view.id)]
