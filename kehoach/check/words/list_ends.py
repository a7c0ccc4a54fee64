"""How paragraphs and the items of a list end."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from kehoach.check.review import CheckedPassage, Review
from kehoach.check.words.word_findings import report
from kehoach.findings import Finding

_MARKER = re.compile(r"([-+*•–]|[a-zđ]\)|\d{1,2}[.)]) ")
_PROSE = re.compile(r"[^\W\d_]{2,}[.;] [^\W\d_]")
_CLOSERS = '”"»)]'
_SHORT = 12
"""Words; a line of fewer is perhaps a title."""


def _ending(text: str) -> str:
    """The mark that ends a text: '.', ';', ',', ':', or '' for none."""
    bare = text.rstrip()
    if bare.startswith("(") and bare.endswith(")"):
        return "."
    if bare.endswith(("…", "?", "!")):
        return "."
    last = bare.rstrip(_CLOSERS)[-1:] if bare[-1:] in _CLOSERS else bare[-1:]
    return last if last in ".;,:" else ""


def check_missing_end_marks(review: Review) -> Iterator[Finding]:
    """CT020: an item without end mark among sisters that have one, or prose without any."""
    reported: set[int] = set()
    for items in _lists(review):
        marks = [_ending(item.text) for item in items]
        bare = [item for item, mark in zip(items, marks, strict=True) if not mark]
        if bare and len(items) - len(bare) >= 2 * len(bare):
            for item in bare:
                reported.add(id(item))
                yield _without_end(item, f"{len(items) - len(bare)} ý cùng cấp khác đều có")
    body = review.body
    for place, passage in enumerate(body):
        following = body[place + 1] if place + 1 < len(body) else None
        if id(passage) not in reported and _is_open_prose(passage, following):
            yield _without_end(passage, "đoạn này là câu văn, không phải tiêu đề")


def _is_open_prose(passage: CheckedPassage, following: CheckedPassage | None) -> bool:
    text = passage.text
    if passage.kieu != "doan" or _ending(text) or not _PROSE.search(text):
        return False
    goes_on = following is not None and following.text[:1].islower()
    return len(text.split()) >= _SHORT and text[-1:].isalpha() and not goes_on


def _without_end(passage: CheckedPassage, why: str) -> Finding:
    text = passage.text.rstrip()
    start = text.rfind(" ") + 1
    message = f"“…{' '.join(text.split()[-4:])}” không có dấu kết thúc; {why}"
    return report("CT020", passage, start, len(text), message)


def check_uneven_end_marks(review: Review) -> Iterator[Finding]:
    """CT021: one item that ends in ';' or ',' where all its sisters end in '.', or the reverse."""
    for items in _lists(review):
        marks = [_ending(item.text) for item in items]
        for index, item in enumerate(items):
            others = marks[:index] + marks[index + 1 :]
            if problem := _uneven(item.text, marks[index], others, is_last=item is items[-1]):
                end = len(item.text.rstrip())
                start = item.text.rstrip().rfind(" ") + 1
                words = " ".join(item.text.split()[-4:])
                yield report("CT021", item, start, end, f"“…{words}” {problem}")


def _uneven(text: str, mark: str, others: Sequence[str], *, is_last: bool) -> str:
    if len(others) < 2 or not mark:
        return ""
    if mark in ";," and all(other == "." for other in others):
        return f"kết thúc bằng dấu “{mark}”, {len(others)} ý cùng cấp khác bằng dấu chấm"
    if is_last:
        return ""
    single = not re.search(r"[.?!…] ", text)
    if mark in ".," and single and len(others) > 2 and all(other == ";" for other in others[:-1]):
        shown = "chấm" if mark == "." else "phẩy"
        return f"kết thúc bằng dấu {shown}, các ý cùng cấp khác bằng dấu chấm phẩy"
    return ""


def _lists(review: Review) -> Iterator[list[CheckedPassage]]:
    """The items of each list that hold no list of their own, at least three."""
    lists = _clause_lists(review) if review.document else _marked_lists(review.body)
    for items in lists:
        closed = [item for item in items if _ending(item.text) != ":"]
        if len(closed) > 2:
            yield closed


def _clause_lists(review: Review) -> Iterator[list[CheckedPassage]]:
    parents = {p.clause.parent for p in review.passages if p.clause}
    sisters: dict[int | None, list[CheckedPassage]] = defaultdict(list)
    for passage in review.passages:
        clause = passage.clause
        if clause is None or clause.index in parents or len(clause.paragraphs) != 1:
            continue
        if passage.kieu == "doan" and clause.kem_theo is None:
            sisters[clause.parent].append(passage)
    yield from sisters.values()


def _marked_lists(passages: Sequence[CheckedPassage]) -> Iterator[list[CheckedPassage]]:
    """Lists of a finished file, by the marker that each paragraph begins with."""
    open_: dict[str, list[CheckedPassage]] = {}
    kinds = [_kind(passage.text) for passage in passages]
    for index, (passage, kind) in enumerate(zip(passages, kinds, strict=True)):
        known = list(open_)
        for deeper in known[known.index(kind) + 1 :] if kind in known else () if kind else known:
            yield open_.pop(deeper)
        following = kinds[index + 1] if index + 1 < len(kinds) else ""
        opens_list = bool(following) and following != kind and following not in open_
        if kind and kind != "1" and not opens_list:
            open_.setdefault(kind, []).append(passage)
        elif kind:
            open_.setdefault(kind, [])
    yield from open_.values()


def _kind(text: str) -> str:
    match = _MARKER.match(text)
    if match is None:
        return ""
    return "1" if match[1][0].isdigit() else "a" if match[1].endswith(")") else match[1]


CHECKS = [check_missing_end_marks, check_uneven_end_marks]
