"""What the decree asks, row by row: `nd30.yaml`, which shares nothing with our templates."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml


@dataclass(frozen=True, slots=True)
class Fact:
    """A row: what is asked, where, what is allowed, which rules check it, and how.

    `soat` tells for 'docx', 'pdf' and 'loi_van' (the text alone) who checks: 'máy', 'một phần',
    'người', or '–' where nothing is to be checked; `ly_do` says why not a machine alone.
    """

    id: str
    noi_dung: str
    nguon: str
    muc_do: str
    cho_phep: dict[str, Any]
    do: str
    tren: tuple[str, ...]
    ma: tuple[str, ...]
    soat: dict[str, str]
    ly_do: str

    @property
    def low(self) -> float:
        return float(self.cho_phep["tu"])

    @property
    def high(self) -> float:
        return float(self.cho_phep["den"])


@cache
def facts() -> dict[str, Fact]:
    """Every row by id, in the order of the decree."""
    text = Path(__file__).with_name("nd30.yaml").read_text(encoding="utf-8")
    rows: dict[str, dict[str, Any]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return {
        identity: Fact(
            identity,
            row["noi_dung"],
            row["nguon"],
            row["muc_do"],
            row.get("cho_phep", {}),
            row.get("do", ""),
            tuple(row.get("tren", ())),
            tuple(row.get("ma", ())),
            row["soat"],
            row.get("ly_do", ""),
        )
        for identity, row in rows.items()
    }


def fact(identity: str) -> Fact:
    """The row of an id; KeyError if there is none."""
    return facts()[identity]
