"""Findings for people (text) and for machines (JSON, SARIF 2.1.0)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import PurePath
from textwrap import fill
from typing import Any
from urllib.parse import quote

from kehoach import __version__
from kehoach.check.catalogue import SEVERITIES
from kehoach.check.rules import Rule, rules
from kehoach.findings import Finding, Severity
from kehoach.locations import FinishedPlace
from kehoach.vietnamese import visible

_WIDTH, _INDENT, _LEAD = 100, "    ", 20
_SARIF_LEVEL = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}


def as_text(findings: Iterable[Finding]) -> str:
    """One block a finding: place, code, message, excerpt with a caret, what to do, the source."""
    return "\n".join(_block(finding) for finding in findings)


def _block(finding: Finding) -> str:
    severity = SEVERITIES[finding.severity]
    lines = [visible(f"{finding.place}: {finding.code} {severity}: {finding.message}")]
    if finding.excerpt:
        lines += _excerpt(finding)
    if finding.help:
        lines.append(_wrapped(f"→ {finding.help}"))
    if finding.source:
        lines.append(_wrapped(f"căn cứ: {finding.source}"))
    if finding.waived is not None:
        lines.append(_wrapped(f"đã bỏ qua: {finding.waived}"))
    return "\n".join(lines)


def _excerpt(finding: Finding) -> tuple[str, str]:
    """The excerpt on one line, cut where the words are long, and the carets under the words."""
    text, at = visible(finding.excerpt), len(visible(finding.excerpt[: finding.words_at]))
    room = _WIDTH - len(_INDENT)
    if len(text) > room:
        first = max(0, text.rfind(" ", 0, max(1, at - _LEAD)))
        text, at = "…" * bool(first) + text[first + bool(first) :], at - first
        text = text if len(text) <= room else text[: room - 1].rpartition(" ")[0] + "…"
    carets = "^" * max(1, min(len(visible(finding.words)), len(text) - at))
    return _INDENT + text, f"{_INDENT}{' ' * at}{carets}"


def _wrapped(text: str) -> str:
    return fill(visible(text), _WIDTH, initial_indent=_INDENT, subsequent_indent=_INDENT + "  ")


def as_json(findings: Iterable[Finding]) -> str:
    """A JSON list, UTF-8 unescaped; `line` and `column` are null where the file has none.

    A finding about a finished file tells `page` (null if unknown) and `where` ('đoạn 12');
    `blocks` tells that a plan is not issued with it.
    """
    return json.dumps([_record(f) for f in findings], ensure_ascii=False, indent=2)


def _record(finding: Finding) -> dict[str, Any]:
    record: dict[str, Any] = {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "file": finding.place.file,
        "line": _line(finding),
        "column": finding.place.column or None if _line(finding) else None,
        "source": finding.source,
        "fix": finding.fix,
        "help": finding.help,
        "excerpt": finding.excerpt,
        "blocks": finding.blocks,
    }
    if isinstance(finding.place, FinishedPlace):
        record |= {"page": finding.place.page, "where": finding.place.label}
    if finding.waived is not None:
        record["waived"] = finding.waived
    return record


def _line(finding: Finding) -> int | None:
    """The line; a Word file or a PDF has none that a machine could go to."""
    return None if isinstance(finding.place, FinishedPlace) else finding.place.line or None


def as_sarif(findings: Sequence[Finding]) -> str:
    """A SARIF 2.1.0 log, which code-review tools show beside the lines."""
    driver = {
        "name": "kehoach",
        "version": __version__,
        "rules": [_sarif_rule(row) for row in rules().values()],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "results": [_sarif_result(finding) for finding in findings],
    }
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [run],
    }
    return json.dumps(log, ensure_ascii=False, indent=2)


def _sarif_rule(row: Rule) -> dict[str, Any]:
    return {
        "id": row.code,
        "shortDescription": {"text": row.cau},
        "help": {"text": f"{row.cach_sua} ({row.nguon})"},
        "defaultConfiguration": {"level": _SARIF_LEVEL[row.severity]},
    }


def _uri(file: str) -> str:
    """A path as SARIF wants it: slashes forward, spaces and letters with marks in percent."""
    return quote(PurePath(file).as_posix())


def _sarif_result(finding: Finding) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": {"uri": _uri(finding.place.file)}}
    if line := _line(finding):
        location["region"] = {"startLine": line, "startColumn": finding.place.column}
    place: dict[str, Any] = {"physicalLocation": location}
    if isinstance(finding.place, FinishedPlace) and finding.place.label:
        place["message"] = {"text": finding.place.label}
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "level": _SARIF_LEVEL[finding.severity],
        "message": {"text": f"{finding.message}. {finding.help}".rstrip(". ") + "."},
        "locations": [place],
    }
    if finding.waived is not None:
        result["suppressions"] = [{"kind": "inSource", "justification": finding.waived}]
    return result
