"""The YAML parser's complaints, said in Vietnamese with what to do."""

from __future__ import annotations

import re

import yaml

from kehoach.findings import Finding, Place

_QUOTE = "đặt cả giá trị trong dấu nháy kép, hoặc viết xuống dòng sau “>-”"

_KNOWN: tuple[tuple[str, str, str, str], ...] = (
    (
        r"cannot start any token.*\\t|found character '\t'|found a tab",
        "YM110",
        "thụt lề bằng phím Tab",
        "thay Tab bằng dấu cách (mỗi cấp hai dấu cách)",
    ),
    (
        r"mapping values are not allowed",
        "YM111",
        "có dấu hai chấm “: ” giữa câu mà không có dấu nháy",
        _QUOTE,
    ),
    (
        r"while scanning a quoted scalar",
        "YM112",
        "dấu nháy mở mà không đóng",
        "thêm dấu nháy cùng loại ở cuối giá trị",
    ),
    (
        r"while scanning an? (alias|anchor)",
        "YM113",
        "giá trị bắt đầu bằng dấu * hoặc & nên YAML hiểu sai",
        "đặt cả giá trị trong dấu nháy kép",
    ),
    (
        r"cannot start any token|while scanning for the next token",
        "YM114",
        "giá trị bắt đầu bằng ký tự đặc biệt (@, `, % …) mà không có dấu nháy",
        "đặt cả giá trị trong dấu nháy kép",
    ),
    (
        r"while parsing a flow (mapping|sequence)",
        "YM115",
        "ngoặc { } hoặc [ ] mở mà không đóng, hoặc thiếu dấu phẩy giữa các giá trị",
        "kiểm tra ngoặc; câu chữ trong ngoặc phải đặt trong dấu nháy kép",
    ),
    (
        r"could not find expected ':'",
        "YM116",
        "dòng này thiếu dấu hai chấm sau tên khoá, hoặc câu chữ xuống dòng mà không thụt lề",
        "viết “khoá: giá trị”; câu dài viết xuống dòng sau “>-” và thụt vào hai dấu cách",
    ),
    (
        r"expected <block end>|did not find expected '-' indicator|did not find expected key",
        "YM117",
        "dòng này thụt lề không thẳng với các dòng cùng cấp, hoặc câu chữ cần dấu nháy",
        "gióng thẳng với dòng cùng cấp phía trên; nếu giá trị có dấu nháy hay ngoặc ở đầu, "
        "đặt cả giá trị trong dấu nháy",
    ),
    (
        r"expected a single document|another document",
        "YM118",
        "có dấu “---” hoặc “...” chia tệp thành nhiều phần",
        "xoá dòng đó: mỗi tệp chỉ chứa một kế hoạch",
    ),
    (
        r"undefined alias",
        "YM113",
        "giá trị bắt đầu bằng dấu * nên YAML hiểu là bí danh",
        "đặt cả giá trị trong dấu nháy kép",
    ),
    (
        r"control characters|special characters|not allowed",
        "YM119",
        "có ký tự điều khiển không nhìn thấy",
        "xoá ký tự đó và gõ lại",
    ),
    (
        r"tag",
        "YM103",
        "giá trị bắt đầu bằng dấu ! nên YAML hiểu là thẻ",
        "đặt cả giá trị trong dấu nháy kép",
    ),
)


def explain(error: yaml.YAMLError, text: str, name: str) -> Finding:
    """A finding for what the YAML parser refused, at the place that it names."""
    place = _place(error, text, name)
    line = text.splitlines()[place.line - 1] if 0 < place.line <= text.count("\n") + 1 else ""
    if re.search(r":\s+\{\{", line):
        return Finding(
            place,
            "YM105",
            "biểu thức {{ … }} đứng ngay sau dấu hai chấm mà không có dấu nháy",
            'đặt cả giá trị trong dấu nháy kép: "{{ … }}"',
        )
    said = str(error)
    for pattern, code, message, advice in _KNOWN:
        if re.search(pattern, said) or (code == "YM110" and re.match(r" *\t", line)):
            return Finding(place, code, message, advice)
    return Finding(
        place, "YM101", "tệp viết sai cú pháp YAML ở đây", "so với dòng cùng loại ở kế hoạch mẫu"
    )


def _place(error: yaml.YAMLError, text: str, name: str) -> Place:
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark
        if "quoted scalar" in (error.context or "") or "flow" in (error.context or ""):
            mark = error.context_mark or mark
        if mark is not None:
            line = min(mark.line + 1, text.count("\n") + 1)
            return Place(name, line, mark.column + 1)
    position = getattr(error, "position", None)
    if isinstance(position, int) and position >= 0:
        before = text.encode()[:position].decode(errors="ignore")
        return Place(name, before.count("\n") + 1, len(before.rpartition("\n")[2]) + 1)
    return Place(name, 1, 1)
