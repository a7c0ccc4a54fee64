r"""Hidden and forbidden characters of a YAML file, told at their places wherever they stand.

Those that stand in the file itself are found in its text, comments and keys included; those that
an escape of a quoted value makes ("\u202e"), in the value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import yaml

from kehoach.findings import Finding, Severity
from kehoach.locations import Span
from kehoach.source.scalar import map_scalar
from kehoach.vietnamese import FORBIDDEN, HIDDEN, TURNING, is_plain, named, visible

if TYPE_CHECKING:
    from kehoach.source.source import Source

HIDDEN_CODE = "CT006"
"""The code of a hidden character, here and in the check of finished files."""

_FORBIDDEN_CODE = "YM119"
_CONTEXT, _NEAR = 40, 12
_MOST = 100
"""Findings of one kind in a file: whoever has pasted more needs no list of them."""


def in_text(source: Source) -> Iterator[Finding]:
    """What stands in the text of a file as it is."""
    if is_plain(source.text):
        return
    for pattern in (HIDDEN, FORBIDDEN):
        matches = list(pattern.finditer(source.text))
        for match in matches[:_MOST]:
            yield _finding(source, Span(*match.span()), match.group(), len(matches))


def in_value(node: yaml.ScalarNode, source: Source) -> Iterator[Finding]:
    """What the escapes of a value in double quotes make."""
    if node.style != '"' or is_plain(node.value):
        return
    scalar = map_scalar(source.text, node)
    for pattern in (HIDDEN, FORBIDDEN):
        for match in pattern.finditer(scalar.text):
            span = scalar.locate(*match.span())
            if source.text[span.start : span.end] != match.group():
                yield _finding(source, span, match.group(), 1)


def refuse_hidden(findings: Iterable[Finding]) -> list[Finding]:
    """The findings; those about hidden characters are errors, as they are in what is final."""
    return [
        replace(finding, severity=Severity.ERROR, blocks=True)
        if finding.code == HIDDEN_CODE
        else finding
        for finding in findings
    ]


def _finding(source: Source, span: Span, characters: str, count: int) -> Finding:
    text, place = source.text, source.place_at(span.start)
    first = max(span.start - place.column + 1, span.start - _CONTEXT)
    before = text[first : span.start]
    after = re.split(r"[\r\n]", text[span.end : span.end + _CONTEXT], maxsplit=1)[0]
    around = " ".join(f"{_bare(before)[-_NEAR:]}{_bare(after)[:_NEAR]}".split())
    odd = named(characters[0]) + (f"; cả tệp có {count} chỗ" if count > _MOST else "")
    if not HIDDEN.match(characters):
        message = f"có ký tự điều khiển hoặc ký tự hỏng ({odd}) ở “{around}”"
        return Finding(place, _FORBIDDEN_CODE, message, "xoá ký tự đó và gõ lại")
    what = "làm đảo thứ tự chữ" if TURNING.search(characters) else "không nhìn thấy"
    return Finding(
        place,
        HIDDEN_CODE,
        f"có ký tự {what} ({odd}) ở “{around}”",
        "xoá ký tự ấy rồi gõ lại chữ; bản trình ký, ban hành không được có",
        Severity.WARNING,
        fix="",
        excerpt=visible(before) + visible(characters) + visible(after),
        words=visible(characters),
        span=span,
        words_at=len(visible(before)),
    )


def _bare(text: str) -> str:
    return FORBIDDEN.sub("", HIDDEN.sub("", text))
