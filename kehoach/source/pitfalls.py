"""Words that YAML reads otherwise than they were meant, because they stand without quotes.

Each check gives the node to point at and what to say, or nothing.
"""

from __future__ import annotations

import re

import yaml

from kehoach.findings import Severity
from kehoach.locations import Path

Complaint = tuple[str, str, str]
"""Code, message, advice."""

PROSE_KEYS = frozenset({"muc", "doan", "tieu_de", "tieu_de_phu", "trich_yeu", "ket", "ghi"})
"""Keys whose text has commas and other signs as a rule."""

_AFTER_WORDS = re.compile(r"([ \t]+)#+([ \t]*)[^\w\r\n]*\w[^\r\n]*")


def cut_at_comma(node: yaml.SequenceNode, path: Path) -> yaml.Node | None:
    """The item of `[Hướng dẫn, chỉ đạo]` that shows a sentence cut at its comma."""
    if not node.flow_style:
        return None
    prose = bool(path) and path[-1] in PROSE_KEYS
    for index, item in enumerate(node.value):
        if not isinstance(item, yaml.ScalarNode) or item.style:
            continue
        cut = index and " " in item.value and item.value[:1].islower()
        if (prose and item.value) or (cut and path[-1:] != ("co_quan",)):
            return item
    return None


CUT_AT_COMMA: Complaint = (
    "YM107",
    "câu chữ trong ngoặc [ ] mà không có dấu nháy có thể bị cắt ở dấu phẩy",
    "đặt từng câu trong dấu nháy kép, hoặc viết mỗi câu một dòng bắt đầu bằng “- ”",
)


_NOTES = frozenset({"bo_qua", "can_quyet_dinh", "ly_do"})
"""Keys below which nothing is printed in a plan."""

SHORT, _LONGEST_TEXT = 300, 10_000
"""Longer than the first is no word, than the second no paragraph."""
_TOO_LONG = re.compile(rf"\S{{{SHORT + 1}}}|\s{{{SHORT + 1}}}")


def too_long(text: str, path: Path) -> Complaint | None:
    """Whether a text is longer than any that is written for people to read.

    What looks for mistakes in it, sets it or compares it may then take as long as it likes.
    """
    if len(text) > _LONGEST_TEXT:
        return (
            "YM127",
            f"câu chữ ở đây dài {len(text)} ký tự, quá {_LONGEST_TEXT}",
            "tách thành nhiều đoạn, mỗi đoạn một nội dung riêng",
        )
    is_worked_out = "{{" in text or path[-1:] == ("cong_thuc",)  # these have bounds of their own
    if not is_worked_out and (match := _TOO_LONG.search(text)):
        what = "khoảng trắng" if match.group().isspace() else f"từ “{match.group()[:20]}…”"
        return (
            "YM127",
            f"có {what} dài quá {SHORT} ký tự",
            "xem lại chỗ này: có thể do dán nhầm; viết lại các từ cách nhau một khoảng trắng",
        )
    return None


LINE_END_INSIDE: Complaint = (
    "YM126",
    "câu chữ có chỗ xuống dòng; khi in, các dòng được nối liền thành một đoạn",
    "muốn tách đoạn thì viết mỗi đoạn thành một nội dung riêng; không thì viết liền sau “>-”",
)


def line_end_inside(text: str, path: Path) -> bool:
    """Whether lines of a printed text are joined, as behind `|` or where a line is left blank."""
    return "\n" in text.strip() and _NOTES.isdisjoint(path)


_KEY_WITHOUT_SPACE = re.compile(r"([a-z]+(?:_[a-z0-9]+)*):(?=[^\s/]|[\xa0\u2000-\u200b])")


def key_without_space(node: yaml.Node) -> Complaint | None:
    """`- doan:Rà soát` is a text to YAML, and would be printed with its key."""
    if not isinstance(node, yaml.ScalarNode) or node.style:
        return None
    match = _KEY_WITHOUT_SPACE.match(node.value)
    if match is None or " " not in node.value:
        return None
    return (
        "YM116",
        f"thiếu dấu cách sau “{match.group()}” nên cả dòng bị hiểu là câu chữ",
        f"viết “{match.group()} …”, sau dấu hai chấm gõ một dấu cách; nếu đúng là câu chữ thì đặt "
        "trong dấu nháy kép",
    )


def is_absent(node: yaml.Node) -> bool:
    """`so:` with nothing behind it says that there is no value."""
    return isinstance(node, yaml.ScalarNode) and node.value == "" and not node.style


def is_cut_off(parent: yaml.MappingNode, key: yaml.Node, value: yaml.Node) -> bool:
    """In `{ghi: Chủ tịch, các phó chủ tịch}` the words behind the comma are a key without colon."""
    no_colon = value.start_mark.index == key.end_mark.index
    return bool(parent.flow_style) and is_absent(value) and no_colon


def taken_for_comment(
    text: str, node: yaml.Node, path: Path
) -> tuple[int, Complaint, Severity] | None:
    """Where YAML takes what follows a sentence for a comment: `Thực hiện Dự án #1 và #2`.

    People write comments too: two spaces, `# ` and words are one. A word right behind the `#` is
    lost text; a single space before it, behind the text of a clause, may be either.
    """
    if not isinstance(node, yaml.ScalarNode) or node.style or " " not in node.value:
        return None
    match = _AFTER_WORDS.match(text, node.end_mark.index)
    if match is None:
        return None
    key = next((part for part in reversed(path) if isinstance(part, str)), "")
    if match.group(2) and (key not in PROSE_KEYS or len(match.group(1)) > 1):
        return None
    lost = text[match.end(1) : match.end()]
    shown = lost if len(lost) <= 40 else f"{lost[:40]}…"
    message = f"“{shown}” không được in: YAML coi chữ sau dấu # là ghi chú"
    advice = (
        "nếu là lời văn thì đặt cả câu trong dấu nháy kép; nếu là ghi chú thì viết hai dấu cách "
        "trước dấu #, một dấu cách sau"
    )
    severity = Severity.WARNING if match.group(2) else Severity.ERROR
    return match.end(1), ("YM124", message, advice), severity
