"""From the bytes of a file to text: UTF-8 only, and the old Vietnamese encodings named."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from pathlib import Path

from kehoach.files import ReadFault, Unreadable, lookalike, read_bounded, shown
from kehoach.findings import InputRefused
from kehoach.locations import Place
from kehoach.source.old_encodings import encoding_of_bytes, odd_words
from kehoach.source.scalar import LINE_END

_LARGEST = 16 * 1024 * 1024
"""Bytes; an annex of 100,000 rows has half of it."""
_UNREADABLE = {
    ReadFault.MISSING: ("TP001", "kiểm tra lại tên và thư mục"),
    ReadFault.FOLDER: ("TP002", "chỉ rõ tệp .yaml"),
    ReadFault.LARGE: ("TP010", "kiểm tra có chọn nhầm tệp không"),
    ReadFault.FAILED: ("TP003", "kiểm tra quyền đọc tệp, hoặc báo bộ phận công nghệ thông tin"),
}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_LINE_END = re.compile(LINE_END.pattern.encode())
_ODD_LINE_END = re.compile("[\x85\u2028\u2029]")


def read_bytes(path: Path, name: str) -> bytes:
    """The bytes of a YAML file; InputRefused when it is missing, too large or cannot be read."""
    try:
        return read_bounded(path, _LARGEST)
    except Unreadable as error:
        code, advice = _UNREADABLE[error.fault]
        if error.fault is ReadFault.MISSING and (other := lookalike(path)):
            advice = (
                f"có tệp {shown(other)} tên nhìn giống hệt mà chữ ghép khác (Unicode tổ hợp và "
                "dựng sẵn): chọn tệp từ danh sách (phím Tab), hoặc đổi tên tệp ấy"
            )
        raise _refusal(name, code, str(error), advice) from None


def decode(path: Path, name: str) -> str:
    """The text of a YAML file, as `text_of` its bytes."""
    return text_of(read_bytes(path, name), name)


def text_of(raw: bytes, name: str) -> str:
    """Text of the bytes of a UTF-8 file without its byte-order mark; line ends stay as they are.

    Raises InputRefused, with findings that name the file `name`, when it is empty or not UTF-8.
    """
    if raw.startswith(_UTF16) or b"\0" in raw[:2]:
        raise _refusal(name, "TP005", "tệp lưu ở bảng mã UTF-16, không phải UTF-8", _SAVE_AS)
    if not raw.strip(b" \t\r\n\xef\xbb\xbf"):
        raise _refusal(name, "TP004", "tệp không có nội dung", "chép lại từ bản lưu của tệp")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(raw, name, error.start) from None
    _refuse_odd_line_ends(text, name)
    _refuse_pasted_letters(text, name)
    return text


def encode(text: str, like: bytes) -> bytes:
    """Bytes of an edited text, with a byte-order mark if the file `like` begins with one."""
    return (BOM_UTF8 if like.startswith(BOM_UTF8) else b"") + text.encode()


def _refusal(name: str, code: str, message: str, advice: str, line: int = 0) -> InputRefused:
    return InputRefused.at(Place(name, line, 1 if line else 0), code, message, advice)


_SAVE_AS = "mở tệp bằng trình soạn thảo, chọn Lưu với bảng mã UTF-8"
_CONVERT = "chuyển mã sang Unicode (Unikey, Ctrl+Shift+F6), rồi lưu tệp với bảng mã UTF-8"


def _not_utf8(raw: bytes, name: str, at: int) -> InputRefused:
    line = len(_LINE_END.findall(raw, 0, at)) + 1
    if encoding := encoding_of_bytes(raw):
        return _refusal(name, "TP006", f"chữ trong tệp dùng bảng mã {encoding}", _CONVERT, line)
    return _refusal(name, "TP005", "tệp không phải bảng mã UTF-8", _SAVE_AS, line)


def _refuse_pasted_letters(text: str, name: str) -> None:
    """Old text pasted into a UTF-8 file shows as words that Vietnamese cannot have."""
    if not any(odd_words(text)):
        return
    for number, line in enumerate(LINE_END.split(text), 1):
        for encoding, words in odd_words(line):
            if len(words) > 1:
                place = Place(name, number, words[0].start() + 1)
                message = f"có chữ dán từ văn bản dùng bảng mã {encoding}: “{words[0].group()}”"
                raise InputRefused.at(place, "TP006", message, _CONVERT)


def _refuse_odd_line_ends(text: str, name: str) -> None:
    """YAML would end a line where no editor shows an end."""
    if match := _ODD_LINE_END.search(text):
        ends = [end.end() for end in LINE_END.finditer(text, 0, match.start())]
        column = match.start() - (ends[-1] if ends else 0) + 1
        place = Place(name, len(ends) + 1, column)
        message = f"có ký tự xuống dòng lạ (U+{ord(match.group()):04X}), thường do chép từ nơi khác"
        raise InputRefused.at(place, "TP007", message, "xoá ký tự đó và gõ lại dấu cách")
