"""Templates are data: what they may ask for is listed here, and nothing else is done for them.

Jinja's sandbox keeps a template away from the insides of Python; besides, none of Jinja's globals
and only the filters that our templates use are there, and no expression grows without bound.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from types import ModuleType
from typing import Any

from jinja2.exceptions import SecurityError
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment

_FILTERS = ("join", "length", "lower", "min", "upper")
_LARGEST_FACTOR = 1_000_000


class TemplateSandbox(ImmutableSandboxedEnvironment):
    """Runs the expressions of a template, as far as they only read what is filled in."""

    intercepted_binops = frozenset({"*", "**", "%"})

    def __init__(self, filters: Mapping[str, Callable[..., Any]], **options: Any) -> None:
        super().__init__(autoescape=True, **options)
        self.globals.clear()
        self.filters = {name: self.filters[name] for name in _FILTERS} | dict(filters)

    def is_safe_attribute(self, thing: Any, name: str, value: Any) -> bool:
        """Of a module, only its constants and the functions that are its own."""
        if isinstance(thing, ModuleType):
            own = getattr(value, "__module__", None) == thing.__name__
            return (own or isinstance(value, int | float | str)) and not name.startswith("_")
        return super().is_safe_attribute(thing, name, value)

    def is_safe_callable(self, called: Any) -> bool:
        """Only macros, the loop's own methods, and what our documents, modules and days offer."""
        if isinstance(called, type) or not super().is_safe_callable(called):
            return False
        owner = getattr(called, "__self__", None)
        home = getattr(called if owner is None else type(owner), "__module__", None) or ""
        return isinstance(called, Macro) or (
            isinstance(owner, LoopContext | date) or home.startswith("kehoach.")
        )

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Products of numbers; what repeats a text or raises to a power may fill the memory."""
        numbers = all(isinstance(factor, int | float) for factor in (left, right))
        if operator == "*" and numbers and max(abs(left), abs(right)) <= _LARGEST_FACTOR:
            return super().call_binop(context, operator, left, right)
        raise SecurityError(f"{operator} is not allowed here")
