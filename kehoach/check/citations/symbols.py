"""Number and symbol of cited documents: their form, and what the words around them say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kehoach.check.citations.read_citations import Citation
from kehoach.check.rules import rule
from kehoach.findings import Finding

# Nghị định 30, Phụ lục III, Phần I; first what the type is given, then what is also seen.
_LETTERS = {
    "nghị quyết": ("NQ",),
    "quyết định": ("QĐ",),
    "nghị định": ("NĐ",),
    "thông tư": ("TT",),
    "chỉ thị": ("CT",),
    "kế hoạch": ("KH",),
    "thông báo": ("TB", "KL"),
    "báo cáo": ("BC",),
    "tờ trình": ("TTr", "TT"),
    "hướng dẫn": ("HD",),
    "kết luận": ("KL", "TB"),
    "công điện": ("CĐ",),
}
_ORGAN = re.compile(r"UBND|HĐND|TTg|CP|TU|TW|HU|ĐU|VPCP|B[A-ZĐ]{1,6}|S[A-ZĐ]{1,8}")
_PARTY = {"TW", "TƯ", "TU", "HU", "ThU", "ĐU"}
_STATE = {"UBND", "HĐND", "CP", "TTg"}
_PARTY_ISSUERS = (
    r"tỉnh ủy|thành ủy|(?:thường trực|ban thường vụ|btv) (?:tỉnh|thành) ủy|"
    r"ban chấp hành đảng bộ (?:tỉnh|thành phố)"
)
_ISSUERS = {
    "Ủy ban nhân dân": r"(?:phó )?(?:chủ tịch )?(?:ubnd|ủy ban nhân dân)\b",
    "Hội đồng nhân dân": r"(?:thường trực )?(?:hđnd|hội đồng nhân dân)\b",
    "Thủ tướng Chính phủ": r"(?:phó )?thủ tướng\b",
    "Chính phủ": r"chính phủ\b",
    "Ủy ban Thường vụ Quốc hội": r"(?:ubtvqh|ủy ban thường vụ quốc hội)\b",
    "Quốc hội": r"quốc hội\b",
    "Tỉnh ủy (Thành ủy)": rf"(?:{_PARTY_ISSUERS})\b",
}
_ORGANS = {
    "UBND": "Ủy ban nhân dân",
    "HĐND": "Hội đồng nhân dân",
    "TTg": "Thủ tướng Chính phủ",
    "CP": "Chính phủ",
    "TU": "Tỉnh ủy (Thành ủy)",
}


def check_spacing(citations: Sequence[Citation]) -> Iterator[Finding]:
    """VD001: spaces or long dashes inside a symbol."""
    for citation in citations:
        if citation.written != citation.symbol and tidy_but_letters(citation):
            spot = citation.passage.spot(citation.symbol_start, citation.symbol_end)
            wrong = f"ký hiệu “{citation.written}” có dấu cách hoặc dấu gạch sai"
            message = f"{wrong}; viết {citation.symbol}"
            yield rule("VD001").at(spot, message, fix=citation.symbol)


def tidy_but_letters(citation: Citation) -> bool:
    """Whether the symbol differs from its tidy form by more than a letter of another alphabet."""
    return re.search(r"[\s–]", citation.written) is not None


def check_type(citations: Sequence[Citation]) -> Iterator[Finding]:
    """VD002: the letters of another type than the one named."""
    for citation in citations:
        kind = next((k for k in _LETTERS if citation.type.casefold().startswith(k)), None)
        groups = re.split(r"[/&-]", citation.letters)
        if kind is None or any(_starts(group, _LETTERS[kind]) for group in groups):
            continue
        other = next((k for k, letters in _LETTERS.items() if groups[0] == letters[0]), None)
        if other and len(groups) > 1 and _ORGAN.fullmatch(groups[1]):
            spot = citation.passage.spot(citation.start, citation.symbol_end)
            message = f"gọi là {citation.type} nhưng ký hiệu {citation.symbol} là của {other}"
            yield rule("VD002").at(spot, message)


def _starts(group: str, letters: Sequence[str]) -> bool:
    return group.casefold().startswith(tuple(text.casefold() for text in letters))


def check_party_form(citations: Sequence[Citation]) -> Iterator[Finding]:
    """VD003: 05-NQ/TU for the Party, 05/NQ-HĐND for the State, never mixed."""
    for citation in citations:
        wanted = _right_form(citation)
        if wanted and wanted != citation.symbol:
            spot = citation.passage.spot(citation.symbol_start, citation.symbol_end)
            whose = "văn bản của Đảng" if "-" in wanted.split("/")[0] else "văn bản của Nhà nước"
            yield rule("VD003").at(spot, f"ký hiệu {citation.symbol}; {whose} viết {wanted}")


def _right_form(citation: Citation) -> str | None:
    groups = re.split(r"[/-]", citation.letters)
    if len(groups) != 2 or citation.year or not _is_type(groups[0]):
        return None
    if groups[1] in _PARTY:
        return f"{citation.number}-{groups[0]}/{groups[1]}"
    if groups[1] in _STATE:
        return f"{citation.number}/{groups[0]}-{groups[1]}"
    return None


def _is_type(group: str) -> bool:
    known = [text for letters in _LETTERS.values() for text in letters]
    return group in (*known, "CTr", "QC", "QyĐ", "CTHĐ", "ĐA")


def check_assembly(citations: Sequence[Citation]) -> Iterator[Finding]:
    """VD004: a resolution of Quốc hội or its standing committee without /QH15, /UBTVQH15."""
    for citation in citations:
        if lacks_assembly(citation):
            spot = citation.passage.spot(citation.symbol_start, citation.symbol_end)
            named = f"{citation.type} số {citation.symbol} của {citation.issuer}"
            message = f"{named} thiếu ký hiệu của Quốc hội"
            yield rule("VD004").at(spot, message)


def lacks_assembly(citation: Citation) -> bool:
    """Whether a resolution of Quốc hội bears another body's symbol."""
    issuer = _issuer(citation.issuer)
    assembly = issuer in ("Quốc hội", "Ủy ban Thường vụ Quốc hội")
    return (
        assembly
        and citation.type.casefold() == "nghị quyết"
        and not re.search(r"QH\d", citation.letters)
    )


def check_issuer(citations: Sequence[Citation]) -> Iterator[Finding]:
    """VD008: a symbol of one body, the name of another."""
    for citation in citations:
        named = _issuer(citation.issuer)
        signed = _ORGANS.get(re.split(r"[/-]", citation.letters)[-1])
        if named and signed and named != signed and not lacks_assembly(citation):
            spot = citation.passage.spot(citation.start, citation.end)
            message = (
                f"ký hiệu {citation.symbol} là của {signed}, nhưng câu ghi “của {citation.issuer}”"
            )
            yield rule("VD008").at(spot, message)


def _issuer(text: str) -> str | None:
    plain = text.casefold().replace("uỷ", "ủy")
    return next((name for name, form in _ISSUERS.items() if re.match(form, plain)), None)
