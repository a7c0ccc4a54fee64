"""What sending costs per recipient: python -m benchmarks.sending.

A plan's PDF of 100 KB goes to so many mailboxes of a server on this machine, in a process of its
own, without TLS; each size in a process of its own as well, whose memory is told.
"""

from __future__ import annotations

import hashlib
import resource
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

from kehoach.build import DEFAULT_PLAN
from kehoach.plan.office import read_office
from kehoach.resolve.read import read_plan
from kehoach.sending.delivery_lists import list_of_deliveries
from kehoach.sending.ledger import Ledger, open_ledger
from kehoach.sending.ledger_file import Use
from kehoach.sending.mail_server import MailServer
from kehoach.sending.messages import Letters
from kehoach.sending.records import Channel, DeliveryState, Party, Recorded, facts_of
from kehoach.sending.sender import Sender
from kehoach.sending.settings import GuiVanBan, Settings
from kehoach.tables.table_pdf import as_pdf
from kehoach.tables.table_workbook import as_xlsx

SIZES = (100, 1000, 3321)
FILE_BYTES = 104_000
SERVER = """
import sys
from aiosmtpd.controller import Controller

class Taker:
    async def handle_DATA(self, server, session, envelope):
        return "250 OK"

controller = Controller(Taker(), hostname="127.0.0.1", port=int(sys.argv[1]))
controller.start()
print("ready", flush=True)
sys.stdin.read()
controller.stop()
"""


def megabytes() -> float:
    """The most memory that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def document(data: bytes) -> Recorded:
    """The 2024 plan, as if its file were `data`."""
    facts = facts_of(read_plan(DEFAULT_PLAN), DEFAULT_PLAN.stem)
    return Recorded(hashlib.sha256(data).hexdigest(), "da_ky.pdf", len(data), facts)


def send(ledger: Ledger, what: Recorded, data: bytes, settings: Settings) -> None:
    """Send to everybody who waits."""
    letters = Letters(what, data, settings.values.gui_tu or "")
    waiting = list(ledger.deliveries(what.hash, DeliveryState.WAITING))
    Sender(ledger, letters, MailServer(settings, None)).run(waiting, (), lambda: None)


def measured(size: int, port: int) -> str:
    """A row of the table."""
    data = bytes(range(256)) * (FILE_BYTES // 256)
    what = document(data)
    values = GuiVanBan.model_validate(
        {"may_chu": "127.0.0.1", "cong": str(port), "bao_mat": "khong", "gui_tu": "vt@x.example.vn"}
    )
    names = (f"Ủy ban nhân dân xã số {number}" for number in range(size))
    parties = [
        Party(f"xa_{number}", name, Channel.MAIL, f"xa{number}@x.example.vn")
        for number, name in enumerate(names)
    ]
    with TemporaryDirectory(dir=Path.cwd()) as folder:
        settings = Settings(values, Path(folder), read_office(Path(folder) / "ke_hoach.yaml"))
        with open_ledger(settings.ledger, Use.SEND) as ledger:
            before = megabytes()
            times = [perf_counter()]
            ledger.record(what, parties, all_=True)
            times.append(perf_counter())
            send(ledger, what, data, settings)
            times.append(perf_counter())
            held = megabytes() - before
            deliveries = list(ledger.deliveries(what.hash))
            assert all(each.state is DeliveryState.SENT for each in deliveries)
            table = list_of_deliveries(what, deliveries)
            as_xlsx([table], datetime(2024, 1, 1))
            times.append(perf_counter())
            as_pdf([table])
            times.append(perf_counter())
    record, sending, xlsx, pdf = (b - a for a, b in pairwise(times))
    each = sending / size * 1000
    return (
        f"| {size} | {record:.2f} s | {sending:.1f} s | {each:.1f} ms | {held:.1f} MiB | "
        f"{xlsx:.1f} s | {pdf:.1f} s |"
    )


def rows() -> Iterator[str]:
    """The table, a line each."""
    yield (
        "| recipients | into the ledger | sending | per recipient | memory more | list as Excel | "
        "list as PDF |"
    )
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", SERVER, str(port)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        server.stdout.readline()
        for size in SIZES:
            with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
                yield process.submit(measured, size, port).result()
        server.communicate(b"")


if __name__ == "__main__":
    for row in rows():
        print(row, flush=True)
