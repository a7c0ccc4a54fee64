"""Edits of PDF files: of the bytes, of objects, of what is drawn on pages."""

from __future__ import annotations

import logging
import re
import warnings
from collections.abc import Callable
from decimal import Decimal
from io import BytesIO
from random import Random
from typing import Any

import pikepdf

from tests.fuzz.edits import Edit
from tests.fuzz.texts import edit_bytes

_NUMBER = re.compile(rb"(?<![\w.#])-?\d+(?:\.\d+)?(?![\w.])")
_NAME = re.compile(rb"/[A-Za-z][\w-]*")
_NUMBERS = (
    *(b"0", b"-1", b"1", b"65536", b"2147483647", b"2147483648", b"-2147483649", b"99999999999"),
    *(b"1e9", b"0.0000001", b"--1", b"1.2.3", b".", b"null", b"true", b"(x)", b"<", b"[", b"9 9 R"),
)
_NAMES = (
    *(
        b"/Type",
        b"/Page",
        b"/Pages",
        b"/Catalog",
        b"/Font",
        b"/XObject",
        b"/Form",
        b"/Image",
        b"/Kids",
    ),
    *(
        b"/FlateDecode",
        b"/LZWDecode",
        b"/ASCIIHexDecode",
        b"/DCTDecode",
        b"/JBIG2Decode",
        b"/Crypt",
    ),
    *(
        b"/Identity-H",
        b"/ToUnicode",
        b"/DeviceN",
        b"/Pattern",
        b"/JavaScript",
        b"/Launch",
        b"/x",
        b"/",
    ),
    *(b"/Type0", b"/Type1", b"/Type3", b"/CIDFontType2", b"/Encoding", b"/Length", b"/Contents"),
)
_OPERATORS = (
    *(
        b"q",
        b"Q",
        b"BT",
        b"ET",
        b"Tj",
        b"TJ",
        b"Tm",
        b"Td",
        b"cm",
        b"Do",
        b"Tf",
        b"Tr",
        b"gs",
        b"BI",
    ),
    *(
        b"EI",
        b"re",
        b"f",
        b"S",
        b"W n",
        b"sh",
        b"BDC",
        b"EMC",
        b"'",
        b'"',
        b"T*",
        b"Tz",
        b"Ts",
        b"d0",
    ),
)


def edit_pdf(random: Random, content: bytes) -> Edit:
    """An edit somewhere in a PDF file."""
    ways = (edit_bytes, _edit_token, _edit_object, _edit_drawing)
    return random.choices(ways, (3, 4, 5, 4))[0](random, content)


def _edit_token(random: Random, content: bytes) -> Edit:
    """A number or a name of the file, another one."""
    pattern, news = random.choice(((_NUMBER, _NUMBERS), (_NAME, _NAMES)))
    tokens = list(pattern.finditer(content))
    token, new = random.choice(tokens), random.choice(news)
    start, end = token.span()
    return Edit(f"{token[0]!r} at {start} = {new!r}", lambda old: old[:start] + new + old[end:])


def _opened(content: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """The file with something changed in it; what is broken already stays as it is."""
    file = BytesIO()
    logging.disable()  # pikepdf tells of everything that it mends
    try:
        with warnings.catch_warnings(), pikepdf.open(BytesIO(content)) as pdf:
            warnings.simplefilter("ignore")
            change(pdf)
            pdf.save(
                file,
                deterministic_id=True,
                object_stream_mode=pikepdf.ObjectStreamMode.disable,
                compress_streams=False,
            )
    except (pikepdf.PdfError, RuntimeError) as broken:
        raise ValueError(str(broken)) from None
    finally:
        logging.disable(logging.NOTSET)
    return file.getvalue()


def _edit_object(random: Random, content: bytes) -> Edit:
    """An entry of an object: gone, of another kind, very large, or the object itself."""
    seed = random.getrandbits(64)

    def pick(pdf: pikepdf.Pdf) -> tuple[pikepdf.Object, str, Any, str]:
        own = type(random)(seed)
        holders = [
            entry for entry in pdf.objects if isinstance(entry, pikepdf.Dictionary | pikepdf.Stream)
        ]
        pages = [page.obj for page in pdf.pages]
        holder = own.choice([*holders, *pages * 2, pdf.Root])
        key = own.choice([*holder.keys(), "/Resources", "/Annots"])
        value: Any = own.choice(
            (
                *(
                    0,
                    -1,
                    1,
                    10**9,
                    2**31,
                    Decimal("0.00001"),
                    None,
                    True,
                    "itself",
                    "all",
                    "gone",
                    "gone",
                ),
                *(pikepdf.Name("/X"), pikepdf.String("x"), pikepdf.Array([]), pikepdf.Dictionary()),
                *(pikepdf.Array([0, 0, 0, 0]), pikepdf.Array([-1e6, 1e6, 1e9, -1e9]), "other"),
                *(pikepdf.Array([pikepdf.Array([0] * 5)] * 50), pikepdf.String("\u1ea1" * 999)),
            )
        )
        shown = "/".join(
            filter(None, (str(holder.get("/Type", "")), str(holder.get("/Subtype", ""))))
        )
        if value == "itself":
            value = holder
        elif value == "all":
            value = pikepdf.Array(holders[:500])
        elif value == "other":
            value = own.choice(holders)
        return holder, key, value, shown

    def change(pdf: pikepdf.Pdf) -> None:
        holder, key, value, _ = pick(pdf)
        if isinstance(value, str):
            del holder[key]
        else:
            holder[key] = value

    with pikepdf.open(BytesIO(content)) as pdf:
        _, key, value, shown = pick(pdf)
        what = f"object {shown} {key} = {value if isinstance(value, str) else repr(value)[:60]}"
    return Edit(what, lambda old: _opened(old, change))


def _edit_drawing(random: Random, content: bytes) -> Edit:
    """The contents of a page, or of another stream: tokens, operators, noise, very much of it."""
    seed = random.getrandbits(64)
    told: list[str] = []

    def change(pdf: pikepdf.Pdf) -> None:
        own = type(random)(seed)
        streams = [entry for entry in pdf.objects if isinstance(entry, pikepdf.Stream)]
        pages = [
            page.obj.Contents
            for page in pdf.pages
            if isinstance(page.obj.get("/Contents"), pikepdf.Stream)
        ]
        stream = own.choice([*streams, *pages * 3])
        old = stream.read_bytes()
        choice = own.randrange(6)
        if choice == 0:
            what, new = _token_of(own, old, _NUMBER, _NUMBERS)
        elif choice == 1:
            what, new = _token_of(own, old, re.compile(rb"\b[A-Za-z]{1,2}\b"), _OPERATORS)
        elif choice == 2:
            what, new = "doubled a hundred times", old * 100
        elif choice == 3:
            what, new = (
                "drawn at random",
                b" ".join(own.choice((*_OPERATORS, *_NUMBERS, *_NAMES)) for _ in range(400)),
            )
        elif choice == 4:
            what, new = "deep", b"q " * 5000 + b"[" * 2000 + old
        else:
            edit = edit_bytes(own, old or b" ")
            what, new = str(edit), edit.do(old or b" ")
        told[:] = [f"stream of {len(old)} bytes: {what}"]
        stream.write(new)

    edited = None
    try:
        edited = _opened(content, change)
    except ValueError:
        told[:] = ["stream that cannot be changed"]
    what = told[0] if told else "no stream"
    del edited
    return Edit(what, lambda old: _opened(old, change))


def _token_of(
    random: Random, content: bytes, pattern: re.Pattern[bytes], news: tuple[bytes, ...]
) -> tuple[str, bytes]:
    tokens = list(pattern.finditer(content))
    if not tokens:
        return "nothing", content
    token, new = random.choice(tokens), random.choice(news)
    start, end = token.span()
    return f"{token[0]!r} at {start} = {new!r}", content[:start] + new + content[end:]
