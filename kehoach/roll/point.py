"""A point to decide, as a search finds it, before it has its place in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from kehoach.check.review import Review, review_plan
from kehoach.locations import Path
from kehoach.plan.model import KeHoach
from kehoach.plan.nodes import nodes
from kehoach.plan.register import Register
from kehoach.resolve.read import Reading
from kehoach.source.source import Source

Group = Literal["so_lieu", "phap_luat", "to_chuc"]


@dataclass(frozen=True, slots=True)
class Point:
    """What must be decided, and about what: the path of a value or of a node.

    `code` is the start of its stable id. The other fields are those of `plan.QuyetDinh`.
    """

    path: Path
    code: str
    group: Group
    question: str
    reason: str
    proposals: tuple[str, ...] = ()
    replace: str | None = None
    key: str | None = None


@dataclass(frozen=True)
class Turn:
    """A plan as it was, and as it stands after the year has been moved.

    `lost_days` are the deadlines on a 29 February that the new year has not.
    """

    old: KeHoach
    new: Reading
    lost_days: Mapping[Path, date]

    @property
    def plan(self) -> KeHoach:
        return self.new.plan

    @property
    def source(self) -> Source:
        return self.new.source

    @property
    def register(self) -> Register:
        return self.new.register

    @property
    def year(self) -> int:
        return self.plan.nam

    @cached_property
    def review(self) -> Review:
        """The new plan as the checks read it."""
        return review_plan(self.new.document, self.plan, self.register, self.source)

    @cached_property
    def nodes(self) -> frozenset[Path]:
        """The paths of all nodes."""
        return frozenset(path for path, _ in nodes(self.plan))

    def owner(self, path: Path) -> Path:
        """The node that a value belongs to."""
        while path not in self.nodes:
            path = path[:-1]
        return path
