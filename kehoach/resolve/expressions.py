"""Expressions of texts: what `{{ … }}` may say, and what it is made of.

A name, an attribute, a constant subscript, + and -, one of our filters, or a call of one of our
functions. Jinja parses it; every other construct is refused, so that no text can loop or grow
without bound.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from inspect import signature
from typing import Any

from kehoach.locations import Reference
from kehoach.vietnamese import (
    MOST_DIGITS,
    date_in_digits,
    date_in_words,
    format_number,
    has_too_many_digits,
)

_LONGEST_EXPRESSION = 4000
_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
_LIKE_A_NUMBER = re.compile(r"(?<![\w.])\d[\w.]*")
_NUMBER = re.compile(rf"[0-9]{{1,{MOST_DIGITS}}}")
_SHORT_LIST, _LONGEST_SHOWN = 20, 60
_CONSTANT = Reference("hang_so")


class TextError(Exception):
    """A mistake in a text: what is wrong, what to do, and where in the text."""

    def __init__(self, code: str, message: str, advice: str, start: int = 0, end: int = 0) -> None:
        super().__init__(message)
        self.code, self.message, self.advice = code, message, advice
        self.start, self.end = start, end


@dataclass(frozen=True)
class Value:
    """What an expression can be made of.

    `text` is how it prints (None: it cannot be printed by itself); `refers_to` is what it shows;
    `member` gives a named part or raises KeyError with the known names; `call` makes a
    value from constants; a number carries how it is written.
    """

    refers_to: Reference
    text: str | None = None
    number: Decimal | None = None
    decimals: int = 0
    grouped: bool = True
    when: date | None = None
    member: Callable[[str], Value] | None = None
    call: Callable[..., Value] | None = None
    payload: Any = None

    @classmethod
    def of_number(
        cls, refers_to: Reference, number: Decimal, decimals: int, grouped: bool
    ) -> Value:
        text = format_number(number, decimals) if grouped else str(number)
        return cls(refers_to, text, number, decimals, grouped)

    @classmethod
    def of_date(cls, refers_to: Reference, when: date) -> Value:
        return cls(refers_to, date_in_digits(when), when=when)

    @classmethod
    def of_members(cls, refers_to: Reference, members: Mapping[str, Value]) -> Value:
        def member(name: str) -> Value:
            if name not in members:
                raise KeyError(*members)
            return members[name]

        return cls(refers_to, member=member)


Scope = Mapping[str, Value]


@cache
def _environment() -> Any:
    from jinja2 import Environment

    return Environment(autoescape=False)


def evaluate_expression(source: str, scope: Scope) -> Value:
    """The value of what stands between `{{` and `}}`; raises TextError, without a place."""
    from jinja2 import TemplateSyntaxError

    if len(source) > _LONGEST_EXPRESSION:
        raise TextError("BT305", "biểu thức quá dài", "viết lại ngắn gọn, ví dụ {{ nam - 1 }}")
    if source[:1] == "-" or source[-1:] == "-":
        raise _not_allowed()
    if "\\" in source:
        # Jinja would turn it, and what follows, into another character.
        raise TextError("BT310", "trong biểu thức có dấu \\", "bỏ dấu \\; gõ thẳng chữ cần viết")
    _refuse_odd_numbers(source)
    shown = source.strip() if len(source) <= 60 else f"{source.strip()[:60]}…"
    try:
        body = _environment().parse("{{" + source + "}}").body
        if not body or len(body[0].nodes) != 1:
            raise _not_allowed()
        value = _evaluate(body[0].nodes[0], scope)
    except (TemplateSyntaxError, RecursionError):
        raise TextError(
            "BT303",
            f"biểu thức “{shown}” viết sai cú pháp",
            "ví dụ đúng: {{ nam - 1 }}, {{ chi_tieu.muc_giam }}, {{ vien_dan('qd_728') }}",
        ) from None
    if not isinstance(value, Value) or value.text is None:
        raise TextError(
            "BT304",
            f"biểu thức “{shown}” không cho ra chữ để in",
            "viết tiếp tên cụ thể sau dấu chấm, ví dụ {{ han.nam }}, {{ chi_tieu.muc_giam }}",
        )
    return value


def _refuse_odd_numbers(source: str) -> None:
    """Whole numbers as the guide shows them; Jinja reads 0x10, 1_000 and 1e9 as well."""
    for written in _LIKE_A_NUMBER.findall(_QUOTED.sub("''", source)):
        if not _NUMBER.fullmatch(written):
            shown = written if len(written) <= 20 else f"{written[:20]}…"
            raise TextError(
                "BT311",
                f"số “{shown}” trong biểu thức viết sai",
                f"viết số nguyên, nhiều nhất {MOST_DIGITS} chữ số, ví dụ {{{{ nam - 1 }}}}",
            )


def _not_allowed() -> TextError:
    return TextError(
        "BT305",
        "biểu thức dùng phép không được phép",
        "chỉ dùng tên, dấu chấm, phép + và -, và các hàm của chương trình",
    )


def _evaluate(node: Any, scope: Scope) -> Any:
    """The value of an expression node; the classes listed here are all that is let through."""
    handler = _NODES.get(type(node).__name__)
    if handler is None:
        raise _not_allowed()
    return handler(node, scope)


def _name(node: Any, scope: Scope) -> Value:
    if node.name == "han" and "han" not in scope:
        advice = 'thêm vào nội dung này khoá han, ví dụ han: "31/01/{{ nam }}"'
        raise TextError("TC401", "nội dung này chưa có thời hạn (han)", advice)
    if node.name not in scope:
        raise unknown("tên", node.name, scope)
    return scope[node.name]


def unknown(
    kind: str, name: str, known: Iterable[str], code: str = "TC401", *, where: str = ""
) -> TextError:
    """'No such name', with the nearest known one; `where` says where it should be."""
    names = sorted(known)
    name = name if len(name) <= _LONGEST_SHOWN else f"{name[:_LONGEST_SHOWN]}…"
    near = get_close_matches(name, names, 1, 0.6)
    if near:
        advice = f"có phải “{near[0]}”?"
    elif names and len(names) <= _SHORT_LIST:
        advice = "các tên dùng được: " + ", ".join(names)
    else:
        advice = f"sửa lại tên, hoặc khai báo {kind or 'tên'} này"
    message = " ".join(filter(None, ("không có", kind, f"“{name}”", where)))
    return TextError(code, message, advice)


def _attribute(node: Any, scope: Scope) -> Value:
    owner = _evaluate(node.node, scope)
    name = node.attr if hasattr(node, "attr") else _evaluate(node.arg, scope)
    if not isinstance(owner, Value) or not isinstance(name, str):
        raise _not_allowed()
    if owner.member is None:
        raise _not_text(owner, name) if owner.call else _not_allowed()
    try:
        return owner.member(name)
    except KeyError as error:
        known = map(str, error.args)
        raise unknown("", name, known, where=f"trong {owner.refers_to}") from None


def _not_text(function: Value, name: str = "…") -> TextError:
    call = f"{function.refers_to}('{name}')"
    return TextError(
        "BT307", f"{function.refers_to} phải có ngoặc và dấu nháy đơn", f"viết {{{{ {call} }}}}"
    )


def _constant(node: Any, _scope: Scope) -> Any:
    if not isinstance(node.value, str | int) or isinstance(node.value, bool):
        raise _not_allowed()
    return node.value


def _arithmetic(node: Any, scope: Scope) -> Value:
    left, right = _operand(node.left, scope), _operand(node.right, scope)
    if left.number is None or right.number is None:
        raise TextError(
            "BT306", "phép + hoặc - chỉ dùng với số", "kiểm tra lại các tên ở hai bên phép tính"
        )
    number = left.number + right.number * (1 if type(node).__name__ == "Add" else -1)
    if has_too_many_digits(number):
        message = f"kết quả có quá {MOST_DIGITS} chữ số"
        raise TextError("BT311", message, "kiểm tra lại các số trong phép tính")
    decimals = max(left.decimals, right.decimals)
    refers_to = right.refers_to if left.refers_to == _CONSTANT else left.refers_to
    return Value.of_number(refers_to, number, decimals, left.grouped and right.grouped)


def _operand(node: Any, scope: Scope) -> Value:
    value = _evaluate(node, scope)
    if isinstance(value, int) and not isinstance(value, bool):
        return Value(_CONSTANT, str(value), Decimal(value))
    if not isinstance(value, Value):
        raise _not_allowed()
    return value


def _call(node: Any, scope: Scope) -> Value:
    function = _evaluate(node.node, scope)
    if node.dyn_args or node.dyn_kwargs or not isinstance(function, Value) or not function.call:
        raise _not_allowed()
    for bare in [*node.args, *(pair.value for pair in node.kwargs)]:
        if not isinstance(getattr(bare, "value", None), str):
            raise _not_text(function, getattr(bare, "name", "…"))
    args = [_constant(arg, scope) for arg in node.args]
    kwargs = {pair.key: _constant(pair.value, scope) for pair in node.kwargs}
    expected = signature(function.call)
    try:
        expected.bind(*args, **kwargs)
    except TypeError:
        raise TextError(
            "BT308",
            f"{function.refers_to}(…) có lựa chọn không hợp lệ",
            "các lựa chọn: " + ", ".join(list(expected.parameters)[1:]),
        ) from None
    return function.call(*args, **kwargs)


def _filter(node: Any, scope: Scope) -> Value:
    value = _evaluate(node.node, scope) if node.node is not None else None
    if node.name not in _FILTERS:
        raise unknown("cách viết", node.name, _FILTERS, where="sau dấu |")
    if node.args or node.kwargs or not isinstance(value, Value):
        raise _not_allowed()
    return _FILTERS[node.name](value)


def _in_words(value: Value) -> Value:
    if value.when is None:
        raise TextError("BT309", "| bang_chu chỉ dùng với ngày", "ví dụ: {{ han | bang_chu }}")
    return replace(value, text=date_in_words(value.when))


def _without_zeros(value: Value) -> Value:
    if value.number is None:
        raise TextError("BT309", "| bo_so_0_cuoi chỉ dùng với số", "bỏ phần sau dấu |")
    return replace(value, text=format_number(value.number, value.decimals, strip_zeros=True))


_FILTERS = {"bang_chu": _in_words, "bo_so_0_cuoi": _without_zeros}

_NODES: dict[str, Callable[[Any, Scope], Any]] = {
    "Name": _name,
    "Getattr": _attribute,
    "Getitem": _attribute,
    "Const": _constant,
    "Add": _arithmetic,
    "Sub": _arithmetic,
    "Call": _call,
    "Filter": _filter,
}
