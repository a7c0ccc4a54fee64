"""What is seen on the pages of a file, held against the words that are taken out of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING, Protocol

from kehoach.findings import Finding, InputRefused, Severity
from kehoach.finished.reading import guarded
from kehoach.sending.expected_text import ExpectedText
from kehoach.sending.pdf_words import PageWords, no_pdf, open_document, read_pages
from kehoach.sending.same_text import TextDifference, follow
from kehoach.sending.sight_findings import (
    MOST_TOLD,
    addition,
    beside_the_pages,
    beyond_the_page,
    doubt,
    elsewhere,
    foreign_mark,
    trailing_bytes,
    unlike,
    vast_paper,
)

if TYPE_CHECKING:
    import pypdfium2

    from kehoach.finished.pdf.beside import Annotation, Beside
    from kehoach.finished.pdf.glyphs import PdfPage
    from kehoach.finished.pdf.letters import Letter
    from kehoach.sending.letter_looks import LetterLooks

_SCAN = 0.5
"""A page is a scan where pictures take more than that of it."""
_LARGEST_LETTER = 48.0
_LONGEST_SIDE = 1_300.0
"""Of a page that is looked at, in pt: A3 and the marks around it."""


@dataclass
class Sight:
    """What was found: words of the first page, lines, where the words differ from the plan.

    `wrong` is what speaks against the file, `doubts` what only a person can judge; `scans` are
    pages that are pictures, whose words nobody can compare.
    """

    first: list[str]
    lines: list[str]
    difference: TextDifference | None
    scans: list[int]
    wrong: list[Finding] = field(default_factory=list)
    doubts: list[Finding] = field(default_factory=list)


class PageBar(Protocol):
    """What shows how many pages were looked at."""

    def update(self, n: float = 1) -> bool | None:
        """Count a page."""


Progress = Callable[[int], AbstractContextManager[PageBar]]


class _NoBar:
    def update(self, n: float = 1) -> bool | None:
        """Show nothing."""


def silent(_: int) -> AbstractContextManager[PageBar]:
    """No bar at all."""
    return nullcontext(_NoBar())


def look(
    data: bytes, name: str, expected: ExpectedText, *, signed: bool, progress: Progress = silent
) -> Sight:
    """Look at every page of a file, and at what it carries beside them.

    `signed` is whether its signatures were checked, so that what they cover is what was signed.
    `progress` makes a bar for so many pages. Raises InputRefused if it cannot be read, or takes
    too much.
    """
    return guarded(name, partial(_look, data, name, expected, signed, progress))


def _look(
    data: bytes, name: str, expected: ExpectedText, signed: bool, progress: Progress
) -> Sight:
    import pypdfium2

    from kehoach.finished.pdf.beside import read_beside, trailing
    from kehoach.finished.pdf.told_text import without_told_text

    document = open_document(data, name)
    try:
        beside = read_beside(data)
        told = open_document(without_told_text(data), name)
        pages, lines = read_pages(told, name)
        drawn = [_drawn(document, number) for number in range(len(document))]
    except (ValueError, pypdfium2.PdfiumError):
        raise InputRefused([no_pdf(name)]) from None
    followed = follow(expected, pages)
    scans = [page.number for page in drawn if _is_scan(page)]
    first = [word.text for word in pages[0]] if pages else []
    sight = Sight(first, lines, followed.difference, scans)
    sight.wrong += _carried(document, data, name)
    sight.wrong += beside_the_pages(beside, expected.words, name)
    if count := trailing(data, beside.signed if signed else 0):
        sight.wrong.append(trailing_bytes(name, count))
    if followed.difference is None:
        from kehoach.sending.placing import misplaced

        places = islice(misplaced(expected, followed, pages), MOST_TOLD)
        sight.wrong += [elsewhere(word, name) for word in places]
    vast = [page for page in drawn if max(page.width, page.height) > _LONGEST_SIDE]
    sight.wrong += [vast_paper(name, page.number, (page.width, page.height)) for page in vast]
    if not vast and (followed.difference is None or scans):
        with progress(len(pages)) as bar:
            _see(data, document, pages, drawn, beside, name, sight, bar)
    return sight


def _carried(document: pypdfium2.PdfDocument, data: bytes, name: str) -> list[Finding]:
    """Scripts, commands and attachments, which a file that goes out has not."""
    from kehoach.finished.pdf.open_pdf import carried

    return [
        replace(finding, code="CK028", severity=Severity.ERROR)
        for finding in carried(document, data, name)
    ]


def _drawn(document: pypdfium2.PdfDocument, number: int) -> PdfPage:
    """The lines, pictures and areas of a page."""
    from kehoach.finished.pdf.drawings import read_drawings
    from kehoach.finished.pdf.glyphs import PageFrame, PdfPage

    source = document[number]
    frame = PageFrame.of(source)
    page = PdfPage(number + 1, *frame.size)
    read_drawings(source, frame, page)
    return page


def _is_scan(page: PdfPage) -> bool:
    area = 0.0
    for picture in page.pictures:
        width = min(picture.right, page.width) - max(picture.left, 0)
        height = min(picture.bottom, page.height) - max(picture.top, 0)
        area += max(width, 0) * max(height, 0)
    return area > _SCAN * page.width * page.height


def _with_fields(data: bytes, name: str) -> pypdfium2.PdfDocument:
    """The document once more, so that the fields of its forms are drawn."""
    document = open_document(data, name)
    document.init_forms()
    return document


def _see(
    data: bytes,
    document: pypdfium2.PdfDocument,
    pages: Sequence[PageWords],
    drawn: Sequence[PdfPage],
    beside: Beside,
    name: str,
    sight: Sight,
    bar: PageBar,
) -> None:
    """Look at the ink of all pages but scans."""
    from kehoach.sending.letter_looks import LetterLooks

    noted = _with_fields(data, name) if beside.annotations else document
    looks, marks = LetterLooks(), []
    unknown: set[str] = set()
    for shapes, page in zip(drawn, pages, strict=True):
        bar.update()
        if shapes.number in sight.scans:
            continue
        notes = [note for note in beside.annotations if note.page == shapes.number]
        foreign, letters = _see_page(document, noted, page, shapes, notes, looks, name)
        marks += foreign
        unknown |= {letter.text for letter in letters}
    sight.wrong += marks[:MOST_TOLD]
    sight.wrong += [unlike(doubtful, name) for doubtful in islice(looks.unlike(), MOST_TOLD)]
    if sight.scans:
        numbers = ", ".join(map(str, sight.scans))
        why = f"trang {numbers} là ảnh (bản quét)"
        if sight.difference:
            why += "; máy chưa so được chữ của cả tệp với kế hoạch, phải so mọi trang"
        sight.doubts.append(doubt(name, why))
    if fonts := [font or "không tên" for font in looks.unknown()]:
        why = f"phông chữ không giống Times New Roman ({', '.join(fonts[:4])})"
        sight.doubts.append(doubt(name, why))
    if unknown:
        why = f"phông mẫu không có chữ “{' '.join(sorted(unknown))}”"
        sight.doubts.append(doubt(name, why))
    if beside.foreign_fonts:
        names = ", ".join(sorted(beside.foreign_fonts)[:MOST_TOLD])
        why = f"tệp không kèm phông chữ {names}, mỗi máy hiện một khác"
        sight.doubts.append(doubt(name, why))
    if beside.odd_paint:
        numbers = ", ".join(map(str, beside.odd_paint))
        why = f"trang {numbers} tô màu theo cách mà mỗi phần mềm có thể hiện một khác"
        sight.doubts.append(doubt(name, why))


def _see_page(
    document: pypdfium2.PdfDocument,
    noted: pypdfium2.PdfDocument,
    page: PageWords,
    shapes: PdfPage,
    notes: Sequence[Annotation],
    looks: LetterLooks,
    name: str,
) -> tuple[list[Finding], list[Letter]]:
    """Look at the ink of a page: what is there beside letters and rules, and unknown letters."""
    from kehoach.finished.pdf.ink import first_mark, picture
    from kehoach.sending.appearances import added
    from kehoach.sending.rule_lines import boxes, no_rules

    words = [
        (word.text, letter)
        for word in page
        for letter in word.letters
        if letter.setting.upright and 1 <= letter.setting.size <= _LARGEST_LETTER
    ]
    ink = picture(document[shapes.number - 1])
    strokes = [*shapes.strokes, *shapes.frames]
    letters, ours = looks.read(shapes.number, ink, words, boxes(strokes))
    places = [(drawn.left, drawn.top) for drawn in (*shapes.pictures, *shapes.areas)]
    places += no_rules(strokes, [letter for _, letter in words])
    if not places and (mark := first_mark(letters.left_over(ours=ours))):
        places = [mark]
    foreign = [foreign_mark(name, shapes.number, place) for place in places[:1]]
    outside = {id(letter) for letter in letters.outside}
    cut = [word for word, letter in words if id(letter) in outside]
    foreign += [beyond_the_page(word, shapes.number, name) for word in cut[:1]]
    if notes:
        additions = added(noted[shapes.number - 1], letters.placed, notes)
        foreign += [addition(name, shapes.number, what, place) for what, place in additions]
    return foreign, letters.unknown
