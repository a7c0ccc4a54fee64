"""The file of the ledger: opened as what it is for, made once, taken over from before."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, nullcontext
from enum import Enum
from pathlib import Path
from typing import Any

from kehoach.files import reason, shown
from kehoach.findings import MachineProblem
from kehoach.sending.ledger_chain import Chain
from kehoach.sending.ledger_identity import remember
from kehoach.sending.ledger_lock import BUSY_S, only_one
from kehoach.sending.ledger_place import LedgerPlace, flush, keep_private
from kehoach.sending.ledger_schema import BEFORE_THE_CHAIN, CHAIN, SCHEMA, VERSION, WITHOUT_CHAIN
from kehoach.sending.ledger_state import (
    State,
    full_fault,
    look,
    refuse_changed,
    refuse_linked,
    refuse_lost,
    refuse_none,
    version_of,
    was_there,
)
from kehoach.sending.ledger_troubles import DAMAGED, is_damage, troubles
from kehoach.sending.ledger_witness import Witness, begin_witness, read_witness

Tell = Callable[[str], object]


class Use(Enum):
    """What a ledger is opened for."""

    READ = "read"
    RECORD = "record"
    """To write into the one that there is."""
    MAKE = "make"
    """To write, into a new one if there was none."""
    SEND = "send"
    """As MAKE, with every other sender kept out."""


@contextmanager
def open_database(place: LedgerPlace, use: Use, tell: Tell) -> Iterator[sqlite3.Connection]:
    """The ledger's database, each commit of which is on the disk when it returns.

    `tell` says what was done beside: a ledger taken over. Raises MachineProblem if it cannot be
    opened, read or written, and InputRefused if there is none and none is to be made, or if it is
    not what it was.
    """
    with troubles(place), ExitStack() as held:
        try:
            database = _opened(place, use, tell, held)
        except sqlite3.DatabaseError as error:
            if is_damage(error) and was_there(place):
                raise refuse_changed(place, DAMAGED) from None
            raise
        except OSError as error:
            raise MachineProblem(
                f"sổ gửi {place.shown}: {reason(error)}; kiểm tra quyền ghi, dung lượng đĩa rồi "
                "chạy lại lệnh này"
            ) from None
        yield database


def _opened(place: LedgerPlace, use: Use, tell: Tell, held: ExitStack) -> sqlite3.Connection:
    state = look(place)
    if state is State.LINKED:
        raise refuse_linked(place)
    if state in (State.MISSING, State.EMPTY):
        refuse_lost(place, state)
        if use in (Use.READ, Use.RECORD):
            raise refuse_none(place)
        make_folder(place)
    if use is Use.SEND:
        held.enter_context(only_one(place, wait=False))
    if use in (Use.MAKE, Use.SEND) and not _has_tables(place):
        with nullcontext() if use is Use.SEND else only_one(place, wait=True):
            _make(place)
    database = held.enter_context(closing(connect(place.file)))
    if use is Use.READ:
        _check(database, place)
    else:
        _prepare(database, place, tell)
    return database


def _has_tables(place: LedgerPlace) -> bool:
    """Whether the file has any, be they a ledger's or not."""
    if look(place) in (State.MISSING, State.EMPTY):
        return False
    with closing(connect(place.file)) as database:
        return database.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone() is not None


class _Connection(sqlite3.Connection):
    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        try:
            return super().execute(*arguments)
        except UnicodeDecodeError:  # the name of a table that is damaged, within an error
            raise sqlite3.DatabaseError("could not decode") from None


def connect(path: Path) -> sqlite3.Connection:
    """A connection; nothing has been asked of it yet. Raises sqlite3.Error."""
    database = sqlite3.connect(path, isolation_level=None, timeout=BUSY_S, factory=_Connection)
    try:
        database.row_factory = sqlite3.Row
        database.execute("PRAGMA trusted_schema = OFF")
        database.execute("PRAGMA synchronous = FULL")
    except BaseException:
        database.close()
        raise
    return database


def make_folder(place: LedgerPlace) -> None:
    """Make the folder of the ledger. Raises MachineProblem."""
    folder = place.file.parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise MachineProblem(f"không tạo được {folder}: {reason(error)}") from None


def _make(place: LedgerPlace) -> None:
    """Make the ledger, unless another command just did; nobody else makes one meanwhile."""
    if was_there(place) or _has_tables(place):
        return
    with closing(connect(place.file)) as database:
        fill(database)
    keep_private(place.file)
    flush(place.file.parent)


def fill(database: sqlite3.Connection) -> None:
    """Put the tables and a new identity into an empty database."""
    database.execute("PRAGMA journal_mode = WAL")
    with all_or_nothing(database):
        for statement in SCHEMA:
            database.execute(statement)
        Chain(database).begin()
        database.execute(f"PRAGMA user_version = {VERSION}")


def _check(database: sqlite3.Connection, place: LedgerPlace) -> None:
    """What a command asks that only reads: what it tells is a proof."""
    if version_of(database, place) == WITHOUT_CHAIN and not was_there(place):
        return  # the next command that writes takes it over
    if fault := full_fault(database, place):
        raise refuse_changed(place, fault)


def _prepare(database: sqlite3.Connection, place: LedgerPlace, tell: Tell) -> None:
    """What a command asks that writes, and what is done once."""
    if version_of(database, place) == WITHOUT_CHAIN and not was_there(place):
        take_over(database)
        tell(
            f"Sổ gửi {place.shown} lập từ bản trước: đã ghi mã sổ và chuỗi kiểm vào, từ nay sổ bị "
            "thay, bị sửa ở ngoài là biết."
        )
    if fault := full_fault(database, place):
        raise refuse_changed(place, fault)
    chain = Chain(database)
    keep_private(place.file)
    if read_witness(place.witness) is None:
        begin_witness(place.witness, Witness(chain.identity, chain.head))
    if place.known is None:
        remember(place.office, chain.identity)
        if chain.head.number > 1:
            tell(f"Đã ghi mã sổ gửi {place.shown} vào {shown(place.office.path)}.")


def take_over(database: sqlite3.Connection) -> None:
    """Give an identity and a chain to a ledger from before there were any."""
    with all_or_nothing(database):
        query = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL"
        if {row["sql"] for row in database.execute(query)} != set(BEFORE_THE_CHAIN):
            raise MachineProblem("các bảng của sổ gửi không như kehoach lập ra; không nhận được")
        for statement in CHAIN:
            database.execute(statement)
        chain = Chain(database)
        chain.begin()
        chain.enter_what_is_there()
        database.execute(f"PRAGMA user_version = {VERSION}")


@contextmanager
def all_or_nothing(database: sqlite3.Connection) -> Iterator[None]:
    """One transaction, or a part of the one that there is."""
    if database.in_transaction:
        yield
        return
    database.execute("BEGIN IMMEDIATE")
    try:
        yield
        database.execute("COMMIT")
    except BaseException:
        if database.in_transaction:
            database.execute("ROLLBACK")
        raise
