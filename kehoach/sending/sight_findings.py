"""What is said of a file whose pages show something else than the plan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kehoach.findings import Finding
from kehoach.locations import Place
from kehoach.sending.foreign_words import printable

if TYPE_CHECKING:
    from kehoach.finished.pdf.beside import Beside
    from kehoach.sending.letter_looks import Doubtful
    from kehoach.sending.placing import Misplaced

MOST_TOLD = 3
"""Findings of one kind: a person looks at the file after the first of them anyway."""

_MM = 25.4 / 72
_AGAIN = "mở tệp xem lại chỗ đó; không gửi tệp này, xuất lại PDF của kế hoạch rồi ký lại"
_ELSEWHERE = "ký lại, đặt hình chữ ký vào chỗ trống"
_COMPARE = (
    "người có trách nhiệm so từng chữ, từng số trên tệp với kế hoạch; đúng thì chạy lại, thêm "
    '--da-doi-chieu "họ tên người so"'
)
_KINDS = {
    "FreeText": "ghi chú",
    "Text": "ghi chú",
    "Stamp": "dấu đóng",
    "Watermark": "chữ chìm",
    "Widget": "ô nhập của biểu mẫu",
}


def unlike(doubtful: Doubtful, name: str) -> Finding:
    """A letter that is not seen, or looks like another one."""
    case = doubtful.case
    start = f"trang {case.page}: “{case.word}”"
    if not doubtful.seen:
        message = f"{start} có trong tệp mà không nhìn thấy chữ “{case.letter}”"
        return _told(name, "CK021", message, _AGAIN)
    look_like = f"giống chữ “{doubtful.rival}”" if doubtful.rival else "không ra chữ gì"
    message = f"{start} trong tệp, nhưng chữ “{case.letter}” in ra nhìn {look_like}"
    return _told(name, "CK022", message, _AGAIN)


def beyond_the_page(word: str, page: int, name: str) -> Finding:
    """A word that is beside the paper, or cut by its edge."""
    message = f"trang {page}: “{word}” có trong tệp mà nằm ngoài trang, hoặc bị mép trang cắt"
    return _told(name, "CK021", message, _AGAIN)


def foreign_mark(name: str, page: int, place: tuple[float, float]) -> Finding:
    """A drawn thing that is no letter and no rule."""
    message = f"trang {page} có nét vẽ hoặc hình không phải của kế hoạch, {_where(place)}"
    return _told(name, "CK023", message, _AGAIN)


def vast_paper(name: str, page: int, size: tuple[float, float]) -> Finding:
    """A page that no printer of an office takes."""
    width, height = (f"{side * _MM:.0f}" for side in size)
    return _told(name, "CK024", f"trang {page} khổ {width} × {height} mm, lớn hơn A3", _AGAIN)


def elsewhere(word: Misplaced, name: str) -> Finding:
    """A word that does not stand where it is read."""
    message = f"trang {word.page}: “{word.word}” {word.how}"
    return _told(name, "CK024", message, _AGAIN)


def addition(name: str, page: int, what: str, place: tuple[float, float]) -> Finding:
    """What `appearances.added` found."""
    code, message, advice = {
        "covers": ("CK026", f"hình chữ ký che hoặc đè lên chữ, {_where(place)}", _ELSEWHERE),
        "large": ("CK026", "hình chữ ký chiếm quá một phần tư trang", _ELSEWHERE),
        "mark": ("CK025", f"có hình in thêm ngoài chữ ký, {_where(place)}", _AGAIN),
    }[what]
    return _told(name, code, f"trang {page}: {message}", advice)


def doubt(name: str, why: str) -> Finding:
    """What only a person can judge."""
    return _told(name, "CK030", f"chưa đối chiếu được hình: {why}", _COMPARE)


def beside_the_pages(beside: Beside, words: Sequence[str], name: str) -> Iterator[Finding]:
    """What speaks against the notes, links and layers of a file; `words` are those of the plan."""
    others = [note for note in beside.annotations if not note.signature and note.kind != "Link"]
    for note in others[:MOST_TOLD]:
        kind = _KINDS.get(note.kind, f"ghi chú loại {note.kind}")
        message = f"trang {note.page} có {kind} ngoài nội dung văn bản"
        yield _told(name, "CK025", message, _AGAIN)
    if beside.form_of_another_kind:
        yield _told(name, "CK025", "tệp có biểu mẫu XFA", _AGAIN)
    addresses = dict.fromkeys(beside.addresses)
    foreign = [address for address in addresses if not _printed(address, words)]
    for address in foreign[:MOST_TOLD]:
        message = f"tệp có liên kết ra ngoài mà kế hoạch không có: {address[:80]}"
        yield _told(name, "CK028", message, _AGAIN)
    for action in list(dict.fromkeys(beside.actions))[:MOST_TOLD]:
        message = f"tệp có lệnh {action}, chạy khi mở hoặc bấm vào"
        yield _told(name, "CK028", message, _AGAIN)
    for page in beside.scaled[:MOST_TOLD]:
        message = f"trang {page} đặt tỷ lệ phóng riêng (UserUnit), in ra khác cỡ đang xem"
        yield _told(name, "CK024", message, _AGAIN)
    if beside.hidden_layers:
        message = "tệp có lớp (layer) ẩn, hoặc khi xem thì hiện mà khi in thì không"
        yield _told(name, "CK027", message, _AGAIN)


def trailing_bytes(name: str, count: int) -> Finding:
    """Bytes behind the end of the file."""
    message = f"sau chỗ kết thúc của tệp PDF còn {count} byte mà không chữ ký nào bao trùm"
    advice = "dùng đúng tệp do hệ thống ký số trả về; bản dự thảo thì làm lại bằng kehoach build"
    return _told(name, "CK029", message, advice)


def _told(name: str, code: str, message: str, advice: str) -> Finding:
    """A finding, on one line whatever words of the file are in it."""
    return Finding(Place(name), code, printable(message), advice)


def _printed(address: str, words: Sequence[str]) -> bool:
    """Whether the plan itself prints the address of a link, the whole of it."""
    plain = (address.partition("://")[2] or address.removeprefix("mailto:")).strip("/")
    text = " ".join(words).replace("- ", "-")
    whole = rf"(?:(?<![\w.@/-])|(?<=://)){re.escape(plain)}/?(?![\w@/-]|\.\w)"
    return bool(plain) and re.search(whole, text, re.IGNORECASE) is not None


def _where(place: tuple[float, float]) -> str:
    return f"cách mép trái {place[0] * _MM:.0f} mm, cách mép trên {place[1] * _MM:.0f} mm"
