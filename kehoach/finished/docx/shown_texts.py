"""All texts that a Word file shows: paragraphs, cells, boxes, headers, notes, watermarks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach.finished.docx.xml import V
from kehoach.finished.finished_file import FinishedFile
from kehoach.finished.package import Package

_DRAWN = re.compile(r"word/(?:document|header\d*|footer\d*)\.xml")


def shown_texts(file: FinishedFile, package: Package) -> Iterator[str]:
    """The texts in reading order, as they are with all changes and with none of them."""
    for paragraph in (*file.paragraphs, *file.marginal):
        yield paragraph.text
        if paragraph.original != paragraph.text:
            yield paragraph.original
    for name in sorted(filter(_DRAWN.fullmatch, package.names)):
        if b"textpath" in package.read(name):
            for path in package.xml(name).iter(f"{V}textpath"):
                yield path.get("string", "")
