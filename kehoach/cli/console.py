"""What every command says and gives back: exit codes, results, and messages beside them."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from enum import IntEnum
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    from tqdm import tqdm

    from kehoach.disk.made_files import Maker
    from kehoach.findings import Finding


class Exit(IntEnum):
    """Exit codes of every command."""

    OK = 0
    FINDINGS = 1
    """Done, with findings that need a person."""
    REFUSED = 2
    """The input was refused."""
    MACHINE = 3
    """The machine lacks something."""
    USAGE = 4
    """Wrong command line."""
    FAULT = 5
    """A fault of ours."""


def say(text: str) -> None:
    """Tell the clerk something that is not the result asked for, below what was printed before."""
    from kehoach.vietnamese import visible

    sys.stdout.flush()  # in a file or a pipe, both streams together, it would come last
    print(visible(text), file=sys.stderr)


def say_findings(findings: Iterable[Finding]) -> None:
    """Tell findings, one after the other."""
    for finding in findings:
        say(str(finding))


def exit_with(findings: Iterable[Finding]) -> Exit:
    """The exit code where these findings were told: those of mere interest need no person."""
    from kehoach.findings import Severity

    needs_person = any(finding.severity is not Severity.INFO for finding in findings)
    return Exit.FINDINGS if needs_person else Exit.OK


def give(result: bytes, target: Path | None, maker: Maker) -> None:
    """Show a result that is text at the terminal, or write any into the file that was named."""
    if target is None:
        sys.stdout.write(result.decode())
        return
    write_given({target: result}, maker)


def write_given(results: Mapping[Path, bytes], maker: Maker) -> None:
    """Write results into the files that were named, and say so.

    Raises InputRefused for a file that holds something else and may not be overwritten.
    """
    from kehoach.disk.outputs import write_outputs

    say_findings(write_outputs(results, maker))
    say_written(*results)


def say_written(*targets: Path) -> None:
    """Tell which files were written."""
    from kehoach.files import shown

    say(f"Đã ghi {', '.join(map(shown, targets))}.")


def may_colour() -> bool:
    """Whether colours show where the result goes: a terminal or git's pager, if they are wanted."""
    at_terminal = sys.stdout.isatty() or os.environ.get("GIT_PAGER_IN_USE") == "true"
    return at_terminal and not os.environ.get("NO_COLOR")


def terminal_width() -> int:
    """How many letters a line may have to read well."""
    import shutil

    return min(max(shutil.get_terminal_size((100, 24)).columns, 60), 120)


def progress_bar(total: int, label: str, unit: str, *, always: bool = False) -> tqdm[NoReturn]:
    """A bar on the standard error; only at a terminal unless `always`."""
    from tqdm import tqdm

    tqdm.monitor_interval = 0  # its thread would be there at every fork
    return tqdm(total=total, desc=label, unit=unit, disable=False if always else None)
