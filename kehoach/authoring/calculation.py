"""How a figure came about: each step with printed values, each entered value with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from kehoach.locations import Path
from kehoach.resolve.annex_rows import AnnexFigures
from kehoach.resolve.figures import Figure
from kehoach.resolve.formula import Formula, evaluate, parse_formula
from kehoach.resolve.passages import row_name
from kehoach.resolve.read import Reading
from kehoach.vietnamese import format_number

_NAME = re.compile(r"[^\W\d]\w*(?:\s*\.\s*[^\W\d]\w*)*")
_ROWS_SHOWN = 30


@dataclass
class Calculation:
    """Tells figures of one plan; what has been told once is not repeated."""

    read: Reading
    _told: set[str] = field(default_factory=set)

    def lines(self, reference: str) -> Iterator[str]:
        """The steps of a figure, from itself down to what was entered."""
        waiting = [reference]
        while waiting:
            name = waiting.pop(0)
            if name not in self._told:
                self._told.add(name)
                yield from self._step(name)
                waiting += self._inputs(name)

    def figure(self, reference: str) -> Figure:
        """The figure at `chi_tieu.ma` or `phu_luc.annex.line.column`."""
        match reference.split("."):
            case [_, target]:
                return self.read.figures.target(target)
            case [_, annex, line, code]:
                return self.read.figures.cell(annex, line, code)
        raise ValueError(reference)

    def called(self, reference: str) -> str:
        """What a clerk calls it: 'dòng “Huyện Kbang”, cột “Số hộ”'."""
        match reference.split("."):
            case [_, target]:
                return f"chỉ tiêu {target}"
            case [_, annex_id, line, code]:
                annex = next(each for each in self.read.document.phu_luc if each.id == annex_id)
                column = annex.table.column(code).name
                row = next(each for each in annex.table.rows if each.key == line)
                return f"dòng “{row_name(row.cells, row.key)}”, cột “{column}” ({code})"
        raise ValueError(reference)

    def published_as(self, text: str) -> str | None:
        """The cell whose published figure, not printed now, is written so."""
        for annex in self.read.figures.annexes.values():
            for line, cells in annex.annex.da_cong_bo.items():
                for code in cells:
                    figure = self.read.figures.cell(annex.id, line, code)
                    if figure.cong_bo is not None and text == format_number(
                        figure.cong_bo, figure.decimals
                    ):
                        return f"phu_luc.{annex.id}.{line}.{code}"
        return None

    # Steps

    def _step(self, name: str) -> Iterator[str]:
        figure, place = self.figure(name), self._place(name)
        if formula := self._formula(name):
            written = self._in_figures(formula, name)
            yield f"{figure.text} = {written}{self._rounding(formula, name)}"
            yield f"    {self.called(name)}; công thức {formula.text.strip()} ở {place}"
        elif leaves := self._leaves(name):
            first = f" (nêu {_ROWS_SHOWN} dòng đầu)" if len(leaves) > _ROWS_SHOWN else ""
            yield f"{figure.text} = tổng {len(leaves)} dòng{first}"
            yield f"    {self.called(name)}; khai ở {place}"
        else:
            entered = "chưa có số liệu, " if figure.value is None else ""
            yield f"{figure.text}: {self.called(name)}; {entered}nhập ở {place}"
        if figure.cong_bo is not None:
            yield f"    {self._published(name, figure)}"

    def _published(self, name: str, figure: Figure) -> str:
        _, annex, line, code = name.split(".")
        assert figure.cong_bo is not None
        place = self.read.source.place(("phu_luc", annex, "da_cong_bo", line, code))
        text = format_number(figure.cong_bo, figure.decimals)
        differs = "khác số tính được" if figure.cong_bo != figure.value else "đúng số tính được"
        return f"bản đã ban hành in {text}, {differs}; ghi ở {place}"

    def _inputs(self, name: str) -> list[str]:
        if formula := self._formula(name):
            return [self._full(each, name) for each in formula.names]
        leaves = self._leaves(name)
        prefix, _, code = name.rpartition(".")
        return [f"{prefix.rpartition('.')[0]}.{leaf}.{code}" for leaf in leaves[:_ROWS_SHOWN]]

    def _in_figures(self, formula: Formula, owner: str) -> str:
        """The formula with every name replaced by the figure that it reads."""

        def value(match: re.Match[str]) -> str:
            return _plain(self.figure(self._full(re.sub(r"\s", "", match.group()), owner)))

        return _NAME.sub(value, formula.text.strip())

    def _rounding(self, formula: Formula, owner: str) -> str:
        figure = self.figure(owner)
        if figure.value is None:
            return ""
        if figure.value.is_nan():
            return " (chia cho 0)"
        decimals = figure.decimals + 3
        exact = evaluate(formula, lambda name: self.figure(self._full(name, owner)).value, decimals)
        if exact is None or exact == figure.value:
            return ""
        return f" (làm tròn từ {format_number(exact, decimals, strip_zeros=True)}…)"

    # What a name stands for

    def _full(self, name: str, owner: str) -> str:
        """A bare column code means the same row."""
        return name if "." in name else f"{owner.rpartition('.')[0]}.{name}"

    def _formula(self, name: str) -> Formula | None:
        match name.split("."):
            case [_, target]:
                text = self.read.plan.chi_tieu[target].cong_thuc
                return parse_formula(text) if text else None
            case [_, annex, _, code]:
                return self._annex(annex).formulas.get(code)
        return None

    def _leaves(self, name: str) -> tuple[str, ...]:
        """The rows that a total or subtotal adds up."""
        match name.split("."):
            case [_, annex, line, code] if self._annex(annex).columns[code].tong:
                return self._annex(annex).lines[line].leaves
        return ()

    def _annex(self, annex: str) -> AnnexFigures:
        return self.read.figures.annexes[annex]

    def _place(self, name: str) -> str:
        return str(self.read.source.place(self._path(name)))

    def _path(self, name: str) -> Path:
        match name.split("."):
            case [_, target]:
                key = "cong_thuc" if self.read.plan.chi_tieu[target].cong_thuc else "gia_tri"
                return ("chi_tieu", target, key)
            case [_, annex, line, code]:
                read = self._annex(annex)
                column: Path = ("phu_luc", annex, "cot", list(read.columns).index(code))
                if code in read.formulas:
                    return (*column, "cong_thuc")
                if self._leaves(name):
                    return (*column, "tong")
                return (*read.lines[line].path, code)
        raise ValueError(name)


def _plain(figure: Figure) -> str:
    """The figure as a number alone, with all its decimals."""
    if figure.value is None or figure.value.is_nan():
        return figure.text
    return format_number(Decimal(figure.value), figure.decimals)
