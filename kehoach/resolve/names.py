"""The names that expressions of a plan may use, and the agencies it names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from kehoach.document import Deadline
from kehoach.locations import Path, Reference
from kehoach.plan.model import KeHoach, Muc
from kehoach.plan.register import Register
from kehoach.plan.validation import wrong_id
from kehoach.plan.values import is_id
from kehoach.resolve.annex_rows import AnnexFigures
from kehoach.resolve.expressions import Scope, TextError, Value, unknown
from kehoach.resolve.figures import MISSING, Figures
from kehoach.resolve.markup import evaluate_text
from kehoach.resolve.texts import Texts
from kehoach.source.source import Source
from kehoach.vietnamese import parse_date


class ScopeBuilder:
    """Builds scopes: the plan's own, and for each clause one with its agencies and deadlines."""

    def __init__(
        self, plan: KeHoach, source: Source, register: Register, figures: Figures, texts: Texts
    ) -> None:
        self.plan, self.source, self.register, self.figures = plan, source, register, figures
        self.year: Scope = {
            "nam": Value.of_number(Reference("nam"), Decimal(plan.nam), 0, grouped=False),
        }
        self.scope: Scope = {
            **self.year,
            "chi_tieu": Value(Reference("chi_tieu"), member=self._target),
            "phu_luc": Value(Reference("phu_luc"), member=self._annex),
            "vien_dan": texts.cite(),
            "don_vi": Value(Reference("don_vi"), call=self._unit),
        }

    # Figures

    def _target(self, name: str) -> Value:
        if name not in self.plan.chi_tieu:
            raise KeyError(*self.plan.chi_tieu)
        return self._figure(Reference("chi_tieu", (name,)))

    def _annex(self, name: str) -> Value:
        if name not in self.figures.annexes:
            raise KeyError(*self.figures.annexes)
        read = self.figures.annexes[name]
        reference = Reference("phu_luc", (name,))
        return Value(reference, member=lambda line: self._line(read, line))

    def _line(self, read: AnnexFigures, line: str) -> Value:
        if line not in read.lines:
            raise KeyError(*read.lines)
        reference = Reference("phu_luc", (read.id, line))
        return Value(reference, member=lambda code: self._cell(read, line, code))

    def _cell(self, read: AnnexFigures, line: str, code: str) -> Value:
        if code not in read.columns or read.columns[code].kieu != "so":
            raise KeyError(*(c.ma for c in read.annex.cot if c.kieu == "so"))
        return self._figure(Reference("phu_luc", (read.id, line, code)))

    def _figure(self, reference: Reference) -> Value:
        figure = self.figures.figure(reference)
        number = None if figure.value is None or figure.value.is_nan() else figure.value
        return Value(reference, figure.text or MISSING, number, figure.decimals)

    # Agencies

    def _unit(self, key: str, form: str = "") -> Value:
        if key not in self.register:
            raise self._unknown_unit(key)
        unit = self.register[key]
        if form not in ("", "ngan"):
            raise unknown("cách ghi", form, ("ngan",), "TC404")
        return Value(Reference("don_vi", (key,)), (form and unit.ten_ngan) or unit.ten)

    def agencies(self, keys: Sequence[str], path: Path) -> tuple[str, ...]:
        """The ids that the register knows; the others are reported."""
        for index, key in enumerate(keys):
            if key not in self.register:
                problem = self._unknown_unit(key)
                place = (*path, index)
                self.source.report(place, problem.code, problem.message, problem.advice)
        return tuple(key for key in keys if key in self.register)

    def _unknown_unit(self, key: str) -> TextError:
        return unknown("đơn vị", key, self.register.root, "TC402", where="trong don_vi.yaml")

    def agency_names(self, keys: Sequence[str], form: str = "") -> str:
        """'A', 'A và B', 'A, B và C'."""
        shown = [self._unit(key, form).text or "" for key in keys]
        return " và ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))

    def check_recipients(self) -> None:
        """Report recipients that the register does not know."""
        for index, recipient in enumerate(self.plan.noi_nhan):
            self.agencies(recipient.gui, ("noi_nhan", index, "gui"))

    # Clauses

    def of_clause(
        self, node: Muc, path: Path, outer: Scope, agencies: tuple[str, ...]
    ) -> tuple[Scope, tuple[Deadline, ...]]:
        """The scope of a clause inside `outer`, and its deadlines."""
        scope = dict(outer)
        if agencies:
            scope["don_vi"] = self._agencies_value(agencies)
        deadlines = self._deadlines(node, path)
        if len(deadlines) < _count(node.han):
            scope["han"] = _FAULTY_DEADLINE
        elif deadlines:
            scope["han"] = _deadline_value(deadlines)
        return scope, deadlines

    def _agencies_value(self, keys: tuple[str, ...]) -> Value:
        refers_to = Reference("don_vi", keys)
        short = Value(refers_to, self.agency_names(keys, "ngan"))
        members = Value.of_members(refers_to, {"ngan": short}).member
        return Value(refers_to, self.agency_names(keys), member=members, call=self._unit)

    def _deadlines(self, node: Muc, path: Path) -> tuple[Deadline, ...]:
        if node.han is None:
            return ()
        here = (*path, "han")
        named = node.han if isinstance(node.han, dict) else {"": node.han}
        deadlines = []
        for name, text in named.items():
            if name and not is_id(name):
                self.source.report((*here, name), *wrong_id(name), key=True)
            when = self._date(text, (*here, name) if name else here)
            if when:
                deadlines.append(Deadline(name, when))
        return tuple(deadlines)

    def _date(self, text: str, path: Path) -> date | None:
        try:
            return parse_date(evaluate_text(text, self.year))
        except TextError as error:
            self.source.report_in(path, error.start, error.code, error.message, error.advice)
        except ValueError as error:
            self.source.report(path, "DL211", str(error), "ví dụ đúng: han: 31/01/{{ nam }}")
        return None


_FAULTY_DEADLINE: Value = Value(
    Reference("han"), "", when=date.min, member=lambda _: _FAULTY_DEADLINE
)
"""Stands for deadlines that have been reported, so that texts are not blamed for them."""


def _count(deadlines: str | dict[str, str] | None) -> int:
    return len(deadlines) if isinstance(deadlines, dict) else int(deadlines is not None)


def _deadline_value(deadlines: tuple[Deadline, ...]) -> Value:
    if not deadlines[0].ten:
        return Value.of_date(Reference("han"), deadlines[0].ngay)
    named = {
        deadline.ten: Value.of_date(Reference("han", (deadline.ten,)), deadline.ngay)
        for deadline in deadlines
    }
    return Value.of_members(Reference("han"), named)
