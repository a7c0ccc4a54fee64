"""What stands around the clauses: head, preamble, recipients, signature."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kehoach.compare.changes import ChangeKind, PlanChange, PlanPart
from kehoach.compare.drafts import ChangeDraft, ChangeKey, PlanPair, agency_names, differing, where
from kehoach.compare.line_matching import is_mirrored, pair_lines
from kehoach.compare.moves import moved
from kehoach.compare.printed_texts import PrintedText, joined, printed, same_text
from kehoach.document import Document, Paragraph, Recipient, Run
from kehoach.locations import Reference
from kehoach.plan.model import KeHoach

HEAD, BASES, RECIPIENTS, SIGNATURE = map(PlanPart, ("Thể thức", "Căn cứ", "Nơi nhận", "Chữ ký"))

_HEAD_WHERE, _SIGNATURE_WHERE = "đầu trang 1", "chỗ ký"


@dataclass(frozen=True)
class _HeadField:
    """A named place of the head or the signature, and the paragraphs that stand there."""

    subject: str
    old: tuple[Paragraph, ...]
    new: tuple[Paragraph, ...]


@dataclass
class HeadAndEnd:
    """The comparison of everything but clauses and annexes."""

    sides: PlanPair

    def head(self) -> Iterator[ChangeDraft]:
        """The year of the plan, then the head field by field."""
        old, new = self.sides.old, self.sides.new
        if old.document.nam != new.document.nam:
            change = PlanChange(
                0,
                ChangeKind.HEAD,
                HEAD,
                where(old, "khoá nam", ("nam",)),
                where(new, "khoá nam", ("nam",)),
                str(old.document.nam),
                str(new.document.nam),
                "năm kế hoạch",
            )
            yield ChangeDraft(("ref", Reference("nam")), change)
        for field in _head_fields(old.document, new.document):
            yield from self._field(field, HEAD, _HEAD_WHERE)

    def signature(self) -> Iterator[ChangeDraft]:
        """Authority lines and name of who signs."""
        old, new = self.sides.old.document.ky, self.sides.new.document.ky
        fields = (
            _HeadField("quyền hạn, chức vụ người ký", old.quyen_han, new.quyen_han),
            _HeadField("họ tên người ký", (old.ho_ten,), (new.ho_ten,)),
        )
        for field in fields:
            yield from self._field(field, SIGNATURE, _SIGNATURE_WHERE)

    def _field(self, field: _HeadField, part: PlanPart, label: str) -> Iterator[ChangeDraft]:
        old, new = (
            [printed(paragraph.runs, side.reading.source) for paragraph in paragraphs]
            for paragraphs, side in ((field.old, self.sides.old), (field.new, self.sides.new))
        )
        self._count_lines(old, new)
        before = joined(old, self.sides.old.reading.source)
        after = joined(new, self.sides.new.reading.source)
        difference = differing(self.sides, before, after, ChangeKind.HEAD)
        if difference is None:
            return
        own = any(reference != Reference("nam") for reference in difference.shows)
        change = PlanChange(
            0,
            ChangeKind.HEAD if own else difference.kind,
            part,
            where(self.sides.old, label, _first(before)) if before.runs else None,
            where(self.sides.new, label, _first(after)) if after.runs else None,
            before.text,
            after.text,
            field.subject,
            difference.pieces,
        )
        yield ChangeDraft(("head",), change, () if own else difference.because)

    def _count_lines(self, old: Sequence[PrintedText], new: Sequence[PrintedText]) -> None:
        count = self.sides.paragraphs
        for before, after in zip(old, new, strict=False):
            count.pair(same=same_text(before, after))
        count.removed += max(0, len(old) - len(new))
        count.added += max(0, len(new) - len(old))

    # Lists of lines

    def bases(self) -> Iterator[ChangeDraft]:
        """The preamble, line by line."""
        lines = [
            [
                PrintedText(_without_end(paragraph), side.reading.source, home="can_cu")
                for paragraph in side.document.can_cu
            ]
            for side in (self.sides.old, self.sides.new)
        ]
        plans = (self.sides.old.reading.plan, self.sides.new.reading.plan)
        chosen = [_chosen(plan) for plan in plans]
        for draft in self._lines(lines[0], lines[1], ChangeKind.CITATION, BASES, "căn cứ"):
            shown = [key[-1] for key in draft.because]
            cited = any(isinstance(ref, Reference) and ref.kind == "vien_dan" for ref in shown)
            if cited and chosen[0] != chosen[1]:
                change = replace(draft.change, kind=ChangeKind.CITATION)
                yield ChangeDraft(draft.key, change)
            else:
                yield draft

    def recipients(self) -> Iterator[ChangeDraft]:
        """Nơi nhận, line by line, and whom each line reaches."""
        sides = (self.sides.old, self.sides.new)
        lines = [
            [printed(line.paragraph.runs, side.reading.source) for line in side.document.noi_nhan]
            for side in sides
        ]
        pairs = pair_lines(lines[0], lines[1])
        yield from self._lines(lines[0], lines[1], ChangeKind.RECIPIENT, RECIPIENTS, "nơi nhận")
        for old, new in pairs.items():
            yield from self._reached(
                old, new, sides[0].document.noi_nhan[old], sides[1].document.noi_nhan[new]
            )

    def _reached(
        self, old: int, new: int, before: Recipient, after: Recipient
    ) -> Iterator[ChangeDraft]:
        if before.gui == after.gui:
            return
        sides = (self.sides.old, self.sides.new)
        names = [
            agency_names(side, line.gui) for side, line in zip(sides, (before, after), strict=True)
        ]
        change = PlanChange(
            0,
            ChangeKind.RECIPIENT,
            RECIPIENTS,
            where(sides[0], "nơi nhận", ("noi_nhan", old)),
            where(sides[1], "nơi nhận", ("noi_nhan", new)),
            names[0],
            names[1],
            f"đơn vị nhận của dòng “{after.paragraph.text}”",
        )
        yield ChangeDraft(("recipient", old, new), change)

    def _lines(
        self,
        old: Sequence[PrintedText],
        new: Sequence[PrintedText],
        kind: ChangeKind,
        part: PlanPart,
        label: str,
    ) -> Iterator[ChangeDraft]:
        pairs = pair_lines(old, new)
        in_another_order = moved(pairs, mirrored=is_mirrored(old, new))
        back = {there: here for here, there in pairs.items()}
        count = self.sides.paragraphs
        for place, line in enumerate(old):
            if place not in pairs:
                count.removed += 1
                spot = where(self.sides.old, label, _first(line))
                yield _line_draft(kind, PlanChange(0, kind, part, spot, None, line.text, "", "bỏ"))
        for place, line in enumerate(new):
            spot = where(self.sides.new, label, _first(line))
            if place not in back:
                count.added += 1
                yield _line_draft(
                    kind, PlanChange(0, kind, part, None, spot, "", line.text, "thêm")
                )
                continue
            before = old[back[place]]
            spot_old = where(self.sides.old, label, _first(before))
            if place in in_another_order:
                change = PlanChange(
                    0,
                    kind,
                    part,
                    spot_old,
                    spot,
                    f"dòng {back[place] + 1}: {before.text}",
                    f"dòng {place + 1}: {line.text}",
                    "chuyển vị trí",
                )
                yield _line_draft(kind, change)
            difference = differing(self.sides, before, line, kind)
            count.pair(same=difference is None)
            if difference:
                change = PlanChange(
                    0,
                    difference.kind,
                    part,
                    spot_old,
                    spot,
                    before.text,
                    line.text,
                    "",
                    difference.pieces,
                )
                yield _line_draft(kind, change, difference.because)


def _line_draft(
    kind: ChangeKind, change: PlanChange, because: tuple[ChangeKey, ...] = ()
) -> ChangeDraft:
    return ChangeDraft((kind, change.where_old, change.where_new, change.subject), change, because)


def _chosen(plan: KeHoach) -> object:
    """How the plan wants its bases written, notes for the check and open decisions apart."""
    notes = {"bo_qua", "can_quyet_dinh", "ly_do"}
    if plan.can_cu is None:
        return None
    return [
        (group.dan, group.kieu, [cited.model_dump(exclude=notes) for cited in group.van_ban])
        for group in plan.can_cu.nhom
    ]


def _head_fields(old: Document, new: Document) -> Iterator[_HeadField]:
    before, after = old.the_thuc, new.the_thuc
    for name, subject in (
        ("co_quan_chu_quan", "cơ quan chủ quản"),
        ("co_quan", "cơ quan ban hành"),
        ("so_ky_hieu", "số, ký hiệu"),
        ("du_thao", "dấu DỰ THẢO"),
        ("dia_danh_ngay", "địa danh và ngày ban hành"),
        ("ten_loai", "tên loại văn bản"),
        ("trich_yeu", "trích yếu"),
    ):
        yield _HeadField(subject, _paragraphs(before, name), _paragraphs(after, name))


def _paragraphs(head: object, name: str) -> tuple[Paragraph, ...]:
    value = getattr(head, name)
    if value is None:
        return ()
    return value if isinstance(value, tuple) else (value,)


def _without_end(paragraph: Paragraph) -> tuple[Run, ...]:
    """A basis without the ; or . that its place in the list gives it."""
    *before, last = paragraph.runs
    is_mark = last.text in (";", ".", ":") and before
    return tuple(before) if is_mark else paragraph.runs


def _first(text: PrintedText) -> Run:
    return text.runs[0]
