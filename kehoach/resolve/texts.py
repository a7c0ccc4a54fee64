"""The texts of a plan on their way to runs: cut once, citations settled, then printed.

Every text is prepared in reading order, which gathers its mentions of cited documents; when all
are known, `settle` gives each mention its form, and from then on `printed` yields final runs.
"""

from __future__ import annotations

from dataclasses import dataclass

from kehoach.document import Mention, Run
from kehoach.locations import Computed, Literal, Path, Reference, ReferenceKind, Span
from kehoach.plan.cited_documents import VanBan
from kehoach.resolve.citation_forms import MentionDraft, assign_forms
from kehoach.resolve.expressions import Scope, TextError, Value, unknown
from kehoach.resolve.markup import TextPart, cut
from kehoach.source.source import Source

Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class _Gathered:
    draft: MentionDraft
    span: Span


class Texts:
    """Prepared texts by path. Mistakes in them are reported on the source."""

    def __init__(self, source: Source, register: dict[str, VanBan]) -> None:
        self.source, self.register = source, register
        self._parts: dict[Path, list[TextPart]] = {}
        self._mentions: list[_Gathered] = []

    # Preparing

    def prepare(self, path: Path, text: str | None, scope: Scope) -> None:
        """Cut the text at `path`; texts must come in reading order. None is no text."""
        if text is None:
            return
        parts, errors = cut(text, scope)
        for error in errors:
            self.source.report_in(path, error.start, error.code, error.message, error.advice)
        self._parts[path] = parts
        for part in parts:
            if part.value and isinstance(part.value.payload, MentionDraft):
                span = self.source.scalar(path).locate(part.start, part.end)
                self._mentions.append(_Gathered(part.value.payload, span))

    def mention(self, draft: MentionDraft, path: Path) -> MentionDraft | None:
        """Note a mention that the node at `path` makes; None if the register lacks its id."""
        if draft.id not in self.register:
            problem = self._unknown_document(draft.id)
            self.source.report(path, problem.code, problem.message, problem.advice)
            return None
        self._mentions.append(_Gathered(draft, self.source.span(path)))
        return draft

    def _unknown_document(self, key: str) -> TextError:
        return unknown("văn bản", key, self.register, "TC403", where="trong vien_dan")

    def cite(self) -> Value:
        """The function `vien_dan(…)` of texts."""

        def call(
            key: str,
            *,
            ngay: str | None = None,
            co_quan: str | None = None,
            trich_yeu: str | None = None,
            in_nguyen: str | None = None,
        ) -> Value:
            if key not in self.register:
                raise self._unknown_document(key)
            for given, allowed in (
                (ngay, ("chu", "so", "khong")),
                (co_quan, ("du", "ngan", "khong")),
            ):
                if given is not None and given not in allowed:
                    raise unknown("cách ghi", given, allowed, "TC404")
            subject, verbatim = (text and text.strip() for text in (trich_yeu, in_nguyen))
            draft = MentionDraft(key, ngay, co_quan, subject, verbatim)
            return Value(Reference("vien_dan", (key,)), "", payload=draft)

        return Value(Reference("vien_dan"), call=call)

    # Printing

    def settle(self) -> tuple[Mention, ...]:
        """Give every mention its form; all texts must have been prepared."""
        assign_forms((gathered.draft for gathered in self._mentions), self.register)
        return tuple(
            Mention(g.draft.id, g.draft.text, g.draft.dang, g.draft.first, g.span)
            for g in self._mentions
        )

    def printed(self, path: Path, *, upper: bool = False, light: bool = False) -> Runs:
        """Final runs of the text prepared at `path`, perhaps in capitals."""
        runs = (self._run(path, part, light) for part in self._parts.get(path, ()))
        return tuple(capitals(run) if upper else run for run in runs if run.text)

    def _run(self, path: Path, part: TextPart, light: bool) -> Run:
        text = part.text
        if not self.source.is_text(path):
            return self.made(text, path, "mac_dinh")
        span = self.source.scalar(path).locate(part.start, part.end)
        if part.value is None:
            return Run(text, Literal(path, part.start, span), part.bold, part.italic, light)
        if isinstance(part.value.payload, MentionDraft):
            text = part.value.payload.text
        origin = Computed(part.value.refers_to, span)
        return Run(text, origin, part.bold, part.italic, light)

    def literal(self, path: Path, text: str) -> Run:
        """The plain text at `path`, taken as it is, without expressions."""
        if not self.source.is_text(path):
            return self.made(text, path, "mac_dinh")
        span = self.source.scalar(path).locate(0, len(text))
        return Run(text, Literal(path, 0, span))

    def made(self, text: str, path: Path, kind: ReferenceKind, *keys: str) -> Run:
        """A run that the program makes on behalf of the node at `path`, and what it shows."""
        return Run(text, Computed(Reference(kind, keys), self.source.span(path)))


def capitals(run: Run) -> Run:
    """The run in capitals; Vietnamese letters keep their number, so places still hold."""
    return Run(run.text.upper(), run.origin, run.bold, run.italic, run.light)
