"""Words that others wrote: what a certificate or a mail server says, fit to be shown and kept."""

from __future__ import annotations

import re
from unicodedata import category

from kehoach.vietnamese import named

_UNSEEN = frozenset({"Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp"})
_ESCAPE = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]?|\][^\x07\x1b]*(?:\x07|\x1b\\)?|[ -~])?")
"""What steers a terminal (ECMA-48): its letters would be left over as words."""


def plain(text: str) -> str:
    """The text on one line, without anything that cannot be seen."""
    shown = _ESCAPE.sub(" ", text)
    return " ".join("".join(" " if category(c) in _UNSEEN else c for c in shown).split())


def marked(text: str) -> str:
    """The text with what cannot be seen in it named: two names that look alike are told apart."""
    return "".join(f"[{named(c)}]" if category(c) in _UNSEEN else c for c in text)


def printable(text: str) -> str:
    """The text with U+FFFD for each character that a terminal would obey, or not show."""
    return "".join(c if c.isprintable() else "\ufffd" for c in text)
