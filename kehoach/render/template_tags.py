"""The tags of the Word template: which there may be, and what is wrong with those that are there.

A paragraph of the template holds either no tag, or one line that steers (`{%p for … %}`), or one
text (`{{r … }}`): docxtpl silently drops whatever else stands beside them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import NamedTuple

from kehoach.render.docx_xml import Element, text_of, value, w


class Complaint(NamedTuple):
    """What the lint has to say: the rest of a `Finding` is the same for all of them."""

    code: str
    message: str
    advice: str


PRINTED = {
    "co_quan_chu_quan": "cơ quan chủ quản",
    "co_quan.*": "các dòng tên cơ quan ban hành",
    "so_ky_hieu": "số, ký hiệu",
    "du_thao": "chữ DỰ THẢO",
    "dia_danh_ngay": "địa danh và ngày",
    "ten_loai": "tên loại văn bản",
    "trich_yeu": "trích yếu",
    "noi_dung.*.chu": "lời văn của kế hoạch",
    "noi_nhan.*": "các dòng nơi nhận",
    "quyen_han.*": "các dòng quyền hạn, chức vụ",
    "ho_ten": "họ tên người ký",
    "phu_luc.*.nhan": "chữ Phụ lục",
    "phu_luc.*.ten": "tên phụ lục",
    "phu_luc.*.kem_theo": "dòng (Kèm theo …) của phụ lục",
}
"""What the template must print; `.*` stands for the items of a list."""
KINDS = {
    "can_cu": "KH Căn cứ",
    "can_cu_doan": "KH Căn cứ đoạn",
    "phan": "KH Phần",
    "muc": "KH Mục",
    "tieu_muc": "KH Tiểu mục",
    "doan": "KH Đoạn",
    "doan_cuoi": "KH Đoạn cuối",
    "kem_theo": "KH Kèm theo",
}
"""Kinds of body paragraph, each with its own branch in the template, and the style of it."""

_LISTS = {path.partition(".")[0] for path in PRINTED if ".*" in path}
_FIELDS = {*PRINTED, "noi_dung.*.kieu"}
_STRAIGHT = str.maketrans("“”‘’", "\"\"''")
_STEER = re.compile(r"\{%p\s+(.*?)\s*%\}")
_PRINT = re.compile(r"\{\{r\s+([\w.]+)\s*\}\}")
_FOR = re.compile(r"for\s+(\w+)\s+in\s+([\w.]+)")
_KIND = re.compile(r"\.kieu\s*==\s*['\"](\w+)['\"]")
_NAME = re.compile(r"(?<![\w.'\"])[A-Za-z_]\w*(?:\.\w+)*")
_WORDS = {"and", "or", "not", "in", "is", "none", "true", "false", "loop", "defined"}
_DIRECT = {w(name) for name in ("b", "i", "u", "strike", "caps", "smallCaps", "sz", "color")}
_ENDS = {"endfor": "for", "endif": "if"}


@dataclass
class Walk:
    """How far a reading of the template has come: open blocks, loop names, what was seen."""

    blocks: list[tuple[str, str]] = field(default_factory=list)
    scope: dict[str, str] = field(default_factory=dict)
    printed: set[str] = field(default_factory=set)
    kinds: set[str] = field(default_factory=set)


def check_tags(body: Element) -> Iterator[Complaint]:
    """Everything that is wrong with the tags: spelling, pairs, names, and what is missing."""
    walk = Walk()
    for paragraph in body.iter(w("p")):
        text = text_of(paragraph).translate(_STRAIGHT).strip()
        if "{" in text or "}" in text:
            yield from _check_tag(text, walk)
            yield from _check_direct_format(paragraph, text)
    for word, text in walk.blocks:
        yield Complaint("IN004", *_unclosed(word, text))
    yield from _missing(walk)


def _check_tag(text: str, walk: Walk) -> Iterator[Complaint]:
    if steer := _STEER.fullmatch(text):
        yield from _check_steer(steer[1], text, walk)
    elif shown := _PRINT.fullmatch(text):
        path = _resolve(shown[1], walk.scope)
        walk.printed.add(path)
        if path not in PRINTED:
            yield _unknown(shown[1], walk)
    else:
        yield Complaint(
            "IN004",
            f"thẻ viết sai trong mẫu: “{text[:80]}”.",
            "Mỗi đoạn chỉ chứa một thẻ, không có chữ khác: {{r ten }} để in, "
            "{%p for … in … %}, {%p if … %}, {%p endfor %}, {%p endif %} để lặp và chọn.",
        )


def _check_steer(statement: str, text: str, walk: Walk) -> Iterator[Complaint]:
    word = statement.split()[0]
    if loop := _FOR.fullmatch(statement):
        path = _resolve(loop[2], walk.scope)
        walk.blocks.append(("for", text))
        walk.scope[loop[1]] = f"{path}.*"
        if path not in _LISTS:
            yield _unknown(loop[2], walk)
    elif word in _ENDS:
        yield from _close(word, text, walk)
    elif word in ("if", "elif", "else"):
        if word == "if":
            walk.blocks.append(("if", text))
        elif not walk.blocks or walk.blocks[-1][0] != "if":
            yield Complaint("IN004", *_unopened(word, text))
        walk.kinds.update(KINDS if word == "else" else _KIND.findall(statement))
        yield from _check_names(statement.removeprefix(word), walk)
    else:
        advice = "Chỉ dùng for, endfor, if, elif, else, endif."
        yield Complaint("IN004", f"không hiểu thẻ “{text}”.", advice)


def _close(word: str, text: str, walk: Walk) -> Iterator[Complaint]:
    """Take the matching block off; report the ones left open inside it."""
    opening = _ENDS[word]
    if opening not in (block for block, _ in walk.blocks):
        yield Complaint("IN004", *_unopened(word, text))
        return
    while (block := walk.blocks.pop())[0] != opening:
        yield Complaint("IN004", *_unclosed(*block))


def _unclosed(word: str, text: str) -> tuple[str, str]:
    return (
        f"thẻ “{text}” chưa có thẻ kết thúc {{%p end{word} %}}.",
        f"Thêm một đoạn chỉ chứa {{%p end{word} %}} sau phần được lặp hoặc chọn.",
    )


def _unopened(word: str, text: str) -> tuple[str, str]:
    return (
        f"thẻ “{text}” không có thẻ {{%p {'for' if word == 'endfor' else 'if'} … %}} ở trước.",
        "Viết lại thẻ mở đã bị xoá, hoặc xoá thẻ này.",
    )


def _check_names(expression: str, walk: Walk) -> Iterator[Complaint]:
    bare = re.sub(r"'[^']*'|\"[^\"]*\"", "''", expression)
    for name in _NAME.findall(bare):
        top = name.partition(".")[0]
        if top not in _WORDS and _resolve(name, walk.scope) not in _FIELDS | _LISTS:
            yield _unknown(name, walk)


def _resolve(name: str, scope: dict[str, str]) -> str:
    """`doan.chu` inside `for doan in noi_dung` is `noi_dung.*.chu`."""
    top, dot, rest = name.partition(".")
    return scope.get(top, top) + dot + rest


def _unknown(name: str, walk: Walk) -> Complaint:
    known = {path for path in _FIELDS | _LISTS if ".*" not in path}
    for variable, path in walk.scope.items():
        known |= {field.replace(path, variable, 1) for field in _FIELDS if field.startswith(path)}
    near = get_close_matches(name, sorted(known), 1)
    advice = f"Có phải là {near[0]}?" if near else f"Các tên dùng được: {', '.join(sorted(known))}."
    return Complaint("IN005", f"mẫu dùng tên “{name}” mà kế hoạch không có.", advice)


def _missing(walk: Walk) -> Iterator[Complaint]:
    for path, what in PRINTED.items():
        if path not in walk.printed:
            yield Complaint("IN005", f"mẫu không in {what}.", f"Thêm lại: {_example(path)}.")
    for kind in KINDS.keys() - walk.kinds:
        yield Complaint(
            "IN005",
            f"mẫu không có chỗ cho loại đoạn “{kind}” trong lời văn.",
            f"Thêm lại hai đoạn {{%p elif doan.kieu == '{kind}' %}} và {{{{r doan.chu }}}} "
            f"(kiểu “{KINDS[kind]}”) trước {{%p endif %}}.",
        )


def _example(path: str) -> str:
    """How a clerk writes the tag for a path."""
    items, star, rest = path.partition(".*")
    if not star:
        return f"một đoạn chỉ chứa {{{{r {path} }}}}"
    return f"{{%p for dong in {items} %}}, {{{{r dong{rest} }}}}, {{%p endfor %}}, mỗi thẻ một đoạn"


def _check_direct_format(paragraph: Element, text: str) -> Iterator[Complaint]:
    """Formatting of a tag's own letters is lost when the text comes in: refuse rather than lose."""
    if not _PRINT.fullmatch(text):
        return
    for properties in paragraph.iterfind(f"{w('r')}/{w('rPr')}"):
        if any(child.tag in _DIRECT and value(child) != "auto" for child in properties):
            yield Complaint(
                "IN004",
                f"định dạng chữ đặt riêng cho thẻ “{text}” sẽ mất khi in.",
                "Bỏ định dạng riêng (chọn thẻ, Ctrl+Space); sửa cỡ chữ, đậm, nghiêng trong kiểu "
                "(style) của đoạn.",
            )
            return
