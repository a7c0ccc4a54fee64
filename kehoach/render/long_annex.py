"""PDF of a document with annexes of thousands of rows: set in pieces, and the pages joined.

Each piece is set in a process of its own, so that time grows with the rows and memory hardly. A
piece that others follow is set with more rows than its pages take: its last page, which may not be
full, is thrown away, and the next piece begins with the first row of that page. (Where that row is
a tall one that began on the page before, this page goes too, and so on; if nothing is left, the
piece is set again with twice the rows.) So every page ends where it would if the annex were set in
one go. Where the next piece begins is known only then; but pages of equal rows hold equally many,
so it is begun beforehand on that guess, and begun again if the guess was wrong.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kehoach.document import Annex, Document
from kehoach.render import geometry
from kehoach.render.html import TEMPLATE, Piece, fill
from kehoach.render.weasyprint import lay_out, write
from kehoach.workers import Parent, Worker, cores

if TYPE_CHECKING:
    import pikepdf


def render_in_pieces(document: Document, templates: Path, rows: int) -> tuple[bytes, int]:
    """The PDF of a document and the number of its pages; annexes are set `rows` rows at a time.

    `rows` must be more than fit on two pages. Raises as `render_pdf`.
    """
    widths = {annex.id: geometry.column_widths(annex.table) for annex in document.phu_luc}
    written: list[tuple[int, bytes]] = []
    with ExitStack() as stack:
        parts = _Setting(document, templates, rows, widths, stack).parts()
        place, before = next(parts)
        for at, worker in parts:
            written.append((place, before.result()))
            place, before = at, worker
        written.append((place, before.result()))
    (_, main), *insertions = written
    return _join(main, insertions)


@dataclass(frozen=True, slots=True)
class _Spot:
    """A page where an annex goes on: its first row, and its number among the annex's pages."""

    row: int
    page: int


@dataclass(frozen=True, slots=True)
class _Setting:
    document: Document
    templates: Path
    rows: int
    widths: dict[str, tuple[float, ...]]
    stack: ExitStack

    def parts(self) -> Iterator[tuple[int, Worker[bytes]]]:
        """The process that writes each part, and before which page of the main part it belongs.

        The main part comes first: all but the rows of long annexes from their second piece on.
        """
        main = self.stack.enter_context(Worker(self._set_main))
        gaps = main.hear()
        yield 0, main
        for index, at, spot in gaps:
            for worker in self._pieces(self.document.phu_luc[index], spot):
                yield at, worker

    def _pieces(self, annex: Annex, spot: _Spot) -> Iterator[Worker[bytes]]:
        worker, end = self._piece(annex, spot), len(annex.table.rows)
        guessing = cores() > 1
        guess: _Spot | None = None
        while spot.row < end:
            ahead = self._piece(annex, guess) if guess and guess.row < end else None
            after = worker.hear()
            yield worker
            if ahead and after != guess:
                ahead.stop()
                ahead, guess, guessing = None, None, False
            guess = (
                _Spot(2 * after.row - spot.row, 2 * after.page - spot.page) if guessing else None
            )
            spot = after
            if spot.row < end:
                worker = ahead or self._piece(annex, spot)

    def _piece(self, annex: Annex, spot: _Spot) -> Worker[bytes]:
        """A process that sets a piece, tells the spot after it, and writes it."""
        return self.stack.enter_context(Worker(lambda parent: self._set_piece(annex, spot, parent)))

    def _set_main(self, parent: Parent) -> bytes:
        """Tells for each long annex its index, the page at which it goes on, and the spot."""
        annexes, rows = self.document.phu_luc, self.rows
        gaps = None
        while gaps is None:
            cut = replace(self.document, phu_luc=tuple(_cut(annex, 0, rows) for annex in annexes))
            laid_out = self._lay_out(cut)
            pages = list(laid_out.pages)
            gaps = _take_gaps(pages, annexes, rows)
            rows *= 2
        parent.tell(gaps)
        return self._write(laid_out, pages, "")

    def _set_piece(self, annex: Annex, spot: _Spot, parent: Parent) -> bytes:
        rows, after = self.rows, None
        while after is None:
            piece = replace(self.document, phu_luc=(_cut(annex, spot.row, rows),))
            laid_out = self._lay_out(piece, spot.page)
            pages = list(laid_out.pages)
            if spot.row + rows >= len(annex.table.rows):
                after = len(annex.table.rows)
            elif taken := _take_rest(pages, annex):
                after = spot.row + taken[1]
            rows *= 2
        parent.tell(_Spot(after, spot.page + len(pages)))
        return self._write(laid_out, pages, f"{annex.id}-{spot.row}-")

    def _lay_out(self, document: Document, page: int | None = None) -> Any:
        html = fill(document, self.templates, Piece(self.widths, page))
        return lay_out(html, self.templates / TEMPLATE)

    def _write(self, laid_out: Any, pages: list[Any], name: str) -> bytes:
        for page in pages:
            page.anchors.clear()  # nothing links to a row

        def finish(_: object, pdf: Any) -> None:
            _name_headings(pdf, name)

        return write(laid_out.copy(pages), self.templates / TEMPLATE, finish)


def _cut(annex: Annex, row: int, rows: int) -> Annex:
    return replace(annex, table=replace(annex.table, rows=annex.table.rows[row : row + rows]))


def _take_gaps(
    pages: list[Any], annexes: Sequence[Annex], rows: int
) -> list[tuple[int, int, _Spot]] | None:
    """Take the last pages of each annex longer than `rows`, and tell where it goes on.

    None if a page does not begin with a row of its own where one must.
    """
    gaps = []
    for index, annex in enumerate(annexes):
        if len(annex.table.rows) > rows:
            first = next(at for at, page in enumerate(pages) if annex.id in page.anchors)
            taken = _take_rest(pages, annex)
            if taken is None:
                return None
            at, row = taken
            gaps.append((index, at, _Spot(row, at - first + 1)))
    return gaps


def _take_rest(pages: list[Any], annex: Annex) -> tuple[int, int] | None:
    """Take from `pages` those of an annex from the last one that begins with a row of its own.

    Gives where they were, and that row, counted from the first row of the piece. The first page of
    the annex is never taken; None if there is no other.
    """
    own = [at for at, page in enumerate(pages) if annex.id in page.anchors]
    for before, at in reversed(list(pairwise(own))):
        row = min(_rows(pages[at], annex))
        if row not in _rows(pages[before], annex):
            del pages[at : own[-1] + 1]
            return at, row
    return None


def _rows(page: Any, annex: Annex) -> set[int]:
    """The rows of an annex on a page, counted from the first row of the piece."""
    rows = (name.rpartition(":") for name in page.anchors)
    return {int(row) for of, _, row in rows if of == annex.id}


def _name_headings(pdf: Any, name: str) -> None:
    """Table headings are named by object numbers, which other pieces have too: make them differ."""
    import pydyf

    def renamed(identity: Any) -> Any:
        return pydyf.String(name + identity.string)

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
