"""Writing a decision into the plan: the value to its place, the entry off the list."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path as FilePath

import yaml

from kehoach.check.names import NameFinder, make_name
from kehoach.document import Path
from kehoach.edits import Edits
from kehoach.encoding import encode
from kehoach.expressions import unknown
from kehoach.findings import Finding, InputRefused, Severity
from kehoach.output import write_files
from kehoach.plan import KeHoach
from kehoach.reading import read_register, shown
from kehoach.register import Register
from kehoach.resolve import resolve
from kehoach.roll.moving import has
from kehoach.roll.nodes import OPEN, OpenDecision, at, nodes, open_decisions, texts_in
from kehoach.roll.placing import first_words
from kehoach.source import Source, parse_source, read_source
from kehoach.validation import validate

NOTHING = "khong"
"""The value that takes a key or an agency away."""

_EXPRESSION = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_UNIT_LISTS = ("don_vi", "phoi_hop", "gui")


@dataclass(frozen=True, slots=True)
class Decided:
    """What was written, by code."""

    changes: tuple[tuple[str, str], ...]


def decide(
    path: FilePath, codes: Sequence[str], value: str | None, *, proposed: bool = False
) -> Decided:
    """Write one value for every decision that `codes` name (`*` stands for anything).

    `value` None leaves the plan as it is and only takes the entries off the list, or writes the
    one proposal where `proposed`. Raises InputRefused, and writes nothing, where a code is
    unknown, a value cannot be written by rule, or the plan would be worse to read than before.
    """
    source, plan, register = read_parts(path)
    before = _errors(source, plan, register)
    wanted = [each.asked.ma for each in chosen(plan, source, codes)]
    changes = []
    for code in wanted:
        each = next(e for e in open_decisions(plan) if e.asked.ma == code)
        answer = _proposal(each, source) if proposed else value
        edits = Edits(source)
        change = "giữ như trong tệp"
        if answer is not None:
            change = _Answer(source, plan, register, each, answer).write(edits)
        last = len(open_at(plan, each)) == 1
        edits.remove((*each.node, OPEN) if last else each.path)
        changes.append((code, change))
        source, plan = _read(parse_source(edits.text(), source.name))
    worse = [f for f in _errors(source, plan, register) if (f.code, f.message) not in _said(before)]
    if worse:
        raise InputRefused(worse)
    write_files({path: encode(source.text, path)})
    return Decided(tuple(changes))


def read_parts(path: FilePath) -> tuple[Source, KeHoach, Register]:
    """A plan and its register as far as they can be read, in whatever state the plan is."""
    source, plan = _read(read_source(path, shown(path)))
    register = read_register(path, source)
    if register is None:
        raise InputRefused(source.findings)
    return source, plan, register


def _read(source: Source) -> tuple[Source, KeHoach]:
    plan = validate(KeHoach, source)
    if plan is None:
        raise InputRefused(source.findings)
    return source, plan


def _errors(source: Source, plan: KeHoach, register: Register) -> list[Finding]:
    try:
        resolve(plan, source, register)
    except InputRefused as refused:
        return [each for each in refused.findings if each.severity is Severity.ERROR]
    return []


def _said(findings: Sequence[Finding]) -> set[tuple[str, str]]:
    return {(each.code, each.message) for each in findings}


def chosen(plan: KeHoach, source: Source, codes: Sequence[str]) -> list[OpenDecision]:
    """The open decisions that the codes name; raises InputRefused for one that names none."""
    waiting = open_decisions(plan)
    for code in codes:
        if not any(fnmatchcase(each.asked.ma, code) for each in waiting):
            problem = unknown("điểm cần quyết định", code, [e.asked.ma for e in waiting])
            raise InputRefused(
                [Finding(source.place(()), "KC609", problem.message, problem.advice)]
            )
    return [each for each in waiting if any(fnmatchcase(each.asked.ma, code) for code in codes)]


def open_at(plan: KeHoach, each: OpenDecision) -> list[OpenDecision]:
    """All open decisions of the node that one stands on."""
    return [other for other in open_decisions(plan) if other.node == each.node]


def _proposal(each: OpenDecision, source: Source) -> str:
    if len(each.asked.de_xuat) != 1:
        how = "nhiều đề xuất" if each.asked.de_xuat else "không có đề xuất"
        raise _refused(source, each, how, "chọn bằng --value")
    return each.asked.de_xuat[0]


def _refused(source: Source, each: OpenDecision, message: str, advice: str) -> InputRefused:
    place = source.place(each.path)
    return InputRefused([Finding(place, "KC609", f"{each.asked.ma}: {message}", advice)])


class _Answer:
    """The answer to one decision, to be written where the decision says."""

    def __init__(
        self,
        source: Source,
        plan: KeHoach,
        register: Register,
        each: OpenDecision,
        value: str,
    ) -> None:
        self.source, self.plan, self.register = source, plan, register
        self.each, self.value = each, value
        self.asked = each.asked
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
        return _refused(self.source, self.each, message, advice)

    # Places

    def _find_excerpt(self) -> Path:
        node, words = self.each.node, self.asked.trich or ""
        found = [p for p, text in texts_in(at(self.source.data, node), node) if words in text]
        if len(found) != 1:
            raise self._refuse(f"không tìm được đúng một chỗ có “{words}”")
        return found[0]

    def _owner(self, path: Path) -> Path:
        while path not in self._nodes:
            path = path[:-1]
        return path

    def _target(self) -> Path:
        return self._owner(self._excerpted) if self._excerpted else self.each.node

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
            edits.replace_span(scalar.locate(start, end), _escaped(new, node.style))

    def _keep_excerpts(self, edits: Edits, old: str, new: str) -> None:
        """Other decisions that are told by words of a text go on to be told by its new words."""
        for other in open_decisions(self.plan):
            words = other.asked.trich
            if other.path != self.each.path and words and words in old and words not in new:
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
            elif isinstance(given, str) and len(wanted) == 1:
                edits.set_value((*target, key), str(wanted[0]))
            else:
                edits.set_list((*target, key), list(map(str, wanted)))
            yield f"{key}: {unit} → {', '.join(heirs) or 'bỏ'}"

    def _replace_names(self, edits: Edits, unit: str, heirs: Sequence[str]) -> Iterator[str]:
        entry = self.register[unit]
        names = [name for name in (entry.ten, entry.ten_ngan) if name]
        finder = NameFinder(make_name(unit, name) for name in names)
        for path, text in self._texts():
            inside = [match.span() for match in _EXPRESSION.finditer(text)]
            found = [f for f in finder.find(text) if not any(s <= f.start < e for s, e in inside)]
            if not found:
                continue
            if not heirs:
                words = text[found[0].start : found[0].end]
                raise self._refuse(f"lời văn còn ghi “{words}”, không tự bỏ được")
            parts = [
                (f.start, f.end, self._named(heirs, short=f.name.text != entry.ten)) for f in found
            ]
            self._replace(edits, path, text, parts)
            yield f"lời văn: “{found[0].name.text}” → “{parts[0][2]}” ({len(parts)} chỗ)"

    def _named(self, heirs: Sequence[str], *, short: bool) -> str:
        names = [(short and self.register[h].ten_ngan) or self.register[h].ten for h in heirs]
        return " và ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


_RISKY = re.compile(r"[,:#{}\[\]\"'&*!|>%@`]")


def _escaped(text: str, style: str | None) -> str:
    if style == '"':
        return text.replace("\\", "\\\\").replace('"', '\\"')
    return text.replace("'", "''") if style == "'" else text
