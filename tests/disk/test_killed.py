"""Every writing command is killed half-way: a plan is as it was or as it was to become.

A few kills of each here; `python -m benchmarks.killing` does fifty.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kehoach.cli.main import main
from kehoach.disk import operations
from tests.disk.commands import (
    COMMANDS,
    QUICK,
    at_each_operation,
    is_killed_at,
    kill_often,
    leftovers,
    operations_of,
    prepared,
)


@pytest.mark.parametrize("name", COMMANDS)
def test_killed_at_some_steps(name: str, tmp_path: Path) -> None:
    kills = 4 if name in QUICK else 2
    _, died, _ = kill_often(name, tmp_path, kills)
    assert died == kills


@pytest.mark.parametrize("name", ["decide", "roll"])
def test_a_command_that_was_killed_after_it_wrote_can_be_undone(name: str, tmp_path: Path) -> None:
    writing = prepared(name, tmp_path)
    plan = next(word for word in reversed(writing.words) if word.endswith(".yaml"))
    step = 3 * operations_of(writing)
    # Backwards, to the first step at which it is written and the command not done.
    while is_killed_at(writing, step) and writing.now() == writing.after:
        writing.restore()
        step -= 1
    writing.restore()
    assert is_killed_at(writing, step + 1)
    assert writing.now() == writing.after
    assert main(["hoan-tac", plan]) == 0
    assert writing.now() == writing.before
    assert leftovers(writing.folder) == []


def test_operations_are_those_of_the_disk(tmp_path: Path) -> None:
    """What writes without going through `kehoach.disk.operations` would never be killed here."""
    met: set[str] = set()

    def noted(name: str, operation: Callable[[], Any], _arguments: Any) -> Any:
        met.add(name)
        return operation()

    for name in QUICK:
        writing = prepared(name, tmp_path / name)
        with at_each_operation(noted):
            writing.run()
    assert {"create", "write", "flush", "close", "replace", "link", "remove"} <= met
    assert all(hasattr(operations, name) for name in met)
