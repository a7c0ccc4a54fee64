"""What made a computed figure, name or citation change: the entries it depends on that differ."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date

from kehoach.compare.annex_matching import column_labels
from kehoach.compare.changes import ChangeKind, PlanChange, PlanPart, PlanSide, Where
from kehoach.compare.drafts import ChangeDraft, ChangeKey, PlanPair, where
from kehoach.locations import Place, Reference
from kehoach.plan.cited_documents import VanBan
from kehoach.resolve.annex_rows import AnnexFigures
from kehoach.resolve.formula import parse_formula, reference_of
from kehoach.resolve.passages import PrintedPlace
from kehoach.resolve.read import REGISTER as REGISTER_FILE
from kehoach.vietnamese import date_in_digits

TARGETS, REGISTER, CITED = (
    PlanPart("Chỉ tiêu"),
    PlanPart("Tên đơn vị"),
    PlanPart("Văn bản viện dẫn"),
)

_FIELDS = {
    "loai": "loại văn bản",
    "so_ky_hieu": "số, ký hiệu",
    "ten": "tên",
    "ngay": "ngày ban hành",
    "co_quan": "cơ quan ban hành",
    "co_quan_ngan": "cơ quan ban hành (viết ngắn)",
    "giua": "hai bên ký",
    "trich_yeu": "trích yếu",
}


@dataclass
class Causes:
    """Finds causes in both plans; `same_row` says which row of the old annex a new one was."""

    sides: PlanPair
    same_row: Callable[[str, str], str | None]
    _found: dict[Reference, frozenset[ChangeKey]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.figures = [side.reading.figures for side in (self.sides.old, self.sides.new)]

    def of(self, reference: Reference) -> frozenset[ChangeKey]:
        """Keys of the changes that what computed words show depends on."""
        match reference:
            case Reference("chi_tieu" | "phu_luc"):
                return self._figure(reference)
            case Reference("don_vi", units):
                return frozenset(("register", unit) for unit in units)
            case Reference("vien_dan", keys):
                return frozenset({("cited", *keys)})
            case Reference("the_thuc"):
                return frozenset({("head",)})
        return frozenset({("ref", reference)})

    def _figure(self, reference: Reference) -> frozenset[ChangeKey]:
        if reference not in self._found:
            self._found[reference] = frozenset()  # a cycle has no cause outside itself
            self._found[reference] = frozenset(self._roots(reference))
        return self._found[reference]

    def _roots(self, reference: Reference) -> Iterator[ChangeKey]:
        match reference:
            case Reference("chi_tieu", (target,)):
                yield from self._target(target)
            case Reference("phu_luc", (annex, row, code)):
                yield from self._cell(annex, row, code)

    def _target(self, name: str) -> Iterator[ChangeKey]:
        targets = [
            side.reading.plan.chi_tieu.get(name) for side in (self.sides.old, self.sides.new)
        ]
        if targets[0] != targets[1]:
            yield ("target", name)
        for target in targets:
            names = parse_formula(target.cong_thuc).names if target and target.cong_thuc else ()
            for operand in filter(None, map(reference_of, names)):
                yield from self._figure(operand)

    def _cell(self, annex: str, row: str, code: str) -> Iterator[ChangeKey]:
        old, new = (figures.annexes.get(annex) for figures in self.figures)
        was = self.same_row(annex, row)
        if new is None or old is None or row not in new.lines or was is None:
            yield ("row", annex, row)
            return
        if code not in old.columns or code not in new.columns:
            yield ("column", annex, code)
            return
        before = self.figures[0].figure(old.cell(was, code))
        after = self.figures[1].figure(new.cell(row, code))
        if (before.value, before.text) == (after.value, after.text):
            return
        if rule_of(old, code) != rule_of(new, code):
            yield ("rule", annex, code)
        inputs = {*new.inputs(row, code), *self._old_inputs(old, new, was, code)}
        if not inputs:
            yield ("cell", annex, row, code)
        for operand in inputs:
            yield from self._figure(operand)

    def _old_inputs(
        self, old: AnnexFigures, new: AnnexFigures, row: str, code: str
    ) -> Iterator[Reference]:
        """The inputs of the old cell by the new names of their rows."""
        names = {was: now for now in new.lines if (was := self.same_row(new.id, now))}
        for operand in old.inputs(row, code):
            match operand:
                case Reference("phu_luc", (old.id, key, read)):
                    yield old.cell(names.get(key, key), read)
                case _:
                    yield operand

    # Causes that are not printed where they stand

    def drafts(self, wanted: set[ChangeKey]) -> Iterator[ChangeDraft]:
        """The changes behind the keys that were named as causes, each once."""
        for key in sorted(wanted, key=str):
            match key:
                case ("target", str(name)):
                    yield from self._target_changed(name)
                case ("rule", str(annex), str(code)):
                    yield from self._rule_changed(annex, code)
                case ("register", str(unit)):
                    yield from self._renamed(unit)
                case ("cited", str(document)):
                    yield from self._cited_changed(document)

    def _target_changed(self, name: str) -> Iterator[ChangeDraft]:
        told = []
        for side, figures in zip((self.sides.old, self.sides.new), self.figures, strict=True):
            target = side.reading.plan.chi_tieu.get(name)
            entered = target and target.cong_thuc is None
            figure = figures.target(name) if target else None
            text = (
                ""
                if target is None or figure is None
                else (figure.text if entered else f"= {target.cong_thuc}")
            )
            spot = where(side, f"chỉ tiêu {name}", ("chi_tieu", name)) if target else None
            told.append((spot, text, figure.value if figure else None))
        (spot_old, old, value_old), (spot_new, new, value_new) = told
        change = PlanChange(
            0,
            ChangeKind.FIGURE,
            TARGETS,
            spot_old,
            spot_new,
            old,
            new,
            value_old=value_old,
            value_new=value_new,
        )
        yield ChangeDraft(("target", name), change)

    def _rule_changed(self, annex: str, code: str) -> Iterator[ChangeDraft]:
        told = []
        for side, figures in zip((self.sides.old, self.sides.new), self.figures, strict=True):
            read = figures.annexes[annex]
            at = list(read.columns).index(code)
            printed = next(shown for shown in side.document.phu_luc if shown.id == annex)
            place = PrintedPlace((printed.nhan.text,), column=column_labels(printed)[at])
            told.append((where(side, place, ("phu_luc", annex, "cot", at)), rule_of(read, code)))
        change = PlanChange(
            0,
            ChangeKind.FIGURE,
            self.part_of(annex),
            told[0][0],
            told[1][0],
            told[0][1],
            told[1][1],
            "cách tính cột",
        )
        yield ChangeDraft(("rule", annex, code), change)

    def part_of(self, annex: str) -> PlanPart:
        """The part that an annex is."""
        for side in (self.sides.new, self.sides.old):
            for shown in side.document.phu_luc:
                if shown.id == annex:
                    return PlanPart(f"{shown.nhan.text}. {shown.ten.text}", shown.nhan.text)
        return PlanPart("Phụ lục")

    def _renamed(self, unit: str) -> Iterator[ChangeDraft]:
        registers = [side.reading.register for side in (self.sides.old, self.sides.new)]
        if not all(unit in register for register in registers):
            return
        for name, subject in (("ten", "tên đầy đủ"), ("ten_ngan", "tên ngắn")):
            old, new = (getattr(register[unit], name) or "" for register in registers)
            if old != new and old.casefold() in _names_printed(self.sides.old, unit):
                spot = Where(PrintedPlace(("sổ đơn vị", unit)), Place(REGISTER_FILE))
                change = PlanChange(
                    0,
                    ChangeKind.REWORDED,
                    REGISTER,
                    spot,
                    spot,
                    old,
                    new,
                    subject,
                    agencies=(unit,),
                )
                yield ChangeDraft(("register", unit), change)

    def _cited_changed(self, key: str) -> Iterator[ChangeDraft]:
        sides = (self.sides.old, self.sides.new)
        documents = [side.reading.plan.vien_dan.get(key) for side in sides]
        old, new = documents
        if old is None or new is None:
            return
        printed = [_mentions(side, key) for side in sides]
        for name, subject in _FIELDS.items():
            values = [_field(document, name) for document in (old, new)]
            shown = name == "ngay" or any(
                value and value in text for value, text in zip(values, printed, strict=True)
            )
            if values[0] != values[1] and shown:
                spots = [where(side, f"vien_dan.{key}", ("vien_dan", key, name)) for side in sides]
                change = PlanChange(
                    0, ChangeKind.CITATION, CITED, spots[0], spots[1], values[0], values[1], subject
                )
                yield ChangeDraft(("cited", key), change)


def rule_of(read: AnnexFigures, code: str) -> str:
    """How a column comes about, in words."""
    column = read.columns[code]
    rule = f"công thức {column.cong_thuc}" if column.cong_thuc else "nhập tay"
    total = ", dòng tổng tự cộng" if column.tong and not column.cong_thuc else ""
    return f"{rule}{total}, {column.thap_phan} chữ số thập phân"


def is_entered(read: AnnexFigures, row: str, code: str) -> bool:
    """Whether a person enters the figure of a cell."""
    return not read.inputs(row, code) and code not in read.formulas


def _field(document: VanBan, name: str) -> str:
    value = getattr(document, name)
    if isinstance(value, date):
        return date_in_digits(value)
    return " và ".join(value) if isinstance(value, tuple) else value or ""


def _names_printed(side: PlanSide, unit: str) -> str:
    """Everything that is printed in the name of a unit, without capitals."""
    document = side.document
    runs = [run for paragraph in document.paragraphs() for run in paragraph.runs]
    runs += [run for cell in document.cells() for run in cell.runs]
    return "\n".join(
        run.text.casefold()
        for run in runs
        if run.refers_to and run.refers_to.kind == "don_vi" and unit in run.refers_to.keys
    )


def _mentions(side: PlanSide, key: str) -> str:
    return "\n".join(mention.text for mention in side.document.vien_dan if mention.id == key)
