"""The command `python -m benchmarks.finished`: how long the review of finished files takes."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import pikepdf

from benchmarks.measure import Case, Command, in_turn, peak_memory
from benchmarks.plans import write_plan

_SIZES = ((1, 180), (16, None))
"""How often the text of the plan of 2024 stands there, and the rows of its annex: 20, 200 pages."""
_TIMES = 3


def main() -> None:
    """Measure and print a table."""
    print("| file | pages | s | processor s | largest process MiB |")
    print("| --- | ---: | ---: | ---: | ---: |")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        files = [file for size in _SIZES for file in _build(folder, *size)]
        commands: list[Command] = [[sys.executable, "-m", "kehoach", "check", f] for f in files]
        cases = {str(f): Case(c) for f, c in zip(files, commands, strict=True)}
        in_turn(cases, folder, _TIMES)
        for file, case in zip(files, cases.values(), strict=True):
            with pikepdf.open(file.with_suffix(".pdf")) as pdf:
                pages = len(pdf.pages)
            largest, _ = peak_memory(case.command, folder)
            cpu = statistics.median(case.cpu)
            print(f"| {file.suffix} | {pages} | {case.median:.1f} | {cpu:.1f} | {largest:.0f} |")


def _build(folder: Path, times: int, rows: int | None) -> list[Path]:
    """A plan whose text is repeated so often, as both files."""
    plan = write_plan(folder / f"text{times}.yaml", text=times, rows=rows)
    command = [sys.executable, "-m", "kehoach", "build", str(plan), "-o", str(folder)]
    subprocess.run(command, capture_output=True, check=False)
    return [folder / f"{plan.stem}{suffix}" for suffix in (".docx", ".pdf")]


if __name__ == "__main__":
    main()
