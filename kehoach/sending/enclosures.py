"""What goes along with the signed file: the notes that `kehoach duties --phieu` made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kehoach.duties.note_list import (
    LARGEST_NOTE,
    NOTE_LIST,
    NoteFile,
    NoteList,
    hash_of_note,
    hash_of_plan,
    read_list,
    refuse_unsafe,
)
from kehoach.duties.notes import Note, notes
from kehoach.files import Unreadable, read_bounded, shown
from kehoach.findings import Finding, InputRefused, MachineProblem
from kehoach.locations import Place
from kehoach.recipients.expansion import Addressee
from kehoach.resolve.read import Reading
from kehoach.sending.foreign_words import plain

_KINDS = {".pdf": "Phiếu nhiệm vụ", ".ics": "Lịch thời hạn"}
_AGAIN = "lập lại phiếu rồi gửi: kehoach duties KẾ_HOẠCH --phieu THƯ_MỤC"


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file to attach, the hash of its bytes, and the name that it bears there."""

    path: Path
    sha256: str
    name: str

    def read(self) -> bytes:
        """Its bytes. Raises MachineProblem if it is not what was made, or cannot be read."""
        try:
            content = read_bounded(self.path, LARGEST_NOTE)
        except Unreadable as error:
            raise MachineProblem(f"{shown(self.path)}: {error}; {_AGAIN}") from None
        if hash_of_note(content) != self.sha256:
            raise MachineProblem(f"{shown(self.path)} đã bị sửa sau khi lập; {_AGAIN}")
        return content


def enclosures(
    reading: Reading, addressees: Iterable[Addressee], folder: Path
) -> dict[str, tuple[Enclosure, ...]]:
    """The notes in `folder` for each addressee with duties, by its id.

    Raises InputRefused with every note that is not there as it was made of this plan.
    """
    made = list(notes(reading, addressees))
    refuse_unsafe([note.unit for note in made], reading.source.name)
    listed = read_list(folder)
    if made and listed is None:
        message = f"không có {NOTE_LIST}, danh sách các phiếu nhiệm vụ đã lập"
        raise InputRefused.at(Place(shown(folder)), "GV018", message, _AGAIN)
    if listed and listed.ma_ke_hoach != hash_of_plan(reading):
        message = "các phiếu nhiệm vụ này lập từ kế hoạch khác, hoặc trước khi kế hoạch được sửa"
        raise InputRefused.at(Place(shown(folder / NOTE_LIST)), "GV020", message, _AGAIN)
    by_addressee: dict[str, tuple[Enclosure, ...]] = {}
    missing, changed = [], []
    for note in made:
        for kind, file in _wanted(note, listed):
            name = f"{note.unit}{kind}"
            enclosure = Enclosure(folder / name, file.sha256 if file else "", _name(note, kind))
            if file is None or not enclosure.path.is_file():
                missing.append(name)
                continue
            try:
                enclosure.read()
            except MachineProblem:
                changed.append(name)
            by_addressee[note.addressee] = (*by_addressee.get(note.addressee, ()), enclosure)
    findings = [
        *_told(folder, "GV018", "thiếu {} phiếu nhiệm vụ", missing),
        *_told(folder, "GV020", "có {} phiếu không còn đúng như khi lập", changed),
    ]
    if findings:
        raise InputRefused(findings)
    return by_addressee


def _wanted(note: Note, listed: NoteList | None) -> Iterator[tuple[str, NoteFile | None]]:
    """The files of a note by their kind, as they stand on the list, if they do."""
    by_name = {file.tep: file for file in listed.phieu} if listed else {}
    for kind in _KINDS:
        if kind == ".ics" and not note.has_deadlines:
            continue
        file = by_name.get(f"{note.unit}{kind}")
        yield kind, file if file and file.don_vi == note.unit else None


def _name(note: Note, kind: str) -> str:
    return plain(f"{_KINDS[kind]} - {note.ten}{kind}").replace("/", "-")


def _told(folder: Path, code: str, what: str, names: list[str]) -> Iterator[Finding]:
    if names:
        message = f"{what.format(len(names))}: {', '.join(names[:5])}"
        message += "…" if len(names) > 5 else ""
        yield Finding(Place(shown(folder)), code, message, _AGAIN)
