"""A bit that flips in a ledger is seen; a file operation that fails leaves it good."""

from __future__ import annotations

import errno
import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from kehoach.findings import InputRefused, MachineProblem
from kehoach.plan.office import read_office
from kehoach.sending.ledger import open_ledger
from kehoach.sending.ledger_file import Use
from kehoach.sending.ledger_place import LedgerPlace
from kehoach.sending.ledger_recovery import restore
from kehoach.sending.records import Channel, Delivery, DeliveryState, Facts, Party, Recorded

FLIPS = 200
_FACTS = Facts(
    mark="UBND: 07/2025",
    draft=False,
    co_quan="UBND",
    so_ky_hieu="07/KH-UBND",
    ngay="2025-01-15",
    ten_loai="Kế hoạch",
    trich_yeu="Giảm nghèo",
    nguoi_ky="Nguyễn Văn An",
    noi_nhan="Các xã",
    luu="VT",
    luu_so_ban=1,
)
DOCUMENT = Recorded("a" * 64, "da_ky.pdf", 1000, _FACTS)
PARTIES = [
    Party(f"noi_{number}", f"Cơ quan {number}", Channel.MAIL, f"noi{number}@x.example.vn")
    for number in range(2)
]


def place_in(folder: Path) -> LedgerPlace:
    return LedgerPlace(folder / "so_gui.sqlite3", read_office(folder / "ke_hoach.yaml"))


def states(place: LedgerPlace) -> list[Delivery]:
    with open_ledger(place, Use.SEND) as ledger:
        ledger.recover()
        return list(ledger.deliveries(DOCUMENT.hash))


def run(folder: Path, out: list[Party]) -> None:
    """A sender's life; who is in `out` is served, and so are those that were not yet."""
    with open_ledger(place_in(folder), Use.SEND) as ledger:
        ledger.recover()
        ledger.record(DOCUMENT, PARTIES, all_=True)
        ledger.back_up()
        for delivery in list(ledger.deliveries(DOCUMENT.hash, DeliveryState.WAITING)):
            if ledger.start(delivery):
                out.append(delivery.party)
                ledger.finish(delivery, DeliveryState.SENT, "250 OK")
        ledger.back_up()


def flipped(content: bytes, dice: random.Random) -> bytes:
    spoiled = bytearray(content)
    spoiled[dice.randrange(len(content))] ^= 1 << dice.randrange(8)
    return bytes(spoiled)


def test_bits_of_the_ledger_that_flip(tmp_path: Path) -> None:
    """It tells what it told before, or is refused; then the backup tells it."""
    run(tmp_path, [])
    place = place_in(tmp_path)
    before, good = states(place), place.file.read_bytes()
    dice, refused = random.Random(14), b""
    for _ in range(FLIPS):
        spoiled = flipped(good, dice)
        place.file.write_bytes(spoiled)
        try:
            assert states(place) == before
        except (InputRefused, MachineProblem):
            refused = spoiled
    assert refused
    place.file.write_bytes(refused)
    with pytest.raises((InputRefused, MachineProblem)):
        states(place)
    restore(place, "Nguyễn Thị Hoa")
    assert states(place) == before


def test_bits_of_the_witness_that_flip(tmp_path: Path) -> None:
    """One of its two slots is always whole: it stops nobody, and still knows an older copy."""
    run(tmp_path, [])
    place = place_in(tmp_path)
    before, good = states(place), place.witness.read_bytes()
    dice = random.Random(15)
    for _ in range(FLIPS):
        place.witness.write_bytes(flipped(good, dice))
        assert states(place) == before
    shutil.copy(min(place.backups.iterdir()), place.file)
    with pytest.raises(InputRefused, match="GV022"):
        states(place)


class Faults:
    """Lets the n-th operation of the ledger's files fail."""

    def __init__(self, number: int) -> None:
        self.left, self.struck = number, False

    def strikes(self) -> bool:
        self.left -= 1
        self.struck = self.struck or self.left == 0
        return self.left == 0


_CALLS = ("open", "fsync", "pwrite", "replace", "unlink", "mkdir", "chmod", "listdir")


@contextmanager
def failing(faults: Faults, *, late: bool) -> Iterator[None]:
    """Each of these calls, and each statement of SQLite, is an operation.

    `late` ones fail when they have done their work, as a write whose answer is lost.
    """

    def wrapped(call: Callable[..., Any], error: Callable[[], Exception]) -> Callable[..., Any]:
        def one(*arguments: Any, **options: Any) -> Any:
            strikes = faults.strikes()
            if strikes and not late:
                raise error()
            result = call(*arguments, **options)
            if strikes:
                if call is os.open:
                    os.close(result)
                raise error()
            return result

        return one

    def full() -> Exception:
        return OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    def ill() -> Exception:
        error = sqlite3.OperationalError("disk I/O error")
        error.sqlite_errorcode = sqlite3.SQLITE_IOERR
        return error

    connect = sqlite3.connect

    def connect_ill(*arguments: Any, **options: Any) -> sqlite3.Connection:
        whole = options.pop("factory", sqlite3.Connection)
        methods = {name: wrapped(getattr(whole, name), ill) for name in ("execute", "backup")}
        return connect(*arguments, factory=type("Ill", (whole,), methods), **options)

    with pytest.MonkeyPatch.context() as patched:
        for name in _CALLS:
            patched.setattr(os, name, wrapped(getattr(os, name), full))
        patched.setattr(sqlite3, "connect", connect_ill)
        yield


def test_any_operation_may_fail(tmp_path: Path) -> None:
    """For every n: the next run takes the ledger for what it is, and nobody is served twice.

    Every second one fails when it has done its work.
    """
    number, done = 0, False
    while not done:
        number += 1
        folder = tmp_path / str(number)
        folder.mkdir()
        out: list[Party] = []
        faults = Faults(number)
        try:
            with failing(faults, late=number % 2 == 1):
                run(folder, out)
        except MachineProblem:
            assert faults.struck
        done = not faults.struck
        run(folder, out)
        with open_ledger(place_in(folder)) as ledger:
            known = {
                delivery.party: delivery.state for delivery in ledger.deliveries(DOCUMENT.hash)
            }
        unknown = {party for party, state in known.items() if state is DeliveryState.UNKNOWN}
        assert known.keys() == set(PARTIES)
        assert len(unknown) <= 1
        assert len(set(out)) == len(out), number
        assert set(out) | unknown == set(PARTIES), number
    assert number > 50
