"""The command `python -m benchmarks.blocking`: how often a rule that blocks a final is right.

Invented plans, each with something planted that a rule must see, or something that only looks like
it. What blocks a plan where it was planted counts as right, anything else as wrong. The figures of
record stand in the rule table (`do_dung`); no rule below 0.95 blocks.
"""

from __future__ import annotations

import argparse
import copy
import random
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import yaml

from benchmarks.planted import HONEST, PLANTED, Trial
from kehoach.check.checks import check_reading
from kehoach.check.rules import rules
from kehoach.files import PROJECT
from kehoach.findings import InputRefused
from kehoach.resolve.read import read_plan
from kehoach.vietnamese import date_in_digits

_BASE = PROJECT / "tests" / "check" / "samples" / "base.yaml"


@dataclass
class Measured:
    """Of one rule: plans where it was planted and seen, and where it blocked without reason."""

    planted: int = 0
    right: int = 0
    wrong: int = 0

    @property
    def precision(self) -> float:
        """How many of the plans that it blocked were rightly blocked."""
        return self.right / ((self.right + self.wrong) or 1)


def measure(codes: Iterable[str], times: int, seed: int, folder: Path) -> dict[str, Measured]:
    """Measure rules, each on `times` plans with something planted, and on as many without."""
    for code, row in rules().items():
        rules()[code] = replace(row, do_dung=(1, 1))  # what is measured does not lean on itself
    rows = {code: Measured() for code in PLANTED}
    register = yaml.safe_load((PROJECT / "content" / "don_vi.yaml").read_text("utf-8"))
    base = yaml.load(_BASE.read_text("utf-8"), Loader=yaml.BaseLoader)
    for code in codes:
        for number in range(2 * times):
            trial = _begin(random.Random(f"{seed} {code} {number}"), base, register)
            wrong = number % 2 == 0
            PLANTED[code](trial, wrong)
            blocked = _blocked(trial, folder)
            rows[code].planted += wrong
            rows[code].right += wrong and code in blocked
            for other in blocked - ({code} if wrong else set()):
                rows[other].wrong += 1
    return rows


def _begin(chance: random.Random, base: dict[str, Any], register: dict[str, Any]) -> Trial:
    issued = date(2023, 10, 1) + timedelta(chance.randrange(180))
    plan = copy.deepcopy(base)
    plan["the_thuc"]["ngay"] = date_in_digits(issued)
    for row in plan["phu_luc"]["ho_dan"]["dong"]:
        row["tong_ho"], row["ho_ah"] = str(chance.randint(9000, 40000)), str(chance.randint(1, 999))
    return Trial(chance, plan, copy.deepcopy(register), issued, chance.sample(HONEST, 2))


def _blocked(trial: Trial, folder: Path) -> set[str]:
    trial.plan["noi_dung"][0]["muc"] += trial.text
    for name, data in (("ke_hoach.yaml", trial.plan), ("don_vi.yaml", trial.register)):
        text = yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=10**6)
        (folder / name).write_text(text, "utf-8")
    try:
        findings = check_reading(read_plan(folder / "ke_hoach.yaml"))
    except InputRefused as refused:
        findings = refused.findings
    return {finding.code for finding in findings if finding.blocks and finding.waived is None}


def _lines(rows: dict[str, Measured]) -> Iterator[str]:
    yield "| rule | planted | seen | blocked without reason | precision |"
    yield "| --- | ---: | ---: | ---: | ---: |"
    for code, row in rows.items():
        if not (row.planted or row.wrong):
            continue
        yield f"| {code} | {row.planted} | {row.right} | {row.wrong} | {row.precision:.3f} |"


def main() -> None:
    """Measure, and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("codes", nargs="*", choices=[*PLANTED, []])
    parser.add_argument("--times", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    codes = options.codes or [*PLANTED]
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(PROJECT / "content" / "don_vi.yaml", folder)
        print("\n".join(_lines(measure(codes, options.times, options.seed, Path(folder)))))


if __name__ == "__main__":
    main()
