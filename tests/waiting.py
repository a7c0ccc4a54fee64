"""Waiting for what happens in other processes: for events, however slow the machine is."""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 300
"""Seconds after which a test that still waits is taken to hang; no test may depend on fewer."""


def wait_until(come_true: Callable[[], object]) -> None:
    """Wait for something that can only be looked at again and again."""
    hangs = time.monotonic() + PATIENCE
    while not come_true():
        assert time.monotonic() < hangs, "it never came true"
        time.sleep(0.01)
