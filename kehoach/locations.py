"""Where something stands in a file, and where printed words come from."""

from __future__ import annotations

import typing
from dataclasses import dataclass

Path = tuple[str | int, ...]
"""Keys and indexes that lead from the top of a YAML file to a value."""


@dataclass(frozen=True, slots=True)
class Span:
    """Half-open range of character offsets in the text of the source file."""

    start: int
    end: int


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A file, and a line and column in it counted from 1 (0: the whole file)."""

    file: str
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        if not self.line:
            return self.file
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class FinishedPlace(Place):
    """A place in a finished file: `line` is the number of the paragraph, from 1 (0: the file).

    `label` is how people find it ('đoạn 12', 'trang 3'), `page` its page where known.
    """

    label: str = ""
    page: int | None = None

    def __str__(self) -> str:
        return f"{self.file} ({self.label})" if self.label else self.file


@dataclass(frozen=True, slots=True)
class Literal:
    """The run is `scalar(path)[offset:offset + len(run.text)]`, perhaps in another case."""

    path: Path
    offset: int
    span: Span


ReferenceKind = (
    typing.Literal["chi_tieu", "phu_luc", "vien_dan", "don_vi", "han", "nam", "hang_so"]
    | typing.Literal["the_thuc", "trang_thai", "ten_loai", "can_cu", "noi_nhan", "kem_theo"]
    | typing.Literal["danh_so", "chi_so", "ket_thuc", "tieu_de_phu", "mac_dinh"]
)


class Reference(typing.NamedTuple):
    """What computed words show, by its kind and the keys that name it.

    Figures: `chi_tieu` (objective), `phu_luc` (annex, row, column). Words of registers:
    `vien_dan` (document), `don_vi` (one agency or more). Of the plan itself: `nam`, `han` (name of
    the deadline, if it has one), `the_thuc` (`so`, `ngay`), `trang_thai`, `ten_loai`. The rest is
    what the program sets around texts: numbers (`danh_so`, `chi_so`), marks (`ket_thuc`,
    `can_cu`, `noi_nhan`), words for what was left out (`mac_dinh`) …
    """

    kind: ReferenceKind
    keys: tuple[str, ...] = ()

    def __str__(self) -> str:
        """As an expression says it: `chi_tieu.muc_giam`; several agencies are `don_vi.a+b`."""
        keys = ("+" if self.kind == "don_vi" else ".").join(self.keys)
        return f"{self.kind}.{keys}" if keys else self.kind


@dataclass(frozen=True, slots=True)
class Computed:
    """The run was computed.

    `refers_to` is what it shows; `span` is the place of the reference: the `{{ … }}`, or the node
    that gave rise to it.
    """

    refers_to: Reference
    span: Span


Origin = Literal | Computed
