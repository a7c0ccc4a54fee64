"""Safe fixes as surgical edits: the words of a finding are replaced, every other byte stays."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any
from unicodedata import normalize

from kehoach.findings import Finding, InputRefused
from kehoach.locations import Path, Span
from kehoach.source.source import Source, parse_source

_VERBATIM = "in_nguyen"
_VERBATIM_ARGUMENT = re.compile(rf"\b{_VERBATIM}\s*=\s*(?:'[^']*'|\"[^\"]*\")")

_NOT_COMPOSED = "CT001"
_LOOSE = re.compile("[^\u0300-\u036f][\u0300-\u036f]+")

_Edit = tuple[Span, str]


def without_fixes_of_published_words(findings: Iterable[Finding], source: Source) -> list[Finding]:
    """The findings; those about words of `in_nguyen` lose their fix, which a person must decide."""
    kept = [*_verbatim_values(source.data, (), source)]
    kept += [Span(*match.span()) for match in _VERBATIM_ARGUMENT.finditer(source.text)]
    return [
        replace(f, fix=None) if f.fix is not None and f.span and _is_inside(f.span, kept) else f
        for f in findings
    ]


def _verbatim_values(data: Any, path: Path, source: Source) -> Iterator[Span]:
    if not isinstance(data, (dict, list)):
        return
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        if key == _VERBATIM and isinstance(value, str):
            yield source.span((*path, key))
        else:
            yield from _verbatim_values(value, (*path, key), source)


def _is_inside(span: Span, others: Iterable[Span]) -> bool:
    return any(other.start <= span.start and span.end <= other.end for other in others)


def fixed_text(findings: Iterable[Finding], source: Source) -> tuple[str, int]:
    """The text of the file with every unwaived safe fix made, and how many there were.

    Of fixes that overlap, the first is made; another run finds the rest. A fix that YAML would
    read otherwise than as words ('công trình: hồ chứa' without quotes) is not made.
    """
    edits = _kept(_without_overlaps(findings, source), source)
    return _edited(source.text, edits), len(edits)


def _without_overlaps(findings: Iterable[Finding], source: Source) -> list[_Edit]:
    open_ = [f for f in findings if f.waived is None and f.place.file == source.name]
    edits = [(f.span, f.fix) for f in open_ if f.span and f.fix is not None]
    if any(f.code == _NOT_COMPOSED for f in open_):
        edits += _composed(source.text)
    chosen: list[_Edit] = []
    for edit in sorted(edits, key=lambda edit: edit[0].start):
        if not chosen or chosen[-1][0].end <= edit[0].start:
            chosen.append(edit)
    return chosen


def _composed(text: str) -> Iterator[_Edit]:
    """Letters with loose marks, each as one character (NFC)."""
    for match in _LOOSE.finditer(text):
        if normalize("NFC", match[0]) != match[0]:
            yield Span(*match.span()), normalize("NFC", match[0])


def _kept(edits: Sequence[_Edit], source: Source) -> list[_Edit]:
    """The edits that leave the file its keys and lists; halved to find those that do not."""
    if not edits or _has_same_shape(source, _edited(source.text, edits)):
        return list(edits)
    if len(edits) == 1:
        return []
    middle = len(edits) // 2
    return _kept(edits[:middle], source) + _kept(edits[middle:], source)


def _edited(text: str, edits: Sequence[_Edit]) -> str:
    for span, fix in reversed(edits):
        text = text[: span.start] + fix + text[span.end :]
    return text


def _has_same_shape(source: Source, text: str) -> bool:
    try:
        return bool(_shape(parse_source(text, source.name).data) == _shape(source.data))
    except InputRefused:
        return False


def _shape(data: Any) -> Any:
    """Keys and lists without the texts in them."""
    if isinstance(data, dict):
        return {key: _shape(value) for key, value in data.items()}
    return [_shape(item) for item in data] if isinstance(data, list) else type(data)


def as_diff(source: Source, text: str) -> str:
    """A unified diff from the file as it is to `text`."""
    return "".join(
        difflib.unified_diff(
            source.text.splitlines(keepends=True),
            text.splitlines(keepends=True),
            source.name,
            f"{source.name} (sau khi sửa)",
        )
    )
