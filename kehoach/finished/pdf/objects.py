"""The dictionaries of a PDF, wherever they hang."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pikepdf

_MOST_OBJECTS = 200_000
_DEEPEST = 20


def dictionaries(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """Every dictionary of the first `_MOST_OBJECTS` objects, those inside of others too."""
    for count, value in enumerate(pdf.objects):
        if count > _MOST_OBJECTS:
            return
        yield from _within(value, 0)


def _within(value: Any, depth: int) -> Iterator[Any]:
    """The dictionaries of one object, without those that it only refers to."""
    import pikepdf

    if depth > _DEEPEST:
        return
    if isinstance(value, pikepdf.Array):
        inner = list(value.as_list())
    elif isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        yield value
        inner = [value[key] for key in value.keys()]  # noqa: SIM118 (a stream iterates its bytes)
    else:
        return
    for part in inner:
        if isinstance(part, pikepdf.Object) and not part.is_indirect:
            yield from _within(part, depth + 1)
