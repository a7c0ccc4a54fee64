"""Last year's plan becomes next year's draft."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from kehoach.files import shown, write_files
from kehoach.findings import InputRefused
from kehoach.locations import Place
from kehoach.plan.model import KeHoach
from kehoach.plan.validation import validate_whole
from kehoach.resolve.read import Reading, from_source, read_plan
from kehoach.roll.decisions import find_points
from kehoach.roll.move import moved_text
from kehoach.roll.point import Turn
from kehoach.roll.write_decisions import place
from kehoach.source.encoding import decode, encode
from kehoach.source.source import parse_source


@dataclass(frozen=True, slots=True)
class Rolled:
    """The draft that was written (or stood there already), and how much is to decide in it."""

    path: Path
    points: int
    changed: bool


def roll(
    path: Path, year: int | None = None, target: Path | None = None, *, overwrite: bool = False
) -> Rolled:
    """Write the draft for `year` (by default the next) made from the plan at `path`.

    `target` is a file or a folder; by default it stands beside the plan, with the new year in its
    name. Raises InputRefused where the plan cannot be read, the year is not a later one, or the
    target holds anything else than what would be written now, unless `overwrite` says so.
    """
    read = read_plan(path)
    year = year or read.plan.nam + 1
    if year <= read.plan.nam:
        message = f"kế hoạch này đã là của năm {read.plan.nam}"
        raise _refused(shown(path), "KC607", message, "ghi --nam là một năm sau đó")
    target = _target(path, target, read.plan.nam, year)
    text, points = rolled_text(read, year, shown(target))
    if target.exists():
        if target.samefile(path):
            raise _refused(shown(path), "KC608", "tệp mới trùng với tệp cũ", "ghi -o là tệp khác")
        if decode(target, shown(target)) == text:
            return Rolled(target, points, changed=False)
        if not overwrite:
            message = "tệp đã có và khác với bản sẽ ghi, có thể đã được sửa; không ghi đè"
            advice = "ghi ra tệp khác bằng -o, hoặc thêm --ghi-de nếu chắc chắn muốn làm lại từ đầu"
            raise _refused(shown(target), "KC608", message, advice)
    write_files({target: encode(text, path)})
    return Rolled(target, points, changed=True)


def rolled_text(read: Reading, year: int, name: str) -> tuple[str, int]:
    """The text of the draft for a year, and how many decisions are open in it."""
    new = from_source(parse_source(moved_text(read, year), name), read.register)
    turn = Turn(read.plan, new)
    points = find_points(turn)
    text = place(points, turn)
    _check_readable(text, name)
    return text, len(points)


def _check_readable(text: str, name: str) -> None:
    """What cannot be read again must not be written."""
    validate_whole(KeHoach, parse_source(text, name))


def _target(path: Path, target: Path | None, old: int, new: int) -> Path:
    year = re.compile(rf"(?<!\d){old}(?!\d)")
    stem = year.sub(str(new), path.stem) if year.search(path.stem) else f"{path.stem}_{new}"
    name = f"{stem}{path.suffix}"
    if target is None:
        return path.with_name(name)
    return target / name if target.is_dir() else target


def _refused(name: str, code: str, message: str, advice: str) -> InputRefused:
    return InputRefused.at(Place(name), code, message, advice)
