"""Who may read a ledger, which names it may have, and what a person may decide about it."""

from __future__ import annotations

import shutil
import sqlite3
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.sending.ledger import open_ledger
from kehoach.sending.ledger_file import Use
from kehoach.sending.settings import read_settings
from tests.sending.conftest import Office
from tests.sending.hostile_server import Hostile, hostile
from tests.sending.test_ledger import KNOWN, WHO, backups, identity, witness
from tests.sending.test_send import boxes, rows, send

MakeOffice = Callable[..., Office]
Capture = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("approved_once")


@pytest.fixture
def server() -> Iterator[Hostile]:
    with hostile("", "") as server:
        yield server


@pytest.fixture
def made(office: MakeOffice, server: Hostile) -> Office:
    """An office that has not sent anything."""
    made = office(boxes("mot", "hai"))
    values = {"may_chu": "127.0.0.1", "cong": server.port, "bao_mat": "khong", "thu_lai": []}
    made.write("gui_van_ban.yaml", values | {"gui_tu": "vt@x.example.vn"})
    return made


def care(made: Office, *words: str) -> int:
    return main(["delivered", str(made.plan), *words])


@pytest.mark.parametrize(
    ("folder", "file", "inner"), [(0o755, 0o600, 0o700), (0o775, 0o660, 0o770)]
)
def test_who_may_read_it(folder: int, file: int, inner: int, made: Office) -> None:
    """The owner; where others of a group write into the folder, the group too."""
    made.folder.chmod(folder)
    assert send(made) == Exit.OK
    for path in (made.ledger, witness(made), *backups(made).iterdir()):
        assert stat.S_IMODE(path.stat().st_mode) == file, path
    assert stat.S_IMODE(backups(made).stat().st_mode) == inner


def test_a_second_name(made: Office, server: Hostile, capsys: Capture) -> None:
    assert send(made, "--only", "noi_0") == Exit.OK
    (other := made.folder / "ten_khac").hardlink_to(made.ledger)
    for command in (("--kiem-tra",), ("--khoi-phuc", WHO), ("--nhan-so", WHO)):
        assert care(made, *command) == Exit.REFUSED
        assert "GV022" in capsys.readouterr().err
    assert send(made) == Exit.REFUSED
    assert len(server.messages) == 1
    other.unlink()
    assert send(made) == Exit.OK


def test_one_sender_whatever_the_name_of_the_ledger(
    made: Office, server: Hostile, capsys: Capture
) -> None:
    assert send(made, "--only", "noi_0") == Exit.OK
    real = made.folder / "o_khac" / "so.sqlite3"
    real.parent.mkdir()
    made.ledger.rename(real)
    made.ledger.symlink_to(real)
    settings = read_settings(made.plan)
    with open_ledger(settings.ledger, Use.SEND):
        text = (made.folder / "gui_van_ban.yaml").read_text("utf-8")
        (made.folder / "gui_van_ban.yaml").write_text(f"{text}so_gui: {real}\n", "utf-8")
        shutil.copy(witness(made), real.with_name("so.sqlite3.chuoi"))
        assert send(made) == Exit.MACHINE
        assert "đang có một lần gửi khác" in capsys.readouterr().err
    assert send(made) == Exit.OK
    assert server.messages == dict.fromkeys(made.boxes, 1)


def test_the_settings_keep_every_other_byte(made: Office) -> None:
    own = "# Của văn phòng\r\nchung_thu_chu_ky_so: {}  # chưa có\r\n"
    (made.folder / "kehoach.yaml").write_bytes(own.encode())
    assert send(made) == Exit.OK
    text = (made.folder / "kehoach.yaml").read_bytes().decode()
    assert text.startswith(own)
    assert KNOWN.search(text.replace("\r\n", "\n"))
    assert "\n" not in text.replace("\r\n", "")
    assert care(made, "--kiem-tra") == Exit.OK


@pytest.mark.parametrize("before", ["", "\n", "# Của văn phòng\n", "so_gui:\n", "so_gui: {}\n"])
def test_settings_that_say_nothing_of_a_ledger(before: str, made: Office) -> None:
    (made.folder / "kehoach.yaml").write_text(before, "utf-8")
    assert send(made) == Exit.OK
    assert care(made, "--kiem-tra") == Exit.OK
    made.ledger.unlink()
    witness(made).unlink()
    shutil.rmtree(backups(made))
    assert send(made) == Exit.REFUSED  # the settings know it


def test_a_new_ledger_begins_when_a_person_says_so(
    made: Office, server: Hostile, capsys: Capture
) -> None:
    assert send(made) == Exit.OK
    before = identity(made)
    made.ledger.unlink()
    shutil.rmtree(backups(made))
    assert care(made, "--khoi-phuc", WHO) == Exit.REFUSED
    assert "GV021" in capsys.readouterr().err
    assert not made.ledger.exists()
    assert care(made, "--nhan-so", " ") == Exit.USAGE
    assert care(made, "--nhan-so", WHO) == Exit.OK
    assert identity(made) != before
    capsys.readouterr()
    assert care(made, "--kiem-tra") == Exit.OK
    assert f"{WHO}: lập sổ gửi mới thay sổ đã mất" in capsys.readouterr().out
    assert send(made) == Exit.OK  # the person said that nothing had been sent
    assert server.messages == dict.fromkeys(made.boxes, 2)


def test_a_changed_ledger_is_taken_when_a_person_says_so(made: Office, server: Hostile) -> None:
    """What waits in it may have gone out: it is unknown, and not sent again unasked."""
    assert send(made, "--only", "noi_0") == Exit.OK
    with closing(sqlite3.connect(made.ledger)) as database, database:
        database.execute("UPDATE delivery SET state = 'waiting' WHERE recipient = 'noi_0'")
    assert send(made) == Exit.REFUSED
    before = identity(made)
    assert care(made, "--nhan-so", WHO) == Exit.OK
    assert identity(made) == before
    assert {state for state, _ in rows(made).values()} == {"unknown"}
    assert send(made) == Exit.FINDINGS
    assert len(server.messages) == 1
    assert care(made, "--kiem-tra") == Exit.OK
    assert any(path.suffix.startswith(".bo") for path in backups(made).iterdir())


def test_what_is_refused_changes_no_byte(made: Office) -> None:
    """Of a ledger that came back from a backup, too."""
    assert send(made) == Exit.OK
    made.ledger.unlink()
    assert care(made, "--khoi-phuc", WHO) == Exit.OK
    before = made.ledger.read_bytes()
    assert main(["deliver", str(made.plan), "noi_0", "--nguoi-nhan", "A"]) == Exit.REFUSED
    assert made.ledger.read_bytes() == before


def test_what_is_no_ledger_is_never_taken(made: Office, capsys: Capture) -> None:
    assert send(made) == Exit.OK
    made.ledger.write_bytes(b"day khong phai la so gui " * 400)
    assert care(made, "--nhan-so", WHO) == Exit.REFUSED
    assert "GV022" in capsys.readouterr().err


def test_a_ledger_from_before_the_chain(made: Office, server: Hostile, capsys: Capture) -> None:
    """It is read as it is, and taken over by the next command that writes."""
    assert send(made, "--only", "noi_0") == Exit.OK
    with closing(sqlite3.connect(made.ledger)) as database, database:
        database.execute("DROP TABLE link")
        database.execute("PRAGMA user_version = 1")
    shutil.rmtree(backups(made))
    witness(made).unlink()
    (made.folder / "kehoach.yaml").unlink()
    capsys.readouterr()
    assert care(made) == Exit.FINDINGS
    assert care(made, "--kiem-tra") == Exit.FINDINGS
    assert send(made) == Exit.OK
    assert "đã ghi mã sổ và chuỗi kiểm vào" in capsys.readouterr().err
    assert server.messages == dict.fromkeys(made.boxes, 1)
    assert care(made, "--kiem-tra") == Exit.OK


def test_backups_do_not_pile_up(made: Office) -> None:
    for number in range(14):
        who = ["--nguoi-nhan", f"Người {number}", "--kenh", "giay", "--file", str(made.signed)]
        more = [] if number == 0 else ["--sua", WHO]
        assert main(["deliver", str(made.plan), "noi_0", *who, *more]) == Exit.OK
    kept = sorted(path.name for path in backups(made).iterdir())
    assert len(kept) == 10
    with closing(sqlite3.connect(backups(made) / kept[-1])) as database:
        (last,) = database.execute("SELECT answer FROM delivery WHERE channel = 'giay'").fetchone()
    assert "Người 13" in last
    assert not [path for path in made.folder.iterdir() if path.name.startswith(".")]


def test_a_backup_that_cannot_be_made_sends_nothing(
    made: Office, server: Hostile, capsys: Capture
) -> None:
    backups(made).write_bytes(b"")
    assert send(made) == Exit.MACHINE
    assert "bản lưu" in capsys.readouterr().err
    assert server.messages == {}


def test_other_ledger_commands_take_no_list_options(made: Office, tmp_path: Path) -> None:
    assert care(made, "--kiem-tra", "-o", str(tmp_path / "x.xlsx")) == Exit.USAGE
    assert not (tmp_path / "x.xlsx").exists()


def test_a_changed_ledger_proves_nothing(made: Office, capsys: Capture) -> None:
    """Who only reads is told too."""
    assert send(made) == Exit.OK
    with closing(sqlite3.connect(made.ledger)) as database, database:
        database.execute("UPDATE document SET nguoi_ky = 'Người khác'")
    for command in (["delivered", str(made.plan)], ["so-van-ban-di", str(made.plan)]):
        capsys.readouterr()
        assert main(command) == Exit.REFUSED
        said = capsys.readouterr()
        assert "GV022" in said.err
        assert said.out == ""
