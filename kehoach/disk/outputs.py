"""What commands make: written over what the same command made of the same file, and nothing else.

Beside the file that something is made of stands, in its memory, what was made of it: by folder,
each name with the command and the hashes of what it wrote. A file that is no longer what was
written, or that something else wrote, is refused unless a person says so; one of another kind is
refused always.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from kehoach.disk import operations
from kehoach.disk.content_kinds import kind_of
from kehoach.disk.hidden_folder import MOST_BYTES, recall
from kehoach.disk.journal import Mended, Outcome, mend, write_files
from kehoach.disk.made_files import MadeFiles, Maker
from kehoach.files import Unreadable, lookalike, read_bounded, shown
from kehoach.findings import Finding, InputRefused, Severity
from kehoach.locations import Place

OVERWRITE = "--ghi-de"

_OUTCOMES = {
    Outcome.COMPLETED: ("đã ghi nốt phần còn lại, các tệp này cùng một lần tạo", ""),
    Outcome.TAKEN_BACK: (
        "đã trả lại các tệp của lần tạo trước đó",
        "chạy lại lệnh tạo tệp nếu cần bản mới",
    ),
    Outcome.LEFT: (
        "có tệp đã bị sửa từ đó nên để nguyên; các tệp này có thể không cùng một lần tạo",
        "tạo lại tất cả bằng kehoach build",
    ),
}


def write_outputs(
    contents: Mapping[Path, bytes], maker: Maker, *, as_one: bool = False
) -> list[Finding]:
    """Write what a command made; with `as_one` all of it or nothing.

    Gives what is to be told of the folder, if an earlier command was killed in it. Raises
    InputRefused (GH) for what may not be overwritten, MachineProblem if it cannot be written; then
    nothing is.
    """
    real = {_real(target): content for target, content in contents.items()}
    findings: list[Finding] = []
    for folder, inside in _by_folder(real).items():
        made = MadeFiles(maker, folder)

        def check(made: MadeFiles = made, inside: Mapping[Path, bytes] = inside) -> None:
            _refuse(made, inside)
            made.add(inside)

        findings += told(folder, write_files(inside, check, as_one=as_one))
    return findings


def refuse_foreign(targets: Iterable[Path], maker: Maker, kind: bytes) -> None:
    """Raise InputRefused where `write_outputs` would, before the work; all will begin as `kind`."""
    real = {_real(target): kind for target in targets}
    for folder, inside in _by_folder(real).items():
        _refuse(MadeFiles(maker, folder), inside)


def remove_outputs(targets: Iterable[Path], maker: Maker, kind: bytes) -> None:
    """Take away what the command made of the same file before, and makes no longer.

    A person may let all go that is of this kind.
    """
    for folder, inside in _by_folder(dict.fromkeys(targets, b"")).items():
        made = MadeFiles(maker, folder)
        for target in inside:
            there = recall(target)
            if there is None:
                continue
            if made.has(target, there) or (maker.overwrite and kind_of(there) == kind_of(kind)):
                operations.remove(target)


def mended(folder: Path) -> list[Finding]:
    """Bring together what a killed command left apart in a folder, and tell of it."""
    return told(folder, mend(folder))


def told(folder: Path, outcomes: Iterable[Mended]) -> list[Finding]:
    """What was mended, as findings of mere interest."""
    return [
        Finding(
            Place(shown(folder)),
            "GH010",
            f"lần trước lệnh bị dừng giữa chừng khi ghi {', '.join(one.names)}: "
            f"{_OUTCOMES[one.outcome][0]}",
            _OUTCOMES[one.outcome][1],
            Severity.WARNING if one.outcome is Outcome.LEFT else Severity.INFO,
        )
        for one in outcomes
    ]


def same_looks(target: Path) -> Finding | None:
    """What is to be said where a file of a name that only looks the same is there."""
    if not (other := lookalike(target)):
        return None
    message = f"đã có tệp {shown(other)} tên nhìn giống hệt (chữ ghép khác); không tạo thêm"
    return Finding(Place(shown(target)), "GH009", message, "đổi tên một trong hai tệp")


def _real(target: Path) -> Path:
    """A link stays: what it leads to is written."""
    return target.resolve() if target.is_symlink() else target


def _by_folder(contents: Mapping[Path, bytes]) -> dict[Path, dict[Path, bytes]]:
    folders: dict[Path, dict[Path, bytes]] = {}
    for target, content in contents.items():
        folders.setdefault(target.parent, {})[target] = content
    return folders


# Refusing


def _refuse(made: MadeFiles, contents: Mapping[Path, bytes]) -> None:
    findings = [
        finding
        for target, content in contents.items()
        if (finding := _objection(made, target, content))
    ]
    if findings:
        raise InputRefused(findings)


def _objection(made: MadeFiles, target: Path, content: bytes) -> Finding | None:
    if target.is_dir():
        return None  # told as a problem of the machine
    if not os.path.lexists(target):
        return same_looks(target)
    try:
        there = read_bounded(target, MOST_BYTES)
    except Unreadable as error:
        message = f"đã có, mà {error}; không ghi đè"
        return Finding(Place(shown(target)), "GH006", message, "ghi ra tệp khác bằng -o")
    if there == content or made.has(target, there):
        return None
    kind, wanted = kind_of(there, target.name), kind_of(content)
    if kind not in (wanted, ""):
        message = f"đã có và là {kind}, không phải {wanted or 'tệp do lệnh này tạo'}; không ghi đè"
        return Finding(Place(shown(target)), "GH006", message, "ghi ra tệp khác bằng -o")
    if made.maker.overwrite:
        return None
    why = (
        f"đã có và không do “kehoach {made.maker.command}” tạo từ {shown(made.maker.source)}, "
        "hoặc đã được sửa sau khi tạo; không ghi đè"
    )
    advice = f"ghi ra chỗ khác bằng -o, hoặc thêm {OVERWRITE} nếu chắc chắn không cần tệp cũ"
    return Finding(Place(shown(target)), "GH005", why, advice)
