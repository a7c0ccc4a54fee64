"""What is wider than the page, told where it was typed: annexes, and words that are none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import ceil

from kehoach.document import Document, Paragraph
from kehoach.findings import Finding, Severity
from kehoach.locations import Literal, Place
from kehoach.render.fonts import text_width
from kehoach.render.geometry import MM_PER_PT, SUBJECT_SIZE, TEXT_WIDTH, needs
from kehoach.source.source import Source

_LONG = re.compile(r"\S{40,}")
_SHOWN = 40


def too_wide(document: Document, source: Source) -> Iterator[Finding]:
    """An error for what would print a broken figure, warnings for broken words.

    Raises MachineProblem if the fonts cannot be read.
    """
    yield from _annexes(document, source)
    yield from _words(document, source)


def _words(document: Document, source: Source) -> Iterator[Finding]:
    """Each word longer than a line: programs break it, at places of their own."""
    for paragraph in document.paragraphs():
        for match in _LONG.finditer(paragraph.text):
            word = match.group()
            if text_width(word, SUBJECT_SIZE) * MM_PER_PT > TEXT_WIDTH:
                yield Finding(
                    _place(paragraph, match.start(), source),
                    "IN604",
                    f"“{word[:_SHOWN]}…” dài hơn một dòng in nên bị ngắt giữa chừng; "
                    "Word và PDF có thể ngắt ở chỗ khác nhau",
                    "dùng đường dẫn ngắn hơn, hoặc ghi tên trang thay cho đường dẫn",
                    Severity.WARNING,
                )


def _place(paragraph: Paragraph, at: int, source: Source) -> Place:
    for run in paragraph.runs:
        if at < len(run.text):
            break
        at -= len(run.text)
    if isinstance(run.origin, Literal):
        start = run.origin.offset + at
        return source.place_at(source.scalar(run.origin.path).locate(start, start + 1).start)
    return source.place_at(run.origin.span.start)


def _annexes(document: Document, source: Source) -> Iterator[Finding]:
    """An error for each annex that would break a figure, a warning for one that breaks words."""
    for annex in document.phu_luc:
        least = needs(annex.table)
        place = source.place(("phu_luc", annex.id), key=True)
        if least.figures > TEXT_WIDTH:
            yield Finding(
                place,
                "IN602",
                f"phụ lục “{annex.ten.text}” rộng hơn trang giấy: các cột cần ít nhất "
                f"{ceil(least.figures)} mm, giữa hai lề chỉ có {TEXT_WIDTH:.0f} mm; "
                "số liệu sẽ bị ngắt thành hai dòng",
                "dùng đơn vị tính lớn hơn để số ngắn lại (ví dụ triệu đồng thay cho đồng), "
                "bớt cột, hoặc tách thành hai phụ lục",
            )
        elif least.words > TEXT_WIDTH:
            yield Finding(
                place,
                "IN603",
                f"phụ lục “{annex.ten.text}” rộng hơn trang giấy nên có chữ bị ngắt giữa chừng: "
                f"các cột cần {ceil(least.words)} mm, giữa hai lề chỉ có {TEXT_WIDTH:.0f} mm",
                "rút gọn tiêu đề cột và chữ trong ô (ví dụ viết tắt, bỏ đường dẫn dài), bớt cột, "
                "hoặc tách thành hai phụ lục",
                Severity.WARNING,
            )
