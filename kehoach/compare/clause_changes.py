"""What happened to the clauses: which came, went, moved, and what the others say now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from kehoach.compare.changes import ChangeKind, ClausePair
from kehoach.compare.clause_pairs import PairedClauses, clause_key
from kehoach.compare.clause_tree import ClauseNode, ClauseTree
from kehoach.compare.drafts import ChangeDraft, ChangeKey, agency_names, differing
from kehoach.compare.printed_texts import PrintedText, printed, same_text
from kehoach.document import Clause, Paragraph, Run
from kehoach.locations import Reference
from kehoach.plan.values import label_of
from kehoach.resolve.passages import PrintedPlace
from kehoach.source.source import Source
from kehoach.vietnamese import date_in_digits


class ClauseChanges(PairedClauses):
    """The comparison of the clauses of two plans."""

    def drafts(self) -> Iterator[ChangeDraft]:
        """The changes of all clauses in merged order."""
        for pair in self.merged():
            self._count(pair)
            if pair.old is None and pair.new is not None:
                yield from self._added(pair.new)
            elif pair.new is None and pair.old is not None:
                yield from self._removed(pair.old)
            elif pair.old is not None and pair.new is not None:
                yield from self._kept(pair.old, pair.new)

    def _added(self, new: int) -> Iterator[ChangeDraft]:
        subject = self.new.subjects[new]
        if subject.parent is None or subject.parent in self.back:
            text = "\n".join(_with_below(self.new, new, self.back))
            yield self.draft(ChangeKind.ADDED, None, new, new_text=text)

    def _removed(self, old: int) -> Iterator[ChangeDraft]:
        subject = self.old.subjects[old]
        if subject.parent is None or subject.parent in self.pairs:
            text = "\n".join(_with_below(self.old, old, self.pairs))
            yield self.draft(ChangeKind.REMOVED, old, None, old_text=text)

    def _kept(self, old: int, new: int) -> Iterator[ChangeDraft]:
        if new in self.moved:
            yield self.draft(
                ChangeKind.MOVED,
                old,
                new,
                old_text=self._standing(self.old, old, self.places_old),
                new_text=self._standing(self.new, new, self.places_new),
                because=self._why_moved(old, new),
            )
        else:
            yield from self._renumbered(old, new)
        yield from self._reassigned(old, new)
        yield from self._deadlines(old, new)
        yield from self._text(old, new)

    def _standing(self, tree: ClauseTree, index: int, places: Mapping[int, PrintedPlace]) -> str:
        """Where a clause stands, with the heading above it: numbers alone may stay the same."""
        parent = tree.subjects[index].parent
        heading = "" if parent is None else tree.subjects[parent].text.text.partition("\n")[0]
        label = places[index].label
        return f"{label} (dưới “{heading}”)" if heading else label

    def _why_moved(self, old: int, new: int) -> tuple[ChangeKey, ...]:
        """The section it stood in has gone, or the one it stands in has come."""
        above_old, above_new = self.old.subjects[old].parent, self.new.subjects[new].parent
        because: list[ChangeKey] = []
        if above_old is not None and above_old not in self.pairs:
            because.append(
                clause_key(ChangeKind.REMOVED, _top(self.old, above_old, self.pairs), None)
            )
        if above_new is not None and above_new not in self.back:
            because.append(clause_key(ChangeKind.ADDED, None, _top(self.new, above_new, self.back)))
        return tuple(because)

    def _text(self, old: int, new: int) -> Iterator[ChangeDraft]:
        before, after = self.old.subjects[old], self.new.subjects[new]
        text_old, text_new = before.text, after.text
        if _is_part(before) != _is_part(after):
            text_old, text_new = _upper(text_old), _upper(text_new)
        difference = differing(self.sides, text_old, text_new, ChangeKind.REWORDED)
        if difference:
            because = [key for shown in difference.shows for key in self._specific(shown, after)]
            yield self.draft(
                difference.kind,
                old,
                new,
                old_text=text_old.text,
                new_text=text_new.text,
                pieces=difference.pieces,
                because=tuple(because),
            )
        elif text_old.text == text_new.text and text_old.style != text_new.style:
            yield self.draft(
                ChangeKind.REWORDED,
                old,
                new,
                old_text=text_old.text,
                new_text=text_new.text,
                subject="kiểu chữ (đậm, nghiêng)",
            )

    def _specific(self, shown: Reference, new: ClauseNode) -> Iterator[ChangeKey]:
        """What a clause itself gives to its text: its agencies and deadlines, or those above."""
        yield ("ref", shown)
        if shown.kind in ("don_vi", "han"):
            kind = ChangeKind.REASSIGNED if shown.kind == "don_vi" else ChangeKind.DEADLINE
            index: int | None = new.clause.index
            while index is not None:
                if index in self.back:
                    yield clause_key(kind, self.back[index], index)
                index = self.new.subjects[index].parent

    # Numbers

    @cached_property
    def _all_events(self) -> dict[int | None, list[tuple[int, int, ChangeKey]]]:
        return {parent: self._events(parent) for parent in self.new.children}

    def _events(self, parent: int | None) -> list[tuple[int, int, ChangeKey]]:
        """What came to or left the children of a clause: (old rank or -1, new rank or -1, key)."""
        events: list[tuple[int, int, ChangeKey]] = []
        for new in self.new.children[parent]:
            rank = self.new.subjects[new].rank
            if new not in self.back:
                events.append((-1, rank, clause_key(ChangeKind.ADDED, None, new)))
            elif new in self.moved:
                old = self.back[new]
                same = self.parent_in_new(old) == (parent,)
                from_rank = self.old.subjects[old].rank if same else -1
                events.append((from_rank, rank, clause_key(ChangeKind.MOVED, old, new)))
        above = None if parent is None else self.back.get(parent, -1)
        for old in self.old.children.get(above, []):
            rank = self.old.subjects[old].rank
            gone = old not in self.pairs
            if gone or self.new.subjects[self.pairs[old]].parent != parent:
                kind = ChangeKind.REMOVED if gone else ChangeKind.MOVED
                events.append((rank, -1, clause_key(kind, old, self.pairs.get(old))))
        return events

    def _renumbered(self, old: int, new: int) -> Iterator[ChangeDraft]:
        before, after = self.old.subjects[old], self.new.subjects[new]
        if _own_number(before.clause) == _own_number(after.clause):
            return
        yield self.draft(
            ChangeKind.RENUMBERED,
            old,
            new,
            old_text=before.clause.so,
            new_text=after.clause.so,
            because=self._why_renumbered(before, after),
        )

    def _why_renumbered(self, old: ClauseNode, new: ClauseNode) -> tuple[ChangeKey, ...]:
        """The nearest change before it that shifts the count."""
        nearest, distance = None, 0
        for from_rank, to_rank, key in self._all_events[new.parent]:
            left = from_rank >= 0 and from_rank < old.rank
            came = to_rank >= 0 and to_rank < new.rank
            if left != came:
                away = new.rank - to_rank if came else old.rank - from_rank
                if nearest is None or away < distance:
                    nearest, distance = key, away
        return (nearest,) if nearest else ()

    # Duties

    def _reassigned(self, old: int, new: int) -> Iterator[ChangeDraft]:
        before, after = self.old.subjects[old].clause, self.new.subjects[new].clause
        inherited = self._above(old, new) == (before.don_vi, after.don_vi)
        agencies = before.don_vi != after.don_vi and not inherited
        others = (before.vai_tro, before.phoi_hop) != (after.vai_tro, after.phoi_hop)
        if not (agencies or others):
            return
        because = (
            [clause_key(ChangeKind.MOVED, old, new)] if new in self.moved and not others else []
        )
        yield self.draft(
            ChangeKind.REASSIGNED,
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
        role = f" ({label_of(clause.vai_tro)})" if clause.vai_tro else ""
        partners = agency_names(side, clause.phoi_hop)
        return f"{names}{role}" + (f"; cùng phối hợp: {partners}" if partners else "")

    def _deadlines(self, old: int, new: int) -> Iterator[ChangeDraft]:
        before, after = self.old.subjects[old].clause, self.new.subjects[new].clause
        dates_old = {deadline.ten: deadline.ngay for deadline in before.han}
        dates_new = {deadline.ten: deadline.ngay for deadline in after.han}
        for name in dict.fromkeys((*dates_old, *dates_new)):
            was, becomes = dates_old.get(name), dates_new.get(name)
            if was == becomes:
                continue
            written = [
                _written_deadline(side.reading.source, clause, name)
                for side, clause in ((self.sides.old, before), (self.sides.new, after))
            ]
            yield self.draft(
                ChangeKind.DEADLINE,
                old,
                new,
                old_text=date_in_digits(was) if was else "",
                new_text=date_in_digits(becomes) if becomes else "",
                subject=f"thời hạn “{name}”" if name else "",
                because=(("ref", Reference("nam")),) if written[0] == written[1] else (),
            )

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
                here = printed(before[role].runs, self.sides.old.reading.source)
                there = printed(after[role].runs, self.sides.new.reading.source)
                count.pair(same=same_text(here, there))
            else:
                count.removed += role in before
                count.added += role in after


def _by_role(clause: Clause) -> dict[str, Paragraph]:
    """A clause has one heading at most, and one text."""
    titles = {"phan", "muc", "tieu_muc"}
    return {"title" if text.kieu in titles else "text": text for text in clause.paragraphs}


def _is_part(subject: ClauseNode) -> bool:
    return any(paragraph.kieu == "phan" for paragraph in subject.clause.paragraphs)


def _upper(text: PrintedText) -> PrintedText:
    runs = tuple(Run(run.text.upper(), run.origin) for run in text.runs)
    return PrintedText(runs, text.source, text.agencies, text.home)


def _own_number(clause: Clause) -> str:
    """The last part of 2.5: what its parent's number says is not its own."""
    return clause.so.rpartition(".")[2]


def _with_below(tree: ClauseTree, index: int, taken: dict[int, int]) -> Iterator[str]:
    """The printed lines of a clause and of all below it that came or went with it."""
    for paragraph in tree.subjects[index].clause.paragraphs:
        kept = (run for run in paragraph.runs if run.refers_to != Reference("ket_thuc"))
        yield "".join(run.text for run in kept)
    for child in tree.subjects[index].children:
        if child not in taken:
            yield from _with_below(tree, child, taken)


def _top(tree: ClauseTree, index: int, taken: dict[int, int]) -> int:
    """The topmost clause that came or went together with this one."""
    parent = tree.subjects[index].parent
    while parent is not None and parent not in taken:
        index, parent = parent, tree.subjects[parent].parent
    return index


def _written_deadline(source: Source, clause: Clause, name: str) -> Any:
    """The text of a deadline as written, None if there is none."""
    data: Any = source.data
    for step in clause.path:
        data = data[step]
    deadlines = data.get("han") if isinstance(data, dict) else None
    return deadlines.get(name) if isinstance(deadlines, dict) else deadlines
