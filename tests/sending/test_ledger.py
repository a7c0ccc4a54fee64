"""A ledger that is lost is not a new one, and one that was changed is not what it was.

Whatever happens to the file: nothing is sent again before a person has decided, by name.
"""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from kehoach.cli.console import Exit
from kehoach.cli.main import main
from tests.sending.conftest import Office
from tests.sending.hostile_server import Hostile, hostile
from tests.sending.test_send import boxes, send

MakeOffice = Callable[..., Office]
Capture = pytest.CaptureFixture[str]
pytestmark = pytest.mark.usefixtures("approved_once")
WHO = "Nguyễn Thị Hoa"
KNOWN = re.compile(r"^  ma: ([0-9a-f-]{36})$", re.MULTILINE)


@pytest.fixture
def server() -> Iterator[Hostile]:
    with hostile("", "") as server:
        yield server


@pytest.fixture
def made(office: MakeOffice, server: Hostile) -> Office:
    """An office that sent to one of three, and then to the others."""
    made = office(boxes("mot", "hai", "ba"))
    made.write(
        "gui_van_ban.yaml",
        {
            "may_chu": "127.0.0.1",
            "cong": server.port,
            "bao_mat": "khong",
            "gui_tu": "vt@x.example.vn",
            "thu_lai": [],
        },
    )
    assert send(made, "--only", "noi_0") == Exit.OK
    (made.folder / "cu").mkdir()
    shutil.copy(made.ledger, made.folder / "cu")
    assert send(made) == Exit.OK
    assert server.messages == dict.fromkeys(made.boxes, 1)
    return made


def sql(made: Office, *statements: str) -> None:
    with closing(sqlite3.connect(made.ledger)) as database, database:
        for statement in statements:
            database.execute(statement)


def backups(made: Office) -> Path:
    return made.folder / "so_gui.sqlite3.luu"


def witness(made: Office) -> Path:
    return made.folder / "so_gui.sqlite3.chuoi"


def identity(made: Office) -> str:
    known = KNOWN.search((made.folder / "kehoach.yaml").read_text("utf-8"))
    assert known
    return known[1]


# What may happen to a ledger


def deleted(made: Office) -> None:
    made.ledger.unlink()


def emptied(made: Office) -> None:
    made.ledger.write_bytes(b"")


def junk(made: Office) -> None:
    made.ledger.write_bytes(b"day khong phai la so gui " * 400)


def zeros(made: Office) -> None:
    made.ledger.write_bytes(b"\0" * 8192)


def another_database(made: Office) -> None:
    made.ledger.unlink()
    sql(made, "CREATE TABLE a (b)")


def database_without_tables(made: Office) -> None:
    made.ledger.unlink()
    sql(made, "PRAGMA journal_mode = WAL", "VACUUM")


def another_ledger(made: Office) -> None:
    """One that an office like this made today."""
    other = made.folder / "khac"
    other.mkdir()
    for name in ("ke_hoach.yaml", "don_vi.yaml", "noi_nhan.yaml", "gui_van_ban.yaml", "da_ky.pdf"):
        shutil.copy(made.folder / name, other)
    shutil.copytree(made.folder / "chung_thu", other / "chung_thu")
    who = ["--nguoi-nhan", "Lê Thị Hoa", "--file", str(other / "da_ky.pdf")]
    assert main(["deliver", str(other / "ke_hoach.yaml"), "noi_2", *who]) == Exit.OK
    shutil.copy(other / made.ledger.name, made.ledger)


def an_older_copy(made: Office) -> None:
    shutil.copy(made.folder / "cu" / made.ledger.name, made.ledger)


def a_link_to_an_empty_file(made: Office) -> None:
    (made.folder / "trong").touch()
    made.ledger.unlink()
    made.ledger.symlink_to(made.folder / "trong")


def a_link_to_nothing(made: Office) -> None:
    made.ledger.unlink()
    made.ledger.symlink_to(made.folder / "khong" / "co")


def a_link_to_an_older_copy(made: Office) -> None:
    made.ledger.unlink()
    made.ledger.symlink_to(made.folder / "cu" / made.ledger.name)


def cut_in_half(made: Office) -> None:
    os.truncate(made.ledger, made.ledger.stat().st_size // 2)


def a_state_set_back(made: Office) -> None:
    sql(made, "UPDATE delivery SET state = 'waiting' WHERE recipient = 'noi_1'")


def a_state_set_back_with_its_history(made: Office) -> None:
    sql(
        made,
        "UPDATE delivery SET state = 'waiting', answer = '' WHERE recipient = 'noi_1'",
        "DELETE FROM event WHERE recipient = 'noi_1' AND state <> 'waiting'",
    )


def a_delivery_taken_away(made: Office) -> None:
    sql(made, "DELETE FROM delivery WHERE recipient = 'noi_1'")


def a_document_taken_away(made: Office) -> None:
    sql(made, "DELETE FROM delivery", "DELETE FROM document")


def everything_taken_away(made: Office) -> None:
    tables = ("event", "delivery", "document", "link")
    sql(made, *(f"DELETE FROM {table}" for table in tables))


def the_end_of_the_chain_taken_away(made: Office) -> None:
    """All that was entered of one recipient, so that the rest agrees."""
    sql(
        made,
        "DELETE FROM link WHERE number > 8",
        "DELETE FROM event WHERE id > 5",
        "UPDATE delivery SET state = 'waiting', answer = '' WHERE recipient <> 'noi_0'",
    )


def a_link_changed(made: Office) -> None:
    sql(made, "UPDATE link SET body = replace(body, 'sent', 'failed')")


def an_address_changed(made: Office) -> None:
    sql(made, "UPDATE delivery SET address = 'ai-do@x.vn' WHERE recipient = 'noi_1'")


def a_hash_changed(made: Office) -> None:
    for table in ("delivery", "event", "document"):
        sql(made, f"UPDATE {table} SET hash = 'x'")


def a_trigger_added(made: Office) -> None:
    sql(
        made,
        "CREATE TRIGGER t AFTER UPDATE ON delivery BEGIN "
        "UPDATE delivery SET state = 'waiting'; END",
    )


def the_version_set_back(made: Office) -> None:
    sql(made, "DROP TABLE link", "PRAGMA user_version = 1")


def the_witness_deleted(made: Office) -> None:
    witness(made).unlink()


def an_older_copy_without_its_witness(made: Office) -> None:
    an_older_copy(made)
    witness(made).unlink()


def an_older_copy_and_no_settings(made: Office) -> None:
    an_older_copy(made)
    (made.folder / "kehoach.yaml").unlink()


def deleted_with_settings(made: Office) -> None:
    made.ledger.unlink()
    (made.folder / "kehoach.yaml").unlink()


def deleted_with_witness(made: Office) -> None:
    made.ledger.unlink()
    witness(made).unlink()


LOST = [
    deleted,
    emptied,
    a_link_to_an_empty_file,
    a_link_to_nothing,
    deleted_with_settings,
    deleted_with_witness,
]
CHANGED = [
    junk,
    zeros,
    another_database,
    database_without_tables,
    another_ledger,
    an_older_copy,
    a_link_to_an_older_copy,
    cut_in_half,
    a_state_set_back,
    a_state_set_back_with_its_history,
    a_delivery_taken_away,
    a_document_taken_away,
    everything_taken_away,
    the_end_of_the_chain_taken_away,
    a_link_changed,
    an_address_changed,
    a_hash_changed,
    a_trigger_added,
    the_version_set_back,
    the_witness_deleted,
    an_older_copy_without_its_witness,
    an_older_copy_and_no_settings,
]


@pytest.mark.parametrize(
    ("happens", "code"),
    [*((harm, "GV021") for harm in LOST), *((harm, "GV022") for harm in CHANGED)],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_nothing_is_sent_again(
    happens: Callable[[Office], None],
    code: str,
    made: Office,
    server: Hostile,
    capsys: Capture,
) -> None:
    happens(made)
    before = {path: path.read_bytes() for path in made.folder.iterdir() if path.is_file()}
    capsys.readouterr()
    plan = str(made.plan)
    for command in (
        ["send", plan, "--file", str(made.signed), "--yes"],
        ["send", plan, "--file", str(made.signed), "--dry-run"],
        ["deliver", plan, "noi_1", "--nguoi-nhan", "Lê Thị Hoa", "--kenh", "giay"],
        ["deliver", plan, "noi_1", "--nguoi-nhan", "A", "--file", str(made.signed)],
        ["delivered", plan, "--kiem-tra"],
    ):
        assert main(command) == Exit.REFUSED, command
        assert f"so_gui.sqlite3: {code} " in capsys.readouterr().err, command
    assert server.messages == dict.fromkeys(made.boxes, 1)
    after = {path: path.read_bytes() for path in made.folder.iterdir() if path.is_file()}
    beside = {made.folder / f"{made.ledger.name}{end}" for end in ("-wal", "-shm")}
    assert {path: data for path, data in after.items() if path not in beside} == before
    # The last backup has all: it comes back, and still nothing is sent again.
    assert main(["delivered", plan, "--khoi-phuc", WHO]) == Exit.OK
    assert "đủ đến lần ghi cuối cùng" in capsys.readouterr().err or not_whole(happens)
    assert main(["delivered", plan, "--kiem-tra"]) == Exit.OK
    assert f"{WHO}: khôi phục sổ gửi từ bản lưu" in capsys.readouterr().out
    assert send(made) == Exit.OK
    assert server.messages == dict.fromkeys(made.boxes, 1)
    assert main(["delivered", plan]) == Exit.OK
    assert capsys.readouterr().out.count("đã gửi ") >= len(made.boxes)


def not_whole(happens: Callable[[Office], None]) -> bool:
    """Whether nothing is left to tell that the backup is the ledger's last state."""
    return happens in (
        the_witness_deleted,
        an_older_copy_without_its_witness,
        deleted_with_witness,
    )
