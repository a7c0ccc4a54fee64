"""Formulas of a plan as formulas of Excel that give the same figures, also '-' and nothing."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal

from kehoach.resolve.formula import Formula

Address = Callable[[str], str]
"""Gives the cell of a name of a formula: `D7`, or `'Tham chiếu'!$B$2`."""

_SIGNS: dict[type, str] = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_SAFE_PLACES = 12
"""A denominator that is itself computed counts as zero if it is zero to so many places."""


def formula_text(formula: Formula, address: Address, decimals: int) -> str:
    """`=…` for a formula over printed figures: rounded half up to `decimals` places.

    A missing figure gives an empty text, division by zero gives '-', and both spread.
    """
    text = formula.text.strip()
    result = f"ROUND({_expression(formula.tree, text, address)},{decimals})"
    # The innermost division is asked first, since nothing that contains it may be computed.
    for denominator in reversed(list(_denominators(formula.tree))):
        result = f'IF({_zero_test(denominator, text, address)},"-",{result})'
    cells = list(dict.fromkeys(map(address, formula.names)))
    return f"={_if_all_known(cells, result)}"


def _if_all_known(cells: Sequence[str], result: str) -> str:
    if not cells:
        return result
    missing = ",".join(f'{cell}=""' for cell in cells)
    missing = missing if len(cells) == 1 else f"OR({missing})"
    return f'IF(COUNT({",".join(cells)})<{len(cells)},IF({missing},"","-"),{result})'


def _denominators(node: ast.expr) -> Iterator[ast.expr]:
    """What is divided by, inner ones first."""
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            yield from _denominators(left)
            yield from _denominators(right)
            if isinstance(op, ast.Div):
                yield right
        case ast.UnaryOp(operand=operand):
            yield from _denominators(operand)


def _zero_test(node: ast.expr, text: str, address: Address) -> str:
    written = _expression(node, text, address)
    if isinstance(node, ast.BinOp | ast.UnaryOp):
        written = f"ROUND({written},{_SAFE_PLACES})"
    return f"{written}=0"


def _expression(node: ast.expr, text: str, address: Address) -> str:
    match node:
        case ast.BinOp(left=left, op=op, right=right):
            parts = (
                _operand(left, op, False, text, address),
                _operand(right, op, True, text, address),
            )
            return _SIGNS[type(op)].join(parts)
        case ast.UnaryOp(operand=operand):
            return f"(-({_expression(operand, text, address)}))"
        case ast.Constant():
            return f"{Decimal(ast.get_source_segment(text, node) or '0'):f}"
        case _:
            return address(ast.unparse(node))


def _operand(
    node: ast.expr, parent: ast.operator, is_right: bool, text: str, address: Address
) -> str:
    """An operand, in brackets where Excel would else compute in another order."""
    written = _expression(node, text, address)
    if not isinstance(node, ast.BinOp):
        return written
    same_level = isinstance(node.op, ast.Add | ast.Sub) == isinstance(parent, ast.Add | ast.Sub)
    binds_less = isinstance(node.op, ast.Add | ast.Sub) and not same_level
    return f"({written})" if binds_less or (is_right and same_level) else written


def sum_text(column: str, rows: Sequence[int], kinds: str, decimals: int) -> str:
    """`=…` for the sum of rows of a column; empty if one is missing.

    `kinds` is the column that says `dong` for rows of figures, for rows with subtotals between.
    """
    if not rows:
        return "=0"
    span = f"{column}{rows[0]}:{column}{rows[-1]}"
    if rows[-1] - rows[0] + 1 == len(rows):
        return f'=IF(COUNT({span})<ROWS({span}),"",ROUND(SUM({span}),{decimals}))'
    marks = f"${kinds}${rows[0]}:${kinds}${rows[-1]}"
    missing = f'SUMPRODUCT(({marks}="dong")*(1-ISNUMBER({span})))'
    return f'=IF({missing}>0,"",ROUND(SUMIF({marks},"dong",{span}),{decimals}))'
