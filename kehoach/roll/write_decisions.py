"""Decisions on their way into the file: which node carries each, and how it is written."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from textwrap import wrap

import yaml

from kehoach.locations import Path
from kehoach.plan.base import QuyetDinh
from kehoach.plan.nodes import COUNT, OPEN, at, texts_in
from kehoach.roll.point import Point, Turn
from kehoach.source.edits import Edits, as_scalar
from kehoach.source.source import Source

_WIDTH = 100
_FEWEST_WORDS = 5
_CHILDREN = frozenset({"muc", "cot", "dong", "dong_tong", "nhom", "the_thuc"})
_ID = re.compile(r"\w+")


def place(points: Sequence[Point], turn: Turn) -> str:
    """The text of the new plan with its decisions, each on the node that it concerns.

    A node that is written on one line cannot carry any; then the nearest around it does, with an
    excerpt that tells the place.
    """
    edits = Edits(turn.source)
    codes = _codes(points)
    carried: dict[Path, list[QuyetDinh]] = {}
    for point, code in zip(points, codes, strict=True):
        node = _carrier(turn, point.path)
        carried.setdefault(node, []).append(_asked(turn, point, code, node))
    for node, asked in carried.items():
        width = _WIDTH - turn.source.node(node).start_mark.column - 2
        lines = [line for decision in asked for line in _written(decision, width)]
        edits.add_key(node, OPEN, lines, after=_last_own_key(turn.source, node))
    if points:
        # After the state, which says how far the plan is.
        state = "trang_thai" if turn.source.key_node(("trang_thai",)) else "nam"
        edits.add_key((), COUNT, [], value=str(len(points)), after=state)
    return edits.text()


def _codes(points: Sequence[Point]) -> list[str]:
    """Stable ids: the code of a point, numbered in reading order where it occurs often."""
    often = Counter(point.code for point in points)
    met: Counter[str] = Counter()
    codes = []
    for point in points:
        met[point.code] += 1
        number = f"-{met[point.code]}" if often[point.code] > 1 else ""
        codes.append(f"{point.code}{number}")
    return codes


def _carrier(turn: Turn, path: Path) -> Path:
    """The nearest node around a path that is written as a block."""
    while True:
        path = turn.owner(path)
        node = turn.source.node(path)
        if isinstance(node, yaml.MappingNode) and not node.flow_style:
            return path
        path = path[:-1]


def _last_own_key(source: Source, path: Path) -> str | None:
    """The last key before the children, so that a decision stands with what it is about."""
    keys = [key.value for key, _ in source.node(path).value]
    first_child = next((i for i, key in enumerate(keys) if key in _CHILDREN), len(keys))
    return keys[first_child - 1] if first_child else None


def _asked(turn: Turn, point: Point, code: str, node: Path) -> QuyetDinh:
    owner = turn.owner(point.path)
    below = owner[len(node) :]
    named = all(isinstance(part, str) for part in below)
    own = texts_in(at(turn.source.data, owner))
    twice = sum(bool(point.replace) and str(point.replace) in text for _, text in own) > 1
    excerpt = (below and not named) or (twice and point.replace not in turn.register)
    key = point.key
    if key and below and named:
        key = ".".join((*map(str, below), key))
    return QuyetDinh(
        ma=code,
        nhom=point.group,
        cau_hoi=point.question,
        ly_do=point.reason,
        de_xuat=point.proposals,
        trich=_excerpt(turn.source, point.path, owner, node) if excerpt else None,
        thay=point.replace,
        ghi_vao=key,
    )


def _excerpt(source: Source, path: Path, owner: Path, node: Path) -> str:
    """The first words of a text that no other text below the node has."""
    texts = dict(texts_in(at(source.data, node), node))
    own = next((texts[p] for p in texts if p[: len(path)] == path), "")
    own = own or next(texts[p] for p in texts if p[: len(owner)] == owner)
    return first_words(own, list(texts.values()))


def first_words(own: str, texts: Sequence[str]) -> str:
    """The shortest beginning of a text that none of the others has, of five words at least."""
    words = own.split(" ")
    for count in range(_FEWEST_WORDS, len(words)):
        start = " ".join(words[:count])
        if sum(start in text for text in texts) == 1:
            return start
    return own


# Writing


def _written(asked: QuyetDinh, width: int) -> Iterable[str]:
    given = asked.model_dump(exclude_defaults=True)
    for index, (key, value) in enumerate(given.items()):
        lead = "  " if index else "- "
        first, *more = _entry(key, value, width - 2)
        yield lead + first
        yield from (f"  {line}" for line in more)


def _entry(key: str, value: str | tuple[str, ...], width: int) -> list[str]:
    if not isinstance(value, str):
        if len(value) == 1:
            return _entry(key, value[0], width)
        if all(map(_ID.fullmatch, value)):
            return [f"{key}: [{', '.join(value)}]"]
        return [f"{key}:", *(f"  - {as_scalar(item)}" for item in value)]
    line = f"{key}: {as_scalar(value)}"
    folds = value == " ".join(value.split()) and value.isprintable()
    if len(line) <= width or not folds:
        return [line]
    lines = wrap(value, width - 2, break_long_words=False, break_on_hyphens=False)
    return [f"{key}: >-", *(f"  {folded}" for folded in lines)]
