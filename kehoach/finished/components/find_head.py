"""Recognises the head of a document: everything above its text, in whatever layout."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from kehoach.finished.components import wording
from kehoach.finished.components.component import Component
from kehoach.finished.components.segments import PageSide, Segment, SideFinder, segments_of
from kehoach.finished.finished_file import FileParagraph, FinishedFile
from kehoach.finished.positions import Alignment

_MOST_PARAGRAPHS = 60
_LONG = 160
_SHORT = 40
_LONGEST_SUBJECT = 450


@dataclass
class RecognisedHead:
    """What was found above the text; `end` is the index of the first paragraph of the text."""

    components: list[Component] = field(default_factory=list)
    end: int = 0
    type_name: str | None = None


def recognise_head(file: FinishedFile, sides: SideFinder) -> RecognisedHead:
    """The components of the head. A head that is not there gives none, and `end` 0."""
    paragraphs = [paragraph for paragraph in file.paragraphs if not paragraph.is_empty]
    paragraphs = paragraphs[:_MOST_PARAGRAPHS]
    reader = _HeadReader(file, sides)
    for place, paragraph in enumerate(paragraphs):
        if not reader.takes(paragraph, paragraphs[place + 1 :]):
            break
    return reader.finish()


class _HeadReader:
    """Reads paragraphs from the top as long as they belong to the head."""

    def __init__(self, file: FinishedFile, sides: SideFinder) -> None:
        self._file, self._sides = file, sides
        self._found: dict[str, list[Segment]] = {}
        self._rest: list[Segment] = []
        self._type: str | None = None
        self._end: int | None = None
        self._subject_done = False

    def takes(self, paragraph: FileParagraph, following: Sequence[FileParagraph]) -> bool:
        """Take a paragraph in; False where the text begins."""
        if self._is_text(paragraph):
            self._end = paragraph.index
            return False
        if self._in_subject and not paragraph.cells:
            return self._subject(paragraph, following)
        for segment in segments_of(paragraph, self._sides, split=True):
            kind = self._kind(segment)
            if kind is None:
                self._rest.append(segment)
            else:
                self._found.setdefault(kind, []).append(segment)
        return True

    @property
    def _other_side(self) -> PageSide:
        """Where the bodies cannot stand: beside Quốc hiệu, on the right as a rule."""
        country = self._found.get("quoc_hieu", [])
        return country[0].side or PageSide.RIGHT if country else PageSide.RIGHT

    @property
    def _in_subject(self) -> bool:
        return "ten_loai" in self._found and not self._subject_done

    def _is_text(self, paragraph: FileParagraph) -> bool:
        """Whether a paragraph can only be text: long, or opening the text with well-known words."""
        text = paragraph.text.strip()
        if paragraph.cells or paragraph.text_box is not None:
            return False
        started = "ten_loai" in self._found or "kinh_gui" in self._found
        folded = wording.fold(text)
        if folded.startswith(("can cu ", "theo de nghi", "xet de nghi", "dieu 1")):
            return True
        if started and (paragraph.number or wording.fold(text[:5]).startswith(("i ", "1 "))):
            return True
        if self._in_subject or wording.is_addressee(text):
            return False
        if "kinh_gui" in self._found and not wording.is_capitals(text):
            return text[0] not in "-–+" and len(text) > _SHORT
        return len(text) > _LONG and not wording.is_capitals(text) and "\t" not in text

    def _kind(self, segment: Segment) -> str | None:
        text = segment.text
        tests = (
            ("quoc_hieu", wording.is_country),
            ("tieu_ngu", wording.is_motto),
            ("dang", wording.is_party),
            ("du_thao", wording.is_draft),
            ("do_mat", wording.is_secret),
            ("do_khan", wording.is_urgent),
            ("luu_hanh", wording.is_circulation),
            ("dia_danh_ngay", wording.is_date),
            ("trich_yeu_cong_van", wording.is_subject_of_letter),
            ("kinh_gui", wording.is_addressee),
        )
        for kind, test in tests:
            if test(text) and (
                kind in ("trich_yeu_cong_van", "kinh_gui") or kind not in self._found
            ):
                return kind
        if "so_ky_hieu" not in self._found and wording.is_number(text):
            return "so_ky_hieu" if segment.side is not self._other_side else None
        if self._completes_country(segment):
            return "quoc_hieu"
        if self._continues_letter_subject(segment):
            return "trich_yeu_cong_van"
        return self._type_kind(segment)

    def _completes_country(self, segment: Segment) -> bool:
        """The second line of a Quốc hiệu that stands on two: 'VIỆT NAM'."""
        country = self._found.get("quoc_hieu", [])
        if len(country) != 1 or "tieu_ngu" in self._found:
            return False
        both = wording.fold(f"{country[0].text} {segment.text}")
        return not wording.is_like(wording.fold(country[0].text), wording.COUNTRY, 0.95) and (
            wording.is_like(both, wording.COUNTRY, 0.95)
        )

    def _continues_letter_subject(self, segment: Segment) -> bool:
        subject = self._found.get("trich_yeu_cong_van", [])
        if not subject or "kinh_gui" in self._found or segment.side is not PageSide.LEFT:
            return False
        last = subject[-1].paragraph
        near = segment.paragraph.cells == last.cells and segment.index - last.index <= 1
        return near and not wording.is_capitals(segment.text)

    def _type_kind(self, segment: Segment) -> str | None:
        name = wording.type_of(segment.text)
        if name is None or "ten_loai" in self._found or segment.side is PageSide.LEFT:
            return None
        is_title = wording.is_capitals(segment.text) or (
            segment.paragraph.layout.alignment is Alignment.CENTER
        )
        if not is_title and not segment.paragraph.lines:
            return None
        self._type = name
        return "ten_loai"

    def _subject(self, paragraph: FileParagraph, following: Sequence[FileParagraph]) -> bool:
        """A paragraph below the type: the subject goes on while it looks like one."""
        subject = self._found.get("trich_yeu", [])
        text = paragraph.text.strip()
        if wording.is_addressee(text):
            self._subject_done = True
            self._found.setdefault("kinh_gui", []).extend(
                segments_of(paragraph, self._sides, split=False)
            )
            return True
        if not self._is_subject(paragraph, subject):
            self._end = paragraph.index
            return False
        self._found.setdefault("trich_yeu", []).extend(
            segments_of(paragraph, self._sides, split=False)
        )
        if any(True for _ in self._file.strokes_after(paragraph.index)):
            self._subject_done = True
            self._end = following[0].index if following else paragraph.index + 1
        return not self._subject_done or bool(following and wording.is_addressee(following[0].text))

    def _is_subject(self, paragraph: FileParagraph, subject: list[Segment]) -> bool:
        text = paragraph.text.strip()
        centred = paragraph.layout.alignment is Alignment.CENTER
        bold = _is_bold(paragraph)
        if len(text) > _LONGEST_SUBJECT or (wording.is_capitals(text) and subject):
            return False
        if not subject:
            return centred or bold or (len(text) < _LONG and text[-1:] not in ".;:")
        same = subject[-1].paragraph.layout.alignment is paragraph.layout.alignment
        alike = centred if paragraph.layout.alignment else same
        return alike and bold == _is_bold(subject[-1].paragraph) and not text.startswith("(")

    def finish(self) -> RecognisedHead:
        """The components, names of bodies told from what is left over."""
        components = [Component(kind, tuple(segments)) for kind, segments in self._found.items()]
        if self._type is None and (
            "trich_yeu_cong_van" in self._found or "kinh_gui" in self._found
        ):
            self._type = "Công văn"
        components += self._names()
        end = self._end if self._end is not None else self._after_last()
        return RecognisedHead(components, end if self._found else 0, self._type)

    def _after_last(self) -> int:
        """Where the text begins if nothing told it: below the last component of the head."""
        places = [segment.index for segments in self._found.values() for segment in segments]
        return max(places) + 1 if places else 0

    def _names(self) -> list[Component]:
        """The bodies: what stands on the left above the number, in capitals."""
        numbers = self._found.get("so_ky_hieu", [])
        limit = self._limit()
        lines: list[Segment] = []
        for segment in self._rest:
            if segment.side is self._other_side or not wording.is_capitals(segment.text):
                continue
            above = not numbers or self._is_above(segment, numbers[0])
            if above and segment.index < limit and any(letter.isalpha() for letter in segment.text):
                lines.append(segment)
        if not lines:
            return []
        cut = _where_issuer_begins(lines)
        issuer = [Component("co_quan", tuple(lines[cut:]))]
        return [Component("co_quan_chu_quan", tuple(lines[:cut])), *issuer] if cut else issuer

    def _limit(self) -> int:
        titles = self._found.get("ten_loai", []) + self._found.get("kinh_gui", [])
        return min((segment.index for segment in titles), default=10**9)

    @staticmethod
    def _is_above(segment: Segment, number: Segment) -> bool:
        one, other = segment.paragraph, number.paragraph
        if one.cells and other.cells and one.cells[0].table == other.cells[0].table:
            if one.cells[0].row != other.cells[0].row:
                return one.cells[0].row < other.cells[0].row
            return one.cells[0].column == other.cells[0].column and segment.index <= number.index
        if one.lines and other.lines:
            return one.lines[0].box.y0 <= other.lines[0].box.y0
        return one.text_box is not None or segment.index <= number.index


def _is_bold(paragraph: FileParagraph) -> bool:
    pieces = [piece for piece in paragraph.pieces if piece.printed.strip()]
    letters = sum(len(piece.printed) for piece in pieces)
    bold = sum(len(piece.printed) for piece in pieces if piece.look.bold)
    return letters > 0 and bold * 2 > letters


_OFFICERS = {"chu tich", "bo truong", "giam doc", "tong giam doc", "thu truong"}
"""An officer of the state who issues in that office: 'CHỦ TỊCH' above 'ỦY BAN NHÂN DÂN TỈNH'."""


def _where_issuer_begins(lines: Sequence[Segment]) -> int:
    """Index of the first line of the issuing body; the lines above name its superior.

    The words tell it ('SỞ …' below 'UBND TỈNH …'), else the weight of the letters.
    """
    starts = [
        place
        for place, line in enumerate(lines)
        if place and wording.opens_name(line.text) and not _goes_on(lines, place)
    ]
    if starts:
        return starts[-1]
    weights = [any(piece.look.bold for piece in line.pieces) for line in lines]
    if not weights[0] and any(weights):
        return weights.index(True)
    return 0


def _goes_on(lines: Sequence[Segment], place: int) -> bool:
    """Whether a line that could open a name goes on with the one above, which was cut off."""
    above = lines[place - 1].text.rstrip()
    folded = wording.fold(above)
    cut = above.endswith(("-", ",")) or folded.endswith((" va", " cua", " cac"))
    return cut or folded in _OFFICERS
