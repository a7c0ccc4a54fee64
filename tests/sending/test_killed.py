"""The sender is killed at random steps: nobody is lost, nobody is served twice unseen."""

from __future__ import annotations

import email
import email.policy
import multiprocessing
import os
import random
import signal
import sqlite3
import sys
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from email.message import EmailMessage
from typing import Any
from unittest.mock import patch

from kehoach.cli.console import Exit
from kehoach.cli.main import main
from kehoach.sending.sender import Sender
from tests.sending.conftest import MailServer, Office
from tests.sending.test_send import attached, rows
from tests.waiting import PATIENCE

KILLS, EARLY_KILLS = 50, 8
RECIPIENTS = 120
FIRST_STEPS, STEPS = 600, 90
"""The most steps to the death of a sender: of its whole life, or from its sending on. The latter
are enough for two messages, so that some are left to send whenever it dies."""


class Death:
    """For `sys.setprofile`: kills its process at a step.

    The steps are before and after each call that the ledger's file or the server may see: between
    them nothing happens that could be lost.
    """

    def __init__(self, step: int) -> None:
        self.left = step

    def __call__(self, _frame: object, event: str, called: object) -> None:
        if event not in ("c_call", "c_return"):
            return
        about = type(getattr(called, "__self__", None))
        if about is sqlite3.Connection or about.__module__ == "_ssl":
            self.left -= 1
            if not self.left:
                os.kill(os.getpid(), signal.SIGKILL)


def run(office: Office, step: int, *, early: bool) -> None:
    """What a killed process runs: forked, so that no time goes into imports."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    os.dup2(2, 1)
    sending = Sender.run

    def run_to_death(self: Sender, *arguments: Any) -> None:
        if not early:
            sys.setprofile(Death(step))
        sending(self, *arguments)

    if early:
        sys.setprofile(Death(step))
    with patch.object(Sender, "run", run_to_death):
        main(["send", str(office.plan), "--file", str(office.signed), "--yes"])


def kill_at(step: int, office: Office, *, early: bool) -> None:
    """Let a sender die at a step of its life or of its sending."""
    context = multiprocessing.get_context("fork")
    process = context.Process(target=run, args=(office, step), kwargs={"early": early})
    process.start()
    process.join(PATIENCE)
    assert process.exitcode == -signal.SIGKILL


def test_killed_at_fifty_steps(
    office: Callable[..., Office], start_server: Callable[..., MailServer]
) -> None:
    dice = random.Random(9)
    server = start_server()
    made = office([f"noi{number}@x.example.vn" for number in range(RECIPIENTS)])
    made.settings(server)
    main(["send", str(made.plan), "--file", str(made.signed), "--dry-run"])  # loads everything
    doubtful: set[str] = set()
    for number in range(KILLS):
        early = number < EARLY_KILLS
        # Small steps more often than not: the ledger is made in the first of them.
        step = int(FIRST_STEPS ** dice.random()) if early else dice.randint(1, STEPS)
        kill_at(step, made, early=early)
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


def test_killed_and_tampered_with(
    office: Callable[..., Office], start_server: Callable[..., MailServer]
) -> None:
    """Between deaths the ledger is lost or set back: it comes back from its backup.

    Then a person asks those who are unknown, as the office does.
    """
    dice = random.Random(10)
    server = start_server()
    made = office([f"noi{number}@x.example.vn" for number in range(20)])
    made.settings(server)
    plan, command = str(made.plan), ["send", str(made.plan), "--file", str(made.signed), "--yes"]
    assert main([*command, "--only", "noi_0"]) == Exit.OK
    first = made.ledger.read_bytes()
    for number, happens in enumerate((made.ledger.unlink, b"", first, b"junk" * 999, None, first)):
        kill_at(dice.randint(1, STEPS), made, early=False)
        for beside in ("-wal", "-shm"):
            made.ledger.with_name(f"{made.ledger.name}{beside}").unlink(missing_ok=True)
        if isinstance(happens, bytes):
            made.ledger.write_bytes(happens)
        elif happens:
            happens()
        else:
            with sqlite3.connect(made.ledger) as database:
                database.execute("UPDATE delivery SET state = 'waiting'")
        before = len(server.kept())
        assert main(command) == Exit.REFUSED, number
        assert len(server.kept()) == before
        assert main(["delivered", plan, "--khoi-phuc", "Nguyễn Thị Hoa"]) == Exit.OK
        received = {address for address, _ in server.kept()}
        for address, (state, _) in rows(made).items():
            if state == "unknown":
                answer = ["--nguoi-nhan", "A"] if address in received else ["--gui-lai"]
                unit = f"noi_{made.boxes.index(address)}"
                assert main(["deliver", plan, unit, *answer]) == Exit.OK
    assert main(command) == Exit.OK
    assert Counter(address for address, _ in server.kept()) == Counter(made.boxes)
    assert main(["delivered", plan, "--kiem-tra"]) == Exit.OK
