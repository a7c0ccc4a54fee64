"""Duties without an agency, in the parts of a plan that give duties to agencies."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from kehoach.check.review import Review, Spot
from kehoach.check.rules import rule
from kehoach.document import Clause
from kehoach.findings import Finding

_WORDS_SHOWN = 8
_FREE_ONE_IN = 4
_CLOSING = re.compile(
    r"(?:Trên đây là|Trong quá trình|Quá trình (?:triển khai |tổ chức )?thực hiện|"
    r"Kế hoạch này (?:có hiệu lực|thay thế)|Yêu cầu (?:các|thủ trưởng|giám đốc các)\b)",
    re.IGNORECASE,
)
"""How the last words of a plan open, which speak to all and give no duty of their own."""


def _without_agency(review: Review) -> Iterator[Finding]:
    """DV004: most clauses of the part bind an agency; this one, or all below it, bind none."""
    clauses = review.document.clauses if review.document else ()
    parents = {clause.parent for clause in clauses}
    leaves: dict[int, list[list[int]]] = {}
    for clause in clauses:
        if clause.index not in parents and not clause.kem_theo and not _closes(clause):
            line = _with_ancestors(clause, clauses)
            leaves.setdefault(line[-1], []).append(line)
    for lines in leaves.values():
        free = [line for line in lines if not clauses[line[0]].don_vi]
        if _FREE_ONE_IN * len(free) <= len(lines):
            bound = {index for line in lines if clauses[line[0]].don_vi for index in line}
            tops = dict.fromkeys(_topmost(line, bound) for line in free)
            yield from (_finding(clauses[index], review) for index in tops)


def _closes(clause: Clause) -> bool:
    return any(_CLOSING.match(_bare(clause, paragraph.text)) for paragraph in clause.paragraphs)


def _bare(clause: Clause, text: str) -> str:
    """The text without the number or dash that the program prints."""
    return text.removeprefix(f"{clause.so} ").removeprefix(f"{clause.so}. ")


def _with_ancestors(clause: Clause, clauses: Sequence[Clause]) -> list[int]:
    """The clause and those above it, from below; the last is the part."""
    path = [clause.index]
    while clause.parent is not None:
        clause = clauses[clause.parent]
        path.append(clause.index)
    return path


def _topmost(line: Sequence[int], bound: Collection[int]) -> int:
    """The highest clause of the line under which nothing is bound."""
    return [index for index in line if index not in bound][-1]


def _finding(clause: Clause, review: Review) -> Finding:
    assert review.source is not None
    words = " ".join(_bare(clause, clause.text).split()[:_WORDS_SHOWN])
    message = f"“{words} …” nằm trong phần giao nhiệm vụ mà chưa gắn với đơn vị nào"
    return rule("DV004").at(Spot(review.source.place(clause.path), words, words), message)


CHECKS = [_without_agency]
