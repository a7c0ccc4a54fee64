"""What an area of inputs is, and how one input of it is tried."""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import ClassVar

from tests.fuzz.bounded import Fault, Outcome, run_command
from tests.fuzz.edits import Draft, smallest
from tests.waiting import PATIENCE

_WRITING = {"decide", "annex", "roll"}
_RESULTS = {".docx", ".pdf", ".xlsx", ".html", ".ics", ".json"}


class Area(ABC):
    """Inputs of one kind. What good inputs it starts from is made once, by `prepare`."""

    name: ClassVar[str]
    weight: ClassVar[int] = 1
    """How many inputs of this area are tried where others have one."""

    def __init__(self, patience: float = PATIENCE) -> None:
        self.patience = patience
        """Seconds after which a command is taken to hang, whatever the machine is at."""
        self.codes: Counter[int] = Counter()
        """How often commands ended with each code."""
        self.mebibytes: float = 0
        """What the largest process of any command took."""

    def prepare(self) -> None:  # noqa: B027  # some have them at hand
        """Make the good inputs."""

    def close(self) -> None:  # noqa: B027  # most have nothing
        """Take away what `prepare` put on the disk."""

    @abstractmethod
    def draw(self, random: Random) -> Draft:
        """An input, by chance."""

    def number(self, number: int) -> Draft:
        """The input of a number: always the same."""
        return self.draw(Random(f"{self.name} {number}"))

    def tried(self, draft: Draft) -> list[Fault]:
        """What is wrong with how the commands of the input ended."""
        faults = []
        for words in draft.commands:
            with TemporaryDirectory() as name:
                folder = Path(name)
                lay(folder, draft.made())
                faults += self.run(words, folder)
        return faults

    def run(self, words: Sequence[str], folder: Path) -> list[Fault]:
        """Run one command on files that lie in `folder`."""
        before = _contents(folder)
        outcome = self.ran(run_command(words, folder, self.patience))
        faults = outcome.faults()
        after = _contents(folder)
        if outcome.code not in (0, 1) or not _writes(words):
            faults += _changes(outcome, before, after)
        elif after != before:
            faults += _worse(outcome, before, folder)
        return faults

    def ran(self, outcome: Outcome) -> Outcome:
        """Count a command that was run."""
        self.codes[outcome.code] += 1
        self.mebibytes = max(self.mebibytes, outcome.mebibytes)
        return outcome

    def minimised(self, draft: Draft, fault: Fault) -> Draft:
        """The input with the fewest edits that still show the fault."""

        def shows(smaller: Draft) -> bool:
            return any(other.signature == fault.signature for other in self.tried(smaller))

        only = replace(draft, commands=(fault.outcome.words,))
        return smallest(only if shows(only) else draft, shows)


def lay(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write the files of an input."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _contents(folder: Path) -> dict[Path, bytes]:
    return {
        path.relative_to(folder): sha256(path.read_bytes()).digest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _writes(words: Sequence[str]) -> bool:
    """Whether the command may change files that are there, or is asked for results."""
    return words[0] in _WRITING or "--apply" in words or "--fix" in words


def _changes(
    outcome: Outcome, before: Mapping[Path, bytes], after: Mapping[Path, bytes]
) -> list[Fault]:
    """What a command changed that refused, or was only to look."""
    faults = [
        Fault("changed", outcome, f"{outcome.words[0]}: {path.name} is another file")
        for path, content in before.items()
        if after.get(path) != content
    ]
    refused = outcome.code not in (0, 1)
    new = [path for path in after.keys() - before.keys() if path.suffix in _RESULTS and refused]
    faults += [Fault("changed", outcome, f"{outcome.words[0]}: new {path.name}") for path in new]
    return faults


def _worse(outcome: Outcome, before: Mapping[Path, bytes], folder: Path) -> list[Fault]:
    """Plans that a command wrote and that cannot be read any more, or are no finals any more."""
    faults = []
    for path in folder.glob("*.yaml"):
        if before.get(path.relative_to(folder)) == sha256(path.read_bytes()).digest():
            continue
        if not re.search(rb"^\"?noi_dung", path.read_bytes(), re.MULTILINE):
            continue
        shown = run_command(("show", path.name), folder)
        if shown.code not in (0, 1):
            told = f"{outcome.said}\n-- then: kehoach show\n{shown.said}"
            faults.append(
                Fault("worse", replace(outcome, said=told), f"{outcome.words[0]}: plan unreadable")
            )
    return faults
