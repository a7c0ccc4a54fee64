"""Formulas of annex columns and objectives: + - * / ( ), numbers and names, in exact fractions.

A name is a column code (`ho_ngheo`) or a dotted path (`phu_luc.giam_ngheo.dong_tong.ty_le`).
Missing figures (None) make the result missing; division by zero makes it undefined (NaN), and
both spread through whatever uses them.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from kehoach.locations import Reference
from kehoach.vietnamese import MOST_DIGITS, has_too_many_digits, round_half_up

UNDEFINED = Decimal("NaN")
"""The figure of a division by zero; prints as '-'."""

_LONGEST = 500
_DEEPEST = 200
"""Operations inside each other."""

_LIKE_A_NUMBER = re.compile(r"(?<![\w.])\.?\d[\w.]*")
_NUMBER = re.compile(r"\d+(?:\.\d+)?", re.ASCII)
_OPERATORS: dict[type, tuple[str, Callable[[Fraction, Fraction], Fraction]]] = {
    ast.Add: ("+", operator.add),
    ast.Sub: ("-", operator.sub),
    ast.Mult: ("*", operator.mul),
    ast.Div: ("/", operator.truediv),
}


@dataclass(frozen=True, slots=True)
class Formula:
    """A parsed formula; `names` are the names it reads, in order of appearance, each once."""

    text: str
    tree: ast.expr
    names: tuple[str, ...]


def parse_formula(text: str) -> Formula:
    """Parse a formula; raise ValueError, in Vietnamese, for anything but plain arithmetic."""
    if len(text) > _LONGEST:
        raise ValueError(f"công thức dài quá {_LONGEST} ký tự")
    _refuse_odd_numbers(text)
    try:
        tree = ast.parse(text.strip(), mode="eval").body
        names = tuple(dict.fromkeys(_names(tree)))
    except (SyntaxError, RecursionError, MemoryError, ValueError):
        shown = text if len(text) <= 60 else f"{text[:60]}…"
        raise ValueError(f"công thức “{shown}” viết sai; chỉ dùng + - * / ( ) và mã cột") from None
    return Formula(text, tree, names)


def _refuse_odd_numbers(text: str) -> None:
    """Numbers as the guide shows them: 100 and 2.5, not what Python reads as well (0x10, 1e9)."""
    for written in _LIKE_A_NUMBER.findall(text):
        shown = written if len(written) <= 20 else f"{written[:20]}…"
        if not _NUMBER.fullmatch(written):
            raise ValueError(f"số “{shown}” trong công thức viết sai; viết như 100 hoặc 2.5")
        if sum(map(str.isdigit, written)) > MOST_DIGITS:
            raise ValueError(f"số “{shown}” trong công thức có quá {MOST_DIGITS} chữ số")


def _names(node: ast.expr, depth: int = 0) -> Iterator[str]:
    if depth > _DEEPEST:
        raise RecursionError
    match node:
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            yield from _names(left, depth + 1)
            yield from _names(right, depth + 1)
        case ast.UnaryOp(op=ast.USub(), operand=operand):
            yield from _names(operand, depth + 1)
        case ast.Name() | ast.Attribute():
            yield _dotted(node)
        case ast.Constant(value=int() | float()) if not isinstance(node.value, bool):
            return
        case _:
            raise SyntaxError


def _dotted(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name):
            return name
        case ast.Attribute(value=owner, attr=name):
            return f"{_dotted(owner)}.{name}"
        case _:
            raise SyntaxError


def reference_of(name: str, cell: Reference | None = None) -> Reference | None:
    """What a name of a formula stands for, a bare column code in the row of `cell`.

    None if figures cannot be named so; whether there is such a figure is not looked at.
    """
    if cell is not None and "." not in name:
        return Reference("phu_luc", (*cell.keys[:2], name))
    match name.split("."):
        case ["chi_tieu", target]:
            return Reference("chi_tieu", (target,))
        case ["phu_luc", annex, row, code]:
            return Reference("phu_luc", (annex, row, code))
    return None


def evaluate(
    formula: Formula, value_of: Callable[[str], Decimal | None], decimals: int
) -> Decimal | None:
    """The exact result rounded half up; None if any figure it reads is missing.

    NaN if it divides by zero, or reads a figure that does. Raises OverflowError for a result that
    has more digits than a figure may have.
    """
    figures = {name: value_of(name) for name in formula.names}
    if None in figures.values():
        return None
    values = {name: value for name, value in figures.items() if value is not None}
    if any(value.is_nan() for value in values.values()):
        return UNDEFINED
    exact = {name: Fraction(value) for name, value in values.items()}
    try:
        result = _value(formula.tree, formula.text.strip(), exact)
    except ZeroDivisionError:
        return UNDEFINED
    if has_too_many_digits(result):
        raise OverflowError
    return round_half_up(result, decimals)


def _value(node: ast.expr, text: str, values: Mapping[str, Fraction]) -> Fraction:
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            return _OPERATORS[type(op)][1](_value(left, text, values), _value(right, text, values))
        case ast.UnaryOp(operand=operand):
            return -_value(operand, text, values)
        case ast.Constant():
            return Fraction(ast.get_source_segment(text, node) or "")
        case _:
            return values[_dotted(node)]


def index_form(formula: Formula, number_of: Callable[[str], str | None]) -> str | None:
    """How the index row writes a formula: `2/1`; None if it reads more than sister columns.

    A factor 100 at the end is left out, since offices write 3=2/1 over a column of percents.
    """
    tree = formula.tree
    match tree:
        case ast.BinOp(left=left, op=ast.Mult(), right=ast.Constant(value=100)):
            tree = left
    try:
        return _index_text(tree, formula.text.strip(), number_of)
    except KeyError:
        return None


def _index_text(node: ast.expr, text: str, number_of: Callable[[str], str | None]) -> str:
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            symbol = _OPERATORS[type(op)][0]
            return "".join(
                (
                    _operand_text(left, op, False, text, number_of),
                    symbol,
                    _operand_text(right, op, True, text, number_of),
                )
            )
        case ast.UnaryOp(operand=operand):
            return "-" + _index_text(operand, text, number_of)
        case ast.Constant():
            return ast.get_source_segment(text, node) or ""
        case _:
            number = number_of(_dotted(node))
            if number is None:
                raise KeyError(_dotted(node))
            return number


def _operand_text(
    node: ast.expr,
    parent: ast.operator,
    is_right: bool,
    text: str,
    number_of: Callable[[str], str | None],
) -> str:
    written = _index_text(node, text, number_of)
    if not isinstance(node, ast.BinOp):
        return written
    binds_less = isinstance(node.op, ast.Add | ast.Sub) and isinstance(parent, ast.Mult | ast.Div)
    not_associative = is_right and isinstance(parent, ast.Sub | ast.Div)
    return f"({written})" if binds_less or not_associative else written
