"""Last year's plan becomes next year's draft."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from kehoach.files import shown
from kehoach.findings import InputRefused
from kehoach.locations import Place
from kehoach.plan.model import KeHoach
from kehoach.plan.validation import validate_whole
from kehoach.resolve.read import Reading, from_source, read_plan
from kehoach.rewriting.plan_file import changing, create
from kehoach.roll.decisions import find_points
from kehoach.roll.move import lost_days, moved_text
from kehoach.roll.point import Turn
from kehoach.roll.write_decisions import place
from kehoach.source.encoding import encode, read_bytes, text_of
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
    if target.exists() and target.samefile(path):
        raise _refused(shown(path), "KC608", "tệp mới trùng với tệp cũ", "ghi -o là tệp khác")
    text, points = rolled_text(read, year, shown(target))
    content = encode(text, read.source.raw)
    if not target.exists() and create(target, content, "roll"):
        return Rolled(target, points, changed=True)
    return Rolled(target, points, changed=_replaced(target, content, overwrite=overwrite))


def _replaced(target: Path, content: bytes, *, overwrite: bool) -> bool:
    """Write over a draft that is there, if a person lets it; False if it is the same already."""
    with changing(target, "roll") as file:
        there = read_bytes(target, shown(target))
        if there == content:
            return False
        if not _is_plan(there, target):
            message = "tệp đã có và không phải kế hoạch; không ghi đè"
            raise _refused(shown(target), "GH006", message, "ghi ra tệp khác bằng -o")
        if not overwrite:
            message = "tệp đã có và khác với bản sẽ ghi, có thể đã được sửa; không ghi đè"
            advice = "ghi ra tệp khác bằng -o, hoặc thêm --ghi-de nếu chắc chắn muốn làm lại từ đầu"
            raise _refused(shown(target), "KC608", message, advice)
        file.write(there, content)
    return True


def _is_plan(content: bytes, path: Path) -> bool:
    """Whether a file was meant to be a plan, be it in whatever state."""
    try:
        data = parse_source(text_of(content, shown(path)), shown(path)).data
    except InputRefused:
        return path.suffix.lower() in (".yaml", ".yml") and not content.startswith(b"PK")
    return isinstance(data, dict) and not KeHoach.model_fields.keys().isdisjoint(data)


def rolled_text(read: Reading, year: int, name: str) -> tuple[str, int]:
    """The text of the draft for a year, and how many decisions are open in it."""
    new = from_source(parse_source(moved_text(read, year), name), read.register)
    turn = Turn(read.plan, new, lost_days(read, year))
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
