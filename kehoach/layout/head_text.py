"""The wording of the head: Quốc hiệu, Tiêu ngữ, số and ký hiệu, địa danh and date (II.1-5)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from kehoach.finished.components import wording
from kehoach.finished.components.component import Component
from kehoach.layout.decree import fact
from kehoach.layout.verdicts import Bench, Outcome, Verdict

SHORT = {
    "NQ": "Nghị quyết", "QĐ": "Quyết định", "CT": "Chỉ thị", "QC": "Quy chế", "QyĐ": "Quy định",
    "TC": "Thông cáo", "TB": "Thông báo", "HD": "Hướng dẫn", "CTr": "Chương trình",
    "KH": "Kế hoạch", "PA": "Phương án", "ĐA": "Đề án", "DA": "Dự án", "BC": "Báo cáo",
    "BB": "Biên bản", "TTr": "Tờ trình", "HĐ": "Hợp đồng", "CĐ": "Công điện",
    "BGN": "Bản ghi nhớ", "BTT": "Bản thỏa thuận", "GUQ": "Giấy ủy quyền", "GM": "Giấy mời",
    "GGT": "Giấy giới thiệu", "GNP": "Giấy nghỉ phép", "PG": "Phiếu gửi", "PC": "Phiếu chuyển",
    "PB": "Phiếu báo",
}  # fmt: skip
"""Short forms of types (Phụ lục III, mục I)."""

_LEGAL = {"Nghị định", "Thông tư", "Luật"}
"""Types outside the 29 of the decree: their symbols follow other rules."""
_MAY_BE_LEGAL = {"NQ", "QĐ", "CT", "TT", "NĐ", "TTLT"}
_BLANK = r"[\s.…_]*"
_LABEL = re.compile(r"(?i:s[ốôo])\s*[:;.]?\s*(?=[\d.…_/\s])|(?i:s[ốôo])\s*[:;]\s*")
_YEAR = re.compile(r"(?:19|20)\d\d[/-]")
_DATE = re.compile(
    rf"(?P<place>.*?)(?P<comma>\s*,?)\s*ngày(?P<day>{_BLANK}\d*{_BLANK}),?\s*tháng"
    rf"(?P<month>{_BLANK}\d*{_BLANK})(?P<extra>,?)\s*năm(?P<year>{_BLANK}\d*{_BLANK})\.?",
    re.IGNORECASE,
)
_SMALL_IN_PLACES = {"phố", "xã", "trấn", "khu"}


def plain(text: str) -> str:
    """NFC, single spaces."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def check_head_text(bench: Bench) -> Iterator[Verdict]:
    """TT201, TT211, TT241, TT245-TT251, TT263, TT266-TT268, TT275, TT293, TT371."""
    yield from _country(bench)
    yield from _motto(bench)
    number = bench.one("so_ky_hieu")
    if number is not None and not bench.all("dang"):
        yield from _number(bench, number)
    date = bench.one("dia_danh_ngay")
    if date is not None:
        yield from _date(bench, date)
    subject = bench.one("trich_yeu_cong_van")
    if subject is not None:
        right = plain(subject.text).startswith("V/v")
        yield bench.judge("TT293", subject, right, "trích yếu không mở đầu bằng “V/v”", "V/v …")
    addressee = bench.one("kinh_gui")
    if addressee is not None and bench.recognised.is_plan:
        found = "kế hoạch có dòng Kính gửi"
        yield bench.verdict("TT371", addressee, Outcome.FAILED, found, "kế hoạch không có Kính gửi")


def _country(bench: Bench) -> Iterator[Verdict]:
    allowed = fact("QH-TEXT").cho_phep["mot_trong"]
    component = bench.one("quoc_hieu")
    if component is None:
        if bench.all("so_ky_hieu", "dia_danh_ngay") and not bench.all("dang"):
            found = "không thấy Quốc hiệu"
            yield bench.verdict("TT201", None, Outcome.FAILED, found, allowed[0], name="Quốc hiệu")
        return
    right = plain(component.text).upper() in allowed
    yield bench.judge("TT201", component, right, f"Quốc hiệu ghi “{component.text}”", allowed[0])


def _motto(bench: Bench) -> Iterator[Verdict]:
    wanted = fact("TN-TEXT").cho_phep["la"]
    component = bench.one("tieu_ngu")
    if component is None:
        if bench.one("quoc_hieu") is not None:
            found = "không thấy Tiêu ngữ"
            yield bench.verdict("TT211", None, Outcome.FAILED, found, wanted, name="Tiêu ngữ")
        return
    text = unicodedata.normalize("NFC", component.text).strip()
    found = f"Tiêu ngữ ghi “{component.text}”"
    if "–" in text or "—" in text:
        found += " (dấu gạch ngang dài)"
    yield bench.judge("TT211", component, text == wanted, found, wanted)


def _number(bench: Bench, component: Component) -> Iterator[Verdict]:
    text = plain(component.text)
    right = text.startswith(fact("SO-LABEL").cho_phep["la"])
    yield bench.judge("TT241", component, right, f"ghi “{text}”", "mở đầu bằng “Số:”")
    label = _LABEL.match(text)
    rest = text[label.end() :].strip() if label else text
    match = re.match(r"(?P<number>[^/\-–]*?)\s*(?P<mark>[/\-–])\s*(?P<symbol>.+)$", rest)
    if match is None:
        return
    number, mark, symbol = match["number"].strip(), match["mark"], match["symbol"].strip()
    if not re.fullmatch(_BLANK, number):
        yield from _digits(bench, component, number)
    found = f"sau số là dấu “{mark}”"
    yield bench.judge("TT247", component, mark == "/", found, "dấu gạch chéo giữa số và ký hiệu")
    year = _YEAR.match(symbol)
    dated = year is not None and symbol[year.end() :].split("-")[0] not in _MAY_BE_LEGAL
    found = f"ký hiệu ghi “{symbol}”"
    yield bench.judge("TT250", component, not dated, found, "ký hiệu không ghi năm")
    yield from _symbol(bench, component, symbol[year.end() :] if year else symbol)


def _digits(bench: Bench, component: Component, number: str) -> Iterator[Verdict]:
    is_number = re.fullmatch(r"[0-9]+", number) is not None
    asked = "số bằng chữ số Ả Rập"
    yield bench.judge("TT245", component, is_number, f"số ghi “{number}”", asked)
    if is_number:
        right = re.fullmatch(r"0[1-9]|[1-9][0-9]+", number) is not None
        asked = "số nhỏ hơn 10 thêm một số 0 phía trước; số khác không thêm"
        yield bench.judge("TT246", component, right, f"số ghi “{number}”", asked)


def _symbol(bench: Bench, component: Component, symbol: str) -> Iterator[Verdict]:
    symbol = symbol.rstrip(" .;,")
    joined = not re.search(r"\s*[–—]\s*|\s-|-\s", symbol)
    asked = "các nhóm chữ viết tắt nối bằng dấu gạch nối, không cách chữ"
    yield bench.judge("TT248", component, joined, f"ký hiệu ghi “{symbol}”", asked)
    groups = [group.strip() for group in re.split(r"[-–—]", symbol)]
    mixed = fact("SO-SYMBOL-CASE").cho_phep["tru"]
    wrong = [g for g in groups if g not in mixed and g != g.upper() and g.isalpha()]
    found = f"ký hiệu ghi “{symbol}”"
    yield bench.judge("TT249", component, not wrong, found, "ký hiệu in hoa")
    name = bench.recognised.type_name
    if name is None or name in _LEGAL or name == "Thư công":
        return
    if bench.recognised.is_letter:
        right = groups[0] not in SHORT
        asked = "ký hiệu của công văn không có tên loại viết tắt"
    else:
        kind = {short.upper(): full for short, full in SHORT.items()}
        right = kind.get(groups[0].upper()) == name
        asked = f"ký hiệu của {name.lower()} mở đầu bằng {_short_of(name)}"
    yield bench.judge("TT251", component, right, found, asked)


def _short_of(name: str) -> str:
    return next((short for short, full in SHORT.items() if full == name), "")


def _date(bench: Bench, component: Component) -> Iterator[Verdict]:
    text = plain(component.text)
    match = _DATE.fullmatch(text)
    asked = "địa danh, ngày … tháng … năm …"
    if match is None:
        found = f"thời gian ghi “{text}”"
        yield bench.verdict("TT267", component, Outcome.FAILED, found, asked)
        return
    place = match["place"].strip()
    right = re.search(r"[^\s,], ngày", text, re.IGNORECASE) is not None
    asked_comma = "dấu phẩy liền sau địa danh, rồi một dấu cách"
    yield bench.judge("TT266", component, right, f"ghi “{text}”", asked_comma)
    yield bench.judge("TT263", component, _is_place(place), f"địa danh ghi “{place}”",
                      "viết hoa chữ cái đầu của địa danh")  # fmt: skip
    day, month, year = (_digits_of(match[name]) for name in ("day", "month", "year"))
    problem = _date_problem(text, match, day, month, year)
    yield bench.judge("TT267", component, not problem, problem or text, asked)
    padded = bool(re.fullmatch(r"0[3-9]", month))
    found = f"tháng ghi “{month}”"
    yield bench.judge("TT268", component, not padded, found, "chỉ thêm số 0 trước tháng 1 và 2")


def _digits_of(text: str) -> str:
    return re.sub(r"\D", "", text)


def _date_problem(text: str, match: re.Match[str], day: str, month: str, year: str) -> str:
    """What is wrong with the form of a date; '' for nothing. Blanks of a draft are right."""
    if match["extra"] or re.search(r"ngày[^,]*,\s*tháng", text, re.IGNORECASE):
        return f"ghi “{text}”: thừa dấu phẩy"
    if not re.search(r"ngày.*tháng.*năm", text):
        return f"ghi “{text}”: ngày, tháng, năm viết thường"
    if text.endswith("."):
        return f"ghi “{text}”: thừa dấu chấm"
    if day and not re.fullmatch(r"0[1-9]|[12][0-9]|3[01]", day):
        return f"ngày ghi “{day}”: ngày nhỏ hơn 10 thêm số 0 phía trước"
    if month and not re.fullmatch(r"0[1-9]|[3-9]|1[0-2]", month):
        return f"tháng ghi “{month}”: tháng 1, 2 thêm số 0 phía trước"
    if year and not re.fullmatch(r"[12][0-9]{3}", year):
        return f"năm ghi “{year}”"
    return ""


def _is_place(place: str) -> bool:
    if not place or re.fullmatch(r"[.…_\s]+", place):
        return True
    words = [word for word in re.split(r"[\s-]+", place) if word]
    if wording.is_capitals(place) and len(place.replace(".", "")) > 4:
        return False
    return words[0][0].isupper() and all(
        not word[0].isalpha() or word[0].isupper() or word in _SMALL_IN_PLACES for word in words
    )


def check_type(bench: Bench) -> Iterator[Verdict]:
    """TT275: the number says one type, the title another or none that Điều 7 has."""
    number, title = bench.one("so_ky_hieu"), bench.one("ten_loai")
    if number is None:
        return
    match = re.search(r"/\s*([A-ZĐ][A-Za-zĐđ]*)\s*[-–]", plain(number.text))
    name = SHORT.get(match[1]) if match else None
    if title is None and name is not None and not bench.recognised.is_letter:
        found = f"ký hiệu là {match[1] if match else ''} nhưng không thấy tên loại {name.upper()}"
        yield bench.verdict("TT275", number, Outcome.FAILED, found, "tên loại ghi đúng Điều 7")
    elif title is not None:
        yield bench.verdict("TT275", title, Outcome.PASSED, title.text, "tên loại ghi đúng Điều 7")
