"""Every difference between our file of a plan and the one that came back, line by line."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from kehoach.compare.changes import ChangeKind
from kehoach.compare.likeness import likeness, words_of
from kehoach.compare.moves import moved
from kehoach.resolve.passages import PrintedPlace
from kehoach.returned.baseline import Baseline, BaselineLine, BaselineTable
from kehoach.returned.lines import FileLine, FileLines, LineGrid
from kehoach.returned.pairing import pair, row_pairs

WHOLE_ROW = "cả hàng"

_TOP = PrintedPlace(("đầu văn bản",))
_SAME_TABLE = 0.3
_SAME_LINE = 0.5


@dataclass(frozen=True, slots=True)
class LineDifference:
    """One line that differs.

    `place` is that of our line, for an added one that of the line before it. `printed` is our
    line, None where one was added; `line` the returned one, None where it went. `before` and
    `after` are our lines around an added one, and `before` that ahead of a moved one's new place.
    `authors` tracked it, if anybody did.
    """

    kind: ChangeKind
    place: PrintedPlace
    printed: BaselineLine | None = None
    line: FileLine | None = None
    before: BaselineLine | None = None
    after: BaselineLine | None = None
    authors: tuple[str, ...] = ()

    @property
    def where(self) -> str:
        """'phần III, mục 2.5', 'sau phần III, mục 2.5'."""
        is_behind = self.kind is ChangeKind.ADDED and self.before is not None
        return f"sau {self.place.label}" if is_behind else self.place.label

    @property
    def old(self) -> str:
        return self.printed.text if self.printed else ""

    @property
    def new(self) -> str:
        return self.line.text if self.line else ""

    @property
    def key(self) -> tuple[str, str]:
        """What the difference asks for, whatever else changed around it."""
        return self.new, "" if self.new else self.old


@dataclass
class LineComparison:
    """All differences in reading order, and proof that every line was looked at."""

    differences: list[LineDifference] = field(default_factory=list)
    same: int = 0
    base: int = 0
    returned: int = 0
    likeness: float = 1.0
    """The share of the plan's own lines that came back, changed or not; where that is less, the
    share of the returned lines that are ours."""


def compare_lines(base: Baseline, edited: FileLines) -> LineComparison:
    """Compare line by line; every line of either side is the same, or in a difference."""
    result = LineComparison()
    tables = _table_pairs(base.tables, edited.grids)
    text = edited.outside(grid.index for grid in tables.values())
    _text(result, base.lines, text, edited.gone)
    for place, table in enumerate(base.tables):
        if place in tables:
            _table(result, table, tables[place])
        else:
            result.base += sum(map(len, table.rows))
            result.differences.append(_lost_table(table))
    _margins(result, base.margins, edited.margins)
    return result


# Text


def _text(
    result: LineComparison,
    base: Sequence[BaselineLine],
    edited: Sequence[FileLine],
    gone: dict[str, tuple[str, ...]],
) -> None:
    pairs = pair([line.text for line in base], edited)
    back = {there: here for here, there in pairs.items()}
    elsewhere = {back[there] for there in moved(pairs, lambda here, _: len(base[here].text) + 1)}
    told: dict[int, list[LineDifference]] = defaultdict(list)
    for here, printed in enumerate(base):
        if here not in pairs:
            authors = gone.get(printed.text, ())
            told[here].append(
                LineDifference(ChangeKind.REMOVED, printed.place, printed, authors=authors)
            )
            continue
        line = edited[pairs[here]]
        if here in elsewhere:
            ahead = (back.get(there, here) for there in reversed(range(pairs[here])))
            last = next((place for place in ahead if place not in elsewhere), -1)
            before = base[last] if last >= 0 else None
            told[here].append(
                LineDifference(
                    ChangeKind.MOVED, printed.place, printed, line, before, authors=line.authors
                )
            )
        if line.text != printed.text:
            told[here].append(
                LineDifference(
                    ChangeKind.REWORDED, printed.place, printed, line, authors=line.authors
                )
            )
        elif here not in elsewhere:
            result.same += 1
    own = [here for here, printed in enumerate(base) if printed.passage]
    known = {h for h, there in pairs.items() if are_alike(base[h].text, edited[there].text)}
    result.likeness = min(
        len(known.intersection(own)) / max(1, len(own)), len(known) / max(1, len(edited))
    )
    last = -1
    for there, line in enumerate(edited):
        if there in back:
            last = back[there] if back[there] not in elsewhere else last
            continue
        before = base[last] if last >= 0 else None
        after = base[last + 1] if last + 1 < len(base) else None
        place = before.place if before else _TOP
        told[last].append(
            LineDifference(ChangeKind.ADDED, place, None, line, before, after, line.authors)
        )
    for here in sorted(told):
        result.differences += told[here]
    result.base += len(base)
    result.returned += len(edited)


def are_alike(old: str, new: str) -> bool:
    """Whether two lines share so many words that one may be the other, edited."""
    return old == new or likeness(words_of(old), words_of(new)) >= _SAME_LINE


# Tables


def _table_pairs(base: Sequence[BaselineTable], edited: Sequence[LineGrid]) -> dict[int, LineGrid]:
    """Our annex tables -> tables of the returned file that have cells in common, in order."""
    pairs: dict[int, LineGrid] = {}
    start = 0
    for place, table in enumerate(base):
        words = Counter(cell for row in table.texts for cell in row)
        best = (0.0, -1)
        for number in range(start, len(edited)):
            cells = Counter(cell for row in edited[number].texts for cell in row)
            alike = (words & cells).total() / max(1, words.total())
            best = max(best, (alike, -number))
        if best[0] >= _SAME_TABLE:
            pairs[place] = edited[-best[1]]
            start = -best[1] + 1
    return pairs


def _table(result: LineComparison, table: BaselineTable, grid: LineGrid) -> None:
    for here, there in row_pairs(table.texts, grid.texts):
        ours = table.rows[here] if here is not None else ()
        theirs = grid.rows[there] if there is not None else ()
        result.base += len(ours)
        result.returned += len(theirs)
        if len(ours) == len(theirs):
            for printed, line in zip(ours, theirs, strict=True):
                if printed.text == line.text:
                    result.same += 1
                else:
                    kind = ChangeKind.FIGURE if _is_figure(printed) else ChangeKind.REWORDED
                    result.differences.append(
                        LineDifference(kind, printed.place, printed, line, authors=line.authors)
                    )
            continue
        name = table.annex.nhan.text
        row = FileLine(
            " | ".join(cell.text for cell in theirs),
            authors=tuple(dict.fromkeys(name for cell in theirs for name in cell.authors)),
        )
        whole = BaselineLine(
            " | ".join(cell.text for cell in ours), ours[0].passage if ours else None
        )
        kind = (
            ChangeKind.REWORDED
            if ours and theirs
            else ChangeKind.REMOVED
            if ours
            else ChangeKind.ADDED
        )
        result.differences.append(
            LineDifference(
                kind,
                PrintedPlace((name, WHOLE_ROW)),
                whole if ours else None,
                row if theirs else None,
                authors=row.authors,
            )
        )


def _is_figure(printed: BaselineLine) -> bool:
    return any(letter.isdigit() for letter in printed.text) or printed.text == "…"


def _lost_table(table: BaselineTable) -> LineDifference:
    words = " | ".join(cell.text for row in table.rows[:2] for cell in row)
    passage = table.rows[0][0].passage
    place = PrintedPlace((table.annex.nhan.text, "cả bảng"))
    return LineDifference(ChangeKind.REMOVED, place, BaselineLine(words, passage))


def _margins(result: LineComparison, base: Sequence[str], edited: Sequence[FileLine]) -> None:
    """Headers, footers and notes: our file has a page number there and nothing else."""
    left = Counter(base)
    for line in edited:
        if left[line.text]:
            left[line.text] -= 1
        elif not line.text.isdigit():
            result.differences.append(
                LineDifference(
                    ChangeKind.ADDED, PrintedPlace((line.place,)), None, line, authors=line.authors
                )
            )
