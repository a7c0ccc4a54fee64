"""Who receives a plan: the units of Nơi nhận, with the members of the groups among them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kehoach.document import Clause, Document
from kehoach.plan.register import Register

_ABOVE_ALL = re.compile(
    r"(?:- )?(?:Bộ |Chính phủ|Văn phòng Chính phủ|Thường trực |TT\. |Ban Thường vụ |Chủ tịch|"
    r"(?:Tỉnh|Thành|Đảng|Huyện) ủy|HĐND |Đoàn ĐBQH|Đoàn đại biểu Quốc hội|Báo |Cổng )"
)
"""Recipients who are no agency with duties in the plan."""
_MOST_NAMED = 5


@dataclass(frozen=True, slots=True)
class Unreached:
    """A unit with a duty whom no line of Nơi nhận reaches, and the first clause that binds it.

    Of a group some of whom are reached, `members` are the others; else it is empty.
    """

    clause: Clause
    unit: str
    members: tuple[str, ...]

    def message(self, register: Register) -> str:
        """What is to be told of it."""
        told = f"“{register[self.unit].ten}” có nhiệm vụ trong kế hoạch nhưng Nơi nhận không có"
        if self.members:
            names = [f"“{register[member].ten}”" for member in self.members]
            more = len(names) - _MOST_NAMED
            told += f" {', '.join(names[:_MOST_NAMED])}"
            told += f" và {more} đơn vị khác của nhóm này" if more > 0 else ""
        return told


def unreached(document: Document, register: Register) -> Iterator[Unreached]:
    """Everybody with a duty, be it only to work along, whom no line reaches, each told once.

    A line that names no unit of the register might reach anyone, unless it names a superior: then
    there is nothing to say. A group without known members cannot be decided either.
    """
    lines = [line for line in document.noi_nhan if not line.luu]
    if not lines or not all(line.gui or _ABOVE_ALL.match(line.paragraph.text) for line in lines):
        return
    settled = with_members((unit for line in lines for unit in line.gui), register)
    issuer = " ".join(paragraph.text for paragraph in document.the_thuc.co_quan).casefold()
    settled |= {
        unit for unit, entry in register.root.items() if issuer.startswith(entry.ten.casefold())
    }
    for clause in document.clauses:
        for unit in (*clause.don_vi, *clause.phoi_hop):
            receivers = _receivers(unit, register)
            left = tuple(receiver for receiver in receivers if receiver not in settled)
            if left:
                yield Unreached(clause, unit, left if len(left) < len(receivers) else ())
            settled.update(receivers)


def _receivers(unit: str, register: Register) -> list[str]:
    """The unit itself, or the members of a group as far as they are known."""
    if register[unit].loai != "nhom":
        return [unit]
    members = with_members([unit], register)
    return [unit for unit in register.root if unit in members and register[unit].loai != "nhom"]


def with_members(units: Iterable[str], register: Register) -> set[str]:
    """The units and all that belong to the groups among them."""
    known: set[str] = set()
    left = list(units)
    while left:
        unit = left.pop()
        if unit in register and unit not in known:
            known.add(unit)
            left += register[unit].thanh_vien
    return known
