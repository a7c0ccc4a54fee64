"""Where in the YAML a difference belongs, and why not where there is doubt."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from kehoach.compare.changes import ChangeKind
from kehoach.document import Clause, Run
from kehoach.locations import Reference
from kehoach.render.fonts import known_letters
from kehoach.resolve.read import Reading
from kehoach.returned.actions import AddClause, EnterFigure, Located, RemoveClause, refused
from kehoach.returned.differences import LineDifference
from kehoach.returned.refusals import BY_HAND
from kehoach.returned.rewording import MEANT_TO_COMPUTE, reworded
from kehoach.source.old_encodings import encoding_of_words
from kehoach.vietnamese import parse_number
from kehoach.xlsx.annex_views import AnnexView, annex_views


@dataclass
class Locator:
    """Finds the places of differences in one reading of a plan."""

    reading: Reading
    views: dict[str, AnnexView] = field(init=False)
    _letters: set[str] = field(init=False)

    def __post_init__(self) -> None:
        self._letters = known_letters()
        self.views = {view.id: view for view in annex_views(self.reading)}

    def locate(self, differences: list[LineDifference]) -> list[Located]:
        """What of each difference can be written."""
        removed = Counter(
            difference.printed.passage.index
            for difference in differences
            if difference.kind is ChangeKind.REMOVED
            and difference.printed
            and difference.printed.passage
            and difference.printed.passage.part == "noi_dung"
        )
        gone = {
            clause.index
            for clause in self.clauses
            if clause.paragraphs and removed[clause.index] == len(clause.paragraphs)
        }
        kept = {clause.index for clause in self.clauses if clause.paragraphs} - gone
        return [self._place(difference, gone, kept) for difference in differences]

    @property
    def clauses(self) -> tuple[Clause, ...]:
        return self.reading.document.clauses

    def _place(self, difference: LineDifference, gone: set[int], kept: set[int]) -> Located:
        encoding = encoding_of_words(difference.new) if difference.new else None
        if encoding and not encoding_of_words(difference.old):
            return refused(
                difference,
                f"chữ dán từ văn bản dùng bảng mã {encoding}; chuyển sang Unicode rồi gõ lại",
            )
        if unknown := sorted(set(difference.new) - set(difference.old) - self._letters):
            return refused(
                difference,
                f"có ký tự U+{ord(unknown[0]):04X} của phông ký hiệu (như Wingdings) mà phông văn "
                "bản không có; gõ lại bằng ký tự thông dụng ở tệp YAML",
            )
        if difference.kind is ChangeKind.MOVED:
            return refused(difference, "chuyển chỗ: dời nội dung này trong tệp YAML bằng tay")
        if difference.kind is ChangeKind.REMOVED:
            return self._removed(difference, gone, kept)
        if difference.kind is ChangeKind.ADDED:
            return self._added(difference)
        if difference.printed is None or difference.printed.passage is None:
            return refused(difference, "phần in sẵn của mẫu, không nằm trong tệp YAML")
        if difference.kind is ChangeKind.FIGURE:
            return self._figure(difference)
        return reworded(self.reading.source, difference, difference.printed)

    # Figures

    def _figure(self, difference: LineDifference) -> Located:
        assert difference.printed
        assert difference.printed.passage
        runs = difference.printed.passage.runs
        cell = _cell(runs)
        if cell is None:
            return reworded(self.reading.source, difference, difference.printed)
        annex, row, code = cell
        view = self.views.get(annex)
        if view is None or not view.is_entry(row, code):
            return refused(difference, "ô máy tự tính; sửa số liệu gốc hoặc công thức ở phu_luc")
        decimals = view.read.columns[code].thap_phan
        try:
            value = parse_number(difference.new, decimals)
        except ValueError as error:
            return refused(difference, f"{error}")
        where = (*view.read.lines[row].path, code)
        becomes = (replace(runs[0], text=difference.new),)
        return Located(difference, (EnterFigure(where, value, decimals),), (), becomes)

    # Clauses

    def _removed(self, difference: LineDifference, gone: set[int], kept: set[int]) -> Located:
        passage = difference.printed.passage if difference.printed else None
        if passage is None:
            return refused(difference, "phần in sẵn của mẫu, không nằm trong tệp YAML")
        if passage.part != "noi_dung":
            return refused(difference, BY_HAND.get(passage.part, BY_HAND[""]))
        clause = self.clauses[passage.index or 0]
        if clause.index not in gone:
            return refused(difference, "chỉ bỏ một phần của nội dung này; sửa ở tệp YAML")
        if any(self._is_below(index, clause.index) for index in kept):
            return refused(difference, "bỏ mục này nhưng giữ các nội dung bên dưới; sửa ở tệp YAML")
        top = clause
        while top.parent is not None and top.parent in gone:
            top = self.clauses[top.parent]
        if top.index != clause.index and not any(
            self._is_below(index, top.index) for index in kept
        ):
            return Located(difference, (RemoveClause(top.path),))
        return Located(difference, (RemoveClause(clause.path),))

    def _is_below(self, index: int, top: int) -> bool:
        parent = self.clauses[index].parent
        while parent is not None:
            if parent == top:
                return True
            parent = self.clauses[parent].parent
        return False

    def _added(self, difference: LineDifference) -> Located:
        before = difference.before.passage if difference.before else None
        if before is None or before.part != "noi_dung" or difference.line is None:
            part = before.part if before else ""
            return refused(difference, BY_HAND.get(part, BY_HAND[""]))
        if MEANT_TO_COMPUTE.search(difference.new):
            return refused(difference, "có dấu { } _ \\ mà tệp YAML hiểu theo nghĩa riêng")
        marker, text = cut_marker(difference.new)
        sister = self._sister(self.clauses[before.index or 0], marker)
        if sister is None or not text:
            return refused(
                difference, "chưa rõ thuộc mục nào hoặc cấp nào; thêm vào noi_dung bằng tay"
            )
        return Located(difference, (AddClause(sister.path, text),))

    def _sister(self, before: Clause, marker: str) -> Clause | None:
        """The clause whose next sister the new one is: marked alike, and nothing below it.

        Only where the one before is a plain text itself is that beyond doubt.
        """
        following = next(iter(self.clauses[before.index + 1 :]), None)
        if following is not None and following.parent == before.index:
            return None
        is_text = len(before.paragraphs) == 1 and before.paragraphs[0].kieu == "doan"
        return before if is_text and _sort(before.so) == _sort(marker) else None


_MARKER = re.compile(r"(?:([-–—+•*])|(\d+(?:\.\d+)*)[.)]|(\d+(?:\.\d+)+)|([a-zđ])\)|([IVX]+)\.)\s+")


def cut_marker(text: str) -> tuple[str, str]:
    """The mark before a text ('-', '2.5', 'a)'; '' for none) and the text itself."""
    match = _MARKER.match(text)
    if not match:
        return "", text
    sign, number, dotted, letter, numeral = match.groups()
    if sign:
        sign = "+" if sign == "+" else "-"
    marker = sign or number or dotted or (f"{letter})" if letter else numeral)
    return marker, text[match.end() :]


def _sort(marker: str) -> str:
    """What kind of mark it is: '-', '+', letters, numerals, numbers with so many parts."""
    if marker[:1].isdigit():
        return f"số {marker.count('.')}"
    if marker.endswith(")"):
        return "chữ"
    return marker if marker in ("", "-", "+") else "la mã"


def _cell(runs: tuple[Run, ...]) -> tuple[str, str, str] | None:
    """The annex, row and column that a cell shows a figure of."""
    match [run.refers_to for run in runs]:
        case [Reference("phu_luc", (annex, row, code))]:
            return annex, row, code
    return None
