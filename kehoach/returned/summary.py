"""What came back, as lines for a terminal and as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby

from kehoach.compare.changes import ChangeKind
from kehoach.compare.report.terminal import KINDS, Pen, in_context, shortened
from kehoach.returned.comments import Comment
from kehoach.returned.returned_file import ReturnedReview, ReviewItem

SAME = "Bản Word không khác kế hoạch về lời văn và số liệu"


def as_text(
    review: ReturnedReview, *, applied: int | None = None, coloured: bool = False
) -> Iterator[str]:
    """Lines that tell everything that differs.

    `applied` is how many differences have just been written; the review is then that of the plan
    after that, so everything in it is still open.
    """
    pen = Pen(coloured)
    yield f"{review.file.name} → {review.reading.source.name}"
    if applied is not None:
        yield pen.bold(f"Đã ghi {applied} chỗ vào {review.reading.source.name}.")
    yield pen.bold(summary(review, applied))
    for place, items in groupby(review.items, key=part_of):
        yield ""
        yield pen.bold(place)
        for item in items:
            yield from _item(item, pen, applied)
    if review.file.comments:
        yield ""
        yield pen.bold("Ý kiến ghi bên lề")
        for comment in review.file.comments:
            yield from _comment(comment)
    yield ""
    yield coverage(review)


def coverage(review: ReturnedReview) -> str:
    """The proof that every line was compared."""
    compared = review.compared
    return (
        f"Đã đối chiếu hết: {compared.base} đoạn và ô của kế hoạch, "
        f"{compared.returned} của bản Word; {compared.same} giống hệt."
    )


def summary(review: ReturnedReview, applied: int | None) -> str:
    """How much differs and how much of it can be written, in one line."""
    if review.is_same:
        return f"{SAME}."
    count, written = len(review.items), sum(item.can_be_written for item in review.items)
    margin = f" {len(review.file.comments)} ý kiến ghi bên lề." if review.file.comments else ""
    if not count:
        return f"{SAME}.{margin}"
    if applied is not None:
        return f"Còn {count} chỗ khác, người soạn xem và quyết định.{margin}"
    if not written:
        return f"{count} chỗ khác, máy không tự ghi được; người soạn xem và quyết định.{margin}"
    if written == count:
        return f"{count} chỗ khác, ghi được cả vào tệp YAML (dùng --apply).{margin}"
    return (
        f"{count} chỗ khác: ghi được vào tệp YAML {written} (dùng --apply), "
        f"còn lại người soạn quyết định.{margin}"
    )


def part_of(item: ReviewItem) -> str:
    """'phần III' of 'phần III, mục 2.5'."""
    return item.difference.place.steps[0]


def _item(item: ReviewItem, pen: Pen, applied: int | None) -> Iterator[str]:
    difference = item.difference
    line = pen.faint(f" (dòng {item.place.line})") if item.place else ""
    authors = f", {', '.join(difference.authors)} sửa" if difference.authors else ""
    yield f"  {item.number}. {KINDS[difference.kind]}: {difference.where}{line}{authors}"
    if difference.kind is ChangeKind.ADDED:
        yield f"       {pen.marked('+', shortened(difference.new))}"
    elif difference.kind is ChangeKind.REMOVED:
        yield f"       {pen.marked('-', shortened(difference.old))}"
    elif difference.kind is ChangeKind.MOVED:
        place = f"sau {difference.before.where}" if difference.before else "đầu văn bản"
        yield f"       nay đứng {place}: {shortened(difference.new, 100)}"
    else:
        yield "       " + "".join(
            text if op == "=" else pen.marked(op, text) for op, text in in_context(item.pieces)
        )
    if item.can_be_written and applied is None:
        part = "một phần" if item.reasons else "được"
        yield f"       → ghi {part}"
    for reason in item.reasons:
        yield f"       → không tự ghi: {reason}"


def _comment(comment: Comment) -> Iterator[str]:
    yield f"  {comment.author or 'không rõ tên'}: {comment.text}"
    if comment.about:
        yield f"       về: “{shortened(comment.about, 100)}”"


def as_json(review: ReturnedReview, *, applied: int | None = None) -> str:
    """All differences and comments for machines."""
    return json.dumps(
        {
            "file": review.file.name,
            "plan": review.reading.source.name,
            "applied": applied,
            "differences": [_as_data(item) for item in review.items],
            "comments": [
                {"author": comment.author, "text": comment.text, "about": comment.about}
                for comment in review.file.comments
            ],
        },
        ensure_ascii=False,
        indent=2,
    )


def _as_data(item: ReviewItem) -> dict[str, object]:
    difference = item.difference
    return {
        "number": item.number,
        "kind": difference.kind.value,
        "where": difference.where,
        "line": item.place.line if item.place else None,
        "old": difference.old,
        "new": difference.new,
        "authors": list(difference.authors),
        "can_be_written": item.can_be_written,
        "reasons": list(item.reasons),
        "pieces": [{"op": piece.op, "text": piece.text} for piece in item.pieces],
    }
