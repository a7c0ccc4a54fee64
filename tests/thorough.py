"""Which of many like cases each run tries: the others are tried by `./run test -m thorough`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def every(step: int, cases: Iterable[Any]) -> list[Any]:
    """The cases, of which all but every so many are marked as thorough."""
    return [
        pytest.param(*_values(case), marks=() if number % step == 0 else pytest.mark.thorough)
        for number, case in enumerate(cases)
    ]


def _values(case: Any) -> tuple[Any, ...]:
    return tuple(case) if isinstance(case, tuple | list) else (case,)
