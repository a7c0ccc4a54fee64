"""The duties of units for the terminal."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from kehoach.duties.listing import DutyLine, Listing

_INDENT = "    "


def as_text(listings: Sequence[Listing], width: int = 100) -> Iterator[str]:
    """The lines of the listings, one unit after the other."""
    for at, listing in enumerate(listings):
        if at:
            yield ""
        yield f"{listing.ten} ({listing.unit})"
        yield from wrap(listing.tieu_de, width)
        if listing.members:
            yield from wrap(f"Gồm: {', '.join(listing.members)}", width)
        for line in listing.lines:
            yield from _line(line, width)


def _line(line: DutyLine, width: int) -> Iterator[str]:
    yield f"{line.tt:>3}. {line.muc} · {line.vai_tro}"
    yield from wrap(line.noi_dung, width, initial_indent=_INDENT + " ", subsequent_indent="     ")
    more = (("Thời hạn", line.han), ("Cùng thực hiện", line.cung), ("Thuộc nhóm", line.qua))
    for label, words in more:
        if words:
            yield from wrap(
                f"→ {label}: {words}", width, initial_indent="     ", subsequent_indent="       "
            )
