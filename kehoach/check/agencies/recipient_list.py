"""Checks of Nơi nhận (Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, mục II.9)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach.check.agencies.agency_names import key_of
from kehoach.check.agencies.name_finder import (
    FoundName,
    Likeness,
    NameFinder,
    is_misspelling,
    make_name,
    words_of,
)
from kehoach.check.agencies.reach import unreached, with_members
from kehoach.check.review import CheckedPassage, Review, Spot
from kehoach.check.rules import rule
from kehoach.check.words.data import word_list
from kehoach.document import Recipient
from kehoach.findings import Finding
from kehoach.plan.register import Register

_MARKS = re.compile(r"^-\s*|[;.]\s*$")
_FILED = re.compile(r"[-–+*•]?\s*Lưu\b")
_FILED_RIGHT = re.compile(r"[-–+*•]?\s*Lưu: ?VT\b")
_AS_ABOVE = re.compile(r"-?\s*Như (?:trên|kính gửi)\b", re.IGNORECASE)


def _lines(review: Review) -> list[CheckedPassage]:
    return [passage for passage in review.passages if passage.kieu == "noi_nhan"]


def _words(passage: CheckedPassage) -> tuple[int, int]:
    """The line without its dash and its end mark."""
    start = re.match(r"-?\s*", passage.text)
    return start.end() if start else 0, len(passage.text.rstrip().rstrip(";."))


def _pairs(review: Review) -> Iterator[tuple[CheckedPassage, Recipient]]:
    recipients = review.document.noi_nhan if review.document else ()
    for passage, recipient in zip(_lines(review), recipients, strict=False):
        if not recipient.luu:
            yield passage, recipient


# NN001


def _misnamed(review: Review) -> Iterator[Finding]:
    """NN001: a line that is almost a name of its units, or exactly the name of another."""
    register = review.register
    if register is None:
        return
    for passage, recipient in _pairs(review):
        start, end = _words(passage)
        message = _misnaming(passage.text[start:end], recipient.gui, register)
        if message:
            yield rule("NN001").at(passage.spot(start, end), message)


def _misnaming(line: str, units: tuple[str, ...], register: Register) -> str:
    names = [make_name(u, n) for u in units for n in (register[u].ten, register[u].ten_ngan) if n]
    mentions = NameFinder(names).find(line)
    near = next((f for f in mentions if _is_near(f, register)), None)
    if near and not any(f.likeness is Likeness.SAME for f in mentions):
        return f"“{line}” gần giống “{near.name.text}” trong sổ đơn vị nhưng không đúng"
    wrong = _wrong_abbreviation(line, names_in=[name.text for name in names])
    if wrong:
        return f"“{wrong[0]}” có lẽ là “{wrong[1]}” viết sai"
    entries = register.root.items()
    others = {u for u, e in entries if e.loai != "dia_ban" and _is_named(line, (e.ten, e.ten_ngan))}
    if others and units and all(_is_apart(unit, others, register) for unit in units):
        shown = ", ".join(register[unit].ten for unit in units)
        return f"dòng ghi “{line}” nhưng gửi (gui) cho {shown}"
    return ""


def _is_apart(unit: str, others: set[str], register: Register) -> bool:
    """Whether a unit is none of the others, all being agencies or all groups.

    Which agencies belong to a group is seldom told in full.
    """
    same_kind = {register[member].loai for member in (unit, *others)}
    return len(same_kind) == 1 and not with_members([unit], register) & with_members(
        others, register
    )


def _is_near(mention: FoundName, register: Register) -> bool:
    """Groups are described rather than named: commas and 'và' among their words are free."""
    if mention.likeness is Likeness.JOINTS:
        return register[mention.name.unit].loai == "co_quan"
    return mention.likeness is Likeness.MISSPELT


def _wrong_abbreviation(line: str, names_in: list[str]) -> tuple[str, str] | None:
    known = {word.text for name in names_in for word in words_of(name) if word.text.isupper()}
    known |= {word for group in word_list("viet_tat").values() for word in group}
    for word in words_of(line):
        if word.text.isupper() and word.text not in known:
            for right in sorted(known):
                if is_misspelling(word.text, right):
                    return word.text, right
    return None


def _is_named(line: str, names: tuple[str | None, ...]) -> bool:
    return any(name is not None and key_of(name) == key_of(line) for name in names)


# NN002


def _uncovered(review: Review) -> Iterator[Finding]:
    """NN002: an agency with a duty receives no copy, directly or through a group."""
    if review.document is None or review.register is None or review.source is None:
        return
    for missed in unreached(review.document, review.register):
        clause = missed.clause
        passage = next((p for p in review.passages if p.clause is clause and p.text), None)
        if passage:
            marker = f"{clause.so} "
            start = len(marker) if passage.text.startswith(marker) else 0
            spot = passage.spot(start, len(passage.text))
            yield rule("NN002").at(spot, missed.message(review.register))


# NN003-NN007


def _twice(review: Review) -> Iterator[Finding]:
    """NN003: two lines with the same words, or with the full and the short name of one unit."""
    seen: dict[str, str] = {}
    units = _units_by_name(review.register)
    for passage in _lines(review):
        start, end = _words(passage)
        line = passage.text[start:end]
        unit = units.get(key_of(line), key_of(line))
        if unit in seen:
            message = f"“{line}” đã có ở dòng “{seen[unit]}”"
            yield rule("NN003").at(passage.spot(start, end), message)
        seen.setdefault(unit, line)


def _units_by_name(register: Register | None) -> dict[str, str]:
    entries = register.root.items() if register else ()
    return {key_of(n): unit for unit, e in entries for n in (e.ten_ngan, e.ten) if n}


def _filing(review: Review) -> Iterator[Finding]:
    """NN004: the last line is 'Lưu: …'. NN005: it begins with VT."""
    lines = _lines(review)
    filed = [passage for passage in lines if _FILED.match(passage.text)]
    if lines and not filed:
        yield rule("NN004").at(_spot(lines[-1]), "Nơi nhận không có dòng “Lưu: VT, …”")
    elif lines and filed[-1] is not lines[-1]:
        yield rule("NN004").at(_spot(filed[-1]), "dòng Lưu không phải là dòng cuối của Nơi nhận")
    for passage in filed:
        if not _FILED_RIGHT.match(passage.text):
            start, end = _words(passage)
            message = f"“{passage.text[start:end]}” không mở đầu bằng “Lưu: VT”"
            yield rule("NN005").at(_spot(passage), message)


def _spot(passage: CheckedPassage) -> Spot:
    return passage.spot(*_words(passage))


def _as_above(review: Review) -> Iterator[Finding]:
    """NN006: 'Như trên' points to Kính gửi, which a plan does not have."""
    is_plan = any(p.kieu == "ten_loai" and "KẾ HOẠCH" in p.text.upper() for p in review.passages)
    for passage in _lines(review) if is_plan else ():
        if _AS_ABOVE.match(passage.text):
            yield rule("NN006").at(_spot(passage))


def _typed_marks(review: Review) -> Iterator[Finding]:
    """NN007: the dash and the end mark of a line are printed by the program."""
    if review.plan is None:
        return
    for passage, recipient in zip(_lines(review), review.plan.noi_nhan, strict=False):
        typed = recipient.ghi or ""
        bare = _MARKS.sub("", typed.strip()).strip()
        if bare != typed.strip() and typed in passage.text:
            start = passage.text.index(typed, 2)
            message = f"“{typed}” gõ cả dấu gạch đầu dòng hoặc dấu cuối dòng"
            spot = passage.spot(start, start + len(typed))
            yield rule("NN007").at(spot, message, fix=bare)


CHECKS = [_misnamed, _uncovered, _twice, _filing, _as_above, _typed_marks]
