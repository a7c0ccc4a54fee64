"""Other words that a PDF tells for what it shows (ActualText): no person reads them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, Any

from kehoach.finished.pdf.objects import dictionaries

if TYPE_CHECKING:
    import pikepdf

_KEY, _NOTHING = b"/ActualText", b"/ActualNone"


def without_told_text(content: bytes) -> bytes:
    """The file with no such words in the contents of its pages; the same bytes if there are none.

    Raises ValueError where it cannot be read so.
    """
    import pikepdf

    try:
        with pikepdf.open(BytesIO(content)) as pdf:
            told = [_taken_out(holder) for holder in _contents(pdf)]
            if not any(told):
                return content
            result = BytesIO()
            pdf.save(result)
            return result.getvalue()
    except (pikepdf.PdfError, AttributeError, KeyError, IndexError, TypeError) as error:
        raise ValueError(str(error)) from error


def _taken_out(holder: Any) -> bool:
    """Take the words out of a stream, or of the properties that streams name."""
    import pikepdf

    if not isinstance(holder, pikepdf.Stream):
        del holder["/ActualText"]
        return True
    data = b""
    with suppress(pikepdf.PdfError):  # a stream in a filter of pictures holds no text
        data = holder.read_bytes()
    if _KEY not in data:
        return False
    holder.write(data.replace(_KEY, _NOTHING))
    return True


def _contents(pdf: pikepdf.Pdf) -> Iterator[Any]:
    """The streams of pages, those of forms and patterns, and the properties of contents."""
    import pikepdf

    for page in pdf.pages:
        contents = page.obj.get("/Contents")
        streams = contents if isinstance(contents, pikepdf.Array) else [contents]
        yield from (stream for stream in streams if isinstance(stream, pikepdf.Stream))
    for dictionary in list(dictionaries(pdf)):
        if isinstance(dictionary, pikepdf.Stream):
            if "/BBox" in dictionary:
                yield dictionary
        elif "/ActualText" in dictionary and str(dictionary.get("/Type", "")) != "/StructElem":
            yield dictionary
