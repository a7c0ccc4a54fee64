"""A comparison as one HTML page that needs nothing else: `templates/so_sanh.html`, .css and .js."""

from __future__ import annotations

import re
from base64 import b64encode
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import Any

from kehoach.compare.changes import Change, ClausePair, Comparison, Kind, Piece, Side, Tally, Where
from kehoach.compare.heat import Heat, heats
from kehoach.compare.signed import difference
from kehoach.document import Clause
from kehoach.findings import Finding, InputRefused, Place
from kehoach.outline import STATES
from kehoach.render.html import TEMPLATES

TEMPLATE = "so_sanh.html"
LABELS = {
    Kind.ADDED: "Thêm",
    Kind.REMOVED: "Bỏ",
    Kind.REWORDED: "Sửa lời văn",
    Kind.MOVED: "Chuyển chỗ",
    Kind.RENUMBERED: "Đánh số lại",
    Kind.REASSIGNED: "Đổi cơ quan",
    Kind.DEADLINE: "Đổi thời hạn",
    Kind.FIGURE: "Sửa số liệu",
    Kind.COMPUTED: "Hệ quả",
    Kind.CITATION: "Căn cứ, viện dẫn",
    Kind.RECIPIENT: "Nơi nhận",
    Kind.HEAD: "Thể thức",
}
NOT_OF_SUBSTANCE = (Kind.RENUMBERED, Kind.COMPUTED)
"""What nobody decided: it follows from other changes."""

_SAYS_ITS_TEXT = (Kind.ADDED, Kind.REMOVED, Kind.REWORDED, Kind.COMPUTED)
_LONGEST_HEADING, _LONGEST_CONTEXT = 90, 220

Ranges = tuple[tuple[int, int], ...]
"""Numbers of changes, from the first to the last of neighbours: #3, #7–#12."""


def render_html(comparison: Comparison) -> str:
    """The page. Raises InputRefused if the template is missing or cannot be filled."""
    import jinja2
    from markupsafe import Markup

    loader = jinja2.FileSystemLoader(TEMPLATES)
    environment = jinja2.Environment(
        loader=loader,
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    try:
        template = environment.get_template(TEMPLATE)
        style, script = ((TEMPLATES / f"so_sanh.{end}").read_text("utf-8") for end in ("css", "js"))
        text = template.render(
            page=_Page(comparison),
            style=Markup(style),
            script=Markup(script),
            policy=_policy(style, script),
        )
    except (jinja2.TemplateError, OSError) as error:
        place = Place(str(TEMPLATES / TEMPLATE), getattr(error, "lineno", None) or 0)
        message = f"mẫu trang so sánh có lỗi: {error}"
        advice = "lấy lại bản gốc của so_sanh.html, so_sanh.css và so_sanh.js trong templates/."
        raise InputRefused([Finding(place, "IN103", message, advice)]) from error
    return text


def _policy(style: str, script: str) -> str:
    """Nothing is fetched, and no script runs but ours, whatever the text of a plan may hold."""
    hashes = [b64encode(sha256(part.encode()).digest()).decode() for part in (style, script)]
    return (
        f"default-src 'none'; img-src data:; style-src 'sha256-{hashes[0]}'; "
        f"script-src 'sha256-{hashes[1]}'; base-uri 'none'; form-action 'none'"
    )


@dataclass(frozen=True, slots=True)
class _Choice:
    """Something to filter by, and how many changes it holds."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class _Version:
    """What the head says of one of the plans."""

    name: str
    title: str
    issuer: str
    symbol: str
    date: str
    state: str


@dataclass(frozen=True, slots=True)
class _Spot:
    label: str
    line: str


@dataclass(frozen=True, slots=True)
class _Item:
    """A change as the page shows it."""

    number: int
    kind: str
    label: str
    title: str
    short: str
    above: str
    context: str
    old: str
    new: str
    pieces: tuple[Piece, ...]
    difference: str
    agencies: tuple[str, ...]
    agency_names: tuple[str, ...]
    causes: Ranges
    effects: Ranges
    siblings: Ranges
    where_old: _Spot | None
    where_new: _Spot | None
    follows_only: bool
    is_cell: bool

    @property
    def lines(self) -> str:
        """Where a cell stands in the files."""
        sides = (("bản cũ", self.where_old), ("bản mới", self.where_new))
        return "; ".join(f"{name} {spot.line}" for name, spot in sides if spot and spot.line)


@dataclass(frozen=True, slots=True)
class _Part:
    """A heading of the plan and what changed below it; cells of annexes go into tables."""

    id: str
    title: str
    items: tuple[_Item, ...]
    heat: tuple[Heat, ...]

    @property
    def runs(self) -> Iterator[tuple[bool, list[_Item]]]:
        for is_cell, items in groupby(self.items, lambda item: item.is_cell):
            yield is_cell, list(items)

    @property
    def listed(self) -> list[_Item]:
        return [item for item in self.items if not item.is_cell]


class _Page:
    """Everything the template shows."""

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self.old, self.new = _version(comparison.old), _version(comparison.new)
        self._effects: dict[int, list[int]] = {}
        self._siblings: dict[ClausePair, list[int]] = {}
        for change in comparison.changes:
            for cause in change.causes:
                self._effects.setdefault(cause, []).append(change.number)
            self._siblings.setdefault(_clauses(change), []).append(change.number)
        self.parts = list(self._parts())

    @property
    def summary(self) -> str:
        count = len(self._comparison.changes)
        return f"{count} thay đổi" if count else "Không có thay đổi về nội dung"

    @property
    def nothing(self) -> str:
        if self._comparison.same_bytes:
            return "Hai tệp giống hệt nhau."
        return (
            "Hai bản in ra như nhau. Tệp chỉ khác cách ghi: ghi chú, thứ tự các mục, "
            "cách ngắt dòng."
        )

    @property
    def kinds(self) -> list[_Choice]:
        counts = Counter(change.kind for change in self._comparison.changes)
        return [
            _Choice(kind.value, LABELS[kind], counts[kind]) for kind in Kind if kind in counts
        ]

    @property
    def agencies(self) -> list[_Choice]:
        """In the order of the new register, then of the old one."""
        counts = Counter(key for change in self._comparison.changes for key in change.agencies)
        sides = (self._comparison.new, self._comparison.old)
        order = dict.fromkeys(key for side in sides for key in side.reading.register.root)
        known = [key for key in order if key in counts]
        unknown = sorted(counts.keys() - order.keys())
        return [_Choice(key, self._name(key), counts[key]) for key in (*known, *unknown)]

    @property
    def tallies(self) -> list[tuple[str, tuple[int, ...]]]:
        coverage = self._comparison.coverage
        return [("Đoạn", _row(coverage.paragraphs)), ("Ô phụ lục", _row(coverage.cells))]

    @property
    def proof(self) -> str:
        """'Đã đối chiếu 143 đoạn và 133 ô ở mỗi bên; giống hệt …; có thay đổi ….'"""
        paragraphs, cells = self._comparison.coverage.paragraphs, self._comparison.coverage.cells

        def both(name: str) -> str:
            return f"{getattr(paragraphs, name)} đoạn và {getattr(cells, name)} ô"

        if both("old") == both("new"):
            told = [f"Đã đối chiếu {both('old')} ở mỗi bên"]
        else:
            told = [f"Đã đối chiếu {both('old')} của bản cũ với {both('new')} của bản mới"]
        told += [f"giống hệt {both('identical')}", f"có thay đổi {both('changed')}"]
        for name, words in (("removed", "chỉ có ở bản cũ"), ("added", "chỉ có ở bản mới")):
            if getattr(paragraphs, name) or getattr(cells, name):
                told.append(f"{words} {both(name)}")
        return f"{'; '.join(told)}. Không phần nào bị bỏ sót."

    def _parts(self) -> Iterator[_Part]:
        waiting = heats(self._comparison)
        grouped = groupby(self._comparison.changes, lambda change: change.part)
        for index, (title, group) in enumerate(grouped, 1):
            changes = list(group)
            annexes = dict.fromkeys(
                ref.annex for each in changes for ref in (each.cell_new, each.cell_old) if ref
            )
            heat = tuple(waiting.pop(annex) for annex in annexes if annex in waiting)
            yield _Part(f"phan-{index}", title, tuple(map(self._item, changes)), heat)

    def _item(self, change: Change) -> _Item:
        old, new = self._comparison.old, self._comparison.new
        clauses = new.document.clauses if change.clause_new is not None else old.document.clauses
        clause = new.clause(change.clause_new) or old.clause(change.clause_old)
        siblings = self._siblings[_clauses(change)] if clause else []
        said = change.kind in _SAYS_ITS_TEXT or bool(change.pieces)
        title = _title(change)
        return _Item(
            number=change.number,
            kind=change.kind.value,
            label=LABELS[change.kind],
            title=title[:1].upper() + title[1:],
            short=_short(change, title),
            above=_above(clause, clauses),
            context="" if said or clause is None else _cut(clause.text, _LONGEST_CONTEXT),
            old=change.old,
            new=change.new,
            pieces=change.pieces,
            difference=difference(change),
            agencies=change.agencies,
            agency_names=tuple(map(self._name, change.agencies)),
            causes=_ranges(change.causes),
            effects=_ranges(self._effects.get(change.number, ())),
            siblings=_ranges(number for number in siblings if number != change.number),
            where_old=_spot(change.where_old, old),
            where_new=_spot(change.where_new, new),
            follows_only=change.kind in NOT_OF_SUBSTANCE,
            is_cell=_is_cell(change),
        )

    def _name(self, key: str) -> str:
        for side in (self._comparison.new, self._comparison.old):
            if key in side.reading.register:
                return side.reading.register[key].ten
        return key


def _version(side: Side) -> _Version:
    document = side.document
    head = document.the_thuc
    return _Version(
        name=side.name,
        title=document.metadata.title,
        issuer=document.metadata.author,
        symbol=_with_blanks(head.so_ky_hieu.text),
        date=_with_blanks(head.dia_danh_ngay.text),
        state=STATES[document.trang_thai],
    )


def _with_blanks(text: str) -> str:
    """Room left for a number or a date, as dots: spaces do not show."""
    return re.sub(r"\s{3,}", " …… ", text)


def _row(tally: Tally) -> tuple[int, ...]:
    return tally.old, tally.new, tally.identical, tally.changed, tally.removed, tally.added


def _clauses(change: Change) -> ClausePair:
    return ClausePair(change.clause_old, change.clause_new)


def _is_cell(change: Change) -> bool:
    ref = change.cell_new or change.cell_old
    return bool(ref and ref.row and ref.column)


def _title(change: Change) -> str:
    label = change.where.label
    if not change.subject or change.subject in label:
        return label
    return f"{label}: {change.subject}"


def _short(change: Change, title: str) -> str:
    """For the contents: the part is said by the entry above."""
    number = change.part.partition(".")[0]
    return title.removeprefix(f"phần {number}, ").removeprefix(f"{change.part}, ")


def _above(clause: Clause | None, clauses: tuple[Clause, ...]) -> str:
    """The heading that the clause stands under, unless it is that of the whole part."""
    if clause is None or clause.parent is None:
        return ""
    parent = clauses[clause.parent]
    first = parent.paragraphs[0].text if parent.paragraphs else ""
    return _cut(first, _LONGEST_HEADING) if parent.depth > 1 else ""


def _cut(text: str, longest: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= longest else f"{text[:longest].rpartition(' ')[0]} …"


def _ranges(numbers: Iterable[int]) -> Ranges:
    found: list[tuple[int, int]] = []
    for number in sorted(set(numbers)):
        if found and found[-1][1] == number - 1:
            found[-1] = (found[-1][0], number)
        else:
            found.append((number, number))
    return tuple(found)


def _spot(where: Where | None, side: Side) -> _Spot | None:
    if where is None:
        return None
    place = where.place
    if place.file != side.reading.source.name:
        line = f"{place.file}:{place.line}" if place.line else place.file
    else:
        line = f"dòng {place.line}" if place.line else ""
    return _Spot(where.label, line)
