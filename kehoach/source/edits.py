"""Surgical edits of a YAML file: one value or key changes, every other byte stays.

Comments, folds, order and quotes of what is not edited are kept, which keeps a reviewer's diff
small. Edits name places of the text as it was read; `text` makes them all at once.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from itertools import pairwise

import yaml

from kehoach.locations import Path, Span
from kehoach.source.scalar import LINE_END
from kehoach.source.source import Source

_WIDTH = 100
_PLAIN = re.compile(r"[^\W_][^:#{}\[\],&*!|>'\"%@`\n]*|\d[\d./-]*")
_IN_FLOW = re.compile(r"[ \t]*[,}\]]")
_BLANK_IN_FLOW = re.compile(r"[ \t]+(?=[,}\]])")
_WORDLIKE = frozenset({"null", "true", "false", "yes", "no", "on", "off", "~"})


def as_scalar(text: str) -> str:
    """YAML for a text on one line: plain where that is safe, else in double quotes."""
    if _PLAIN.fullmatch(text) and text == text.strip() and text.lower() not in _WORDLIKE:
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def escaped(text: str, style: str | None) -> str:
    """The text as it is written inside the quotes of a YAML scalar."""
    if style == '"':
        return text.replace("\\", "\\\\").replace('"', '\\"')
    return text.replace("'", "''") if style == "'" else text


class Edits:
    """Edits of one source, made together by `text`. Two edits of one place raise ValueError."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self._changes: list[tuple[int, int, str]] = []

    def replace_span(self, span: Span, text: str) -> None:
        """Put `text` in place of the characters of `span`."""
        self._changes.append((span.start, span.end, text))

    def set_value(self, path: Path, text: str) -> None:
        """Give the key at `path` another single value, written by `as_scalar`."""
        node = self.source.node(path)
        key = self.source.key_node(path)
        if _is_absent(node) and key is not None:
            colon = self._colon(key)
            blank = _BLANK_IN_FLOW.match(self.source.text, colon)
            self._changes.append((colon, blank.end() if blank else colon, f" {as_scalar(text)}"))
            return
        self._changes.append((node.start_mark.index, self._end(node), as_scalar(text)))

    def set_list(self, path: Path, items: Sequence[str]) -> None:
        """Give the key at `path` another list of plain words, in brackets."""
        key = self.source.key_node(path)
        if key is None:
            raise ValueError(f"{path} is no key")
        end = self._end(self.source.node(path))
        self._changes.append((self._colon(key), end, f" [{', '.join(items)}]"))

    def clear_value(self, path: Path) -> None:
        """Leave the key at `path` without a value: `so: 3456` becomes `so:`.

        In flow style a blank stays behind the colon, without which a comma would be a mistake.
        """
        node = self.source.node(path)
        key = self.source.key_node(path)
        if key is None or _is_absent(node):
            return
        end = self._end(node)
        blank = " " if _IN_FLOW.match(self.source.text, end) else ""
        self._changes.append((self._colon(key), end, blank))

    def remove(self, path: Path) -> None:
        """Take away the key or list item at `path` with all that belongs to it.

        The last one of a block collection cannot go without its parent; that raises ValueError.
        """
        parent = self.source.node(path[:-1])
        if not isinstance(parent, yaml.CollectionNode) or len(parent.value) < 2:
            raise ValueError(f"{path} is the only entry of its parent")
        if parent.flow_style:
            self._remove_from_flow(parent, path)
        else:
            self._remove_lines(path)

    def add_key(
        self, path: Path, key: str, lines: list[str], *, value: str = "", after: str | None = None
    ) -> None:
        """Add `key: value` with `lines` below it (each indented by two) to the mapping at `path`.

        The mapping must be in block style; the key goes behind its last entry, or behind `after`.
        """
        node = self.source.node(path)
        if not isinstance(node, yaml.MappingNode) or node.flow_style or not node.value:
            raise ValueError(f"{path} is no block mapping")
        entry = next((e for e in node.value if e[0].value == after), node.value[-1])
        end = self._line_end(self._end(entry[0] if _is_absent(entry[1]) else entry[1]))
        indent = " " * node.start_mark.column
        newline = self._newline()
        first = f"{indent}{key}: {as_scalar(value)}" if value else f"{indent}{key}:"
        text = newline + newline.join([first, *(f"{indent}  {x}" for x in lines)])
        self._changes.append((end, end, text))

    def add_item(self, path: Path, lines: Sequence[str]) -> None:
        """Add items behind the list item at `path`, each a text, written as a folded block.

        The list must be in block style; raises ValueError otherwise.
        """
        parent = self.source.node(path[:-1])
        if not isinstance(parent, yaml.SequenceNode) or parent.flow_style:
            raise ValueError(f"{path[:-1]} is no block list")
        node = self.source.node(path)
        start = node.start_mark.index
        dash = self.source.text.rindex("-", 0, start)
        lead = self.source.text[self._line_start(dash) : dash]
        if lead.strip():
            raise ValueError(f"{path} does not stand on a line of its own")
        newline = self._newline()
        end = self._line_end(self._end(node))
        width = _WIDTH - len(lead) - 4
        written = [
            f"{lead}- doan: >-{newline}"
            + newline.join(f"{lead}    {part}" for part in textwrap.wrap(line, max(40, width)))
            for line in lines
        ]
        self._changes.append((end, end, newline + newline.join(written)))

    def add_values(self, path: Path, values: dict[str, str]) -> None:
        """Add keys with single values, written by `as_scalar`, to the mapping at `path`.

        In block style they go behind the last entry; in flow style behind the first that has a
        value, as a rule the name of a row: `{id: a, y: 1}` becomes `{id: a, x: 2, y: 1}`.
        """
        node = self.source.node(path)
        if not isinstance(node, yaml.MappingNode) or not node.value:
            raise ValueError(f"{path} is no mapping with entries")
        written = [f"{key}: {as_scalar(value)}" for key, value in values.items()]
        if not node.flow_style:
            key, value = node.value[-1]
            end = self._line_end(self._end(key if _is_absent(value) else value))
            lead = self._newline() + " " * node.start_mark.column
            self._changes.append((end, end, "".join(lead + text for text in written)))
            return
        filled = [value for _, value in node.value if not _is_absent(value)]
        if not filled:
            raise ValueError(f"{path} has no entry with a value")
        end = self._end(filled[0])
        self._changes.append((end, end, "".join(f", {text}" for text in written)))

    def text(self) -> str:
        """The text with all edits made."""
        text = self.source.text
        changes = _joined(sorted(self._changes))
        for (_, end, _), (start, _, _) in pairwise(changes):
            if start < end:
                raise ValueError("edits overlap")
        for start, end, new in reversed(changes):
            text = text[:start] + new + text[end:]
        return text

    # Spans

    def _colon(self, key: yaml.Node) -> int:
        return self.source.text.index(":", key.end_mark.index) + 1

    def _end(self, node: yaml.Node) -> int:
        """Where a node's last character stands; block nodes end before trailing blank lines."""
        if isinstance(node, yaml.ScalarNode):
            if node.style in ("|", ">"):
                text = self.source.text[node.start_mark.index : node.end_mark.index]
                return node.start_mark.index + len(text.rstrip())
            return node.end_mark.index
        if not isinstance(node, yaml.CollectionNode) or node.flow_style or not node.value:
            return node.end_mark.index
        last = node.value[-1]
        return self._end(last[1] if isinstance(last, tuple) else last)

    def _remove_lines(self, path: Path) -> None:
        key = self.source.key_node(path)
        node = self.source.node(path)
        begin = (key or node).start_mark.index
        start = self._line_start(begin)
        lead = self.source.text[start:begin]
        end = self._end(key if key is not None and _is_absent(node) else node)
        end = self._line_end(end)
        if lead.strip(" -") or (lead.strip() and isinstance(path[-1], str)):
            # `- a: 1` of which `a` goes: what follows takes the place behind the dash.
            following = self._next_key(path)
            self._changes.append((begin, following, ""))
            return
        line_break = LINE_END.match(self.source.text, end)
        self._changes.append((start, line_break.end() if line_break else end, ""))

    def _next_key(self, path: Path) -> int:
        entries = self.source.node(path[:-1]).value
        index = next(i for i, (k, _) in enumerate(entries) if k.value == path[-1])
        return int(entries[index + 1][0].start_mark.index)

    def _remove_from_flow(self, parent: yaml.Node, path: Path) -> None:
        entries = [e if isinstance(e, tuple) else (e, e) for e in parent.value]
        index = (
            path[-1]
            if isinstance(path[-1], int)
            else next(i for i, (k, _) in enumerate(entries) if k.value == path[-1])
        )
        first, last = entries[index]
        if index + 1 < len(entries):
            start, end = first.start_mark.index, entries[index + 1][0].start_mark.index
        else:
            start, end = self._end(entries[index - 1][1]), self._end(last)
        self._changes.append((start, end, ""))

    def _line_start(self, offset: int) -> int:
        return max(self.source.text.rfind(end, 0, offset) for end in "\n\r") + 1

    def _line_end(self, offset: int) -> int:
        """The end of the line, before its line break."""
        line_break = LINE_END.search(self.source.text, offset)
        return line_break.start() if line_break else len(self.source.text)

    def _newline(self) -> str:
        """How the lines of the file end."""
        line_break = LINE_END.search(self.source.text)
        return line_break[0] if line_break else "\n"


def _is_absent(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.value == "" and not node.style


def _joined(changes: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Removals that overlap are one: neighbours that go together share a comma."""
    joined: list[tuple[int, int, str]] = []
    for change in changes:
        if joined and change[0] < joined[-1][1] and not (change[2] or joined[-1][2]):
            start, end, _ = joined.pop()
            change = (start, max(end, change[1]), "")
        joined.append(change)
    return joined
