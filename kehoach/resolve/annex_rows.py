"""Annex rows as entered: columns and rows by code and key, before any figure is computed."""

from __future__ import annotations

from dataclasses import dataclass, field

from kehoach.document import RowKind
from kehoach.locations import Path, Reference
from kehoach.plan.annex import Cot, Dong, PhuLuc
from kehoach.resolve.expressions import unknown
from kehoach.resolve.formula import Formula, parse_formula, reference_of
from kehoach.source.source import Source

TOTAL = "dong_tong"
"""The key of the total row in references and in `da_cong_bo`."""


@dataclass(frozen=True, slots=True)
class AnnexRow:
    """A row of an annex before its cells: `values` as entered, `leaves` the rows it sums."""

    key: str
    kieu: RowKind
    path: Path
    values: dict[str, str | None]
    number: int
    leaves: tuple[str, ...] = ()
    label: str = ""


@dataclass
class AnnexFigures:
    """The columns and rows of one annex, by code and key, with its parsed formulas."""

    id: str
    annex: PhuLuc
    columns: dict[str, Cot]
    formulas: dict[str, Formula]
    lines: dict[str, AnnexRow] = field(default_factory=dict)
    misnamed: set[Path] = field(default_factory=set)
    """Rows with a value under a code that is no column."""

    @property
    def key_column(self) -> str | None:
        return next((c.ma for c in self.annex.cot if c.kieu == "don_vi"), None)

    def cell(self, row: str, code: str) -> Reference:
        """The reference to a cell."""
        return Reference("phu_luc", (self.id, row, code))

    def is_sum(self, row: str, code: str) -> bool:
        """Whether a cell adds up rows, as a total or subtotal of an entered column does."""
        column = self.columns[code]
        return self.lines[row].kieu != "dong" and bool(column.tong) and not column.cong_thuc

    def summed(self, row: str, code: str) -> tuple[Reference, ...]:
        """The cells that a total or subtotal adds up; none of any other cell."""
        leaves = self.lines[row].leaves if self.is_sum(row, code) else ()
        return tuple(self.cell(leaf, code) for leaf in leaves)

    def inputs(self, row: str, code: str) -> tuple[Reference, ...]:
        """What the figure of a cell is computed from; nothing where it is entered."""
        if formula := self.formulas.get(code):
            read = (reference_of(name, self.cell(row, code)) for name in formula.names)
            return tuple(reference for reference in read if reference)
        return self.summed(row, code)


def read_annex(annex_id: str, annex: PhuLuc, source: Source) -> AnnexFigures:
    """The columns, formulas and rows of an annex; mistakes are reported on the source."""
    path: Path = ("phu_luc", annex_id)
    columns: dict[str, Cot] = {}
    formulas: dict[str, Formula] = {}
    for index, column in enumerate(annex.cot):
        if column.ma in columns:
            message = f"mã cột “{column.ma}” bị lặp"
            source.report((*path, "cot", index, "ma"), "PL501", message, "đặt mã khác cho cột này")
        columns[column.ma] = column
        formula = read_formula(column.cong_thuc, (*path, "cot", index, "cong_thuc"), source)
        if formula:
            formulas[column.ma] = formula
    read = AnnexFigures(annex_id, annex, columns, formulas)
    leaves = _read_lines(read, annex.dong, (*path, "dong"), "", source)
    if annex.dong_tong:
        extra = annex.dong_tong.model_extra or {}
        total = AnnexRow(TOTAL, "tong", (*path, TOTAL), extra, 0, leaves, annex.dong_tong.nhan)
        _add_line(read, total, source)
    return read


def _read_lines(
    read: AnnexFigures, lines: tuple[Dong, ...], path: Path, prefix: str, source: Source
) -> tuple[str, ...]:
    leaves: list[str] = []
    number = 0
    for index, line in enumerate(lines):
        here = (*path, index)
        values = line.model_extra or {}
        number += 1
        if line.nhom is None:
            key = line.id or values.get(read.key_column or "") or f"{prefix}dong_{number}"
            _add_line(read, AnnexRow(key, "dong", here, values, number), source)
            leaves.append(key)
            continue
        key = line.id or f"{prefix}nhom_{number}"
        slot = AnnexRow(key, "nhom", here, values, number, (), line.nhom)
        _add_line(read, slot, source)
        inside = _read_lines(read, line.dong, (*here, "dong"), f"{key}_", source)
        read.lines[key] = AnnexRow(key, "nhom", here, values, number, inside, line.nhom)
        leaves += inside
    return tuple(leaves)


def _add_line(read: AnnexFigures, line: AnnexRow, source: Source) -> None:
    if line.key in read.lines:
        first = source.place(read.lines[line.key].path).line
        message = f"dòng “{line.key}” bị lặp (đã có ở dòng {first} của tệp)"
        source.report(line.path, "PL502", message, "xoá dòng thừa, hoặc sửa mã của dòng này")
    read.lines[line.key] = line
    for code in line.values:
        column = read.columns.get(code)
        if column is None:
            read.misnamed.add(line.path)
            problem = unknown("cột", code, read.columns)
            source.report((*line.path, code), "PL503", problem.message, problem.advice, key=True)
        elif column.cong_thuc and line.values[code] is not None:
            message = f"cột “{code}” tự tính theo công thức, không nhập số"
            advice = "xoá số này; số khác của bản đã ban hành thì ghi ở da_cong_bo"
            source.report((*line.path, code), "PL504", message, advice)


def read_formula(text: str | None, path: Path, source: Source) -> Formula | None:
    """The formula at a path, if there is one that can be read; else that is reported."""
    if text is None:
        return None
    try:
        return parse_formula(text)
    except ValueError as error:
        source.report(path, "PL505", str(error), "ví dụ đúng: ho_ngheo / tong_ho * 100")
        return None
