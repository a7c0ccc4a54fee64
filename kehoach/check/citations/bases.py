"""Căn cứ: in force, issued before the plan, one a line with its mark."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from kehoach.check.citations.read_citations import Citation
from kehoach.check.review import CheckedPassage, Review
from kehoach.check.rules import rule
from kehoach.check.time.dates import written_dates
from kehoach.findings import Finding
from kehoach.locations import Reference
from kehoach.plan.period import shown_date
from kehoach.vietnamese import date_in_digits

_PREAMBLE = {"can_cu", "can_cu_doan"}
_DECREE = date(2020, 3, 5)
"""Before Nghị định 30 the last line of căn cứ ended otherwise."""
_AMENDING = re.compile(r"(?i:\bluật sửa đổi)[^;.]*$|\bsửa đổi, bổ sung [^;.]*\bcủa [^;.]*$")
"""What stands before a law that is named in the title of the law amending it."""

_LEAD = re.compile(r"(?:Căn cứ|Thực hiện|Theo đề nghị|Xét đề nghị|Xét Tờ trình|Xét tờ trình)\b")


def issued_on(review: Review) -> date | None:
    """When the document was issued, as its head says; None while that is open."""
    head = next((p for p in review.passages if p.kieu == "dia_danh_ngay"), None)
    issued = next(written_dates(head.text), None) if head else None
    return issued.value if issued else None


def check_in_force(review: Review) -> Iterator[Finding]:
    """VD014: a basis that was no longer in force when the plan was issued."""
    if review.plan is None:
        return
    when = issued_on(review) or date(review.plan.nam, 1, 1)
    for passage, start, end, key in _preamble_mentions(review):
        validity = review.plan.vien_dan[key].hieu_luc
        if validity and validity.den is not None and validity.period.is_over(when):
            shown = shown_date(validity.den, "ngày")
            message = f"căn cứ này chỉ có hiệu lực đến hết {shown}, trước khi ban hành kế hoạch"
            yield rule("VD014").at(passage.spot(start, end), message)


def _preamble_mentions(review: Review) -> Iterator[tuple[CheckedPassage, int, int, str]]:
    for passage in review.body:
        at = 0
        for run in passage.runs if passage.kieu in _PREAMBLE else ():
            match run.refers_to:
                case Reference("vien_dan", (key,)):
                    yield passage, at, at + len(run.text), key
            at += len(run.text)


def check_issued_before(review: Review, citations: Sequence[Citation]) -> Iterator[Finding]:
    """VD015: a cited document dated after the document that cites it."""
    limit = issued_on(review)
    told: set[tuple[str, date]] = set()
    for citation in citations:
        when = citation.date.value if citation.date else None
        if not (limit and citation.date and when and when > limit):
            continue
        if (citation.symbol, when) not in told:
            told.add((citation.symbol, when))
            spot = citation.passage.spot(citation.date.start, citation.date.end)
            message = (
                f"{citation.name} ngày {date_in_digits(when)} lại có sau ngày ban hành văn bản này "
                f"({date_in_digits(limit)})"
            )
            yield rule("VD015").at(spot, message, certain=citation.bound is not None)


def check_laws(citations: Sequence[Citation]) -> Iterator[Finding]:
    """VD017: a law cited with its number; once a law. In the title of another law it stays."""
    told: set[str] = set()
    for citation in citations:
        amended = _AMENDING.search(citation.passage.text, 0, citation.start)
        if citation.law and citation.symbol not in told and not citation.nested and not amended:
            told.add(citation.symbol)
            spot = citation.passage.spot(citation.symbol_start, citation.symbol_end)
            message = f"luật, pháp lệnh chỉ ghi tên loại và tên, không ghi số {citation.symbol}"
            yield rule("VD017").at(spot, message)


def check_punctuation(review: Review) -> Iterator[Finding]:
    """VD016: lines of căn cứ of a finished file without ';', the last without '.'."""
    when = issued_on(review)
    if review.plan is not None or when is None or when < _DECREE:
        return
    lines = _basis_lines(review)
    for index, passage in enumerate(lines):
        text = passage.text.rstrip()
        end = "." if index == len(lines) - 1 else ";"
        if len(lines) > 1 and not text.endswith(end):
            last = "căn cứ cuối cùng" if end == "." else "căn cứ này"
            spot = passage.spot(max(0, len(text) - 1), len(text))
            yield rule("VD016").at(spot, f"{last} phải kết thúc bằng dấu “{end}”")


def _basis_lines(review: Review) -> list[CheckedPassage]:
    """The first block of neighbouring lines that lead in with 'Căn cứ' and the like."""
    lines: list[CheckedPassage] = []
    for passage in review.body:
        if _LEAD.match(passage.text) and (lines or passage.text.startswith("Căn cứ")):
            lines.append(passage)
        elif lines:
            return lines
    return []


CHECKS = [check_in_force, check_punctuation]
