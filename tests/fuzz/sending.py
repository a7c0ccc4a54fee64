"""Mail servers that answer oddly, and ledgers that are not what they were."""

from __future__ import annotations

import base64
import os
import pickle
import re
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any, ClassVar

import yaml

from tests.fuzz.area import Area, lay
from tests.fuzz.bounded import Fault, Outcome, run_command
from tests.fuzz.edits import Draft, Edit
from tests.fuzz.files_of_others import built
from tests.fuzz.hostile_mail import STAGES, Answer, Script, serving, taken
from tests.fuzz.plans import PLAN, several
from tests.fuzz.texts import LETTERS, NUMBERS, edit_bytes, word
from tests.sending.conftest import LEADER, PASSWORD, identity, plan_of, sign

LEDGER = "so_gui.sqlite3"
_BOXES = ("mot@x.example.vn", "hai@x.example.vn", "ba@x.example.vn")
_SEND = ("send", PLAN, "--file", "da_ky.pdf", "--yes")
_NEVER_WRITTEN = (
    PASSWORD.encode(),
    base64.b64encode(PASSWORD.encode()),
    base64.b64encode(f"\0vanthu\0{PASSWORD}".encode()),
)
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f]")


def office() -> dict[str, bytes]:
    """A folder as an office has it, the plan signed; the settings lack the port."""
    book = {f"noi_{n}": {"kenh": "thu_dien_tu", "thu_dien_tu": box} for n, box in enumerate(_BOXES)}
    units = {unit: {"ten": f"Cơ quan {unit}"} for unit in book}
    plan = yaml.safe_dump(plan_of(book), allow_unicode=True, sort_keys=False).encode()
    authority = identity("Ban Cơ yếu thử nghiệm")
    around = {
        "noi_nhan.yaml": yaml.safe_dump(book, allow_unicode=True).encode(),
        "don_vi.yaml": yaml.safe_dump(units, allow_unicode=True).encode(),
    }
    signed = sign(built(plan, "pdf", around), identity(LEADER, authority))
    return {
        **around,
        PLAN: plan,
        "chung_thu/ca.pem": authority.pem,
        "da_ky.pdf": signed,
    }


def settings(port: int, **more: Any) -> bytes:
    """How the office sends: through this machine, without much patience."""
    values = {
        "may_chu": "127.0.0.1",
        "cong": port,
        "bao_mat": "khong",
        "gui_tu": "vanthu@gialai.example.vn",
        "thu_lai": [0],
        "cho_toi_da": 1,
    }
    return yaml.safe_dump(values | more).encode()


class Dialogues(Area):
    """Answers of mail servers."""

    name = "smtp"

    def prepare(self) -> None:
        """An office with three recipients, and a password."""
        os.environ["KEHOACH_MAT_KHAU"] = PASSWORD
        self._office = office()

    def draw(self, random: Random) -> Draft:
        edits = tuple(_answered(random) for _ in range(several(random)))
        return Draft({}, edits, _as_bytes, (_SEND,))

    def tried(self, draft: Draft) -> list[Fault]:
        """Send against the script, and once more against a good server."""
        script: Script = pickle.loads(draft.made()["script"])
        with TemporaryDirectory() as name:
            folder, log = Path(name), Path(name, "log")
            lay(folder, self._office)
            outcomes = []
            for answers in (script, {}):
                with serving(answers, log) as port:
                    (folder / "gui_van_ban.yaml").write_bytes(settings(port, tai_khoan="vanthu"))
                    outcomes.append(self.ran(run_command(_SEND, folder, self.patience)))
            faults = [fault for outcome in outcomes for fault in outcome.faults()]
            return faults + _unlike(folder, log, outcomes)


def _as_bytes(script: Script) -> dict[str, bytes]:
    return {"script": pickle.dumps(script)}


def _answered(random: Random) -> Edit:
    """An answer other than the good one."""
    stage, number = random.choice(STAGES), random.choice((0, 0, 0, 1, 2))
    code = random.choice(
        (
            *(
                b"250",
                b"220",
                b"354",
                b"235",
                b"334",
                b"421",
                b"450",
                b"451",
                b"550",
                b"535",
                b"552",
            ),
            *(b"252", b"200", b"600", b"000", b"999", b"25", b"2500", b"abc", b"", b"-50"),
            "²50".encode(),
        )
    )
    words = random.choice(
        (
            *(b"ok", b"", b"\x1b[31mred\x1b]0;title\x07", b"=cmd|' /C calc'!A0", b"a\x00b"),
            *(b"\xff\xfe\x80", b"x" * 600, b"x" * 20_000, b"<b>no</b>", b"\x08\x08\x08"),
            *("sai địa chỉ".encode(), b"SIZE 10", "\u202egpj.exe".encode(), b"2.0.0 Ok: 250 550"),
            *(b"a\rb", b"STARTTLS", b"AUTH XOAUTH2", b" "),
        )
    )
    line = (
        code
        + random.choice((b" ", b"-", b"", b"\t"))
        + words
        + random.choice((b"\r\n", b"\n", b""))
    )
    long = b"250-" + b"B" * 4000 + b"\r\n"
    text = random.choice(
        (
            *(line, line, line, line + line, line + b"250 ok\r\n", b"\r\n"),
            *(
                b"250-" + words + b"\r\n" + line,
                b"250-x\r\n550 no\r\n",
                random.randbytes(80) + b"\r\n",
            ),
            *(b"250-x\r\n" * 3000 + b"250 ok\r\n", long, long * 2000),
        )
    )
    then = random.choice(("go on", "go on", "go on", "break off", "fall silent"))
    if stage == "dot" and (then == "fall silent" or not text.endswith(b"\n")):
        then = "break off"  # ten minutes are waited for the last answer, as they should be
    answer = Answer(
        text, then, echo=random.random() < 0.3, slowly=len(text) < 90 and random.random() < 0.1
    )

    def do(script: Script) -> None:
        script.setdefault(stage, {})[number] = answer

    short = f"{text[:90]!r}{'…' if len(text) > 90 else ''}"
    extra = "".join((", echo" * answer.echo, ", slowly" * answer.slowly))
    return Edit(f"{stage} {number}: {short}, {then}{extra}", do)


def _states(ledger: Path) -> dict[str, tuple[str, str]]:
    with closing(sqlite3.connect(ledger)) as database:
        rows = database.execute("SELECT address, state, answer FROM delivery").fetchall()
    return {address: (state, answer) for address, state, answer in rows}


def _unlike(folder: Path, log: Path, outcomes: Sequence[Outcome]) -> list[Fault]:
    """Where ledger and server disagree, and what must stand nowhere."""
    first, last = outcomes[0], outcomes[-1]
    faults = []
    said = "".join(outcome.said for outcome in outcomes).encode()
    kept = b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())
    if any(secret in said + kept for secret in _NEVER_WRITTEN):
        faults.append(Fault("password", first, "send: the password shows"))
    if not (folder / LEDGER).exists():
        return faults
    states = _states(folder / LEDGER)
    accepted = Counter(box for box, answer in taken(log) if re.match(r"250[ -]", answer))
    got = Counter(box for box, answer in taken(log) if not re.match(r"[45]\d\d[ -]", answer))
    for box, (state, answer) in states.items():
        if _CONTROLS.search(answer):
            faults.append(Fault("control", first, f"ledger: {answer!r}"))
        if accepted[box] > 1:
            faults.append(Fault("twice", last, f"{accepted[box]} times to one"))
        if got[box] and state not in ("sent", "unknown"):
            faults.append(Fault("lost", last, f"the server has it, the ledger says {state}"))
        if state == "sent" and not got[box]:
            faults.append(Fault("lost", last, "the ledger says sent, the server has nothing"))
    everybody = all(state == "sent" for state, _ in states.values())
    if last.code == 0 and not everybody:
        faults.append(Fault("code", last, "send: 0, and somebody has nothing"))
    return faults


class Ledgers(Area):
    """Ledgers with bits flipped, cells changed, ends cut off."""

    name = "so_gui"
    weight = 3
    _COMMANDS: ClassVar[tuple[tuple[str, ...], ...]] = (
        *(
            ("delivered", PLAN),
            ("delivered", PLAN, "--lich-su"),
            ("delivered", PLAN, "-o", "a.xlsx"),
        ),
        *(("so-van-ban-di", PLAN), ("so-van-ban-di", PLAN, "-o", "a.pdf"), _SEND, _SEND),
        *(
            ("deliver", PLAN, "noi_0", "--nguoi-nhan", "An"),
            ("deliver", PLAN, "noi_1", "--gui-lai"),
        ),
        (*_SEND[:-1], "--dry-run"),
    )

    def prepare(self) -> None:
        """The ledger of an office that has sent."""
        os.environ["KEHOACH_MAT_KHAU"] = PASSWORD
        self._office = office()
        with TemporaryDirectory() as name:
            folder = Path(name)
            lay(folder, self._office)
            with serving({}, folder / "log") as port:
                (folder / "gui_van_ban.yaml").write_bytes(settings(port))
                outcome = run_command(_SEND, folder)
                assert outcome.code == 0, outcome.said
            for unneeded in ("log", "gui_van_ban.yaml"):
                (folder / unneeded).unlink()
            self._sent = {
                str(path.relative_to(folder)): path.read_bytes()
                for path in folder.rglob("*")
                if path.is_file()
            }

    def draw(self, random: Random) -> Draft:
        ledger = self._sent[LEDGER]
        edits = tuple(_spoiled(random, ledger) for _ in range(several(random)))
        return Draft(
            ledger, edits, lambda now: {**self._sent, LEDGER: now}, (random.choice(self._COMMANDS),)
        )

    def run(self, words: Sequence[str], folder: Path) -> list[Fault]:
        """Nobody may get again what he has, whatever became of the ledger."""
        log = folder / "log"
        with serving({}, log) as port:
            (folder / "gui_van_ban.yaml").write_bytes(settings(port))
            before = (folder / LEDGER).read_bytes()
            outcome = self.ran(run_command(words, folder, self.patience))
        faults = outcome.faults()
        if taken(log):
            faults.append(Fault("twice", outcome, "some got it again"))
        if outcome.code == 2 and (folder / LEDGER).read_bytes() != before:
            faults.append(Fault("changed", outcome, f"{words[0]}: the ledger"))
        return faults


_CELLS = (
    *(("delivery", column) for column in ("state", "address", "recipient", "channel", "changed")),
    *(("delivery", column) for column in ("answer", "copies", "name", "hash", "place")),
    *(
        ("document", column)
        for column in ("hash", "mark", "ngay", "so_ky_hieu", "size", "recorded")
    ),
    *(("document", column) for column in ("noi_nhan", "luu", "luu_so_ban", "draft", "file")),
    *(("event", column) for column in ("time", "state", "hash", "answer")),
)


def _spoiled(random: Random, ledger: bytes) -> Edit:
    """An edit of the file's bytes, or of what it says."""
    if random.random() < 0.5:
        if random.random() < 0.3:
            at, byte = random.randrange(100), random.randrange(256)
            return Edit(
                f"header at {at} = {byte}",
                lambda old: old[:at] + bytes([byte]) + old[at + 1 :],
            )
        return edit_bytes(random, ledger)
    table, column = random.choice(_CELLS)
    value = random.choice(
        (*NUMBERS, *LETTERS, word(random), "waiting", "sending", "sent", "failed")
    )
    statement = random.choice(
        (
            *((f"UPDATE {table} SET {column} = ?",) * 5),
            f"DELETE FROM {table}",
            f"DROP TABLE {table}",
            f"ALTER TABLE {table} RENAME COLUMN {column} TO x",
            f"PRAGMA user_version = {random.choice((0, 2, 99, -1))}",
            f"UPDATE {table} SET {column} = {column} || {column}",
            "DROP INDEX event_delivery",
        )
    )

    def do(old: bytes) -> bytes:
        with TemporaryDirectory() as name:
            path = Path(name, LEDGER)
            path.write_bytes(old)
            try:
                with closing(sqlite3.connect(path)) as database:
                    database.execute("PRAGMA journal_mode = DELETE")
                    given = (value,) if "?" in statement else ()
                    database.execute(statement, given)
                    database.commit()
            except (sqlite3.Error, UnicodeError) as broken:
                raise ValueError(str(broken)) from None
            return path.read_bytes()

    return Edit(f"{statement} [{value[:40]!r}]", do)
