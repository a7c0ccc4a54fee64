"""The comparison as lines for a terminal: a summary, then numbered changes part by part."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from kehoach.compare.changes import ChangeKind, Comparison, DiffPiece, PlanChange, Tally
from kehoach.vietnamese import format_number

KINDS = {
    ChangeKind.ADDED: "thêm",
    ChangeKind.REMOVED: "bỏ",
    ChangeKind.REWORDED: "sửa lời",
    ChangeKind.MOVED: "chuyển chỗ",
    ChangeKind.RENUMBERED: "đổi số thứ tự",
    ChangeKind.REASSIGNED: "đổi đơn vị thực hiện",
    ChangeKind.DEADLINE: "đổi thời hạn",
    ChangeKind.FIGURE: "đổi số liệu",
    ChangeKind.COMPUTED: "đổi theo",
    ChangeKind.CITATION: "đổi căn cứ, viện dẫn",
    ChangeKind.RECIPIENT: "đổi nơi nhận",
    ChangeKind.HEAD: "đổi thể thức",
}
SAME = "Không thay đổi về nội dung"

_CONTEXT = 40
_CAUSES_SHOWN = 4
_FOLDED_FROM = 3
_LONGEST = 240
_COLOURS = {"-": "\033[31m", "+": "\033[32m", "bold": "\033[1m", "faint": "\033[2m"}


def as_text(comparison: Comparison, *, coloured: bool = False) -> Iterator[str]:
    """Lines that tell the comparison."""
    writer = _Writer(comparison, coloured)
    yield f"{comparison.old.name} → {comparison.new.name}"
    yield writer.bold(summary(comparison))
    for part, changes in groupby(comparison.changes, key=lambda change: change.part):
        yield ""
        yield writer.bold(part.heading)
        yield from writer.part(list(changes))
    yield ""
    yield from coverage_lines(comparison)


def summary(comparison: Comparison) -> str:
    """What changed in one line: '5 thay đổi: 1 đổi số liệu; kéo theo 4 chỗ.'."""
    if comparison.is_same:
        why = (
            "hai tệp giống hệt nhau"
            if comparison.same_bytes
            else ("chỉ khác cách ghi trong tệp YAML hoặc phần không in")
        )
        return f"{SAME} ({why})."
    counts = Counter(change.kind for change in comparison.changes)
    followed = counts.pop(ChangeKind.COMPUTED, 0)
    kinds = [f"{counts[kind]} {KINDS[kind]}" for kind in ChangeKind if counts[kind]]
    told = f"{len(comparison.changes)} thay đổi: {', '.join(kinds) or 'không có chỗ nào nhập tay'}"
    return f"{told}; kéo theo {followed} chỗ tự đổi." if followed else f"{told}."


def coverage_lines(comparison: Comparison) -> Iterator[str]:
    """The proof that everything printed was compared."""
    coverage = comparison.coverage
    yield f"Đã đối chiếu hết: {_tally(coverage.paragraphs, 'đoạn')}; {_tally(coverage.cells, 'ô')}."


def _tally(tally: Tally, unit: str) -> str:
    return (
        f"{tally.old} {unit} bản cũ, {tally.new} {unit} bản mới "
        f"({tally.identical} giống, {tally.changed} khác, {tally.removed} bỏ, {tally.added} thêm)"
    )


class Pen:
    """Words in colour, or in brackets where there is none."""

    def __init__(self, coloured: bool) -> None:
        self.coloured = coloured

    def bold(self, text: str) -> str:
        return self._in("bold", text)

    def faint(self, text: str) -> str:
        return self._in("faint", text)

    def marked(self, op: str, text: str) -> str:
        """What went ('-') or came ('+')."""
        if self.coloured:
            return self._in(op, text)
        return f"[-{text}-]" if op == "-" else f"{{+{text}+}}"

    def _in(self, colour: str, text: str) -> str:
        return f"{_COLOURS[colour]}{text}\033[0m" if self.coloured and text else text


class _Writer(Pen):
    def __init__(self, comparison: Comparison, coloured: bool) -> None:
        super().__init__(coloured)
        self.comparison = comparison

    # A part

    def part(self, changes: Sequence[PlanChange]) -> Iterator[str]:
        """The changes of a part; many alike share a line."""
        waiting = list(changes)
        while waiting:
            alike = self._alike(waiting[0], waiting)
            told = {change.number for change in alike}
            waiting = [change for change in waiting if change.number not in told]
            yield from self._folded(alike) if len(alike) > 1 else self._one(alike[0])

    def _alike(self, first: PlanChange, others: Sequence[PlanChange]) -> list[PlanChange]:
        if _is_blanked(first):
            alike = [change for change in others if _is_blanked(change)]
        elif _row(first):
            return [
                change
                for change in others
                if _row(change) == _row(first) and not _is_blanked(change)
            ]
        elif first.kind is ChangeKind.RENUMBERED:
            alike = [
                change
                for change in others
                if change.kind is ChangeKind.RENUMBERED and change.causes == first.causes
            ]
        elif first.kind is ChangeKind.COMPUTED:
            alike = [
                change
                for change in others
                if change.kind is ChangeKind.COMPUTED
                and change.causes == first.causes
                and not _row(change)
            ]
        else:
            alike = []
        return alike if len(alike) >= _FOLDED_FROM else [first]

    def _folded(self, changes: Sequence[PlanChange]) -> Iterator[str]:
        first = changes[0]
        numbers = _numbers([change.number for change in changes])
        if _is_blanked(first):
            rows = len({change.cell_new.row for change in changes if change.cell_new})
            yield f"  {numbers}. chưa có số liệu mới: {len(changes)} ô ở {rows} dòng, in “…”"
        elif _row(first):
            yield f"  {numbers}. “{first.where.printed.row}”{self._place(first)}"
            for change in changes:
                column = change.where.printed.column
                yield f"       “{column}”: {self._figures(change)}{self._because(change)}"
        elif first.kind is ChangeKind.RENUMBERED:
            pairs = ", ".join(f"{change.old} → {change.new}" for change in changes)
            yield f"  {numbers}. {KINDS[first.kind]}: {shortened(pairs)}{self._because(first)}"
        else:
            labels = "; ".join(dict.fromkeys(change.where.label for change in changes))
            yield f"  {numbers}. {KINDS[first.kind]}{self._because(first)}: {shortened(labels)}"
            yield f"       ví dụ: {self._words(first)}"

    # One change

    def _one(self, change: PlanChange) -> Iterator[str]:
        subject = f" ({change.subject})" if change.subject else ""
        because = self._because(change)
        head = f"  {change.number}. {KINDS[change.kind]}{subject}: {change.where.label}"
        yield f"{head}{self._place(change)}{because}"
        if change.kind is ChangeKind.MOVED and change.clause_new is not None:
            clause = self.comparison.new.document.clauses[change.clause_new]
            yield f"       {change.old} → {change.new}"
            yield f"       {shortened(clause.text.replace(chr(10), ' '), 100)}"
        elif change.kind is ChangeKind.ADDED:
            yield f"       {self.marked('+', shortened(change.new.replace(chr(10), ' / ')))}"
        elif change.kind is ChangeKind.REMOVED:
            yield f"       {self.marked('-', shortened(change.old.replace(chr(10), ' / ')))}"
        else:
            yield f"       {self._words(change)}"

    def _words(self, change: PlanChange) -> str:
        if change.pieces:
            return "".join(self._piece(*piece) for piece in in_context(change.pieces))
        return self._figures(change)

    def _figures(self, change: PlanChange) -> str:
        if not (change.old and change.new):
            return self.marked(*(("+", change.new) if change.new else ("-", change.old)))
        old, new = change.old, change.new
        text = f"{self._in('-', old)} → {self._in('+', new)}"
        if change.difference:
            text += f" ({_signed(change)})"
        return text

    def _piece(self, op: str, text: str) -> str:
        text = text.replace("\n", " / ")
        return text if op == "=" else self.marked(op, text)

    def _place(self, change: PlanChange) -> str:
        place = change.where.place
        return self.faint(f" (dòng {place.line})") if place.line else ""

    def _because(self, change: PlanChange) -> str:
        if not change.causes:
            return ""
        shown = ", ".join(map(str, change.causes[:_CAUSES_SHOWN]))
        more = len(change.causes) - _CAUSES_SHOWN
        return f" ← do {shown} và {more} thay đổi khác" if more > 0 else f" ← do {shown}"


def _row(change: PlanChange) -> tuple[str, str] | None:
    """The row of an annex in which a single cell changed."""
    cell = change.cell_new
    if cell is None or not (cell.row and cell.column):
        return None
    return cell.annex, cell.row


def _is_blanked(change: PlanChange) -> bool:
    return _row(change) is not None and change.new == "…"


def _signed(change: PlanChange) -> str:
    """'+100; +4,86%'."""
    difference, percent = change.difference, change.percent
    assert difference is not None
    exponent = difference.as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    text = f"{'+' if difference > 0 else ''}{format_number(difference, decimals)}"
    if percent is not None:
        text += f"; {'+' if percent > 0 else ''}{format_number(percent, 2)}%"
    return text


def in_context(pieces: Iterable[DiffPiece]) -> Iterator[tuple[str, str]]:
    """Pieces with what did not change cut down to the words around the changes."""
    joined: list[tuple[str, str]] = []
    for piece in pieces:
        if joined and joined[-1][0] == piece.op:
            joined[-1] = (piece.op, joined[-1][1] + piece.text)
        else:
            joined.append((piece.op, piece.text))
    for index, (op, text) in enumerate(joined):
        first, last = index == 0, index == len(joined) - 1
        if op == "=" and len(text) > (1 if first or last else 2) * _CONTEXT + 10:
            head = "" if first else text[:_CONTEXT].rpartition(" ")[0]
            tail = "" if last else text[-_CONTEXT:].partition(" ")[2]
            yield op, f"{head} … {tail}" if head else f"… {tail}"
        else:
            yield op, text


def shortened(text: str, longest: int = _LONGEST) -> str:
    """The first words of a long text."""
    return text if len(text) <= longest else text[:longest].rpartition(" ")[0] + " …"


def _numbers(numbers: Sequence[int]) -> str:
    """'8, 13-17'."""
    spans: list[list[int]] = []
    for number in numbers:
        if spans and number == spans[-1][1] + 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in spans)
