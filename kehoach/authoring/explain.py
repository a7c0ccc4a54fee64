"""Where something printed comes from: a figure, a citation, an agency, or any printed words.

It reads origins only: every run of the finished document says what it refers to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from unicodedata import normalize

from kehoach.authoring.calculation import Calculation
from kehoach.document import Run
from kehoach.findings import InputRefused
from kehoach.locations import Computed, Place, Reference, ReferenceKind
from kehoach.plan.values import label_of
from kehoach.resolve.citation_forms import MentionDraft, assign_forms
from kehoach.resolve.expressions import TextError, unknown
from kehoach.resolve.passages import Passage, clause_names, passages
from kehoach.resolve.read import Reading
from kehoach.source.source import Source
from kehoach.vietnamese import date_in_digits

_FORMS = {
    "day_du": "ghi đầy đủ",
    "ngan": "ghi ngắn",
    "tuy_chon": "ghi theo lựa chọn riêng",
    "in_nguyen": "in nguyên văn",
}
_IN_THE_FILE = {"chi_tieu", "phu_luc", "vien_dan", "don_vi", "han", "nam", "the_thuc"}
_MACHINE = "máy tự in, không gõ trong tệp"
_PLACES_SHOWN = 40


def explain(read: Reading, register_source: Source, reference: str) -> Iterator[str]:
    """Lines that say where `reference` comes from.

    `reference` is a dotted path (`chi_tieu.muc_giam`, `vien_dan.nq_05`, `don_vi.so_yt`), its last
    part where that is a code, or words as printed (`6,11%`, `05-NQ/TU`). Raises InputRefused, with
    the nearest known name, where it is none of these.
    """
    return _Explanation(read, register_source).of(reference)


class _Explanation:
    def __init__(self, read: Reading, register_source: Source) -> None:
        self.read, self.register_source = read, register_source
        self.passages = list(passages(read.document))
        self.calculation = Calculation(read)

    def of(self, reference: str) -> Iterator[str]:
        words = " ".join(normalize("NFC", reference).split())
        try:
            meant = self._meant(words)
        except TextError as error:
            raise self._unknown(error.args[0], error.advice) from None
        if meant:
            return self._told(meant)
        places = [
            (passage, *held) for passage in self.passages for held in _holding(passage, words)
        ]
        if words and places:
            return self._printed(words, places)
        if published := self.calculation.published_as(words):
            return self._told(published)
        near = get_close_matches(words, self._all_words(), 3, 0.6)
        advice = "ghi mã (chi_tieu.…, phu_luc.…, vien_dan.…, don_vi.…) hoặc chữ, số đúng như in"
        if near:
            advice = f"có phải {' hoặc '.join(f'“{name}”' for name in near)}?"
        raise self._unknown(f"không có “{words}” trong mã và trong bản in", advice)

    def _unknown(self, message: str, advice: str) -> InputRefused:
        return InputRefused.at(Place(self.read.source.name), "GT001", message, advice)

    # What the reference means

    def _meant(self, words: str) -> Reference | None:
        """What the words refer to as a dotted path or a code; None if they are printed words."""
        root, dot, rest = words.partition(".")
        if root == "phu_luc":
            return self._cell(rest.split(".") if rest else [])
        if words == "nam":
            return Reference("nam")
        for kind, codes in self._codes().items():
            if root == kind and dot:
                if rest not in codes:
                    raise unknown(f"mã trong {root}:", rest, codes)
                return Reference(kind, (rest,))
            if words in codes:
                return Reference(kind, (words,))
        return None

    def _codes(self) -> dict[ReferenceKind, Iterable[str]]:
        plan = self.read.plan
        return {
            "chi_tieu": plan.chi_tieu,
            "vien_dan": plan.vien_dan,
            "don_vi": self.read.register.root,
        }

    def _cell(self, parts: list[str]) -> Reference:
        annexes = self.read.figures.annexes
        annex, line, code = (*parts, "", "", "")[:3]
        if annex not in annexes:
            raise unknown("phụ lục", annex, annexes)
        if line not in annexes[annex].lines:
            raise unknown(f"dòng của phụ lục {annex}:", line, annexes[annex].lines)
        figures = [column.ma for column in annexes[annex].annex.cot if column.kieu == "so"]
        if code not in figures:
            raise unknown(f"cột số liệu của phụ lục {annex}:", code, figures)
        return annexes[annex].cell(line, code)

    def _all_words(self) -> list[str]:
        codes = [f"{kind}.{code}" for kind, known in self._codes().items() for code in known]
        bare = [code.partition(".")[2] for code in codes]
        runs = (run for passage in self.passages for run in passage.runs)
        printed = {run.text for run in runs if isinstance(run.origin, Computed)}
        return [*codes, *bare, *sorted(text for text in printed if len(text) < 60)]

    # What is told

    def _told(self, reference: Reference) -> Iterator[str]:
        match reference:
            case Reference("vien_dan", (code,)):
                yield from self._citation(code)
            case Reference("don_vi", (code,)):
                yield from self._agency(code)
            case Reference("nam"):
                yield f"nam: {self.read.plan.nam}"
                yield f"  nhập ở {self.read.source.place(('nam',))}"
                yield from self._where_printed(reference)
            case _:
                yield from self._figure(reference)
                yield from self._where_printed(reference)

    def _figure(self, reference: Reference) -> Iterator[str]:
        yield f"{reference}: {self.calculation.figure(reference).text}"
        yield from _indented(self.calculation.lines(reference))

    def _where_printed(self, reference: Reference) -> Iterator[str]:
        places = [
            f"{passage.where}: “{run.text}” ({self._place(run)})"
            for passage in self.passages
            for run in passage.runs
            if reference in _references(run)
        ]
        if not places:
            yield "  chưa được in ở đâu"
            return
        yield f"  được in ở {len(places)} chỗ:"
        yield from (f"    {line}" for line in places[:_PLACES_SHOWN])
        if len(places) > _PLACES_SHOWN:
            yield f"    … và {len(places) - _PLACES_SHOWN} chỗ nữa"

    def _place(self, run: Run, at: int = 0) -> Place:
        """Where the letter `at` of a run stands in the file; what is computed is one piece."""
        source, origin = self.read.source, run.origin
        if isinstance(origin, Computed):
            return source.place_at(origin.span.start)
        at += origin.offset
        return source.place_at(source.scalar(origin.path).locate(at, at + 1).start)

    def _citation(self, code: str) -> Iterator[str]:
        cited = self.read.plan.vien_dan
        draft = MentionDraft(code)
        assign_forms([draft], cited)
        yield f"vien_dan.{code}: {draft.text}"
        yield f"  khai ở {self.read.source.place(('vien_dan', code), key=True)}"
        titles = [key for key, document in cited.items() if code in document.lien_quan]
        if titles:
            yield f"  được nhắc trong trích yếu của: {', '.join(titles)}"
        mentions = [mention for mention in self.read.document.vien_dan if mention.id == code]
        yield f"  được viện dẫn {len(mentions)} lần" + (":" if mentions else "")
        where = {
            run.origin.span.start: passage.where
            for passage in self.passages
            for run in passage.runs
            if isinstance(run.origin, Computed)
        }
        for mention in mentions:
            form = _FORMS[mention.dang] + (", lần đầu" if mention.first else "")
            place = self.read.source.place_at(mention.span.start)
            yield f"    {where.get(mention.span.start, 'phụ lục')} ({place}), {form}:"
            yield f"      “{mention.text}”"

    def _agency(self, code: str) -> Iterator[str]:
        unit = self.read.register[code]
        short = f" ({unit.ten_ngan})" if unit.ten_ngan else ""
        yield f"don_vi.{code}: {unit.ten}{short}"
        yield f"  khai ở {self.register_source.place((code,), key=True)}"
        if unit.den is not None:
            after = f"; kế thừa: {', '.join(unit.ke_thua)}" if unit.ke_thua else ""
            until = unit.den if isinstance(unit.den, int) else date_in_digits(unit.den)
            yield f"  hoạt động đến {until}{after}"
        names = clause_names(self.read.document.clauses)
        for clause in self.read.document.clauses:
            own = clause.parent is None or (
                self.read.document.clauses[clause.parent].don_vi != clause.don_vi
            )
            task = label_of(clause.vai_tro) if clause.vai_tro else "thực hiện"
            bound = ((task, clause.don_vi if own else ()), ("cùng phối hợp", clause.phoi_hop))
            for task, units in bound:
                if code in units:
                    place = self.read.source.place_at(clause.span.start)
                    yield f"  {task}: {names[clause.index]} ({place})"
        yield from self._where_printed(Reference("don_vi", (code,)))

    # Printed words

    def _printed(self, words: str, places: list[tuple[Passage, Run, int]]) -> Iterator[str]:
        yield f"“{words}” được in ở {len(places)} chỗ:"
        references: dict[Reference, None] = {}
        for passage, run, at in places[:_PLACES_SHOWN]:
            yield f"  {passage.where} ({self._place(run, at)}): {self._origin(run)}"
            references |= dict.fromkeys(_references(run))
        if len(places) > _PLACES_SHOWN:
            yield f"  … và {len(places) - _PLACES_SHOWN} chỗ nữa"
        for reference in references:
            match reference:
                case Reference("chi_tieu" | "phu_luc"):
                    yield ""
                    yield from self._figure(reference)
                case Reference("vien_dan", (code,)):
                    yield ""
                    yield from self._citation(code)

    def _origin(self, run: Run) -> str:
        if run.refers_to is None:
            return "gõ trong lời văn"
        return f"lấy từ {run.refers_to}" if run.refers_to.kind in _IN_THE_FILE else _MACHINE


def _references(run: Run) -> list[Reference]:
    """Several agencies may stand in one run: `don_vi.a+b`."""
    match run.refers_to:
        case None:
            return []
        case Reference("don_vi", units):
            return [Reference("don_vi", (unit,)) for unit in units]
        case reference:
            return [reference]


def _holding(passage: Passage, words: str) -> list[tuple[Run, int]]:
    """The runs in which the words stand, whole, and the first letter that belongs to them."""
    before = r"(?<!\w)(?<!\d[.,])" if words[:1].isalnum() else ""
    after = r"(?!\w)(?![.,]\d)" if words[-1:].isalnum() else ""
    pattern = re.compile(before + re.escape(words) + after, re.IGNORECASE)
    held: dict[int, tuple[Run, int]] = {}
    for match in pattern.finditer(passage.text):
        start = 0
        for index, run in enumerate(passage.runs):
            end = start + len(run.text)
            if start < match.end() and end > match.start():
                held.setdefault(index, (run, max(0, match.start() - start)))
            start = end
    return list(held.values())


def _indented(lines: Iterable[str]) -> Iterator[str]:
    return (f"  {line}" for line in lines)
