"""A new plan to start from: a skeleton with advice in Vietnamese, which builds as a draft at once.

The skeletons are `templates/ke_hoach_moi.yaml` and `templates/don_vi_moi.yaml`; `$name` in them is
filled here, since `{{ … }}` belongs to the plan.
"""

from __future__ import annotations

import json
import os
import re
from datetime import date
from itertools import cycle, islice
from pathlib import Path
from string import Template
from textwrap import indent
from unicodedata import normalize

from kehoach.files import PROJECT, printable, shown
from kehoach.findings import InputRefused
from kehoach.locations import Place
from kehoach.plan.register import Register
from kehoach.plan.validation import validate_whole
from kehoach.resolve.read import REGISTER, register_path
from kehoach.rewriting.plan_file import create
from kehoach.source.source import Source, parse_source, read_source
from kehoach.vietnamese import capitalised, without_marks

_TEMPLATES = PROJECT / "templates"
_SCHEMAS = PROJECT / "schema"
_YAML = (".yaml", ".yml")
_SUBJECT = "Thực hiện nhiệm vụ … năm {{ nam }} trên địa bàn tỉnh"
_FIGURES = ((1200, 960), (850, 680), (1430, 1001))


def new_plan(name: str, target: Path | None = None, year: int | None = None) -> tuple[Path, ...]:
    """Write a skeleton plan and give the files that were made.

    `name` is a file name (`ke-hoach-phong-chong-dich`, perhaps in a folder) or the subject in
    words, from which a file name is made; `target` is another file or a folder. `year` is the
    plan's, by default the next. A register comes with it where there is none beside it. Raises
    InputRefused if the file is there already, MachineProblem if it cannot be written.
    """
    year = year or date.today().year + 1
    if printable(name) != name:
        message = "tên có ký tự không phải UTF-8"
        raise InputRefused.at(Place(printable(name)), "MK003", message, "gõ lại tên bằng Unicode")
    in_words = bool(re.search(r"\s|[^\x00-\x7f]", name))
    path = _path(_slug(name) if in_words else name, target)
    subject = _subject(name, year) if in_words else _SUBJECT
    if path.name == REGISTER:
        raise _refused(path, "MK001", f"{REGISTER} là tên của sổ đơn vị", "đặt tên khác")
    register_path = path.parent / REGISTER
    register_text = None if register_path.exists() else _register_text(path.parent)
    register = _read(register_path, register_text)
    written = [path]
    _write(path, _plan_text(path, subject, year, register))
    if register_text:
        _write(register_path, register_text)
        written.append(register_path)
    return tuple(written)


def is_untouched(path: Path, content: bytes) -> bool:
    """Whether a plan is still what `new_plan` wrote there, byte for byte."""
    try:
        source = parse_source(content.decode(), shown(path))
        data = source.data if isinstance(source.data, dict) else {}
        register = _read(register_path(path), None)
        made = _plan_text(path, data["the_thuc"]["trich_yeu"], int(data["nam"]), register)
    except (InputRefused, KeyError, TypeError, ValueError):
        return False
    return made.encode() == content


def _path(name: str, target: Path | None) -> Path:
    path = Path(name)
    if path.suffix.lower() not in _YAML:
        path = path.with_name(f"{path.name}.yaml")
    if target is None:
        return path
    if target.is_dir() or not target.suffix:
        return target / path.name
    if target.suffix.lower() not in _YAML:
        message = "tên tệp kế hoạch phải kết thúc bằng .yaml"
        raise _refused(target, "MK004", message, f"ví dụ: -o {target.stem}.yaml")
    return target


def _slug(text: str) -> str:
    """'Phòng, chống dịch' -> 'phong-chong-dich'."""
    return "-".join(re.findall(r"[a-z0-9]+", without_marks(text.lower()))) or "ke-hoach"


def _subject(name: str, year: int) -> str:
    """The subject as it goes into `trich_yeu`: its kind ('Kế hoạch') is printed above it."""
    text = re.sub(r"^kế hoạch\s+", "", normalize("NFC", name.strip()), flags=re.IGNORECASE)
    return capitalised(text).replace(f"năm {year}", "năm {{ nam }}")


# What is written


def _plan_text(path: Path, subject: str, year: int, register: Register) -> str:
    agencies = _units(register, "co_quan", year)
    first, second, third = islice(cycle(agencies), 3)
    rows = (_units(register, "dia_ban", year, fallback=False) or agencies)[: len(_FIGURES)]
    lines = (
        f"- {{don_vi: {unit}, tong_ho: {total}, so_ho: {part}}}\n"
        for unit, (total, part) in zip(rows, _FIGURES, strict=False)
    )
    return _fill(
        "ke_hoach_moi.yaml",
        luoc_do=_schema_from(path.parent, "ke_hoach.schema.json"),
        tep=shown(path),
        nam=str(year),
        trich_yeu=json.dumps(subject, ensure_ascii=False),
        don_vi_1=first,
        don_vi_2=second,
        don_vi_3=third,
        cac_dong=", ".join(rows),
        dong=indent("".join(lines), " " * 6).rstrip(),
    )


def _units(register: Register, kind: str, year: int, *, fallback: bool = True) -> list[str]:
    """Units of a kind that exist in the year; departments (`so_…`) come first."""
    units = [
        key
        for key, unit in register.root.items()
        if unit.loai == kind and not unit.period.is_over(year) and not unit.period.is_to_come(year)
    ]
    units.sort(key=lambda key: not key.startswith("so_"))
    return units or (list(register.root) if fallback else [])


def _register_text(folder: Path) -> str:
    return _fill("don_vi_moi.yaml", luoc_do=_schema_from(folder, "don_vi.schema.json"))


def _schema_from(folder: Path, name: str) -> str:
    """Relative, so that the folders can move together."""
    try:
        return Path(os.path.relpath(_SCHEMAS / name, folder.resolve())).as_posix()
    except ValueError:  # another drive
        return (_SCHEMAS / name).as_uri()


def _fill(template: str, **values: str) -> str:
    return Template((_TEMPLATES / template).read_text(encoding="utf-8")).substitute(values)


# Reading and writing


def _read(path: Path, text: str | None) -> Register:
    """The register that the plan will be read with: the one that is there, or the new one."""
    source: Source = (
        read_source(path, shown(path)) if text is None else parse_source(text, REGISTER)
    )
    register = validate_whole(Register, source)
    if not register.root:
        raise InputRefused(source.findings)
    return register


def _write(path: Path, text: str) -> None:
    """Never over another file, not even one that appears meanwhile; whole or not at all."""
    if not create(path, text.encode()):
        advice = "đặt tên khác, hoặc mở tệp đó ra sửa tiếp"
        raise _refused(path, "MK002", "tệp đã có, không ghi đè", advice)


def _refused(path: Path, code: str, message: str, advice: str) -> InputRefused:
    return InputRefused.at(Place(shown(path)), code, message, advice)
