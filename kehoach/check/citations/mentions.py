"""How a mention is written: in full the first time, short after that, bound to the register."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kehoach.check.citations.read_citations import Citation, tidy_symbol
from kehoach.check.review import Review
from kehoach.check.rules import rule
from kehoach.check.time.dates import written_dates
from kehoach.findings import Finding
from kehoach.plan.model import VanBan

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
    for each in citations:
        key, entry = known.get(each.symbol, ("", None))
        typed = each.passage.is_typed(each.start, each.symbol_end) if each.passage.runs else False
        if entry is None or each.bound or each.nested or not typed:
            continue
        if each.date is None or entry.ngay is None or each.date.value == entry.ngay:
            spot = each.passage.spot(each.start, each.symbol_end)
            message = f"{each.name} gõ tay, trong khi sổ viện dẫn đã có (mã {key})"
            advice = f"viết {{{{ vien_dan('{key}') }}}} thay cho phần gõ tay"
            yield rule("VD009").at(spot, message, advice=advice)


def _registered(review: Review) -> dict[str, tuple[str, VanBan]]:
    """The documents of `vien_dan` by symbol, each with its id."""
    register = review.plan.vien_dan if review.plan else {}
    return {tidy_symbol(v.so_ky_hieu): (k, v) for k, v in register.items() if v.so_ky_hieu}


def check_comma(citations: Sequence[Citation]) -> Iterator[Finding]:
    """VD010: a comma between the symbol and 'ngày'."""
    for each in citations:
        if each.comma_before_date is None or not each.issuer:
            continue
        end = each.passage.text.index("ngày", each.comma_before_date) + len("ngày")
        spot = each.passage.spot(each.symbol_start, end)
        message = f"dấu phẩy giữa ký hiệu {each.symbol} và ngày ban hành là thừa"
        yield rule("VD010").at(spot, message, fix=f"{each.written} ngày")


def check_so(citations: Sequence[Citation]) -> Iterator[Finding]:
    """VD011: no word 'số' between the type and the number."""
    for each in citations:
        if each.has_so or each.nested or not each.type or each.law:
            continue
        spot = each.passage.spot(each.start, each.symbol_end)
        message = f"thiếu chữ “số” giữa {each.type} và {each.symbol}"
        yield rule("VD011").at(spot, message, fix=f"{each.type} số {each.written}")


def check_first(review: Review, citations: Sequence[Citation]) -> Iterator[Finding]:
    """VD012: a first mention that is not in full."""
    seen = set(_registered(review))
    for each in _of_the_body(citations):
        key = each.bound or each.symbol
        if key in seen:
            continue
        seen.add(key)
        missing = _missing(review, each)
        if missing:
            spot = each.passage.spot(each.start, each.symbol_end)
            message = f"{each.name} được nhắc lần đầu mà thiếu {', '.join(missing)}"
            yield rule("VD012").at(spot, message)


def _of_the_body(citations: Sequence[Citation]) -> Iterator[Citation]:
    for each in citations:
        named = (each.bound or each.type) and not each.law and not each.nested
        if named and each.passage.kieu not in _HEADINGS:
            yield each


def _missing(review: Review, each: Citation) -> list[str]:
    """What a first mention lacks; of typed prose only what is certain, the date."""
    entry = review.plan.vien_dan.get(each.bound) if review.plan and each.bound else None
    if entry is None:
        text = each.passage.text
        listed = _LISTED.match(text, each.symbol_end)
        end = listed.end() if listed else each.symbol_end
        told = _DATED.match(text, end) or any(written_dates(text[: each.start][-160:]))
        return [] if told else ["ngày ban hành"]
    issued_by = entry.co_quan or entry.giua
    parts = (
        ("ngày ban hành", entry.ngay and not each.date),
        ("cơ quan ban hành", issued_by and not each.issuer),
        ("trích yếu", entry.trich_yeu and not each.subject),
    )
    return [name for name, lacking in parts if lacking]


def check_later(citations: Sequence[Citation]) -> Iterator[Finding]:
    """VD013: later mentions longer than type, number and symbol; once a document."""
    first: dict[str, Citation] = {}
    longer: dict[str, list[Citation]] = {}
    for each in _of_the_body(citations):
        key = each.bound or each.symbol
        if key not in first:
            first[key] = each
        elif each.passage.kieu not in _PREAMBLE and _is_longer(first[key], each):
            longer.setdefault(key, []).append(each)
    for places in longer.values():
        spot = places[0].passage.spot(places[0].start, places[0].end)
        more = f" (và {len(places) - 1} chỗ khác)" if len(places) > 1 else ""
        message = f"{places[0].name} đã nhắc ở trên; từ lần thứ hai chỉ cần tên loại và số, ký hiệu"
        yield rule("VD013").at(spot, message + more)


def _is_longer(first: Citation, each: Citation) -> bool:
    if each.bound:
        return bool(each.date or each.issuer or each.subject)
    same = first.date and each.date and first.date.value == each.date.value
    return bool(same)
