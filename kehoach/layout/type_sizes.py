"""Sizes that go together (Phụ lục I, Phần I, mục V, footnote 1)."""

from __future__ import annotations

from collections.abc import Iterator

from kehoach.layout.bench import Bench, decimal
from kehoach.layout.decree import fact
from kehoach.layout.verdicts import State, Verdict

_ROWS = (("quoc_hieu", "QH-SIZE"), ("tieu_ngu", "TN-SIZE"), ("dia_danh_ngay", "DD-SIZE"))


def check_size_set(bench: Bench) -> Iterator[Verdict]:
    """TT120: Quốc hiệu, Tiêu ngữ and date large together or small together.

    What is out of its own range is told there.
    """
    asked = "cỡ chữ Quốc hiệu, Tiêu ngữ, địa danh và thời gian là 12, 13, 13 hoặc 13, 14, 14"
    sizes: list[float] = []
    for kind, identity in _ROWS:
        component = bench.one(kind)
        found = {look.size for look in component.looks} if component else set()
        size = found.pop() if len(found) == 1 else None
        row = fact(identity)
        slack = bench.size_tolerance
        if size is None or not row.low - slack <= size <= row.high + slack:
            return
        sizes.append(size)
    sets = fact("SIZE-SET").cho_phep["bo"]
    right = any(
        all(abs(a - b) <= bench.size_tolerance for a, b in zip(sizes, each, strict=True))
        for each in sets
    )
    told = f"cỡ chữ Quốc hiệu, Tiêu ngữ, địa danh và thời gian là {', '.join(map(decimal, sizes))}"
    state = State.PASSED if right else State.FAILED
    first = bench.one("dia_danh_ngay")
    yield bench.verdict("TT120", first, state, told, asked)
