"""What may lie beside a plan, by name: known before anything that reads it is loaded."""

from __future__ import annotations

from pathlib import Path

from kehoach.files import PROJECT

OFFICE = "kehoach.yaml"
_OVERRIDES = ".van_lam.jsonl"


def office_path(plan: Path) -> Path | None:
    """The settings of the plan's office: beside it, else in the project's `content/`."""
    places = (plan.with_name(OFFICE), PROJECT / "content" / OFFICE)
    return next((path for path in places if path.exists()), None)


def overrides_path(plan: Path) -> Path:
    """Where it is recorded who issued the plan in spite of findings that block."""
    return plan.with_name(plan.stem + _OVERRIDES)
