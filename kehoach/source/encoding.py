"""From the bytes of a file to text: UTF-8 only, and the old Vietnamese encodings named."""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from pathlib import Path

from kehoach.files import ReadFault, Unreadable, read_bounded
from kehoach.findings import InputRefused
from kehoach.locations import Place
from kehoach.source.old_encodings import encoding_of_bytes, odd_words

_LARGEST = 16 * 1024 * 1024
"""Bytes; an annex of 100,000 rows has half of it."""
_UNREADABLE = {
    ReadFault.MISSING: ("TP001", "kiểm tra lại tên và thư mục"),
    ReadFault.FOLDER: ("TP002", "chỉ rõ tệp .yaml"),
    ReadFault.LARGE: ("TP010", "kiểm tra có chọn nhầm tệp không"),
    ReadFault.FAILED: ("TP003", "kiểm tra quyền đọc tệp, hoặc báo bộ phận công nghệ thông tin"),
}
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_ODD_LINE_END = re.compile("[\x85\u2028\u2029]")


def decode(path: Path, name: str) -> str:
    """Text of a UTF-8 file without its byte-order mark; line ends stay as they are.

    Raises InputRefused, with findings that name the file `name`, when the file is missing,
    unreadable, empty, or not UTF-8.
    """
    try:
        raw = read_bounded(path, _LARGEST)
    except Unreadable as error:
        code, advice = _UNREADABLE[error.fault]
        raise _refusal(name, code, str(error), advice) from None
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


def encode(text: str, path: Path) -> bytes:
    """Bytes of an edited text for the file it came from, with the byte-order mark that it has."""
    marked = path.read_bytes().startswith(BOM_UTF8)
    return (BOM_UTF8 if marked else b"") + text.encode()


def _refusal(name: str, code: str, message: str, advice: str, line: int = 0) -> InputRefused:
    return InputRefused.at(Place(name, line, 1 if line else 0), code, message, advice)


_SAVE_AS = "mở tệp bằng trình soạn thảo, chọn Lưu với bảng mã UTF-8"
_CONVERT = "chuyển mã sang Unicode (Unikey, Ctrl+Shift+F6), rồi lưu tệp với bảng mã UTF-8"


def _not_utf8(raw: bytes, name: str, at: int) -> InputRefused:
    line = raw.count(b"\n", 0, at) + 1
    if encoding := encoding_of_bytes(raw):
        return _refusal(name, "TP006", f"chữ trong tệp dùng bảng mã {encoding}", _CONVERT, line)
    return _refusal(name, "TP005", "tệp không phải bảng mã UTF-8", _SAVE_AS, line)


def _refuse_pasted_letters(text: str, name: str) -> None:
    """Old text pasted into a UTF-8 file shows as words that Vietnamese cannot have."""
    if not any(odd_words(text)):
        return
    for number, line in enumerate(text.split("\n"), 1):
        for encoding, words in odd_words(line):
            if len(words) > 1:
                place = Place(name, number, words[0].start() + 1)
                message = f"có chữ dán từ văn bản dùng bảng mã {encoding}: “{words[0].group()}”"
                raise InputRefused.at(place, "TP006", message, _CONVERT)


def _refuse_odd_line_ends(text: str, name: str) -> None:
    """YAML would end a line where no editor shows an end."""
    if match := _ODD_LINE_END.search(text):
        before = text[: match.start()]
        column = match.start() - before.rfind("\n")
        place = Place(name, before.count("\n") + 1, column)
        message = f"có ký tự xuống dòng lạ (U+{ord(match.group()):04X}), thường do chép từ nơi khác"
        raise InputRefused.at(place, "TP007", message, "xoá ký tự đó và gõ lại dấu cách")
