"""What a YAML file must not hold, refused before it is read: anchors, and nesting without end."""

from __future__ import annotations

import re

import yaml

from kehoach.findings import Finding, InputRefused
from kehoach.locations import Place

_DEEPEST = 100
"""Lists and mappings inside each other; the parser itself breaks down at some thousands."""

_MAYBE_ANCHOR = re.compile(r"(?:^|[\s\[{,])[&*]\S", re.MULTILINE)
_BRACKET = re.compile(r"[\[{\]}]")
_INDENTATION = re.compile(r"(?<![^\r\n])[ ?:-]+(?=[^ #\r\n])")


def refuse_bombs(text: str, name: str) -> None:
    """Raise InputRefused for anchors, and for what is nested deeper than any plan.

    A quick look tells most texts to be harmless; raises yaml.YAMLError if it cannot be parsed.
    """
    if not _MAYBE_ANCHOR.search(text) and _depth_at_most(text) <= _DEEPEST:
        return
    findings: dict[int, Finding] = {}
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CBaseLoader):
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if not (mark := event.start_mark):
            continue
        place = Place(name, mark.line + 1, mark.column + 1)
        if depth > _DEEPEST:
            raise InputRefused([_too_deep(place)])
        if isinstance(event, yaml.NodeEvent) and event.anchor:
            findings.setdefault(mark.line, _anchor(place, event.anchor))
    if findings:
        raise InputRefused(list(findings.values()))


def _depth_at_most(text: str) -> int:
    """More than the depth of the text; each column can open a list and a mapping."""
    column = max((len(match.group()) for match in _INDENTATION.finditer(text)), default=0)
    opened = deepest = 0
    for match in _BRACKET.finditer(text):
        opened = opened + 1 if match.group() in "[{" else max(0, opened - 1)
        deepest = max(deepest, opened)
    return 2 * (column + 1) + deepest


def _too_deep(place: Place) -> Finding:
    return Finding(
        place,
        "YM125",
        f"các danh sách, nhóm khoá lồng vào nhau quá {_DEEPEST} cấp",
        "bỏ bớt cấp: kế hoạch thường chỉ có năm, sáu cấp mục",
    )


def _anchor(place: Place, anchor: str) -> Finding:
    """Aliases can make a small file expand without bound, and no clerk needs them.

    One finding a line: a bomb has many on each.
    """
    return Finding(
        place,
        "YM102",
        f"không dùng neo/bí danh YAML (& hoặc *): “{anchor}”",
        "viết lại nội dung đầy đủ; chữ bắt đầu bằng * hoặc & thì đặt trong dấu nháy",
    )
