"""Who receives a plan: the units of Nơi nhận, with the members of the groups among them."""

from __future__ import annotations

from collections.abc import Iterator

from kehoach.document import Clause, Document
from kehoach.register import Register


def not_covered(document: Document, register: Register) -> Iterator[tuple[Clause, str]]:
    """Units with duties that no line of Nơi nhận reaches, each with the first clause that binds it.

    A line that names no unit of the register might reach anyone: then there is nothing to say.
    A group without known members cannot be decided either.
    """
    lines = [line for line in document.noi_nhan if not line.luu]
    if not lines or not all(line.gui for line in lines):
        return
    reached = _with_members((unit for line in lines for unit in line.gui), register)
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
        unit in _with_members(iter([other]), register)
        or other in _with_members(iter([unit]), register)
        for other in told
    )


def _with_members(units: Iterator[str], register: Register) -> set[str]:
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
    members = _with_members(iter(register[unit].thanh_vien), register)
    return not members or bool(members & reached)
