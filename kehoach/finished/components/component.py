"""The components of an administrative document, as a reader recognises them in a finished file.

Kinds are the words of the model and of `document.Paragraph.kieu`, and for what a plan has no word:
`quoc_hieu`, `tieu_ngu`, `trich_yeu_cong_van`, `kinh_gui`, `nhan_noi_nhan` (the label), `do_mat`,
`do_khan`, `luu_hanh`, `phan_nhan` and `phan_ten` (label and title of Phần and Chương, on lines of
their own), `dieu`, `diem`, `nguoi_soan`, `dang` (the Party's name).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from kehoach.finished.components.segments import PageSide, Segment
from kehoach.finished.finished_file import FileParagraph, FinishedFile
from kehoach.finished.text import FilePiece, Look


@dataclass(frozen=True, slots=True)
class Component:
    """One component: its kind and its segments in reading order (a name may take two lines).

    `annex` is the number of the annex it belongs to, from 1; 0 in the main document.
    """

    kind: str
    segments: tuple[Segment, ...]
    annex: int = 0

    @property
    def text(self) -> str:
        return " ".join(segment.text for segment in self.segments)

    @property
    def first(self) -> Segment:
        return self.segments[0]

    @property
    def last(self) -> Segment:
        return self.segments[-1]

    @property
    def paragraph(self) -> FileParagraph:
        return self.first.paragraph

    @property
    def pieces(self) -> tuple[FilePiece, ...]:
        """The pieces of all its text, white space alone left out."""
        return tuple(
            piece
            for segment in self.segments
            for piece in segment.pieces
            if piece.text.strip() and not piece.note
        )

    @property
    def looks(self) -> tuple[Look, ...]:
        return tuple(piece.look for piece in self.pieces)

    @property
    def side(self) -> PageSide | None:
        return self.first.side


@dataclass(frozen=True)
class Recognised:
    """A finished file and its components, in reading order."""

    file: FinishedFile
    components: tuple[Component, ...]
    type_name: str | None = None
    """The type as Điều 7 writes it ('Kế hoạch'); 'Công văn' for letters; None if not recognised."""
    by_kind: dict[str, tuple[Component, ...]] = field(default_factory=dict, compare=False)

    def all(self, *kinds: str) -> tuple[Component, ...]:
        """Every component of some kinds, in reading order within each kind."""
        return tuple(component for kind in kinds for component in self.by_kind.get(kind, ()))

    def one(self, kind: str) -> Component | None:
        """The first component of a kind, None if there is none."""
        return next(iter(self.by_kind.get(kind, ())), None)

    @property
    def is_letter(self) -> bool:
        return self.type_name == "Công văn"

    @property
    def is_plan(self) -> bool:
        return self.type_name == "Kế hoạch"


def recognised(
    file: FinishedFile, components: list[Component], type_name: str | None
) -> Recognised:
    """The components in reading order, ready to be asked for."""
    ordered = sorted(
        components, key=lambda component: (component.first.index, component.first.start)
    )
    by_kind: dict[str, list[Component]] = {}
    for component in ordered:
        by_kind.setdefault(component.kind, []).append(component)
    kinds = {kind: tuple(own) for kind, own in by_kind.items()}
    return Recognised(file, tuple(ordered), type_name, kinds)
