"""YAML text with a place for every value.

Every scalar is text until the model says what it is, so `0152`, `388.231` and `no` never change
meaning. Text is brought to Unicode NFC scalar by scalar, so that offsets into the file hold.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any
from unicodedata import is_normalized, normalize

import yaml

from kehoach.files import printable
from kehoach.findings import Finding, InputRefused, Severity
from kehoach.locations import Path, Place, Span
from kehoach.source.encoding import read_bytes, text_of
from kehoach.source.limits import refuse_bombs
from kehoach.source.odd_characters import in_text, in_value
from kehoach.source.pitfalls import (
    CUT_AT_COMMA,
    LINE_END_INSIDE,
    SHORT,
    cut_at_comma,
    is_absent,
    is_cut_off,
    key_without_space,
    line_end_inside,
    taken_for_comment,
    too_long,
)
from kehoach.source.scalar import LINE_END, Scalar, is_tidy, map_scalar, tidy
from kehoach.source.syntax import explain, unquoted_expression

Data = dict[str, Any] | list[Any] | str | None

_PLAIN_TAGS = frozenset(f"tag:yaml.org,2002:{kind}" for kind in ("str", "seq", "map"))


@dataclass
class Source:
    """A YAML file: its text, its data as text values, and the place of everything.

    `raw` holds the bytes that were read, where it was read from a file. `findings` holds what was
    met while reading (text that was not NFC, hidden characters).
    """

    name: str
    text: str
    data: Data = None
    findings: list[Finding] = field(default_factory=list)
    raw: bytes = field(default=b"", repr=False)
    _nodes: dict[Path, yaml.Node] = field(default_factory=dict, repr=False)
    _keys: dict[Path, yaml.Node] = field(default_factory=dict, repr=False)
    _scalars: dict[Path, Scalar] = field(default_factory=dict, repr=False)
    _line_starts: list[int] = field(default_factory=list, repr=False)

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Place of the value at `path` (of its key with `key`), else of the nearest ancestor."""
        nodes = self._keys if key and path in self._keys else self._nodes
        while path and path not in nodes:
            nodes = self._keys if path in self._keys else self._nodes
            if path not in nodes:
                path = path[:-1]
        mark = nodes[path].start_mark if path in nodes else None
        return Place(self.name, mark.line + 1, mark.column + 1) if mark else Place(self.name)

    def place_at(self, offset: int) -> Place:
        """Place of a character offset in the text."""
        if not self._line_starts:
            self._line_starts = [0, *(m.end() for m in LINE_END.finditer(self.text))]
        line = bisect_right(self._line_starts, offset)
        return Place(self.name, line, offset - self._line_starts[line - 1] + 1)

    def offset(self, place: Place) -> int:
        """Character offset of a place in this file."""
        self.place_at(0)
        return self._line_starts[max(0, place.line - 1)] + max(0, place.column - 1)

    def span(self, path: Path) -> Span:
        """Span of the value at `path`, else of the nearest ancestor that is written in the file."""
        while path and path not in self._nodes:
            path = path[:-1]
        node = self._nodes[path]
        return Span(node.start_mark.index, node.end_mark.index)

    def node(self, path: Path) -> yaml.Node:
        """The YAML node of the value at `path`; KeyError if nothing stands there."""
        return self._nodes[path]

    def nodes(self) -> Iterator[tuple[Path, yaml.Node]]:
        """Every value with its path, parents first."""
        yield from self._nodes.items()

    def key_node(self, path: Path) -> yaml.Node | None:
        """The YAML node of the key at `path`; None for an item of a list."""
        return self._keys.get(path)

    def is_text(self, path: Path) -> bool:
        """Whether a text stands in the file at `path`, or at the shorthand that gives it."""
        while path and path not in self._nodes:
            path = path[:-1]
        return isinstance(self._nodes[path], yaml.ScalarNode)

    def scalar(self, path: Path) -> Scalar:
        """The text at `path` with its places; a shorthand text stands for its parts."""
        while path and path not in self._nodes:
            path = path[:-1]
        if path not in self._scalars:
            node = self._nodes[path]
            assert isinstance(node, yaml.ScalarNode), path
            self._scalars[path] = map_scalar(self.text, node)
        return self._scalars[path]

    def report(
        self,
        path: Path,
        code: str,
        message: str,
        advice: str,
        severity: Severity = Severity.ERROR,
        *,
        key: bool = False,
    ) -> None:
        """Add a finding about the value (with `key`, the key) at `path`."""
        place = self.place(path, key=key)
        self.findings.append(Finding(place, code, message, advice, severity))

    def report_in(self, path: Path, start: int, code: str, message: str, advice: str) -> None:
        """Add an error about the character `start` of the text at `path`."""
        offset = self.scalar(path).locate(start, start + 1).start
        self.findings.append(Finding(self.place_at(offset), code, message, advice))


def read_source(path: FilePath, name: str | None = None) -> Source:
    """Read a YAML file; `name` is how findings call it.

    Duplicate keys, tags and the usual traps of unquoted text are left in `findings`; raises
    InputRefused where there is no data to go on with (encoding, YAML syntax, anchors).
    """
    name = name or printable(str(path))
    raw = read_bytes(path, name)
    source = parse_source(text_of(raw, name), name)
    source.raw = raw
    return source


def parse_source(text: str, name: str) -> Source:
    """`read_source` for text that is already in memory."""
    try:
        refuse_bombs(text, name)
        root = yaml.compose(text, Loader=yaml.CBaseLoader)
    except yaml.YAMLError as error:
        raise InputRefused([explain(error, text, name)]) from None
    if root is None:
        raise InputRefused.at(
            Place(name), "TP004", "tệp không có nội dung", "chép lại từ bản lưu của tệp"
        )
    reader = _Reader(Source(name, text))
    reader.source.data = reader.read(root, ())
    reader.source.findings += [*in_text(reader.source), *reader.findings]
    reader.warn_not_nfc()
    return reader.source


class _Reader:
    """Turns nodes into data, noting places and collecting every mistake."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.findings: list[Finding] = []
        self.not_nfc: list[yaml.Node] = []
        self.has_escapes = "\\" in source.text

    def read(self, node: yaml.Node, path: Path) -> Data:
        self.source._nodes[path] = node
        if node.tag not in _PLAIN_TAGS:
            self._error(
                node,
                "YM103",
                f"giá trị bắt đầu bằng dấu ! nên YAML hiểu là thẻ “{node.tag}”",
                "đặt cả giá trị trong dấu nháy kép",
            )
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if isinstance(node, yaml.SequenceNode):
            if cut := cut_at_comma(node, path):
                self._error(cut, *CUT_AT_COMMA)
            return [self.read(item, (*path, i)) for i, item in enumerate(node.value)]
        self._check_plain(node, path)
        assert isinstance(node, yaml.ScalarNode)
        text = self._text(node)
        if len(text) > SHORT and (complaint := too_long(text, path)):
            self._error(node, *complaint)
        if is_tidy(text):
            return text
        if line_end_inside(text, path):
            self._error(node, *LINE_END_INSIDE, Severity.WARNING)
        return tidy(text)

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Data]:
        data: dict[str, Data] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, yaml.ScalarNode):
                self._refuse_key(node, key_node)
                continue
            key = self._text(key_node)
            place = (*path, key)
            if is_cut_off(node, key_node, value_node):
                self._error(
                    key_node,
                    "YM106",
                    f"trong ngoặc {{ }} có “{key}” mà không có giá trị: chữ bị cắt ở dấu phẩy",
                    "đặt cả câu (hoặc số có dấu phẩy) trong dấu nháy kép",
                )
                continue
            if key in data:
                first = self.source.place(place, key=True)
                self._error(
                    key_node,
                    "YM104",
                    f"khoá “{key}” bị lặp (đã có ở dòng {first.line})",
                    "giữ lại một khoá, xoá khoá kia",
                )
                continue
            self.source._keys[place] = key_node
            value = self.read(value_node, place)
            data[key] = None if is_absent(value_node) else value
        return data

    def _refuse_key(self, parent: yaml.MappingNode, key: yaml.Node) -> None:
        if isinstance(key, yaml.MappingNode) and parent.flow_style:
            mark = parent.start_mark
            place = Place(self.source.name, mark.line + 1, mark.column + 1)
            self.findings.append(unquoted_expression(place))
            return
        message = "tên khoá phải là một từ, không phải danh sách hay nhóm khoá"
        self._error(key, "YM123", message, "nếu đây là câu chữ thì đặt cả câu trong dấu nháy kép")

    def _check_plain(self, node: yaml.Node, path: Path) -> None:
        if complaint := key_without_space(node):
            self._error(node, *complaint)
        if lost := taken_for_comment(self.source.text, node, path):
            offset, complaint, severity = lost
            place = self.source.place_at(offset)
            self.findings.append(Finding(place, *complaint, severity))

    def _text(self, node: yaml.ScalarNode) -> str:
        value: str = node.value
        if self.has_escapes:
            self.findings += in_value(node, self.source)
        if is_normalized("NFC", value):
            return value
        self.not_nfc.append(node)
        return normalize("NFC", value)

    def warn_not_nfc(self) -> None:
        """One warning for the whole file: where one value is not NFC, most are not."""
        if not self.not_nfc:
            return
        mark = self.not_nfc[0].start_mark
        self.source.findings.append(
            Finding(
                Place(self.source.name, mark.line + 1, mark.column + 1),
                "CT001",
                f"có {len(self.not_nfc)} giá trị viết bằng Unicode tổ hợp (không phải NFC), "
                "đã tự chuyển khi đọc; đây là giá trị đầu tiên",
                "gõ bằng bảng mã Unicode dựng sẵn, hoặc chuyển mã cả tệp",
                Severity.WARNING,
            )
        )

    def _error(
        self,
        node: yaml.Node,
        code: str,
        message: str,
        advice: str,
        severity: Severity = Severity.ERROR,
    ) -> None:
        mark = node.start_mark
        place = Place(self.source.name, mark.line + 1, mark.column + 1)
        self.findings.append(Finding(place, code, message, advice, severity))
