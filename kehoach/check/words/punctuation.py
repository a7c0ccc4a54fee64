"""Brackets, quotation marks, marks that meet, and words written twice."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from kehoach.check.review import CheckedPassage, Review, texts
from kehoach.check.words.syllables import is_syllable
from kehoach.check.words.word_findings import report
from kehoach.check.words.word_lists import DEEDS, EMPHASIS, FUNCTION_WORDS, NAME_AND_VERB
from kehoach.findings import Finding

_PAIRS = {"(": ")", "[": "]", "“": "”", "«": "»", '"': '"'}
_ITEM = re.compile(r"(?:^|[\s(,;])(?:[a-zđ]\d?|\d{1,2}(?:\.\d{1,2})*|[ivx]{1,5}|[IVX]{1,5})\)")
"""a), 1), iv): a closing bracket that nothing opens."""

_MEASURE = re.compile(r"\d[\"”]")
_MARK = re.compile(r"[()\[\]“”«»\"]")
_MEETING = re.compile(r"(?<![.…])([,;:]) ?([,;:]|\.(?![.…\w]))")
_STOP_MEETING = re.compile(r"([^\W\d_]{2,})(\.[,;:]|\.\.(?!\.))")
_STRAIGHT = re.compile(r"(?<!\d)\"[^\"“”]+\"")
_CURLY = re.compile(r"“[^\"“”]+”")

_L = r"[^\W\d_]+"
_UNIT = re.compile(rf"(?<![\w-])({_L}(?: {_L}){{1,7}}) (\1)(?![\w-])", re.IGNORECASE)
"""Two or more syllables and the same again."""

_AGENT = re.compile(
    r"(?:cơ quan|đơn vị|bên|bộ phận|ngành|tổ|đội|nhóm|phòng|người|đầu mối|cá nhân|cán bộ|lực lượng|"
    r"công chức|doanh nghiệp|tổ chức|cấp|hộ|văn bản|công tác|cơ sở|chi phí) (?:\w+ ){0,2}$",
    re.IGNORECASE,
)
"""One who is named by what he does: 'cơ quan phối hợp phối hợp với …'."""

_SINGLE = re.compile(rf"(?<![\w-])({'|'.join(sorted(FUNCTION_WORDS))}) \1(?![\w-])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Mark:
    sign: str
    passage: CheckedPassage
    at: int
    order: int


_Marks = dict[str, list[_Mark]]
"""Open marks by the sign that closes them."""


def check_pairs(review: Review) -> Iterator[Finding]:
    """CT015: brackets and quotation marks that are not closed or not opened.

    A quotation may run over several paragraphs (the text of an amended article).
    """
    open_: _Marks = defaultdict(list)
    lone: list[_Mark] = []
    for order, passage in enumerate(review.body):
        opened, closed = _unpaired(passage, order)
        for mark in closed:
            if open_[mark.sign]:
                open_[mark.sign].pop()
            else:
                lone.append(mark)
        for sign, marks in opened.items():
            open_[sign] += marks
    for mark in sorted([*lone, *chain(*open_.values())], key=lambda m: (m.order, m.at)):
        yield _lone(mark)


def _unpaired(passage: CheckedPassage, order: int) -> tuple[_Marks, list[_Mark]]:
    """Marks of a passage that are opened and not closed, and closed and not opened."""
    text = passage.text
    skipped = {match.end() - 1 for pattern in (_ITEM, _MEASURE) for match in pattern.finditer(text)}
    opened: _Marks = defaultdict(list)
    closed: list[_Mark] = []
    for match in _MARK.finditer(text):
        sign, at = match.group(), match.start()
        mark = _Mark(sign, passage, at, order)
        if opened[sign]:
            opened[sign].pop()
        elif at in skipped:
            continue
        elif sign in _PAIRS:
            opened[_PAIRS[sign]].append(mark)
        else:
            closed.append(mark)
    return opened, closed


def _lone(mark: _Mark) -> Finding:
    closing = {close: sign for sign, close in _PAIRS.items()}
    if mark.sign not in _PAIRS:
        message = f"có dấu đóng {mark.sign} mà không có dấu mở {closing[mark.sign]}"
    else:
        message = f"có dấu mở {mark.sign} mà không có dấu đóng {_PAIRS[mark.sign]}"
    return report("CT015", mark.passage, mark.at, mark.at + 1, message)


def check_quote_styles(review: Review) -> Iterator[Finding]:
    """CT016: straight quotation marks beside curly ones in one document, once."""
    straight = list(texts(review.body, _STRAIGHT))
    curly = list(texts(review.body, _CURLY))
    if not straight or not curly:
        return
    rare, usual = (straight, curly) if len(straight) <= len(curly) else (curly, straight)
    passage, match = rare[0]
    message = (
        f"{match[0]} dùng kiểu dấu nháy khác phần còn lại của văn bản "
        f"({len(rare)} chỗ; {len(usual)} chỗ khác viết như {usual[0][1][0]})"
    )
    yield report("CT016", passage, *match.span(), message)


def check_meeting_marks(review: Review) -> Iterator[Finding]:
    """CT017: two marks where one should stand (',,', ';.', 'tỉnh.;')."""
    for passage, match in texts(review.body, _MEETING):
        yield report("CT017", passage, *match.span(), f"hai dấu câu liền nhau: “{match[0]}”")
    for passage, match in texts(review.body, _STOP_MEETING):
        if match[1].islower() and is_syllable(match[1]) and not match[1].startswith("tp"):
            message = f"hai dấu câu liền nhau: “{match[0]}”"
            yield report("CT017", passage, *match.span(2), message)


def check_repeats(review: Review) -> Iterator[Finding]:
    """CT002: a unit of two or more syllables, or a function word, written twice."""
    for passage, match in texts(review.passages, _UNIT):
        unit = match[1]
        syllables = unit.lower().split()
        lawful = syllables[0] in EMPHASIS or _names_an_agent(match)
        if not lawful and len(set(syllables)) > 1 and _same_case(match):
            message = f"viết lặp “{unit}”: “{match[0]}”"
            yield report("CT002", passage, *match.span(), message)
    for passage, match in texts(review.passages, _SINGLE):
        yield report("CT002", passage, *match.span(), f"viết lặp “{match[1]}”: “{match[0]}”")


def _names_an_agent(match: re.Match[str]) -> bool:
    """'các tổ chức tổ chức thực hiện'; what names no one by itself needs one who does it."""
    unit = match[1].lower()
    if unit not in DEEDS:
        return unit in NAME_AND_VERB
    return bool(_AGENT.search(match.string[: match.start()]))


def _same_case(match: re.Match[str]) -> bool:
    """Whether both have the same capitals, but for the first letter of a sentence."""
    first, second = match[1], match[2]
    opens = match.string[: match.start()].rstrip()[-1:] in ("", *".;:-+")
    return first == second or (opens and first[1:] == second[1:])


CHECKS = [check_pairs, check_quote_styles, check_meeting_marks, check_repeats]
