"""Rows of the ledger's tables as what they stand for, and back."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import fields
from datetime import UTC, datetime

from kehoach.findings import MachineProblem
from kehoach.sending.foreign_words import plain
from kehoach.sending.records import Channel, Delivery, DeliveryState, Facts, Party, Recorded


def key_of(hash_: str, party: Party) -> tuple[str, str, str, str]:
    """What tells a delivery from every other one."""
    return hash_, *party.key


def document_of(row: sqlite3.Row) -> Recorded:
    """A row of `document`. Raises MachineProblem if it is spoiled."""
    facts = Facts(**{field.name: row[field.name] for field in fields(Facts)})
    try:
        _ = facts.called
    except ValueError:
        raise _spoiled(facts.so_ky_hieu) from None
    return Recorded(row["hash"], row["file"], row["size"], facts)


def delivery_of(row: sqlite3.Row) -> Delivery:
    """A row of `delivery`, or one of the history. Raises MachineProblem if it is spoiled."""
    try:
        channel, state = Channel(row["channel"]), DeliveryState(row["state"])
        changed = datetime.fromisoformat(row["changed"])
    except ValueError:
        raise _spoiled(row["recipient"]) from None
    party = Party(row["recipient"], row["name"], channel, row["address"], row["copies"])
    return Delivery(row["hash"], party, state, changed, plain(row["answer"]))


def _spoiled(what: str) -> MachineProblem:
    return MachineProblem(
        f"sổ gửi có dòng hỏng ({plain(what)}); kiểm tra: kehoach delivered KẾ_HOẠCH --kiem-tra"
    )


def stamp_of(when: datetime) -> str:
    """A moment as the tables hold it."""
    return when.astimezone(UTC).isoformat(timespec="seconds")


def now() -> str:
    """This moment as the tables hold it."""
    return stamp_of(datetime.now(UTC))


def insertion(where: str, row: Mapping[str, object]) -> tuple[str, tuple[object, ...]]:
    """The statement that inserts a row, and its values."""
    names, holders = ", ".join(row), ", ".join("?" * len(row))
    return f"INSERT {where} ({names}) VALUES ({holders})", tuple(row.values())
