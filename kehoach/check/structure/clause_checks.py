"""Structure (KC): numbers of clauses, references to them, titles, empty parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kehoach.check.review import Review, Spot, texts
from kehoach.check.rules import rule
from kehoach.check.structure.clause_numbers import Numbered, follows, numbered, rank
from kehoach.findings import Finding
from kehoach.locations import Literal, Path
from kehoach.plan.model import Muc


def check_numbers(review: Review) -> Iterator[Finding]:
    """KC001, KC002: typed numbers of a finished file that jump or repeat."""
    if review.plan is not None:
        return
    last: dict[str, str] = {}
    for number in numbered(review):
        if number.reset or number.kind in ("phan", "dieu"):
            last = {"phan": last["phan"]} if "phan" in last and not number.reset else {}
        if number.reset or number.kind == "dieu":
            continue
        key = number.kind + "." * number.text.count(".")
        before = last.get(key)
        _close_deeper(last, key)
        last[key] = number.text
        if before is not None:
            yield from _compare(number, before)


def _close_deeper(last: dict[str, str], key: str) -> None:
    """A new number ends the lists under the one before it."""
    for other in [k for k in last if k != key and _depth(k) > _depth(key)]:
        del last[other]


def _depth(key: str) -> int:
    return {"phan": 0, "chu": 9}.get(key, 1 + key.count("."))


def _compare(number: Numbered, before: str) -> Iterator[Finding]:
    same_parent = number.text.rpartition(".")[0] == before.rpartition(".")[0]
    now, then = rank(number.kind, number.text), rank(number.kind, before)
    if not same_parent or now is None or then is None or now == 1:
        return
    spot = number.passage.spot(0, len(number.text))
    if now == then:
        yield rule("KC002").at(spot, f"số thứ tự {number.text} bị lặp")
    elif now > then and not follows(number.kind, before, number.text):
        yield rule("KC001").at(spot, f"số thứ tự nhảy từ {before} sang {number.text}")


_TYPED = re.compile(r"(?:[IVX]+\.|\d{1,2}(?:\.\d{1,2})*[.)]|[a-zđ]\)|[-–+•*])\s+")


def check_typed_markers(review: Review) -> Iterator[Finding]:
    """KC003: a number or dash typed at the beginning of a clause, which bears a computed one."""
    if review.document is None:
        return
    for passage in review.body:
        runs = [run for run in passage.runs if isinstance(run.origin, Literal)]
        if passage.clause is None or not runs:
            continue
        start = passage.text.find(runs[0].text)
        head = passage.runs[0] is runs[0] or passage.runs[1:2] == (runs[0],)
        match = _TYPED.match(runs[0].text) if head else None
        if match:
            spot = passage.spot(start, start + len(match[0].rstrip()))
            yield rule("KC003").at(spot, f"“{spot.words}” gõ tay ở đầu nội dung")


_ROMAN = r"[IVX]{1,6}"
_REFERENCE = re.compile(
    rf"(?:(?P<diem>điểm\s+[a-zđ])\s*,?\s+)?(?:(?P<khoan>(?:khoản|điểm)\s+\d{{1,2}}(?:\.\d{{1,2}})*)\s*,?\s+)?"
    rf"\b(?:[Mm]ục|[Pp]hần)\s+(?P<part>{_ROMAN})(?:\.(?P<rest>\d{{1,2}}(?:\.\d{{1,2}})*))?\b"
)
_OF_THIS = re.compile(r"\s*(?:\([^)]*\)\s*)?(?:của\s+)?(?:[Kk]ế hoạch|[Vv]ăn bản) này\b")
_ABOVE = re.compile(r"\s+(?:nêu trên|nói trên|ở trên|trên đây|dưới đây)\b")


def check_references(review: Review) -> Iterator[Finding]:
    """KC004: 'khoản 2 Mục III Kế hoạch này' where there is no such clause."""
    known = {number.path for number in numbered(review) if number.kind}
    if not known:
        return
    for passage, match in texts(review.body, _REFERENCE):
        after = passage.text[match.end() :]
        if not (_OF_THIS.match(after) or _ABOVE.match(after)):
            continue
        wanted = _path(match)
        if not any(path[: len(wanted)] == wanted for path in known):
            spot = passage.spot(match.start(), match.end())
            yield rule("KC004").at(spot, f"không có {spot.words} trong văn bản này")


def _path(match: re.Match[str]) -> tuple[str, ...]:
    khoan = (match["khoan"] or "").partition(" ")[2].strip()
    digits = ".".join(filter(None, (match["rest"], khoan)))
    letter = (match["diem"] or "").split()[1:]
    return (match["part"], *(digits.split(".") if digits else ()), *letter)


def check_capitals(review: Review) -> Iterator[Finding]:
    """KC011: a title typed in capitals, which the layout sets anyway."""
    if review.plan is None or review.source is None:
        return
    for path, text in _titles(review):
        words = re.sub(r"\{\{.*?\}\}|[IVX]+\b", "", text)
        letters = [letter for letter in words if letter.isalpha()]
        if len(words.split()) >= 3 and len(letters) >= 10 and words.upper() == words:
            place = review.source.place(path)
            spot = Spot(place, text, text, None)
            yield rule("KC011").at(spot, f"“{text}” gõ toàn chữ in hoa")


def _titles(review: Review) -> Iterator[tuple[Path, str]]:
    plan = review.plan
    assert plan is not None
    yield ("the_thuc", "trich_yeu"), plan.the_thuc.trich_yeu
    yield from _clause_titles(plan.noi_dung, ("noi_dung",))
    for key, annex in plan.phu_luc.items():
        yield ("phu_luc", key, "ten"), annex.ten


def _clause_titles(nodes: Sequence[Muc], path: Path) -> Iterator[tuple[Path, str]]:
    for index, node in enumerate(nodes):
        here = (*path, index)
        if node.tieu_de:
            yield (*here, "tieu_de"), node.tieu_de
        yield from _clause_titles(node.muc, (*here, "muc"))


def check_empty_parts(review: Review) -> Iterator[Finding]:
    """KC012: a part (I., II. …) with a title and nothing under it."""
    if review.plan is None or review.source is None:
        return
    for index, node in enumerate(review.plan.noi_dung):
        if node.tieu_de and not (node.doan or node.muc or node.kem_theo):
            place = review.source.place(("noi_dung", index, "tieu_de"))
            message = f"phần “{node.tieu_de}” chưa có nội dung"
            yield rule("KC012").at(Spot(place, node.tieu_de, node.tieu_de), message)


CHECKS = [
    check_numbers,
    check_typed_markers,
    check_references,
    check_capitals,
    check_empty_parts,
]
