"""Agencies that did not exist at the plan's date: not any more, or not yet."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kehoach.check.agencies.agency_names import named_agencies
from kehoach.check.agencies.name_finder import Likeness, lines_of
from kehoach.check.prose import is_typed
from kehoach.check.review import Review, Spot
from kehoach.check.rules import rule
from kehoach.findings import Finding
from kehoach.locations import Path
from kehoach.plan.model import KeHoach, Muc
from kehoach.plan.period import shown_date
from kehoach.plan.register import Register
from kehoach.source.source import Source

_ISSUER = re.compile(r"\d+/[^\s;]+[^;]*\bcủa\s$")
_PAST = re.compile(r"(?:trước đây|trước khi|tiền thân|sáp nhập|hợp nhất|chuyển từ)[^.;]*$")
_OLD = re.compile(r"\s*\(?(?:cũ|trước đây|nay là)\b")
_OF_THE_COUNCIL = re.compile(r"\s*(?:của )?(?:HĐND|Hội đồng nhân dân)\b")
"""'Ban Dân tộc của HĐND tỉnh' is another body than 'Ban Dân tộc'."""
_SHOWN_ROWS = 3


@dataclass(frozen=True, slots=True)
class _UnitUse:
    """A place where a unit is used: `bound` by its id, else named in prose, perhaps of the past."""

    unit: str
    spot: Spot
    bound: bool


def _not_existing(review: Review) -> Iterator[Finding]:
    """DV003: once for each agency, at the first place, with the lines of the others."""
    plan, register, source = review.plan, review.register, review.source
    if plan is None or register is None or source is None:
        return
    when = plan.issued
    uses: dict[str, list[_UnitUse]] = {}
    for use in (*_bound(plan, register, source), *_named(review)):
        if register[use.unit].period.problem(when):
            uses.setdefault(use.unit, []).append(use)
    for unit, places in uses.items():
        yield _finding(unit, places, register, when)
    yield from _rows(plan, register, source, when)


def _plan(when: date | int) -> str:
    issued = isinstance(when, date)
    return f"kế hoạch này {'ban hành ' if issued else 'của '}{shown_date(when, 'ngày')}"


def _finding(unit: str, uses: list[_UnitUse], register: Register, when: date | int) -> Finding:
    uses = sorted(uses, key=lambda use: use.spot.place)
    entry = register[unit]
    message = f"“{entry.ten}” {entry.period.problem(when)}, {_plan(when)}"
    if len(uses) > 1:
        message += f"; còn ở {lines_of(use.spot.place.line for use in uses[1:])}"
    heirs = ", ".join(register[heir].ten for heir in entry.ke_thua if heir in register)
    advice = f"thay bằng đơn vị kế thừa: {heirs}" if heirs else ""
    certain = any(use.bound for use in uses)
    return rule("DV003").at(uses[0].spot, message, advice=advice, certain=certain)


# Where agencies are used


def _bound(plan: KeHoach, register: Register, source: Source) -> Iterator[_UnitUse]:
    """Agencies that clauses bind or that receive the plan, by id."""
    for path, node in _nodes(plan.noi_dung, ("noi_dung",)):
        for field in ("don_vi", "phoi_hop"):
            for index, unit in enumerate(getattr(node, field)):
                yield from _use(unit, (*path, field, index), register, source)
    for index, recipient in enumerate(plan.noi_nhan):
        for place, unit in enumerate(recipient.gui):
            yield from _use(unit, ("noi_nhan", index, "gui", place), register, source)


def _nodes(nodes: tuple[Muc, ...], path: Path) -> Iterator[tuple[Path, Muc]]:
    for index, node in enumerate(nodes):
        yield (*path, index), node
        yield from _nodes(node.muc, (*path, index, "muc"))


def _use(unit: str, path: Path, register: Register, source: Source) -> Iterator[_UnitUse]:
    if unit in register:
        spot = Spot(source.place(path), unit, f"{path[-2]}: {unit}")
        yield _UnitUse(unit, spot, True)


def _named(review: Review) -> Iterator[_UnitUse]:
    """Agencies that the text names; issuers of documents and remarks on the past do not count."""
    for passage, mention in named_agencies(review):
        before, after = passage.text[: mention.start], passage.text[mention.end :]
        past = _ISSUER.search(before) or _PAST.search(before) or _OLD.match(after)
        other = _OF_THE_COUNCIL.match(after)
        exact = mention.likeness is not Likeness.MISSPELT
        if exact and not past and not other and is_typed(passage, mention.start, mention.end):
            yield _UnitUse(mention.name.unit, passage.spot(mention.start, mention.end), False)


def _rows(plan: KeHoach, register: Register, source: Source, when: date | int) -> Iterator[Finding]:
    """Rows of annexes: one finding for all units of an annex, whose figures may be of the past."""
    for annex_id, annex in plan.phu_luc.items():
        codes = [column.ma for column in annex.cot if column.kieu == "don_vi"]
        gone: list[tuple[Path, str]] = []
        for index, row in enumerate(annex.dong):
            for code in codes:
                unit = (row.model_extra or {}).get(code) or ""
                if unit in register and register[unit].period.problem(when):
                    gone.append((("phu_luc", annex_id, "dong", index, code), unit))
        if gone:
            yield _rows_finding(gone, register, source, when)


def _rows_finding(
    gone: list[tuple[Path, str]], register: Register, source: Source, when: date | int
) -> Finding:
    path, first = gone[0]
    names = ", ".join(register[unit].ten for _, unit in gone[:_SHOWN_ROWS])
    more = " …" if len(gone) > _SHOWN_ROWS else ""
    problem = register[first].period.problem(when)
    message = f"{len(gone)} dòng của phụ lục: {names}{more} {problem}, {_plan(when)}"
    return rule("DV003").at(Spot(source.place(path), first, first), message, certain=False)


CHECKS = [_not_existing]
