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
    own = _is_there(beside) or plan.with_name(SENDING).exists()
    path = beside if own else PROJECT / "content" / OFFICE
    return path if _is_there(path) else None


def _is_there(path: Path) -> bool:
    """Whether there is something; a link to nothing is not the same as no settings."""
    return path.exists() or path.is_symlink()


def overrides_path(plan: Path) -> Path:
    """Where it is recorded who issued the plan in spite of findings that block."""
    return plan.with_name(plan.stem + _OVERRIDES)
