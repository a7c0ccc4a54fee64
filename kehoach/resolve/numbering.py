"""Printed markers of clauses: I. → 1. → 1.1., then -, +, and a) b) c) d) đ) where asked.

Numbers are computed, never typed. The decree asks for Roman parts, Arabic khoản and lettered điểm
(Nghị định 30, Phụ lục I, Phần I, II.6.đ); the levels below 1. are practice.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from kehoach.plan.model import Muc
from kehoach.vietnamese import list_letter, roman

_DEEPEST_NUMBERED = 3
_BELOW = {"-": "cong", "+": "gach"}


def is_titled(node: Muc) -> bool:
    """A node has a heading: its own title, or the name of its agency alone."""
    return bool(node.tieu_de or (node.don_vi and not node.doan))


def markers(nodes: Sequence[Muc], depth: int, parent: Muc | None, above: str) -> Iterator[str]:
    """The marker of each sister, without trailing point: "III", "2.5", "-", "a)", "" for none.

    `above` is the parent's marker. Raises ValueError when letters run out.
    """
    kind = _kind(nodes, depth, parent, above)
    counts: dict[str, int] = {}
    for node in nodes:
        own = node.danh_dau or ("khong" if node.kem_theo else kind)
        counts[own] = counts.get(own, 0) + 1
        yield _marker(own, counts[own], depth, above)


def _kind(nodes: Sequence[Muc], depth: int, parent: Muc | None, above: str) -> str:
    if parent is not None and parent.danh_dau_con:
        return parent.danh_dau_con
    if depth <= _DEEPEST_NUMBERED and any(map(is_titled, nodes)):
        return "so"
    if depth == 1:
        return "khong"
    return _BELOW.get(above, "gach")


def _marker(kind: str, number: int, depth: int, above: str) -> str:
    match kind:
        case "so" if depth == 1:
            return roman(number)
        case "so":
            return f"{above}.{number}" if re.fullmatch(r"\d+(\.\d+)*", above) else str(number)
        case "chu":
            return f"{list_letter(number)})"
        case "gach":
            return "-"
        case "cong":
            return "+"
    return ""


def marker_text(marker: str) -> str:
    """The marker as it stands before the text: `2.5. `, `- `, `a) `."""
    if not marker:
        return ""
    return f"{marker} " if marker[-1] in "-+)" else f"{marker}. "
