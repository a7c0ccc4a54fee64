"""Who issued a plan in spite of findings that block, when and why: a record beside the plan.

It is a file of JSON lines to which is only added. A record holds for the plan as it then was and
for the findings that it names: once the plan is edited, or something else is found, it lets
nothing pass.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from kehoach.files import ReadFault, Unreadable, read_bounded, reason, shown
from kehoach.findings import Finding, MachineProblem
from kehoach.plan.beside import overrides_path
from kehoach.source.source import Source

_MOST_BYTES = 16 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Override:
    """A person's will to issue a plan as it is, and why."""

    nguoi: str
    ly_do: str


@dataclass(frozen=True, slots=True)
class RecordedOverride:
    """An override as recorded: for which plan (by its hash) and which findings."""

    luc: str
    nguoi: str
    ly_do: str
    ke_hoach: str
    diem: tuple[OverriddenFinding, ...]

    def names(self, finding: Finding) -> bool:
        """Whether it lets this finding pass, wherever the plan lies."""
        return any(
            (passed.ma, passed.noi_dung) == (finding.code, finding.message) for passed in self.diem
        )

    @property
    def codes(self) -> str:
        """The codes of the findings, each once: 'DV003, TG006'."""
        return ", ".join(dict.fromkeys(finding.ma for finding in self.diem))

    @property
    def when(self) -> str:
        """The time for people: '08/12/2026 14:30'."""
        return f"{datetime.fromisoformat(self.luc):%d/%m/%Y %H:%M}"


@dataclass(frozen=True, slots=True)
class OverriddenFinding:
    """A finding that was overridden: code, place and message."""

    ma: str
    cho: str
    noi_dung: str


def hash_of(source: Source) -> str:
    """The hash by which a record knows the plan: that of its text in UTF-8."""
    return hashlib.sha256(source.text.encode("utf-8", "surrogatepass")).hexdigest()


@dataclass(frozen=True, slots=True)
class Overrides:
    """The overrides of a plan, the oldest first; `unread` are numbers of lines that are none."""

    records: tuple[RecordedOverride, ...] = ()
    unread: tuple[int, ...] = ()


def read_overrides(plan: Path) -> Overrides:
    """The overrides of a plan. Raises MachineProblem where the file is there and is not read."""
    path = overrides_path(plan)
    try:
        content = read_bounded(path, _MOST_BYTES)
    except Unreadable as error:
        if error.fault is ReadFault.MISSING:
            return Overrides()
        raise MachineProblem(f"không đọc được {shown(path)}: {error}") from None
    lines = content.decode("utf-8", "replace").split("\n")
    read = {number: _record(line) for number, line in enumerate(lines, 1) if line.strip()}
    return Overrides(
        tuple(record for record in read.values() if record),
        tuple(number for number, record in read.items() if record is None),
    )


def told(plan: Path, source: Source) -> Iterator[str]:
    """The overrides of a plan as lines for people, the oldest first."""
    overrides = read_overrides(plan)
    digest = hash_of(source) if overrides.records else ""
    for record in overrides.records:
        since = "" if record.ke_hoach == digest else "; kế hoạch đã sửa sau đó"
        yield f"{record.when} {record.nguoi}: {record.ly_do} ({record.codes}{since})"
    for number in overrides.unread:
        yield f"dòng {number} của {overrides_path(plan).name} không đọc được"


def _record(line: str) -> RecordedOverride | None:
    try:
        record: dict[str, Any] = json.loads(line)
        findings = tuple(OverriddenFinding(**finding) for finding in record.pop("diem"))
        override = RecordedOverride(**record, diem=findings)
        datetime.fromisoformat(override.luc)
    except (ValueError, TypeError, KeyError, AttributeError):
        return None
    return override


def add_override(
    plan: Path, source: Source, override: Override, findings: Sequence[Finding]
) -> RecordedOverride:
    """Record an override behind the others and flush it to the disk. Raises MachineProblem."""
    record = RecordedOverride(
        datetime.now().astimezone().isoformat(timespec="seconds"),
        override.nguoi,
        override.ly_do,
        hash_of(source),
        tuple(OverriddenFinding(f.code, str(f.place), f.message) for f in findings),
    )
    path = overrides_path(plan)
    line = json.dumps(asdict(record), ensure_ascii=False).encode("utf-8", "replace") + b"\n"
    try:
        with path.open("a+b") as file:
            file.write(line if _ends_a_line(file) else b"\n" + line)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        message = f"không ghi được {shown(path)}: {reason(error)}; chưa tạo tệp nào"
        raise MachineProblem(message) from None
    return record


def _ends_a_line(file: BinaryIO) -> bool:
    """Whether what is added begins a line: who edits by hand may leave the last one open."""
    if file.seek(0, os.SEEK_END) == 0:
        return True
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"
