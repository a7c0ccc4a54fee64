"""Reviews kept from one build to the next: the same plan is not reviewed twice.

A review is known by the hash of all that it was made from: the plan, its register, and the
program. It is kept in the user's own cache folder; where there is none, each build reviews anew.
What is kept of a finding is what a build tells; of a plan that is secret nothing is kept.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from kehoach import __version__
from kehoach.disk.journal import write_files
from kehoach.findings import Finding, MachineProblem, Severity
from kehoach.locations import Place
from kehoach.resolve.read import Reading, register_path

_MOST = 500
_PACKAGE = Path(__file__).resolve().parents[1]
_PROGRAM = (".py", ".yaml", ".txt")


def kept_review(
    path: Path, read: Reading, review: Callable[[], Sequence[Finding]]
) -> Sequence[Finding]:
    """The open findings about a plan: those kept of an earlier review, else those of a new one."""
    folder, key = _folder(), _key(path, read)
    if folder is None or key is None or read.plan.the_thuc.do_mat:
        return _open(review())
    file = folder / f"{key}.json"
    kept = _read(file)
    if kept is None:
        kept = _open(review())
        _write(file, kept)
    return kept


def _open(findings: Sequence[Finding]) -> list[Finding]:
    return [finding for finding in findings if finding.waived is None]


def _folder() -> Path | None:
    """Where this user's programs keep what they can make again; None where that is unknown."""
    variable, below = "XDG_CACHE_HOME", ".cache"
    if sys.platform == "win32":
        variable, below = "LOCALAPPDATA", "AppData/Local"
    with suppress(RuntimeError):
        base = Path(os.environ.get(variable) or Path.home() / below)
        return base / "kehoach" / "soat" if base.is_absolute() else None
    return None


def _key(path: Path, read: Reading) -> str | None:
    """The hash that names a review; None where something of it is gone meanwhile."""
    digest = hashlib.sha256()
    register = register_path(path)
    names = (__version__, read.source.name, read.source.text, str(register))
    try:
        parts = [name.encode("utf-8", "surrogatepass") for name in names]
        parts += [register.read_bytes(), *_program()]
    except OSError:
        return None
    for part in parts:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.hexdigest()


def _program() -> Iterator[bytes]:
    """What tells one state of the program from another, also where its version stayed the same."""
    folders = [_PACKAGE]
    while folders:
        with os.scandir(folders.pop()) as entries:
            for entry in sorted(entries, key=lambda entry: entry.name):
                if entry.is_dir():
                    folders.append(Path(entry.path))
                elif entry.name.endswith(_PROGRAM):
                    told = entry.stat()
                    yield f"{entry.path} {told.st_size} {told.st_mtime_ns}".encode()


def _read(file: Path) -> list[Finding] | None:
    """The findings kept in a file; None where there are none that can be read."""
    try:
        return [_finding(record) for record in json.loads(file.read_bytes())]
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def _finding(record: dict[str, Any]) -> Finding:
    place = Place(*record.pop("place"))
    return Finding(place, severity=Severity(record.pop("severity")), **record)


def _write(file: Path, findings: Sequence[Finding]) -> None:
    """Keep findings; a folder that cannot be written is no reason to refuse a plan."""
    records = [
        {
            "place": [finding.place.file, finding.place.line, finding.place.column],
            "code": finding.code,
            "message": finding.message,
            "help": finding.help,
            "severity": finding.severity.value,
            "source": finding.source,
            "blocks": finding.blocks,
        }
        for finding in findings
    ]
    with suppress(OSError, MachineProblem):
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        write_files({file: json.dumps(records).encode()})
        _drop_oldest(file.parent)


def _drop_oldest(folder: Path) -> None:
    with os.scandir(folder) as entries:
        kept = sorted((entry.stat().st_mtime_ns, entry.path) for entry in entries)
    for _, path in kept[:-_MOST]:
        Path(path).unlink(missing_ok=True)
