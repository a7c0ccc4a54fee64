"""Waivers (`bo_qua`): findings that a person has seen and let pass, each with its reason.

A waiver stands on the node it concerns and takes one finding of its code inside that node (the
one whose words hold `trich`, if given; else one with `trich` near it). Inner ones come before
outer ones, and on one node those that name words before those that take any finding. One that takes
nothing any more is itself a finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kehoach.check.review import Spot
from kehoach.check.rules import rule
from kehoach.findings import Finding
from kehoach.locations import Path, Span
from kehoach.source.source import Source

_STALE = "KC020"


@dataclass(frozen=True, slots=True)
class _Waiver:
    code: str
    trich: str
    ly_do: str
    path: Path
    span: Span


def apply_waivers(findings: Sequence[Finding], source: Source) -> list[Finding]:
    """The findings, those waived marked with the reason, and one for each stale waiver."""
    left = sorted(findings)
    done: list[Finding] = []
    for waiver in sorted(_waivers(source.data, (), source), key=_turn):
        fitting = [finding for finding in left if _matches(waiver, finding, source)]
        taken = min(fitting, key=lambda finding: waiver.trich not in finding.words, default=None)
        if taken is None:
            done.append(_stale(waiver, source))
            continue
        left.remove(taken)
        done.append(replace(taken, waived=waiver.ly_do))
    return sorted(left + done)


def _turn(waiver: _Waiver) -> tuple[int, int]:
    """A waiver that fits less comes first, lest another take the only finding that it fits."""
    return waiver.span.end - waiver.span.start, -len(waiver.trich)


def _waivers(data: Any, path: Path, source: Source) -> Iterator[_Waiver]:
    if isinstance(data, list):
        for index, item in enumerate(data):
            yield from _waivers(item, (*path, index), source)
    elif isinstance(data, dict):
        for index, row in enumerate(data.get("bo_qua") or ()):
            here = (*path, "bo_qua", index)
            yield _Waiver(row["ma"], row.get("trich") or "", row["ly_do"], here, source.span(path))
        for key, value in data.items():
            if key != "bo_qua":
                yield from _waivers(value, (*path, key), source)


def _matches(waiver: _Waiver, finding: Finding, source: Source) -> bool:
    if finding.code != waiver.code or finding.place.file != source.name:
        return False
    offset = source.offset(finding.place)
    inside = waiver.span.start <= offset < waiver.span.end
    shown = f"{finding.words}\n{finding.excerpt}\n{finding.message}"
    return inside and waiver.trich in shown


def _stale(waiver: _Waiver, source: Source) -> Finding:
    spot = Spot(source.place(waiver.path), waiver.code, f"ma: {waiver.code}")
    return rule(_STALE).at(spot, f"bo_qua {waiver.code} không còn khớp với điểm nào ở nội dung này")
