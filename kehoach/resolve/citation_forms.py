"""How each mention of a cited document is written (Nghị định 30, Phụ lục I, Phần I, II.6.a-b).

The first mention in reading order is full: type, number and symbol, date, issuer, subject; later
ones are type, number and symbol. A law or ordinance has type and name only (and its date in the
preamble). A mention may ask for another form, or print a published wording as it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kehoach.plan.cited_documents import VanBan
from kehoach.vietnamese import date_in_digits, date_in_words


@dataclass
class MentionDraft:
    """A mention before its form is known; `ngay`, `co_quan`, `trich_yeu` as in the plan model."""

    id: str
    ngay: str | None = None
    co_quan: str | None = None
    trich_yeu: str | None = None
    in_nguyen: str | None = None
    in_preamble: bool = False
    text: str = ""
    dang: str = ""
    first: bool = False


def assign_forms(mentions: Iterable[MentionDraft], register: dict[str, VanBan]) -> None:
    """Set `first`, `dang` and `text` of every mention, which come in reading order."""
    seen: set[str] = set()
    for mention in mentions:
        mention.first = mention.id not in seen
        seen.add(mention.id)
        mention.dang = _form(mention)
        mention.text = _write(mention, register[mention.id])


def _form(mention: MentionDraft) -> str:
    if mention.in_nguyen is not None:
        return "in_nguyen"
    if mention.ngay or mention.co_quan or mention.trich_yeu:
        return "tuy_chon"
    return "day_du" if mention.first or mention.in_preamble else "ngan"


def _write(mention: MentionDraft, cited: VanBan) -> str:
    if mention.in_nguyen is not None:
        return mention.in_nguyen
    if cited.ten:
        with_date = mention.in_preamble or mention.ngay
        return " ".join(filter(None, (cited.loai, cited.ten, with_date and _date(mention, cited))))
    short = f"{cited.loai} số {cited.so_ky_hieu}"
    if mention.dang == "ngan":
        return short
    parts = (short, _date(mention, cited), _issuer(mention, cited), _subject(mention, cited))
    return " ".join(filter(None, parts))


def _date(mention: MentionDraft, cited: VanBan) -> str:
    if cited.ngay is None or mention.ngay == "khong":
        return ""
    if mention.ngay == "so":
        return f"ngày {date_in_digits(cited.ngay)}"
    return date_in_words(cited.ngay)


def _issuer(mention: MentionDraft, cited: VanBan) -> str:
    if mention.co_quan == "khong":
        return ""
    if cited.giua:
        return f"giữa {cited.giua[0]} và {cited.giua[1]}"
    name = cited.co_quan_ngan if mention.co_quan == "ngan" else cited.co_quan
    name = name or cited.co_quan
    return f"của {name}" if name else ""


def _subject(mention: MentionDraft, cited: VanBan) -> str:
    if mention.trich_yeu == "khong":
        return ""
    return mention.trich_yeu or cited.trich_yeu or ""
