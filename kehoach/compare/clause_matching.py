"""Which clause of one plan is which of the other: what is equal, then an assignment problem.

Clauses are the same that bear the same `id`; then those whose text stands once on both sides;
the rest are paired so that the sum of likenesses (text, agency, place in the tree, children) is
the greatest possible. Only pairs that share telling words or neighbours are weighed, so that work
grows with what changed; see docs/decisions.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from math import log

from kehoach.compare.assignment import assign
from kehoach.compare.clause_tree import ClauseNode, ClauseTree
from kehoach.compare.likeness import likeness
from kehoach.compare.tokens import plain

_CANDIDATES = 12
"""How many of the most alike clauses of the other side are weighed for each clause."""
_COMMON = 40
"""A word that more clauses than this have in common says nothing about who is who."""
_NEAR = 4
_ROUNDS = 2


def match_clauses(old: ClauseTree, new: ClauseTree) -> dict[int, int]:
    """Pairs of clauses, old index -> new index; the same pairs in either direction."""
    if old.sort_key() > new.sort_key():
        return {old_index: new_index for new_index, old_index in match_clauses(new, old).items()}
    matching = _Matching(old, new)
    matching.by_id()
    matching.by_text()
    matching.by_likeness()
    matching.untangle()
    return dict(sorted(matching.pairs.items()))


@dataclass
class _Matching:
    old: ClauseTree
    new: ClauseTree
    pairs: dict[int, int] = field(default_factory=dict)
    backward: dict[int, int] = field(default_factory=dict)

    def pair(self, old: int, new: int) -> None:
        self.pairs[old], self.backward[new] = new, old

    def by_id(self) -> None:
        ids = {node.clause.id: node.clause.index for node in self.new.subjects if node.clause.id}
        for node in self.old.subjects:
            if node.clause.id in ids:
                self.pair(node.clause.index, ids[node.clause.id])

    def by_text(self) -> None:
        """Texts that stand once on both sides, alone or under the same parent."""
        ways: tuple[Callable[[ClauseTree, ClauseNode], Hashable], ...] = (
            lambda tree, node: tree.whole[node.clause.index],
            lambda tree, node: (tree.whole[node.clause.index], _parent_text(tree, node)),
            lambda _, node: (node.text.text, node.text.written),
            lambda _, node: node.text.written,
            lambda _, node: plain(node.text.text).casefold(),
            lambda tree, node: (node.text.written, _parent_text(tree, node)),
            lambda tree, node: _beside(tree, node, (-1, 1)),
            lambda tree, node: _beside(tree, node, (-1,)),
            lambda tree, node: _beside(tree, node, (1,)),
        )
        for way in ways:
            for olds, news in self._groups(way):
                if len(olds) == len(news) == 1:
                    self._pair_below(olds[0], news[0])
        # Whole sections that stand several times are one as good as the other.
        for olds, news in self._groups(lambda tree, node: _beside(tree, node, ())):
            for old, new in zip(olds, news, strict=False):
                if self.old.subjects[old].children:
                    self._pair_below(old, new)

    def _groups(
        self, way: Callable[[ClauseTree, ClauseNode], Hashable]
    ) -> Iterator[tuple[list[int], list[int]]]:
        """Clauses of both sides that are not paired yet and are told alike."""
        sides: list[dict[Hashable, list[int]]] = []
        for tree, taken in ((self.old, self.pairs), (self.new, self.backward)):
            groups: dict[Hashable, list[int]] = defaultdict(list)
            for node in tree.subjects:
                if node.clause.index not in taken:
                    groups[way(tree, node)].append(node.clause.index)
            sides.append(groups)
        for key, olds in sides[0].items():
            free = [old for old in olds if old not in self.pairs]
            news = [new for new in sides[1].get(key, []) if new not in self.backward]
            if free and news:
                yield free, news

    def _pair_below(self, old: int, new: int) -> None:
        """Pair two clauses, and all below them if they hold the same."""
        self.pair(old, new)
        if self.old.whole[old] == self.new.whole[new]:
            below = zip(
                self.old.subjects[old].children, self.new.subjects[new].children, strict=True
            )
            for child, twin in below:
                if child not in self.pairs and twin not in self.backward:
                    self._pair_below(child, twin)

    def by_likeness(self) -> None:
        """The rest, by the best assignment; again with the places that the first one found."""
        known, known_back = dict(self.pairs), dict(self.backward)
        for _ in range(_ROUNDS):
            left = [s for s in self.old.subjects if s.clause.index not in known]
            right = [s for s in self.new.subjects if s.clause.index not in known_back]
            gains = self._gains(left, right)
            assigned = assign(gains)
            self.pairs, self.backward = dict(known), dict(known_back)
            for row, column in assigned.items():
                self.pair(left[row].clause.index, right[column].clause.index)

    def untangle(self) -> None:
        """Twins that went from one parent to one parent are told apart by their order alone."""
        twins: dict[Hashable, list[int]] = defaultdict(list)
        as_one: set[int] = set()
        for old in sorted(self.pairs, reverse=True):
            before, after = self.old.subjects[old], self.new.subjects[self.pairs[old]]
            went = tuple(self.pairs.get(child) for child in before.children)
            if (
                self.old.whole[old] == self.new.whole[self.pairs[old]]
                and _duty(before) == _duty(after)
                and went == after.children
                and as_one.issuperset(before.children)
            ):
                as_one.add(old)
                said = (self.old.whole[old], _duty(before))
                twins[before.parent, after.parent, said].append(old)
        for olds in twins.values():
            news = sorted(self.pairs[old] for old in olds)
            for old, new in zip(sorted(olds), news, strict=True):
                if self.pairs[old] != new:
                    self._repair(old, new)

    def _repair(self, old: int, new: int) -> None:
        self.pair(old, new)
        children = self.old.subjects[old].children, self.new.subjects[new].children
        for child, twin in zip(*children, strict=True):
            self._repair(child, twin)

    def _gains(self, left: list[ClauseNode], right: list[ClauseNode]) -> list[dict[int, int]]:
        columns = {node.clause.index: place for place, node in enumerate(right)}
        gains: list[dict[int, int]] = []
        for subject, candidates in zip(left, _by_words(left, right), strict=True):
            weighed = {*candidates, *self._nearby(subject, columns)}
            row = {place: self._likeness(subject, right[place]) for place in sorted(weighed)}
            gains.append({place: gain for place, gain in row.items() if gain > 0})
        return gains

    def _nearby(self, subject: ClauseNode, columns: dict[int, int]) -> Iterator[int]:
        """Clauses of the other side that stand where this one stood, or hold its children."""
        parent = None if subject.parent is None else self.pairs.get(subject.parent, -1)
        sisters = self.new.children.get(parent, [])
        nearby = set(sisters[max(0, subject.rank - _NEAR) : subject.rank + _NEAR + 1])
        for step in (-1, 1):
            beside = self.pairs.get(_or_none(self.old.sister(subject, step)))
            if beside is not None:
                between = self.new.sister(self.new.subjects[beside], -step)
                nearby |= {between} if between is not None else set()
        for child in subject.children:
            if child in self.pairs:
                above = self.new.subjects[self.pairs[child]].parent
                nearby |= {above} if above is not None else set()
        return (columns[index] for index in nearby if index in columns)

    def _likeness(self, old: ClauseNode, new: ClauseNode) -> int:
        """Above 0 if the two may be one clause; the more, the more alike (about a million)."""
        text = likeness(old.words, new.words)
        agency = _overlap(old.own_agencies, new.own_agencies)
        place = self._place(old, new)
        inside = self._inside(old, new)
        if not (
            text >= 0.5
            or (text >= 0.3 and (place >= 0.5 or agency == 1))
            or inside >= 0.5
            or (text >= 0.15 and inside >= 0.3)
        ):
            return 0
        if old.children or new.children:
            total = 0.35 * text + 0.15 * agency + 0.15 * place + 0.35 * inside
        else:
            total = 0.6 * text + 0.15 * agency + 0.25 * place
        return round(1_000_000 * total) + 1

    def _place(self, old: ClauseNode, new: ClauseNode) -> float:
        """Share of parent and neighbours that are the same on both sides."""
        same = 0.5 * self._one(old.parent, new.parent)
        for step in (-1, 1):
            same += 0.25 * self._one(self.old.sister(old, step), self.new.sister(new, step))
        return same

    def _one(self, old: int | None, new: int | None) -> bool:
        if old is None or new is None:
            return old is new
        return self.pairs.get(old) == new

    def _inside(self, old: ClauseNode, new: ClauseNode) -> float:
        """Share of the children that went from the one to the other."""
        most = max(len(old.children), len(new.children))
        if not most:
            return 0
        inside = set(new.children)
        return sum(self.pairs.get(child) in inside for child in old.children) / most


def _by_words(left: list[ClauseNode], right: list[ClauseNode]) -> Iterator[list[int]]:
    """For each left subject the places of the right ones that share the most telling words."""
    holders: dict[str, list[int]] = defaultdict(list)
    for place, subject in enumerate(right):
        for word in subject.words:
            holders[word].append(place)
    for subject in left:
        shared: dict[int, float] = defaultdict(float)
        for word in subject.words:
            places = holders.get(word, ())
            if 0 < len(places) <= _COMMON:
                for place in places:
                    shared[place] += log(1 + len(right) / len(places))
        best = sorted(shared, key=lambda place: (-shared[place], place))
        yield best[:_CANDIDATES]


def _duty(subject: ClauseNode) -> Hashable:
    clause = subject.clause
    return (clause.id, clause.don_vi, clause.vai_tro, clause.phoi_hop, clause.han)


def _overlap(old: Iterable[str], new: Iterable[str]) -> float:
    both, either = set(old) & set(new), set(old) | set(new)
    return len(both) / len(either) if either else 0.0


def _parent_text(tree: ClauseTree, subject: ClauseNode) -> str:
    return "" if subject.parent is None else tree.subjects[subject.parent].text.text


def _beside(tree: ClauseTree, subject: ClauseNode, steps: tuple[int, ...]) -> Hashable:
    """A clause with all below it, its parent, and its neighbours on the given sides."""
    sisters = (_sister_text(tree, subject, step) for step in steps)
    return (tree.whole[subject.clause.index], _parent_text(tree, subject), *sisters)


def _sister_text(tree: ClauseTree, subject: ClauseNode, step: int) -> str:
    sister = tree.sister(subject, step)
    return "" if sister is None else tree.subjects[sister].text.text


def _or_none(index: int | None) -> int:
    return -1 if index is None else index
