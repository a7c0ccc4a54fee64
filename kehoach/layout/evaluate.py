"""Every rule on layout applied to a recognised file."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from kehoach.finished.components.component import Recognised
from kehoach.layout.alignment import check_placing
from kehoach.layout.annex_text import check_annexes
from kehoach.layout.body_text import check_body_text
from kehoach.layout.ending_text import check_ending
from kehoach.layout.head_text import check_head_text, check_type
from kehoach.layout.headings import check_headings
from kehoach.layout.page_numbers import check_page_numbers
from kehoach.layout.pages import check_fonts, check_paper
from kehoach.layout.rules_below import check_rules_below
from kehoach.layout.type import check_letters, check_size_set
from kehoach.layout.verdicts import Bench, Outcome, Verdict

LayoutCheck = Callable[[Bench], Iterator[Verdict]]

PAGES: list[LayoutCheck] = [check_paper, check_fonts, check_page_numbers]
"""What holds for any file, even one that is no administrative document."""

CHECKS: list[LayoutCheck] = [
    *PAGES,
    check_size_set,
    check_head_text,
    check_type,
    check_letters,
    check_placing,
    check_rules_below,
    check_body_text,
    check_headings,
    check_ending,
    check_annexes,
]


def evaluate(recognised: Recognised) -> Iterator[Verdict]:
    """The verdicts of every rule, in the order of the decree."""
    bench = Bench(recognised)
    if recognised.one("dang") and not recognised.one("quoc_hieu"):
        found = "văn bản của Đảng, trình bày theo hướng dẫn của Văn phòng Trung ương Đảng"
        yield bench.verdict("TT201", recognised.one("dang"), Outcome.UNDECIDED, found, "")
        return
    known = bool(recognised.all("quoc_hieu", "tieu_ngu", "so_ky_hieu", "dia_danh_ngay", "ten_loai"))
    if recognised.file.is_old_encoded:
        known = False
        found = "chữ theo bộ mã cũ (VNI, TCVN3): chuyển sang Unicode rồi soát lại thể thức"
        yield bench.verdict("TT201", None, Outcome.UNDECIDED, found, "", name="thể thức")
    elif not known:
        found = "không nhận ra phần đầu của một văn bản hành chính"
        yield bench.verdict("TT201", None, Outcome.UNDECIDED, found, "", name="thể thức")
    for check in CHECKS if known else PAGES:
        yield from check(bench)
