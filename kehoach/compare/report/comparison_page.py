"""A comparison as one HTML page that needs nothing else: `templates/so_sanh.html`, .css and .js.

The page has the finished words; the template puts them in place.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from kehoach.compare.changes import ChangeKind, Comparison, PlanSide, Tally
from kehoach.compare.report.annex_heatmap import Heatmap, heats
from kehoach.compare.report.figure_differences import figure_differences
from kehoach.compare.report.page_items import LABELS, PageItem, PageItems
from kehoach.plan.values import label_of
from kehoach.render.html_page import render_page

_COLUMNS_OF_A_PAGE = 8


def as_page(comparison: Comparison) -> str:
    """The page. Raises InputRefused if the template is missing or cannot be filled."""
    return render_page("so_sanh", "IN103", page=ComparisonPage(comparison))


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
class _Part:
    """A heading of the plan and what changed below it; cells of annexes go into tables."""

    id: str
    title: str
    items: tuple[PageItem, ...]
    heat: tuple[Heatmap, ...]

    @property
    def runs(self) -> Iterator[tuple[bool, list[PageItem]]]:
        for is_cell, items in groupby(self.items, lambda item: item.is_cell):
            yield is_cell, list(items)

    @property
    def is_wide(self) -> bool:
        """Whether a table needs paper of landscape format."""
        return any(heat.width > _COLUMNS_OF_A_PAGE for heat in self.heat)

    @property
    def listed(self) -> list[PageItem]:
        return [item for item in self.items if not item.is_cell]


class ComparisonPage:
    """Everything the template shows."""

    def __init__(self, comparison: Comparison) -> None:
        self._comparison = comparison
        self._differences = figure_differences(comparison)
        self.old, self.new = _version(comparison.old), _version(comparison.new)
        self._items = PageItems(comparison, self._differences)
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
            "Hai bản in ra như nhau. Tệp chỉ khác cách ghi (ghi chú, thứ tự các mục, cách ngắt "
            "dòng) hoặc phần không in."
        )

    @property
    def kinds(self) -> list[_Choice]:
        counts = Counter(change.kind for change in self._comparison.changes)
        return [
            _Choice(kind.value, LABELS[kind], counts[kind]) for kind in ChangeKind if kind in counts
        ]

    @property
    def agencies(self) -> list[_Choice]:
        """In the order of the new register, then of the old one."""
        counts = Counter(key for change in self._comparison.changes for key in change.agencies)
        sides = (self._comparison.new, self._comparison.old)
        order = dict.fromkeys(key for side in sides for key in side.reading.register.root)
        known = [key for key in order if key in counts]
        unknown = sorted(counts.keys() - order.keys())
        return [_Choice(key, self._items.name(key), counts[key]) for key in (*known, *unknown)]

    @property
    def tallies(self) -> list[tuple[str, tuple[int, ...]]]:
        coverage = self._comparison.coverage
        return [("Đoạn", _row(coverage.paragraphs)), ("Ô phụ lục", _row(coverage.cells))]

    @property
    def proof(self) -> str:
        """'Đã đối chiếu 143 đoạn và 133 ô ở mỗi bên; giống hệt …', and where the others are."""
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
        waiting = heats(self._comparison, self._differences)
        grouped = groupby(self._comparison.changes, lambda change: change.part)
        for index, (part, group) in enumerate(grouped, 1):
            changes = list(group)
            annexes = dict.fromkeys(
                ref.annex for change in changes for ref in (change.cell_new, change.cell_old) if ref
            )
            heat = tuple(waiting.pop(annex) for annex in annexes if annex in waiting)
            yield _Part(f"phan-{index}", part.heading, tuple(map(self._items.item, changes)), heat)


def _version(side: PlanSide) -> _Version:
    document = side.document
    head = document.the_thuc
    return _Version(
        name=side.name,
        title=document.metadata.title,
        issuer=document.metadata.author,
        symbol=_with_blanks(head.so_ky_hieu.text),
        date=_with_blanks(head.dia_danh_ngay.text),
        state=label_of(document.trang_thai),
    )


def _with_blanks(text: str) -> str:
    """Room left for a number or a date, as dots: spaces do not show."""
    return re.sub(r"\s{3,}", " …… ", text)


def _row(tally: Tally) -> tuple[int, ...]:
    return tally.old, tally.new, tally.identical, tally.changed, tally.removed, tally.added
