"""Versions of a plan's vocabulary (`phien_ban`), and the steps from each to the next.

A key that changes its meaning comes with a step, which edits a plan so that it says in the new
words what it said in the old ones; every other byte stays. A plan without `phien_ban` is of the
first version. One that no step would change is good in any version: plans of today stay valid.
"""

from __future__ import annotations

from collections.abc import Callable

from kehoach.findings import InputRefused
from kehoach.source.edits import Edits
from kehoach.source.source import Source, parse_source

VERSION = "phien_ban"
FIRST = 1

Step = Callable[[Edits], None]

STEPS: tuple[Step, ...] = ()
"""The first leads from version 1 to 2, the next from 2 to 3; the last to the version of today."""


def newest() -> int:
    """The version that this program reads and writes."""
    return FIRST + len(STEPS)


def refuse_newer(source: Source) -> None:
    """Refuse a plan that a newer program wrote; raises InputRefused."""
    version = _version(source)
    if version > newest():
        raise _refusal(
            source,
            "PB001",
            f"kế hoạch do bản kehoach mới hơn ghi (phien_ban: {version}, bản này đọc được đến "
            f"{newest()})",
            "cập nhật kehoach rồi chạy lại; không sửa phien_ban bằng tay",
        )


def refuse_other_versions(source: Source) -> None:
    """Refuse a plan of a newer program, and one that would be misread before it is upgraded."""
    refuse_newer(source)
    version = _version(source)
    if version < newest() and upgraded(source) != source.text:
        raise _refusal(
            source,
            "PB002",
            f"kế hoạch viết theo phiên bản {version}, có khoá đã đổi nghĩa ở phiên bản {newest()}",
            f"chạy: kehoach nang-cap {source.name}",
        )


def upgraded(source: Source) -> str:
    """The text of a plan in the words of today; as it is where no step changes it."""
    text = source.text
    for step in STEPS[_version(source) - FIRST :]:
        edits = Edits(parse_source(text, source.name))
        step(edits)
        text = edits.text()
    if text == source.text:
        return text
    edits = Edits(parse_source(text, source.name))
    if edits.source.key_node((VERSION,)):
        edits.set_value((VERSION,), str(newest()))
    else:
        edits.add_key((), VERSION, [], value=str(newest()), after="nam")
    return edits.text()


def _version(source: Source) -> int:
    """What the plan says; the first where it says nothing that can be read."""
    given = source.data.get(VERSION) if isinstance(source.data, dict) else None
    if not isinstance(given, str) or not given.isdecimal() or len(given) > 9:
        return FIRST
    return max(FIRST, int(given))


def _refusal(source: Source, code: str, message: str, advice: str) -> InputRefused:
    return InputRefused.at(source.place((VERSION,)), code, message, advice)
