"""The tree of clauses, `noi_dung`, flattened in reading order with numbers and agencies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from kehoach.document import Clause, Deadline, Paragraph, ParagraphKind, Run
from kehoach.locations import Path
from kehoach.plan.model import KeHoach, Muc
from kehoach.resolve.expressions import Scope, unknown
from kehoach.resolve.names import ScopeBuilder
from kehoach.resolve.numbering import is_titled, marker_text, markers
from kehoach.resolve.texts import Texts
from kehoach.source.source import Source

END_MARK = "./."
"""Closes the text (Nghị định 30, Phụ lục III, forms)."""

_TITLE_KINDS: dict[int, ParagraphKind] = {1: "phan", 2: "muc"}


@dataclass(frozen=True, slots=True)
class _Draft:
    """A node with what the walk found out about it."""

    index: int
    node: Muc
    path: Path
    depth: int
    parent: int | None
    so: str
    agencies: tuple[str, ...]
    partners: tuple[str, ...]
    deadlines: tuple[Deadline, ...]


class ClauseBuilder:
    """Walks `noi_dung` once to prepare its texts, then builds the clauses."""

    def __init__(self, plan: KeHoach, source: Source, texts: Texts, names: ScopeBuilder) -> None:
        self.plan, self.source, self.texts, self.names = plan, source, texts, names
        self._drafts: list[_Draft] = []
        self._ids: dict[str, Path] = {}

    def prepare(self, scope: Scope) -> None:
        """Number the nodes and cut their texts, in reading order."""
        self._walk(self.plan.noi_dung, ("noi_dung",), None, scope)

    def _walk(self, nodes: Sequence[Muc], path: Path, parent: _Draft | None, scope: Scope) -> None:
        depth = parent.depth + 1 if parent else 1
        for index, (node, so) in enumerate(
            zip(nodes, self._markers(nodes, path, parent), strict=True)
        ):
            here = (*path, index)
            self._check(node, here)
            own = self.names.agencies(node.don_vi, (*here, "don_vi"))
            agencies = own or (parent.agencies if parent else ())
            partners = self.names.agencies(node.phoi_hop, (*here, "phoi_hop"))
            inner, deadlines = self.names.of_clause(node, here, scope, own)
            place = len(self._drafts)
            above = parent.index if parent else None
            draft = _Draft(place, node, here, depth, above, so, agencies, partners, deadlines)
            self._drafts.append(draft)
            for key in ("tieu_de", "tieu_de_phu", "doan"):
                self.texts.prepare((*here, key), getattr(node, key), inner)
            self._walk(node.muc, (*here, "muc"), draft, inner)

    def _markers(self, nodes: Sequence[Muc], path: Path, parent: _Draft | None) -> list[str]:
        depth = parent.depth + 1 if parent else 1
        above = parent.so if parent else ""
        texts: list[str] = []
        try:
            for marker in markers(nodes, depth, parent.node if parent else None, above):
                texts.append(marker)  # noqa: PERF402 - those before the error count
        except ValueError as error:
            advice = "chia thành nhiều mục, hoặc dùng gạch đầu dòng (danh_dau_con: gach)"
            self.source.report((*path, len(texts)), "KC604", str(error), advice)
        return texts + [""] * (len(nodes) - len(texts))

    def _check(self, node: Muc, path: Path) -> None:
        if node.id is not None:
            if node.id in self._ids:
                first = self.source.place((*self._ids[node.id], "id"))
                message = f"id “{node.id}” bị lặp (đã có ở dòng {first.line})"
                self.source.report((*path, "id"), "KC605", message, "đặt id khác cho nội dung này")
            self._ids[node.id] = path
        if node.kem_theo is not None and node.kem_theo not in self.plan.phu_luc:
            known = self.plan.phu_luc
            problem = unknown("phụ lục", node.kem_theo, known, "TC406", where="trong phu_luc")
            self.source.report((*path, "kem_theo"), problem.code, problem.message, problem.advice)

    # Building

    def clauses(self) -> tuple[Clause, ...]:
        """The finished clauses; the last paragraph ends in './.'."""
        built = [self._clause(draft) for draft in self._drafts]
        if built and built[-1].paragraphs:
            built[-1] = replace(built[-1], paragraphs=self._ended(built[-1]))
        return tuple(built)

    def _clause(self, draft: _Draft) -> Clause:
        node = draft.node
        return Clause(
            index=draft.index,
            path=draft.path,
            span=self.source.span(draft.path),
            depth=draft.depth,
            parent=draft.parent,
            so=draft.so,
            id=node.id,
            paragraphs=tuple(self._paragraphs(draft)),
            don_vi=draft.agencies,
            vai_tro=node.vai_tro,
            phoi_hop=draft.partners,
            han=draft.deadlines,
            kem_theo=node.kem_theo,
        )

    def _paragraphs(self, draft: _Draft) -> Iterator[Paragraph]:
        """A heading with the marker, a text below it; or a text that bears the marker itself."""
        node, path = draft.node, draft.path
        marker = self._marker(draft)
        text = self.texts.printed((*path, "doan"))
        if is_titled(node):
            kind = _TITLE_KINDS.get(draft.depth, "tieu_muc")
            yield Paragraph(kind, (*marker, *self._title(draft, upper=kind == "phan")))
            marker = ()
        if node.kem_theo:
            yield Paragraph("kem_theo", (*marker, *(text or self._attached(draft))))
        elif text:
            yield Paragraph("doan", (*marker, *text))

    def _marker(self, draft: _Draft) -> tuple[Run, ...]:
        text = marker_text(draft.so)
        return (self.texts.made(text, draft.path, "danh_so"),) if text else ()

    def _title(self, draft: _Draft, *, upper: bool) -> tuple[Run, ...]:
        path = draft.path
        runs = self.texts.printed((*path, "tieu_de"), upper=upper)
        if not draft.node.tieu_de:
            names = self.names.agency_names(draft.agencies)
            shown = names.upper() if upper else names
            runs = (self.texts.made(shown, (*path, "don_vi"), "don_vi", *draft.agencies),)
        lighter = self.texts.printed((*path, "tieu_de_phu"), light=True)
        if lighter:
            gap = self.texts.made(" ", (*path, "tieu_de_phu"), "tieu_de_phu")
            return (*runs, gap, *lighter)
        return runs

    def _attached(self, draft: _Draft) -> tuple[Run, ...]:
        annex = draft.node.kem_theo or ""
        opening, end = (
            self.texts.made(text, draft.path, "kem_theo") for text in ("(Kèm theo ", ")")
        )
        return (opening, *self.texts.printed(("phu_luc", annex, "ten")), end)

    def _ended(self, clause: Clause) -> tuple[Paragraph, ...]:
        *before, last = clause.paragraphs
        text = last.text.rstrip()
        missing = "" if text.endswith(END_MARK) else "/." if text.endswith(".") else END_MARK
        if not missing:
            return clause.paragraphs
        mark = self.texts.made(missing, clause.path, "ket_thuc")
        return (*before, replace(last, runs=(*last.runs, mark)))
