"""Decisions about cited documents: no longer in force, or printed in words of last year's plan."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from kehoach.plan.cited_documents import VanBan
from kehoach.plan.nodes import at, texts_in
from kehoach.resolve.passages import clause_names
from kehoach.roll.point import Point, Turn
from kehoach.vietnamese import date_in_digits

_YEAR = r"(?:19|20)\d\d"
_UNTIL = re.compile(rf"(?:{_YEAR}\s*[-–]\s*|\bđến (?:hết )?(?:năm )?)(?P<last>{_YEAR})(?!\d)")
_MENTION = re.compile(r"\{\{\s*vien_dan\(\s*['\"](?P<id>\w+)['\"][^{}]*\bin_nguyen\s*=[^{}]*\}\}")
_SHOWN = 70


def ended_documents(turn: Turn) -> Iterator[Point]:
    """Documents whose period, or that of the document they carry out, ends before the year does."""
    places = _places(turn)
    for key, document in turn.plan.vien_dan.items():
        reason = _why_ended(turn, document)
        if reason and key in places:
            yield Point(
                path=("vien_dan", key),
                code=f"hieu_luc-{key}",
                group="phap_luat",
                question=f"{name_of(document)}: năm {turn.year} vẫn viện dẫn, thay bằng văn bản "
                "nào, hay bỏ?",
                reason=f"{reason}; nhắc ở: {places[key]}",
            )


def name_of(document: VanBan) -> str:
    """'Nghị quyết số 24/2021/QH15', 'Luật Đầu tư công'."""
    if document.so_ky_hieu:
        return f"{document.loai} số {document.so_ky_hieu}"
    return f"{document.loai} {document.ten}"


def _why_ended(turn: Turn, document: VanBan, *, carried_out: bool = False) -> str:
    ended = period_end(document)
    if ended and ended < date(turn.year, 12, 31):
        full = (ended.month, ended.day) == (12, 31)
        when = f"năm {ended.year}" if full else f"ngày {date_in_digits(ended)}"
        return f"chỉ áp dụng đến hết {when}"
    if ended is None and not carried_out:
        for key in document.lien_quan:
            other = turn.plan.vien_dan.get(key)
            if other and (why := _why_ended(turn, other, carried_out=True)):
                return f"gắn với {name_of(other)}, {why}"
    return ""


def period_end(document: VanBan) -> date | None:
    """The last day that a document says it is for: its validity, else the period in its title."""
    if document.hieu_luc and (last_day := document.hieu_luc.period.last_day):
        return last_day
    years = [int(match["last"]) for match in _UNTIL.finditer(document.trich_yeu or "")]
    return date(max(years), 12, 31) if years else None


def _places(turn: Turn) -> dict[str, str]:
    """Where each document is mentioned: 'căn cứ; phần II, mục 1'."""
    document = turn.new.document
    names = clause_names(document.clauses)
    places: dict[str, dict[str, None]] = {}
    for mention in document.vien_dan:
        inner = [c for c in document.clauses if c.span.start <= mention.span.start < c.span.end]
        where = names[inner[-1].index] if inner else "căn cứ"
        places.setdefault(mention.id, {})[where] = None
    return {key: "; ".join(where) for key, where in places.items()}


def kept_wordings(turn: Turn) -> Iterator[Point]:
    """Mentions that print what was published, which was right for last year's plan only."""
    for path, text in texts_in(turn.source.data):
        if path[0] == "can_cu" and path[-1] == "in_nguyen":
            yield _kept(turn, path, str(at(turn.source.data, (*path[:-1], "id"))), text, "khong")
        for match in _MENTION.finditer(text):
            words = re.split(r"in_nguyen\s*=\s*['\"]", match[0])[-1].rstrip("'\") }")
            proposal = f"{{{{ vien_dan('{match['id']}') }}}}"
            yield _kept(turn, path, match["id"], words, proposal, match[0])


def _kept(
    turn: Turn, path: tuple[str | int, ...], key: str, words: str, proposal: str, old: str = ""
) -> Point:
    shown = words if len(words) <= _SHOWN else words[:_SHOWN].rsplit(" ", 1)[0] + " …"
    return Point(
        path=path,
        code=f"in_nguyen-{key}",
        group="phap_luat",
        question=f"Bản {turn.old.nam} in nguyên văn “{shown}”; năm {turn.year} in theo sổ viện "
        "dẫn?",
        reason="in_nguyen giữ đúng chữ của bản đã ban hành, kể cả chỗ khác với sổ viện dẫn "
        f"({name_of(turn.plan.vien_dan[key])})",
        proposals=(proposal,),
        replace=old or None,
        key=None if old else "in_nguyen",
    )
