"""Address labels for those who get the plan on paper, and how many copies that takes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from kehoach.recipients.expansion import Addressee
from kehoach.render.fonts import text_width
from kehoach.resolve.read import Reading

TEMPLATE = "nhan_dia_chi.html"
PER_SHEET = 14
_SIZE_PT, _WIDTH_PT = 12, 89 * 72 / 25.4
_LINES_OF_A_LABEL = 4
"""How many lines of name and address stand on a label in full size."""


@dataclass(frozen=True, slots=True)
class Copies:
    """Paper copies: those sent, and those kept for each office of the Lưu line."""

    sent: int
    kept: int
    keepers: tuple[str, ...]

    @property
    def total(self) -> int:
        return self.sent + self.kept


def copies(read: Reading, addressees: Iterable[Addressee]) -> Copies:
    """The copies that the plan takes on paper.

    The Lưu line keeps as many as it says (`so_ban`), else one for each office that it names
    (Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, mục II.9.b).
    """
    lines = [line for line in read.plan.noi_nhan if line.luu]
    keepers = tuple(name for line in lines for name in line.luu)
    kept = sum(line.so_ban or len(line.luu) for line in lines)
    return Copies(sum(addressee.so_ban for addressee in addressees), kept, keepers)


def labels(read: Reading, addressees: Iterable[Addressee]) -> bytes:
    """The PDF with a label for each who gets paper. Raises as `set_sheet`."""
    from kehoach.render.sheets import set_sheet

    made = [_label(addressee) for addressee in addressees if addressee.so_ban]
    sheets = [made[start : start + PER_SHEET] for start in range(0, len(made), PER_SHEET)]
    context = {
        "tieu_de": f"Nhãn địa chỉ gửi {read.document.metadata.subject}",
        "so_ky_hieu": f"{read.plan.the_thuc.so or '……'}/{read.plan.the_thuc.ky_hieu}",
        "sheets": sheets,
    }
    return set_sheet(TEMPLATE, context)


def _label(addressee: Addressee) -> dict[str, object]:
    address = addressee.dia_chi or ""
    lines = _lines([(addressee.ten, True), (address, False)])
    return {
        "ten": addressee.ten,
        "dia_chi": address,
        "so_ban": addressee.so_ban,
        "nho": lines > _LINES_OF_A_LABEL,
    }


def _lines(texts: Sequence[tuple[str, bool]]) -> int:
    """How many lines the texts take, a little generously, since lines end between words."""
    widths = (text_width(text, _SIZE_PT, bold=bold) for text, bold in texts)
    return sum(max(1, math.ceil(1.05 * width / _WIDTH_PT)) for width in widths)
