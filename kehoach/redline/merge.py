"""Two flows of paragraphs and tables → one by sequence alignment, with what changed marked."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from itertools import count

from kehoach.compare.moves import moved
from kehoach.compare.tokens import Tokens
from kehoach.redline.paragraph_merge import merge_paragraph, text_of
from kehoach.redline.revision_marks import RevisionMark, RevisionMarks, same_xml
from kehoach.render.docx_xml import Element, w


@dataclass(eq=False)
class AlignedBlock:
    """A place of the merged flow; `old` or `new` is None where a side has nothing there."""

    old: Element | None
    new: Element | None
    move: str = ""
    """The name of the move that it is half of."""
    behind: list[Element] = field(default_factory=list)
    """What must stand behind it."""

    @property
    def stays(self) -> bool:
        return self.old is not None and self.new is not None

    @property
    def is_table(self) -> bool:
        element = self.old if self.new is None else self.new
        return element is not None and element.tag == w("tbl")


def blocks_of(container: Element) -> list[Element]:
    """Paragraphs and tables of a body or of a cell."""
    return [child for child in container if child.tag in (w("p"), w("tbl"))]


def align(
    old: Sequence[Element], new: Sequence[Element], partners: dict[Element, Element]
) -> list[AlignedBlock]:
    """Both flows as one, in the new order; what only the old one has stands where it stood.

    What stands in another order is gone in one place and new in the other: the fewest letters.
    """
    places = {element: place for place, element in enumerate(new)}
    pairs = [
        (here, places[partner])
        for here, element in enumerate(old)
        if (partner := partners.get(element)) is not None and partner in places
    ]
    elsewhere = moved(dict(pairs), lambda here, _: len(text_of(old[here])) + 1)
    kept = [(here, there) for here, there in pairs if there not in elsewhere]
    blocks: list[AlignedBlock] = []
    at_old = at_new = 0
    for here, there in [*kept, (len(old), len(new))]:
        blocks += [AlignedBlock(element, None) for element in old[at_old:here]]
        blocks += [AlignedBlock(None, element) for element in new[at_new:there]]
        if here < len(old):
            blocks.append(AlignedBlock(old[here], new[there]))
        at_old, at_new = here + 1, there + 1
    return _ends_that_stay(blocks)


def _ends_that_stay(blocks: list[AlignedBlock]) -> list[AlignedBlock]:
    """Make the last paragraphs before a table that stays, and before the end, one.

    No paragraph can be joined with a table or with the end of a cell, so the end of that last
    paragraph must stay on either side.
    """
    result: list[AlignedBlock] = []
    for stretch in _stretches(blocks):
        result += _last_as_one(stretch)
    return result


def _stretches(blocks: list[AlignedBlock]) -> Iterator[list[AlignedBlock]]:
    """The flow cut behind each table that stays."""
    start = 0
    for place, block in enumerate(blocks):
        if block.is_table and block.stays:
            yield blocks[start:place]
            yield [block]
            start = place + 1
    yield blocks[start:]


def _trail(blocks: list[AlignedBlock]) -> list[AlignedBlock]:
    """The paragraphs at the end that only one side has."""
    start = len(blocks)
    while start and not blocks[start - 1].is_table and not blocks[start - 1].stays:
        start -= 1
    return blocks[start:]


def _last_as_one(blocks: list[AlignedBlock]) -> list[AlignedBlock]:
    trail = _trail(blocks)
    gone = [block for block in trail if block.new is None]
    come = [block for block in trail if block.old is None]
    if not gone or not come:
        return blocks
    last = AlignedBlock(gone[-1].old, come[-1].new)
    return [*blocks[: len(blocks) - len(trail)], *gone[:-1], *come[:-1], last]


@dataclass
class FlowMerge:
    """Writes merged flows; `merge_tables` does so for the tables that stay."""

    marks: RevisionMarks
    tokens: Tokens
    partners: dict[Element, Element]
    merge_tables: Callable[[Element, Element], None]
    _moves: count[int] = field(default_factory=lambda: count(1))

    def merge(self, old: Element, new: Element) -> None:
        """Put what changed from the body or cell `old` to `new` into `new`."""
        blocks = align(blocks_of(old), blocks_of(new), self.partners)
        self._name_moves(blocks)
        for stretch in _stretches(blocks):
            trail = _trail(stretch)
            before = stretch[: len(stretch) - len(trail)]
            if trail and before and not before[-1].is_table:
                self._write(before)
                self._shift_ends(before[-1], trail)
            else:
                self._write(stretch)
        self._place(blocks)

    def _write(self, blocks: list[AlignedBlock]) -> None:
        for block in blocks:
            if block.old is not None and block.new is not None:
                if block.is_table:
                    self.merge_tables(block.old, block.new)
                else:
                    self.paragraph(block.old, block.new)
            else:
                self.one_sided(block)

    def paragraph(self, old: Element, new: Element) -> None:
        """Merge two versions of a paragraph; one that is the same stays byte for byte."""
        if not same_xml(_content(old), _content(new)):
            merge_paragraph(self.marks, self.tokens, old, new)
        self.marks.format(new, old)

    def one_sided(self, block: AlignedBlock) -> None:
        """Mark a block that only one side has; what went is put into `block.new`."""
        what: RevisionMark = "ins" if block.old is None else "del"
        if block.new is None:
            block.new = deepcopy(block.old)
        if block.is_table:
            self.marks.table(block.new, what)
        elif block.move:
            half: RevisionMark = "moveTo" if block.old is None else "moveFrom"
            block.behind = self.marks.moved(block.new, half, block.move)
        else:
            self.marks.whole(block.new, what)

    def _name_moves(self, blocks: list[AlignedBlock]) -> None:
        """Give both halves of a paragraph that says the same elsewhere the same name.

        Not where the end of a half is shifted to a neighbour: half a move is none.
        """
        single: list[AlignedBlock] = []
        for stretch in _stretches(blocks):
            trail = _trail(stretch)
            shifted = trail[-1:] if len(trail) < len(stretch) else []
            single += [block for block in stretch if not block.stays and block not in shifted]
        come = {block.new: block for block in single if block.old is None and not block.is_table}
        for block in single:
            there = come.get(self.partners.get(block.old)) if block.new is None else None
            if there is not None and same_xml(_content(block.old), _content(there.new)):
                block.move = there.move = f"chuyen{next(self._moves)}"

    def _shift_ends(self, stays: AlignedBlock, trail: list[AlignedBlock]) -> None:
        """Mark the ends of all but the last, beginning with the paragraph that stays."""
        what: RevisionMark = "ins" if trail[0].old is None else "del"
        assert stays.old is not None
        assert stays.new is not None
        for block in trail[:-1]:
            self.one_sided(block)
        last = trail[-1]
        if last.new is None:
            last.new = deepcopy(last.old)
            _give_format(last.new, stays.new)
            self.marks.content(last.new, what)
            self.marks.format(last.new, last.old)
        else:
            self.marks.content(last.new, what)
            self.marks.format(last.new, stays.old)
        self.marks.end(stays.new, what)

    def _place(self, blocks: list[AlignedBlock]) -> None:
        """Put what went between the elements of the new file."""
        first = next(b.new for b in blocks if b.new is not None and b.new.getparent() is not None)
        last = None
        for block in blocks:
            if block.new is None:
                continue
            if block.new.getparent() is None:
                if last is None:
                    first.addprevious(block.new)
                else:
                    last.addnext(block.new)
            for mark in block.behind:
                block.new.addnext(mark)
            last = block.behind[-1] if block.behind else block.new


def _content(paragraph: Element) -> Element:
    """A copy of a paragraph without its format."""
    copy = deepcopy(paragraph)
    for properties in copy.findall(w("pPr")):
        copy.remove(properties)
    return copy


def _give_format(paragraph: Element, other: Element) -> None:
    for properties in paragraph.findall(w("pPr")):
        paragraph.remove(properties)
    own_format = other.find(w("pPr"))
    if own_format is not None:
        copy = deepcopy(own_format)
        for name in ("rPr", "sectPr", "pPrChange"):
            for unwanted in copy.findall(w(name)):
                copy.remove(unwanted)
        paragraph.insert(0, copy)
