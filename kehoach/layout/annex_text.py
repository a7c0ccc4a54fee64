"""Annexes: label, reference, number (Phụ lục I, Phần I, mục III.1)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach.finished.components.component import Component
from kehoach.layout.head_text import plain
from kehoach.layout.verdicts import Bench, Outcome, Verdict

_ROMAN = re.compile(r"Phụ lục [IVXLCDM]+", re.IGNORECASE)
_REFERENCE = re.compile(
    r"\(?(?:Ban hành )?[Kk]èm theo .*\bsố\b.*ngày.*tháng.*năm.*\bcủa\b.+\)?", re.DOTALL
)
_SHORT_DATE = re.compile(
    r"\(?(?:Ban hành )?[Kk]èm theo .*\bsố\b.*ngày.*\d{4}.*\bcủa\b.+\)?", re.DOTALL
)


def check_annexes(bench: Bench) -> Iterator[Verdict]:
    """TT381, TT392, TT394; and whether title and reference are there at all."""
    labels = bench.all("phu_luc")
    for label in labels:
        yield _label(bench, label)
        yield _numeral(bench, label, len(labels))
        for kind, name in (
            ("ten_phu_luc", "tên phụ lục"),
            ("kem_theo_phu_luc", "dòng (Kèm theo …)"),
        ):
            if not any(part.annex == label.annex for part in bench.all(kind)):
                code = "TT385" if kind == "ten_phu_luc" else "TT392"
                yield bench.verdict(
                    code, label, Outcome.UNDECIDED, f"không thấy {name}", f"có {name}"
                )
    for reference in bench.all("kem_theo_phu_luc"):
        yield _reference(bench, reference)


def _label(bench: Bench, label: Component) -> Verdict:
    text = plain(label.text)
    right = re.fullmatch(r"Phụ lục(?: (?:số )?[IVXLCDM\d]+)?", text) is not None
    asked = "chữ “Phụ lục” in thường, trên dòng riêng"
    return bench.judge("TT381", label, right, f"ghi “{text}”", asked)


def _numeral(bench: Bench, label: Component, count: int) -> Verdict:
    text = plain(label.text)
    right = count < 2 or _ROMAN.fullmatch(text.rstrip(".:")) is not None
    if count == 1 and re.search(r"\d", text):
        right = False
    asked = "từ hai phụ lục trở lên đánh số bằng chữ số La Mã"
    return bench.judge("TT394", label, right, f"ghi “{text}”", asked)


def _reference(bench: Bench, reference: Component) -> Verdict:
    text = plain(reference.text)
    asked = "(Kèm theo … số … ngày … tháng … năm … của …)"
    right = _REFERENCE.fullmatch(text) is not None or _SHORT_DATE.fullmatch(text) is not None
    return bench.judge("TT392", reference, right, f"ghi “{text}”", asked)
