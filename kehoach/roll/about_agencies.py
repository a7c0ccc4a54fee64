"""Decisions about agencies and places that have ended, or end within the plan's year."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kehoach.check.agencies.agency_names import named_agencies
from kehoach.check.prose import origin_at, prose
from kehoach.locations import Literal, Path
from kehoach.plan.model import Muc, NoiNhan
from kehoach.plan.nodes import nodes, texts_in
from kehoach.plan.register import DonVi
from kehoach.resolve.annex_rows import AnnexFigures
from kehoach.roll.point import Point, Turn
from kehoach.roll.units import successors
from kehoach.vietnamese import date_in_digits

CALL = re.compile(r"\bdon_vi\(\s*['\"](?P<unit>\w+)['\"]")
"""A text that has the program print a name: `{{ don_vi('so_yt') }}`."""

_LEVELS = ("huyện", "quận", "thị xã", "thành phố", "thị trấn", "phường", "xã")
_OTHER_WORDS = {"thị xã": "thị ủy", "thành phố": "thành ủy"}


def ended_agencies(turn: Turn) -> Iterator[Point]:
    """Each clause or recipient that binds or names an agency that ends before the year does."""
    uses: dict[tuple[Path, str], Path] = {}
    for path, unit in (*_bound(turn), *_named(turn)):
        if _ends(turn, turn.register[unit]):
            uses.setdefault((turn.owner(path), unit), path)
    for (_, unit), path in uses.items():
        yield _about(turn, path, unit)


def _bound(turn: Turn) -> Iterator[tuple[Path, str]]:
    for path, node in nodes(turn.plan):
        if isinstance(node, Muc):
            yield from ((path, unit) for unit in dict.fromkeys(node.don_vi + node.phoi_hop))
        elif isinstance(node, NoiNhan):
            yield from ((path, unit) for unit in node.gui)


def _named(turn: Turn) -> Iterator[tuple[Path, str]]:
    for passage, mention in named_agencies(turn.review):
        origin = origin_at(passage, mention.start)
        if isinstance(origin, Literal):
            yield origin.path, mention.name.unit
    for path, text in texts_in(turn.source.data):
        for match in CALL.finditer(text):
            if match["unit"] in turn.register:
                yield path, match["unit"]


def _ends(turn: Turn, unit: DonVi) -> bool:
    """Whether a unit is perhaps not there for the whole of the plan's year."""
    return not unit.period.outlasts(turn.year)


def _about(turn: Turn, path: Path, unit: str) -> Point:
    entry = turn.register[unit]
    heirs = tuple(
        h for h in successors(turn.register, unit, date(turn.year + 1, 1, 1)) if h != unit
    )
    reason = when_ended(entry)
    if len(heirs) > 1:
        reason += "; nhiều cơ quan kế thừa, chọn theo từng nội dung"
    return Point(
        path=path,
        code=unit,
        group="to_chuc",
        question=f"{entry.ten}: ở nội dung này, năm {turn.year} ghi đơn vị nào?",
        reason=reason,
        proposals=heirs,
        replace=unit,
    )


def when_ended(unit: DonVi) -> str:
    """'chấm dứt hoạt động trong năm 2025', '… sau ngày 30/6/2025'."""
    if isinstance(unit.den, date):
        return f"chấm dứt hoạt động sau ngày {date_in_digits(unit.den)}"
    return f"chấm dứt hoạt động trong năm {unit.den}"


# Levels of administration


def ended_levels(turn: Turn) -> Iterator[Point]:
    """Texts that speak of a level ('cấp huyện') of which no place is left."""
    gone = _gone_levels(turn)
    if not gone:
        return
    words = [*gone, *(_OTHER_WORDS[level] for level in gone if level in _OTHER_WORDS)]
    pattern = re.compile(rf"\b(?:{'|'.join(words)})\b", re.IGNORECASE)
    told: set[Path] = set()
    for passage in prose(turn.review):
        for match in pattern.finditer(passage.text):
            origin = origin_at(passage, match.start())
            if isinstance(origin, Literal) and turn.owner(origin.path) not in told:
                told.add(turn.owner(origin.path))
                spot = passage.spot(*match.span())
                yield Point(
                    path=origin.path,
                    code="cap_huyen" if "huyện" in gone else "cap_hanh_chinh",
                    group="to_chuc",
                    question=f"“{spot.excerpt.lstrip('-+ ')}”: năm {turn.year} viết lại thế nào?",
                    reason=f"lời văn nói tới {', '.join(gone)} ({gone[_level_of(match[0], gone)]})",
                )


def _level_of(word: str, gone: dict[str, str]) -> str:
    word = word.casefold()
    return next((lv for lv in gone if word in (lv, _OTHER_WORDS.get(lv))), next(iter(gone)))


def _gone_levels(turn: Turn) -> dict[str, str]:
    """Levels all of whose places in the register end before the year does, and since when."""
    gone: dict[str, str] = {}
    places = [unit for unit in turn.register.root.values() if unit.loai == "dia_ban"]
    for level in _LEVELS:
        here = [unit for unit in places if unit.ten.casefold().startswith(f"{level} ")]
        if here and all(_ends(turn, unit) for unit in here):
            gone[level] = when_ended(here[0])
    return gone


# Rows of annexes


def ended_rows(turn: Turn) -> Iterator[Point]:
    """Rows of units that end within the year, were split, or went nobody knows where."""
    for rows in turn.new.figures.annexes.values():
        path = ("phu_luc", rows.id)
        ended = _ended_keys(turn, rows)
        split = [key for key in ended if len(_heirs(turn, key)) > 1]
        for key in split:
            yield _about_split(turn, path, key)
        rest = [key for key in ended if key not in split]
        if rest:
            yield _about_rows(turn, path, rest)


def _ended_keys(turn: Turn, rows: AnnexFigures) -> list[str]:
    keys = [key for key in rows.lines if rows.key_column and key in turn.register]
    return [key for key in keys if _ends(turn, turn.register[key])]


def _heirs(turn: Turn, key: str) -> tuple[str, ...]:
    heirs = successors(turn.register, key, date(turn.year + 1, 1, 1))
    return tuple(heir for heir in heirs if heir != key)


def _about_split(turn: Turn, path: Path, key: str) -> Point:
    entry = turn.register[key]
    return Point(
        path=path,
        code=f"dong-{key}",
        group="to_chuc",
        question=f"Dòng “{entry.ten}” của phụ lục chia thành những dòng nào?",
        reason=f"{when_ended(entry)}, chia cho nhiều đơn vị; số liệu không tự chia được",
        proposals=_heirs(turn, key),
    )


def _about_rows(turn: Turn, path: Path, keys: list[str]) -> Point:
    first = turn.register[keys[0]]
    count = f"{len(keys)} dòng" if len(keys) > 1 else f"Dòng “{first.ten}”"
    known = any(_heirs(turn, key) for key in keys)
    missing = "" if known else "; sổ đơn vị chưa ghi đơn vị kế thừa (ke_thua)"
    return Point(
        path=path,
        code=f"cac_dong-{path[-1]}",
        group="to_chuc",
        question=f"{count} của phụ lục: năm {turn.year} lập theo đơn vị cũ hay đơn vị mới?",
        reason=f"{first.ten}{' và các đơn vị khác' if len(keys) > 1 else ''} "
        f"{when_ended(first)}{missing}",
    )
