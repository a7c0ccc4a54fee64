"""PDF of a document with annexes of thousands of rows: set in pieces, and the pages joined.

Time grows with the rows, memory does not. A piece that others follow is set with more rows than
its pages take: its last page, which may not be full, is thrown away, and the next piece begins with
the first row of that page. So every page ends where it would if the annex were set in one go.
While a piece is set, a forked process writes the pages of the piece before.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kehoach.document import Annex, Document
from kehoach.render import geometry
from kehoach.render.html import Piece, fill
from kehoach.render.setting import lay_out, write
from kehoach.workers import Worker

if TYPE_CHECKING:
    import pikepdf


def render_in_pieces(document: Document, templates: Path, rows: int) -> tuple[bytes, int]:
    """The PDF of a document and the number of its pages; annexes are set `rows` rows at a time.

    `rows` must be more than fit on two pages. Raises as `render_pdf`.
    """
    widths = {annex.id: geometry.column_widths(annex.table) for annex in document.phu_luc}
    setting = _Setting(document, templates, rows, widths)
    # Joining takes memory of its own: what setting took goes with its process.
    with Worker(lambda _: _written(setting.parts())) as worker:
        (_, main), *insertions = worker.result()
    return _join(main, insertions)


def _written(parts: Iterator[tuple[int, Worker[bytes]]]) -> list[tuple[int, bytes]]:
    """The parts as written; each is set while the one before is written."""
    written: list[tuple[int, bytes]] = []
    with ExitStack() as stack:
        place, before = next(parts)
        stack.enter_context(before)
        for at, writer in parts:
            stack.enter_context(writer)
            written.append((place, before.result()))
            place, before = at, writer
        written.append((place, before.result()))
    return written


@dataclass(frozen=True)
class _Setting:
    document: Document
    templates: Path
    rows: int
    widths: dict[str, tuple[float, ...]]

    def parts(self) -> Iterator[tuple[int, Worker[bytes]]]:
        """The writers of the main part and of its insertions, each with its place in the main part.

        The main part holds all but the rows of long annexes from their second piece on.
        """
        writer, gaps = self._main()
        yield 0, writer
        for annex, at, page, row in gaps:
            while row < len(annex.table.rows):
                writer, pages, row = self._piece(annex, row, page)
                page += pages
                yield at, writer

    def _main(self) -> tuple[Worker[bytes], list[tuple[Annex, int, int, int]]]:
        """The writer; and where annexes go on: at which page, its number in the annex, its row."""
        annexes = self.document.phu_luc
        cut = replace(self.document, phu_luc=tuple(self._cut(annex, 0) for annex in annexes))
        laid_out = self._lay_out(cut)
        pages, gaps = list(laid_out.pages), []
        for annex in annexes:
            if len(annex.table.rows) > self.rows:
                of_annex = [at for at, page in enumerate(pages) if annex.id in page.anchors]
                row = _first_row(pages.pop(of_annex[-1]), annex)
                gaps.append((annex, of_annex[-1], len(of_annex), row))
        return self._writer(laid_out, pages, "0"), gaps

    def _piece(self, annex: Annex, row: int, page: int) -> tuple[Worker[bytes], int, int]:
        """The writer of the next pages of an annex, how many these are, and the row after them."""
        laid_out = self._lay_out(replace(self.document, phu_luc=(self._cut(annex, row),)), page)
        pages, after = list(laid_out.pages), row + self.rows
        if after < len(annex.table.rows):
            after = row + _first_row(pages.pop(), annex)
        return self._writer(laid_out, pages, str(row)), len(pages), after

    def _cut(self, annex: Annex, row: int) -> Annex:
        rows = annex.table.rows[row : row + self.rows]
        return replace(annex, table=replace(annex.table, rows=rows))

    def _lay_out(self, document: Document, page: int | None = None) -> Any:
        gc.collect()  # the boxes of the piece before: they go round in circles
        return lay_out(fill(document, self.templates, Piece(self.widths, page)), self.templates)

    def _writer(self, laid_out: Any, pages: list[Any], name: str) -> Worker[bytes]:
        for page in pages:
            page.anchors.clear()  # nothing links to a row

        def finish(_: object, pdf: Any) -> None:
            _name_headings(pdf, name)

        return Worker(lambda _: write(laid_out.copy(pages), self.templates, finish))


def _first_row(page: Any, annex: Annex) -> int:
    """The first row of the table on a page, counted from the first row of the piece."""
    rows = (name.rpartition(":") for name in page.anchors)
    return min(int(row) for of, _, row in rows if of == annex.id)


def _name_headings(pdf: Any, name: str) -> None:
    """Table headings are named by object numbers, which other pieces have too: make them differ."""
    import pydyf

    def renamed(identity: Any) -> Any:
        return pydyf.String(f"{name}-{identity.string}")

    for thing in pdf.objects:
        if isinstance(thing, dict) and thing.get("S") in ("/TH", "/TD"):
            if "ID" in thing:
                thing["ID"] = renamed(thing["ID"])
            if "Headers" in thing["A"]:
                thing["A"]["Headers"] = pydyf.Array(map(renamed, thing["A"]["Headers"]))


# Joining


def _join(main: bytes, insertions: list[tuple[int, bytes]]) -> tuple[bytes, int]:
    """The main part with pages and tags of the others put in, and the number of all pages."""
    import pikepdf

    result = BytesIO()
    with pikepdf.open(BytesIO(main)) as pdf:
        for at, data in reversed(insertions):  # so that the places of those before stay right
            with pikepdf.open(BytesIO(data)) as part:
                _insert(pdf, at, part)
        pdf.save(
            result, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
        )
        return result.getvalue(), len(pdf.pages)


def _insert(pdf: pikepdf.Pdf, at: int, part: pikepdf.Pdf) -> None:
    """Put the pages of `part` before page `at`, and their tags where they are in reading order."""
    import pikepdf

    tree, place = pdf.Root.StructTreeRoot, _first_tag(pdf, at)
    for index, page in enumerate(part.pages):
        pdf.pages.insert(at + index, page)
    inserted = pdf.copy_foreign(part.Root.StructTreeRoot)  # after the pages, which it points to
    body, tags = tree.K[0], list(inserted.K[0].K)
    for tag in tags:
        tag.P = body
    kids = list(body.K)
    body.K = pikepdf.Array([*kids[:place], *tags, *kids[place:]])
    numbers: list[Any] = list(tree.ParentTree.Nums)
    next_key = int(numbers[-2]) + 1
    for index, of_page in enumerate(list(inserted.ParentTree.Nums)[1::2]):
        pdf.pages[at + index].StructParents = next_key + index
        numbers += [next_key + index, of_page]
    tree.ParentTree.Nums = pikepdf.Array(numbers)


def _first_tag(pdf: pikepdf.Pdf, at: int) -> int:
    """Index in the tag tree of the first element of a page, or of the end."""
    kids = pdf.Root.StructTreeRoot.K[0].K
    if at == len(pdf.pages):
        return len(kids)
    page = pdf.pages[at].objgen
    return next(index for index, kid in enumerate(kids) if kid.Pg.objgen == page)
