"""A plan to compare: a file, or a file as it was at a git revision, with its register of then."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from kehoach.compare.changes import PlanSide
from kehoach.files import printable
from kehoach.findings import Finding, InputRefused, MachineProblem
from kehoach.locations import Place
from kehoach.resolve.read import REGISTER, read_plan
from kehoach.source.source import Source

_NO_FILE = "ghi tên tệp .yaml, hoặc PHIÊN_BẢN_GIT:tệp, ví dụ HEAD~1:content/plan_2024.yaml"


def read_side(name: str) -> PlanSide:
    """The plan that `name` stands for: a path, or `REVISION:path` as git writes it.

    Raises InputRefused with what is wrong with the plan, the register or the revision.
    """
    if Path(name).exists() or ":" not in name:
        return PlanSide(printable(name), read_plan(Path(name)))
    revision, _, path = name.partition(":")
    if revision.startswith("-"):  # to git it would be an option
        message = f"“{revision}” không phải là phiên bản git"
        raise InputRefused.at(Place(printable(name)), "TP011", message, _NO_FILE)
    return read_revision(printable(name), revision, path, Path.cwd())


def read_sides(*names: str) -> list[PlanSide]:
    """The plans that the names stand for; raises InputRefused with what is wrong with any."""
    sides, refused = list[PlanSide](), list[Finding]()
    for name in names:
        try:
            sides.append(read_side(name))
        except InputRefused as error:
            refused += error.findings
    if refused:
        raise InputRefused(refused)
    return sides


def read_revision(name: str, revision: str, path: str, folder: Path) -> PlanSide:
    """A plan as it was at a revision; `path` counts from `folder`, as typed, or from the top."""
    top = _top(name, folder)
    inside = _inside(path, folder, top)
    plan = _content(name, revision, inside, top)
    register = show(revision, str(PurePosixPath(inside).with_name(REGISTER)), top)
    return read_contents(name, plan, register, inside, top)


def read_contents(
    name: str, plan: bytes, register: bytes | None, inside: str, top: Path
) -> PlanSide:
    """A plan from bytes; without a register of its time, it is read with that of today."""
    if register is None:
        today = top / PurePosixPath(inside).with_name(REGISTER)
        register = today.read_bytes() if today.exists() else None
    with TemporaryDirectory() as scratch:
        file = Path(scratch) / PurePosixPath(inside).name
        file.write_bytes(plan)
        if register is not None:
            file.with_name(REGISTER).write_bytes(register)
        try:
            reading = read_plan(file)
        except InputRefused as refused:
            raise InputRefused(
                [_renamed(finding, scratch, name) for finding in refused.findings]
            ) from None
    source: Source = reading.source
    source.name = name
    return PlanSide(name, reading)


def _renamed(finding: Finding, scratch: str, name: str) -> Finding:
    """A finding about the copy says the name that was asked for."""
    if Path(finding.place.file).name == REGISTER:
        shown = f"{name.rpartition(':')[0]}:{REGISTER}" if ":" in name else REGISTER
    else:
        shown = name
    return replace(finding, place=replace(finding.place, file=shown)) if scratch else finding


def _top(name: str, folder: Path) -> Path:
    printed = run_git(["rev-parse", "--show-toplevel"], folder)
    if printed is None:
        message = "thư mục này không nằm trong kho git nên không có phiên bản nào để so"
        raise InputRefused.at(Place(printable(name)), "TP011", message, _NO_FILE)
    return Path(os.fsdecode(printed).removesuffix("\n"))


def _inside(path: str, folder: Path, top: Path) -> str:
    """The path from the top of the repository; git itself counts from there unless it says ./."""
    here = (folder / path).resolve()
    if path.startswith(("./", "../")) or not (top / path).exists():
        try:
            return here.relative_to(top.resolve()).as_posix()
        except ValueError:
            return path
    return path


def _content(name: str, revision: str, inside: str, top: Path) -> bytes:
    content = show(revision, inside, top)
    if content is not None:
        return content
    wanted = ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}"]
    if run_git(wanted, top) is None:
        message = f"kho git không có phiên bản “{revision}”"
        advice = "xem các phiên bản bằng: git log --oneline"
    else:
        message = f"phiên bản {revision} không có tệp {inside}"
        advice = f"xem các tệp bằng: git ls-tree -r --name-only {revision}"
    raise InputRefused.at(Place(printable(name)), "TP011", message, advice)


def show(revision: str, path: str, top: Path) -> bytes | None:
    """A file as it was at a revision, its path from the top; None if there is none."""
    return run_git(["show", "--end-of-options", f"{revision}:{path}"], top)


def run_git(arguments: Sequence[str], folder: Path) -> bytes | None:
    """What git prints; None where it fails. Raises MachineProblem where there is no git."""
    try:
        done = subprocess.run(["git", *arguments], cwd=folder, capture_output=True, check=False)
    except FileNotFoundError:
        raise MachineProblem(
            "máy chưa có git, cần để so với phiên bản cũ; cài bằng: apt-get install git"
        ) from None
    return done.stdout if done.returncode == 0 else None
