"""Keys of what stands in a rendered file: paragraphs and tables by what of the plan they print."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from kehoach.compare.changes import Comparison, PlanSide
from kehoach.compare.line_matching import pair_lines
from kehoach.compare.printed_texts import PrintedText, printed
from kehoach.document import Annex, Document, Paragraph
from kehoach.redline.paragraph_merge import text_of
from kehoach.render.docx_xml import Element, Styles, w

ElementKey = tuple[Hashable, ...]


@dataclass(frozen=True)
class KeyedElements:
    """The elements of a rendered body by key, and the keys by element."""

    elements: dict[ElementKey, Element]
    annexes: dict[Element, Annex]

    def keys(self) -> dict[Element, ElementKey]:
        """The key of each element."""
        return {element: key for key, element in self.elements.items()}


def key_elements(body: Element, document: Document, styles: Styles) -> KeyedElements:
    """Name what stands in the body of a rendered document.

    Paragraphs of the plan are found by their text; what the template adds (rules, breaks, fixed
    lines) is named by style and place.
    """
    annexes = _annex_tables(body, document)
    waiting: dict[str, deque[ElementKey]] = defaultdict(deque)
    for key, paragraph in _named(document):
        waiting[_plain(paragraph.text)].append(key)
    elements: dict[ElementKey, Element] = {}
    seen: Counter[ElementKey] = Counter()
    zone: ElementKey = ("plan",)
    ahead = list(annexes.items())
    other = 0
    for block in body:
        if block.tag == w("tbl"):
            if block in annexes:
                elements["table", annexes[block].id] = block
                ahead.pop(0)
            else:
                elements["fixed", other] = block
                other += 1
        for paragraph in _paragraphs(block) if block not in annexes else ():
            key = waiting[text].popleft() if waiting.get(text := _plain(text_of(paragraph))) else ()
            if not key:
                place = (*zone, _cell(paragraph), styles.name(paragraph))
                key = (*place, seen[place])
                seen[place] += 1
            elements[key] = paragraph
        if block.tag == w("tbl"):
            zone = ("annex", ahead[0][1].id) if ahead else ("end",)
    return KeyedElements(elements, annexes)


def partners(
    comparison: Comparison, old: KeyedElements, new: KeyedElements
) -> dict[Element, Element]:
    """Which element of the new file is which of the old one: old -> new."""
    renamed = {pair.old.id: pair.new.id for pair in comparison.annexes if pair.old and pair.new}
    keys = dict(_paired(comparison))
    pairs = {}
    for key, element in old.elements.items():
        if key in keys:
            key = keys[key]
        elif key[0] in ("annex", "table"):
            if key[1] not in renamed:
                continue
            key = (key[0], renamed[key[1]], *key[2:])
        elif key[0] in _LISTED:
            continue
        if key in new.elements:
            pairs[element] = new.elements[key]
    return pairs


_LISTED = ("clause", "can_cu", "noi_nhan")
"""What is paired by the comparison and by nothing else."""


def _paired(comparison: Comparison) -> Iterator[tuple[ElementKey, ElementKey]]:
    old, new = comparison.old, comparison.new
    for pair in comparison.clauses:
        before, after = old.clause(pair.old), new.clause(pair.new)
        if before and after:
            texts = (_lines(before.paragraphs, old), _lines(after.paragraphs, new))
            for here, there in _in_order(*texts):
                yield ("clause", before.index, here), ("clause", after.index, there)
    lists = (
        ("can_cu", old.document.can_cu, new.document.can_cu),
        (
            "noi_nhan",
            [line.paragraph for line in old.document.noi_nhan],
            [line.paragraph for line in new.document.noi_nhan],
        ),
    )
    for name, first, second in lists:
        for here, there in pair_lines(_lines(first, old), _lines(second, new)).items():
            yield (name, here), (name, there)


def _in_order(old: list[PrintedText], new: list[PrintedText]) -> Iterator[tuple[int, int]]:
    """The paragraphs of one clause: as many on both sides are the same ones."""
    if len(old) == len(new):
        return ((place, place) for place in range(len(old)))
    return iter(pair_lines(old, new).items())


def _lines(paragraphs: Sequence[Paragraph], side: PlanSide) -> list[PrintedText]:
    return [printed(paragraph.runs, side.reading.source) for paragraph in paragraphs]


def _named(document: Document) -> Iterator[tuple[ElementKey, Paragraph]]:
    """Every paragraph of a document with its key, in reading order."""
    head, sign = document.the_thuc, document.ky
    single = (
        *((("co_quan_chu_quan",), head.co_quan_chu_quan),),
        *((("co_quan", place), line) for place, line in enumerate(head.co_quan)),
        *((("so_ky_hieu",), head.so_ky_hieu), (("du_thao",), head.du_thao)),
        *((("dia_danh_ngay",), head.dia_danh_ngay), (("ten_loai",), head.ten_loai)),
        *((("trich_yeu",), head.trich_yeu),),
    )
    for key, paragraph in single:
        if paragraph:
            yield ("head", *key), paragraph
    for place, paragraph in enumerate(document.can_cu):
        yield ("can_cu", place), paragraph
    for clause in document.clauses:
        for place, paragraph in enumerate(clause.paragraphs):
            yield ("clause", clause.index, place), paragraph
    for place, recipient in enumerate(document.noi_nhan):
        yield ("noi_nhan", place), recipient.paragraph
    for place, paragraph in enumerate(sign.quyen_han):
        yield ("ky", place), paragraph
    yield ("ho_ten",), sign.ho_ten
    for annex in document.phu_luc:
        for name, paragraph in (("nhan", annex.nhan), ("ten", annex.ten)):
            yield ("annex", annex.id, name), paragraph
        yield ("annex", annex.id, "kem_theo"), annex.kem_theo


def _annex_tables(body: Element, document: Document) -> dict[Element, Annex]:
    """The printed tables of the annexes, in order."""
    tables: dict[Element, Annex] = {}
    waiting = deque(document.phu_luc)
    for table in body.iterfind(w("tbl")):
        if waiting and _prints(table, waiting[0]):
            tables[table] = waiting.popleft()
    assert not waiting, "every annex is printed once"
    return tables


def _prints(table: Element, annex: Annex) -> bool:
    printed_rows = len(annex.table.header_rows) + bool(annex.table.index_row)
    rows = table.findall(w("tr"))
    if len(rows) != printed_rows + len(annex.table.rows):
        return False
    cells = [_plain("".join(map(text_of, cell.iter(w("p"))))) for cell in rows[0].iter(w("tc"))]
    return cells == [_plain(cell.text) for cell in annex.table.header_rows[0]]


def _paragraphs(block: Element) -> Iterator[Element]:
    paragraphs: Iterator[Element] = block.iter(w("p"))
    return paragraphs


def _cell(paragraph: Element) -> int:
    """The place of the cell among all cells of its table; -1 outside of tables."""
    cell = next(paragraph.iterancestors(w("tc")), None)
    if cell is None:
        return -1
    table = next(cell.iterancestors(w("tbl")))
    return list(table.iter(w("tc"))).index(cell)


def _plain(text: str) -> str:
    return unicodedata.normalize("NFC", text)
