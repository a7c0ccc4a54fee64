"""Plans of any size, made from the real one: its text many times over, its annex of many rows."""

from __future__ import annotations

import re
import shutil
from itertools import cycle, islice
from pathlib import Path

CONTENT = Path(__file__).resolve().parent.parent / "content"
_PLAN = (CONTENT / "plan_2024.yaml").read_text("utf-8")
_NAMES = (
    *("Huyện Kbang", "Huyện Đak Đoa", "Thị xã Ayun Pa", "Huyện Chư Prông", "Huyện Ia Pa"),
    *("Thành phố Pleiku", "Huyện Kông Chro", "Huyện Đak Pơ", "Huyện Krông Pa", "Thị xã An Khê"),
)


def write_plan(path: Path, *, text: int = 1, rows: int | None = None) -> Path:
    """Write the plan of 2024 with its text `text` times and, if given, an annex of `rows` rows.

    The register is copied beside it. Gives `path`.
    """
    plan = _repeat_text(_PLAN, text)
    if rows is not None:
        plan = _lengthen_annex(plan, rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(plan, "utf-8")
    shutil.copy(CONTENT / "don_vi.yaml", path.parent)
    return path


def _repeat_text(plan: str, times: int) -> str:
    before, body, after = re.split(r"(?m)(?<=^noi_dung:\n)|(?=^chi_tieu:)", plan, maxsplit=2)
    return before + body * times + after


def _lengthen_annex(plan: str, rows: int) -> str:
    """Rows of made-up units after those of the plan; names stand in place of registered units."""
    plan = plan.replace("kieu: don_vi", "kieu: chu")
    plan = re.sub(r"\{dia_ban: (\w+),", r"{id: \1, dia_ban: Huyện \1,", plan)
    end = plan.index("    # Bản đã ban hành in 7.449")
    more = rows - plan[:end].count("{id: ")
    lines = (
        f"      - {{id: r{number}, dia_ban: {name} {number}, tong_ho: {10_000 + number}, "
        f'ho_ngheo: {500 + number % 900}, giam_ty_le: "2,{number % 100:02}", '
        f"giam_ho: {100 + number % 300}}}\n"
        for number, name in enumerate(islice(cycle(_NAMES), more), 1)
    )
    return plan[:end] + "".join(lines) + plan[end:]
