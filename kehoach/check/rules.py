"""The rule table: every rule with its sentence, level, legal source and an example.

The rows stand in `table/`, a file for each prefix; a check only names a code and says what it saw.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from kehoach.check.review import Spot
from kehoach.findings import Finding, Severity

LEVELS = {
    "bat_buoc": "nghị định bắt buộc",
    "mau": "theo mẫu của nghị định",
    "thong_le": "thông lệ soạn thảo",
}

_LEAST_PRECISION = 0.95


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the table. `cach_sua` is what to do; `sai` and `dung` an example of each.

    `chan` says why a plan may not be issued with a finding of this rule; '' for a rule that cannot
    be sure enough for that. It counts only with figures that show it, `do_dung`: how many of the
    plans that it blocked it blocked rightly, and how many it blocked (`benchmarks/blocking.py`).

    `cach_sua_tep` is what to do in a finished file, where the plan would be mended in YAML.
    """

    code: str
    cau: str
    muc_do: str
    nguon: str
    severity: Severity
    sua_duoc: bool
    cach_sua: str
    cach_sua_tep: str
    sai: str
    dung: str
    chan: str = ""
    do_dung: tuple[int, int] = (0, 0)

    @property
    def blocks(self) -> bool:
        """Whether a plan is not issued with a finding of this rule."""
        right, blocked = self.do_dung
        return bool(self.chan) and right >= _LEAST_PRECISION * blocked > 0

    def at(
        self,
        spot: Spot,
        message: str = "",
        *,
        advice: str = "",
        fix: str | None = None,
        certain: bool = True,
    ) -> Finding:
        """A finding of this rule; the message says what was seen, else the rule's sentence does.

        One that is not `certain`, because it was read out of prose, never blocks.
        """
        return Finding(
            spot.place,
            self.code,
            message or self.cau,
            advice or self.cach_sua,
            self.severity,
            self.nguon,
            fix if self.sua_duoc else None,
            spot.excerpt,
            spot.words,
            spot.span,
            words_at=spot.at,
            blocks=certain and self.blocks,
        )


@cache
def rules() -> dict[str, Rule]:
    """All rules by code, in order of code."""
    folder = Path(__file__).with_name("table")
    rows: dict[str, dict[str, str]] = {}
    for file in sorted(folder.glob("*.yaml")):
        rows |= yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    return {
        code: Rule(
            code,
            row["cau"],
            row["muc_do"],
            row["nguon"],
            Severity(row["nghiem_trong"]),
            row.get("sua_duoc") == "có",
            row["cach_sua"],
            row.get("cach_sua_tep", ""),
            row["sai"],
            row["dung"],
            row.get("chan", ""),
            _counts(row.get("do_dung", "0/0")),
        )
        for code, row in sorted(rows.items())
    }


def _counts(written: str) -> tuple[int, int]:
    """'58/60' as two numbers."""
    right, _, blocked = written.partition("/")
    return int(right), int(blocked)


def rule(code: str) -> Rule:
    """The rule of a code; KeyError if the table lacks it."""
    return rules()[code]
