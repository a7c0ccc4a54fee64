"""The four faces that both formats are set in: which they are, how wide a text is, what they lack.

The folder `fonts/` is the only source of fonts. A real Times New Roman put there wins over the
free face of the same metrics that comes with the project (Nghị định 30, Phụ lục I, Phần I, I.4).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from struct import iter_unpack, unpack_from
from typing import Any

from kehoach.document import Document, Run
from kehoach.files import PROJECT
from kehoach.findings import MachineProblem

FONTS = PROJECT / "fonts"
FAMILIES = ("Times New Roman", "Liberation Serif")
"""Families that may set a plan, the preferred one first; `ke_hoach.css` names the same."""

_STYLES = {
    (False, False): "thường",
    (True, False): "đậm",
    (False, True): "nghiêng",
    (True, True): "đậm nghiêng",
}
_ITALIC, _BOLD = 1 << 0, 1 << 5
_FAMILY = 3, 0x409, 1
_INVISIBLE = frozenset("\u200b\u2060\n\t")


@dataclass(frozen=True)
class Face:
    """One face: advance widths in em by character, that of an unknown character under ''."""

    family: str
    path: Path
    advances: dict[str, float]


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, *, bold: bool = False, italic: bool = False) -> float:
    """Width in pt of `text` at `size` pt: the plain sum of advances, as no format kerns.

    Raises MachineProblem if the fonts cannot be read.
    """
    advances = faces()[bold, italic].advances
    unknown = advances[""]
    return size * sum(advances.get(letter, unknown) for letter in text)


def missing_letters(document: Document) -> Iterator[tuple[str, Run]]:
    """Every letter that one of the four faces lacks, with the first run that has it.

    Raises MachineProblem if the fonts cannot be read.
    """
    known = known_letters()
    for run in _runs(document):
        for letter in dict.fromkeys(run.text):
            if letter not in known:
                known.add(letter)
                yield letter, run


def known_letters() -> set[str]:
    """Every letter that all four faces have; raises MachineProblem if they cannot be read."""
    return set.intersection(*(set(face.advances) for face in faces().values()))


def _runs(document: Document) -> Iterator[Run]:
    for paragraph in document.paragraphs():
        yield from paragraph.runs
    for cell in document.cells():
        yield from cell.runs


def family() -> str:
    """Name of the family that wins. Raises MachineProblem if the fonts cannot be read."""
    return faces()[False, False].family


@cache
def faces(folder: Path = FONTS) -> dict[tuple[bool, bool], Face]:
    """The four faces of the winning family in `folder`, by (bold, italic).

    Raises MachineProblem if a face is missing or a file is not a font.
    """
    found = _families(folder)
    name = next((family for family in FAMILIES if family in found), FAMILIES[-1])
    paths = found.get(name, {})
    for style, label in _STYLES.items():
        if style not in paths:
            raise MachineProblem(
                f"Thiếu kiểu chữ {label} của phông {name} trong thư mục {folder}. "
                f"Chép đủ bốn tệp (thường, đậm, nghiêng, đậm nghiêng) vào thư mục này; "
                f"phông kèm theo bộ cài là LiberationSerif-*.ttf."
            )
    return {style: _face(name, path) for style, path in paths.items()}


def _families(folder: Path) -> dict[str, dict[tuple[bool, bool], Path]]:
    """Font files of the folder by family and (bold, italic), read from their own tables."""
    found: dict[str, dict[tuple[bool, bool], Path]] = {}
    for path in sorted(folder.glob("*")):
        if path.suffix.lower() in {".ttf", ".otf"}:
            with _open(path) as font:
                flags = font["OS/2"].fsSelection
                style = bool(flags & _BOLD), bool(flags & _ITALIC)
                found.setdefault(_family_name(font.reader["name"]), {})[style] = path
    return found


def _family_name(table: bytes) -> str:
    """The family as the Windows entry in English of a name table says, or "".

    FontTools knows it too, but loads all that it knows of OpenType layout for it.
    """
    count, texts = unpack_from(">HH", table, 2)
    for platform, _, language, name, length, offset in iter_unpack(
        ">6H", table[6 : 6 + 12 * count]
    ):
        if (platform, language, name) == _FAMILY:
            start = texts + offset
            return table[start : start + length].decode("utf-16-be")
    return ""


def _face(name: str, path: Path) -> Face:
    with _open(path) as font:
        # Glyphs by number: their names take longer to read than all the rest.
        font.setGlyphOrder([str(number) for number in range(font["maxp"].numGlyphs)])
        em, metrics = font["head"].unitsPerEm, font["hmtx"].metrics
        advances = {chr(code): metrics[glyph][0] / em for code, glyph in font.getBestCmap().items()}
        advances[""] = metrics[font.getGlyphName(0)][0] / em
    return Face(name, path, advances | dict.fromkeys(_INVISIBLE, 0.0))


def _open(path: Path) -> Any:
    from fontTools import ttLib

    try:
        return ttLib.TTFont(BytesIO(path.read_bytes()), lazy=True)
    except (OSError, ttLib.TTLibError) as error:
        raise MachineProblem(
            f"Không đọc được phông chữ {path} ({error}). Chép lại tệp này từ bộ cài."
        ) from error
