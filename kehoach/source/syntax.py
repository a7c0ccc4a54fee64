"""The YAML parser's complaints, said in Vietnamese with what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import yaml

from kehoach.findings import Finding
from kehoach.locations import Place
from kehoach.source.scalar import LINE_END

_QUOTE = "đặt cả giá trị trong dấu nháy kép, hoặc viết xuống dòng sau “>-”"
_UNCLOSED_QUOTE = (
    "YM112",
    "dấu nháy mở mà không đóng",
    "thêm dấu nháy cùng loại ở cuối giá trị",
)
_ALIGN = (
    "YM117",
    "dòng này thụt lề không thẳng với các dòng cùng cấp",
    "gióng thẳng với dòng cùng cấp phía trên; câu chữ dài thì viết xuống dòng sau “>-”",
)
_NO_COLON = (
    "YM116",
    "dòng này thiếu dấu hai chấm và dấu cách sau tên khoá, hoặc câu chữ xuống dòng mà không "
    "thụt lề",
    "viết “khoá: giá trị”; câu dài viết xuống dòng sau “>-” và thụt vào hai dấu cách",
)

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
    (r"while scanning a quoted scalar", *_UNCLOSED_QUOTE),
    (
        r"invalid Unicode character",
        "YM119",
        "trong dấu nháy kép có mã ký tự (sau dấu \\u, \\U) không ứng với ký tự nào",
        "xoá mã đó và gõ lại chữ",
    ),
    (
        r"unknown escape character",
        "YM120",
        "trong dấu nháy kép có dấu \\ mà YAML không hiểu",
        "viết hai dấu \\\\, hoặc đặt giá trị trong dấu nháy đơn",
    ),
    (
        r"while scanning a block scalar",
        "YM121",
        "sau dấu > hoặc | (như “>-”) không được viết gì thêm trên cùng dòng",
        "xuống dòng rồi mới viết câu chữ, thụt vào hai dấu cách",
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
        r"expected node content",
        "YM115",
        "ngoặc hoặc dấu phẩy thừa ở đây",
        "xoá dấu thừa; nếu là một phần của câu chữ thì đặt cả câu trong dấu nháy kép",
    ),
    (r"could not find expected ':'", *_NO_COLON),
    (r"did not find expected '-' indicator|did not find expected key", *_ALIGN),
    (
        r"expected <document start>",
        "YM118",
        "từ dòng này trở đi nằm ngoài kế hoạch: có dòng “...” ở phía trên, hoặc thụt lề sai",
        "xoá dòng “...”, và gióng thẳng lề với các dòng cùng cấp",
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
    """A finding for what the YAML parser refused, at the place where the mistake was made."""
    place = _place(error, text, name)
    said, line = str(error), _line(text, place.line)
    if match := re.match(r"\s*(?:- +)*(?:\w+: +)?(?=\{\{)", line):
        return unquoted_expression(replace(place, column=match.end() + 1))
    for clue in (_odd_indentation, _swallowed_lines, _after_the_end, _uneven_line):
        if finding := clue(said, place, text):
            return finding
    for pattern, code, message, advice in _KNOWN:
        if re.search(pattern, said) or (code == "YM110" and re.match(r" *\t", line)):
            return Finding(place, code, message, advice)
    return Finding(
        place, "YM101", "tệp viết sai cú pháp YAML ở đây", "so với dòng cùng loại ở kế hoạch mẫu"
    )


def _line(text: str, number: int) -> str:
    lines = LINE_END.split(text)
    return lines[number - 1] if 0 < number <= len(lines) else ""


def unquoted_expression(place: Place) -> Finding:
    """The finding for a value that starts with `{{`, which YAML takes for nested mappings."""
    return Finding(
        place,
        "YM105",
        "giá trị bắt đầu bằng {{ … }} mà không có dấu nháy",
        'đặt cả giá trị trong dấu nháy kép: "{{ … }}"',
    )


def _odd_indentation(_said: str, place: Place, text: str) -> Finding | None:
    """Text from web pages brings spaces that only look like spaces."""
    for number in (place.line, place.line - 1):
        if match := re.match(r" *(?=[\xa0\u2000-\u200b\u3000\ufeff])", _line(text, number)):
            return Finding(
                Place(place.file, number, match.end() + 1),
                "YM110",
                "thụt lề bằng dấu cách lạ (thường do chép từ trang web hoặc Word)",
                "xoá khoảng trống đầu dòng rồi gõ lại bằng phím cách",
            )
    return None


def _swallowed_lines(said: str, place: Place, text: str) -> Finding | None:
    """A quote left open ends at the next quote of its kind, lines further down."""
    if not re.search(r"expected (key|'-' indicator|',' or)", said):
        return None
    for token in _quoted_tokens(text):
        start, end = token.start_mark, token.end_mark
        if re.search(r"[\r\n] *(?:- |\w+:(?:\s|$))", text[start.index : end.index]):
            return Finding(Place(place.file, start.line + 1, start.column + 1), *_UNCLOSED_QUOTE)
    return None


def _quoted_tokens(text: str) -> Iterator[yaml.ScalarToken]:
    try:
        for token in yaml.scan(text, Loader=yaml.CBaseLoader):
            if isinstance(token, yaml.ScalarToken) and token.style in ("'", '"'):
                yield token
    except yaml.YAMLError:
        return


def _after_the_end(said: str, place: Place, text: str) -> Finding | None:
    """Something follows a quoted value, or one in brackets, on the same line."""
    if not re.search(r"expected (key|'-' indicator)", said):
        return None
    before = _line(text, place.line)[: place.column - 1].rstrip()
    if before.endswith(('"', "'")):
        message = "có chữ đứng sau dấu nháy đóng"
        advice = "đặt cả giá trị trong một cặp dấu nháy; trong câu thì dùng dấu nháy “ ”"
    elif before.endswith(("]", "}")):
        message = "có chữ hoặc dấu đứng sau ngoặc đóng"
        advice = "xoá dấu thừa; nếu ngoặc là một phần của câu thì đặt cả câu trong dấu nháy kép"
    else:
        return None
    return Finding(place, "YM122", message, advice)


def _uneven_line(said: str, place: Place, text: str) -> Finding | None:
    """A `key: value` that continues the line above: it stands too deep, or that has no colon."""
    line = _line(text, place.line)
    match = re.match(r"( *(?:- +)?)[a-z_0-9]+ *:", line)
    if "mapping values" not in said or not match or match.end() != place.column:
        return None
    above = _line(text, place.line - 1)
    depth = len(match.group(1))
    if re.match(rf"(?=[ -]{{{depth}}}[^ -])[^:]+$", above):
        return Finding(Place(place.file, place.line - 1, depth + 1), *_NO_COLON)
    return Finding(replace(place, column=depth + 1), *_ALIGN)


def _place(error: yaml.YAMLError, text: str, name: str) -> Place:
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark
        if re.search(r"scanning a quoted scalar|flow|simple key|alias|anchor", error.context or ""):
            mark = error.context_mark or mark
        if mark is not None:
            return _inside(mark.line + 1, mark.column + 1, text, name)
    position = getattr(error, "position", None)
    if isinstance(position, int) and position >= 0:
        before = text.encode()[:position].decode(errors="ignore")  # the parser counts bytes
        lines = LINE_END.split(before)
        return Place(name, len(lines), len(lines[-1]) + 1)
    return Place(name, 1, 1)


def _inside(line: int, column: int, text: str, name: str) -> Place:
    """The end of a file belongs to its last line."""
    last = len(LINE_END.split(text))
    return Place(name, line, column) if line <= last else Place(name, last, 1)
