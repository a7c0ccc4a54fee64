"""Secrecy (độ mật): how a mark is recognised, and the refusal of plans and files that bear one.

State secrets are kept on machines of their own. What this program sends, takes in or signs goes
over networks and through many hands, so it refuses what is marked, everywhere alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from unicodedata import category, normalize

from kehoach.findings import Finding, InputRefused
from kehoach.locations import Place

if TYPE_CHECKING:
    from kehoach.plan.model import KeHoach
    from kehoach.source.source import Source

BY_THE_RULES = "xử lý, chuyển giao theo quy định về bảo vệ bí mật nhà nước"
"""What to do with a secret."""

_LEVEL = "(?:TỐI|TUYỆT)?MẬT"
_MARK = re.compile(rf"\W*(?:{_LEVEL}|(?i:ĐỘMẬT:?{_LEVEL})|(?:TOI|TUYET)MAT)\W*")
_LABEL = re.compile(r"(?i)\W*độmật\W*")
_PIECES = re.compile(r"[\n\t\v\f\r]|\s{3,}")
_LONGEST = 60


def mark_of(text: str) -> str:
    """The secrecy mark that a line is and nothing else ('MẬT', 'Độ mật: Tối mật'); '' for none.

    Blanks between its letters and letters that nobody sees do not hide one.
    """
    is_mark = len(text) <= _LONGEST and _MARK.fullmatch(_solid(text))
    return " ".join(text.split()) if is_mark else ""


def marks_in(texts: Iterable[str]) -> Iterator[str]:
    """The marks that stand in texts, each by itself on a line or in a cell, or behind its label."""
    labelled = False
    for text in texts:
        for piece in (text, *_PIECES.split(text)):
            if mark := mark_of(f"Độ mật: {piece}" if labelled else piece):
                yield mark
            labelled = len(piece) <= _LONGEST and bool(_LABEL.fullmatch(_solid(piece)))


def _solid(text: str) -> str:
    """The letters without blanks and without what is not seen."""
    shown = (letter for letter in normalize("NFC", text) if category(letter) != "Cf")
    return normalize("NFC", "".join("".join(shown).split()))


def refuse_marks(texts: Iterable[str], name: str) -> None:
    """Refuse a foreign file in whose texts a mark stands; raises InputRefused."""
    if mark := next(marks_in(texts), ""):
        raise InputRefused([marked(mark, Place(name))])


def marked(mark: str, place: Place, code: str = "BM003") -> Finding:
    """What is told of a file that bears a mark."""
    message = f"có dấu độ mật “{mark}”: văn bản mật không gửi, không nhận qua chương trình này"
    return Finding(place, code, message, BY_THE_RULES)


def refuse_secret(plan: KeHoach, source: Source) -> None:
    """Refuse to take anything into a plan that is secret; raises InputRefused."""
    if refused := secret(plan, source):
        raise InputRefused(refused)


def secret(plan: KeHoach, source: Source, code: str = "BM002") -> list[Finding]:
    """What is told of a secret plan where it should leave or take something in; else nothing."""
    level = plan.the_thuc.do_mat
    if level is None:
        return []
    message = f"kế hoạch có độ mật ({level}): không gửi, không nhận qua chương trình này"
    return [Finding(source.place(("the_thuc", "do_mat")), code, message, BY_THE_RULES)]
