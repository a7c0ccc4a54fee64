"""The words by which components are known, tolerant of the mistakes that are to be reported."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from functools import lru_cache

from kehoach.plan.secrecy import mark_of
from kehoach.vietnamese import without_marks

COUNTRY = "cong hoa xa hoi chu nghia viet nam"
MOTTO = "doc lap tu do hanh phuc"
PARTY = "dang cong san viet nam"
TYPES = (
    *("Nghị quyết", "Quyết định", "Chỉ thị", "Quy chế", "Quy định", "Thông cáo", "Thông báo"),
    *("Hướng dẫn", "Chương trình", "Kế hoạch", "Phương án", "Đề án", "Dự án", "Báo cáo"),
    *("Biên bản", "Tờ trình", "Hợp đồng", "Công văn", "Công điện", "Bản ghi nhớ"),
    *("Bản thỏa thuận", "Giấy ủy quyền", "Giấy mời", "Giấy giới thiệu", "Giấy nghỉ phép"),
    *("Phiếu gửi", "Phiếu chuyển", "Phiếu báo", "Thư công", "Nghị định", "Thông tư", "Luật"),
)
_LIKE = 0.8
_LONGEST_TYPE = 35
_DATE = re.compile(
    r"ngày[\s.…_]*\d{0,2}[\s.…_,]*tháng[\s.…_]*\d{0,2}[\s.…_,]*năm|"
    r",\s*ngày\s*[\d.…_]*\s*[/.-]\s*[\d.…_]*\s*[/.-]\s*\d{2,4}",
    re.IGNORECASE,
)
_NOT_A_PLACE = re.compile(
    r"\s*(?:[(\[]|căn cứ|thực hiện|theo|xét|kèm|ban hành|số|từ|đến)\b", re.IGNORECASE
)
_NUMBER = re.compile(
    r"s[ốôo]\s*[:.;]?\s*[\d.…_\s]*[A-Z]{0,2}\s*(?:/|-)|s[ốôo]\s*[:;.]\s*[\d.…_]*\s*$", re.IGNORECASE
)
_UNLABELLED = re.compile(r"\d{1,6}\s*/\s*[A-ZĐ][A-Za-zĐđ]{0,4}\s*[-–]\s*[A-ZĐ]")
_AUTHORITY = re.compile(r"(?:TM|KT|TL|TUQ|Q|T/M|K/T|T/L|TUQ)\s*[./]?\s+\S|(?:TM|KT|TL|TUQ)\.\S")
_ANNEX = re.compile(r"(?:phụ lục|phu luc)(?:\s+(?:số\s*)?[\dIVXLC]+)?\s*[.:]?", re.IGNORECASE)
_URGENT = {"hoa toc", "thuong khan", "khan", "hoa toc hen gio"}
_CIRCLE = {"xem xong tra lai", "luu hanh noi bo"}
_HEADS = re.compile(
    r"(?:ỦY BAN|UỶ BAN|UBND|HĐND|HỘI ĐỒNG|SỞ|PHÒNG|BAN|BỘ|CỤC|CHI CỤC|TỔNG CỤC|VỤ|VIỆN|TRƯỜNG|"
    r"TRUNG TÂM|VĂN PHÒNG|THANH TRA|CÔNG AN|CÔNG TY|HỘI|LIÊN|BỆNH VIỆN|TRẠM|ĐẢNG ỦY|ĐOÀN|"
    r"KHO BẠC|TÒA ÁN|TOÀ ÁN|VIỆN KIỂM SÁT|QUỸ|ĐẠI HỌC|HỌC VIỆN|TẬP ĐOÀN|NGÂN HÀNG|TỔ)\b"
)
_PLACES = re.compile(r"(?:TỈNH|THÀNH PHỐ|TP\.?|HUYỆN|QUẬN|THỊ XÃ|THỊ TRẤN|XÃ|PHƯỜNG|ĐẶC KHU)\b")


_STROKES = "_\u2500\u2501\u203e\u00af\u2014\u2013=~-"
_TYPED_RULE = re.compile(f"[{_STROKES}]{{3}}")


def is_rule(text: str) -> bool:
    """A line of a typewriter and nothing else: underscores, dashes, perhaps 'o0o' in the middle."""
    known = all(letter in _STROKES or letter in "*.o0" or letter.isspace() for letter in text)
    return known and _TYPED_RULE.search(text) is not None


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Letters without marks, small, single spaces between words: what hasty typing leaves alone."""
    return " ".join(re.findall(r"[a-z0-9]+", without_marks(text.lower())))


def is_like(text: str, wanted: str, least: float = _LIKE) -> bool:
    """Whether a folded text is the wanted one but for some letters."""
    if abs(len(text) - len(wanted)) > len(wanted) * 0.5:
        return False
    return SequenceMatcher(None, text, wanted, autojunk=False).ratio() >= least


def is_country(text: str) -> bool:
    """Quốc hiệu, complete, shortened or misspelled."""
    folded = fold(text)
    short = folded in ("chxhcn viet nam", "ch xhcn viet nam", "cong hoa xhcn viet nam")
    return short or is_like(folded, COUNTRY) or folded == "cong hoa xa hoi chu nghia"


def is_motto(text: str) -> bool:
    """Tiêu ngữ, complete or misspelled."""
    folded = fold(text)
    parts = ("doc lap", "tu do", "hanh phuc")
    whole = is_like(folded, MOTTO, 0.75)
    return whole or (len(folded) < 32 and sum(part in folded for part in parts) >= 2)


def is_party(text: str) -> bool:
    """The name of the Party in the place of Quốc hiệu: another regime than the decree."""
    return fold(text) == PARTY


def is_date(text: str) -> bool:
    """Địa danh and the date of issue on one line."""
    return len(text) < 100 and bool(_DATE.search(text)) and not _NOT_A_PLACE.match(text)


def is_number(text: str) -> bool:
    """Số và ký hiệu, also without its label."""
    return len(text) < 60 and bool(_NUMBER.match(text) or _UNLABELLED.match(text))


def type_of(text: str) -> str | None:
    """The type of document that a line names, as Điều 7 writes it ('KẾ HOẠCH HÀNH ĐỘNG', too)."""
    bare = text.strip(" .:*")
    if text.rstrip().endswith(":"):
        return None
    letters = fold(bare).replace(" ", "")
    whole = next((name for name in TYPES if fold(name).replace(" ", "") == letters), None)
    if whole or len(bare) > _LONGEST_TYPE or not is_capitals(bare):
        return whole
    return next((name for name in TYPES if fold(bare).startswith(f"{fold(name)} ")), None)


def is_subject_of_letter(text: str) -> bool:
    """The subject of a letter: V/v … or Về việc …."""
    return bool(re.match(r"[“\"]?(?:v/v|v\.v|về việc|vv:)\b", text, re.IGNORECASE))


def is_addressee(text: str) -> bool:
    """Kính gửi."""
    return fold(text).startswith("kinh gui")


def is_recipients(text: str) -> bool:
    """The label of Nơi nhận."""
    folded = fold(text)
    return folded.startswith("noi nhan") and len(folded) < 40


def is_authority(text: str) -> bool:
    """A line that begins with TM., KT., TL., TUQ. or Q., well or badly written."""
    return bool(_AUTHORITY.match(text)) and is_capitals(text)


def is_annex_label(text: str) -> bool:
    """The label of an annex, alone on its line ('Phụ lục II')."""
    return bool(_ANNEX.fullmatch(text.strip()))


def is_attached(text: str) -> bool:
    """A line '(Kèm theo …)' or '(Ban hành kèm theo …)'."""
    return bool(re.match(r"\(?\s*(?:ban hành\s+)?kèm theo\b", text, re.IGNORECASE))


def is_urgent(text: str) -> bool:
    """Độ khẩn."""
    return fold(text) in _URGENT and is_capitals(text)


def is_secret(text: str) -> bool:
    """Độ mật."""
    return bool(mark_of(text))


def is_circulation(text: str) -> bool:
    """Phạm vi lưu hành."""
    return fold(text) in _CIRCLE


def is_draft(text: str) -> bool:
    """The mark of a draft."""
    return fold(text).startswith("du thao") and len(text) < 40


def is_capitals(text: str) -> bool:
    """Whether the letters of a text are capitals, but for at most one in ten."""
    letters = [letter for letter in text if letter.isalpha()]
    return bool(letters) and sum(letter.isupper() for letter in letters) >= 0.9 * len(letters)


def opens_name(text: str) -> bool:
    """Whether a line of a head begins the name of a body ('SỞ …'), unlike 'TỈNH …' that goes on."""
    return bool(_HEADS.match(text.upper().strip()))


def is_place_name(text: str) -> bool:
    """Whether a line of a head is only the place of the body above ('TỈNH GIA LAI')."""
    return bool(_PLACES.match(text.upper().strip()))


def is_person(text: str) -> bool:
    """Whether a line looks like the name of a person, perhaps with a title before it."""
    bare = re.sub(r"^(?:(?:GS|PGS|TS|ThS|BS|KS|CN|Ths|Ts|LS|CKI{1,2}|NSƯT|NGƯT)\.?\s*)+", "", text)
    words = bare.split()
    if not 2 <= len(words) <= 6 or any(letter.isdigit() for letter in bare):
        return False
    return not re.search(r"[;:,/()]", bare) and all(word[0].isalpha() for word in words)
