"""The ledger: each delivery of each document, and every state it went through.

waiting → sending → sent, failed or unknown. `sending` is written before the last line of a
message goes out: whoever is found there by the next run may or may not have got it (`unknown`),
and everybody else certainly has or certainly has not. Every change is one transaction.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, fields
from datetime import UTC, datetime
from pathlib import Path

from kehoach.findings import InputRefused, MachineProblem
from kehoach.locations import Place
from kehoach.sending.ledger_file import open_database, troubles
from kehoach.sending.records import Channel, Delivery, DeliveryState, Facts, Party, Recorded

_OUT = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN, DeliveryState.HANDED)
_THIS = "hash = ? AND recipient = ? AND channel = ? AND address = ?"
_NOTE = (
    "INSERT INTO event (hash, recipient, time, channel, address, state, answer) "
    "SELECT hash, recipient, changed, channel, address, state, answer FROM delivery WHERE "
)


class Ledger:
    """An open ledger. Every method raises MachineProblem if the file cannot be read or written."""

    def __init__(self, database: sqlite3.Connection, path: Path) -> None:
        self._database, self._path = database, path

    # Documents

    def record(self, document: Recorded, parties: Iterable[Party], *, all_: bool) -> None:
        """Enter a document and the ways to those who are to get it; what is there stays.

        With `all_` the parties are everybody: who is not among them any more, because an address
        was corrected, and has not got it, is taken off the list.
        """
        now = _stamp(datetime.now(UTC))
        row = {
            **asdict(document.facts),
            "hash": document.hash,
            "file": document.file,
            "size": document.size,
            "recorded": now,
        }
        names, holders = ", ".join(row), ", ".join("?" * len(row))
        with self._change() as database:
            database.execute(
                f"INSERT OR IGNORE INTO document ({names}) VALUES ({holders})", tuple(row.values())
            )
            self._drop_unsent(document)
            keys = [_key(document.hash, party) for party in parties]
            if all_:
                self._drop_others(document.hash, keys)
            for place, (party, key) in enumerate(zip(parties, keys, strict=True)):
                hash_, recipient, channel, address = key
                made = database.execute(
                    # Another way to a recipient stands beside its first one.
                    "INSERT OR IGNORE INTO delivery VALUES (?1, ?2, coalesce("
                    "(SELECT min(place) FROM delivery WHERE hash = ?1 AND recipient = ?2), ?3), "
                    "?4, ?5, ?6, ?7, 'waiting', ?8, '')",
                    (hash_, recipient, place, party.name, channel, address, party.copies, now),
                )
                if made.rowcount:
                    database.execute(_NOTE + _THIS, key)

    def _drop_unsent(self, document: Recorded) -> None:
        """Forget other files under the same number: none of them went out (`refuse_second`)."""
        if document.facts.draft:
            return
        for other in self.documents(document.facts.mark):
            if other.hash != document.hash:
                for table in ("delivery", "document"):
                    self._database.execute(f"DELETE FROM {table} WHERE hash = ?", (other.hash,))

    def _drop_others(self, hash_: str, keys: list[tuple[str, str, str, str]]) -> None:
        kept = set(keys)
        query = "SELECT * FROM delivery WHERE hash = ? AND state IN ('waiting', 'failed')"
        for row in self._database.execute(query, (hash_,)).fetchall():
            key = _key(hash_, _delivery(row).party)
            if key not in kept:
                self._database.execute(f"DELETE FROM delivery WHERE {_THIS}", key)

    def refuse_second(self, document: Recorded) -> None:
        """Raise InputRefused if another file went out under the same number before."""
        for other in self.documents(document.facts.mark):
            if other.facts.draft or other.hash == document.hash:
                continue
            if any(self.deliveries(other.hash, *_OUT)):
                raise InputRefused.at(
                    Place(document.file),
                    "GV013",
                    f"số {other.facts.so_ky_hieu} đã gửi đi bằng tệp khác: {other.file}, "
                    f"SHA-256 {other.hash}",
                    "gửi tiếp thì dùng đúng tệp đó; văn bản mới phải có số mới",
                )

    def documents(self, mark: str) -> list[Recorded]:
        """The documents under a mark, in the order in which they were entered."""
        query = "SELECT * FROM document WHERE mark = ? ORDER BY recorded, hash"
        return [_document(row) for row in self._rows(query, mark)]

    def documents_of(self, year: int) -> list[Recorded]:
        """The documents of a year that are no drafts, in the order of their dates."""
        query = "SELECT * FROM document WHERE NOT draft AND substr(ngay, 1, 4) = ? ORDER BY ngay"
        return [_document(row) for row in self._rows(query, f"{year:04}")]

    # Deliveries

    def deliveries(self, hash_: str, *states: DeliveryState) -> Iterator[Delivery]:
        """The deliveries of a document in any of the states (none: all), in order of Nơi nhận."""
        wanted = tuple(states or DeliveryState)
        holders = ", ".join("?" * len(wanted))
        query = f"SELECT * FROM delivery WHERE hash = ? AND state IN ({holders})"
        rows = self._rows(f"{query} ORDER BY place, recipient, channel, address", hash_, *wanted)
        return map(_delivery, rows)

    def history(self, hash_: str) -> Iterator[Delivery]:
        """Everything that ever became of the deliveries of a document, in order of time."""
        query = (
            "SELECT event.*, coalesce(delivery.name, event.recipient) AS name, 0 AS copies, "
            "event.time AS changed FROM event LEFT JOIN delivery USING "
            "(hash, recipient, channel, address) WHERE hash = ? ORDER BY event.id"
        )
        return map(_delivery, self._rows(query, hash_))

    def recover(self) -> None:
        """Call those unknown whose message was on its way when an earlier run ended.

        Only the sender that keeps all others out may ask for this.
        """
        answer = "lần gửi trước dừng giữa chừng"
        for row in list(self._rows("SELECT * FROM delivery WHERE state = 'sending'")):
            self._move(_delivery(row), DeliveryState.UNKNOWN, answer)

    def attest(self, hash_: str, who: str, what: str) -> None:
        """Note in the history of each delivery that is waiting what a person vouches for."""
        waiting = DeliveryState.WAITING
        for delivery in list(self.deliveries(hash_, waiting)):
            self._move(delivery, waiting, f"{who} {what}", waiting)

    def start(self, delivery: Delivery) -> bool:
        """From waiting to sending; False if it was not waiting any more."""
        return self._move(delivery, DeliveryState.SENDING, "", DeliveryState.WAITING)

    def finish(self, delivery: Delivery, state: DeliveryState, answer: str) -> None:
        """What came of a delivery that was waiting or sending: sent, failed, unknown, waiting."""
        self._move(delivery, state, answer, DeliveryState.WAITING, DeliveryState.SENDING)

    def again(self, delivery: Delivery) -> bool:
        """Back to waiting, as a person decided; False if it was neither unknown nor failed."""
        answer = "gửi lại theo quyết định của văn thư"
        return self._move(
            delivery, DeliveryState.WAITING, answer, DeliveryState.UNKNOWN, DeliveryState.FAILED
        )

    def hand_over(self, delivery: Delivery, when: datetime, answer: str) -> bool:
        """Record by hand that it was received; False if it was on record as received before."""
        open_ = (DeliveryState.WAITING, DeliveryState.FAILED, DeliveryState.UNKNOWN)
        return self._move(delivery, DeliveryState.HANDED, answer, *open_, when=when)

    def add(self, document: Recorded, party: Party) -> Delivery:
        """The delivery to a party, entered as waiting if it was not there."""
        self.record(document, [party], all_=False)
        query = f"SELECT * FROM delivery WHERE {_THIS}"
        return _delivery(next(self._rows(query, *_key(document.hash, party))))

    def check(self) -> None:
        """Raise MachineProblem if the file is damaged."""
        if [row[0] for row in self._rows("PRAGMA integrity_check(1)")] != ["ok"]:
            raise MachineProblem("sổ gửi đã hỏng; lấy lại bản sao lưu gần nhất")

    def _move(
        self,
        delivery: Delivery,
        new: DeliveryState,
        answer: str,
        *old: DeliveryState,
        when: datetime | None = None,
    ) -> bool:
        """Change the state from one of the `old` ones, and note it in the history."""
        key = _key(delivery.hash, delivery.party)
        allowed = old or (delivery.state,)
        holders = ", ".join("?" * len(allowed))
        with self._change() as database:
            done = database.execute(
                "UPDATE delivery SET state = ?, changed = ?, answer = ? "
                f"WHERE {_THIS} AND state IN ({holders})",
                (new, _stamp(when or datetime.now(UTC)), answer, *key, *allowed),
            )
            if done.rowcount:
                database.execute(_NOTE + _THIS, key)
            return bool(done.rowcount)

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        with troubles(self._path):
            self._database.execute("BEGIN IMMEDIATE")
            try:
                yield self._database
                self._database.execute("COMMIT")
            except BaseException:
                if self._database.in_transaction:
                    self._database.execute("ROLLBACK")
                raise

    def _rows(self, query: str, *values: str) -> Iterator[sqlite3.Row]:
        with troubles(self._path):
            yield from self._database.execute(query, values).fetchall()


@contextmanager
def open_ledger(path: Path, *, create: bool = False) -> Iterator[Ledger]:
    """The ledger at `path`, made if need be where `create`.

    Raises as its methods, and InputRefused if there is none.
    """
    with open_database(path, create=create) as database:
        yield Ledger(database, path)


def _key(hash_: str, party: Party) -> tuple[str, str, str, str]:
    return hash_, *party.key


def _document(row: sqlite3.Row) -> Recorded:
    facts = Facts(**{field.name: row[field.name] for field in fields(Facts)})
    return Recorded(row["hash"], row["file"], row["size"], facts)


def _delivery(row: sqlite3.Row) -> Delivery:
    channel, state = Channel(row["channel"]), DeliveryState(row["state"])
    party = Party(row["recipient"], row["name"], channel, row["address"], row["copies"])
    changed = datetime.fromisoformat(row["changed"])
    return Delivery(row["hash"], party, state, changed, row["answer"])


def _stamp(when: datetime) -> str:
    return when.astimezone(UTC).isoformat(timespec="seconds")
