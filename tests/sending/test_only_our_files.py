"""Which files go along: those that were made of this plan, unchanged, and nobody else's."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.sending.sender import Sender
from tests.sending.conftest import MailServer, Office
from tests.sending.test_send import boxes, kept_for, send

MakeOffice = Callable[..., Office]
Capture = pytest.CaptureFixture[str]
NOTE_LIST = "danh_sach_phieu.json"
SALARIES = b"%PDF-1.7\nBang luong\n%%EOF\n"


@pytest.fixture(scope="module")
def server(start_server: Callable[..., MailServer]) -> MailServer:
    return start_server()


@pytest.fixture
def made(office: MakeOffice, server: MailServer) -> Office:
    """An office with notes for two of three recipients, in `phieu`."""
    duties = [
        {"doan": "Rà soát hộ nghèo.", "don_vi": "noi_0", "han": "30/06/2025"},
        {"doan": "Báo cáo kết quả.", "don_vi": "noi_1"},
    ]
    made = office(boxes("phieu40", "phieu41", "khong42"), noi_dung=duties)
    made.settings(server)
    assert main(["duties", str(made.plan), "--phieu", str(notes_of(made))]) == Exit.OK
    return made


def notes_of(office: Office) -> Path:
    return office.folder / "phieu"


def refused(office: Office, server: MailServer, capsys: Capture) -> list[str]:
    """The codes for which nothing goes out."""
    before = len(kept_for(server, office))
    capsys.readouterr()
    assert send(office, "--phieu", str(notes_of(office))) == Exit.REFUSED
    said = capsys.readouterr().err
    assert len(kept_for(server, office)) == before
    assert not office.ledger.exists()
    return re.findall(r": ([A-Z]{2}\d{3}) ", said)


def enclosed(message: EmailMessage) -> list[bytes]:
    return [bytes(part.get_payload(decode=True)) for part in message.iter_attachments()][1:]


def test_what_was_made_goes_along(made: Office, server: MailServer) -> None:
    folder = notes_of(made)
    shutil.copy(folder / "noi_1.pdf", folder / "noi_2.pdf")  # nobody made it
    (folder / "noi_1.ics").write_bytes(SALARIES)
    before = len(kept_for(server, made))
    assert send(made, "--phieu", str(folder)) == Exit.OK
    got = dict(kept_for(server, made)[before:])
    own = {
        box: [(folder / name).read_bytes() for name in names]
        for box, names in zip(
            made.boxes, (["noi_0.pdf", "noi_0.ics"], ["noi_1.pdf"], []), strict=True
        )
    }
    assert {box: enclosed(message) for box, message in got.items()} == own


def test_a_note_that_was_changed(made: Office, server: MailServer, capsys: Capture) -> None:
    note = notes_of(made) / "noi_1.pdf"
    kept = note.read_bytes()
    for other in (SALARIES, kept + b"\n", b"", (notes_of(made) / "noi_0.pdf").read_bytes()):
        note.write_bytes(other)
        assert refused(made, server, capsys) == ["GV020"]
    note.unlink()
    assert refused(made, server, capsys) == ["GV018"]
    (made.folder / "luong.pdf").write_bytes(SALARIES)
    note.symlink_to(made.folder / "luong.pdf")
    assert refused(made, server, capsys) == ["GV020"]
    note.unlink()
    note.symlink_to("/dev/zero")
    assert refused(made, server, capsys) == ["GV018"]


def test_notes_of_another_plan(made: Office, server: MailServer, capsys: Capture) -> None:
    """Though the plan is the signed one still: what was changed is not printed."""
    text = made.plan.read_text("utf-8")
    made.plan.write_text(f"{text}\n# sửa sau khi lập phiếu\n", "utf-8")
    assert refused(made, server, capsys) == ["GV020"]
    made.plan.write_text(text, "utf-8")
    units = made.folder / "don_vi.yaml"
    units.write_text(units.read_text("utf-8").replace("Cơ quan noi_1", "Sở Nội vụ"), "utf-8")
    assert refused(made, server, capsys) == ["GV020"]


def test_a_list_that_names_other_files(made: Office, server: MailServer, capsys: Capture) -> None:
    """Whoever wrote it: a file of a unit has its name, and lies in the folder."""
    (made.folder / "luong.pdf").write_bytes(SALARIES)
    path = notes_of(made) / NOTE_LIST
    whole = json.loads(path.read_text("utf-8"))
    digest = hashlib.sha256(SALARIES).hexdigest()
    entries = [entry for entry in whole["phieu"] if entry["tep"] != "noi_1.pdf"]
    for name in ("../luong.pdf", str(made.folder / "luong.pdf"), "luong.pdf", "./noi_1.pdf"):
        entry = {"don_vi": "noi_1", "tep": name, "sha256": digest}
        path.write_text(json.dumps({**whole, "phieu": [*entries, entry]}), "utf-8")
        assert refused(made, server, capsys) == ["GV018"]
    swapped = [{**entry, "don_vi": "noi_1"} for entry in whole["phieu"]]
    path.write_text(json.dumps({**whole, "phieu": swapped}), "utf-8")
    assert refused(made, server, capsys) == ["GV018"]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"ma_ke_hoach": 1, "phieu": []}', '{"phieu": {"a": 1}}', "[" * 99999,
     '{"ma_ke_hoach": "x", "phieu": [1, 2]}', "\xff\xfe"],
)  # fmt: skip
def test_a_list_that_is_none(text: str, made: Office, server: MailServer, capsys: Capture) -> None:
    (notes_of(made) / NOTE_LIST).write_bytes(text.encode("latin-1"))
    assert refused(made, server, capsys) == ["GV018"]


def test_a_list_that_is_missing(made: Office, server: MailServer, capsys: Capture) -> None:
    (notes_of(made) / NOTE_LIST).unlink()
    assert refused(made, server, capsys) == ["GV018"]


def test_a_unit_that_leads_out_of_the_folder(
    office: MakeOffice, server: MailServer, capsys: Capture
) -> None:
    """The file of a stranger lies where its id points."""
    stranger = f"{Path.cwd()}/luong"
    Path("luong.pdf").write_bytes(SALARIES)
    for unit in (stranger, "../luong"):
        made = office(boxes("phieu43"), noi_dung=[{"doan": "Rà soát.", "don_vi": "noi_0"}])
        made.settings(server)
        for file in made.folder.glob("*.yaml"):
            file.write_text(file.read_text("utf-8").replace("noi_0", unit), "utf-8")
        notes_of(made).mkdir(exist_ok=True)
        assert main(["duties", str(made.plan), "--phieu", str(notes_of(made))]) == Exit.REFUSED
        assert refused(made, server, capsys) != []
        assert list(notes_of(made).iterdir()) == []
        assert Path("luong.pdf").read_bytes() == SALARIES


def test_a_note_changed_while_others_are_sent(
    made: Office, server: MailServer, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, note = Sender.run, notes_of(made) / "noi_1.pdf"
    kept = note.read_bytes()

    def changed_meanwhile(self: Sender, *arguments: Any) -> None:
        note.write_bytes(SALARIES)
        whole(self, *arguments)

    before = len(kept_for(server, made))
    with monkeypatch.context() as patched:
        patched.setattr(Sender, "run", changed_meanwhile)
        assert send(made, "--phieu", str(notes_of(made))) == Exit.MACHINE
    assert "noi_1.pdf đã bị sửa sau khi lập" in capsys.readouterr().err
    note.write_bytes(kept)
    assert send(made, "--phieu", str(notes_of(made))) == Exit.OK
    got = kept_for(server, made)[before:]
    assert sorted(box for box, _ in got) == sorted(made.boxes)
    assert SALARIES not in [content for _, message in got for content in enclosed(message)]
