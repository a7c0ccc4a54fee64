"""Why something was written: the `ly_do` beside it in the plan, and decisions that wait there."""

from __future__ import annotations

from kehoach.compare.changes import Comparison, PlanChange, PlanSide, Where
from kehoach.locations import Path
from kehoach.plan.base import Node
from kehoach.plan.model import KeHoach


def reason_of(comparison: Comparison, change: PlanChange) -> str:
    """The reason that stands in the new plan beside what changed, else what waits for a decision.

    A clause speaks for itself; a row, a line or a field is spoken for by the node that holds it.
    """
    if change.clause_new is not None:
        clause = comparison.new.clause(change.clause_new)
        return reason_at(comparison.new.reading.plan, clause.path) if clause else ""
    if change.where_new is None:
        return ""
    return _at_place(comparison.new, change.where_new)


def reason_at(plan: KeHoach, path: Path) -> str:
    """The reason at a node: its own, what it waits for, or the reason of the nearest above it."""
    parts = [_node(plan, path[:length]) for length in range(len(path), 0, -1)]
    nodes = [part for part in parts if isinstance(part, Node)]
    if nodes and not nodes[0].ly_do and nodes[0].can_quyet_dinh:
        waiting = nodes[0].can_quyet_dinh
        return "\n".join(f"Còn chờ quyết định: {decision.cau_hoi}" for decision in waiting)
    return next((node.ly_do for node in nodes if node.ly_do), "")


def _at_place(side: PlanSide, where: Where) -> str:
    """The reason at the innermost node that stands around a place of the file."""
    source = side.reading.source
    if not where.place.line:
        return ""
    offset = source.offset(where.place)
    inside = [
        path
        for path, node in source.nodes()
        if node.start_mark.index <= offset < max(node.end_mark.index, node.start_mark.index + 1)
    ]
    return reason_at(side.reading.plan, max(inside, key=len, default=()))


def _node(part: object, path: Path) -> object:
    for step in path:
        if isinstance(step, int) and isinstance(part, tuple):
            part = part[step] if step < len(part) else None
        elif isinstance(part, dict):
            part = part.get(step)
        else:
            part = getattr(part, str(step), None)
    return part
