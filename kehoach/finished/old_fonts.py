"""Text typed in an encoding older than Unicode (VNI, TCVN3), readable in its own fonts only."""

from __future__ import annotations

import re
from collections import Counter

from kehoach.finished.finished_file import FinishedFile

_FONTS = re.compile(r"\.vn|vni-", re.IGNORECASE)
_UNICODE_ONLY = re.compile("[\u1ea0-\u1ef9đĐơƠưƯ]")
_FEW = 0.05
"""Share of letters; in Vietnamese of Unicode it is above a tenth."""


def is_old_encoded(file: FinishedFile) -> bool:
    """Whether most of the text stands in fonts of VNI or TCVN3 and is not in Unicode after all."""
    letters: Counter[bool] = Counter()
    unicode_only = 0
    for paragraph in file.paragraphs:
        for piece in paragraph.pieces:
            old = piece.look.font is not None and _FONTS.match(piece.look.font) is not None
            letters[old] += sum(map(str.isalpha, piece.text))
            unicode_only += len(_UNICODE_ONLY.findall(piece.text))
    return letters[True] > letters[False] and unicode_only < _FEW * letters.total()
