"""The chain of a ledger: everything that was ever entered, each link hashing the one before.

All other tables follow from it: who changes a row, or takes one away, leaves them at odds. There is
no secret in it: it shows mistakes and meddling, not a forger who makes it all anew.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from kehoach.sending.foreign_words import plain
from kehoach.sending.ledger_rows import now
from kehoach.sending.ledger_schema import SCHEMA

Row = dict[str, Any]
KEY = ("hash", "recipient", "channel", "address")
"""The columns that tell a delivery from every other one."""
_STARTS_EVERY_CHAIN = "0" * 64


@dataclass(frozen=True, slots=True)
class Head:
    """The last link: how many there are, and its hash."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Person:
    """What a person said about the ledger or a document (`hash`, '' for none), and when."""

    time: str
    who: str
    what: str
    hash: str


class Chain:
    """The chain of an open ledger. Methods raise sqlite3.Error if the file is damaged."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database

    @property
    def head(self) -> Head:
        """The last link."""
        query = "SELECT number, hash FROM link ORDER BY number DESC LIMIT 1"
        row = self._database.execute(query).fetchone()
        return Head(row["number"], row["hash"]) if row else Head(0, _STARTS_EVERY_CHAIN)

    @property
    def identity(self) -> str:
        """The identity of the ledger; '' if its first link has none."""
        row = self._database.execute("SELECT kind, body FROM link WHERE number = 1").fetchone()
        try:
            body = json.loads(row["body"]) if row and row["kind"] == "begin" else {}
        except (ValueError, TypeError):
            return ""
        return str(body.get("id", "")) if isinstance(body, dict) else ""

    def has(self, head: Head) -> bool:
        """Whether a link is there, with that hash."""
        query = "SELECT 1 FROM link WHERE number = ? AND hash = ?"
        return self._database.execute(query, (head.number, head.hash)).fetchone() is not None

    def add(self, kind: str, body: Mapping[str, object]) -> None:
        """Put a link at the end, within the caller's transaction."""
        before = self.head
        text = json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        number = before.number + 1
        link = (number, kind, text, _hash(before.hash, number, kind, text))
        self._database.execute("INSERT INTO link VALUES (?, ?, ?, ?)", link)

    def begin(self, identity: str = "") -> None:
        """The first link, with an identity that no other ledger has, if none is given."""
        self.add("begin", {"id": identity or str(uuid4()), "time": now()})

    def attest(self, who: str, what: str, hash_: str = "") -> None:
        """Enter what a person says of a document, or of the ledger where there is no hash."""
        said = {"time": now(), "who": plain(who), "what": plain(what)}
        self.add("person", {**said, "hash": hash_} if hash_ else said)

    def people(self) -> list[Person]:
        """What people said, in order of time."""
        query = "SELECT body FROM link WHERE kind = 'person' ORDER BY number"
        try:
            bodies = [json.loads(row["body"]) for row in self._database.execute(query).fetchall()]
            return [Person(b["time"], b["who"], b["what"], b.get("hash", "")) for b in bodies]
        except (ValueError, KeyError, TypeError, AttributeError):
            raise sqlite3.DatabaseError("could not decode") from None

    def fault_of_file(self) -> str:
        """What is wrong with the file and its tables as such; '' if nothing."""
        if fault := self.fault_of_schema():
            return fault
        sound = self._database.execute("PRAGMA integrity_check(1)").fetchone()[0] == "ok"
        return "" if sound else "tệp sổ có chỗ hỏng"

    def fault_of_schema(self) -> str:
        """Whether the tables are others than those that were made."""
        query = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"
        tables = sorted(row["sql"] for row in self._database.execute(query).fetchall())
        return "" if tables == sorted(SCHEMA) else "các bảng của sổ không còn như khi lập"

    def fault(self) -> str:
        """What is wrong with the chain, or with a table that does not follow from it."""
        with _at_one_time(self._database):
            if fault := self.fault_of_file() or _fault_of_links(self._database):
                return fault
            try:
                replay = _Replay()
                for row in self._database.execute("SELECT kind, body FROM link ORDER BY number"):
                    replay.take(row["kind"], json.loads(row["body"]))
            except (ValueError, KeyError, TypeError, AttributeError):
                return "chuỗi kiểm có mục không hiểu được"
            return replay.fault(self._database)

    def enter_what_is_there(self) -> None:
        """Links for the rows of all tables, within the caller's transaction."""
        for kind, query in (
            ("document", "SELECT * FROM document ORDER BY recorded, hash"),
            ("delivery", "SELECT * FROM delivery ORDER BY hash, recipient, channel, address"),
            ("event", "SELECT * FROM event ORDER BY id"),
        ):
            for row in self._database.execute(query).fetchall():
                self.add(kind, event_of(dict(row)) if kind == "event" else dict(row))


@contextmanager
def _at_one_time(database: sqlite3.Connection) -> Iterator[None]:
    """Read as of one moment, though others write meanwhile."""
    if database.in_transaction:
        yield
        return
    database.execute("BEGIN")
    try:
        yield
    finally:
        if database.in_transaction:  # an error may have ended it
            database.execute("ROLLBACK")


def _hash(before: str, number: int, kind: str, body: str) -> str:
    return hashlib.sha256(f"{before}\n{number}\n{kind}\n{body}".encode()).hexdigest()


def _fault_of_links(database: sqlite3.Connection) -> str:
    before, number = _STARTS_EVERY_CHAIN, 0
    rows = database.execute("SELECT * FROM link ORDER BY number")
    for number, row in enumerate(rows, 1):
        expected = _hash(before, number, row["kind"], row["body"])
        if (row["number"], row["hash"]) != (number, expected):
            return f"chuỗi kiểm đứt ở mục {number}"
        before = row["hash"]
    return "" if number else "chuỗi kiểm không có mục nào"


def event_of(row: Row) -> Row:
    """The line of the history that tells of a delivery's row, or that is a row of it."""
    row = {"time": row.get("changed"), **row}
    names = ("hash", "recipient", "time", "channel", "address", "state", "answer")
    return {name: row[name] for name in names}


@dataclass
class _Replay:
    """The tables as the chain tells them."""

    documents: dict[str, Row] = field(default_factory=dict)
    deliveries: dict[tuple[str, ...], Row] = field(default_factory=dict)
    events: list[Row] = field(default_factory=list)

    def take(self, kind: str, body: Row) -> None:
        match kind:
            case "begin" | "person":
                pass
            case "document":
                self.documents[body["hash"]] = body
            case "delivery":
                self.deliveries[_key(body)] = body
            case "event":
                self.events.append(body)
            case "move":
                self.deliveries[_key(body)] = body
                self.events.append(event_of(body))
            case "drop_document":
                del self.documents[body["hash"]]
                for key in [key for key in self.deliveries if key[0] == body["hash"]]:
                    del self.deliveries[key]
            case "drop_delivery":
                del self.deliveries[_key(body)]
            case _:
                raise ValueError(kind)

    def fault(self, database: sqlite3.Connection) -> str:
        """Where the tables say something else; '' if nowhere."""
        documents = {row["hash"]: dict(row) for row in _rows(database, "document")}
        if documents != self.documents:
            return "có văn bản trong sổ không khớp với chuỗi kiểm"
        deliveries = {_key(dict(row)): dict(row) for row in _rows(database, "delivery")}
        for key in sorted(self.deliveries.keys() | deliveries.keys()):
            if deliveries.get(key) != self.deliveries.get(key):
                return f"lần gửi cho {key[1]} ({key[3] or key[2]}) không khớp với chuỗi kiểm"
        events = [event_of(dict(row)) for row in _rows(database, "event ORDER BY id")]
        return "" if events == self.events else "lịch sử gửi không khớp với chuỗi kiểm"


def _key(row: Row) -> tuple[str, ...]:
    return tuple(row[name] for name in KEY)


def _rows(database: sqlite3.Connection, table: str) -> list[sqlite3.Row]:
    return database.execute(f"SELECT * FROM {table}").fetchall()
