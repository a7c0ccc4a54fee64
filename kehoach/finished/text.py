"""Letters as they are printed: pieces of text, their effective look, and who revised them.

None anywhere means "not decidable in this file", never "no" and never "the usual".
"""

from __future__ import annotations

from dataclasses import dataclass

INSERTED, DELETED = "ins", "del"
"""Kinds of revision. A move is a deletion where the text stood and an insertion where it went."""


@dataclass(frozen=True, slots=True)
class Revision:
    """A tracked change that nobody has accepted or rejected yet.

    `date` is as the file has it (ISO 8601, as '2026-11-25T08:30:00Z') or None; `moved` tells the
    two halves of a move from a plain deletion and insertion.
    """

    kind: str
    author: str = ""
    date: str | None = None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class Look:
    """The effective look of letters: what is printed, whichever style or default it comes from.

    `size` is in pt. `colour` is 'RRGGBB' in capitals; black or "automatic" is '000000'. `caps`
    prints small letters as capitals. `hidden` text is not printed. `raised` is superscript or
    subscript.
    """

    font: str | None = None
    size: float | None = None
    bold: bool | None = None
    italic: bool | None = None
    underline: bool | None = None
    colour: str | None = None
    caps: bool = False
    hidden: bool = False
    raised: bool = False


@dataclass(frozen=True, slots=True)
class FilePiece:
    """Letters of one look. Tabs and lines broken by hand are the characters of that name.

    `field` is the instruction of the field whose result the text is ('PAGE', 'DATE'), else ''.
    `note` marks the reference of a footnote or endnote; its number is the text.
    """

    text: str
    look: Look = Look()
    revision: Revision | None = None
    field: str = ""
    note: bool = False

    @property
    def is_deleted(self) -> bool:
        return self.revision is not None and self.revision.kind == DELETED

    @property
    def is_inserted(self) -> bool:
        return self.revision is not None and self.revision.kind == INSERTED

    @property
    def printed(self) -> str:
        """The letters as they stand on paper: '' if hidden, capitals if `caps`."""
        if self.look.hidden:
            return ""
        return self.text.upper() if self.look.caps else self.text
