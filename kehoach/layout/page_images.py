"""Where findings about a finished file stand on its pages, and pictures of those pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kehoach.files import printable
from kehoach.finished.finished_file import FileParagraph, FinishedFile
from kehoach.finished.opening import FileKind, open_finished
from kehoach.finished.positions import MM_PER_PT, Box
from kehoach.finished.reading import guarded

MOST_PAGES = 12
"""Pictures of so many pages; more would make a page that no mail takes."""
_ENOUGH = 40


@dataclass(frozen=True, slots=True)
class PageImage:
    """A picture of a page: its number, size in mm, and PNG."""

    number: int
    width: float
    height: float
    picture: bytes


@dataclass(frozen=True, slots=True)
class PageImages:
    """Pictures of pages, and by the index of a paragraph the boxes of its lines."""

    images: tuple[PageImage, ...]
    boxes: dict[int, tuple[Box, ...]]
    why_none: str = ""
    """Why there are no pictures, in Vietnamese."""


def page_images(path: Path, file: FinishedFile, told: Sequence[int]) -> PageImages:
    """The pages on which the paragraphs `told` (by index) stand, the first page always.

    A Word file is laid out by LibreOffice, if the machine has it.
    """
    if file.format == "pdf":
        boxes = {index: _boxes(file.paragraphs[index]) for index in told}
        return _pictured(path, open_finished(path).content, boxes)
    from kehoach.finished.libreoffice import as_pdf, program

    if program() is None:
        return PageImages(
            (), {}, "máy này không có LibreOffice nên không dàn trang tệp Word để chụp"
        )
    opened = open_finished(path)
    content = as_pdf(opened.package) if opened.kind is FileKind.DOCX and opened.package else None
    if content is None:
        return PageImages((), {}, "LibreOffice không dàn trang được tệp này")
    laid_out = guarded(printable(str(path)), lambda: _read(content, printable(str(path))))
    wanted = [file.paragraphs[index] for index in told]
    return _pictured(path, content, _found(wanted, file, laid_out))


def _boxes(paragraph: FileParagraph) -> tuple[Box, ...]:
    return tuple(line.box for line in paragraph.lines)


def _read(content: bytes, name: str) -> FinishedFile:
    from kehoach.finished.pdf.open_pdf import open_pdf
    from kehoach.finished.pdf.read import read_pdf

    return read_pdf(open_pdf(content, name), name)


def _pictured(path: Path, content: bytes, boxes: dict[int, tuple[Box, ...]]) -> PageImages:
    numbers = sorted({1, *(box.page for lines in boxes.values() for box in lines)})[:MOST_PAGES]
    made = guarded(printable(str(path)), lambda: _draw(content, printable(str(path)), numbers))
    return PageImages(tuple(made), boxes)


def _draw(content: bytes, name: str, numbers: Sequence[int]) -> list[PageImage]:
    from kehoach.finished.pdf.open_pdf import open_pdf
    from kehoach.finished.pdf.raster import pictures

    document = open_pdf(content, name)
    made = pictures(document, numbers)
    sizes = {number: document[number - 1].get_size() for number in made}
    return [
        PageImage(number, width * MM_PER_PT, height * MM_PER_PT, made[number])
        for number, (width, height) in sizes.items()
    ]


def _found(
    wanted: Sequence[FileParagraph], file: FinishedFile, laid_out: FinishedFile
) -> dict[int, tuple[Box, ...]]:
    """The boxes of paragraphs of a Word file, by their text in its laid-out pages.

    The same words may stand at several places: the n-th time here is the n-th time there.
    """
    there: dict[str, list[FileParagraph]] = {}
    for paragraph in laid_out.paragraphs:
        there.setdefault(_key(paragraph.text), []).append(paragraph)
    boxes: dict[int, tuple[Box, ...]] = {}
    told = {paragraph.index for paragraph in wanted}
    seen: dict[str, int] = {}
    for paragraph in file.paragraphs:
        key = _key(paragraph.text)
        count = seen[key] = seen.get(key, -1) + 1
        if key and paragraph.index in told and count < len(there.get(key, ())):
            boxes[paragraph.index] = _boxes(there[key][count])
    return boxes


def _key(text: str) -> str:
    """The first letters, without what a line break or a tab may change."""
    return "".join(letter for letter in text if letter.isalnum())[:_ENOUGH]
