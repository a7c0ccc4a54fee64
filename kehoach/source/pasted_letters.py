"""Letters pasted from files in VNI or TCVN3 (ABC) fonts, which Unicode shows as other letters."""

from __future__ import annotations

import re

from kehoach.source.encoding import LEGACY_WORDS


def legacy_encoding(text: str) -> str | None:
    """The encoding that a text seems to come from, None for Vietnamese in Unicode.

    One odd word may be a foreign name; two are not, nor is a text of a single word.
    """
    words = re.findall(r"\S+", text)
    for pattern, name in LEGACY_WORDS:
        odd = [word for word in words if pattern.search(word)]
        if len(odd) > 1 or (odd and len(words) <= 2):
            return name
    return None
