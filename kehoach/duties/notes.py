"""A note for each recipient with duties: its own duties as a PDF, its deadlines as a calendar file.

A note is no trích sao, which would be a formal copy (Nghị định 30/2020/NĐ-CP, Điều 25): it bears no
Quốc hiệu and says that it does not replace the document.

Setting a note takes half a second, and thousands of recipients have the same few sets of duties: so
each set is set once, without a name, and the names are laid over it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

from kehoach.check.agencies.reach import with_members
from kehoach.disk.made_files import Maker
from kehoach.disk.outputs import refuse_foreign, remove_outputs, write_outputs
from kehoach.duties.listing import (
    DutyLine,
    Listing,
    due_words,
    find_unit,
    holder_name,
    listing,
)
from kehoach.duties.matrix import Matrix
from kehoach.duties.note_list import NOTE_LIST, refuse_unsafe
from kehoach.findings import InputRefused, MachineProblem
from kehoach.locations import Place
from kehoach.render.fonts import text_width
from kehoach.resolve.read import Reading
from kehoach.vietnamese import capitalised
from kehoach.workers import cores, run_all

if TYPE_CHECKING:
    from kehoach.recipients.expansion import Addressee

CALENDAR = b"BEGIN:VCALENDAR"
TEMPLATE = "phieu_nhiem_vu.html"
NOTE_KINDS = (".pdf", ".ics")
NOT_THE_PLAN = (
    "Phiếu này do máy lập từ nội dung Kế hoạch để đơn vị tiện theo dõi, không thay thế văn bản. "
    "Nội dung chính thức là văn bản đã ban hành."
)
_NAME_LABEL, _NAME_SIZE_PT, _NAME_WIDTH_PT = "Đơn vị: ", 13, 170 * 72 / 25.4
_NOTES_AT_ONCE, _SHEETS_AT_ONCE = 150, 8
"""What one process makes at most: its memory goes with it."""


@dataclass(frozen=True, slots=True)
class Note:
    """A note to be made: for which addressee, of which unit, what it is called, its duties.

    The files of a note are named after the unit.
    """

    addressee: str
    unit: str
    ten: str
    listing: Listing

    @property
    def has_deadlines(self) -> bool:
        """Whether there is a calendar file to go with it."""
        return any(line.han for line in self.listing.lines)


def notes(read: Reading, addressees: Iterable[Addressee]) -> Iterator[Note]:
    """The notes for those of the addressees who have duties, in their order.

    One that receives for others (a group as a whole, a shared mailbox) gets the note of each.
    """
    matrix = Matrix(read.document, read.register)
    done: set[str] = set()
    for addressee in addressees:
        meant = with_members((addressee.id, *addressee.cung_nhan), read.register) - done
        for unit, entry in read.register.root.items():
            if unit not in meant or entry.thanh_vien or not matrix.of(unit):
                continue
            done.add(unit)
            ten = addressee.ten if unit == addressee.id else holder_name(unit, read.register)
            yield Note(addressee.id, unit, ten, listing(read, matrix, unit, ten))


def note_of(read: Reading, made: Iterable[Note], asked_for: str) -> Note:
    """The note of one unit, called by its id or a name. Raises InputRefused if there is none."""
    unit = find_unit(asked_for, read, Matrix(read.document, read.register))
    for note in made:
        if note.unit == unit:
            return note
    message = f"“{read.register[unit].ten}” không có trong nơi nhận nên không lập phiếu"
    advice = "dùng --format docx để lấy danh mục nhiệm vụ của đơn vị này"
    raise InputRefused.at(Place(read.source.name), "NV003", message, advice)


def write_notes(read: Reading, made: Sequence[Note], folder: Path, maker: Maker) -> Iterator[int]:
    """Write `<unit>.pdf` and, with deadlines, `<unit>.ics` of each note; gives the number done.

    All cores work, in processes that end after some notes each. Raises InputRefused if the template
    is faulty, a unit's id would lead out of the folder or a file there is none that `maker` made,
    MachineProblem if a library is missing or the folder cannot be written.
    """
    from kehoach.render.weasyprint import weasyprint_and_fonts

    refuse_unsafe([note.unit for note in made], read.source.name)
    dated = [note for note in made if note.has_deadlines]
    refuse_foreign([folder / f"{note.unit}.pdf" for note in made], maker, b"%PDF-")
    refuse_foreign([folder / f"{note.unit}.ics" for note in dated], maker, CALENDAR)
    refuse_foreign([folder / NOTE_LIST], maker, b"{}")
    weasyprint_and_fonts()  # loaded once, for all the forks
    by_sheet: dict[object, list[Note]] = {}
    for note in made:
        by_sheet.setdefault(_sheet(note), []).append(note)
    parts = list(_parts(list(by_sheet.values())))
    for _, outcome in run_all(partial(_write_part, read, folder, maker), parts, cores()):
        if isinstance(outcome, InputRefused | MachineProblem):
            raise outcome
        yield outcome


def _parts(groups: Sequence[list[Note]]) -> Iterator[list[list[Note]]]:
    """Work for one process each: notes that share a sheet, and not too many of either."""
    part: list[list[Note]] = []
    for group in groups:
        for start in range(0, len(group), _NOTES_AT_ONCE):
            part.append(group[start : start + _NOTES_AT_ONCE])
            if len(part) == _SHEETS_AT_ONCE or sum(map(len, part)) >= _NOTES_AT_ONCE:
                yield part
                part = []
    if part:
        yield part


def _write_part(read: Reading, folder: Path, maker: Maker, groups: Sequence[Sequence[Note]]) -> int:
    files: dict[Path, bytes] = {}
    for group in groups:
        for note, pdf in zip(group, note_pdfs(read, group), strict=True):
            files[folder / f"{note.unit}.pdf"] = pdf
            if note.has_deadlines:
                from kehoach.duties.ics import calendar

                files[folder / f"{note.unit}.ics"] = calendar(read, [note.listing])
    write_outputs(files, maker)
    old = (folder / f"{note.unit}.ics" for group in groups for note in group)
    remove_outputs([file for file in old if file not in files], maker, CALENDAR)
    return sum(map(len, groups))


# Sheets and names


def _sheet(note: Note) -> tuple[object, ...]:
    """What two notes must share to be laid on one sheet."""
    words = tuple(_words(line) for line in note.listing.lines)
    return note.listing.tieu_de, _name_lines(note.ten), words


def _words(line: DutyLine) -> tuple[str, ...]:
    return line.muc, line.noi_dung, line.vai_tro, line.han, line.cung, line.qua


def _name_lines(name: str) -> int:
    """How many lines a name takes, a little generously, since lines end between words."""
    width = text_width(_NAME_LABEL, _NAME_SIZE_PT) + text_width(name, _NAME_SIZE_PT, bold=True)
    return 1 if width < _NAME_WIDTH_PT else math.ceil(1.1 * width / _NAME_WIDTH_PT)


def note_pdfs(read: Reading, alike: Sequence[Note]) -> Iterator[bytes]:
    """The PDF of each of several notes that share a sheet, in their order."""
    import pikepdf

    sheet = _set(read, sheet=alike[0])
    for note in alike:
        # Each name by itself: a note must not depend on which others are made with it.
        name = _set(read, name=note.ten)
        with pikepdf.open(BytesIO(sheet)) as pdf, pikepdf.open(BytesIO(name)) as layer:
            _lay_over(pdf, layer)
            title = f"{note.listing.tieu_de} - {note.ten}"
            pdf.docinfo["/Title"] = title
            result = BytesIO()
            pdf.save(
                result, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
            )
        yield result.getvalue()


def _lay_over(pdf: Any, layer: Any) -> None:
    """Print the page of `layer` over the first page; pikepdf's own way names it by chance."""
    from pikepdf import Name

    page = pdf.pages[0]
    form = pdf.copy_foreign(layer.pages[0].as_form_xobject())
    name = page.add_resource(form, Name.XObject, Name("/Ten"))
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(f"\nQ\nq {name} Do Q\n".encode())


def _set(read: Reading, *, sheet: Note | None = None, name: str = "") -> bytes:
    """The PDF of a sheet without a name, or of a name alone."""
    from kehoach.render.sheets import set_sheet

    document = read.document
    context = {
        "tieu_de": sheet.listing.tieu_de if sheet else "",
        "co_quan": document.metadata.author,
        "ke_hoach": read.document.called,
        "trich_yeu": document.the_thuc.trich_yeu.text,
        "luu_y": NOT_THE_PLAN,
        "name": name,
        "note": _content(sheet) if sheet else None,
    }
    return set_sheet(TEMPLATE, context)


def _content(note: Note) -> dict[str, Any]:
    lines = note.listing.lines
    dues = sorted(((due, line) for line in lines for due in line.duty.han), key=lambda d: d[0].ngay)
    return {
        "ten_phieu": note.listing.tieu_de.partition(" trong ")[0],
        "name_lines": _name_lines(note.ten),
        "co_han": [
            {"ngay": capitalised(due_words(due)), "noi_dung": line.muc, "tt": line.tt}
            for due, line in dues
        ],
        "lines": lines,
    }
