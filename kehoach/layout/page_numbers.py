"""Page numbers (Phụ lục I, Phần I, mục I.7; III.1.đ)."""

from __future__ import annotations

from collections.abc import Iterator

from kehoach.finished.finished_file import FileParagraph, FileSection, PageNumber
from kehoach.finished.positions import MM_PER_PT
from kehoach.layout.decree import fact
from kehoach.layout.measures import SINGLE, count_lines, size_of
from kehoach.layout.verdicts import Bench, Outcome, Verdict, decimal, span_text

_NAME = "số trang"
_CENTRED = 6.0
_SURELY = 1.6
"""Text that fills so many pages, as reckoned, surely does not stand on one."""


def check_page_numbers(bench: Bench) -> Iterator[Verdict]:
    """TT111-TT118."""
    sections = bench.file.sections
    if not sections:
        return
    first = sections[0]
    numbered = next((section for section in sections if section.page_number is not None), None)
    if numbered is None:
        yield _absence(bench)
        return
    yield bench.judge("TT118", None, True, "có số trang", "có số trang", name=_NAME)
    yield from _start(bench, first)
    yield from _numerals(bench, numbered)
    number = numbered.page_number
    if number is not None:
        yield from _look(bench, number)
        yield _position(bench, number)
    yield _first_page(bench, first)
    yield from _annexes(bench)


def _absence(bench: Bench) -> Verdict:
    """No number at all: wrong on more than one page."""
    asked = "văn bản có nhiều trang phải đánh số trang, từ trang thứ hai"
    found = "không có số trang"
    pages = _pages(bench)
    right = None if pages is None else pages <= 1
    return bench.judge("TT118", None, right, found, asked, name=_NAME)


def _pages(bench: Bench) -> float | None:
    """How many pages follow each other: known, or surely more than one; None if that is not sure.

    An annex counts by itself: its first page bears no number.
    """
    sections = bench.file.sections
    known = [section.pages for section in sections if section.pages is not None]
    if known:
        return max(last - first + 1 for first, last in known)
    rendered = bench.file.properties.get("pages")
    if rendered:
        return int(rendered)
    main = sections[0]
    if main.height is None or main.top is None or main.bottom is None:
        return None
    annexes = {annex.first.index for annex in bench.all("phu_luc")}
    breaks = {
        paragraph.index
        for paragraph in bench.file.paragraphs
        if paragraph.starts_page and paragraph.index
    }
    if breaks - annexes:
        return 2
    height = sum(_height(paragraph) for paragraph in bench.file.paragraphs)
    filled = height / (main.height - main.top - main.bottom)
    return filled if filled > _SURELY or filled < 1 / _SURELY else None


def _height(paragraph: FileParagraph) -> float:
    """About how tall a paragraph is, in mm; what stands side by side counts half."""
    size = size_of(paragraph) or 13.0
    lines = count_lines(paragraph) or 1
    points = lines * size * SINGLE
    points += (paragraph.layout.before or 0.0) + (paragraph.layout.after or 0.0)
    return points * MM_PER_PT / (2 if paragraph.cells else 1)


def _start(bench: Bench, section: FileSection) -> Iterator[Verdict]:
    wanted = int(fact("PAGENO-START").cho_phep["la"])
    start = section.starts_at if section.starts_at is not None else 1
    found, asked = f"trang đầu mang số {start}", "đánh số trang từ số 1"
    yield bench.judge("TT111", None, start == wanted, found, asked, name=_NAME)


def _numerals(bench: Bench, section: FileSection) -> Iterator[Verdict]:
    kinds = {"arabic": "chữ số Ả Rập", "roman": "chữ số La Mã", "letter": "chữ cái"}
    asked = kinds["arabic"]
    found = f"số trang bằng {kinds.get(section.format or '', 'kiểu không rõ')}"
    right = None if section.format is None else section.format == "arabic"
    yield bench.judge("TT112", None, right, found, asked, name=_NAME)


def _look(bench: Bench, number: PageNumber) -> Iterator[Verdict]:
    row = fact("PAGENO-SIZE")
    asked = f"cỡ chữ {span_text(row.low, row.high)}"
    size = number.look.size
    if size is None:
        found = "không xác định được cỡ chữ của số trang"
        yield bench.judge("TT113", None, None, found, asked, name=_NAME)
    else:
        slack = bench.size_tolerance
        right = row.low - slack <= size <= row.high + slack
        found = f"số trang cỡ chữ {decimal(size)}"
        yield bench.judge("TT113", None, right, found, asked, name=_NAME)
    italic, asked = number.look.italic, "kiểu chữ đứng"
    found = "số trang kiểu chữ nghiêng" if italic else asked
    upright = None if italic is None else not italic
    yield bench.judge("TT114", None, upright, found, asked, name=_NAME)


def _position(bench: Bench, number: PageNumber) -> Verdict:
    asked = "canh giữa theo chiều ngang, trong phần lề trên"
    if number.top is False:
        found = "số trang ở chân trang"
        return bench.judge("TT115", None, False, found, asked, name=_NAME)
    if number.shift is None or number.top is None:
        found = "không xác định được vị trí số trang"
        return bench.judge("TT115", None, None, found, asked, name=_NAME)
    right = abs(number.shift) <= _CENTRED
    side = "phải" if number.shift > 0 else "trái"
    found = f"số trang lệch {decimal(abs(number.shift), 0)} mm về bên {side}"
    return bench.judge("TT115", None, right, asked if right else found, asked, name=_NAME)


def _first_page(bench: Bench, section: FileSection) -> Verdict:
    asked = "không hiển thị số trang thứ nhất"
    shown = section.on_first
    found = "trang đầu có hiển thị số trang" if shown else asked
    right = None if shown is None else not shown
    return bench.judge("TT116", None, right, found, asked, name=_NAME)


def _annexes(bench: Bench) -> Iterator[Verdict]:
    """TT117: each annex counts its pages from 1."""
    asked = "số trang của phụ lục đánh riêng theo từng phụ lục"
    before = 0
    for annex in bench.all("phu_luc"):
        section = annex.paragraph.section
        if section >= len(bench.file.sections):
            continue
        measured = bench.file.sections[section]
        start = measured.starts_at
        if measured.measured and measured.page_number is None:
            found = "phụ lục không có số trang nào để xem"
            yield bench.verdict("TT117", annex, Outcome.UNDECIDED, found, asked)
            before = section
            continue
        if section == 0 or (section == before and annex.annex > 1):
            found = "phụ lục đánh số trang nối tiếp phần trước"
            yield bench.verdict("TT117", annex, Outcome.FAILED, found, asked)
        else:
            told = "nối tiếp phần trước" if start is None else f"bắt đầu từ trang {start}"
            found = f"phụ lục đánh số trang {told}"
            yield bench.judge("TT117", annex, start == 1, found, asked)
        before = section
