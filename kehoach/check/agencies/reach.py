"""Who receives a plan: the units of Nơi nhận, with the members of the groups among them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kehoach.document import Clause, Document
from kehoach.plan.register import Register

_ABOVE_ALL = re.compile(
    r"(?:- )?(?:Bộ |Chính phủ|Văn phòng Chính phủ|Thường trực |TT\. |Ban Thường vụ |Chủ tịch|"
    r"(?:Tỉnh|Thành|Đảng|Huyện) ủy|HĐND |Đoàn ĐBQH|Đoàn đại biểu Quốc hội|Báo |Cổng )"
)
"""Recipients who are no agency with duties in the plan."""


def not_covered(document: Document, register: Register) -> Iterator[tuple[Clause, str]]:
    """Units with duties that no line of Nơi nhận reaches, each with the first clause that binds it.

    A line that names no unit of the register might reach anyone, unless it names a superior: then
    there is nothing to say.
    A group without known members cannot be decided either.
    """
    lines = [line for line in document.noi_nhan if not line.luu]
    if not lines or not all(line.gui or _ABOVE_ALL.match(line.paragraph.text) for line in lines):
        return
    reached = with_members((unit for line in lines for unit in line.gui), register)
    issuer = " ".join(paragraph.text for paragraph in document.the_thuc.co_quan).casefold()
    told: list[str] = []
    for clause in document.clauses:
        for unit in clause.don_vi:
            is_issuer = issuer.startswith(register[unit].ten.casefold())
            if is_issuer or _is_reached(unit, reached, register) or _is_told(unit, told, register):
                continue
            told.append(unit)
            yield clause, unit


def _is_told(unit: str, told: list[str], register: Register) -> bool:
    """Whether one forgotten line was reported already: of the unit, its group or its member."""
    return any(
        unit in with_members([other], register) or other in with_members([unit], register)
        for other in told
    )


def with_members(units: Iterable[str], register: Register) -> set[str]:
    """The units and all that belong to the groups among them."""
    found: set[str] = set()
    left = list(units)
    while left:
        unit = left.pop()
        if unit in register and unit not in found:
            found.add(unit)
            left += register[unit].thanh_vien
    return found


def _is_reached(unit: str, reached: set[str], register: Register) -> bool:
    if unit in reached:
        return True
    if register[unit].loai != "nhom":
        return False
    members = with_members(register[unit].thanh_vien, register)
    return not members or bool(members & reached)
