"""The command `python -m benchmarks.fuzz`: spoiled inputs for as long as is asked, in all areas.

    python -m benchmarks.fuzz --inputs 10000                  # that many, shared among the areas
    python -m benchmarks.fuzz --phut 120                      # two hours, on all cores
    python -m benchmarks.fuzz --phut 10 --mien xlsx pdf       # these areas alone
    python -m benchmarks.fuzz --mien xlsx --tu 4711 --so 1    # that input alone, again

Prints how many inputs of each area were tried, the tracebacks, hangs and other faults, the memory
of the largest process and the codes that the commands ended with; then each kind of fault with the
smallest input that shows it. `tests/fuzz/` has the inputs, and every run of the tests tries some of
each area. Exits with 1 if there was a fault.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from select import select

from kehoach.workers import Parent, Worker, cores
from tests.fuzz.area import Area
from tests.fuzz.areas import AREAS
from tests.fuzz.bounded import ESCAPED

_PATIENCE = 60
"""Seconds after which a command that does nothing is taken to hang. A test has more patience."""
_OFTEN = 500
"""After so many inputs it is told how many there were."""


@dataclass(frozen=True, slots=True)
class _Shown:
    """A fault that a worker came upon; `text` tells the input and what the command said."""

    area: str
    number: int
    signature: tuple[str, str]
    text: str


@dataclass(slots=True)
class _Tried:
    """Inputs that were tried of an area, and what came of them."""

    area: str
    inputs: int = 0
    seconds: float = 0
    mebibytes: float = 0
    codes: Counter[int] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)

    def add(self, more: _Tried) -> None:
        self.inputs += more.inputs
        self.seconds += more.seconds
        self.mebibytes = max(self.mebibytes, more.mebibytes)
        self.codes += more.codes
        self.faults += more.faults


def main() -> None:
    """Try inputs, and print what came of them."""
    options = _options()
    started = time.monotonic()
    workers = [
        Worker(partial(_work, options=options, own=own, of=options.workers))
        for own in range(options.workers)
    ]
    kinds: dict[tuple[str, ...], tuple[int, _Shown]] = {}
    tried = {name: _Tried(name) for name in options.mien}
    for heard in _messages(workers):
        if isinstance(heard, _Tried):
            tried[heard.area].add(heard)
            total = sum(area.inputs for area in tried.values())
            if total % _OFTEN == 0:
                print(f"{total} inputs, {time.monotonic() - started:.0f} s", file=sys.stderr)
        else:
            kind = (heard.area, *heard.signature)
            times, first = kinds.get(kind, (0, heard))
            kinds[kind] = times + 1, first
    _print_table(tried.values())
    for (area, *signature), (times, first) in sorted(kinds.items()):
        print(f"\n## {area} {first.number}, {times} times: {' '.join(signature)}\n{first.text}")
    print(f"\n{len(kinds)} kinds of faults, {(time.monotonic() - started) / 60:.1f} minutes.")
    sys.exit(bool(kinds))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.fuzz", description="Tries spoiled inputs of every kind."
    )
    parser.add_argument("--phut", type=float, help="minutes to go on (10, if no number is given)")
    parser.add_argument("--mien", nargs="+", choices=AREAS, default=list(AREAS), help="the areas")
    parser.add_argument("--tu", type=int, default=0, help="the number of the first input (0)")
    number = parser.add_mutually_exclusive_group()
    number.add_argument("--inputs", type=int, help="inputs of all areas together")
    number.add_argument("--so", type=int, help="inputs of each area")
    parser.add_argument("--workers", type=int, default=cores(), help="processes at once")
    options = parser.parse_args()
    if options.phut is None and options.inputs is None and options.so is None:
        options.phut = 10
    return options


def _messages(workers: Sequence[Worker[None]]) -> Iterator[_Shown | _Tried]:
    """What the workers tell, until all have come to their ends."""
    running = [*workers]
    try:
        while running:
            for worker in select(running, [], [])[0]:
                heard = worker.hear()
                if heard is None:
                    running.remove(worker)
                else:
                    yield heard
    finally:
        for worker in workers:
            worker.stop()


def _ends(options: argparse.Namespace, areas: Sequence[Area]) -> Mapping[str, float]:
    """By area, the number before which to stop."""
    if options.inputs is None:
        return {area.name: options.tu + (options.so or float("inf")) for area in areas}
    parts = sum(area.weight for area in areas)
    ends, done, before = {}, 0, 0
    for area in areas:  # from sum to sum, so that no input is lost by rounding
        done += area.weight
        upto = options.inputs * done // parts
        ends[area.name] = options.tu + upto - before
        before = upto
    return ends


def _work(parent: Parent, *, options: argparse.Namespace, own: int, of: int) -> None:
    """Try the inputs that are this worker's, the areas in turn."""
    areas = [AREAS[name](_PATIENCE) for name in options.mien]
    with ExitStack() as stack:
        for area in areas:
            area.prepare()
            stack.callback(area.close)
        _try_all(parent, areas, options, own, of)


def _try_all(
    parent: Parent, areas: Sequence[Area], options: argparse.Namespace, own: int, of: int
) -> None:
    ends = _ends(options, areas)
    over = time.monotonic() + 60 * options.phut if options.phut else float("inf")
    known: set[tuple[str, ...]] = set()
    for round_ in count():
        going_on = False
        for area in areas:
            first = options.tu + round_ * area.weight
            going_on |= first < ends[area.name]
            for number in range(first, int(min(first + area.weight, ends[area.name]))):
                if time.monotonic() > over:
                    return
                if number % of == own:
                    _try(parent, area, number, known)
        if not going_on:
            return


def _try(parent: Parent, area: Area, number: int, known: set[tuple[str, ...]]) -> None:
    draft = area.number(number)
    area.codes.clear()
    area.mebibytes = 0
    started = _processor_seconds()
    faults = area.tried(draft)
    seconds = _processor_seconds() - started
    kinds = Counter({kind for kind, _ in (fault.signature for fault in faults)})
    parent.tell(_Tried(area.name, 1, seconds, area.mebibytes, Counter(area.codes), kinds))
    for fault in faults:
        text = ""
        if (area.name, *fault.signature) not in known:
            known.add((area.name, *fault.signature))
            # A hang takes so long that it is not shown again and again.
            smaller = draft if fault.kind == "hang" else area.minimised(draft, fault)
            text = smaller.told() + str(fault)
        parent.tell(_Shown(area.name, number, fault.signature, text))


def _processor_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(usage.ru_utime + usage.ru_stime for usage in used)


def _print_table(tried: Iterable[_Tried]) -> None:
    print(
        "| area | inputs | tracebacks | hangs | other faults | largest process MiB "
        "| processor s each | commands | by exit code |"
    )
    print("| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | --- |")
    everything = _Tried("all")
    for area in tried:
        everything.add(area)
        _print_row(area)
    _print_row(everything)


def _print_row(tried: _Tried) -> None:
    codes = ", ".join(f"{_named(code)}: {times}" for code, times in sorted(tried.codes.items()))
    seconds = tried.seconds / max(tried.inputs, 1)
    tracebacks, hangs = tried.faults["traceback"], tried.faults["hang"]
    others = tried.faults.total() - tracebacks - hangs
    print(
        f"| {tried.area} | {tried.inputs} | {tracebacks} | {hangs} | {others} "
        f"| {tried.mebibytes:.0f} | {seconds:.2f} | {tried.codes.total()} | {codes} |"
    )


def _named(code: int) -> str:
    if code < 0:
        return f"signal {-code}"
    return "uncaught" if code == ESCAPED else str(code)


if __name__ == "__main__":
    main()
