"""The decisions that wait, for the terminal: grouped by who can decide, with progress."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path as FilePath
from textwrap import wrap

from kehoach.findings import InputRefused
from kehoach.locations import Path
from kehoach.plan.model import KeHoach
from kehoach.plan.nodes import OpenDecision, at, open_decisions, progress, texts_in
from kehoach.plan.register import Register
from kehoach.resolve.passages import clause_names
from kehoach.resolve.read import read_parts, reading_of
from kehoach.roll.answer import NOTHING
from kehoach.roll.decide import chosen
from kehoach.source.source import Source

GROUPS = {
    "so_lieu": "SỐ LIỆU",
    "phap_luat": "VĂN BẢN, PHÁP LUẬT",
    "to_chuc": "TỔ CHỨC BỘ MÁY",
}
_PARTS = {
    "the_thuc": "đầu trang 1",
    "vien_dan": "sổ văn bản viện dẫn",
    "can_cu": "căn cứ",
    "chi_tieu": "chỉ tiêu",
    "phu_luc": "phụ lục",
    "noi_nhan": "nơi nhận",
    "ky": "chỗ ký",
}


@dataclass(frozen=True)
class Todo:
    """The open decisions of a plan, and what is needed to tell them."""

    plan: KeHoach
    source: Source
    register: Register
    waiting: list[OpenDecision]
    clauses: dict[Path, str]

    def lines(self, width: int, group: str | None = None) -> Iterator[str]:
        """Everything that waits, or that of one group."""
        yield f"Kế hoạch năm {self.plan.nam} ({self.source.name}). {progress(self.plan)}"
        for key, title in GROUPS.items():
            here = [decision for decision in self.waiting if decision.asked.nhom == key]
            if here and group in (None, key):
                yield ""
                yield f"{title} ({len(here)} điểm)"
                yield from self._told(here, width)
        if self.waiting:
            yield ""
            yield f"Ghi quyết định: kehoach decide {self.source.name} MÃ --value …"
            yield "(--de-xuat: theo đề xuất; --xong: giữ nguyên, hoặc đã tự sửa trong tệp)"

    def details(self, codes: Sequence[str], width: int = 100) -> Iterator[str]:
        """All about the decisions that the codes name."""
        yield from self._told(chosen(self.plan, self.source, codes), width)

    def _told(self, waiting: Sequence[OpenDecision], width: int) -> Iterator[str]:
        """Each question once, with the places that it is asked for."""
        alike: dict[tuple[str, str, tuple[str, ...]], list[OpenDecision]] = {}
        for decision in waiting:
            asked = decision.asked
            alike.setdefault((asked.cau_hoi, asked.ly_do, asked.de_xuat), []).append(decision)
        for (question, reason, proposals), places in alike.items():
            yield from _wrapped(question, width, "  ")
            yield from _wrapped(f"Lý do: {reason}", width)
            if proposals:
                shown = "; ".join(map(self._named, proposals))
                yield from _wrapped(f"Đề xuất: {shown}", width)
            for decision in places:
                line = self.source.place(decision.path).line
                yield f"    * {decision.asked.ma}: {self.where(decision)} (dòng {line})"

    def _named(self, proposal: str) -> str:
        if proposal == NOTHING:
            return f"{NOTHING} (bỏ khoá này)"
        if proposal in self.register:
            return f"{proposal} ({self.register[proposal].ten})"
        return proposal

    def where(self, decision: OpenDecision) -> str:
        """'phần III, mục 2.5', 'nơi nhận', 'chỉ tiêu giam_dtts'."""
        path = decision.node
        if decision.asked.trich:
            texts = texts_in(at(self.source.data, path), path)
            path = next((p for p, text in texts if decision.asked.trich in text), path)
        if path[:1] == ("noi_dung",):
            while path and path not in self.clauses:
                path = path[:-1]
            return self.clauses.get(path, "nội dung")
        if not path and decision.asked.ghi_vao:
            path = tuple(decision.asked.ghi_vao.split("."))
        name = _PARTS.get(str(path[0]) if path else "", "cả kế hoạch")
        own = path[0] in ("vien_dan", "chi_tieu", "phu_luc") and len(path) > 1 if path else False
        return f"{name} {path[1]}" if own else name


def read_todo(path: FilePath) -> Todo:
    """The open decisions of a plan in any state; raises InputRefused if it cannot be read."""
    source, plan, register = read_parts(path)
    clauses: dict[Path, str] = {}
    try:
        document = reading_of(source, plan, register, as_draft=True).document
    except InputRefused:
        # What is wrong with it, a build says; the list is of use all the same.
        pass
    else:
        names = clause_names(document.clauses)
        clauses = {clause.path: names[clause.index] for clause in document.clauses}
    return Todo(plan, source, register, open_decisions(plan), clauses)


def _wrapped(text: str, width: int, indent: str = "    ") -> list[str]:
    return wrap(
        text,
        width,
        initial_indent=indent,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )
