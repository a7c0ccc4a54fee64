"""Where something stands in the finished document, in the words of an office: phần III, mục 2.5."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kehoach.document import Annex, Cell, Clause, Document, Run


@dataclass(frozen=True, slots=True)
class Passage:
    """A printed paragraph or cell, and how one says where it stands.

    `part` is the key of the plan that it belongs to (`the_thuc`, `can_cu`, `noi_dung` …), `index`
    the place of its clause, basis or recipient in the document.
    """

    where: str
    runs: tuple[Run, ...]
    part: str = "phu_luc"
    index: int | None = None

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def passages(document: Document) -> Iterator[Passage]:
    """Everything that is printed, in reading order."""
    head = document.the_thuc
    tops = (head.co_quan_chu_quan, *head.co_quan, head.so_ky_hieu, head.du_thao)
    for paragraph in (*tops, head.dia_danh_ngay, head.ten_loai, head.trich_yeu):
        if paragraph:
            yield Passage("đầu trang 1", paragraph.runs, "the_thuc")
    for index, paragraph in enumerate(document.can_cu):
        yield Passage("căn cứ", paragraph.runs, "can_cu", index)
    names = clause_names(document.clauses)
    for clause in document.clauses:
        for paragraph in clause.paragraphs:
            yield Passage(names[clause.index], paragraph.runs, "noi_dung", clause.index)
    for index, recipient in enumerate(document.noi_nhan):
        yield Passage("nơi nhận", recipient.paragraph.runs, "noi_nhan", index)
    for paragraph in (*document.ky.quyen_han, document.ky.ho_ten):
        yield Passage("chỗ ký", paragraph.runs, "ky")
    for annex in document.phu_luc:
        yield from _annex(annex)


def clause_names(clauses: Iterable[Clause]) -> dict[int, str]:
    """'phần III, mục 2.5, gạch đầu dòng thứ 2' for each clause, by its index."""
    parts: dict[int | None, tuple[str, ...]] = {None: ()}
    counts: Counter[tuple[int | None, str]] = Counter()
    for clause in clauses:
        counts[clause.parent, clause.so] += 1
        above = parts[clause.parent]
        parts[clause.index] = _named(clause, above, counts[clause.parent, clause.so])
    names = {index: ", ".join(part) for index, part in parts.items() if index is not None}
    return {index: name or "lời văn" for index, name in names.items()}


def _named(clause: Clause, above: tuple[str, ...], count: int) -> tuple[str, ...]:
    if clause.so[:1].isdigit():
        # 2.5 says its 2 already.
        return (*(part for part in above if not part.startswith("mục ")), f"mục {clause.so}")
    if clause.depth == 1 and clause.so:
        return (f"phần {clause.so}",)
    if clause.so.endswith(")"):
        return (*above, f"điểm {clause.so[:-1]}")
    sign = {"-": "gạch đầu dòng", "+": "dấu cộng"}.get(clause.so, "đoạn")
    return (*above, f"{sign} thứ {count}")


def _annex(annex: Annex) -> Iterator[Passage]:
    name = annex.nhan.text
    for paragraph in (annex.nhan, annex.ten, annex.kem_theo):
        yield Passage(name, paragraph.runs)
    for header in annex.table.header_rows:
        for cell in header:
            yield Passage(f"{name}, tiêu đề cột", cell.runs)
    for cell in annex.table.index_row:
        yield Passage(f"{name}, hàng chỉ số cột", cell.runs)
    columns = column_names(annex)
    for row in annex.table.rows:
        label = row_name(row.cells, row.key)
        for column, cell in zip(columns, row.cells, strict=True):
            yield Passage(f"{name}, dòng “{label}”, cột “{column}”", cell.runs)


def column_names(annex: Annex) -> tuple[str, ...]:
    """The lowest heading over each column."""
    return tuple(levels[-1] if levels else "" for levels in headings(annex))


def headings(annex: Annex) -> tuple[tuple[str, ...], ...]:
    """The headings over each column, from the top."""
    levels: list[tuple[str, ...]] = [()] * len(annex.table.columns)
    free = [0] * len(levels)
    for depth, header in enumerate(annex.table.header_rows):
        at = 0
        for cell in header:
            while free[at] > depth:
                at += 1
            for column in range(at, at + cell.colspan):
                levels[column] = (*levels[column], cell.text)
                free[column] = depth + cell.rowspan
            at += cell.colspan
    return tuple(levels)


def row_name(cells: Iterable[Cell], key: str) -> str:
    """What a row is about: its unit or its first words, else its key."""
    return next((cell.text for cell in cells if cell.kieu in ("don_vi", "chu")), "") or key
