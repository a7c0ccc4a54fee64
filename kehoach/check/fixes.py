"""Safe fixes as surgical edits: the words of a finding are replaced, every other byte stays."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

from kehoach.findings import Finding
from kehoach.source import Source


def fixed_text(findings: Iterable[Finding], source: Source) -> tuple[str, int]:
    """The text of the file with every unwaived safe fix made, and how many there were.

    Of fixes that overlap, the first is made; another run finds the rest.
    """
    text, end, count = source.text, len(source.text) + 1, 0
    chosen = [f for f in findings if f.fix is not None and f.span and f.waived is None]
    for finding in sorted(chosen, key=lambda f: f.span.start if f.span else 0, reverse=True):
        span, fix = finding.span, finding.fix
        if span is None or fix is None or span.end > end or finding.place.file != source.name:
            continue
        text = text[: span.start] + fix + text[span.end :]
        end, count = span.start, count + 1
    return text, count


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
