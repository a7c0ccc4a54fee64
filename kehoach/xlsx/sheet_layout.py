"""Where everything of an annex stands on its sheet, and what the sheet is called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from openpyxl.utils import get_column_letter

from kehoach.resolve.annex_rows import AnnexRow
from kehoach.xlsx.annex_views import AnnexView

CODES_ROW, TITLE_ROW, HINT_ROW, HEADER_ROW = 1, 2, 3, 4
"""Row 1 is hidden: it holds the codes of the columns."""

KINDS = "loai"
"""Heads the hidden column that says `dong`, `nhom` or `tong` for each row."""

_LONGEST_TITLE = 31
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")


def marker(annex_id: str) -> str:
    """Heads the hidden column of row keys, and tells which annex a sheet holds."""
    return f"phu_luc.{annex_id}"


def sheet_titles(views: Iterable[AnnexView]) -> dict[str, str]:
    """A title for each annex: its name, cut at a word to what Excel allows; none twice."""
    titles: dict[str, str] = {}
    for view in views:
        name = _FORBIDDEN.sub(" ", _name(view)).strip()
        number, title = 1, _cut(name, _LONGEST_TITLE)
        while title.casefold() in {known.casefold() for known in titles.values()}:
            number += 1
            suffix = f" ({number})"
            title = _cut(name, _LONGEST_TITLE - len(suffix)) + suffix
        titles[view.id] = title
    return titles


def _name(view: AnnexView) -> str:
    """The annex's name in small letters: as written, unless what shows of it is computed."""
    written = view.read.annex.ten
    if "{{" not in written[: _LONGEST_TITLE + 1]:
        return written
    return view.annex.ten.text.capitalize()


def _cut(name: str, length: int) -> str:
    if len(name) <= length:
        return name.strip()
    return name[: length - 1].rpartition(" ")[0].strip() + "…"


@dataclass(frozen=True)
class SheetLayout:
    """The rows and columns of an annex on its sheet, counted from 1 as Excel does."""

    view: AnnexView
    title: str

    @property
    def index_row(self) -> int:
        return HEADER_ROW + len(self.view.annex.table.header_rows)

    @property
    def first_row(self) -> int:
        return self.index_row + bool(self.view.annex.table.index_row)

    @property
    def width(self) -> int:
        return len(self.view.read.columns)

    @property
    def keys_column(self) -> int:
        return self.width + 1

    @property
    def kinds_column(self) -> int:
        return self.width + 2

    @cached_property
    def rows(self) -> dict[str, int]:
        """The row of each key."""
        return {key: row for row, key in enumerate(self.view.rows, self.first_row)}

    @cached_property
    def columns(self) -> dict[str, str]:
        """The letter of each column code."""
        return {code: get_column_letter(i) for i, code in enumerate(self.view.read.columns, 1)}

    def summed(self, line: AnnexRow) -> Sequence[int]:
        """The rows that a subtotal or total adds up, from the top."""
        return sorted(self.rows[key] for key in line.leaves)
