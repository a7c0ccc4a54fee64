"""The comparison for machines: a list of changes."""

from __future__ import annotations

import json
from typing import Any

from kehoach.compare.changes import Comparison, PlanChange, Where


def as_json(comparison: Comparison) -> str:
    """A JSON list, one object a change; `[]` if both plans say the same."""
    changes = [_change(change) for change in comparison.changes]
    return json.dumps(changes, ensure_ascii=False, indent=2)


def _change(change: PlanChange) -> dict[str, Any]:
    return {
        "number": change.number,
        "kind": change.kind.value,
        "part": change.part.heading,
        "subject": change.subject,
        "where": change.where.label,
        "where_old": _where(change.where_old),
        "where_new": _where(change.where_new),
        "old": change.old,
        "new": change.new,
        "pieces": [list(piece) for piece in change.pieces],
        "cause": change.cause,
        "causes": list(change.causes),
        "agencies": list(change.agencies),
        "value_old": None if change.value_old is None else str(change.value_old),
        "value_new": None if change.value_new is None else str(change.value_new),
    }


def _where(where: Where | None) -> dict[str, Any] | None:
    if where is None:
        return None
    place = where.place
    return {
        "label": where.label,
        "file": place.file,
        "line": place.line,
        "column": place.column,
    }
