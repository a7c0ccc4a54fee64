"""Bảng tổng hợp ý kiến, tiếp thu, giải trình: who asked for what, and what became of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import PurePath

from kehoach.compare.changes import ChangeKind, DiffPiece
from kehoach.compare.report.terminal import in_context
from kehoach.compare.tokens import Tokens, pieces, tokens_of
from kehoach.resolve.read import Reading
from kehoach.returned.baseline import baseline
from kehoach.returned.differences import LineDifference, compare_lines
from kehoach.returned.returned_file import ReturnedReview, ReviewItem
from kehoach.tables.printed_table import (
    Marked,
    MarkedText,
    PrintedColumn,
    PrintedTable,
    TableSection,
    plain,
)
from kehoach.tables.reasons import reason_at
from kehoach.vietnamese import capitalised

COLUMNS = (
    PrintedColumn("TT", 5),
    PrintedColumn("Cơ quan, đơn vị", 15),
    PrintedColumn("Nội dung ý kiến", 45),
    PrintedColumn("Tiếp thu, giải trình", 35),
)
TAKEN_UP = "Tiếp thu, đã sửa trong dự thảo."
_OPEN = "Chưa tiếp thu; giải trình: …"
_COMMENT = "…"
_UNTRACKED = "Không theo dõi thay đổi: dự thảo có thể đã sửa sau khi gửi lấy ý kiến; xem lại."


def opinions(reading: Reading, reviews: Sequence[ReturnedReview]) -> PrintedTable:
    """The table of what departments asked for in the files that they sent back.

    Who asked is the author of a tracked change or a comment, else the name of the file. A tracked
    change that the plan says already was taken up; for all else a person writes the answer, where
    the plan has no reason (`ly_do`) beside the words.
    """
    by_author: dict[str, list[tuple[MarkedText, MarkedText]]] = {}
    for review in reviews:
        sent = _sent([other for other in reviews if other is not review])
        for author, opinion, answer in _opinions(reading, review, sent):
            by_author.setdefault(author, []).append((opinion, answer))
    rows = [(author, *row) for author, theirs in by_author.items() for row in theirs]
    cells = [
        (plain(str(number)), plain(author), opinion, answer)
        for number, (author, opinion, answer) in enumerate(rows, 1)
    ]
    subject = reading.document.metadata.subject
    draft = " (dự thảo)" if reading.document.trang_thai == "du_thao" else ""
    return PrintedTable(
        "BẢNG TỔNG HỢP Ý KIẾN, TIẾP THU, GIẢI TRÌNH",
        (f"Về {subject}{draft}",),
        COLUMNS,
        (TableSection("", tuple(cells)),),
    )


def _sent(others: Sequence[ReturnedReview]) -> frozenset[str]:
    """Lines that stand in the files of others as they were sent: what the draft said then."""
    return frozenset(
        line.original or line.text for other in others for _, line in other.file.lines.text
    )


def _opinions(
    reading: Reading, review: ReturnedReview, sent: frozenset[str]
) -> Iterator[tuple[str, MarkedText, MarkedText]]:
    name = PurePath(review.file.name).stem
    tokens = tokens_of(reading)
    taken = _since_sent(review, tokens) if review.sent else _taken_up(reading, review, tokens)
    for author, opinion in taken:
        yield author or name, opinion, plain(TAKEN_UP)
    tracks = any(item.difference.authors for item in review.items) and not review.sent
    for item in review.items:
        authors = item.difference.authors
        if not authors and item.difference.new in sent:
            continue
        answer = _reason(reading, item) or (_OPEN if authors or not tracks else _UNTRACKED)
        for author in item.difference.authors or (name,):
            yield author, _asked(item.difference, item.pieces), plain(answer)
    for comment in review.file.comments:
        about = (Marked(f"\nVề: “{comment.about}”"),) if comment.about else ()
        yield comment.author or name, (Marked(comment.text), *about), plain(_COMMENT)


def _asked(difference: LineDifference, changed: Sequence[DiffPiece]) -> MarkedText:
    where = capitalised(difference.where)
    match difference.kind:
        case ChangeKind.ADDED:
            return _quoted(f"{where}: đề nghị bổ sung", Marked(difference.new, "+"))
        case ChangeKind.REMOVED:
            return _quoted(f"{where}: đề nghị bỏ", Marked(difference.old, "-"))
        case ChangeKind.MOVED:
            return plain(f"{where}: đề nghị chuyển chỗ “{difference.new}”")
    return _quoted(f"{where}: đề nghị sửa", *_both(changed))


def _quoted(before: str, *words: Marked) -> MarkedText:
    return Marked(f"{before} “"), *words, Marked("”")


def _both(changed: Sequence[DiffPiece]) -> MarkedText:
    """What went and what came, with the words around it."""
    return tuple(Marked(text, "" if op == "=" else op) for op, text in in_context(changed))


def _reason(reading: Reading, item: ReviewItem) -> str:
    printed = item.difference.printed
    passage = printed.passage if printed else None
    if passage is None or passage.part != "noi_dung" or passage.index is None:
        return ""
    return reason_at(reading.plan, reading.document.clauses[passage.index].path)


def _since_sent(review: ReturnedReview, tokens: Tokens) -> Iterator[tuple[str, MarkedText]]:
    """What differs from the plan that was sent, but no longer from that of today."""
    assert review.sent
    waiting = {item.difference.key for item in review.items}
    for difference in compare_lines(baseline(review.sent.document), review.file.lines).differences:
        if difference.key not in waiting:
            changed = pieces(tokens, difference.old, difference.new)
            for author in difference.authors or ("",):
                yield author, _asked(difference, changed)


def _taken_up(
    reading: Reading, review: ReturnedReview, tokens: Tokens
) -> Iterator[tuple[str, MarkedText]]:
    """Tracked changes of a file that the plan says already."""
    open_lines = Counter(item.difference.new for item in review.items)
    open_lines += Counter(
        item.difference.old for item in review.items if item.difference.kind is ChangeKind.REMOVED
    )
    ours = {line.text: line.where for line in baseline(reading.document).lines}
    for _, line in review.file.lines.text:
        if not line.authors or open_lines[line.text] or line.text == line.original:
            continue
        changed = pieces(tokens, line.original, line.text)
        for author in line.authors:
            where = ours.get(line.text, "")
            asked = "đề nghị sửa" if line.original else "đề nghị bổ sung"
            asked = f"{where}: {asked}" if where else asked
            words = _both(changed) if line.original else (Marked(line.text, "+"),)
            yield author, _quoted(capitalised(asked), *words)
    for text, authors in review.file.lines.gone.items():
        if text not in ours and not open_lines[text]:
            for author in authors:
                yield author, _quoted("Đề nghị bỏ", Marked(text, "-"))
