"""Components of a finished file: all there, in order, closed with './.'."""

from __future__ import annotations

from collections.abc import Iterator

from kehoach.check.review import CheckedPassage, Review
from kehoach.check.rules import rule
from kehoach.findings import Finding

# Nghị định 30, Điều 8 khoản 2, in reading order.
_REQUIRED = {
    "co_quan": "tên cơ quan ban hành",
    "so_ky_hieu": "số, ký hiệu",
    "dia_danh_ngay": "địa danh và thời gian ban hành",
    "ten_loai": "tên loại",
    "trich_yeu": "trích yếu nội dung",
    "noi_nhan": "nơi nhận",
    "quyen_han": "quyền hạn, chức vụ của người ký",
    "ho_ten": "họ tên người ký",
}
_ORDER = (("ten_loai", "trich_yeu"), ("trich_yeu", "ho_ten"), ("ho_ten", "phu_luc"))
_ENDS = ("noi_nhan", "quyen_han")


def _is_whole(review: Review) -> bool:
    """Whether this is a finished file whose head was recognised."""
    kinds = {passage.kieu for passage in review.passages}
    return review.plan is None and bool(kinds & {"so_ky_hieu", "dia_danh_ngay"})


def check_present(review: Review) -> Iterator[Finding]:
    """KC008: a mandatory component that is not there."""
    if not _is_whole(review):
        return
    kinds = {passage.kieu for passage in review.passages}
    if "kinh_gui" in kinds:
        kinds.add("ten_loai")  # a letter has none
    for kind, name in _REQUIRED.items():
        if kind not in kinds:
            spot = review.passages[0].spot(0, 0)
            yield rule("KC008").at(spot, f"không thấy {name}")


def check_order(review: Review) -> Iterator[Finding]:
    """KC009: the type below its subject, or an annex above the signature."""
    if not _is_whole(review):
        return
    first: dict[str, int] = {}
    for index, passage in enumerate(review.passages):
        first.setdefault(passage.kieu, index)
    for above, below in _ORDER:
        if above in first and below in first and first[above] > first[below]:
            passage = review.passages[first[below]]
            spot = passage.spot(0, len(passage.text))
            names = _REQUIRED | {"phu_luc": "phụ lục"}
            yield rule("KC009").at(spot, f"{names[below]} đứng trước {names[above]}")


def check_end_mark(review: Review) -> Iterator[Finding]:
    """KC010: no './.' at the end of the text."""
    if not _is_whole(review):
        return
    last = _last_of_body(review)
    if last and not last.text.rstrip().endswith("./."):
        text = last.text.rstrip()
        yield rule("KC010").at(last.spot(max(0, len(text) - 1), len(text)))


def _last_of_body(review: Review) -> CheckedPassage | None:
    last = None
    for passage in review.passages:
        if passage.kieu in _ENDS:
            return last
        if passage.kieu in ("doan", "phan", "muc", "tieu_muc", "kem_theo"):
            last = passage
    return None


CHECKS = [check_present, check_order, check_end_mark]
