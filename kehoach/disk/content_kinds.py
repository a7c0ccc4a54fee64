"""What a file is, as a clerk calls it: told by its content, not by its name alone."""

from __future__ import annotations

import json
import re

_PLAN = re.compile(rb"^(nam|the_thuc|noi_dung|trang_thai|noi_nhan|ky)[ \t]*:", re.MULTILINE)
_STARTS = (
    (b"%pdf-", "tệp PDF"),
    (b"begin:vcalendar", "tệp lịch"),
    (b"<!doctype html", "trang HTML"),
    (b"<html", "trang HTML"),
)


def kind_of(content: bytes, name: str = "") -> str:
    """What a file is, as a clerk calls it; '' where there is nothing in it."""
    head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not content.strip():
        return ""
    if content.startswith(b"PK"):
        return _package_kind(content)
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if name.lower().endswith((".yaml", ".yml")) or len(set(_PLAN.findall(content))) > 1:
        return "tệp YAML"
    if head.startswith((b"{", b"[")) and _is_json(content):
        return "tệp JSON"
    return "tệp chữ" if b"\0" not in content and _is_utf8(content) else "tệp loại khác"


def _is_json(content: bytes) -> bool:
    try:
        json.loads(content)
    except (ValueError, RecursionError):
        return False
    return True


def _package_kind(content: bytes) -> str:
    """By the names of its parts, which stand uncompressed in the directory at the end."""
    if b"word/document.xml" in content:
        return "tệp Word"
    return "tệp Excel" if b"xl/workbook.xml" in content else "tệp nén"


def _is_utf8(content: bytes) -> bool:
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return True
