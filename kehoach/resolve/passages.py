"""Where something stands in the finished document, in the words of an office: phần III, mục 2.5."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from kehoach.document import Annex, Cell, Clause, Document, Run


@dataclass(frozen=True, slots=True)
class PrintedPlace:
    """Where something is printed: steps from the outside in, and what names a row and a column.

    The steps are those of a clause ('phần III', 'mục 2.5'), of an annex ('Phụ lục I', 'tiêu đề
    cột'), or one that says it all ('nơi nhận').
    """

    steps: tuple[str, ...]
    row: str | None = None
    column: str | None = None

    @property
    def label(self) -> str:
        """'phần III, mục 2.5'; 'Phụ lục I, dòng “Huyện Kbang”, cột “Số hộ”'."""
        return ", ".join((*self.steps, *self._line()))

    def below(self, step: str) -> str:
        """The label under a heading that says the first step, if that is `step`."""
        inside = self.steps[1:] if self.steps[0] == step else self.steps
        return ", ".join((*inside, *self._line())) or self.label

    def _line(self) -> Iterator[str]:
        if self.row is not None:
            yield f"dòng “{self.row}”"
        if self.column is not None:
            yield f"cột “{self.column}”"


@dataclass(frozen=True, slots=True)
class Passage:
    """A printed paragraph or cell, and where it stands.

    `part` is the key of the plan that it belongs to (`the_thuc`, `can_cu`, `noi_dung` …), `index`
    the place of its clause, basis or recipient in the document.
    """

    place: PrintedPlace
    runs: tuple[Run, ...]
    part: str = "phu_luc"
    index: int | None = None

    @property
    def where(self) -> str:
        """How one says where it stands."""
        return self.place.label

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


def passages(document: Document) -> Iterator[Passage]:
    """Everything that is printed, in reading order."""
    for paragraph in document.the_thuc.paragraphs:
        yield Passage(PrintedPlace(("đầu trang 1",)), paragraph.runs, "the_thuc")
    for index, paragraph in enumerate(document.can_cu):
        yield Passage(PrintedPlace(("căn cứ",)), paragraph.runs, "can_cu", index)
    places = clause_places(document.clauses)
    for clause in document.clauses:
        for paragraph in clause.paragraphs:
            yield Passage(places[clause.index], paragraph.runs, "noi_dung", clause.index)
    for index, recipient in enumerate(document.noi_nhan):
        yield Passage(PrintedPlace(("nơi nhận",)), recipient.paragraph.runs, "noi_nhan", index)
    for paragraph in (*document.ky.quyen_han, document.ky.ho_ten):
        yield Passage(PrintedPlace(("chỗ ký",)), paragraph.runs, "ky")
    for annex in document.phu_luc:
        yield from _annex(annex)


def clause_names(clauses: Iterable[Clause]) -> dict[int, str]:
    """'phần III, mục 2.5, gạch đầu dòng thứ 2' for each clause, by its index."""
    return {index: place.label for index, place in clause_places(clauses).items()}


def clause_places(clauses: Iterable[Clause]) -> dict[int, PrintedPlace]:
    """Where each clause stands, by its index."""
    steps: dict[int | None, tuple[str, ...]] = {None: ()}
    counts: Counter[tuple[int | None, str]] = Counter()
    places = {}
    for clause in clauses:
        counts[clause.parent, clause.so] += 1
        above = steps[clause.parent]
        steps[clause.index] = _named(clause, above, counts[clause.parent, clause.so])
        places[clause.index] = PrintedPlace(steps[clause.index])
    return places


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
        yield Passage(PrintedPlace((name,)), paragraph.runs)
    for header in annex.table.header_rows:
        for cell in header:
            yield Passage(PrintedPlace((name, "tiêu đề cột")), cell.runs)
    for cell in annex.table.index_row:
        yield Passage(PrintedPlace((name, "hàng chỉ số cột")), cell.runs)
    for row in annex.table.rows:
        label = row_name(row.cells, row.key)
        for column, cell in zip(annex.table.columns, row.cells, strict=True):
            yield Passage(PrintedPlace((name,), label, column.name), cell.runs)


def cell_name(annex: Annex, key: str, code: str, label: str = "") -> str:
    """'dòng “Huyện Kbang”, cột “Số hộ”'; `label` is what a row without words is called."""
    row = next((row for row in annex.table.rows if row.key == key), None)
    name = row_name(row.cells, label or key) if row else label or key
    return PrintedPlace((), name, annex.table.column(code).name).label


def row_name(cells: Iterable[Cell], key: str) -> str:
    """What a row is about: its unit or its first words, else its key."""
    words = (cell.text for cell in cells if cell.kieu in ("don_vi", "chu") and cell.text)
    return next(words, key)
