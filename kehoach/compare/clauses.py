"""What happened to the clauses: which came, went, moved, and what the others say now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from kehoach.compare.changes import Change, ClausePair, Kind, Where
from kehoach.compare.drafts import Draft, Key
from kehoach.compare.match import Subject, Tree, match
from kehoach.compare.order import stayed
from kehoach.compare.printed import Printed, of_clause, printed, same_text
from kehoach.compare.sides import Sides, agency_names, differing, where
from kehoach.document import Clause, Paragraph, Run
from kehoach.official import date_in_digits
from kehoach.outline import ROLES
from kehoach.source import Source
from kehoach.whereabouts import clause_names

_HEAVY = 1_000_000


def clause_key(kind: Kind, old: int | None, new: int | None) -> Key:
    """The key of a change of a clause."""
    return ("clause", kind, old, new)


@dataclass
class Clauses:
    """The comparison of the clauses of two plans."""

    sides: Sides
    pairs: dict[int, int] = field(init=False)

    def __post_init__(self) -> None:
        self.old, self.new = (
            Tree(
                side.document.clauses,
                [of_clause(each, side.reading.source) for each in side.document.clauses],
            )
            for side in (self.sides.old, self.sides.new)
        )
        self.pairs = match(self.old, self.new)
        self.back = {new: old for old, new in self.pairs.items()}
        self.labels_old = clause_names(self.sides.old.document.clauses)
        self.labels_new = clause_names(self.sides.new.document.clauses)
        self.moved = self._moved()
        self.events = {parent: self._events(parent) for parent in self.new.children}

    # Structure

    def _moved(self) -> set[int]:
        """New indexes of clauses that stand under another parent or in another order."""
        moved = {
            new
            for old, new in self.pairs.items()
            if self._parent_in_new(old) != (self.new.subjects[new].parent,)
        }
        for sisters in self.new.children.values():
            here = [new for new in sisters if new in self.back and new not in moved]
            moved |= self._out_of_order(here)
        return moved

    def _parent_in_new(self, old: int) -> tuple[int | None] | None:
        parent = self.old.subjects[old].parent
        if parent is None:
            return (None,)
        return (self.pairs[parent],) if parent in self.pairs else None

    def _out_of_order(self, sisters: list[int]) -> set[int]:
        """Asked in the same direction both ways, so that mirrored plans agree on what moved."""
        places = [self.old.subjects[self.back[new]].rank for new in sisters]
        weights = [
            _HEAVY
            + min(
                _HEAVY // max(1, len(sisters)),
                len(self.new.subjects[new].text.text)
                + len(self.old.subjects[self.back[new]].text.text),
            )
            for new in sisters
        ]
        if self.mirrored:
            order = sorted(range(len(sisters)), key=places.__getitem__)
            kept = {order[i] for i in stayed(order, [weights[i] for i in order])}
        else:
            kept = stayed(places, weights)
        return {new for index, new in enumerate(sisters) if index not in kept}

    @cached_property
    def mirrored(self) -> bool:
        """Whether the plans stand in the order that the comparison would not choose."""
        return self.old.sort_key() > self.new.sort_key()

    def merged(self) -> tuple[ClausePair, ...]:
        """All clauses, new order; a removed one after its predecessor among the old ones."""
        after: dict[int, list[int]] = {}
        last = -1
        for subject in self.old.subjects:
            index = subject.clause.index
            if index in self.pairs:
                last = self.pairs[index]
            else:
                after.setdefault(last, []).append(index)
        found = [ClausePair(old, None) for old in after.get(-1, ())]
        for subject in self.new.subjects:
            new = subject.clause.index
            found.append(ClausePair(self.back.get(new), new))
            found += [ClausePair(old, None) for old in after.get(new, ())]
        return tuple(found)

    # Changes

    def drafts(self) -> Iterator[Draft]:
        """The changes of all clauses in merged order."""
        for pair in self.merged():
            self._count(pair)
            if pair.old is None and pair.new is not None:
                yield from self._added(pair.new)
            elif pair.new is None and pair.old is not None:
                yield from self._removed(pair.old)
            elif pair.old is not None and pair.new is not None:
                yield from self._kept(pair.old, pair.new)

    def _added(self, new: int) -> Iterator[Draft]:
        subject = self.new.subjects[new]
        if subject.parent is None or subject.parent in self.back:
            text = "\n".join(_with_below(self.new, new, self.back))
            yield self._draft(Kind.ADDED, None, new, new_text=text)

    def _removed(self, old: int) -> Iterator[Draft]:
        subject = self.old.subjects[old]
        if subject.parent is None or subject.parent in self.pairs:
            text = "\n".join(_with_below(self.old, old, self.pairs))
            yield self._draft(Kind.REMOVED, old, None, old_text=text)

    def _kept(self, old: int, new: int) -> Iterator[Draft]:
        if new in self.moved:
            yield self._draft(
                Kind.MOVED,
                old,
                new,
                old_text=self.labels_old[old],
                new_text=self.labels_new[new],
                because=self._why_moved(old, new),
            )
        else:
            yield from self._renumbered(old, new)
        yield from self._text(old, new)
        yield from self._reassigned(old, new)
        yield from self._deadlines(old, new)

    def _why_moved(self, old: int, new: int) -> tuple[Key, ...]:
        """The section it stood in has gone, or the one it stands in has come."""
        above_old, above_new = self.old.subjects[old].parent, self.new.subjects[new].parent
        because: list[Key] = []
        if above_old is not None and above_old not in self.pairs:
            because.append(clause_key(Kind.REMOVED, _top(self.old, above_old, self.pairs), None))
        if above_new is not None and above_new not in self.back:
            because.append(clause_key(Kind.ADDED, None, _top(self.new, above_new, self.back)))
        return tuple(because)

    def _text(self, old: int, new: int) -> Iterator[Draft]:
        before, after = self.old.subjects[old], self.new.subjects[new]
        text_old, text_new = before.text, after.text
        if _is_part(before) != _is_part(after):
            text_old, text_new = _upper(text_old), _upper(text_new)
        found = differing(self.sides, text_old, text_new, Kind.REWORDED)
        if found:
            because = [key for ref in found.because for key in self._specific(ref, after)]
            yield self._draft(
                found.kind,
                old,
                new,
                old_text=text_old.text,
                new_text=text_new.text,
                pieces=found.pieces,
                because=tuple(because),
            )
        elif text_old.text == text_new.text and text_old.style != text_new.style:
            yield self._draft(
                Kind.REWORDED,
                old,
                new,
                old_text=text_old.text,
                new_text=text_new.text,
                subject="kiểu chữ (đậm, nghiêng)",
            )

    def _specific(self, ref: Key, new: Subject) -> Iterator[Key]:
        """What a clause itself gives to its text: its agencies and deadlines, or those above."""
        yield ref
        path = str(ref[1])
        if path.startswith(("don_vi", "han")):
            kind = Kind.REASSIGNED if path.startswith("don_vi") else Kind.DEADLINE
            index: int | None = new.clause.index
            while index is not None:
                if index in self.back:
                    yield clause_key(kind, self.back[index], index)
                index = self.new.subjects[index].parent

    # Numbers

    def _events(self, parent: int | None) -> list[tuple[int, int, Key]]:
        """What came to or left the children of a clause: (old rank or -1, new rank or -1, key)."""
        found: list[tuple[int, int, Key]] = []
        for new in self.new.children[parent]:
            rank = self.new.subjects[new].rank
            if new not in self.back:
                found.append((-1, rank, clause_key(Kind.ADDED, None, new)))
            elif new in self.moved:
                old = self.back[new]
                same = self._parent_in_new(old) == (parent,)
                from_rank = self.old.subjects[old].rank if same else -1
                found.append((from_rank, rank, clause_key(Kind.MOVED, old, new)))
        above = None if parent is None else self.back.get(parent, -1)
        for old in self.old.children.get(above, []):
            rank = self.old.subjects[old].rank
            gone = old not in self.pairs
            if gone or self.new.subjects[self.pairs[old]].parent != parent:
                kind = Kind.REMOVED if gone else Kind.MOVED
                found.append((rank, -1, clause_key(kind, old, self.pairs.get(old))))
        return found

    def _renumbered(self, old: int, new: int) -> Iterator[Draft]:
        before, after = self.old.subjects[old], self.new.subjects[new]
        if _own_number(before.clause) == _own_number(after.clause):
            return
        yield self._draft(
            Kind.RENUMBERED,
            old,
            new,
            old_text=before.clause.so,
            new_text=after.clause.so,
            because=self._why_renumbered(before, after),
        )

    def _why_renumbered(self, old: Subject, new: Subject) -> tuple[Key, ...]:
        """The nearest change before it that shifts the count."""
        nearest, distance = None, 0
        for from_rank, to_rank, key in self.events[new.parent]:
            left = from_rank >= 0 and from_rank < old.rank
            came = to_rank >= 0 and to_rank < new.rank
            if left != came:
                away = new.rank - to_rank if came else old.rank - from_rank
                if nearest is None or away < distance:
                    nearest, distance = key, away
        return (nearest,) if nearest else ()

    # Duties

    def _reassigned(self, old: int, new: int) -> Iterator[Draft]:
        before, after = self.old.subjects[old].clause, self.new.subjects[new].clause
        inherited = self._above(old, new) == (before.don_vi, after.don_vi)
        agencies = before.don_vi != after.don_vi and not inherited
        others = (before.vai_tro, before.phoi_hop) != (after.vai_tro, after.phoi_hop)
        if not (agencies or others):
            return
        because = [clause_key(Kind.MOVED, old, new)] if new in self.moved and not others else []
        yield self._draft(
            Kind.REASSIGNED,
            old,
            new,
            old_text=self._duty(self.sides.old, before),
            new_text=self._duty(self.sides.new, after),
            because=tuple(because),
        )

    def _above(self, old: int, new: int) -> tuple[Any, Any] | None:
        """The agencies of both parents, if they are one clause."""
        above_old, above_new = self.old.subjects[old].parent, self.new.subjects[new].parent
        if above_old is None or self.pairs.get(above_old) != above_new or above_new is None:
            return None
        parents = self.old.subjects[above_old], self.new.subjects[above_new]
        return parents[0].clause.don_vi, parents[1].clause.don_vi

    def _duty(self, side: Any, clause: Clause) -> str:
        names = agency_names(side, clause.don_vi) or "không giao đơn vị nào"
        role = f" ({ROLES[clause.vai_tro]})" if clause.vai_tro else ""
        partners = agency_names(side, clause.phoi_hop)
        return f"{names}{role}" + (f"; cùng phối hợp: {partners}" if partners else "")

    def _deadlines(self, old: int, new: int) -> Iterator[Draft]:
        before, after = self.old.subjects[old].clause, self.new.subjects[new].clause
        dates_old = {each.ten: each.ngay for each in before.han}
        dates_new = {each.ten: each.ngay for each in after.han}
        for name in dict.fromkeys((*dates_old, *dates_new)):
            was, becomes = dates_old.get(name), dates_new.get(name)
            if was == becomes:
                continue
            written = [
                _written_deadline(side.reading.source, clause, name)
                for side, clause in ((self.sides.old, before), (self.sides.new, after))
            ]
            yield self._draft(
                Kind.DEADLINE,
                old,
                new,
                old_text=date_in_digits(was) if was else "",
                new_text=date_in_digits(becomes) if becomes else "",
                subject=f"thời hạn “{name}”" if name else "",
                because=(("ref", "nam"),) if written[0] == written[1] else (),
            )

    # Telling

    def _draft(
        self,
        kind: Kind,
        old: int | None,
        new: int | None,
        *,
        old_text: str = "",
        new_text: str = "",
        because: tuple[Key, ...] = (),
        **details: Any,
    ) -> Draft:
        change = Change(
            0,
            kind,
            self.part(old, new),
            self._where_old(old),
            self._where_new(new),
            old_text,
            new_text,
            agencies=self._agencies(old, new),
            clause_old=old,
            clause_new=new,
            **details,
        )
        return Draft(clause_key(kind, old, new), change, because)

    def _where_old(self, index: int | None) -> Where | None:
        if index is None:
            return None
        return where(self.sides.old, self.labels_old[index], self.old.subjects[index].clause.span)

    def _where_new(self, index: int | None) -> Where | None:
        if index is None:
            return None
        return where(self.sides.new, self.labels_new[index], self.new.subjects[index].clause.span)

    def part(self, old: int | None, new: int | None) -> str:
        """The heading of the part (I., II. …) that a clause belongs to."""
        if new is None:
            assert old is not None
            top = _root(self.old, old)
            return _title(self.new, self.pairs[top]) if top in self.pairs else _title(self.old, top)
        return _title(self.new, _root(self.new, new))

    def _agencies(self, old: int | None, new: int | None) -> tuple[str, ...]:
        found: dict[str, None] = {}
        for tree, index in ((self.old, old), (self.new, new)):
            if index is not None:
                clause = tree.subjects[index].clause
                found |= dict.fromkeys((*clause.don_vi, *clause.phoi_hop))
        return tuple(found)

    # Coverage

    def _count(self, pair: ClausePair) -> None:
        old, new = self.sides.old.clause(pair.old), self.sides.new.clause(pair.new)
        count = self.sides.paragraphs
        if old is None or new is None:
            count.removed += len(old.paragraphs) if old else 0
            count.added += len(new.paragraphs) if new else 0
            return
        before, after = _by_role(old), _by_role(new)
        for role in before.keys() | after.keys():
            if role in before and role in after:
                texts = [
                    printed(paragraph.runs, side.reading.source)
                    for paragraph, side in (
                        (before[role], self.sides.old),
                        (after[role], self.sides.new),
                    )
                ]
                count.pair(same=same_text(texts[0], texts[1]))
            else:
                count.removed += role in before
                count.added += role in after


def _by_role(clause: Clause) -> dict[str, Paragraph]:
    """A clause has one heading at most, and one text."""
    titles = {"phan", "muc", "tieu_muc"}
    return {"title" if each.kieu in titles else "text": each for each in clause.paragraphs}


def _is_part(subject: Subject) -> bool:
    return any(each.kieu == "phan" for each in subject.clause.paragraphs)


def _upper(text: Printed) -> Printed:
    runs = tuple(Run(run.text.upper(), run.origin) for run in text.runs)
    return Printed(runs, text.source, text.agencies, text.home)


def _own_number(clause: Clause) -> str:
    """The last part of 2.5: what its parent's number says is not its own."""
    return clause.so.rpartition(".")[2]


def _with_below(tree: Tree, index: int, taken: dict[int, int]) -> Iterator[str]:
    """The printed lines of a clause and of all below it that came or went with it."""
    yield from (paragraph.text for paragraph in tree.subjects[index].clause.paragraphs)
    for child in tree.subjects[index].children:
        if child not in taken:
            yield from _with_below(tree, child, taken)


def _top(tree: Tree, index: int, taken: dict[int, int]) -> int:
    """The topmost clause that came or went together with this one."""
    parent = tree.subjects[index].parent
    while parent is not None and parent not in taken:
        index, parent = parent, tree.subjects[parent].parent
    return index


def _root(tree: Tree, index: int) -> int:
    while (parent := tree.subjects[index].parent) is not None:
        index = parent
    return index


def _title(tree: Tree, index: int) -> str:
    clause = tree.subjects[index].clause
    if not clause.so or not clause.paragraphs:
        return "Lời văn"
    return clause.paragraphs[0].text


def _written_deadline(source: Source, clause: Clause, name: str) -> Any:
    """The text of a deadline as written, None if there is none."""
    data: Any = source.data
    for step in clause.path:
        data = data[step]
    deadlines = data.get("han") if isinstance(data, dict) else None
    return deadlines.get(name) if isinstance(deadlines, dict) else deadlines
