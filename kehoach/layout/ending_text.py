"""The signature block and Nơi nhận (Phụ lục I, Phần I, mục II.7, II.9; III.2, III.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach.finished.components import wording
from kehoach.finished.components.component import Component
from kehoach.layout.decree import fact
from kehoach.layout.head_text import plain
from kehoach.layout.verdicts import Bench, Outcome, Verdict, together

_AUTHORITY = re.compile(r"(?:TM|KT|TL|TUQ|Q)\. \S")
_RANKS = re.compile(
    r"(?:GS|PGS|TS|ThS|Ths|THS|BS|BSCK|DS|KS|CN|LS|NGND|NGƯT|NSND|NSƯT|Anh hùng|Tiến sĩ|Thạc sĩ|"
    r"Giáo sư|Phó Giáo sư|Bác sĩ|Kỹ sư)\b"
)


def check_ending(bench: Bench) -> Iterator[Verdict]:
    """TT341, TT347, TT348, TT351, TT352, TT361, TT367, TT368."""
    for component in bench.all("quyen_han"):
        text = plain(component.text)
        right = _AUTHORITY.match(text) is not None
        yield bench.judge("TT341", component, right, f"ghi “{text}”", "TM., KT., TL., TUQ. hoặc Q.")
    yield from _sequence(bench)
    for component in bench.all("ho_ten"):
        yield from _name(bench, component)
    label = bench.one("nhan_noi_nhan")
    if label is not None:
        wanted = fact("NN-LABEL").cho_phep["la"]
        right = plain(label.text) == wanted
        yield bench.judge(
            "TT361", label, right, f"ghi “{label.text}”", f"“{wanted}” trên dòng riêng"
        )
    yield from together(_bullet(bench, recipient) for recipient in bench.all("noi_nhan"))
    yield from together(_ends(bench))


def _sequence(bench: Bench) -> Iterator[Verdict]:
    """TT351: TM. ỦY BAN NHÂN DÂN, then CHỦ TỊCH or KT. CHỦ TỊCH. TT352: what follows KT."""
    offices = bench.all("quyen_han", "chuc_vu")
    lines = sorted(offices, key=lambda office: (office.first.index, office.first.start))
    texts = [plain(line.text) for line in lines]
    for place, (line, text) in enumerate(zip(lines, texts, strict=True)):
        below = texts[place + 1] if place + 1 < len(texts) else ""
        if re.match(r"TM\.?\s*(?:ỦY BAN NHÂN DÂN|UỶ BAN NHÂN DÂN|UBND)", text):
            asked = "dòng dưới là CHỦ TỊCH hoặc KT. CHỦ TỊCH"
            right = below == "CHỦ TỊCH" or re.match(r"(?:KT|Q)\W*CHỦ TỊCH", below) is not None
            yield bench.judge("TT351", line, right, f"dưới “{text}” là “{below}”", asked)
        if re.match(r"K/?T\W", text):
            asked = "dòng dưới ghi chức vụ của người ký"
            right = bool(below) and not wording.is_authority(below)
            yield bench.judge(
                "TT352", line, right, f"dưới “{text}” không có chức vụ của người ký", asked
            )


def _name(bench: Bench, component: Component) -> Iterator[Verdict]:
    text = plain(component.text)
    ranked = _RANKS.match(text) is not None
    asked = "không ghi học hàm, học vị, danh hiệu trước họ tên"
    yield bench.judge("TT348", component, not ranked, f"ghi “{text}”", asked)
    if wording.fold(text) in ("ho va ten", "ho ten"):
        return  # the blank of a draft
    words = [word for word in re.split(r"[\s.]+", _RANKS.sub("", text)) if word]
    right = all(word[0].isupper() for word in words) and not wording.is_capitals(text)
    asked = "chữ in thường, viết hoa chữ cái đầu các âm tiết"
    yield bench.judge("TT347", component, right, f"ghi “{text}”", asked)


def _bullet(bench: Bench, component: Component) -> Verdict:
    asked = "đầu dòng có dấu gạch “-”"
    number = component.paragraph.number
    mark = number or plain(component.text)[:1]
    if number is None:
        found = "không xác định được dấu đầu dòng"
        return bench.verdict("TT367", component, Outcome.UNDECIDED, found, asked)
    return bench.judge("TT367", component, mark == "-", f"dòng “{component.text}”", asked)


def _ends(bench: Bench) -> Iterator[Verdict]:
    items = bench.all("noi_nhan")
    for place, item in enumerate(items):
        last = place == len(items) - 1
        asked = "dòng cuối kết thúc bằng dấu chấm" if last else "cuối dòng có dấu chấm phẩy"
        text = item.text.rstrip()
        right = text.endswith("." if last else ";")
        mark = text[-1:]
        bare = mark.isalnum() or mark == ")"
        found = "không có dấu cuối dòng" if bare else f"kết thúc bằng “{mark}”"
        yield bench.judge("TT368", item, right, f"“{text}” {found}", asked)
