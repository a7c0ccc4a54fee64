"""Automatic numbers and bullets of paragraphs, counted as Word counts them."""

from __future__ import annotations

from dataclasses import dataclass, field

from kehoach.finished.docx.properties import Properties, paragraph_values, run_values
from kehoach.finished.docx.styles import StyleSheet
from kehoach.finished.docx.xml import Element, number, switch, value, w
from kehoach.vietnamese import roman

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SYMBOLS = {"\uf0b7": "•", "\uf02d": "-", "\uf0a7": "▪", "\uf0d8": "➢", "\uf0fc": "✓"}


@dataclass
class Level:
    """A level of a list: how it is written, and what it does to its paragraphs."""

    format: str = "decimal"
    text: str = ""
    start: int = 1
    legal: bool = False
    restart: int | None = None
    layout: Properties = field(default_factory=dict)
    letters: Properties = field(default_factory=dict)


@dataclass
class List:
    """A list (w:num): the levels of its abstract definition with its own changes."""

    abstract: str
    levels: dict[int, Level]
    restarts: dict[int, int]


class Numbering:
    """The lists of a package, and how far each has counted."""

    def __init__(self, part: Element | None, sheet: StyleSheet) -> None:
        self._sheet = sheet
        self._abstract: dict[str, Element] = {}
        self._lists: dict[str, List] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._begun: set[tuple[str, int]] = set()
        if part is not None:
            self._read(part)

    def _read(self, part: Element) -> None:
        for abstract in part.iter(w("abstractNum")):
            self._abstract[value(abstract, "abstractNumId") or ""] = abstract
        by_style = {
            value(abstract.find(w("styleLink"))): identity
            for identity, abstract in self._abstract.items()
            if abstract.find(w("styleLink")) is not None
        }
        for definition in part.iter(w("num")):
            identity = value(definition.find(w("abstractNumId"))) or ""
            linked = self._abstract.get(identity)
            if linked is not None and linked.find(w("numStyleLink")) is not None:
                identity = by_style.get(value(linked.find(w("numStyleLink"))), identity)
            self._lists[value(definition, "numId") or ""] = self._list(identity, definition)

    def _list(self, identity: str, element: Element) -> List:
        abstract = self._abstract.get(identity)
        levels = {} if abstract is None else self._levels(abstract)
        restarts: dict[int, int] = {}
        for override in element.iter(w("lvlOverride")):
            level = int(number(value(override, "ilvl")) or 0)
            levels |= self._levels(override)
            start = number(value(override.find(w("startOverride"))))
            if start is not None:
                restarts[level] = int(start)
        return List(identity, levels, restarts)

    def _levels(self, parent: Element) -> dict[int, Level]:
        return {
            int(number(value(level, "ilvl")) or 0): self._level(level)
            for level in parent.findall(w("lvl"))
        }

    def _level(self, element: Element) -> Level:
        restart = number(value(element.find(w("lvlRestart"))))
        start = number(value(element.find(w("start"))))
        return Level(
            value(element.find(w("numFmt"))) or "decimal",
            value(element.find(w("lvlText"))) or "",
            1 if start is None else int(start),
            bool(switch(element.find(w("isLgl")))),
            None if restart is None else int(restart),
            paragraph_values(element.find(w("pPr"))),
            run_values(element.find(w("rPr")), self._sheet.theme),
        )

    def level(self, values: Properties) -> Level | None:
        """The level of the list that paragraph properties name; None outside lists."""
        counted = self._lists.get(values.get("list") or "")
        return counted.levels.get(values.get("level", 0)) if counted else None

    def next(self, values: Properties) -> str | None:
        """Count a paragraph and give its number as printed; '' outside lists, None if unknown."""
        identity, depth = values.get("list") or "0", values.get("level", 0)
        if identity == "0":
            return ""
        counted = self._lists.get(identity)
        level = counted.levels.get(depth) if counted else None
        if counted is None or level is None:
            return ""
        self._count(identity, counted, depth, level)
        if level.format in ("bullet", "none"):
            return "" if level.format == "none" and "%" in level.text else _bullet(level.text)
        return self._written(counted, level)

    def _count(self, identity: str, counted: List, depth: int, level: Level) -> None:
        counts = self._counts.setdefault(counted.abstract, {})
        if depth in counted.restarts and (identity, depth) not in self._begun:
            counts[depth] = counted.restarts[depth]
        elif depth in counts:
            counts[depth] += 1
        else:
            counts[depth] = level.start
        self._begun.add((identity, depth))
        for below in [other for other in counts if other > depth]:
            restart = counted.levels[below].restart if below in counted.levels else None
            if restart is None or (restart and depth < restart):
                del counts[below]

    def _written(self, counted: List, level: Level) -> str | None:
        counts = self._counts[counted.abstract]
        text = level.text
        for depth in range(9):
            mark = f"%{depth + 1}"
            if mark in text:
                other = counted.levels.get(depth, Level())
                how = "decimal" if level.legal else other.format
                written = written_number(counts.get(depth, other.start), how)
                if written is None:
                    return None
                text = text.replace(mark, written)
        return text


def _bullet(text: str) -> str:
    return "".join(_SYMBOLS.get(letter, letter) for letter in text)


def written_number(count: int, how: str) -> str | None:
    """A counter as a format of Word writes it; None for formats that are not known here."""
    if how in ("decimal", "ordinal"):
        return str(count)
    if how == "decimalZero":
        return f"{count:02}"
    if how in ("upperRoman", "lowerRoman") and 0 < count < 4000:
        return roman(count) if how == "upperRoman" else roman(count).lower()
    if how in ("upperLetter", "lowerLetter") and count > 0:
        letter = _LETTERS[(count - 1) % 26] * ((count - 1) // 26 + 1)
        return letter.upper() if how == "upperLetter" else letter
    return "" if how == "none" else None
