"""Căn cứ: the preamble, one basis a line or one paragraph (Phụ lục I, Phần I, II.6.a)."""

from __future__ import annotations

from collections.abc import Iterator

from kehoach.document import Paragraph, Run
from kehoach.locations import Path
from kehoach.plan.cited_documents import DanVanBan, NhomCanCu
from kehoach.plan.model import KeHoach
from kehoach.resolve.citation_forms import MentionDraft
from kehoach.resolve.expressions import Scope
from kehoach.resolve.texts import Texts

_CLOSING = ("can_cu", "ket")


class PreambleBuilder:
    """Builds the paragraphs of `can_cu`."""

    def __init__(self, plan: KeHoach, texts: Texts) -> None:
        self.texts = texts
        self.groups = plan.can_cu.nhom if plan.can_cu else ()
        self.closing = plan.can_cu.ket if plan.can_cu else None
        self._mentions: dict[Path, MentionDraft | None] = {}

    def prepare(self, scope: Scope) -> None:
        """Cut the texts and gather the mentions, in reading order."""
        for path, item in self._items():
            if item.id is not None:
                draft = MentionDraft(
                    item.id, item.ngay, item.co_quan, item.trich_yeu, item.in_nguyen, True
                )
                self._mentions[path] = self.texts.mention(draft, path)
            self.texts.prepare((*path, "ghi"), item.ghi, scope)
        self.texts.prepare(_CLOSING, self.closing, scope)

    def _items(self) -> Iterator[tuple[Path, DanVanBan]]:
        for number, group in enumerate(self.groups):
            for index, item in enumerate(group.van_ban):
                yield ("can_cu", "nhom", number, "van_ban", index), item

    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The finished paragraphs; a closing sentence joins a one-paragraph group before it."""
        paragraphs: list[Paragraph] = []
        for number, group in enumerate(self.groups):
            last = number == len(self.groups) - 1
            if group.kieu == "doan":
                paragraphs.append(self._one_paragraph(number, group, last))
            else:
                lines_end = last or self.groups[number + 1].kieu == "doan"
                paragraphs += self._lines(number, group, lines_end)
        joined = bool(self.groups) and self.groups[-1].kieu == "doan"
        if self.closing and not joined:
            paragraphs.append(Paragraph("doan", self._closing()))
        return tuple(paragraphs)

    def _lines(self, number: int, group: NhomCanCu, lines_end: bool) -> Iterator[Paragraph]:
        for index in range(len(group.van_ban)):
            end = "." if lines_end and index == len(group.van_ban) - 1 else ";"
            path: Path = ("can_cu", "nhom", number, "van_ban", index)
            runs = (*self._lead_in(number, group), *self._item(path), self._glue(end, path))
            yield Paragraph("can_cu", runs)

    def _one_paragraph(self, number: int, group: NhomCanCu, last: bool) -> Paragraph:
        runs = [*self._lead_in(number, group)]
        for index in range(len(group.van_ban)):
            path: Path = ("can_cu", "nhom", number, "van_ban", index)
            if index:
                runs.append(self._glue("; ", path))
            runs += self._item(path)
        if last and self.closing:
            runs += [self._glue("; ", _CLOSING), *self._closing()]
        else:
            runs.append(self._glue(".", ("can_cu", "nhom", number)))
        return Paragraph("can_cu_doan", tuple(runs))

    def _lead_in(self, number: int, group: NhomCanCu) -> tuple[Run, Run]:
        path = ("can_cu", "nhom", number, "dan")
        return self.texts.literal(path, group.dan), self._glue(" ", path)

    def _item(self, path: Path) -> tuple[Run, ...]:
        draft = self._mentions.get(path)
        if draft is None:
            return self.texts.printed((*path, "ghi"))
        return (self.texts.made(draft.text, path, "vien_dan", draft.id),)

    def _closing(self) -> tuple[Run, ...]:
        runs = self.texts.printed(_CLOSING)
        ended = (self.closing or "").rstrip().endswith((":", "."))
        return runs if ended else (*runs, self._glue(":", _CLOSING))

    def _glue(self, text: str, path: Path) -> Run:
        return self.texts.made(text, path, "can_cu")
