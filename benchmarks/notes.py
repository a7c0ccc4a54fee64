"""What the notes for recipients cost: python -m benchmarks.notes.

The 2024 plan goes to communes as well, as many as asked for, up to the 3.321 of the whole country.
All have the same duties; in the last row each has one of its own besides, so that no two notes can
share a sheet. The time of a note is that of the processor, which other work on the machine leaves
as it is.
"""

from __future__ import annotations

import sys
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from tempfile import TemporaryDirectory
from time import perf_counter

from benchmarks.measure import Command, peak_memory
from kehoach.build import DEFAULT_PLAN
from kehoach.resolve.read import ADDRESS_BOOK, REGISTER

SIZES = (100, 1000, 3321)
OWN = 200
_LINE = "  - {ghi: UBND các xã, gui: nhom_ubnd_xa}\n"
_GROUP = "nhom_ubnd_xa:\n  ten: Ủy ban nhân dân cấp xã\n  ten_ngan: UBND cấp xã\n  loai: nhom\n"


def write_plan(folder: Path, communes: int, *, own: bool) -> Path:
    """The 2024 plan with so many communes more; `own` gives each a clause of its own."""
    units = [f"xa_{number:04}" for number in range(communes)]
    content = DEFAULT_PLAN.parent
    register = (content / REGISTER).read_text("utf-8")
    register = _replaced(register, _GROUP, f"{_GROUP}  thanh_vien: [{', '.join(units)}]\n")
    register += "".join(f"{unit}: {{ten: UBND xã số {unit[3:]}}}\n" for unit in units)
    (folder / REGISTER).write_text(register, "utf-8")
    book = (content / ADDRESS_BOOK).read_text("utf-8")
    book += "".join(
        f"{unit}: {{kenh: thu_dien_tu, thu_dien_tu: {unit}@gialai.invalid}}\n" for unit in units
    )
    (folder / ADDRESS_BOOK).write_text(book, "utf-8")
    plan = DEFAULT_PLAN.read_text("utf-8")
    plan = _replaced(plan, "noi_nhan:\n", f"noi_nhan:\n{_LINE}")
    if own:
        clauses = "".join(
            f"      - {{don_vi: {unit}, doan: Rà soát hộ nghèo ở xã số {unit[3:]}.}}\n"
            for unit in units
        )
        plan = _replaced(
            plan,
            "  - tieu_de: Nguồn lực thực hiện\n",
            f"  - tieu_de: Việc của từng xã\n    muc:\n{clauses}\n"
            "  - tieu_de: Nguồn lực thực hiện\n",
        )
    path = folder / "plan.yaml"
    path.write_text(plan, "utf-8")
    return path


def _replaced(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


def row(communes: int, *, own: bool = False) -> str:
    """A row of the table: the whole command, timed, and the memory of its processes."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        plan = write_plan(folder, communes, own=own)
        notes = folder / "notes"
        command: Command = [sys.executable, "-m", "kehoach", "duties", plan, "--phieu", notes]
        started, before = perf_counter(), getrusage(RUSAGE_CHILDREN)
        largest, together = peak_memory(command, folder)
        seconds, after = perf_counter() - started, getrusage(RUSAGE_CHILDREN)
        processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        made = sum(file.suffix == ".pdf" for file in notes.iterdir())
    kind = "one each" if own else "shared"
    return (
        f"| {made} | {kind} | {seconds:.0f} | {processor:.0f} | {1000 * processor / made:.0f} | "
        f"{largest:.0f} | {together:.0f} |"
    )


def main() -> None:
    """Print the table, a row at a time."""
    print("| notes | duties | s | processor s | ms a note | largest process MiB | together MiB |")
    print("| ---: | --- | ---: | ---: | ---: | ---: | ---: |")
    for size in SIZES:
        print(row(size), flush=True)
    print(row(OWN, own=True), flush=True)


if __name__ == "__main__":
    main()
