"""What is wrong with how a command ended must be seen, or no input could ever show it."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import NoReturn

import pytest

from kehoach.cli import main
from tests.fuzz import bounded
from tests.fuzz.area import Area
from tests.fuzz.areas import AREAS
from tests.fuzz.edits import Draft, Edit

WORDS = ("show", "plan.yaml")


class OnePlan(Area):
    name = "one plan"

    def draw(self, random: Random) -> Draft:  # noqa: ARG002 (it is always the same)
        good, bad = Edit("good", lambda text: text + b"+"), Edit("bad", lambda text: text + b"!")
        return Draft(b"", (good, bad, good), lambda text: {"plan.yaml": text}, (WORDS,))


def refuses(_: Sequence[str]) -> int:
    print("plan.yaml:1:1: KH001 không đọc được")
    return 2


def raises(_: Sequence[str]) -> NoReturn:
    raise ValueError


def is_at_fault(_: Sequence[str]) -> int:
    return 5


def gives_a_code_of_its_own(_: Sequence[str]) -> int:
    return 7


def dies(_: Sequence[str]) -> int:
    os.kill(os.getpid(), signal.SIGKILL)
    return 0


def says_nothing(_: Sequence[str]) -> int:
    return 2


def says_it_in_red(_: Sequence[str]) -> int:
    print("\x1b[31mxong")
    return 0


def takes_much_memory(_: Sequence[str]) -> int:
    return len(b"\1" * (600 << 20)) * 0


def computes_for_ever(_: Sequence[str]) -> NoReturn:
    while True:
        pass


def waits_for_ever(_: Sequence[str]) -> NoReturn:
    while True:
        time.sleep(1000)


def writes_though_it_looks(_: Sequence[str]) -> int:
    Path("plan.yaml").write_text("khác", "utf-8")
    return 0


def leaves_something_though_it_refuses(_: Sequence[str]) -> int:
    Path("plan.docx").touch()
    return refuses(_)


@pytest.mark.parametrize(
    ("command", "kinds"),
    [
        (refuses, []),
        (raises, ["traceback"]),
        (is_at_fault, ["traceback"]),
        (gives_a_code_of_its_own, ["code"]),
        (dies, ["code"]),
        (says_nothing, ["silent"]),
        (says_it_in_red, ["control"]),
        (takes_much_memory, ["memory"]),
        (computes_for_ever, ["hang"]),
        (waits_for_ever, ["hang"]),
        (writes_though_it_looks, ["changed"]),
        (leaves_something_though_it_refuses, ["changed"]),
    ],
)
def test_each_fault_is_seen(
    command: Callable[[Sequence[str]], int], kinds: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if command in (computes_for_ever, waits_for_ever):  # to see them end, not to be quick
        monkeypatch.setattr(bounded, "MOST_SECONDS", 1)
    monkeypatch.setattr(main, "main", command)
    area = OnePlan(patience=5 if command is waits_for_ever else 300)
    faults = area.tried(area.number(0))
    assert [fault.kind for fault in faults] == kinds


def test_the_smallest_input_that_shows_a_fault_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def raises_at_the_bad(_: Sequence[str]) -> int:
        if b"!" in Path("plan.yaml").read_bytes():
            raise ValueError
        return 0

    monkeypatch.setattr(main, "main", raises_at_the_bad)
    area = OnePlan()
    draft = area.number(0)
    (fault,) = area.tried(draft)
    assert [edit.what for edit in area.minimised(draft, fault).edits] == ["bad"]


def test_an_input_is_the_same_whenever_it_is_made() -> None:
    for name in ("yaml", "ke_hoach", "so_don_vi", "lenh"):
        files = []
        for _ in range(2):
            area = AREAS[name]()
            area.prepare()
            files.append(area.number(3).made())
        assert files[0] == files[1], name
