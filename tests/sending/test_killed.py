"""The sender is killed at random moments: nobody is lost, nobody is served twice unseen."""

from __future__ import annotations

import email
import email.policy
import multiprocessing
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from email.message import EmailMessage

from kehoach.cli import main
from kehoach.console import Exit
from tests.sending.conftest import MailServer, Office
from tests.sending.test_send import attached, rows

KILLS = 50
RECIPIENTS = 60


def run(office: Office) -> None:
    """What a killed process runs: forked, so that no time goes into imports."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    os.dup2(2, 1)
    main(["send", str(office.plan), "--file", str(office.signed), "--yes"])


def killed_after(seconds: float, office: Office) -> bool:
    """Whether the sender was still at work when it was killed."""
    process = multiprocessing.get_context("fork").Process(target=run, args=(office,))
    process.start()
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
    server = start_server(pause=0.01)
    made = office([f"noi{number}@x.example.vn" for number in range(RECIPIENTS)])
    made.settings(server)
    main(["send", str(made.plan), "--file", str(made.signed), "--dry-run"])  # loads everything
    started = time.perf_counter()
    main(["send", str(made.plan), "--file", str(made.signed), "--dry-run"])
    ready = time.perf_counter() - started
    kills = 0
    doubtful: set[str] = set()
    for _ in range(KILLS):
        kills += killed_after(ready + dice.random() * 0.15, made)
        doubtful |= {address for address, (state, _) in rows(made).items() if state == "sending"}
    run_code = main(["send", str(made.plan), "--file", str(made.signed), "--yes"])
    states = rows(made)
    unknown = {address for address, (state, _) in states.items() if state == "unknown"}
    assert kills > KILLS // 2
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
    print(f"{kills} kills at work, {len(unknown)} unknown, {received.total()} messages")
