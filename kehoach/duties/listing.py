"""The duties of a unit as words, for every format: what stands in each column."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from kehoach.duties.matrix import ASKED, PARTNER, ROLES, Due, Duty, Matrix
from kehoach.findings import InputRefused
from kehoach.locations import Place
from kehoach.plan.register import Register
from kehoach.resolve.read import Reading
from kehoach.vietnamese import capitalised, date_in_digits, mid_sentence

COLUMNS = ("TT", "Mục", "Nội dung", "Vai trò", "Thời hạn", "Cùng thực hiện", "Thuộc nhóm")
_ASKED_ROLES = {ASKED: "Đề nghị", PARTNER: "Đề nghị phối hợp"}


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty in words; `duty` is what they say."""

    tt: int
    muc: str
    noi_dung: str
    vai_tro: str
    han: str
    cung: str
    qua: str
    duty: Duty


@dataclass(frozen=True, slots=True)
class Listing:
    """The duties of a unit: its id and name, the heading, members if it is a group, the lines.

    `asked` says that the issuer may only ask this body: then the heading says so too.
    """

    unit: str
    ten: str
    tieu_de: str
    asked: bool
    members: tuple[str, ...]
    lines: tuple[DutyLine, ...]


def listing(read: Reading, matrix: Matrix, unit: str, ten: str = "") -> Listing:
    """The duties of a unit, called `ten` if given, else by the name of who has them."""
    register, asked = read.register, matrix.is_asked(unit)
    kind = "Nội dung đề nghị" if asked else "Nhiệm vụ của đơn vị"
    return Listing(
        unit=unit,
        ten=ten or holder_name(unit, register),
        tieu_de=f"{kind} trong {read.document.called}",
        asked=asked,
        members=tuple(
            holder_name(member, register)
            for member in register[unit].thanh_vien
            if member in register
        ),
        lines=tuple(
            _line(number, duty, register, asked)
            for number, duty in enumerate(matrix.of(unit), start=1)
        ),
    )


def holder_name(unit: str, register: Register) -> str:
    """Who has the duties of a unit: of a place, its Ủy ban nhân dân."""
    entry = register[unit]
    if entry.loai != "dia_ban":
        return entry.ten
    return f"Ủy ban nhân dân {mid_sentence(entry.ten)}"


def _line(number: int, duty: Duty, register: Register, asked: bool) -> DutyLine:
    role = ROLES[duty.vai_tro]
    if asked:
        role = _ASKED_ROLES.get(duty.vai_tro, "Đề nghị " + mid_sentence(role))
    return DutyLine(
        tt=number,
        muc=capitalised(duty.muc),
        noi_dung=duty.noi_dung,
        vai_tro=role,
        han=all_due(duty.han),
        cung=_names(duty.cung, register),
        qua=_names([duty.qua], register) if duty.qua else "",
        duty=duty,
    )


def all_due(dues: Iterable[Due]) -> str:
    """All deadlines of a duty in words."""
    return "; ".join(map(due_words, dues))


def due_words(due: Due) -> str:
    """'trước ngày 31/01/2024', or the day alone where the text does not say 'trước'."""
    return ("trước ngày " if due.truoc else "") + date_in_digits(due.ngay)


def _names(units: Iterable[str], register: Register) -> str:
    return ", ".join(register[unit].ten_ngan or register[unit].ten for unit in units)


def find_unit(asked_for: str, read: Reading, matrix: Matrix) -> str:
    """The id of the unit that a person calls by its id, its name or its short name.

    Raises InputRefused if there is none, or if it has no duty.
    """
    register = read.register
    wanted = asked_for.casefold()
    names = {
        name.casefold(): unit
        for unit, entry in register.root.items()
        for name in (entry.ten_ngan, entry.ten)
        if name
    }
    unit = asked_for if asked_for in register else names.get(wanted, "")
    if not unit:
        near = get_close_matches(wanted, [*register.root, *names], 1, 0.6)
        advice = "xem các mã trong don_vi.yaml"
        if near:
            known = names.get(near[0], near[0])
            advice = f"có phải {known} ({register[known].ten})?"
        message = f"không có đơn vị “{asked_for}” trong don_vi.yaml"
        raise InputRefused.at(Place(read.source.name), "NV001", message, advice)
    if not matrix.of(unit):
        message = f"“{register[unit].ten}” không có nhiệm vụ trong kế hoạch này"
        advice = "xem đơn vị nào có nhiệm vụ: kehoach duties KẾ_HOẠCH"
        raise InputRefused.at(Place(read.source.name), "NV002", message, advice)
    return unit


def listings(read: Reading, matrix: Matrix, units: Sequence[str]) -> tuple[Listing, ...]:
    """The listing of each of the units."""
    return tuple(listing(read, matrix, unit) for unit in units)
