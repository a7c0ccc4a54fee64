"""From the bytes of a file to text: UTF-8 only, and the legacy Vietnamese encodings named."""

from __future__ import annotations

import re
from pathlib import Path

from kehoach.findings import Finding, InputRefused, Place

_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_VNI_PAIRS = re.compile(
    rb"[aeouyAEOUY\xf4\xf6\xd4\xd6][\xf8\xf9\xfb\xf5\xef\xe2\xe0\xe1\xe5\xe3\xe4\xea\xe8\xe9\xfa\xfc\xeb"
    rb"\xd8\xd9\xdb\xd5\xcf\xc2\xc0\xc1\xc5\xc3\xc4\xca\xc8\xc9\xda\xdc\xcb]"
)
_TCVN3_BYTES = re.compile(rb"[\xa8-\xae\xb5-\xb9\xbb-\xbe\xc6-\xd6]")
_HIGH_BYTES = re.compile(rb"[\x80-\xff]")
_TCVN3_LETTERS = re.compile(r"(?<=\w)[\xb5-\xb9\xa8-\xae]|[\xb5-\xb9\xa8-\xae](?=[a-z])")
_VNI_LETTERS = re.compile(r"[ñöøûïåäëüÑÖØÛÏÅÄËÜ]")


def decode(path: Path, name: str) -> str:
    """Text of a UTF-8 file without its byte-order mark; line ends stay as they are.

    Raises InputRefused, with findings that name the file `name`, when the file is missing,
    unreadable, empty, or not UTF-8.
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError:
        raise _refusal(name, "TP001", "không tìm thấy tệp", "kiểm tra lại tên và thư mục") from None
    except IsADirectoryError:
        raise _refusal(
            name, "TP002", "đây là thư mục, không phải tệp", "chỉ rõ tệp .yaml"
        ) from None
    except OSError as error:
        advice = "kiểm tra quyền đọc tệp, hoặc báo bộ phận công nghệ thông tin"
        raise _refusal(name, "TP003", f"không đọc được tệp ({error.strerror})", advice) from None
    if not raw.strip(b" \t\r\n\xef\xbb\xbf"):
        raise _refusal(name, "TP004", "tệp không có nội dung", "chép lại từ bản lưu của tệp")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _not_utf8(raw, name, error.start) from None
    _refuse_legacy_letters(text, name)
    return text


def _refusal(name: str, code: str, message: str, advice: str, line: int = 0) -> InputRefused:
    return InputRefused([Finding(Place(name, line, 1 if line else 0), code, message, advice)])


_SAVE_AS = "mở tệp bằng trình soạn thảo, chọn Lưu với bảng mã UTF-8"
_CONVERT = "chuyển mã sang Unicode (Unikey, Ctrl+Shift+F6), rồi lưu tệp với bảng mã UTF-8"


def _not_utf8(raw: bytes, name: str, at: int) -> InputRefused:
    line = raw.count(b"\n", 0, at) + 1
    if raw.startswith(_UTF16):
        return _refusal(name, "TP005", "tệp lưu ở bảng mã UTF-16, không phải UTF-8", _SAVE_AS)
    high = len(_HIGH_BYTES.findall(raw))
    if len(_VNI_PAIRS.findall(raw)) * 3 > high:
        return _refusal(name, "TP006", "chữ trong tệp dùng bảng mã VNI", _CONVERT, line)
    if len(_TCVN3_BYTES.findall(raw)) * 3 > high:
        return _refusal(name, "TP006", "chữ trong tệp dùng bảng mã TCVN3 (ABC)", _CONVERT, line)
    return _refusal(name, "TP005", "tệp không phải bảng mã UTF-8", _SAVE_AS, line)


def _refuse_legacy_letters(text: str, name: str) -> None:
    """Legacy text pasted into a UTF-8 file shows as Latin letters that Vietnamese never uses."""
    for pattern, encoding in ((_TCVN3_LETTERS, "TCVN3 (ABC)"), (_VNI_LETTERS, "VNI")):
        hits = [match.start() for _, match in zip(range(5), pattern.finditer(text), strict=False)]
        if len(hits) == 5:
            line = text.count("\n", 0, hits[0]) + 1
            message = f"có chữ dán từ văn bản dùng bảng mã {encoding}"
            raise _refusal(name, "TP006", message, _CONVERT, line)
