"""Some inputs of each area, in every run; `python -m benchmarks.fuzz` goes on from there."""

from __future__ import annotations

import pytest

from tests.fuzz.areas import AREAS
from tests.sending.conftest import PASSWORD

ROUNDS = 1
"""How many inputs of the area of the least weight are tried."""


@pytest.mark.parametrize("name", AREAS)
def test_whatever_the_input_is_a_command_ends_in_bounds(
    name: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> None:
    monkeypatch.setenv("KEHOACH_MAT_KHAU", PASSWORD)
    area = AREAS[name]()
    area.prepare()
    request.addfinalizer(area.close)
    tried = 0
    for number in range(ROUNDS * area.weight):
        draft = area.number(number)
        faults = area.tried(draft)
        assert not faults, f"input {number}:\n{draft.told()}{''.join(map(str, faults))}"
        tried += 1
    assert tried > ROUNDS * area.weight / 2
    assert area.codes.total() >= tried
