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
from kehoach.plan.model import VanBan
from kehoach.vietnamese import date_in_digits, split_tones

_UNIQUE_BODIES = ("TTg", "CP", "TW")
_SHORT = {"mtqg": "mục tiêu quốc gia", "ubnd": "ủy ban nhân dân", "hđnd": "hội đồng nhân dân"}


def check_against_register(review: Review, citations: Sequence[Citation]) -> Iterator[Finding]:
    """VD005, VD006, VD007: a mention that disagrees with its entry in `vien_dan`."""
    told: set[tuple[str, str, object]] = set()
    register = review.plan.vien_dan if review.plan else {}
    for each in citations:
        entry = register.get(each.bound or "")
        if entry is None:
            continue
        for finding, what in _disagreements(each, entry):
            if (each.bound or "", finding.code, what) not in told:
                told.add((each.bound or "", finding.code, what))
                yield finding


def _disagreements(each: Citation, entry: VanBan) -> Iterator[tuple[Finding, object]]:
    when = each.date.value if each.date else None
    if each.date and when and entry.ngay and when != entry.ngay:
        spot = each.passage.spot(each.date.start, each.date.end)
        message = _two_dates(each, spot.words, entry.ngay, "sổ viện dẫn ghi")
        yield rule("VD005").at(spot, message), when
    if entry.trich_yeu and each.subject and not same_title(each.subject, entry.trich_yeu):
        spot = each.passage.spot(each.start, each.symbol_end)
        message = (
            f"{each.name} ở đây có trích yếu “{_cut(each.subject)}”, "
            f"sổ viện dẫn ghi “{_cut(entry.trich_yeu)}”"
        )
        yield rule("VD006").at(spot, message), plain_title(each.subject)
    if entry.so_ky_hieu and _other_symbol(each, entry.so_ky_hieu):
        spot = each.passage.spot(each.symbol_start, each.symbol_end)
        message = f"ở đây ghi ký hiệu {each.symbol}, sổ viện dẫn ghi {entry.so_ky_hieu}"
        yield rule("VD007").at(spot, message), each.symbol


def _other_symbol(each: Citation, registered: str) -> bool:
    if each.symbol == tidy_symbol(registered):
        return False
    return not lacks_assembly(each) and not any(check_party_form([each]))


def check_dates(citations: Sequence[Citation]) -> Iterator[Finding]:
    """VD005: a document that the register does not hold, cited with two dates."""
    first: dict[str, list[Citation]] = {}
    for each in citations:
        if each.bound or not (each.date and each.date.value):
            continue
        seen = first.setdefault(each.symbol, [])
        other = next((c for c in seen if _contradict(c, each)), None)
        if other and other.date and other.date.value:
            spot = each.passage.spot(each.date.start, each.date.end)
            yield rule("VD005").at(
                spot, _two_dates(each, spot.words, other.date.value, "chỗ khác ghi")
            )
        elif not any(c.date and c.date.value == each.date.value for c in seen):
            seen.append(each)


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
    for each in citations:
        if each.bound or not each.subject or not (each.date and each.date.value):
            continue
        other = first.setdefault((each.symbol, each.date.value), each)
        if not same_title(each.subject, other.subject):
            spot = each.passage.spot(each.start, each.symbol_end)
            message = (
                f"{each.name} ở đây có trích yếu “{_cut(each.subject)}”, "
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


def _two_dates(each: Citation, words: str, other: date, where: str) -> str:
    return f"{each.name} ở đây ghi ngày {words}, {where} ngày {date_in_digits(other)}"


def _cut(text: str) -> str:
    return text if len(text) <= 90 else text[:90].rpartition(" ")[0] + "…"
