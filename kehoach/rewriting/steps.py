"""Steps back: what stood in a plan before each command wrote it, kept for whoever ran it.

A step is a file of the plan's memory: a line of JSON that tells the command, the time and the
hashes of what was there before and after, then the bytes of before. Steps are bounded in number and
size.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b, sha256
from pathlib import Path

from kehoach.disk import operations
from kehoach.disk.hidden_folder import make_memory, memory_of, recall, remember
from kehoach.disk.replacing import clear

MOST_STEPS = 50
MOST_BYTES = 32 * 1024 * 1024
_KIND = "hoan-tac"


@dataclass(frozen=True, slots=True)
class Step:
    """What a command did to a plan: `before` is None where it made the file."""

    file: Path
    command: str
    when: datetime
    before: bytes | None
    after_hash: str

    @property
    def before_hash(self) -> str | None:
        return None if self.before is None else hash_of(self.before)


def hash_of(content: bytes) -> str:
    """How a step knows the bytes of a plan."""
    return sha256(content).hexdigest()


class Steps:
    """The steps back of one plan, of the person who runs this; the newest goes back first."""

    def __init__(self, plan: Path) -> None:
        name = blake2b(os.fsencode(plan.name), digest_size=8).hexdigest()
        self._plan = plan
        self._folder = memory_of(plan, _KIND) / f"{name}-{operations.user()}"

    def add(self, command: str, before: bytes | None, after: bytes) -> Path:
        """Remember a step that is about to be done; `drop` it if it is not done after all.

        Raises OSError or MachineProblem if it cannot be kept.
        """
        make_memory(self._folder.parent)
        operations.make_own_folder(self._folder)
        head = {
            "tep": self._plan.name,
            "lenh": command,
            "luc": datetime.now().astimezone().isoformat(timespec="seconds"),
            "truoc": None if before is None else hash_of(before),
            "sau": hash_of(after),
        }
        number = max((int(file.stem) for file in self._files()), default=0) + 1
        file = self._folder / f"{number:08d}.buoc"
        remember(file, json.dumps(head).encode() + b"\n" + (before or b""), flushed=True)
        return file

    def drop(self, file: Path) -> None:
        """Forget a step."""
        with suppress(OSError):
            operations.remove(file)
            if not any(self._folder.iterdir()):
                operations.remove_folder(self._folder)

    def last(self, now: bytes | None) -> Step | None:
        """The newest step that was done, of a plan that holds `now`.

        One that was remembered but never done, because its command was killed, is forgotten.
        """
        for file in sorted(self._files(), reverse=True):
            step = _read(file)
            if step is None:
                self.drop(file)
                continue
            is_done = now is not None and step.after_hash == hash_of(now)
            was_before = step.before_hash == (None if now is None else hash_of(now))
            if is_done or not was_before:
                return step
            self.drop(file)
        return None

    def clear(self) -> None:
        """Take away what killed processes left among the steps."""
        clear(self._folder)

    def count(self) -> int:
        """How many steps there are."""
        return sum(1 for _ in self._files())

    def forget_oldest(self) -> None:
        """Keep to the bounds; the newest step stays however large it is."""
        room = MOST_BYTES
        for number, file in enumerate(sorted(self._files(), reverse=True)):
            with suppress(OSError):
                room -= file.stat().st_size
                if number >= MOST_STEPS or (number and room < 0):
                    operations.remove(file)

    def _files(self) -> Iterator[Path]:
        with suppress(OSError):
            for file in self._folder.iterdir():
                if file.suffix == ".buoc" and file.stem.isdecimal():
                    yield file


def _read(file: Path) -> Step | None:
    """A step as it was remembered; None if the file is damaged."""
    head, _, content = (recall(file) or b"").partition(b"\n")
    try:
        told = json.loads(head)
        when = datetime.fromisoformat(told["luc"])
        before = None if told["truoc"] is None else content
        step = Step(file, str(told["lenh"]), when, before, str(told["sau"]))
    except (ValueError, KeyError, TypeError):
        return None
    return step if step.before_hash == told["truoc"] else None
