"""Annexes in the text: named, mentioned, and there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from kehoach.check.citations.agreement import plain_title
from kehoach.check.citations.read_citations import TYPES
from kehoach.check.review import CheckedPassage, Review, texts
from kehoach.check.rules import rule
from kehoach.findings import Finding
from kehoach.vietnamese import roman

_REFERENCE = re.compile(r"\b[Pp]hụ lục(?: số)? (?P<number>[IVX]{1,6}|\d{1,2})\b(?!\s*[-/]\s*\w)")
_OF_THIS = re.compile(r"\s*(?:được )?(?:ban hành )?kèm theo (?:Kế hoạch|[Vv]ăn bản) này\b")
_OTHER = re.compile(
    rf"[^.;]*?\b(?:ban hành|(?i:{TYPES})\s+(?:số\s+)?\d|Thông tư|Nghị định|Luật|Hợp đồng)"
)


def _labels(review: Review) -> list[CheckedPassage]:
    return [passage for passage in review.passages if passage.kieu == "phu_luc"]


def _in_roman(label: str) -> str:
    """A label in lower case with its number in Roman letters: which numerals is for TT394."""
    return re.sub(r"\b[1-9]\d?$", lambda match: roman(int(match[0])).casefold(), label)


def check_missing(review: Review) -> Iterator[Finding]:
    """KC005: 'Phụ lục III' where the document has no such annex."""
    labels = {_in_roman(passage.text.strip().casefold()) for passage in _labels(review)}
    if not labels:
        return
    for passage, match in texts(review.body, _REFERENCE):
        end = match.end()
        if _OTHER.match(passage.text, end) and not _OF_THIS.match(passage.text, end):
            continue
        if _in_roman(f"phụ lục {match['number']}".casefold()) not in labels:
            spot = passage.spot(match.start(), match.end())
            shown = ", ".join(label.text.strip() for label in _labels(review))
            yield rule("KC005").at(spot, f"văn bản này không có {spot.words} (chỉ có: {shown})")


def check_unmentioned(review: Review) -> Iterator[Finding]:
    """KC006: an annex that the text never points to."""
    labels = _labels(review)
    titles = [passage for passage in review.passages if passage.kieu == "ten_phu_luc"]
    attached = {p.clause.kem_theo for p in review.body if p.clause and p.clause.kem_theo}
    ids = [annex.id for annex in review.document.phu_luc] if review.document else []
    whole = "\n".join(passage.text for passage in review.body).casefold()
    plain = plain_title(whole) if len(labels) > 1 else ""
    for index, label in enumerate(labels):
        title = titles[index] if index < len(titles) else None
        if ids[index : index + 1] and ids[index] in attached:
            continue
        if _is_mentioned(label, title, whole, plain):
            continue
        where = title or label
        spot = where.spot(0, len(where.text))
        named = f"{label.text.strip()} “{where.text}”" if title else label.text.strip()
        yield rule("KC006").at(spot, f"lời văn không nhắc tới {named}")


def _is_mentioned(
    label: CheckedPassage, title: CheckedPassage | None, text: str, plain: str
) -> bool:
    """By its number or title, or by 'các phụ lục'; an only annex by any 'phụ lục' or 'kèm theo'.

    `plain` is the text as `plain_title` writes it, empty where there is one annex only.
    """
    if not plain or re.search(r"(?:các|những) (?:phụ lục|biểu|danh mục)", text):
        return bool(re.search(r"phụ lục|kèm theo", text))
    named = title is not None and plain_title(title.text) in plain
    own = label.text.strip().casefold()
    labels = "|".join(map(re.escape, (own, _in_roman(own))))
    return named or re.search(rf"(?:{labels})\b", text) is not None


_ATTACHED = re.compile(r"\(?(?:[Cc]ó |[Xx]em )?[Kk]èm theo (?P<name>[^()]+?)\)?[./;]*$")


def check_names(review: Review) -> Iterator[Finding]:
    """KC007: '(Kèm theo …)' with a name near to that of an annex, but not the same."""
    titles = [passage.text for passage in review.passages if passage.kieu == "ten_phu_luc"]
    for passage in review.body:
        match = _ATTACHED.fullmatch(passage.text.strip())
        if match is None or passage.kieu not in ("kem_theo", "doan"):
            continue
        name = plain_title(match["name"])
        near = max(titles, key=lambda title: _likeness(title, name), default="")
        if near and plain_title(near) != name and _likeness(near, name) > 0.7:
            start = passage.text.find(match["name"])
            spot = passage.spot(start, start + len(match["name"]))
            message = f"“{spot.words}” không đúng tên phụ lục “{near}”"
            yield rule("KC007").at(spot, message)


def _likeness(title: str, name: str) -> float:
    return SequenceMatcher(None, plain_title(title), name, autojunk=False).ratio()


CHECKS = [check_missing, check_unmentioned, check_names]
