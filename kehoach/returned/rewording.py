"""Another wording of a line: which of its words a person wrote, and where they stand."""

from __future__ import annotations

import re
from dataclasses import replace

from kehoach.compare.tokens import Tokens, token_diff
from kehoach.document import Run
from kehoach.locations import Computed, Literal
from kehoach.returned.actions import Located, ReplaceWords, refused
from kehoach.returned.baseline import BaselineLine
from kehoach.returned.differences import WHOLE_ROW, LineDifference
from kehoach.returned.refusals import BY_HAND, why
from kehoach.source.source import Source

MEANT_TO_COMPUTE = re.compile(r"[{}_\\]")
"""Letters that a text of the plan does not print as they are."""

_WORDS = Tokens()
_OWN_PARTS = frozenset({"noi_dung", "phu_luc"})


def reworded(source: Source, difference: LineDifference, printed: BaselineLine) -> Located:
    """What of another wording belongs to words that a person wrote; the rest has its reasons."""
    assert printed.passage
    runs = printed.passage.runs
    if printed.passage.text != printed.text:
        return refused(difference, "chỗ để trống hoặc có nhiều dấu cách; sửa ở tệp YAML")
    if WHOLE_ROW in difference.place.steps:
        return refused(difference, "số ô của hàng đã đổi; sửa ở phu_luc")
    starts = _starts(runs)
    texts = [run.text for run in runs]
    actions: list[ReplaceWords] = []
    reasons: list[str] = []
    for start, end, new in reversed(_ranges(printed.text, difference.new)):
        at = _literal_at(runs, starts, start, end)
        if isinstance(at, str):
            reasons.append(at)
            if any(isinstance(run.origin, Literal) for run in _touched(runs, starts, start, end)):
                # Words and figures that went together: which of them stays is a guess.
                return refused(difference, *dict.fromkeys(reversed(reasons)))
            continue
        reason = _unwritable(source, runs[at], new, texts[at], end - start)
        if reason:
            reasons.append(reason)
            continue
        origin = runs[at].origin
        assert isinstance(origin, Literal)
        first = start - starts[at]
        texts[at] = texts[at][:first] + new + texts[at][first + end - start :]
        words = new.lower() if _in_capitals(source, runs[at]) else new
        offset = origin.offset + first
        actions.append(ReplaceWords(origin.path, offset, offset + end - start, words))
    becomes = tuple(replace(run, text=text) for run, text in zip(runs, texts, strict=True))
    return Located(difference, tuple(reversed(actions)), tuple(dict.fromkeys(reasons)), becomes)


def _unwritable(source: Source, run: Run, new: str, text: str, length: int) -> str:
    """Why words cannot be put into a run; '' if they can."""
    if MEANT_TO_COMPUTE.search(new):
        return "có dấu { } _ \\ mà tệp YAML hiểu theo nghĩa riêng"
    if (run.bold or run.italic) and not new.strip() and length >= len(text.strip()):
        return "bỏ cả phần chữ nhấn mạnh; sửa ở tệp YAML"
    if _in_capitals(source, run):
        assert isinstance(run.origin, Literal)
        if run.origin.path[0] not in _OWN_PARTS:
            return f"chữ in hoa, không rõ chữ nào viết hoa thật; sửa ở khoá {_key(run)}"
        if new != new.upper():
            return "chỗ này máy in hoa cả, chữ thường không in ra được; sửa ở tệp YAML"
    return ""


def _in_capitals(source: Source, run: Run) -> bool:
    assert isinstance(run.origin, Literal)
    start = run.origin.offset
    written = source.scalar(run.origin.path).text[start : start + len(run.text)]
    return written != run.text


def _touched(runs: tuple[Run, ...], starts: list[int], start: int, end: int) -> list[Run]:
    """The runs that hold any of these letters."""
    return [
        run
        for run, first in zip(runs, starts, strict=True)
        if first < end and start < first + len(run.text)
    ]


def _starts(runs: tuple[Run, ...]) -> list[int]:
    starts, at = [], 0
    for run in runs:
        starts.append(at)
        at += len(run.text)
    return starts


def _ranges(old: str, new: str) -> list[tuple[int, int, str]]:
    """What to put in place of which letters of the old text, in whole words."""
    cut_old, cut_new = _WORDS.cut(old), _WORDS.cut(new)
    first = next(
        (i for i, (a, b) in enumerate(zip(cut_old, cut_new, strict=False)) if a != b),
        min(len(cut_old), len(cut_new)),
    )
    rest = min(len(cut_old), len(cut_new)) - first
    last = next((i for i in range(rest) if cut_old[-1 - i] != cut_new[-1 - i]), rest)
    ends = [0]
    for word in cut_old:
        ends.append(ends[-1] + len(word))
    ranges: list[tuple[int, int, str]] = []
    is_open = False
    middle = (cut_old[first : len(cut_old) - last], cut_new[first : len(cut_new) - last])
    for op, a, b, c, d in token_diff(*middle):
        if op == "=":
            is_open = False
            continue
        if not is_open:
            ranges.append((ends[first + a], ends[first + a], ""))
            is_open = True
        start, end, text = ranges[-1]
        come = "".join(middle[1][c:d]) if op == "+" else ""
        ranges[-1] = (start, max(end, ends[first + b]), text + come)
    return ranges


def _literal_at(runs: tuple[Run, ...], starts: list[int], start: int, end: int) -> int | str:
    """The run that a person wrote and that holds these letters, else why there is none.

    New letters between two runs belong to the one before, unless only the one behind was written.
    """
    ends = [first + len(run.text) for first, run in zip(starts, runs, strict=True)]
    if start == end:
        around = [i for i in range(len(runs)) if starts[i] <= start <= ends[i]]
        inside = [i for i in around if starts[i] < start < ends[i]]
        for place in inside or around:
            if isinstance(runs[place].origin, Literal):
                return place
        return why(runs[around[0]]) if around else BY_HAND[""]
    touched = _touched(runs, starts, start, end)
    for run in touched:
        if isinstance(run.origin, Computed):
            return why(run)
    if len(touched) != 1:
        return "chỗ sửa nằm vắt qua phần chữ nhấn mạnh; sửa ở tệp YAML"
    return next(place for place, run in enumerate(runs) if run is touched[0])


def _key(run: Run) -> str:
    assert isinstance(run.origin, Literal)
    return ".".join(map(str, run.origin.path))
