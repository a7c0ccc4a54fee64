"""The nodes of a plan: the parts that a decision can stand on, and the texts inside them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pydantic import BaseModel

from kehoach.locations import Path
from kehoach.plan.base import Node, QuyetDinh
from kehoach.plan.model import KeHoach
from kehoach.source.source import Data

OPEN = "can_quyet_dinh"
COUNT = "so_quyet_dinh"
_NO_TEXT = frozenset({OPEN, "bo_qua"})


@dataclass(frozen=True, slots=True)
class OpenDecision:
    """A decision that waits, the node it stands on, and its place in that node's list."""

    node: Path
    index: int
    asked: QuyetDinh

    @property
    def path(self) -> Path:
        return (*self.node, OPEN, self.index)


def nodes(part: object, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Every node of a plan with its path, parents first."""
    if isinstance(part, Node):
        yield path, part
    if isinstance(part, BaseModel):
        for name, value in part:
            # Rows are no nodes, and there may be thousands.
            if name not in (*_NO_TEXT, "dong"):
                yield from nodes(value, (*path, name))
    elif isinstance(part, tuple):
        for index, item in enumerate(part):
            yield from nodes(item, (*path, index))
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from nodes(value, (*path, key))


def open_decisions(plan: KeHoach) -> list[OpenDecision]:
    """The decisions that wait, in the order of the file."""
    return [
        OpenDecision(path, index, asked)
        for path, node in nodes(plan)
        for index, asked in enumerate(node.can_quyet_dinh)
    ]


def progress(plan: KeHoach) -> str:
    """'Đã quyết định 12 / 31 điểm.'; entries that were added by hand count too."""
    waiting = len(open_decisions(plan))
    total = max(plan.so_quyet_dinh or 0, waiting)
    return f"Đã quyết định {total - waiting} / {total} điểm."


def texts_in(data: Data, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Every text below `data`, with its path; those of waivers and decisions are left out."""
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            if key not in _NO_TEXT:
                yield from texts_in(value, (*path, key))
    elif isinstance(data, list):
        for index, item in enumerate(data):
            yield from texts_in(item, (*path, index))


def at(data: Data, path: Path) -> Data:
    """The data at a path."""
    for part in path:
        data = data[part]  # type: ignore[index]
    return data
