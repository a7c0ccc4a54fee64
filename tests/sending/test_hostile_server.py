"""Whatever a mail server says: the ledger tells what is known, and nothing of it steers a terminal.

A message counts as not sent only where no server can have taken it, or a clear answer says so.
"""

from __future__ import annotations

import base64
import re
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path
from unicodedata import category

import pytest

from kehoach.cli.console import Exit
from kehoach.cli.main import main
from tests.sending.conftest import PASSWORD, Office
from tests.sending.hostile_server import BLOCK, Hostile, Read, hostile
from tests.sending.test_send import boxes, send
from tests.thorough import every

MakeOffice = Callable[..., Office]
Capture = pytest.CaptureFixture[str]
NOT_SMTP = ("garbage", "no_code", "no_number", "far_number", "two_codes", "no_end")
UNENDING = ("long", "endless")
UNEXPECTED = ("other_code", "plain_200", "go_on")
SLOW = ("silent", "drip")
SOON = 2
"""Seconds for an answer where the server keeps silent: only those scenarios wait so long."""

pytestmark = pytest.mark.usefixtures("approved_once")
OK, LEFT, MACHINE = Exit.OK, Exit.FINDINGS, Exit.MACHINE
TABLE: list[tuple[str, tuple[str, ...], Exit, str, int]] = [
    # Where it happens, what; the exit code, the state in the ledger, how often it was taken.
    *[(stage, (*NOT_SMTP, *UNENDING), MACHINE, "waiting", 0) for stage in ("greeting", "ehlo")],
    *[(stage, SLOW, MACHINE, "waiting", 0) for stage in ("greeting", "ehlo")],
    *[
        (stage, ("drop", "later", "never", "closing"), MACHINE, "waiting", 0)
        for stage in ("greeting", "ehlo")
    ],
    ("greeting", UNEXPECTED, MACHINE, "waiting", 0),
    ("greeting", ("twice",), MACHINE, "waiting", 0),
    ("greeting", ("controls",), OK, "sent", 1),
    ("ehlo", ("go_on",), MACHINE, "waiting", 0),
    ("ehlo", ("other_code", "plain_200", "controls"), OK, "sent", 1),
    ("ehlo", ("twice",), LEFT, "waiting", 0),
    *[
        (stage, (*NOT_SMTP, *UNENDING, *SLOW, "drop", "later", "closing"), LEFT, "waiting", 0)
        for stage in ("mail", "rcpt", "data")
    ],
    ("mail", ("never",), MACHINE, "waiting", 0),
    ("rcpt", ("never",), LEFT, "failed", 0),
    ("data", ("never",), LEFT, "failed", 0),
    *[(stage, ("other_code", "plain_200"), LEFT, "waiting", 0) for stage in ("mail", "data")],
    ("rcpt", ("other_code", "plain_200", "go_on"), LEFT, "waiting", 0),
    ("mail", ("go_on",), LEFT, "waiting", 0),
    ("data", ("go_on", "controls"), OK, "sent", 1),
    *[(stage, ("twice",), LEFT, "waiting", 0) for stage in ("mail", "rcpt", "data")],
    *[(stage, ("controls",), OK, "sent", 1) for stage in ("mail", "rcpt")],
    ("data", ("early",), LEFT, "waiting", 0),
    ("end", (*NOT_SMTP, *UNENDING, *SLOW, *UNEXPECTED, "drop"), LEFT, "unknown", 1),
    ("end", ("never",), LEFT, "failed", 1),
    ("end", ("later", "closing"), LEFT, "waiting", 2),  # tried again, as the server asks
    ("end", ("twice", "controls"), OK, "sent", 1),
    ("rset", (*NOT_SMTP, *UNENDING, *SLOW, "drop"), OK, "sent", 1),
    ("quit", (*NOT_SMTP, *UNENDING, *SLOW, "drop", "twice", "never"), OK, "sent", 1),
]
CASES = [(stage, how, *rest) for stage, hows, *rest in TABLE for how in hows]


def settings(made: Office, server: Hostile, **more: object) -> None:
    made.write(
        "gui_van_ban.yaml",
        {
            "may_chu": "127.0.0.1",
            "cong": server.port,
            "bao_mat": "khong",
            "gui_tu": "vt@x.example.vn",
            **({"cho_toi_da": SOON, "thu_lai": []} if server.how in SLOW else {"thu_lai": [0]}),
            **more,
        },
    )


def states(made: Office) -> dict[str, tuple[str, str]]:
    with sqlite3.connect(made.ledger) as database:
        rows = database.execute("SELECT address, state, answer FROM delivery")
        return {address: (state, answer) for address, state, answer in rows}


def unseen(text: str) -> set[str]:
    """What a reader does not see in a text, line ends aside."""
    return {c for c in text if category(c) in ("Cc", "Cf", "Zl", "Zp")} - {"\n"}


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A message takes no longer than an answer: the table has silent servers."""
    monkeypatch.setattr("kehoach.sending.mail_server._TIMES_AN_ANSWER", 1)


@pytest.mark.usefixtures("hurried")
@pytest.mark.parametrize(("stage", "how", "code", "state", "taken"), every(4, CASES))
def test_what_a_server_may_do(
    stage: str,
    how: str,
    code: Exit,
    state: str,
    taken: int,
    office: MakeOffice,
    capsys: Capture,
) -> None:
    made = office(boxes("mot"))
    with hostile(stage, how) as server:
        settings(made, server)
        assert send(made) == code
        out, said = capsys.readouterr()
        ((address, (became, answer)),) = states(made).items()
        assert (became, server.messages[address]) == (state, taken)
        assert unseen(out + said + answer) == set()
        assert server.poured < 1024 * BLOCK  # the system takes some megabytes that nobody reads
    # What was sent, or perhaps sent, is not sent again; what certainly was not, is.
    with hostile("", "") as next_:
        settings(made, next_)
        assert send(made) == (OK if state in ("sent", "waiting") else LEFT)
        assert next_.messages[address] == (state == "waiting")
        main(["delivered", str(made.plan), "--lich-su"])
        assert unseen("".join(capsys.readouterr())) == set()


def test_a_server_that_hangs_up_within_a_message(office: MakeOffice) -> None:
    """Whether that is seen before the last line goes out is chance; it decides what is known."""
    made = office(boxes("mot"))
    with hostile("body", "drop") as server:
        settings(made, server)
        assert send(made) == LEFT
    ((state, _),) = states(made).values()
    assert state in ("waiting", "unknown")
    with hostile("", "") as next_:
        settings(made, next_)
        assert send(made) == (OK if state == "waiting" else LEFT)
        assert next_.messages.total() == (state == "waiting")


def test_one_answer_for_two_messages(office: MakeOffice) -> None:
    """An answer too many is never taken for that to the next message."""
    made = office(boxes("mot", "hai", "ba"))
    with hostile("end", "twice") as server:
        settings(made, server, thu_lai=[0, 0])
        assert send(made) == OK
        assert {state for state, _ in states(made).values()} == {"sent"}
        assert server.messages == dict.fromkeys(made.boxes, 1)


def test_a_server_that_breaks_every_message_leaves_most_in_no_doubt(office: MakeOffice) -> None:
    made = office(boxes(*(f"noi{number}" for number in range(9))))
    with hostile("end", "drop") as server:
        settings(made, server, thu_lai=[])
        assert send(made) == MACHINE
        became = [state for state, _ in states(made).values()]
        assert (became.count("unknown"), became.count("waiting")) == (3, 6)
        assert server.messages.total() == 3


def test_who_comes_behind_those_that_break_is_served(office: MakeOffice) -> None:
    made = office(boxes(*(f"noi{number}" for number in range(7))))

    class Choosy(Hostile):
        def answer(self, stage: str, connection: socket.socket) -> bool:
            broken = stage == "data" and any(f"noi{n}@".encode() in self.said[-2] for n in range(4))
            self.stage = "data" if broken else ""
            return super().answer(stage, connection)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("tests.sending.hostile_server.Hostile", Choosy)
        with hostile("", "drop") as server:
            settings(made, server, thu_lai=[0])
            send(made)
            assert sorted(server.messages) == boxes("noi4", "noi5", "noi6")


@pytest.mark.parametrize(
    ("size", "code", "state"),
    [
        ("10", Exit.REFUSED, "waiting"),
        ("9" * 4000, OK, "sent"),
        ("²", OK, "sent"),
        ("-5", OK, "sent"),
        ("0", OK, "sent"),
        ("1e3", OK, "sent"),
    ],
)
def test_sizes_that_a_server_states(
    size: str, code: Exit, state: str, office: MakeOffice, capsys: Capture
) -> None:
    made = office(boxes("mot"))
    with hostile("size", size) as server:
        settings(made, server)
        assert send(made) == code
        assert {became for became, _ in states(made).values()} == {state}
        assert ("GV010" in capsys.readouterr().err) == (code == Exit.REFUSED)


ECHOES = ["plain", "plain login", "login", "read", "read login", "read_later", "challenge"]


@pytest.mark.parametrize("how", ECHOES)
def test_a_server_that_repeats_the_password(
    how: str, office: MakeOffice, capsys: Capture, tmp_path: Path
) -> None:
    made = office(boxes("mot"))
    with hostile("auth", how) as server:
        settings(made, server, tai_khoan="vanthu")
        assert send(made) == MACHINE
        heard = b" ".join(server.said)
    told = capsys.readouterr().err
    assert re.search("mật khẩu|không theo SMTP|454", told)
    sent = (f"{before}{PASSWORD}".encode() for before in ("", "\0vanthu\0"))
    secrets = [PASSWORD, *(base64.b64encode(text).decode() for text in sent)]
    if how != "challenge":
        assert any(secret.encode() in heard for secret in secrets)
    main(["delivered", str(made.plan), "--lich-su"])
    told += "".join(capsys.readouterr())
    files = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    for secret in secrets:
        assert secret.strip("=") not in told
        assert secret.strip("=").encode() not in files


@pytest.mark.parametrize("stage", ["mail", "rcpt", "data", "end"])
@pytest.mark.parametrize(
    "kept",
    [
        PASSWORD,
        PASSWORD.upper(),
        " ".join(PASSWORD),
        PASSWORD.replace("-", "-\x1b[0m"),
        PASSWORD.encode().hex(),
        base64.b64encode(f"\0vanthu\0{PASSWORD}".encode()).decode(),
        "id=" + base64.b64encode(f"ab{PASSWORD}cd".encode()).decode().strip("="),
    ],
)
def test_the_password_in_a_later_answer(
    stage: str, kept: str, office: MakeOffice, capsys: Capture, tmp_path: Path
) -> None:
    made = office(boxes("mot"))

    class Telltale(Hostile):
        def answer(self, at: str, connection: socket.socket) -> bool:
            if at != stage:
                return super().answer(at, connection)
            connection.sendall(f"550 5.7.1 no {kept}\r\n".encode())
            return False

        def refuse_account(self, line: bytes, connection: socket.socket, read: Read) -> None:
            del line, read
            connection.sendall(b"235 in\r\n")

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("tests.sending.hostile_server.Hostile", Telltale)
        with hostile("auth", "plain") as server:
            settings(made, server, tai_khoan="vanthu")
            assert send(made) == (MACHINE if stage == "mail" else LEFT)
    told = "".join(capsys.readouterr())
    main(["delivered", str(made.plan), "--lich-su"])
    told += "".join(capsys.readouterr())
    assert "550" in told
    files = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    for text in (told, files.decode("latin-1")):
        assert kept not in text
        assert PASSWORD.casefold() not in re.sub(r"\s", "", text).casefold()


def test_no_protection_where_it_is_asked_for(office: MakeOffice, capsys: Capture) -> None:
    made = office(boxes("mot"))
    with hostile("tls", "454") as server:
        settings(made, server, bao_mat="starttls")
        assert send(made) == MACHINE
    assert "454" in capsys.readouterr().err
    assert [state for state, _ in states(made).values()] == ["waiting"]
    assert not any(b"MAIL" in line for line in server.said)


@pytest.mark.parametrize("host", ["khong-co.example.invalid", "a..b", "x" * 80 + ".vn", "máy chủ"])
def test_a_name_that_leads_nowhere_is_told_at_once(
    host: str, office: MakeOffice, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = office(boxes("mot"))
    waited: list[float] = []
    monkeypatch.setattr("kehoach.sending.sender.sleep", waited.append)
    made.write("gui_van_ban.yaml", {"may_chu": host, "gui_tu": "vt@x.example.vn"})
    assert send(made) == MACHINE
    assert "không tìm thấy máy chủ" in capsys.readouterr().err
    assert waited == []


def test_what_is_waited_for_is_told(
    office: MakeOffice, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = office(boxes("mot"))
    waited: list[float] = []
    monkeypatch.setattr("kehoach.sending.sender.sleep", waited.append)
    with hostile("rcpt", "later") as server:
        settings(made, server, thu_lai=[5, 30])
        assert send(made) == LEFT
    said = capsys.readouterr().err
    assert waited == [5, 30]
    assert [f"thử lại sau {seconds} giây" in said for seconds in waited] == [True, True]
