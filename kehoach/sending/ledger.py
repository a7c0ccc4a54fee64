"""The ledger: each delivery of each document, and every state it went through.

waiting → sending → sent, failed or unknown. `sending` is written before the last line of a
message goes out: whoever is found there by the next run may or may not have got it (`unknown`),
and everybody else certainly has or certainly has not. Every change is one transaction, and a link
of the chain (`ledger_chain.py`), which the witness has seen before the change counts.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime

from kehoach.findings import InputRefused
from kehoach.locations import Place
from kehoach.sending.foreign_words import plain
from kehoach.sending.ledger_backups import back_up
from kehoach.sending.ledger_chain import KEY, Chain, Person, event_of
from kehoach.sending.ledger_file import Tell, Use, all_or_nothing, open_database
from kehoach.sending.ledger_place import LedgerPlace
from kehoach.sending.ledger_rows import delivery_of, document_of, insertion, key_of, now, stamp_of
from kehoach.sending.ledger_schema import WITHOUT_CHAIN
from kehoach.sending.ledger_state import version_of
from kehoach.sending.ledger_troubles import troubles
from kehoach.sending.ledger_witness import Witness, go_on
from kehoach.sending.records import Delivery, DeliveryState, Party, Recorded

_OUT = (DeliveryState.SENDING, DeliveryState.SENT, DeliveryState.UNKNOWN, DeliveryState.HANDED)
_CORRECTED = "; sửa bởi "
_THIS = "hash = ? AND recipient = ? AND channel = ? AND address = ?"


class Ledger:
    """An open ledger. Every method raises MachineProblem if the file cannot be read or written."""

    def __init__(self, database: sqlite3.Connection, place: LedgerPlace) -> None:
        self._database, self._place, self._chain = database, place, Chain(database)

    # Documents

    def record(
        self,
        document: Recorded,
        parties: Iterable[Party],
        *,
        all_: bool,
        attested: tuple[str, str] | None = None,
    ) -> None:
        """Enter a document and the ways to those who are to get it; what is there stays.

        With `all_` the parties are everybody: who is not among them any more, because an address
        was corrected, and has not got it, is taken off the list. `attested` is who says what of a
        document that is new.
        """
        time = now()
        row = {
            **asdict(document.facts),
            "hash": document.hash,
            "file": document.file,
            "size": document.size,
            "recorded": time,
        }
        with self._change() as database:
            entered = database.execute(*insertion("OR IGNORE INTO document", row))
            if entered.rowcount:
                query = "SELECT * FROM document WHERE hash = ?"
                (whole,) = self._rows(query, document.hash)
                self._chain.add("document", dict(whole))
                if attested:
                    self.attest(document.hash, *attested)
            self._drop_unsent(document)
            keys = [key_of(document.hash, party) for party in parties]
            if all_:
                self._drop_others(document.hash, keys)
            for place, (party, key) in enumerate(zip(parties, keys, strict=True)):
                hash_, recipient, channel, address = key
                made = database.execute(
                    # Another way to a recipient stands beside its first one.
                    "INSERT OR IGNORE INTO delivery VALUES (?1, ?2, coalesce("
                    "(SELECT min(place) FROM delivery WHERE hash = ?1 AND recipient = ?2), ?3), "
                    "?4, ?5, ?6, ?7, 'waiting', ?8, '')",
                    (hash_, recipient, place, party.name, channel, address, party.copies, time),
                )
                if made.rowcount:
                    self._note(key)

    def _drop_unsent(self, document: Recorded) -> None:
        """Forget other files under the same number: none of them went out (`refuse_second`)."""
        if document.facts.draft:
            return
        for other in self.documents(document.facts.mark):
            if other.hash != document.hash:
                for table in ("delivery", "document"):
                    self._database.execute(f"DELETE FROM {table} WHERE hash = ?", (other.hash,))
                self._chain.add("drop_document", {"hash": other.hash})

    def _drop_others(self, hash_: str, keys: list[tuple[str, str, str, str]]) -> None:
        kept = set(keys)
        query = "SELECT * FROM delivery WHERE hash = ? AND state IN ('waiting', 'failed')"
        for row in self._database.execute(query, (hash_,)).fetchall():
            key = key_of(hash_, delivery_of(row).party)
            if key not in kept:
                self._database.execute(f"DELETE FROM delivery WHERE {_THIS}", key)
                self._chain.add("drop_delivery", dict(zip(KEY, key, strict=True)))

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
        return [document_of(row) for row in self._rows(query, mark)]

    def documents_of(self, year: int) -> list[Recorded]:
        """The documents of a year that are no drafts, in the order of their dates."""
        query = "SELECT * FROM document WHERE NOT draft AND substr(ngay, 1, 4) = ? ORDER BY ngay"
        return [document_of(row) for row in self._rows(query, f"{year:04}")]

    # Deliveries

    def deliveries(self, hash_: str, *states: DeliveryState) -> Iterator[Delivery]:
        """The deliveries of a document in any of the states (none: all), in order of Nơi nhận."""
        wanted = tuple(states or DeliveryState)
        holders = ", ".join("?" * len(wanted))
        query = f"SELECT * FROM delivery WHERE hash = ? AND state IN ({holders})"
        rows = self._rows(f"{query} ORDER BY place, recipient, channel, address", hash_, *wanted)
        return map(delivery_of, rows)

    def history(self, hash_: str) -> Iterator[Delivery]:
        """Everything that ever became of the deliveries of a document, in order of time."""
        query = (
            "SELECT event.*, coalesce(delivery.name, event.recipient) AS name, 0 AS copies, "
            "event.time AS changed FROM event LEFT JOIN delivery USING "
            "(hash, recipient, channel, address) WHERE hash = ? ORDER BY event.id"
        )
        return map(delivery_of, self._rows(query, hash_))

    def recover(self) -> None:
        """Call those unknown whose message was on its way when an earlier run ended.

        Only the sender that keeps all others out may ask for this.
        """
        answer = "lần gửi trước dừng giữa chừng"
        for row in list(self._rows("SELECT * FROM delivery WHERE state = 'sending'")):
            self._move(delivery_of(row), DeliveryState.UNKNOWN, answer)

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

    def correct(
        self, delivery: Delivery, new: DeliveryState, when: datetime, answer: str, who: str
    ) -> bool:
        """Change what was recorded by hand, as `who` decided; False if nothing was.

        What stood there stays in the history, and behind the `answer`, without earlier corrections.
        """
        before = delivery.answer.partition(_CORRECTED)[0]
        answer += f"{_CORRECTED}{who} (trước ghi: {before}, {delivery.shown_time})"
        with self._change():
            if not self._move(delivery, new, answer, DeliveryState.HANDED, when=when):
                return False
            party = delivery.party
            self.attest(delivery.hash, who, f"sửa dòng đã ghi của {party.recipient} ({party.name})")
            return True

    def add(self, document: Recorded, party: Party) -> Delivery:
        """The delivery to a party, entered as waiting if it was not there."""
        self.record(document, [party], all_=False)
        query = f"SELECT * FROM delivery WHERE {_THIS}"
        return delivery_of(next(self._rows(query, *key_of(document.hash, party))))

    def back_up(self) -> None:
        """Leave a copy of the ledger as it is now, beside it."""
        with troubles(self._place):
            back_up(self._database, self._place)

    def attest(self, hash_: str, who: str, what: str) -> None:
        """Enter what a person says of a document."""
        with self._change():
            self._chain.attest(who, what, hash_)

    def attested(self, hash_: str = "") -> list[Person]:
        """What people said of a document, or of the ledger, in order of time."""
        if not self.has_chain:
            return []
        with troubles(self._place):
            return [person for person in self._chain.people() if person.hash == hash_]

    @property
    def has_chain(self) -> bool:
        """Whether it has one: a ledger from before gets it from the next command that writes."""
        with troubles(self._place):
            return version_of(self._database, self._place) != WITHOUT_CHAIN

    @property
    def identity(self) -> str:
        """What tells it from every other ledger."""
        with troubles(self._place):
            return self._chain.identity

    @property
    def entries(self) -> int:
        """How many links its chain has."""
        with troubles(self._place):
            return self._chain.head.number

    def _move(
        self,
        delivery: Delivery,
        new: DeliveryState,
        answer: str,
        *old: DeliveryState,
        when: datetime | None = None,
    ) -> bool:
        """Change the state from one of the `old` ones, and note it in the history."""
        key = key_of(delivery.hash, delivery.party)
        allowed = old or (delivery.state,)
        holders = ", ".join("?" * len(allowed))
        with self._change() as database:
            done = database.execute(
                "UPDATE delivery SET state = ?, changed = ?, answer = ? "
                f"WHERE {_THIS} AND state IN ({holders})",
                (new, stamp_of(when) if when else now(), plain(answer), *key, *allowed),
            )
            if done.rowcount:
                self._note(key)
            return bool(done.rowcount)

    def _note(self, key: tuple[str, str, str, str]) -> None:
        """Tell the history and the chain what a delivery has become."""
        (whole,) = self._rows(f"SELECT * FROM delivery WHERE {_THIS}", *key)
        self._database.execute(*insertion("INTO event", event_of(dict(whole))))
        self._chain.add("move", dict(whole))

    @contextmanager
    def _change(self) -> Iterator[sqlite3.Connection]:
        """One transaction, of which the witness learns when it is on the disk."""
        if self._database.in_transaction:
            yield self._database
            return
        with troubles(self._place):
            # One that came back from a backup has none; what is refused changes no byte.
            self._database.execute("PRAGMA journal_mode = WAL")
            with all_or_nothing(self._database):
                before = self._chain.head
                yield self._database
                after = self._chain.head
            if after != before:
                go_on(self._place.witness, Witness(self._chain.identity, after))

    def _rows(self, query: str, *values: str) -> Iterator[sqlite3.Row]:
        with troubles(self._place):
            yield from self._database.execute(query, values).fetchall()


@contextmanager
def open_ledger(
    place: LedgerPlace, use: Use = Use.READ, tell: Tell = lambda _: None
) -> Iterator[Ledger]:
    """The office's ledger; `tell` says what was done beside.

    Raises as its methods, and InputRefused if there is none, or it is not what it was.
    """
    with open_database(place, use, tell) as database:
        yield Ledger(database, place)
