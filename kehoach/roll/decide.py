"""Writing a decision into the plan: the value to its place, the entry off the list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path as FilePath

from kehoach.findings import InputRefused
from kehoach.plan.model import KeHoach
from kehoach.plan.nodes import OPEN, OpenDecision, open_decisions, progress
from kehoach.resolve.expressions import unknown
from kehoach.resolve.read import plan_of
from kehoach.rewriting.plan_change import changing_plan
from kehoach.roll.answer import Answer, refused
from kehoach.source.edits import Edits
from kehoach.source.source import Source, parse_source


@dataclass(frozen=True, slots=True)
class Decided:
    """What was written, by code, and how far the plan then is."""

    changes: tuple[tuple[str, str], ...]
    progress: str


def decide(
    path: FilePath, codes: Sequence[str], value: str | None, *, proposed: bool = False
) -> Decided:
    """Write one value for every decision that `codes` name (`*` stands for anything).

    `value` None leaves the plan as it is and only takes the entries off the list, or writes the
    one proposal where `proposed`. Raises InputRefused, and writes nothing, where a code is
    unknown, a value cannot be written by rule, or the plan would be worse to read than before.
    """
    with changing_plan(path, "decide") as change:
        source, plan = change.source, change.plan
        changes = []
        for code in [decision.asked.ma for decision in chosen(plan, source, codes)]:
            decision = next(other for other in open_decisions(plan) if other.asked.ma == code)
            answer = _proposal(decision, source) if proposed else value
            edits = Edits(source)
            said = "giữ như trong tệp"
            if answer is not None:
                said = Answer(source, plan, change.register, decision, answer).write(edits)
            last = sum(other.node == decision.node for other in open_decisions(plan)) == 1
            edits.remove((*decision.node, OPEN) if last else decision.path)
            changes.append((code, said))
            source = parse_source(edits.text(), source.name)
            plan = plan_of(source)
        change.write(source.text)
    return Decided(tuple(changes), progress(plan))


def chosen(plan: KeHoach, source: Source, codes: Sequence[str]) -> list[OpenDecision]:
    """The open decisions that the codes name; raises InputRefused for one that names none."""
    waiting = open_decisions(plan)
    for code in codes:
        if not any(fnmatchcase(decision.asked.ma, code) for decision in waiting):
            problem = unknown("điểm cần quyết định", code, [e.asked.ma for e in waiting])
            raise InputRefused.at(source.place(()), "KC609", problem.message, problem.advice)
    return [
        decision
        for decision in waiting
        if any(fnmatchcase(decision.asked.ma, code) for code in codes)
    ]


def _proposal(decision: OpenDecision, source: Source) -> str:
    if len(decision.asked.de_xuat) != 1:
        how = "nhiều đề xuất" if decision.asked.de_xuat else "không có đề xuất"
        raise refused(source, decision, how, "chọn bằng --value")
    return decision.asked.de_xuat[0]
