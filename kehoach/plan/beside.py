"""What may lie beside a plan, by name: known before anything that reads it is loaded."""

from __future__ import annotations

from pathlib import Path

from kehoach.files import PROJECT

OFFICE = "kehoach.yaml"
SENDING = "gui_van_ban.yaml"
"""How the office sends: settings of their own, from before there were these."""
_OVERRIDES = ".van_lam.jsonl"


def office_path(plan: Path) -> Path | None:
    """The settings of the plan's office: beside it, else in the project's `content/`.

    A folder with sending settings of its own is an office of its own.
    """
    beside = plan.with_name(OFFICE)
    own = beside.exists() or plan.with_name(SENDING).exists()
    path = beside if own else PROJECT / "content" / OFFICE
    return path if path.exists() else None


def overrides_path(plan: Path) -> Path:
    """Where it is recorded who issued the plan in spite of findings that block."""
    return plan.with_name(plan.stem + _OVERRIDES)
