"""Plans made and edited at random, as the laws of comparisons need them."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import yaml
from hypothesis import strategies as st

from kehoach.compare.changes import Comparison, PlanSide
from kehoach.compare.comparison import compare
from kehoach.plan.register import Register
from kehoach.resolve.read import from_source
from kehoach.source.source import parse_source

Plan = dict[str, Any]

AGENCIES = {
    "so_yt": "Sở Y tế",
    "so_tc": "Sở Tài chính",
    "so_xd": "Sở Xây dựng",
    "so_gddt": "Sở Giáo dục và Đào tạo",
}
PLACES = {"h_a": "Huyện A", "h_b": "Huyện B", "h_c": "Huyện C", "h_d": "Huyện D"}
VERBS = ["Rà soát", "Hướng dẫn", "Kiểm tra", "Tổng hợp", "Xây dựng", "Triển khai", "Vận động"]
OBJECTS = [
    "danh sách hộ nghèo theo chuẩn mới",
    "nhà ở cho hộ cận nghèo vùng khó khăn",
    "bảo hiểm y tế cho người cao tuổi",
    "đào tạo nghề cho lao động nông thôn",
    "nước sạch tại các công trình tập trung",
    "vốn vay ưu đãi qua tổ tiết kiệm",
    "trợ giúp pháp lý lưu động ở cơ sở",
]
ENDS = ["trước quý II", "theo quy định hiện hành", "trong phạm vi toàn tỉnh", "đúng đối tượng"]


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    """A plan of a few sections, each with agencies, duties and perhaps repeated texts."""
    texts = st.builds(
        "{} {} {}.".format,
        st.sampled_from(VERBS),
        st.sampled_from(OBJECTS),
        st.sampled_from(ENDS),
    )
    duty = st.builds(
        lambda text, year: {"doan": text[:-1] + year},
        texts,
        st.sampled_from([".", " năm {{ nam }}.", " cho {{ chi_tieu.tong }}."]),
    )
    section = st.builds(
        lambda agency, duties: {"don_vi": agency, "muc": duties},
        st.sampled_from(sorted(AGENCIES)),
        st.lists(duty, min_size=1, max_size=4),
    )
    part = st.builds(
        lambda title, sections: {"tieu_de": title, "muc": sections},
        st.sampled_from(["Nhiệm vụ", "Giải pháp", "Tổ chức thực hiện"]),
        st.lists(section, min_size=1, max_size=3),
    )
    rows = draw(st.permutations(sorted(PLACES)))[: draw(st.integers(1, 4))]
    figures = draw(st.lists(st.integers(1, 999), min_size=4, max_size=4))
    return {
        "nam": 2025,
        "the_thuc": {
            "co_quan": ["Ủy ban nhân dân", "xã Ia Băng"],
            "ky_hieu": "KH-UBND",
            "dia_danh": "Ia Băng",
            "trich_yeu": "Giảm nghèo năm {{ nam }}",
        },
        "noi_dung": draw(st.lists(part, min_size=1, max_size=2)),
        "chi_tieu": {"tong": {"cong_thuc": "phu_luc.bang.dong_tong.ho", "dvt": "hộ"}},
        "phu_luc": {
            "bang": {
                "ten": "Biểu chỉ tiêu năm {{ nam }}",
                "cot": [
                    {"ma": "tt", "nhan": "TT", "kieu": "tt"},
                    {"ma": "dia_ban", "nhan": "Đơn vị", "kieu": "don_vi"},
                    {"ma": "ho", "nhan": "Số hộ", "tong": "cong"},
                    {"ma": "doi", "nhan": "Gấp đôi", "cong_thuc": "ho * 2"},
                ],
                "dong_tong": {"nhan": "Tổng cộng"},
                "dong": [
                    {"dia_ban": row, "ho": figure}
                    for row, figure in zip(rows, figures, strict=False)
                ],
            }
        },
        "noi_nhan": ["UBND huyện", "Các thôn, làng", {"luu": "VT"}],
        "ky": {"quyen_han": ["TM. Ủy ban nhân dân"], "ho_ten": "Nguyễn Văn An"},
    }


Edit = Callable[[Plan, Callable[[int], int]], None]
"""Edits a plan in place; the second argument picks a number below its own."""


def lists(plan: Plan) -> list[list[Plan]]:
    """Every list of sister clauses."""
    found = [plan["noi_dung"]]
    for siblings in found:
        found += [node["muc"] for node in siblings if node.get("muc")]
    return found


def leaves(plan: Plan) -> list[Plan]:
    return [node for sisters in lists(plan) for node in sisters if "doan" in node]


def insert(plan: Plan, pick: Callable[[int], int]) -> None:
    sisters = lists(plan)[-1 - pick(len(lists(plan)) - 1)]
    sisters.insert(pick(len(sisters) + 1), {"doan": "Thành lập tổ công tác liên ngành mới."})


def remove(plan: Plan, pick: Callable[[int], int]) -> None:
    crowded = [sisters for sisters in lists(plan) if len(sisters) > 1]
    if crowded:
        sisters = crowded[pick(len(crowded))]
        del sisters[pick(len(sisters))]


def reword(plan: Plan, pick: Callable[[int], int]) -> None:
    node = leaves(plan)[pick(len(leaves(plan)))]
    node["doan"] = "Khẩn trương " + node["doan"][0].lower() + node["doan"][1:]


def move(plan: Plan, pick: Callable[[int], int]) -> None:
    crowded = [sisters for sisters in lists(plan) if len(sisters) > 1]
    if crowded:
        sisters = crowded[pick(len(crowded))]
        node = sisters.pop(pick(len(sisters)))
        sisters.insert(pick(len(sisters) + 1), node)


def reassign(plan: Plan, pick: Callable[[int], int]) -> None:
    node = leaves(plan)[pick(len(leaves(plan)))]
    node["don_vi"] = sorted(AGENCIES)[pick(4)]


def set_deadline(plan: Plan, pick: Callable[[int], int]) -> None:
    leaves(plan)[pick(len(leaves(plan)))]["han"] = f"{1 + pick(28)}/6/2025"


def change_figure(plan: Plan, pick: Callable[[int], int]) -> None:
    rows = plan["phu_luc"]["bang"]["dong"]
    rows[pick(len(rows))]["ho"] = 1000 + pick(50)


def change_rows(plan: Plan, pick: Callable[[int], int]) -> None:
    rows = plan["phu_luc"]["bang"]["dong"]
    rows.append(rows.pop(pick(len(rows))))
    if pick(2) and len(rows) > 1:
        rows.pop()


def change_frame(plan: Plan, pick: Callable[[int], int]) -> None:
    what = pick(4)
    if what == 0:
        plan["nam"] = 2026
    elif what == 1:
        plan["noi_nhan"].insert(pick(3), "Trường học trên địa bàn")
    elif what == 2:
        plan["ky"]["ho_ten"] = "Trần Thị Bình"
    else:
        plan["the_thuc"]["trich_yeu"] = "Giảm nghèo bền vững năm {{ nam }}"


EDITS: list[Edit] = [
    insert, remove, reword, move, reassign, set_deadline, change_figure, change_rows, change_frame,
]  # fmt: skip


@st.composite
def edited(draw: st.DrawFn) -> tuple[Plan, Plan]:
    """A plan and the same plan after up to six edits."""
    plan = draw(plans())
    other = deepcopy(plan)
    for edit in draw(st.lists(st.sampled_from(EDITS), max_size=6)):
        edit(other, lambda below: draw(st.integers(0, max(0, below - 1))))
    return plan, other


def written(plan: Plan, width: int = 60) -> str:
    class Dumper(yaml.SafeDumper):
        def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
            return True

    return yaml.dump(plan, Dumper=Dumper, allow_unicode=True, sort_keys=False, width=width)


def side(text: str, units: dict[str, str] | None = None) -> PlanSide:
    source = parse_source(text, "plan.yaml")
    names = units or AGENCIES | PLACES
    register = Register.model_validate({key: {"ten": name} for key, name in names.items()})
    return PlanSide("plan.yaml", from_source(source, register))


def compared(old: Plan, new: Plan) -> Comparison:
    return compare(side(written(old)), side(written(new)))
