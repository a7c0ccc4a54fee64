"""Word lists of the checks, as data."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml


@cache
def word_list(name: str) -> Any:
    """The data of `name`.yaml in this folder: every scalar is text."""
    file = Path(__file__).with_name(f"{name}.yaml")
    return yaml.load(file.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
