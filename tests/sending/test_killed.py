"""The sender is killed at random moments: nobody is lost, nobody is served twice unseen."""

from __future__ import annotations

import email
import email.policy
import multiprocessing
import os
import random
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from multiprocessing.synchronize import Event
from typing import Any
from unittest.mock import patch

from kehoach.cli import main
from kehoach.console import Exit
from kehoach.sending.sender import Sender
from tests.sending.conftest import MailServer, Office
from tests.sending.test_send import attached, rows

KILLS, EARLY_KILLS = 50, 8
RECIPIENTS = 120
LONGEST_S = 0.05


def run(office: Office, begun: Event) -> None:
    """What a killed process runs: forked, so that no time goes into imports."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    os.dup2(2, 1)
    sending = Sender.run

    def tell_and_run(self: Sender, *arguments: Any) -> None:
        begun.set()
        sending(self, *arguments)

    with patch.object(Sender, "run", tell_and_run):
        main(["send", str(office.plan), "--file", str(office.signed), "--yes"])


def killed_after(seconds: float, office: Office, *, early: bool) -> bool:
    """Whether the sender was at work when it was killed, so long after its start or its sending."""
    context = multiprocessing.get_context("fork")
    begun = context.Event()
    process = context.Process(target=run, args=(office, begun))
    process.start()
    if not early:
        begun.wait(60)
    process.join(seconds)
    assert process.pid is not None
    if process.exitcode is None:
        os.kill(process.pid, signal.SIGKILL)
        process.join()
    return process.exitcode == -signal.SIGKILL


def test_killed_at_fifty_moments(
    office: Callable[..., Office], start_server: Callable[..., MailServer]
) -> None:
    dice = random.Random(9)
    server = start_server(pause=0.005)
    made = office([f"noi{number}@x.example.vn" for number in range(RECIPIENTS)])
    made.settings(server)
    main(["send", str(made.plan), "--file", str(made.signed), "--dry-run"])  # loads everything
    doubtful: set[str] = set()
    for number in range(KILLS):
        early = number < EARLY_KILLS
        moment = dice.random() * (0.3 if early else LONGEST_S)
        assert killed_after(moment, made, early=early)
        with suppress(sqlite3.OperationalError):  # killed before the file had its tables
            known = rows(made).items()
            doubtful |= {address for address, (state, _) in known if state == "sending"}
    run_code = main(["send", str(made.plan), "--file", str(made.signed), "--yes"])
    states = rows(made)
    unknown = {address for address, (state, _) in states.items() if state == "unknown"}
    assert unknown == doubtful
    assert run_code == (Exit.FINDINGS if unknown else Exit.OK)
    assert {state for state, _ in states.values()} <= {"sent", "unknown"}
    received = Counter(address for address, _ in server.kept())
    assert all(received[address] == 1 for address in made.boxes if address not in unknown)
    assert all(received[address] <= 1 for address in unknown)
    # A person has them sent to again: now everybody has it, and only they may have it twice.
    again = [f"noi_{made.boxes.index(address)}" for address in sorted(unknown)]
    assert again == [] or main(["deliver", str(made.plan), *again, "--gui-lai"]) == Exit.OK
    assert main(["send", str(made.plan), "--file", str(made.signed), "--yes"]) == Exit.OK
    received = Counter(address for address, _ in server.kept())
    assert set(received) == set(made.boxes)
    assert {address for address, count in received.items() if count > 1} <= unknown
    ids = set()
    for address, content in server.kept():
        message = email.message_from_bytes(content, policy=email.policy.default)
        assert isinstance(message, EmailMessage)
        assert attached(message) == made.signed.read_bytes()
        ids.add((address, message["Message-ID"]))
    assert len(ids) == RECIPIENTS
    print(f"{KILLS} kills, {len(unknown)} unknown, {received.total()} messages")
