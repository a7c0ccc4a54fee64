"""The list of notes in their folder: which file is whose, with hashes, made of which plan.

Only what this list names, unchanged, is ever sent along: a name alone proves nothing.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kehoach.disk.made_files import Maker
from kehoach.disk.outputs import write_outputs
from kehoach.files import Unreadable, read_bounded
from kehoach.findings import Finding, InputRefused, MachineProblem
from kehoach.locations import Place

if TYPE_CHECKING:
    from kehoach.resolve.read import Reading

NOTE_LIST = "danh_sach_phieu.json"
LARGEST_NOTE = 32 * 1024 * 1024
"""Bytes of one file."""
_LARGEST_LIST = 16 * 1024 * 1024
_UNIT = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_-]{0,99}")
"""What may name a file: one part of a path, on any system, and no option of a command."""


@dataclass(frozen=True, slots=True)
class NoteFile:
    """A file that was made: for which unit, its name in the folder, the hash of its bytes."""

    don_vi: str
    tep: str
    sha256: str


@dataclass(frozen=True, slots=True)
class NoteList:
    """The files in a folder; `ma_ke_hoach` is the hash of what they were made of."""

    ma_ke_hoach: str
    phieu: tuple[NoteFile, ...]


def refuse_unsafe(units: Sequence[str], plan: str) -> None:
    """Raise InputRefused if a unit cannot name a file in the folder, and only there."""
    findings = [
        Finding(
            Place(plan),
            "NV005",
            f"mã đơn vị “{unit}” không dùng làm tên tệp phiếu được",
            "mã trong don_vi.yaml chỉ gồm chữ không dấu, chữ số và dấu gạch dưới, ví dụ so_tc",
        )
        for unit in dict.fromkeys(units)
        if not _UNIT.fullmatch(unit)
    ]
    if findings:
        raise InputRefused(findings)


def hash_of_plan(read: Reading) -> str:
    """What notes depend on: the text of the plan and the register."""
    parts = [read.source.text, repr(read.register.root)]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def hash_of_note(content: bytes) -> str:
    """The hash by which a file is known."""
    return hashlib.sha256(content).hexdigest()


def write_list(
    read: Reading, units: Sequence[str], kinds: Sequence[str], folder: Path, maker: Maker
) -> None:
    """Write the list of what was made for the units, with what was made of the same plan before.

    Raises InputRefused if there is one that `maker` did not make, MachineProblem if a file cannot
    be read back, or the list cannot be written.
    """
    plan = hash_of_plan(read)
    before = read_list(folder)
    kept = before.phieu if before and before.ma_ke_hoach == plan else ()
    files = [file for file in kept if file.don_vi not in units]
    names = [(unit, f"{unit}{kind}") for unit in units for kind in kinds]
    files += [
        NoteFile(unit, name, hash_of_note(_read_back(folder / name)))
        for unit, name in names
        if (folder / name).exists()
    ]
    made = {
        "ma_ke_hoach": plan,
        "phieu": [asdict(file) for file in sorted(files, key=lambda file: file.tep)],
    }
    text = json.dumps(made, ensure_ascii=False, indent=1) + "\n"
    write_outputs({folder / NOTE_LIST: text.encode()}, maker)


def _read_back(path: Path) -> bytes:
    try:
        return read_bounded(path, LARGEST_NOTE)
    except Unreadable as error:
        raise MachineProblem(f"không đọc lại được {path}: {error}") from None


def read_list(folder: Path) -> NoteList | None:
    """The list in a folder; None if there is none that can be understood."""
    try:
        made = json.loads(read_bounded(folder / NOTE_LIST, _LARGEST_LIST))
        return NoteList(_text(made["ma_ke_hoach"]), tuple(map(_note_file, made["phieu"])))
    except (Unreadable, ValueError, KeyError, TypeError, RecursionError):
        return None


def _note_file(made: Any) -> NoteFile:
    return NoteFile(*(_text(made[key]) for key in ("don_vi", "tep", "sha256")))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
