"""How a mention is written: in full the first time, short after that, bound to the register."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kehoach.check.citations.read_citations import Citation, tidy_symbol
from kehoach.check.review import Review
from kehoach.check.rules import rule
from kehoach.check.time.dates import written_dates
from kehoach.findings import Finding
from kehoach.plan.cited_documents import VanBan

_HEADINGS = {"trich_yeu", "phan", "muc", "tieu_muc", "kem_theo"}
_DATED = re.compile(r"\s*[,(]?\s*(?:ngày|năm)\s*\d")
_LISTED = re.compile(
    r"(?:\s*(?:,|và|,\s*và)\s+(?:[^\W\d]+\s+){0,3}(?:số\s+)?\d+\S*[/-]\S*[A-ZĐ]\S*)+"
)
"""Documents listed after the first, which share the date that follows them."""

_PREAMBLE = {"can_cu", "can_cu_doan"}


def check_bound(review: Review, citations: Sequence[Citation]) -> Iterator[Finding]:
    """VD009: a citation typed as prose though `vien_dan` has the document."""
    known = _registered(review)
    for citation in citations:
        key, entry = known.get(citation.symbol, ("", None))
        passage = citation.passage
        typed = bool(passage.runs) and passage.is_typed(citation.start, citation.symbol_end)
        if entry is None or citation.bound or citation.nested or not typed:
            continue
        if citation.date is None or entry.ngay is None or citation.date.value == entry.ngay:
            spot = citation.passage.spot(citation.start, citation.symbol_end)
            message = f"{citation.name} gõ tay, trong khi sổ viện dẫn đã có (mã {key})"
            advice = f"viết {{{{ vien_dan('{key}') }}}} thay cho phần gõ tay"
            yield rule("VD009").at(spot, message, advice=advice)


def _registered(review: Review) -> dict[str, tuple[str, VanBan]]:
    """The documents of `vien_dan` by symbol, each with its id."""
    register = review.plan.vien_dan if review.plan else {}
    return {tidy_symbol(v.so_ky_hieu): (k, v) for k, v in register.items() if v.so_ky_hieu}


def check_comma(citations: Sequence[Citation]) -> Iterator[Finding]:
    """VD010: a comma between the symbol and 'ngày'."""
    for citation in citations:
        if citation.comma_before_date is None or not citation.issuer:
            continue
        end = citation.passage.text.index("ngày", citation.comma_before_date) + len("ngày")
        spot = citation.passage.spot(citation.symbol_start, end)
        message = f"dấu phẩy giữa ký hiệu {citation.symbol} và ngày ban hành là thừa"
        yield rule("VD010").at(spot, message, fix=f"{citation.written} ngày")


def check_so(citations: Sequence[Citation]) -> Iterator[Finding]:
    """VD011: no word 'số' between the type and the number."""
    for citation in citations:
        if citation.has_so or citation.nested or not citation.type or citation.law:
            continue
        spot = citation.passage.spot(citation.start, citation.symbol_end)
        message = f"thiếu chữ “số” giữa {citation.type} và {citation.symbol}"
        yield rule("VD011").at(spot, message, fix=f"{citation.type} số {citation.written}")


def check_first(review: Review, citations: Sequence[Citation]) -> Iterator[Finding]:
    """VD012: a first mention that is not in full."""
    seen = set(_registered(review))
    for citation in _of_the_body(citations):
        key = citation.bound or citation.symbol
        if key in seen:
            continue
        seen.add(key)
        missing = _missing(review, citation)
        if missing:
            spot = citation.passage.spot(citation.start, citation.symbol_end)
            message = f"{citation.name} được nhắc lần đầu mà thiếu {', '.join(missing)}"
            yield rule("VD012").at(spot, message)


def _of_the_body(citations: Sequence[Citation]) -> Iterator[Citation]:
    for citation in citations:
        named = (citation.bound or citation.type) and not citation.law and not citation.nested
        if named and citation.passage.kieu not in _HEADINGS:
            yield citation


def _missing(review: Review, citation: Citation) -> list[str]:
    """What a first mention lacks; of typed prose only what is certain, the date."""
    entry = review.plan.vien_dan.get(citation.bound) if review.plan and citation.bound else None
    if entry is None:
        text = citation.passage.text
        listed = _LISTED.match(text, citation.symbol_end)
        end = listed.end() if listed else citation.symbol_end
        told = _DATED.match(text, end) or any(written_dates(text[: citation.start][-160:]))
        return [] if told else ["ngày ban hành"]
    issued_by = entry.co_quan or entry.giua
    parts = (
        ("ngày ban hành", entry.ngay and not citation.date),
        ("cơ quan ban hành", issued_by and not citation.issuer),
        ("trích yếu", entry.trich_yeu and not citation.subject),
    )
    return [name for name, lacking in parts if lacking]


def check_later(citations: Sequence[Citation]) -> Iterator[Finding]:
    """VD013: later mentions longer than type, number and symbol; once a document."""
    first: dict[str, Citation] = {}
    longer: dict[str, list[Citation]] = {}
    for citation in _of_the_body(citations):
        key = citation.bound or citation.symbol
        if key not in first:
            first[key] = citation
        elif citation.passage.kieu not in _PREAMBLE and _is_longer(first[key], citation):
            longer.setdefault(key, []).append(citation)
    for places in longer.values():
        spot = places[0].passage.spot(places[0].start, places[0].end)
        more = f" (và {len(places) - 1} chỗ khác)" if len(places) > 1 else ""
        message = f"{places[0].name} đã nhắc ở trên; từ lần thứ hai chỉ cần tên loại và số, ký hiệu"
        yield rule("VD013").at(spot, message + more)


def _is_longer(first: Citation, citation: Citation) -> bool:
    if citation.bound:
        return bool(citation.date or citation.issuer or citation.subject)
    same = first.date and citation.date and first.date.value == citation.date.value
    return bool(same)
