"""How the time of `kehoach diff` grows: python -m benchmarks.comparing.

Plans of random Vietnamese syllables (no two clauses alike) or of one boilerplate sentence (all
alike but for a number), with a tenth of the clauses inserted, removed, reworded or moved.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from copy import deepcopy
from time import perf_counter
from typing import Any

import yaml

from kehoach.compare.changes import PlanSide
from kehoach.compare.comparison import compare
from kehoach.plan.register import Register
from kehoach.resolve.read import from_source
from kehoach.source.source import parse_source

TEXT = (
    "thực hiện giảm nghèo bền vững rà soát hộ cận chính sách hỗ trợ nhà ở nước sạch y tế giáo dục "
    "đào tạo nghề việc làm vốn vay ưu đãi tuyên truyền vận động kiểm tra giám sát báo cáo tổng hợp "
    "kinh phí ngân sách dự án chương trình mục tiêu quốc gia đồng bào dân tộc thiểu số khó khăn "
    "hướng dẫn triển khai phối hợp chủ trì địa phương hạ tầng sản xuất sản phẩm thị trường lao động"
)
SYLLABLES = TEXT.split()
AGENCIES = {"so_yt": "Sở Y tế", "so_tc": "Sở Tài chính", "so_xd": "Sở Xây dựng"}
SIZES = (500, 1000, 2000, 4000, 8000)

Plan = dict[str, Any]


def sentence(dice: random.Random, alike: bool) -> str:
    """A duty, of random syllables or of boilerplate."""
    if alike:
        number = dice.randrange(10**6)
        return f"Chủ trì, phối hợp với các sở, ngành thực hiện nhiệm vụ số {number} theo quy định."
    return " ".join(dice.choices(SYLLABLES, k=dice.randrange(15, 60))).capitalize() + "."


def plan_of(clauses: int, dice: random.Random, alike: bool) -> Plan:
    """A plan of about so many clauses: parts of ten agencies with nine duties each."""
    parts = []
    for _ in range(max(1, clauses // 100)):
        title = " ".join(dice.choices(SYLLABLES, k=4)).capitalize()
        sections = [
            {
                "don_vi": dice.choice(sorted(AGENCIES)),
                "muc": [{"doan": sentence(dice, alike)} for _ in range(9)],
            }
            for _ in range(10)
        ]
        parts.append({"tieu_de": title, "muc": sections})
    head = {"co_quan": ["Ủy ban nhân dân"], "ky_hieu": "KH-UBND", "dia_danh": "Gia Lai"}
    return {
        "nam": 2025,
        "the_thuc": {**head, "trich_yeu": "Giảm nghèo"},
        "noi_dung": parts,
        "noi_nhan": ["UBND huyện", {"luu": "VT"}],
        "ky": {"quyen_han": ["TM. Ủy ban nhân dân"], "ho_ten": "Nguyễn Văn An"},
    }


def edited(plan: Plan, edits: int, dice: random.Random) -> Plan:
    """The plan after so many insertions, removals, rewordings and moves."""
    other = deepcopy(plan)
    sections = [section for part in other["noi_dung"] for section in part["muc"]]
    for number in range(edits):
        duties = dice.choice(sections)["muc"]
        if number % 4 == 0:
            duties.insert(dice.randrange(len(duties) + 1), {"doan": sentence(dice, False)})
        elif number % 4 == 1 and len(duties) > 1:
            duties.pop(dice.randrange(len(duties)))
        elif number % 4 == 2:
            duty = dice.choice(duties)
            duty["doan"] = f"Khẩn trương {duty['doan'].lower()}"
        elif len(duties) > 1:
            target = dice.choice(sections)["muc"]
            target.insert(dice.randrange(len(target) + 1), duties.pop(dice.randrange(len(duties))))
    return other


def side(plan: Plan) -> PlanSide:
    """The plan, written as YAML and read."""
    text = yaml.dump(plan, Dumper=yaml.CSafeDumper, allow_unicode=True, sort_keys=False)
    source = parse_source(text, "plan.yaml")
    register = Register.model_validate({key: {"ten": name} for key, name in AGENCIES.items()})
    return PlanSide("plan.yaml", from_source(source, register))


def rows() -> Iterator[str]:
    """The table, a line each."""
    yield "| clauses | edits | texts | reading both | comparing | changes |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for alike in (False, True):
        for size in SIZES:
            dice = random.Random(size)
            plan = plan_of(size, dice, alike)
            started = perf_counter()
            old, new = side(plan), side(edited(plan, size // 10, dice))
            read = perf_counter()
            found = compare(old, new)
            done = perf_counter()
            kind = "all alike" if alike else "all different"
            times = f"{read - started:.1f} s | {done - read:.1f} s"
            yield f"| {size} | {size // 10} | {kind} | {times} | {len(found.changes)} |"


if __name__ == "__main__":
    for row in rows():
        print(row, flush=True)
