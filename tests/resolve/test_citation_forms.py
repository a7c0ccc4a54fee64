"""How cited documents are written, at the first mention and later (NĐ 30, Phụ lục I, II.6)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kehoach.document import Document

Resolved = Callable[..., Document]
REGISTER: dict[str, dict[str, Any]] = {
    "qd": {
        "loai": "Quyết định",
        "so_ky_hieu": "90/QĐ-TTg",
        "ngay": "18/01/2022",
        "co_quan": "Thủ tướng Chính phủ",
        "co_quan_ngan": "Thủ tướng",
        "trich_yeu": "phê duyệt Chương trình",
    },
    "luat": {"loai": "Luật", "ten": "Đầu tư công", "ngay": "13/6/2019"},
    "ctr": {
        "loai": "Chương trình",
        "so_ky_hieu": "5/CTr",
        "ngay": "09/8/2017",
        "giua": ["UBND tỉnh", "Mặt trận"],
    },
}
FULL = (
    "Quyết định số 90/QĐ-TTg ngày 18 tháng 01 năm 2022 của Thủ tướng Chính phủ "
    "phê duyệt Chương trình"
)
SHORT = "Quyết định số 90/QĐ-TTg"
CALL = {key: f"{{{{ vien_dan('{key}') }}}}" for key in REGISTER}


def lines(resolved: Resolved, *texts: str, **parts: Any) -> list[str]:
    """What clauses with these texts print."""
    document = resolved(noi_dung=[*texts, "Hết."], vien_dan=REGISTER, **parts)
    return [clause.text for clause in document.clauses][:-1]


def test_full_first_and_short_later(resolved: Resolved) -> None:
    assert lines(resolved, CALL["qd"], f"{CALL['qd']} và {CALL['qd']}") == [
        FULL,
        f"{SHORT} và {SHORT}",
    ]


@given(st.lists(st.sampled_from(["qd", "ctr", "khong"]), min_size=1, max_size=12), st.booleans())
def test_the_first_in_reading_order_is_full(
    resolved: Resolved, order: list[str], nested: bool
) -> None:
    """Each mention stands in a clause of its own, on one level or each below the one before."""
    texts = [CALL.get(key, "Không có.") for key in order]
    tree: list[Any] = [*texts, "Hết."]
    if nested:
        tree = [{"doan": "Hết."}]
        for text in reversed(texts):
            tree = [{"doan": text, "muc": tree}]
    document = resolved(noi_dung=tree, vien_dan=REGISTER)
    mentions = [key for key in order if key != "khong"]
    assert [mention.id for mention in document.vien_dan] == mentions
    seen: set[str] = set()
    for mention in document.vien_dan:
        assert mention.first == (mention.id not in seen)
        assert mention.dang == ("day_du" if mention.first else "ngan")
        assert (" ngày " in mention.text) == mention.first
        seen.add(mention.id)


def test_the_preamble_is_read_before_the_body_and_is_always_full(resolved: Resolved) -> None:
    preamble = {"nhom": [{"dan": "Căn cứ", "van_ban": ["qd", "luat", "qd"]}]}
    document = resolved(can_cu=preamble, noi_dung=[CALL["qd"], CALL["luat"]], vien_dan=REGISTER)
    assert [paragraph.text for paragraph in document.can_cu] == [
        f"Căn cứ {FULL};",
        "Căn cứ Luật Đầu tư công ngày 13 tháng 6 năm 2019;",
        f"Căn cứ {FULL}.",
    ]
    assert [clause.text for clause in document.clauses] == [SHORT, "Luật Đầu tư công./."]


def test_one_paragraph_and_lines_may_be_mixed(resolved: Resolved) -> None:
    preamble = {
        "nhom": [
            {"dan": "Căn cứ", "van_ban": ["luat", "ctr"]},
            {"dan": "Theo đề nghị của", "van_ban": [{"ghi": "Giám đốc Sở Y tế"}]},
            {"dan": "Thực hiện", "kieu": "doan", "van_ban": ["qd", "ctr"]},
        ],
        "ket": "UBND xã ban hành Kế hoạch như sau",
    }
    document = resolved(can_cu=preamble, vien_dan=REGISTER)
    ctr = "Chương trình số 5/CTr ngày 09 tháng 8 năm 2017 giữa UBND tỉnh và Mặt trận"
    assert [(each.kieu, each.text) for each in document.can_cu] == [
        ("can_cu", "Căn cứ Luật Đầu tư công ngày 13 tháng 6 năm 2019;"),
        ("can_cu", f"Căn cứ {ctr};"),
        ("can_cu", "Theo đề nghị của Giám đốc Sở Y tế."),
        ("can_cu_doan", f"Thực hiện {FULL}; {ctr}; UBND xã ban hành Kế hoạch như sau:"),
    ]


@pytest.mark.parametrize(
    ("options", "printed"),
    [
        ("ngay='so'", FULL.replace("ngày 18 tháng 01 năm 2022", "ngày 18/01/2022")),
        ("ngay='khong'", FULL.replace(" ngày 18 tháng 01 năm 2022", "")),
        ("co_quan='ngan'", FULL.replace(" Chính phủ", "")),
        ("co_quan='khong'", FULL.replace(" của Thủ tướng Chính phủ", "")),
        ("trich_yeu='khong'", FULL.replace(" phê duyệt Chương trình", "")),
        ("trich_yeu='về giảm nghèo'", FULL.replace("phê duyệt Chương trình", "về giảm nghèo")),
        ("in_nguyen='QĐ 90'", "QĐ 90"),
        ("ngay='khong', co_quan='khong', trich_yeu='khong'", SHORT),
    ],
)
@pytest.mark.parametrize("later", [False, True])
def test_a_mention_may_ask_for_another_form(
    resolved: Resolved, options: str, printed: str, later: bool
) -> None:
    asked = f"{{{{ vien_dan('qd', {options}) }}}}"
    *_, last = lines(resolved, CALL["qd"], asked) if later else lines(resolved, asked)
    assert last == printed


def test_a_mention_as_published_counts_as_the_first(resolved: Resolved) -> None:
    published = "{{ vien_dan('qd', in_nguyen='Quyết định 90- TTg') }}"
    assert lines(resolved, published, CALL["qd"]) == ["Quyết định 90- TTg", SHORT]


def test_a_law_has_its_name_only(resolved: Resolved) -> None:
    assert lines(resolved, CALL["luat"], CALL["luat"]) == ["Luật Đầu tư công"] * 2
