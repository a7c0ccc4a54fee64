"""The command `python -m benchmarks`: runs everything and writes the tables of README.md."""

from __future__ import annotations

import argparse
import json
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.measure import Case, Command, in_turn, peak_memory, ratio
from benchmarks.plans import write_plan
from benchmarks.typst_source import typst_source
from kehoach.build import DEFAULT_PLAN
from kehoach.files import PROJECT
from kehoach.resolve.read import read_plan

README = Path(__file__).with_name("README.md")
_TOO_LONG = 10_000
"""Rows of an annex that LibreOffice is not asked for: it took seven minutes."""
_TABLES = re.compile(r"(<!-- tables -->\n).*(?=<!-- end of tables -->)", re.DOTALL)


class Bench:
    """A folder for everything that is made, and the commands that are compared."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        os.environ["PYTHONPATH"] = str(PROJECT)
        # As for a user: what the first, uncounted round compiled is read by the next ones.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)

    def kehoach(self, *arguments: str | Path) -> Command:
        return [sys.executable, "-m", "kehoach", "build", *arguments, "-o", self.folder]

    def libreoffice(self, docx: Path) -> Command:
        profile = f"-env:UserInstallation={(self.folder / 'profile').as_uri()}"
        to = str(self.folder / "libreoffice")
        return ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", to, docx]

    def typst(self, plan: Path) -> Command:
        source = self.folder / f"{plan.stem}.typ"
        source.write_text(typst_source(read_plan(plan).document), "utf-8")
        code = (
            f"import typst; typst.compile({str(source)!r}, output={str(source)!r} + '.pdf', "
            f"font_paths=[{str(PROJECT / 'fonts')!r}], ignore_system_fonts=True)"
        )
        return [sys.executable, "-c", code]

    # Tables

    def cold(self, times: int) -> Iterator[str]:
        """One plan from nothing, against LibreOffice's conversion of our DOCX."""
        subprocess.run([str(part) for part in self.kehoach(DEFAULT_PLAN)], capture_output=True)
        docx = self.folder / f"{DEFAULT_PLAN.stem}.docx"
        cases = {
            "LibreOffice, our DOCX to PDF": Case(self.libreoffice(docx)),
            "kehoach, DOCX and PDF": Case(self.kehoach(DEFAULT_PLAN)),
            "kehoach, DOCX": Case(self.kehoach(DEFAULT_PLAN, "--docx")),
            "kehoach, PDF": Case(self.kehoach(DEFAULT_PLAN, "--pdf")),
            "Typst, the same text to PDF": Case(self.typst(DEFAULT_PLAN)),
        }
        in_turn(cases, self.folder, times)
        base = next(iter(cases.values()))
        yield f"### One plan, cold (whole commands in turn, N = {times})\n"
        yield "| | s | processor s | ratio (least-most) | largest process MiB | together MiB |"
        yield "| --- | ---: | ---: | ---: | ---: | ---: |"
        for name, case in cases.items():
            middle, least, most = ratio(case, base)
            largest, together = peak_memory(case.command, self.folder)
            yield (
                f"| {name} | {case.median:.2f} | {statistics.median(case.cpu):.2f} "
                f"| **{middle:.2f}** ({least:.2f}-{most:.2f}) | {largest:.0f} | {together:.0f} |"
            )

    def warm(self, times: int) -> Iterator[str]:
        """The same once everything is loaded, and the memory that renders leave behind."""
        seconds = self._inside("warm", times)
        yield f"\n### In one process, all loaded (in turn, N = {times})\n"
        yield "| | ms | ratio to PDF |"
        yield "| --- | ---: | ---: |"
        names = {
            "read": "read and resolve the plan",
            "docx": "DOCX",
            "pdf": "PDF",
            "typst": "Typst's PDF",
        }
        for key, name in names.items():
            ratios = [mine / pdf for mine, pdf in zip(seconds[key], seconds["pdf"], strict=True)]
            milliseconds = statistics.median(seconds[key]) * 1000
            yield f"| {name} | {milliseconds:.0f} | {statistics.median(ratios):.2f} |"

    def memory(self, renders: int) -> Iterator[str]:
        """Memory after many renders in one process."""
        after = self._inside("memory", renders)
        collected = after.pop("0")
        yield f"\n### Memory over {renders} renders to PDF in one process\n"
        yield f"| renders | {' | '.join(after)} | {renders}, collected |"
        yield "| --- |" + " ---: |" * (len(after) + 1)
        yield f"| MiB | {' | '.join(f'{mib:.0f}' for mib in [*after.values(), collected])} |"

    def growth(self, texts: list[int], rows: list[int]) -> Iterator[str]:
        """Plans of growing size; the large ones once."""
        yield "\n### Growth (both files, and each alone; N = 3, above 1.000 rows N = 1)\n"
        yield (
            "| | both s | DOCX s | PDF s | largest process MiB | together MiB "
            "| LibreOffice s | Typst s |"
        )
        yield "| --- |" + " ---: |" * 7
        for times in texts:
            plan = write_plan(self.folder / f"text{times}.yaml", text=times)
            yield self._size(f"text ×{times}", plan, 3)
        for count in rows:
            plan = write_plan(self.folder / f"annex{count}.yaml", rows=count)
            name = f"annex of {count:,} rows".replace(",", ".")
            yield self._size(name, plan, 3 if count < 1000 else 1, peer=count < _TOO_LONG)

    def _size(self, name: str, plan: Path, times: int, *, peer: bool = True) -> str:
        """A row of the table; `peer` tells whether LibreOffice is asked too."""
        commands = {
            "both": self.kehoach(plan),
            "docx": self.kehoach(plan, "--docx"),
            "pdf": self.kehoach(plan, "--pdf"),
            "typst": self.typst(plan),
        }
        if peer:
            subprocess.run([str(part) for part in commands["docx"]], capture_output=True)
            commands["libreoffice"] = self.libreoffice(self.folder / f"{plan.stem}.docx")
        cases = {key: Case(command) for key, command in commands.items()}
        in_turn(cases, self.folder, times, warm_up=False)
        took = {key: case.median for key, case in cases.items()}
        largest, together = peak_memory(commands["pdf"], self.folder)
        return (
            f"| {name} | {took['both']:.1f} | {took['docx']:.1f} | {took['pdf']:.1f} "
            f"| {largest:.0f} | {together:.0f} "
            f"| {format(took['libreoffice'], '.1f') if peer else '-'} | {took['typst']:.2f} |"
        )

    def check(self, texts: list[int], times: int) -> Iterator[str]:
        """`kehoach check` of plans of growing size; the text of 2024 fills some twelve pages."""
        yield f"\n### Check (whole commands in turn, N = {times})\n"
        yield "| | s | processor s | MiB |"
        yield "| --- | ---: | ---: | ---: |"
        plans = [write_plan(self.folder / f"check{n}.yaml", text=n) for n in texts]
        commands: list[Command] = [[sys.executable, "-m", "kehoach", "check", p] for p in plans]
        cases = {f"text ×{n}": Case(c) for n, c in zip(texts, commands, strict=True)}
        in_turn(cases, self.folder, times)
        for name, case in cases.items():
            largest, _ = peak_memory(case.command, self.folder)
            cpu = statistics.median(case.cpu)
            yield f"| {name} | {case.median:.1f} | {cpu:.1f} | {largest:.0f} |"

    def batch(self, plans: int, times: int) -> Iterator[str]:
        """Several plans at once on one core and on two."""
        paths = [write_plan(self.folder / "batch" / f"p{number}.yaml") for number in range(plans)]
        cases = {str(cores): Case(self.kehoach(*paths), cores) for cores in (1, 2)}
        in_turn(cases, self.folder, times)
        faster = [one / two for one, two in zip(cases["1"].wall, cases["2"].wall, strict=True)]
        yield f"\n### {plans} plans at once, both files (in turn, N = {times})\n"
        yield "| cores | s | s a plan | times as fast |"
        yield "| --- | ---: | ---: | ---: |"
        for cores, case in cases.items():
            gain = statistics.median(faster) if cores == "2" else 1
            yield f"| {cores} | {case.median:.1f} | {case.median / plans:.2f} | **{gain:.2f}** |"

    def _inside(self, what: str, times: int) -> dict[str, list[float]]:
        command = [sys.executable, "-m", "benchmarks.inside", what, str(times)]
        done = subprocess.run(command, capture_output=True, check=True)
        measured: dict[str, list[float]] = json.loads(done.stdout)
        return measured


def machine() -> str:
    """What the figures were measured on."""
    cpu = re.search(r"model name\s*: (.*)", Path("/proc/cpuinfo").read_text())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    system = platform.freedesktop_os_release()["PRETTY_NAME"]
    office = subprocess.run(["soffice", "--version"], capture_output=True, text=True).stdout
    libraries = ", ".join(f"{name} {version(name)}" for name in ("weasyprint", "docxtpl", "typst"))
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {len(os.sched_getaffinity(0))} cores "
        f"({cpu[1].strip() if cpu else platform.machine()}), {memory:.0f} GiB, {system}, "
        f"Python {platform.python_version()}, {libraries}, {office.strip()[:20]}; "
        f"load when it began {os.getloadavg()[0]:.1f}."
    )


def main() -> None:
    """Measure, print, and keep the tables in README.md (not with --quick)."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few runs, small sizes; not kept")
    quick = parser.parse_args().quick
    lines = [machine(), ""]
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(Path(folder))
        for table in (
            bench.cold(3 if quick else 15),
            bench.warm(3 if quick else 15),
            bench.memory(20 if quick else 200),
            bench.growth([1] if quick else [1, 4, 16], [200] if quick else [200, 2000, 10_000]),
            bench.check([1] if quick else [1, 4, 16], 1 if quick else 5),
            bench.batch(4 if quick else 12, 1 if quick else 5),
        ):
            for line in table:
                print(line, flush=True)
                lines.append(line)
    if not quick:
        text = README.read_text("utf-8")
        README.write_text(_TABLES.sub(lambda m: m[1] + "\n".join(lines) + "\n", text), "utf-8")


if __name__ == "__main__":
    main()
