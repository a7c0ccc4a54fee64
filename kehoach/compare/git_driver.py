"""Git speaks clauses: sets up, removes and is the repository's diff driver for plans.

`git diff` calls the driver's command with git's seven arguments; `git log -p` and `git show` run
no command unless asked (`--ext-diff`), so for them the driver turns a plan into its printed lines.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from kehoach.compare.annex_matching import column_labels
from kehoach.compare.changes import PlanSide
from kehoach.compare.printed_texts import printed
from kehoach.compare.revisions import read_contents, run_git, show
from kehoach.disk.journal import write_files
from kehoach.findings import InputRefused, MachineProblem
from kehoach.locations import Place
from kehoach.resolve.passages import row_name
from kehoach.resolve.read import ADDRESS_BOOK, REGISTER

_NOTE = "# kehoach diff: thêm bởi kehoach git-install, xoá bằng kehoach git-install --remove"
_ATTRIBUTES = ".gitattributes"
_NOTHING = "/dev/null"
_BLOB = re.compile(r"[0-9a-f]{4,64}")
_OURS = re.compile(rf" diff=kehoach$|(?:{re.escape(REGISTER)}|{re.escape(ADDRESS_BOOK)})\"? !diff$")


def top() -> Path:
    """The top folder of the repository; raises InputRefused outside of one."""
    printed_path = _git("rev-parse", "--show-toplevel", folder=Path.cwd())
    if printed_path is None:
        message = "thư mục này không nằm trong kho git"
        advice = "chuyển vào thư mục của kho git rồi chạy lại"
        raise InputRefused.at(Place("."), "TP011", message, advice)
    return Path(printed_path.removesuffix("\n"))


def install() -> list[str]:
    """Set the driver for the plans of this repository; returns the patterns it is set for.

    Plans are the YAML files beside a register; registers keep git's own diff.
    """
    folder = top()
    known = _git("ls-files", "-z", "--", f"*{REGISTER}", folder=folder) or ""
    registers = [PurePosixPath(name) for name in known.split("\0") if name]
    folders = sorted({register.parent for register in registers if register.name == REGISTER})
    patterns = [_pattern(plans / "*.yaml", "*.yaml") for plans in folders] or ["*.yaml"]
    lines = [f"{pattern} diff=kehoach" for pattern in patterns]
    kept = (REGISTER, ADDRESS_BOOK)
    others = [f"{_pattern(plans / name, name)} !diff" for plans in folders for name in kept] or [
        f"{name} !diff" for name in kept
    ]
    _write_attributes(folder, [_NOTE, *lines, *others])
    program = f"{shlex.quote(sys.executable)} -m kehoach"
    for key, value in (
        ("command", f"{program} git-diff"),
        ("textconv", f"{program} git-text"),
        ("xfuncname", r"^[^ ].*$"),
    ):
        if _git("config", f"diff.kehoach.{key}", value, folder=folder) is None:
            raise MachineProblem("git không ghi được cấu hình; kiểm tra quyền ghi tệp .git/config")
    return patterns


def remove() -> None:
    """Take the driver away again; other lines of .gitattributes stay."""
    folder = top()
    _write_attributes(folder, [])
    _git("config", "--remove-section", "diff.kehoach", folder=folder)


def _pattern(path: PurePosixPath, name: str) -> str:
    """What .gitattributes calls a file or files: no letter of their folder is a wildcard to git."""
    folder = str(path)[: -len(name)]
    literal = re.sub(r"([\\*?\[\]])", r"\\\1", folder)
    pattern = f"/{literal}{name}"
    if not re.search(r"[\s\"\\]", pattern):
        return pattern
    return '"' + re.sub(r"[\"\\\x00-\x1f\x7f]", _escaped, pattern) + '"'


def _escaped(match: re.Match[str]) -> str:
    return f"\\{match[0]}" if match[0] in '"\\' else f"\\{ord(match[0]):03o}"


def _write_attributes(folder: Path, ours: list[str]) -> None:
    """Put our lines at the end of .gitattributes, in place of those of an earlier time.

    Every other byte stays, and our lines end as those do.
    """
    file = (folder / _ATTRIBUTES).resolve()
    before = os.fsdecode(file.read_bytes()) if file.exists() else ""
    newline = "\r\n" if "\r\n" in before else "\n"
    kept = re.findall(r"[^\n]*\n|[^\n]+", before)
    start = next((at for at, line in enumerate(kept) if line.strip() == _NOTE), None)
    if start is not None:
        stop = start + 1
        while stop < len(kept) and _OURS.search(kept[stop].rstrip()):
            stop += 1
        del kept[start:stop]
    if ours and kept and not kept[-1].endswith(("\n", "\r")):
        kept[-1] += newline
    after = "".join([*kept, *(f"{line}{newline}" for line in ours)])
    if after:
        write_files({file: os.fsencode(after)})
    elif file.exists():
        file.unlink()


def git_sides(arguments: list[str]) -> tuple[PlanSide | None, PlanSide | None]:
    """The plans of git's seven arguments: path, old file, hex, mode, new file, hex, mode.

    None for a side where the file does not exist. Each is read with the register of the commit
    that brought it; raises InputRefused where one cannot be read.
    """
    path, old, old_hex, _, new, new_hex, _ = arguments[:7]
    folder = top()
    sides: list[PlanSide | None] = []
    for name, file, blob in (("a", old, old_hex), ("b", new, new_hex)):
        if file == _NOTHING:
            sides.append(None)
            continue
        content = Path(file).read_bytes()
        register = _register_of(blob, path, folder)
        sides.append(read_contents(f"{name}/{path}", content, register, path, folder))
    return sides[0], sides[1]


def show_lines(old: str, new: str) -> None:
    """Let git itself print what differs line by line, for what cannot be read as a plan."""
    options = ("--no-index", "--no-ext-diff", "--no-textconv")
    subprocess.run(["git", "--no-pager", "diff", *options, "--", old, new], check=False)


def _register_of(blob: str, path: str, folder: Path) -> bytes | None:
    """The register as it was when a version of a plan came in; None is that of today."""
    if not _BLOB.fullmatch(blob) or not blob.strip("0"):
        return None
    if _git("cat-file", "-e", blob, folder=folder) is None:
        return None
    commits = _git("log", "--format=%H", f"--find-object={blob}", "--", path, folder=folder)
    if not commits:
        return None
    first = commits.split()[-1]
    register = PurePosixPath(path).with_name(REGISTER)
    return show(first, str(register), folder)


def printed_lines(file: Path) -> Iterator[str]:
    """A plan as its printed lines, for git's own line diff.

    Raises InputRefused where it cannot be read.
    """
    folder = top()
    known = (_git("ls-files", "-z", "--", f"*{file.name}", folder=folder) or "").split("\0")
    path = next((name for name in known if PurePosixPath(name).name == file.name), file.name)
    if path == file.name:
        registers = (_git("ls-files", "-z", "--", f"*{REGISTER}", folder=folder) or "").split("\0")
        path = str(PurePosixPath(registers[0]).with_name(file.name))
    side = read_contents(path, file.read_bytes(), None, path, folder)
    return _lines(side)


def _lines(side: PlanSide) -> Iterator[str]:
    """Clauses without their numbers, so that one new clause is one new line; cells by name."""
    document, source = side.document, side.reading.source
    clauses = {id(p): clause for clause in document.clauses for p in clause.paragraphs}
    for paragraph in document.paragraphs():
        clause = clauses.get(id(paragraph))
        text = printed(paragraph.runs, source).text
        if text:
            yield f"{'  ' * (clause.depth - 1) if clause else ''}{text}"
    for annex in document.phu_luc:
        columns = column_labels(annex)
        for row in annex.table.rows:
            name = row_name(row.cells, row.key)
            for column, cell in zip(columns, row.cells, strict=True):
                if cell.kieu in ("chu", "so"):
                    yield f"  {name} | {column}: {cell.text}"


def _git(*arguments: str, folder: Path) -> str | None:
    printed = run_git(arguments, folder)
    return None if printed is None else os.fsdecode(printed)
