"""Every figure of a plan: cells of annexes and objectives, entered or computed.

A formula reads printed (rounded) figures, as a reader with a calculator would. Sums and formulas
are evaluated on demand and remembered, so their order in the file does not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from kehoach.locations import Path, Reference
from kehoach.plan.annex import Cot
from kehoach.plan.model import ChiTieu, KeHoach
from kehoach.resolve.annex_rows import AnnexFigures, AnnexRow, read_annex, read_formula
from kehoach.resolve.expressions import TextError, unknown
from kehoach.resolve.formula import Formula, evaluate, reference_of
from kehoach.source.source import Source
from kehoach.vietnamese import MOST_DIGITS, format_number, has_too_many_digits, parse_number

_DEEPEST = 50
"""Computed figures, each of which reads the next."""
_MOST_SHOWN = 8

MISSING = "…"
"""What is printed in the place of a figure that is missing."""

MISSING = "…"
"""What is printed in the place of a figure that is missing."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure as printed: `value` None is missing, NaN undefined; `cong_bo` the published one.

    `blank`: nothing is expected there (a total row under a column that has no total).
    """

    value: Decimal | None
    decimals: int
    unit: str = ""
    strip_zeros: bool = False
    cong_bo: Decimal | None = None
    blank: bool = False

    @property
    def text(self) -> str:
        if self.value is None:
            return "" if self.blank else MISSING
        if self.value.is_nan():
            return "-"
        gap = "" if self.unit in ("", "%", "‰") else " "
        number = format_number(self.value, self.decimals, strip_zeros=self.strip_zeros)
        return f"{number}{gap}{self.unit}"


class Figures:
    """All figures of a plan. Mistakes are reported on the source; nothing is raised."""

    def __init__(self, plan: KeHoach, source: Source, *, published: bool = False) -> None:
        """With `published`, figures under `da_cong_bo` stand in for the computed ones."""
        self.plan, self.source, self.published = plan, source, published
        self.annexes: dict[str, AnnexFigures] = {}
        self._memo: dict[Reference, Figure] = {}
        self._depths: dict[Reference, int] = {}
        """How many figures stand behind each, one behind the other."""
        self._path: dict[Reference, Sequence[Reference]] = {}
        """The figures that are being worked out, each on behalf of the one before, and its inputs.
        """
        self._computed: dict[Reference, Decimal | None] = {}
        """What the plan gives in the place of published figures that are printed."""
        self._faulty: set[Path | frozenset[Path]] = set()
        """Formulas about which a clerk has been told, singly or as a circle."""
        for annex_id, annex in plan.phu_luc.items():
            self.annexes[annex_id] = read_annex(annex_id, annex, source)
        self._targets = {
            name: read_formula(target.cong_thuc, ("chi_tieu", name, "cong_thuc"), source)
            for name, target in plan.chi_tieu.items()
        }
        self._check_names()

    # References

    def _check_names(self) -> None:
        for read in self.annexes.values():
            for index, column in enumerate(read.annex.cot):
                if column is read.columns[column.ma]:
                    path = ("phu_luc", read.id, "cot", index, "cong_thuc")
                    self._check_formula(read.formulas.get(column.ma), path, read)
        for target, formula in self._targets.items():
            self._check_formula(formula, ("chi_tieu", target, "cong_thuc"), None)

    def _check_formula(
        self, formula: Formula | None, path: Path, read: AnnexFigures | None
    ) -> None:
        """Report the first wrong name of a formula."""
        try:
            for name in formula.names if formula else ():
                self._check_name(name, read)
        except TextError as error:
            self._faulty.add(path)
            message = f"công thức viết sai tên: {error.message}"
            self.source.report(path, error.code, message, error.advice)

    def _check_name(self, name: str, read: AnnexFigures | None) -> None:
        if read is not None and "." not in name:
            _known("cột", name, read.columns, f"trong phụ lục {read.id}")
            return
        match reference_of(name):
            case Reference("chi_tieu", (target,)):
                _known("chỉ tiêu", target, self.plan.chi_tieu, "trong chi_tieu")
            case Reference("phu_luc", (annex, line, code)):
                _known("phụ lục", annex, self.annexes, "trong phu_luc")
                _known("dòng", line, self.annexes[annex].lines, f"trong phụ lục {annex}")
                _known("cột", code, self.annexes[annex].columns, f"trong phụ lục {annex}")
            case _:
                raise TextError(
                    "TC401",
                    f"không có số liệu “{name}”",
                    "viết dạng phu_luc.mã_phụ_lục.mã_dòng.mã_cột hoặc chi_tieu.mã",
                )

    def _named(self, name: str, cell: Reference | None = None) -> Figure | None:
        """The figure that a formula calls so; None if there is none."""
        reference = reference_of(name, cell)
        return self.figure(reference) if reference and self._is_there(reference) else None

    def _is_there(self, reference: Reference) -> bool:
        if reference.kind == "chi_tieu":
            return reference.keys[0] in self.plan.chi_tieu
        annex, line, code = reference.keys
        read = self.annexes.get(annex)
        return read is not None and line in read.lines and code in read.columns

    def _value_of(self, name: str, cell: Reference | None = None) -> Decimal | None:
        figure = self._named(name, cell)
        return figure.value if figure else None

    # Values

    def target(self, name: str) -> Figure:
        """The figure of an objective of `chi_tieu`."""
        return self.figure(Reference("chi_tieu", (name,)))

    def figure(self, reference: Reference) -> Figure:
        """The figure of a cell or an objective; of a column that holds none, a missing one."""
        if reference not in self._memo:
            if reference in self._path:
                return Figure(None, 0)  # a circle, which has been told
            self._work_out(reference)
        return self._memo[reference]

    def computed(self, cell: Reference) -> Decimal | None:
        """What the plan gives for a cell, also where the published figure is printed."""
        figure = self.figure(cell)
        return self._computed.get(cell, figure.value)

    # Working out

    def _work_out(self, first: Reference) -> None:
        """A figure, and before it all that it is computed from, however long that chain is."""
        self._path[first] = self.inputs(first)
        left = [iter(self._path[first])]
        while left:
            following = next((x for x in left[-1] if x not in self._memo), None)
            if following is None:
                reference, inputs = next(reversed(self._path.items()))
                self._memo[reference] = self._bounded(reference, inputs)
                del self._path[reference]
                left.pop()
            elif following in self._path:
                chain = list(self._path)
                self._report_cycle([*chain[chain.index(following) :], following])
            else:
                self._path[following] = self.inputs(following)
                left.append(iter(self._path[following]))

    def inputs(self, reference: Reference) -> tuple[Reference, ...]:
        """What a figure is computed from, as far as it is there; nothing where it is entered."""
        if reference.kind == "chi_tieu":
            formula = self._targets[reference.keys[0]]
            named = map(reference_of, formula.names) if formula else ()
            return tuple(x for x in named if x and self._is_there(x))
        annex, row, code = reference.keys
        read = self.annexes[annex]
        if code not in read.columns or read.columns[code].kieu != "so":
            return ()
        if read.is_sum(row, code):
            return read.summed(row, code)
        return tuple(x for x in read.inputs(row, code) if self._is_there(x))

    def _bounded(self, reference: Reference, inputs: Sequence[Reference]) -> Figure:
        """A figure whose inputs are known; one that is beyond all bounds is missing, and told."""
        depth = self._depths[reference] = 1 + max(map(self._depth, inputs), default=-1)
        if depth == _DEEPEST + 1:
            message = f"công thức nối nhau quá {_DEEPEST} bậc: mỗi số lại tính từ một số tính khác"
            self._report_once(reference, "PL509", message, "tính thẳng từ các số nhập tay")
        if depth > _DEEPEST:
            return Figure(None, 0)
        try:
            return self._cell(reference) if reference.kind == "phu_luc" else self._target(reference)
        except OverflowError:
            message = f"kết quả tính ra có quá {MOST_DIGITS} chữ số"
            self._report_once(reference, "PL508", message, "kiểm tra công thức và các số được tính")
            return Figure(None, 0)

    def _depth(self, reference: Reference) -> int:
        return self._depths.get(reference, 0)

    def _report_once(self, reference: Reference, code: str, message: str, advice: str) -> None:
        """Tell what is wrong with a computed figure; once for a formula, though all rows run it."""
        path = self._formula_path(reference)
        if path not in self._faulty:
            self._faulty.add(path)
            self.source.report(path, code, message, advice)

    def _report_cycle(self, chain: list[Reference]) -> None:
        """Once for the formulas concerned, though every row runs into them."""
        first, circle = self._formula_path(chain[0]), frozenset(map(self._formula_path, chain))
        if self._faulty.isdisjoint((first, circle)):
            shown = [str(x) for x in chain]
            if len(shown) > _MOST_SHOWN:
                shown = [*shown[: _MOST_SHOWN - 2], "…", shown[-1]]
            message = f"công thức tham chiếu vòng tròn: {' → '.join(shown)}"
            advice = "sửa một công thức trong vòng để không cần đến chính nó"
            self.source.report(first, "TC405", message, advice)
        self._faulty |= {first, circle}

    def _formula_path(self, reference: Reference) -> Path:
        if reference.kind == "chi_tieu":
            return ("chi_tieu", *reference.keys, "cong_thuc")
        annex, _, code = reference.keys
        return ("phu_luc", annex, "cot", list(self.annexes[annex].columns).index(code), "cong_thuc")

    def _cell(self, reference: Reference) -> Figure:
        annex, key, code = reference.keys
        read = self.annexes[annex]
        column = read.columns.get(code)
        if column is None or column.kieu != "so":
            return Figure(None, 0, blank=True)
        line = read.lines[key]
        value = self._cell_value(read, line, column, reference)
        published = self._published(read, key, column)
        if self.published and published is not None:
            self._computed[reference] = value
            value = published
        blank = line.kieu != "dong" and not (column.tong or column.cong_thuc or code in line.values)
        return Figure(value, column.thap_phan, cong_bo=published, blank=blank)

    def _cell_value(
        self, read: AnnexFigures, line: AnnexRow, column: Cot, cell: Reference
    ) -> Decimal | None:
        code = column.ma
        entered = line.values.get(code)
        if read.is_sum(line.key, code):
            if entered is not None:
                message = f"cột “{code}” ở dòng cộng do chương trình cộng, không nhập số"
                advice = "xoá số này; số khác của bản đã ban hành thì ghi ở da_cong_bo"
                self.source.report((*line.path, code), "PL504", message, advice)
            return self._sum(read, line, code)
        if column.cong_thuc:
            formula = read.formulas.get(code)
            if formula is None:
                return None
            return evaluate(formula, lambda name: self._value_of(name, cell), column.thap_phan)
        return self._number(entered, column.thap_phan, (*line.path, code))

    def _sum(self, read: AnnexFigures, line: AnnexRow, code: str) -> Decimal | None:
        total = Decimal(0)
        for summed in read.summed(line.key, code):
            value = self.figure(summed).value
            if value is None:
                return None
            total += value
        if not total.is_nan() and has_too_many_digits(total):
            raise OverflowError
        return total

    def _number(self, text: str | None, decimals: int | None, path: Path) -> Decimal | None:
        if text is None:
            return None
        try:
            return parse_number(text, decimals)
        except ValueError as error:
            advice = (
                "chỉ viết số, dấu phẩy trước phần thập phân (388.231 hoặc 8,11), không ghi đơn vị"
            )
            self.source.report(path, "DL210", str(error), advice)
            return None

    def _published(self, read: AnnexFigures, key: str, column: Cot) -> Decimal | None:
        text = read.annex.da_cong_bo.get(key, {}).get(column.ma)
        path = ("phu_luc", read.id, "da_cong_bo", key, column.ma)
        return self._number(text, column.thap_phan, path)

    def _target(self, reference: Reference) -> Figure:
        (name,) = reference.keys
        target = self.plan.chi_tieu[name]
        value, decimals = self._target_value(name, target)
        return Figure(value, decimals, target.dvt, target.bo_so_0_cuoi)

    def _target_value(self, name: str, target: ChiTieu) -> tuple[Decimal | None, int]:
        path: Path = ("chi_tieu", name)
        if target.cong_thuc is None:
            value = self._number(target.gia_tri, target.thap_phan, (*path, "gia_tri"))
            exponent = value.as_tuple().exponent if value is not None else 0
            written = -exponent if isinstance(exponent, int) else 0
            return value, written if target.thap_phan is None else target.thap_phan
        formula = self._targets[name]
        if formula is None:
            return None, 0
        decimals = target.thap_phan
        if decimals is None:
            read = filter(None, map(self._named, formula.names))
            decimals = max((figure.decimals for figure in read), default=0)
        return evaluate(formula, self._value_of, decimals), decimals


def _known(kind: str, name: str, names: Iterable[str], where: str) -> None:
    if name not in names:
        raise unknown(kind, name, names, where=where)
