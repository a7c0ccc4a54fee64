"""How a figure came about: each step with printed values, each entered value with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from kehoach.locations import Path, Reference
from kehoach.resolve.figures import Figure
from kehoach.resolve.formula import Formula, evaluate, parse_formula, reference_of
from kehoach.resolve.passages import cell_name
from kehoach.resolve.read import Reading
from kehoach.vietnamese import format_number

_NAME = re.compile(r"[^\W\d]\w*(?:\s*\.\s*[^\W\d]\w*)*")
_ROWS_SHOWN = 30


@dataclass
class Calculation:
    """Tells figures of one plan; what has been told once is not repeated."""

    read: Reading
    _told: set[Reference] = field(default_factory=set)

    def lines(self, reference: Reference) -> Iterator[str]:
        """The steps of a figure, from itself down to what was entered."""
        waiting = [reference]
        while waiting:
            reference = waiting.pop(0)
            if reference not in self._told:
                self._told.add(reference)
                yield from self._step(reference)
                waiting += self._inputs(reference)[:_ROWS_SHOWN]

    def figure(self, reference: Reference) -> Figure:
        """The figure of an objective or a cell."""
        return self.read.figures.figure(reference)

    def called(self, reference: Reference) -> str:
        """What a clerk calls it: 'dòng “Huyện Kbang”, cột “Số hộ”'."""
        if reference.kind == "chi_tieu":
            return f"chỉ tiêu {reference.keys[0]}"
        annex_id, key, code = reference.keys
        annex = next(annex for annex in self.read.document.phu_luc if annex.id == annex_id)
        return f"{cell_name(annex, key, code)} ({code})"

    def published_as(self, text: str) -> Reference | None:
        """The cell whose published figure, not printed now, is written so."""
        for annex in self.read.figures.annexes.values():
            for line, cells in annex.annex.da_cong_bo.items():
                for code in cells:
                    figure = self.figure(annex.cell(line, code))
                    if figure.cong_bo is not None and text == format_number(
                        figure.cong_bo, figure.decimals
                    ):
                        return annex.cell(line, code)
        return None

    # Steps

    def _step(self, reference: Reference) -> Iterator[str]:
        figure, place = self.figure(reference), self.read.source.place(self._path(reference))
        if formula := self._formula(reference):
            written = self._in_figures(formula, reference)
            yield f"{figure.text} = {written}{self._rounding(formula, reference)}"
            yield f"    {self.called(reference)}; công thức {formula.text.strip()} ở {place}"
        elif summed := self._inputs(reference):
            first = f" (nêu {_ROWS_SHOWN} dòng đầu)" if len(summed) > _ROWS_SHOWN else ""
            yield f"{figure.text} = tổng {len(summed)} dòng{first}"
            yield f"    {self.called(reference)}; khai ở {place}"
        else:
            entered = "chưa có số liệu, " if figure.value is None else ""
            yield f"{figure.text}: {self.called(reference)}; {entered}nhập ở {place}"
        if figure.cong_bo is not None:
            yield f"    {self._published(reference, figure, figure.cong_bo)}"

    def _published(self, reference: Reference, figure: Figure, published: Decimal) -> str:
        annex, row, code = reference.keys
        place = self.read.source.place(("phu_luc", annex, "da_cong_bo", row, code))
        text = format_number(published, figure.decimals)
        differs = "khác số tính được" if published != figure.value else "đúng số tính được"
        return f"bản đã ban hành in {text}, {differs}; ghi ở {place}"

    def _in_figures(self, formula: Formula, reference: Reference) -> str:
        """The formula with every name replaced by the figure that it reads."""

        def value(match: re.Match[str]) -> str:
            return _plain(self._read_by(re.sub(r"\s", "", match.group()), reference))

        return _NAME.sub(value, formula.text.strip())

    def _read_by(self, name: str, reference: Reference) -> Figure:
        """The figure that the formula of a figure calls so."""
        named = reference_of(name, reference if reference.kind == "phu_luc" else None)
        assert named, name
        return self.figure(named)

    def _rounding(self, formula: Formula, reference: Reference) -> str:
        figure = self.figure(reference)
        if figure.value is None:
            return ""
        if figure.value.is_nan():
            return " (chia cho 0)"
        decimals = figure.decimals + 3
        exact = evaluate(formula, lambda name: self._read_by(name, reference).value, decimals)
        if exact is None or exact == figure.value:
            return ""
        return f" (làm tròn từ {format_number(exact, decimals, strip_zeros=True)}…)"

    # What a figure comes from

    def _formula(self, reference: Reference) -> Formula | None:
        if reference.kind == "chi_tieu":
            text = self.read.plan.chi_tieu[reference.keys[0]].cong_thuc
            return parse_formula(text) if text else None
        annex, _, code = reference.keys
        return self.read.figures.annexes[annex].formulas.get(code)

    def _inputs(self, reference: Reference) -> tuple[Reference, ...]:
        """What it is computed from: what its formula reads, or the rows that a total adds up."""
        return self.read.figures.inputs(reference)

    def _path(self, reference: Reference) -> Path:
        if reference.kind == "chi_tieu":
            key = "cong_thuc" if self._formula(reference) else "gia_tri"
            return ("chi_tieu", *reference.keys, key)
        annex_id, row, code = reference.keys
        annex = self.read.figures.annexes[annex_id]
        column: Path = ("phu_luc", annex_id, "cot", list(annex.columns).index(code))
        if code in annex.formulas:
            return (*column, "cong_thuc")
        return (*column, "tong") if self._inputs(reference) else (*annex.lines[row].path, code)


def _plain(figure: Figure) -> str:
    """The figure as a number alone, with all its decimals."""
    if figure.value is None or figure.value.is_nan():
        return figure.text
    return format_number(Decimal(figure.value), figure.decimals)
