"""What goes along with the signed file: the notes that `kehoach duties --phieu` made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kehoach.duties.notes import notes
from kehoach.files import reason, shown
from kehoach.findings import InputRefused, MachineProblem
from kehoach.locations import Place
from kehoach.recipients.expansion import Addressee
from kehoach.resolve.read import Reading

_KINDS = {".pdf": "Phiếu nhiệm vụ", ".ics": "Lịch thời hạn"}


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file to attach, and the name that it bears there."""

    path: Path
    name: str

    def read(self) -> bytes:
        """Its bytes. Raises MachineProblem if it cannot be read any more."""
        try:
            return self.path.read_bytes()
        except OSError as error:
            raise MachineProblem(f"không đọc được {shown(self.path)}: {reason(error)}") from None


def enclosures(
    reading: Reading, addressees: Iterable[Addressee], folder: Path
) -> dict[str, tuple[Enclosure, ...]]:
    """The notes in `folder` for each addressee with duties, by its id.

    Raises InputRefused with every note that is not there.
    """
    by_addressee: dict[str, tuple[Enclosure, ...]] = {}
    missing = []
    for note in notes(reading, addressees):
        paths = {kind: folder / f"{note.unit}{kind}" for kind in _KINDS}
        if not paths[".pdf"].is_file():
            missing.append(f"{note.unit}.pdf")
        there = tuple(
            Enclosure(path, f"{_KINDS[kind]} - {note.ten}{kind}".replace("/", "-"))
            for kind, path in paths.items()
            if path.is_file()
        )
        by_addressee[note.addressee] = by_addressee.get(note.addressee, ()) + there
    if missing:
        message = f"thiếu {len(missing)} phiếu nhiệm vụ: {', '.join(missing[:5])}"
        message += "…" if len(missing) > 5 else ""
        advice = "tạo lại phiếu: kehoach duties KẾ_HOẠCH --phieu THƯ_MỤC"
        raise InputRefused.at(Place(shown(folder)), "GV018", message, advice)
    return by_addressee
