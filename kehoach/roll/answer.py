"""The answer to one decision, on its way to its place in the plan."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import yaml

from kehoach.check.agencies.name_finder import NameFinder, make_name
from kehoach.findings import InputRefused
from kehoach.locations import Path
from kehoach.plan.model import KeHoach
from kehoach.plan.nodes import OpenDecision, at, nodes, open_decisions, texts_in
from kehoach.plan.register import Register
from kehoach.resolve.expressions import unknown
from kehoach.roll.about_agencies import CALL
from kehoach.roll.move import has
from kehoach.roll.write_decisions import first_words
from kehoach.source.edits import Edits, escaped
from kehoach.source.source import Source

NOTHING = "khong"
"""The value that takes a key or an agency away."""

_EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_UNIT_LISTS = ("don_vi", "phoi_hop", "gui")


def refused(source: Source, decision: OpenDecision, message: str, advice: str) -> InputRefused:
    """What to raise where a decision cannot be written."""
    place = source.place(decision.path)
    return InputRefused.at(place, "KC609", f"{decision.asked.ma}: {message}", advice)


class Answer:
    """The answer to one decision, to be written where the decision says."""

    def __init__(
        self,
        source: Source,
        plan: KeHoach,
        register: Register,
        decision: OpenDecision,
        value: str,
    ) -> None:
        self.source, self.plan, self.register = source, plan, register
        self.decision, self.value = decision, value
        self.asked = decision.asked
        self._nodes = {path for path, _ in nodes(plan)}
        self._excerpted = self._find_excerpt() if self.asked.trich else None

    def write(self, edits: Edits) -> str:
        """Make the edits; says what they are."""
        if self.asked.ghi_vao:
            return self._set_key(edits, self.asked.ghi_vao)
        if self.asked.thay and self.asked.thay in self.register:
            return self._replace_unit(edits, self.asked.thay)
        if self.asked.thay:
            return self._replace_words(edits, self.asked.thay)
        raise self._refuse("không có chỗ để tự ghi giá trị", "sửa trong tệp rồi dùng --xong")

    def _refuse(self, message: str, advice: str = "sửa trong tệp rồi dùng --xong") -> InputRefused:
        return refused(self.source, self.decision, message, advice)

    # Places

    def _find_excerpt(self) -> Path:
        node, words = self.decision.node, self.asked.trich or ""
        paths = [path for path, text in texts_in(at(self.source.data, node), node) if words in text]
        if len(paths) != 1:
            raise self._refuse(f"không tìm được đúng một chỗ có “{words}”")
        return paths[0]

    def _owner(self, path: Path) -> Path:
        while path not in self._nodes:
            path = path[:-1]
        return path

    def _target(self) -> Path:
        return self._owner(self._excerpted) if self._excerpted else self.decision.node

    def _texts(self) -> Iterator[tuple[Path, str]]:
        """The texts that the decision is about: the excerpted one, else the node's own."""
        target = self._target()
        for path, text in texts_in(at(self.source.data, target), target):
            own = path == self._excerpted if self._excerpted else self._owner(path) == target
            if own and not set(map(str, path)) & {*_UNIT_LISTS, "cong_thuc", "han"}:
                yield path, text

    # Keys

    def _set_key(self, edits: Edits, key: str) -> str:
        target = self._target()
        path = (*target, *key.split("."))
        if self.value == NOTHING:
            if has(self.source, path):
                edits.remove(path)
            return f"bỏ {key}"
        if has(self.source, path):
            edits.set_value(path, self.value)
        else:
            edits.add_key(path[:-1], str(path[-1]), [], value=self.value)
        return f"{key}: {self.value}"

    # Words

    def _replace_words(self, edits: Edits, words: str) -> str:
        for path, text in self._texts():
            if words in text:
                start = text.index(words)
                self._replace(edits, path, text, [(start, start + len(words), self.value)])
                return f"“{words}” → “{self.value}”"
        raise self._refuse(f"không còn thấy “{words}”")

    def _replace(
        self, edits: Edits, path: Path, text: str, parts: Sequence[tuple[int, int, str]]
    ) -> None:
        """Put new words in the place of parts of a text, in the style that it is written in."""
        node = self.source.node(path) if has(self.source, path) else self.source.node(path[:-1])
        assert isinstance(node, yaml.ScalarNode)
        changed = text
        for start, end, new in reversed(parts):
            changed = changed[:start] + new + changed[end:]
        self._keep_excerpts(edits, text, changed)
        if not node.style and (parts[0][0] == 0 or any(_RISKY.search(p[2]) for p in parts)):
            edits.set_value(path, changed)
            return
        scalar = self.source.scalar(path)
        for start, end, new in parts:
            edits.replace_span(scalar.locate(start, end), escaped(new, node.style))

    def _keep_excerpts(self, edits: Edits, old: str, new: str) -> None:
        """Other decisions that are told by words of a text go on to be told by its new words."""
        for other in open_decisions(self.plan):
            words = other.asked.trich
            if other.path != self.decision.path and words and words in old and words not in new:
                texts = [t for _, t in texts_in(at(self.source.data, other.node))]
                texts[texts.index(old)] = new
                edits.set_value((*other.path, "trich"), first_words(new, texts))

    # Agencies

    def _replace_unit(self, edits: Edits, unit: str) -> str:
        heirs = [] if self.value == NOTHING else re.split(r"\s*,\s*", self.value)
        for heir in heirs:
            if heir not in self.register:
                problem = unknown("đơn vị", heir, self.register.root, where="trong don_vi.yaml")
                raise self._refuse(problem.message, problem.advice)
        if not heirs and self._is_only_recipient(unit):
            edits.remove(self._target())
            return "bỏ dòng nơi nhận này"
        said = [*self._replace_ids(edits, unit, heirs), *self._replace_names(edits, unit, heirs)]
        if not said:
            raise self._refuse(f"không còn thấy {unit} ở nội dung này", "nếu đúng thì dùng --xong")
        return "; ".join(said)

    def _is_only_recipient(self, unit: str) -> bool:
        target = self._target()
        given = at(self.source.data, target)
        return target[:1] == ("noi_nhan",) and isinstance(given, dict) and given.get("gui") == unit

    def _replace_ids(self, edits: Edits, unit: str, heirs: Sequence[str]) -> Iterator[str]:
        target = self._target()
        data = at(self.source.data, target)
        for key in _UNIT_LISTS:
            given = data.get(key) if isinstance(data, dict) else None
            units = [given] if isinstance(given, str) else given
            if not isinstance(units, list) or unit not in units:
                continue
            spot = units.index(unit)
            wanted = list(dict.fromkeys([*units[:spot], *heirs, *units[spot + 1 :]]))
            if not wanted:
                edits.remove((*target, key))
            elif len(heirs) == 1 and len(wanted) == len(units):
                here = (*target, key)
                edits.set_value(here if isinstance(given, str) else (*here, spot), heirs[0])
            else:
                edits.set_list((*target, key), list(map(str, wanted)))
            yield f"{key}: {unit} → {', '.join(heirs) or 'bỏ'}"

    def _replace_names(self, edits: Edits, unit: str, heirs: Sequence[str]) -> Iterator[str]:
        for path, text in self._texts():
            parts = sorted([*self._names_in(text, unit, heirs), *_calls_in(text, unit, heirs)])
            if not parts:
                continue
            start, end, new = parts[0]
            if not heirs or (len(heirs) > 1 and _calls_in(text, unit, heirs)):
                raise self._refuse(f"lời văn còn ghi “{text[start:end]}”, không tự đổi được")
            self._replace(edits, path, text, parts)
            yield f"lời văn: “{text[start:end]}” → “{new}” ({len(parts)} chỗ)"

    def _names_in(
        self, text: str, unit: str, heirs: Sequence[str]
    ) -> Iterator[tuple[int, int, str]]:
        """Where a text has the name of a unit, and what takes its place."""
        entry = self.register[unit]
        names = [name for name in (entry.ten, entry.ten_ngan) if name]
        inside = [match.span() for match in _EXPRESSION.finditer(text)]
        for mention in NameFinder(make_name(unit, name) for name in names).find(text):
            if not any(start <= mention.start < end for start, end in inside):
                short = mention.name.text != entry.ten
                yield mention.start, mention.end, self._named(heirs, short=short) if heirs else ""

    def _named(self, heirs: Sequence[str], *, short: bool) -> str:
        names = [(short and self.register[h].ten_ngan) or self.register[h].ten for h in heirs]
        return " và ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _calls_in(text: str, unit: str, heirs: Sequence[str]) -> list[tuple[int, int, str]]:
    """Where a text has `don_vi('unit')`, and the id that takes its place."""
    calls = [match for match in CALL.finditer(text) if match["unit"] == unit]
    return [(*match.span("unit"), heirs[0] if heirs else "") for match in calls]


_RISKY = re.compile(r"[,:#{}\[\]\"'&*!|>%@`]")
