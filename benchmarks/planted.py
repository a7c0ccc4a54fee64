"""What `benchmarks/blocking.py` plants in plans, by the rule that must see it."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from kehoach.vietnamese import date_in_digits, date_in_words

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
_UNSEEN = "\u200b\u00ad\u202e\u202d\u200d\u2060\ufeff\u200e\uf0b7\u2066"
HONEST = (
    "Rà soát, cập nhật phương án ứng phó theo phương châm “4 tại chỗ”; báo cáo trước ngày 15/11.",
    "Học tập kinh nghiệm tại làng Kơ̆ng, xã Hoằng Hóa, tỉnh Đắk Lắk; diện tích 1.250 m², ½ kè đá.",
    "Duy trì trực ban 24/24 giờ; nhắn tin đến 1900 9095 hoặc 0269\u00a03824\u00a0404.",
    "Thực hiện Nghị định số 66/2021/NĐ-CP ngày 06/7/2021 của Chính phủ.",
    "Phối hợp thực hiện Quyết định số 25/QĐ-UBND ngày 12/01/2021 của UBND tỉnh và Quyết định số "
    "25/QĐ-UBND ngày 14/02/2022 của UBND tỉnh.",
    "Kinh phí 1.250.000.000 đồng, đạt 98,5% (tăng 2,5% so với năm 2022).",
    "Sở Y tế báo cáo ngày 20 tháng cuối quý; tổng kết chậm nhất ngày 20/12 hằng năm.",
    "Tiếp tục thực hiện kết luận tại Thông báo số 31/TB-UBND ngày 01/02/2023 của UBND tỉnh.",
)


@dataclass
class Trial:
    """A plan being invented, its register, and the day on which it is issued."""

    chance: random.Random
    plan: dict[str, Any]
    register: dict[str, Any]
    issued: date
    text: list[str] = field(default_factory=list)

    @property
    def cited(self) -> dict[str, Any]:
        document: dict[str, Any] = self.plan["vien_dan"]["qd_12"]
        return document

    @property
    def annex(self) -> dict[str, Any]:
        annex: dict[str, Any] = self.plan["phu_luc"]["ho_dan"]
        return annex

    def day(self, low: int, high: int) -> date:
        """A day so many days after the plan's."""
        return self.issued + timedelta(self.chance.randint(low, high))

    def base(self, symbol: str, when: str) -> None:
        """Print the base of the plan with its own words."""
        words = f"Quyết định số {symbol} {when} của Thủ tướng Chính phủ {self.cited['trich_yeu']}"
        self.plan["can_cu"]["nhom"][0]["van_ban"][1] = {"id": "qd_12", "in_nguyen": words}


def _in_short(day: date) -> str:
    return f"ngày {date_in_digits(day)}"


# What a rule must see (`wrong`), or what only looks like it


def _unseen(trial: Trial, wrong: bool) -> None:
    text = trial.chance.choice(HONEST)
    at = trial.chance.randrange(1, len(text))
    trial.text.append(text[:at] + trial.chance.choice(_UNSEEN) + text[at:] if wrong else text)


def _gone_unit(trial: Trial, wrong: bool) -> None:
    unit = trial.chance.choice(["so_yt", "nhom_ubnd_huyen"])
    last = trial.day(-900, -1) if wrong else trial.day(0, 900)
    entry = trial.register[unit]
    entry.pop("den", None)
    if trial.chance.random() < 0.3:  # a year alone: till its last day
        entry["den"] = trial.issued.year - 1 if wrong else trial.issued.year
    else:
        entry["den"] = date_in_digits(last)
    if not wrong:
        trial.text.append("Tiếp nhận hồ sơ của Sở Kế hoạch và Đầu tư trước đây.")


def _published(trial: Trial, wrong: bool) -> None:
    column = trial.chance.choice(["tong_ho", "ho_ah"])
    total = sum(int(row[column]) for row in trial.annex["dong"])
    told = total + (trial.chance.choice([-1000, -90, -1, 1, 10, 270]) if wrong else 0)
    trial.annex["da_cong_bo"] = {"dong_tong": {column: told}}


def _typed_total(trial: Trial, wrong: bool) -> None:
    rows = trial.annex["dong"]
    total = {"nhan": "Tổng cộng"}
    if not wrong and trial.chance.random() < 0.6:  # what nobody adds up
        heading, figures, mean = trial.chance.choice(
            [
                ("Đơn giá (đồng)", ("25000", "31000"), "28000"),
                ("Tỷ lệ che phủ (%)", ("46", "51"), "48"),
                ("Thu nhập bình quân (triệu đồng)", ("35", "41"), "38"),
                ("Số hộ bình quân một xã", ("1300", "1500"), "1400"),
                ("Mật độ dân số (người/km²)", ("90", "110"), "99"),
                ("Năm hoàn thành", ("2024", "2025"), "2025"),
                ("Xếp hạng", ("3", "7"), "5"),
                ("Định mức (kg/ha)", ("120", "150"), "135"),
                ("Năng suất (tạ/ha)", ("45", "52"), "49"),
                ("Giá trị trung bình mỗi hộ (triệu đồng)", ("18", "22"), "20"),
                ("Thứ hạng năm 2023", ("1", "2"), "2"),
                ("Số người trên một km²", ("95", "120"), "105"),
                ("Số học sinh một lớp", ("32", "36"), "34"),
                ("Số thôn tính đến năm 2023 (quy đổi)", ("7", "9"), "16"),
            ]
        )
        trial.annex["cot"].insert(2, {"ma": "khac", "nhan": [heading]})
        for row, figure in zip(rows, figures, strict=True):
            row["khac"] = figure
        total["khac"] = mean
    else:
        trial.annex["cot"][2].pop("tong")
        right = sum(int(row["tong_ho"]) for row in rows)
        total["tong_ho"] = str(right + (trial.chance.randint(1, 3000) if wrong else 0))
    trial.annex["dong_tong"] = total


def _no_number(trial: Trial, wrong: bool) -> None:
    cell = f"phu_luc.ho_dan.dong_tong.{trial.chance.choice(['tong_ho', 'ho_ah'])}"
    by = "0" if wrong else str(trial.chance.randint(1, 900))
    shape = "{} / {}" if trial.chance.random() < 0.5 else "100 * {} / ({} * 2)"
    trial.plan["chi_tieu"]["ty_le"]["cong_thuc"] = shape.format(cell, by)


def _no_such_day(trial: Trial, wrong: bool) -> None:
    year = trial.chance.choice([2024, 2025, 2026])
    bad = [(31, 4), (31, 6), (30, 2), (31, 9), (32, 5), (31, 11), (15, 13)]
    day, month = trial.chance.choice(bad)
    if wrong:
        trial.text.append(f"Hoàn thành việc rà soát trước ngày {day}/{month}/{year}.")
        return
    trial.text.append(
        trial.chance.choice(
            [
                f"Hoàn thành việc rà soát trước ngày {date_in_digits(trial.day(30, 300))}.",
                "Hoàn thành trước ngày 29/02/2024; số liệu đến 31/12/2023.",
                f"Xử lý hồ sơ theo Công văn số {day}/{month}/{year}-CV của Công ty Thuỷ lợi.",
                f"Đã xử lý {day}/{month + 20} điểm sạt lở; tỷ lệ {day}/{month} xã.",
                f"Áp dụng tiêu chuẩn TCVN {day}-{month}:{year}, khoản {day}/{month} của dự toán.",
            ]
        )
    )


def _weekday(trial: Trial, wrong: bool) -> None:
    day = trial.day(20, 300)
    own = day.weekday()
    named = trial.chance.choice([n for n in range(7) if n != own]) if wrong else own
    shown = trial.chance.choice([date_in_digits(day), date_in_words(day)])
    led = shown if shown.startswith("ngày") else f"ngày {shown}"
    if not wrong and trial.chance.random() < 0.5:  # an ordinal, not a weekday
        ordinal = trial.chance.choice(["thứ hai", "thứ ba", "thứ tư", "thứ năm", "thứ sáu"])
        trial.text.append(
            trial.chance.choice(
                [
                    f"Hai đợt: thứ nhất, ngày 05/02/2024; {ordinal}, {led}.",
                    f"Báo cáo lần {ordinal}, {led}.",
                    f"Kỳ họp {ordinal} ({led}) của HĐND tỉnh.",
                    f"Tổ chức đợt {ordinal} từ {led}.",
                    f"Thực hiện các bước: {ordinal}, {led} họp thẩm định.",
                ]
            )
        )
        return
    trial.text.append(f"Tổ chức diễn tập vào {_WEEKDAYS[named]}, {led}.")


def _deadline(trial: Trial, wrong: bool) -> None:
    clause = trial.plan["noi_dung"][1]["muc"][0]["muc"][0]
    clause["han"] = date_in_digits(trial.day(-400, -1) if wrong else trial.day(0, 250))
    if not wrong:
        past = date_in_digits(trial.day(-400, -1))
        trial.text.append(f"Hồ sơ nộp trước ngày {past} được giải quyết theo quy định cũ.")


def _other_day(trial: Trial, wrong: bool) -> None:
    true = date(2021, 1, 5)
    printed = date_in_words if trial.chance.random() < 0.5 else _in_short
    if wrong:
        trial.base("12/QĐ-TTg", printed(true + timedelta(trial.chance.choice([-40, -9, 1, 31]))))
        return
    trial.base("12/QĐ-TTg", printed(true))
    later = date_in_digits(trial.day(-200, -30))
    trial.text.append(
        trial.chance.choice(
            [
                f"Báo cáo kết quả thực hiện Quyết định số 12/QĐ-TTg đến ngày {later}.",
                f"Sửa đổi Quyết định số 12/QĐ-TTg theo Quyết định số 99/QĐ-TTg ngày {later}.",
                f"Văn bản số 7/BC-UBND ngày {later} về thực hiện Quyết định số 12/QĐ-TTg.",
                f"Quyết định số 12/QĐ-UBND ngày {later} của UBND tỉnh.",
                f"Quyết định số 12/QĐ-TTg được sửa đổi, bổ sung ngày {later}.",
            ]
        )
    )


def _other_symbol(trial: Trial, wrong: bool) -> None:
    symbol = trial.chance.choice(["21/QĐ-TTg", "12/QĐ-UBND", "112/QĐ-TTg", "1/QĐ-TTg"])
    if wrong:
        trial.base(symbol, "ngày 05/01/2021")
        return
    trial.base("12/QĐ-TTg", "ngày 05/01/2021")
    trial.text.append(f"Đã ban hành Quyết định số {symbol} ngày 05/6/2022 về việc này.")


def _no_force(trial: Trial, wrong: bool) -> None:
    until: object = date_in_digits(trial.day(-700, -1) if wrong else trial.day(0, 900))
    if trial.chance.random() < 0.3:
        until = trial.issued.year - 1 if wrong else trial.issued.year
    trial.cited["hieu_luc"] = {"den": until}


def _later(trial: Trial, wrong: bool) -> None:
    trial.cited["ngay"] = date_in_digits(trial.day(1, 400) if wrong else trial.day(-900, 0))
    if not wrong:
        trial.text.append(f"Quy định mới áp dụng từ ngày {date_in_digits(trial.day(1, 200))}.")


PLANTED: dict[str, Callable[[Trial, bool], None]] = {
    "CT006": _unseen,
    "DV003": _gone_unit,
    "SL001": _published,
    "SL013": _typed_total,
    "SL015": _no_number,
    "TG004": _no_such_day,
    "TG005": _weekday,
    "TG006": _deadline,
    "VD005": _other_day,
    "VD007": _other_symbol,
    "VD014": _no_force,
    "VD015": _later,
}
