"""One document, one date, one title: mentions against each other and against the register."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from kehoach.check.citations.read_citations import Citation, tidy_symbol
from kehoach.check.citations.symbols import check_party_form, lacks_assembly
from kehoach.check.review import Review
from kehoach.check.rules import rule
from kehoach.findings import Finding
from kehoach.plan.cited_documents import VanBan
from kehoach.vietnamese import date_in_digits, split_tones

_UNIQUE_BODIES = ("TTg", "CP", "TW")
_SHORT = {"mtqg": "mục tiêu quốc gia", "ubnd": "ủy ban nhân dân", "hđnd": "hội đồng nhân dân"}


def check_against_register(review: Review, citations: Sequence[Citation]) -> Iterator[Finding]:
    """VD005, VD006, VD007: a mention that disagrees with its entry in `vien_dan`."""
    told: set[tuple[str, str, object]] = set()
    register = review.plan.vien_dan if review.plan else {}
    for citation in citations:
        entry = register.get(citation.bound or "")
        if entry is None:
            continue
        for finding, what in _disagreements(citation, entry):
            if (citation.bound or "", finding.code, what) not in told:
                told.add((citation.bound or "", finding.code, what))
                yield finding


def _disagreements(citation: Citation, entry: VanBan) -> Iterator[tuple[Finding, object]]:
    when = citation.date.value if citation.date else None
    if citation.date and when and entry.ngay and when != entry.ngay:
        spot = citation.passage.spot(citation.date.start, citation.date.end)
        message = _two_dates(citation, spot.words, entry.ngay, "sổ viện dẫn ghi")
        yield rule("VD005").at(spot, message), when
    if entry.trich_yeu and citation.subject and not same_title(citation.subject, entry.trich_yeu):
        spot = citation.passage.spot(citation.start, citation.symbol_end)
        message = (
            f"{citation.name} ở đây có trích yếu “{_cut(citation.subject)}”, "
            f"sổ viện dẫn ghi “{_cut(entry.trich_yeu)}”"
        )
        yield rule("VD006").at(spot, message), plain_title(citation.subject)
    if entry.so_ky_hieu and _other_symbol(citation, entry.so_ky_hieu):
        spot = citation.passage.spot(citation.symbol_start, citation.symbol_end)
        message = f"ở đây ghi ký hiệu {citation.symbol}, sổ viện dẫn ghi {entry.so_ky_hieu}"
        yield rule("VD007").at(spot, message), citation.symbol


def _other_symbol(citation: Citation, registered: str) -> bool:
    if citation.symbol == tidy_symbol(registered):
        return False
    return not lacks_assembly(citation) and not any(check_party_form([citation]))


def check_dates(citations: Sequence[Citation]) -> Iterator[Finding]:
    """VD005: a document that the register does not hold, cited with two dates."""
    first: dict[str, list[Citation]] = {}
    for citation in citations:
        if citation.bound or not (citation.date and citation.date.value):
            continue
        seen = first.setdefault(citation.symbol, [])
        other = next((c for c in seen if _contradict(c, citation)), None)
        if other and other.date and other.date.value:
            spot = citation.passage.spot(citation.date.start, citation.date.end)
            message = _two_dates(citation, spot.words, other.date.value, "chỗ khác ghi")
            yield rule("VD005").at(spot, message, certain=False)
        elif not any(c.date and c.date.value == citation.date.value for c in seen):
            seen.append(citation)


def _contradict(one: Citation, two: Citation) -> bool:
    """Whether two dates of one symbol must be of one document (numbers restart every year)."""
    a, b = one.date and one.date.value, two.date and two.date.value
    if not (a and b) or a == b:
        return False
    near = a.year == b.year or (a.day, a.month) == (b.day, b.month)
    return (near or bool(one.year)) and _same_body(one, two)


def _same_body(one: Citation, two: Citation) -> bool:
    if re.split(r"[/-]", one.letters)[-1] in _UNIQUE_BODIES or "QH" in one.letters:
        return True
    a, b = plain_title(one.issuer), plain_title(two.issuer)
    return bool(a and b) and (a in b or b in a)


def check_titles(citations: Sequence[Citation]) -> Iterator[Finding]:
    """VD006: a document that the register does not hold, cited with two titles."""
    first: dict[tuple[str, date], Citation] = {}
    for citation in citations:
        if citation.bound or not citation.subject or not (citation.date and citation.date.value):
            continue
        other = first.setdefault((citation.symbol, citation.date.value), citation)
        if not same_title(citation.subject, other.subject):
            spot = citation.passage.spot(citation.start, citation.symbol_end)
            message = (
                f"{citation.name} ở đây có trích yếu “{_cut(citation.subject)}”, "
                f"chỗ khác ghi “{_cut(other.subject)}”"
            )
            yield rule("VD006").at(spot, message)


def same_title(one: str, two: str) -> bool:
    """Whether two titles agree: equal, or one a part of the other, abbreviations spelt out."""
    a, b = plain_title(one), plain_title(two)
    return f" {a} " in f" {b} " or f" {b} " in f" {a} "


def plain_title(text: str) -> str:
    """A title for comparison: no case, tone marks, punctuation or lead-in 'về việc'."""
    text = re.sub(r"\((?:MTQG|UBND|HĐND)\)", " ", text).casefold()
    text = re.sub(r"\b(mtqg|ubnd|hđnd)\b", lambda match: _SHORT[match[1]], text)
    words = " ".join(re.findall(r"\w+", split_tones(text)[0]))
    return re.sub(r"^(?:v v|vê viêc|vê) ", "", words)


def _two_dates(citation: Citation, words: str, other: date, where: str) -> str:
    return f"{citation.name} ở đây ghi ngày {words}, {where} ngày {date_in_digits(other)}"


def _cut(text: str) -> str:
    return text if len(text) <= 90 else text[:90].rpartition(" ")[0] + "…"
