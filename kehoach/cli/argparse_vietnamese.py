"""The messages of argparse in Vietnamese: a gettext catalogue for that module alone."""

from __future__ import annotations

import argparse

_CATALOGUE = {
    "usage: ": "cách dùng: ",
    "positional arguments": "đối số",
    "options": "tuỳ chọn",
    "show this help message and exit": "xem hướng dẫn này",
    # Whatever is wrong with an argument is said of it: `--nam cần một giá trị đi kèm`.
    "argument %(argument_name)s: %(message)s": "%(argument_name)s %(message)s",
    "expected one argument": "cần một giá trị đi kèm",
    "expected at most one argument": "chỉ nhận một giá trị đi kèm",
    "expected at least one argument": "cần ít nhất một giá trị",
    "expected %s argument": "cần %s giá trị đi kèm",
    "ignored explicit argument %r": "không đi kèm giá trị %r",
    "invalid %(type)s value: %(value)r": "không nhận giá trị “%(value)s”",
    "not allowed with argument %s": "không dùng cùng với %s",
    "ambiguous option: %(option)s could match %(matches)s": (
        "%(option)s chưa rõ, có thể là: %(matches)s"
    ),
    "one of the arguments %s is required": "cần một trong các tuỳ chọn: %s",
    "the following arguments are required: %s": "thiếu: %s",
    "unexpected option string: %s": "không hiểu: %s",
    "unrecognized arguments: %s": "không hiểu: %s",
}
"""What a person can meet; what only the programmer can, and what a later Python adds, stays."""


def speak_vietnamese() -> None:
    """Have argparse look its messages up here instead of in the catalogue of Python's language."""
    vars(argparse).update(_=_translated, ngettext=_translated_count)


def _translated(message: str) -> str:
    return _CATALOGUE.get(message, message)


def _translated_count(one: str, many: str, count: int) -> str:
    """Vietnamese has no plural."""
    return _CATALOGUE.get(one, one if count == 1 else many)
