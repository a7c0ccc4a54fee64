"""Fifty senders killed, the ledger meddled with after each: python -m benchmarks.killed_senders.

After each death the ledger is deleted, emptied, set back or spoiled, the next sender must refuse,
the ledger comes back from its backup, and a person asks the unknown. In the end everybody has the
document once.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import sleep

from benchmarks.sending import document, send
from kehoach.findings import InputRefused
from kehoach.plan.office import read_office
from kehoach.sending.ledger import open_ledger
from kehoach.sending.ledger_file import Use
from kehoach.sending.ledger_recovery import restore
from kehoach.sending.records import Channel, DeliveryState, Party
from kehoach.sending.settings import GuiVanBan, Settings

KILLS, RECIPIENTS, SEED = 50, 250, 14
DATA = bytes(range(256)) * 40
SERVER = """
import sys
from aiosmtpd.controller import Controller

class Keeper:
    async def handle_DATA(self, server, session, envelope):
        with open(sys.argv[2], "a") as file:
            file.write(envelope.rcpt_tos[0] + "\\n")
        return "250 OK"

controller = Controller(Keeper(), hostname="127.0.0.1", port=int(sys.argv[1]))
controller.start()
print("ready", flush=True)
sys.stdin.read()
controller.stop()
"""


def sender(folder: Path, port: int) -> None:
    """A run of the command's middle: everything but reading the plan and the signature."""
    what = document(DATA)
    parties = [
        Party(f"xa_{number}", f"Xã {number}", Channel.MAIL, f"xa{number}@x.example.vn")
        for number in range(RECIPIENTS)
    ]
    settings = settings_of(folder, port)
    with open_ledger(settings.ledger, Use.SEND) as ledger:
        ledger.recover()
        ledger.refuse_second(what)
        ledger.record(what, parties, all_=True)
        ledger.back_up()
        send(ledger, what, DATA, settings)
        ledger.back_up()


def settings_of(folder: Path, port: int) -> Settings:
    """An office in a folder, as it stands there now."""
    values = GuiVanBan.model_validate(
        {"may_chu": "127.0.0.1", "cong": str(port), "bao_mat": "khong", "gui_tu": "vt@x.example.vn"}
    )
    return Settings(values, folder, read_office(folder / "ke_hoach.yaml"))


def received(taken: Path) -> Counter[str]:
    """How often each mailbox got it."""
    return Counter(taken.read_text().split())


def set_back(ledger: Path) -> None:
    """As if nobody had got anything."""
    with sqlite3.connect(ledger) as database:
        database.execute("UPDATE delivery SET state = 'waiting', answer = ''")


def tamperings(first: bytes) -> list[Callable[[Path], object]]:
    """What may happen to a ledger; `first` is an early copy."""
    return [
        Path.unlink,
        lambda ledger: ledger.write_bytes(b""),
        lambda ledger: ledger.write_bytes(first),
        lambda ledger: ledger.write_bytes(b"junk" * 5000),
        lambda ledger: os.truncate(ledger, ledger.stat().st_size // 2),
        set_back,
    ]


def ask_the_unknown(folder: Path, port: int, got: Counter[str]) -> int:
    """What a person does; how many were asked."""
    with open_ledger(settings_of(folder, port).ledger, Use.RECORD) as ledger:
        ledger.recover()
        unknown = list(ledger.deliveries(document(DATA).hash, DeliveryState.UNKNOWN))
        for delivery in unknown:
            if got[delivery.party.address]:
                ledger.hand_over(delivery, datetime.now(UTC), "người nhận: A")
            else:
                ledger.again(delivery)
        ledger.back_up()
    return len(unknown)


def kill_one(folder: Path, port: int, taken: Path, dice: random.Random) -> None:
    """Start a sender and kill it some messages and a moment later."""
    process = get_context("fork").Process(target=sender, args=(folder, port))
    wanted = received(taken).total() + dice.randint(0, 5)
    process.start()
    while process.is_alive() and received(taken).total() < wanted:
        sleep(0.001)
    sleep(dice.random() / 100)
    if process.is_alive() and process.pid:
        os.kill(process.pid, signal.SIGKILL)
    process.join()
    assert process.exitcode in (0, -signal.SIGKILL), process.exitcode


def main() -> None:
    """Run it all and tell what came of it."""
    dice = random.Random(SEED)
    with socket.socket() as free, TemporaryDirectory(dir=Path.cwd()) as name:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        folder, taken = Path(name), Path(name) / "taken"
        taken.touch()
        command = [sys.executable, "-c", SERVER, str(port), str(taken)]
        with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
            assert server.stdout is not None
            server.stdout.readline()
            asked = refused = 0
            first = b""
            for number in range(KILLS):
                kill_one(folder, port, taken, dice)
                place = settings_of(folder, port).ledger
                if not place.file.exists() or next(iter(place.backups.glob("*.sqlite3")), 0) == 0:
                    continue  # it died before there was anything to meddle with
                ask_the_unknown(folder, port, received(taken))
                first = first or place.file.read_bytes()
                kinds = tamperings(first)
                kinds[number % len(kinds)](place.file)
                before = received(taken)
                try:
                    sender(folder, port)
                except InputRefused:
                    refused += 1
                    assert received(taken) == before
                    restore(settings_of(folder, port).ledger, "Nguyễn Thị Hoa")
                asked += ask_the_unknown(folder, port, received(taken))
            sender(folder, port)
            got = received(taken)
            with open_ledger(settings_of(folder, port).ledger) as ledger:
                states = Counter(
                    delivery.state.value for delivery in ledger.deliveries(document(DATA).hash)
                )
            server.communicate(b"")
    print(f"{KILLS} kills, {refused} ledgers refused and restored, {asked} asked by a person")
    print(f"{RECIPIENTS} recipients: {len(got)} have it, {sum(n > 1 for n in got.values())} twice")
    print(f"in the ledger: {dict(states)}")


if __name__ == "__main__":
    main()
