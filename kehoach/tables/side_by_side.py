"""Bảng so sánh, thuyết minh: the old text, the new one, what changed, why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import groupby

from kehoach.compare.changes import ChangeKind, Comparison, DiffPiece, PlanChange, Where
from kehoach.compare.report.terminal import KINDS
from kehoach.document import Clause
from kehoach.tables.printed_table import (
    Marked,
    MarkedText,
    PrintedColumn,
    PrintedTable,
    TableSection,
    plain,
)
from kehoach.tables.reasons import reason_of
from kehoach.vietnamese import capitalised

COLUMNS = (
    PrintedColumn("TT", 5),
    PrintedColumn("Bản cũ", 31),
    PrintedColumn("Bản mới", 31),
    PrintedColumn("Nội dung thay đổi", 16),
    PrintedColumn("Lý do", 17),
)
_FOLDED_FROM = 3


def side_by_side(comparison: Comparison) -> PrintedTable:
    """The table of everything that changed, in the order of the parts, a row for each place.

    Places that only follow from another change share a row with others of their kind.
    """
    count = 0
    sections = []
    for part, changes in groupby(comparison.changes, key=lambda change: change.part):
        rows = []
        for group in _groups(list(changes)):
            count += 1
            rows.append((plain(str(count)), *_row(comparison, group)))
        sections.append(TableSection(part.heading, tuple(rows)))
    return PrintedTable(
        "BẢNG SO SÁNH, THUYẾT MINH",
        (f"{comparison.new.document.called} so với {comparison.old.document.called}",),
        COLUMNS,
        tuple(sections),
    )


def _groups(changes: list[PlanChange]) -> Iterator[list[PlanChange]]:
    """Changes that share a row: of one clause or annex row, or alike consequences."""
    groups: dict[Hashable, list[PlanChange]] = {}
    consequences: dict[Hashable, list[PlanChange]] = {}
    clauses = Counter((change.clause_old, change.clause_new) for change in changes)
    for change in changes:
        alone = clauses[change.clause_old, change.clause_new] == 1 or not _is_clause(change)
        if (
            change.kind in (ChangeKind.COMPUTED, ChangeKind.RENUMBERED)
            and alone
            and not _is_blank(change)
        ):
            consequences.setdefault((change.kind, change.causes), []).append(change)
    folded = {
        change.number
        for alike in consequences.values()
        if len(alike) >= _FOLDED_FROM
        for change in alike
    }
    for change in changes:
        key: Hashable = change.number
        cell = change.cell_new or change.cell_old
        if _is_blank(change) and cell:
            key = ("blank", cell.annex)
        elif change.number in folded:
            key = ("consequence", change.kind, change.causes)
        elif _is_clause(change):
            key = ("clause", change.clause_old, change.clause_new)
        elif cell and cell.row and cell.column:
            key = ("row", cell.annex, cell.row)
        groups.setdefault(key, []).append(change)
    yield from groups.values()


def _is_clause(change: PlanChange) -> bool:
    return change.clause_old is not None or change.clause_new is not None


def _is_blank(change: PlanChange) -> bool:
    """Whether a figure of last year waits for that of this one."""
    return change.new == "…" and bool(change.cell_new and change.cell_new.column)


def _row(comparison: Comparison, group: Sequence[PlanChange]) -> tuple[MarkedText, ...]:
    first = group[0]
    if _is_blank(first):
        rows = len({change.cell_new.row for change in group if change.cell_new})
        what = f"Chưa có số liệu mới: {len(group)} ô ở {rows} dòng, in “…”"
        reason = reason_of(comparison, first)
        return plain("Số liệu đã có của bản cũ"), plain("…"), plain(what), plain(reason)
    if len(group) >= _FOLDED_FROM and first.kind in (ChangeKind.COMPUTED, ChangeKind.RENUMBERED):
        return _folded(comparison, group)
    texts = [_texts(comparison, change) for change in group if _tells_text(change)]
    if texts:
        old, new = map(_lines, zip(*texts, strict=True))
    else:
        old, new = (
            plain(_whole(plan.clause(index)))
            for plan, index in (
                (comparison.old, first.clause_old),
                (comparison.new, first.clause_new),
            )
        )
    what = "; ".join(dict.fromkeys(map(_told, group)))
    why = "\n".join(dict.fromkeys(filter(None, (_why(comparison, change) for change in group))))
    return old, new, plain(capitalised(what)), plain(why)


def _tells_text(change: PlanChange) -> bool:
    """Whether `old` and `new` are what stands in the plans, and not where it stands."""
    places = (ChangeKind.MOVED, ChangeKind.RENUMBERED, ChangeKind.REASSIGNED, ChangeKind.DEADLINE)
    return change.kind not in places or change.clause_new is None


def _texts(comparison: Comparison, change: PlanChange) -> tuple[MarkedText, MarkedText]:
    """Both sides of a change, each with the mark of its clause or the name of its cell."""
    old = _side(change.pieces, "-") if change.pieces else _marked(change.old, "-", change)
    new = _side(change.pieces, "+") if change.pieces else _marked(change.new, "+", change)
    clauses = (comparison.old.clause(change.clause_old), comparison.new.clause(change.clause_new))
    marks = [_marker(clause) if clause else "" for clause in clauses]
    if change.cell_old or change.cell_new:
        marks = [f"{_cell(where)}:" if where else "" for where in (
            change.where_old, change.where_new,
        )]  # fmt: skip
    return _with(marks[0], old), _with(marks[1], new)


def _with(mark: str, text: MarkedText) -> MarkedText:
    return (Marked(f"{mark} "), *text) if mark and text else text


def _side(pieces: Iterable[DiffPiece], op: str) -> MarkedText:
    """One side of a word-level difference: the old text for '-', the new one for '+'."""
    return tuple(
        Marked(piece.text, "" if piece.op == "=" else op)
        for piece in pieces
        if piece.op in ("=", op)
    )


def _marked(text: str, op: str, change: PlanChange) -> MarkedText:
    if not text:
        return ()
    return (Marked(text, op if change.old and change.new else ""),)


def _marker(clause: Clause) -> str:
    """The printed mark of a clause: '2.5.' or '-'."""
    if not clause.so:
        return ""
    return clause.so if clause.so in "-+" or clause.so.endswith(")") else f"{clause.so}."


def _cell(where: Where) -> str:
    """'Huyện Kbang, Số hộ': the row and the column, without the annex."""
    return ", ".join(filter(None, (where.printed.row, where.printed.column))) or where.label


def _lines(cells: Sequence[MarkedText]) -> MarkedText:
    lines: list[Marked] = []
    for cell in filter(None, cells):
        lines += [Marked("\n"), *cell] if lines else cell
    return tuple(lines)


def _whole(clause: Clause | None) -> str:
    return clause.text if clause else ""


def _told(change: PlanChange) -> str:
    kind = KINDS[change.kind]
    subject = f" ({change.subject})" if change.subject else ""
    if change.kind is ChangeKind.COMPUTED:
        return f"tự đổi theo{subject}"
    if change.kind in (
        ChangeKind.MOVED,
        ChangeKind.RENUMBERED,
        ChangeKind.REASSIGNED,
        ChangeKind.DEADLINE,
    ):
        return f"{kind}{subject}: {change.old or 'không có'} → {change.new or 'không có'}"
    return f"{kind}{subject}"


def _why(comparison: Comparison, change: PlanChange) -> str:
    if change.kind is ChangeKind.COMPUTED and change.causes:
        return f"Theo: {_causes(comparison, change)}"
    return reason_of(comparison, change)


def _causes(comparison: Comparison, change: PlanChange) -> str:
    """What the change follows from, in a few words each."""
    causes = [comparison.changes[number - 1] for number in change.causes[:3]]
    told = [
        f"{cause.subject or KINDS[cause.kind]}"
        + (f" {cause.old} → {cause.new}" if len(cause.old) + len(cause.new) < 60 else "")
        for cause in causes
    ]
    more = f" và {len(change.causes) - 3} thay đổi khác" if len(change.causes) > 3 else ""
    return "; ".join(told) + more


def _folded(comparison: Comparison, group: Sequence[PlanChange]) -> tuple[MarkedText, ...]:
    first = group[0]
    places = "; ".join(dict.fromkeys(change.where.label for change in group))
    if first.kind is ChangeKind.RENUMBERED:
        pairs = [f"{change.old} → {change.new}" for change in group]
        return (
            _lines([plain(change.old) for change in group]),
            _lines([plain(change.new) for change in group]),
            plain(f"Đổi số thứ tự {len(pairs)} chỗ"),
            plain(_why(comparison, first)),
        )
    old, new = _texts(comparison, first)
    what = f"Tự đổi theo, {len(group)} chỗ như nhau: {places}"
    return old, new, plain(what), plain(_why(comparison, first))
