"""The duty matrix: who has which duty in a plan, in which role, until when.

It is read off the finished document. A duty is a clause that binds somebody and says something of
its own: headings, and lines that only name an agency, are none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from kehoach.check.agencies.reach import with_members
from kehoach.document import Clause, Document, Paragraph
from kehoach.locations import Reference
from kehoach.plan.register import Register
from kehoach.resolve.passages import clause_names

CARRY_OUT, ASKED, PARTNER = "thuc_hien", "de_nghi", "phoi_hop"
ROLES = {
    "chu_tri": "Chủ trì",
    CARRY_OUT: "Thực hiện",
    PARTNER: "Phối hợp",
    ASKED: "Đề nghị",
}
"""What a role is called; `thuc_hien` is the role of a clause that names none."""

_MARKS = (Reference("danh_so"), Reference("ket_thuc"))
_BEFORE = re.compile(r"\btrước ngày\b[^.;:]*$", re.IGNORECASE)
"""It rules both days of 'trước ngày 20/5 (báo cáo 06 tháng) và ngày 30/10'."""


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline of a duty: its name, or '', the day, and whether the text says 'trước ngày'."""

    ten: str
    ngay: date
    truoc: bool


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty of one unit.

    `muc` is where the clause stands in the plan, `noi_dung` its text without the marker. `qua` is
    the group through which the unit is bound, None where the plan names it itself. `cung` are the
    other units of the clause.
    """

    unit: str
    clause: int
    muc: str
    noi_dung: str
    vai_tro: str
    han: tuple[Due, ...]
    cung: tuple[str, ...]
    qua: str | None = None


class Matrix:
    """The duties of a plan, by the units that it names and by the members of groups among them."""

    def __init__(self, document: Document, register: Register) -> None:
        self.register = register
        self.duties = tuple(_duties(document))
        """The duties in reading order, for each unit as the plan names it; groups are not split."""

    @cached_property
    def named(self) -> tuple[str, ...]:
        """The units that the plan names with a duty, in the order of the register."""
        bound = {duty.unit for duty in self.duties}
        return tuple(unit for unit in self.register.root if unit in bound)

    @cached_property
    def holders(self) -> tuple[str, ...]:
        """Everybody with a duty: the units named, and for groups all their members.

        A group is there itself only where no member of it is known.
        """
        reached = with_members(self.named, self.register)
        return tuple(
            unit
            for unit, entry in self.register.root.items()
            if unit in reached and not entry.thanh_vien
        )

    @cached_property
    def _groups(self) -> dict[str, set[str]]:
        return {unit: with_members([unit], self.register) for unit in self.named}

    def of(self, unit: str) -> tuple[Duty, ...]:
        """The duties of a unit, in reading order, one for each clause.

        Named in a clause itself it does not count as a member of the group beside it; and who has
        the lead does not work together with itself.
        """
        by_clause: dict[int, Duty] = {}
        for duty in self.duties:
            if unit not in self._groups[duty.unit]:
                continue
            own = duty if duty.unit == unit else replace(duty, unit=unit, qua=duty.unit)
            known = by_clause.get(duty.clause)
            if known is None or _rank(own) < _rank(known):
                by_clause[duty.clause] = own
        return tuple(by_clause[clause] for clause in sorted(by_clause))

    def is_asked(self, unit: str) -> bool:
        """Whether the plan asks this body at least once: one it asks, it cannot order."""
        return any(duty.vai_tro == ASKED for duty in self.of(unit))


def _rank(duty: Duty) -> tuple[bool, bool]:
    """Bound before working along; named before being a member of a group."""
    return duty.vai_tro == PARTNER, duty.qua is not None


def _duties(document: Document) -> Iterator[Duty]:
    names = clause_names(document.clauses)
    clauses = document.clauses
    parents = {clause.parent for clause in clauses}
    for clause in clauses:
        partners = _partners(clause, clauses)
        is_leaf = clause.index not in parents
        if not (clause.don_vi or partners) or clause.kem_theo or not _is_own(clause, is_leaf):
            continue
        role = _role(clause, clauses)
        whole = Duty(
            unit="",
            clause=clause.index,
            muc=names[clause.index],
            noi_dung=_text(clause),
            vai_tro=role,
            han=tuple(_due(clause, clauses)),
            cung=(),
        )
        bound = dict.fromkeys(clause.don_vi, role)
        for unit in partners:
            bound.setdefault(unit, PARTNER)
        for unit, its_role in bound.items():
            others = tuple(other for other in bound if other != unit)
            yield replace(whole, unit=unit, vai_tro=its_role, cung=others)


def _text(clause: Clause) -> str:
    """What the clause says, without its marker; of a clause with a title, what is below it."""
    said = _texts(clause) or clause.paragraphs[:1]
    return " ".join(map(_unmarked, said)).strip()


def _texts(clause: Clause) -> tuple[Paragraph, ...]:
    return tuple(paragraph for paragraph in clause.paragraphs if paragraph.kieu == "doan")


def _unmarked(paragraph: Paragraph) -> str:
    return "".join(run.text for run in paragraph.runs if run.refers_to not in _MARKS)


def _is_own(clause: Clause, is_leaf: bool = False) -> bool:
    """Whether a clause says more than who is meant; with others below it, more than a title."""
    said = _texts(clause) or (clause.paragraphs[:1] if is_leaf else ())
    named = Reference("don_vi", clause.don_vi)
    runs = [run for paragraph in said for run in paragraph.runs if run.text.strip(" :")]
    return not all(run.refers_to in (*_MARKS, named) for run in runs)


def _role(clause: Clause, clauses: Sequence[Clause]) -> str:
    """Its own role, else that of the clause which names its agencies."""
    roles = (bound.vai_tro for bound in _same_agencies(clause, clauses))
    return next((role for role in roles if role), CARRY_OUT)


def _partners(clause: Clause, clauses: Sequence[Clause]) -> tuple[str, ...]:
    """Its own partners, else those of the heading which names its agencies."""
    for bound in _same_agencies(clause, clauses):
        if bound.phoi_hop and (bound is clause or not _is_own(bound)):
            return bound.phoi_hop
    return ()


def _same_agencies(clause: Clause, clauses: Sequence[Clause]) -> Iterator[Clause]:
    """The clause and those above it, as far as they bind the same agencies."""
    yield clause
    while clause.parent is not None and clauses[clause.parent].don_vi == clause.don_vi:
        clause = clauses[clause.parent]
        yield clause


def _due(clause: Clause, clauses: Sequence[Clause]) -> list[Due]:
    """The deadlines of the clause, else of a heading above it, which sets them for all below."""
    here = clause
    while not here.han and here.parent is not None:
        here = clauses[here.parent]
        if here.han and _is_own(here):
            return []
    return [
        Due(deadline.ten, deadline.ngay, _is_before(here, deadline.ten)) for deadline in here.han
    ]


def _is_before(clause: Clause, name: str) -> bool:
    """Whether the text says 'trước ngày' of the printed deadline."""
    wanted = Reference("han", (name,) if name else ())
    for paragraph in clause.paragraphs:
        said = ""
        for run in paragraph.runs:
            if run.refers_to == wanted:
                return bool(_BEFORE.search(said))
            said += run.text
    return False
