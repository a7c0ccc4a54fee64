"""Work in forked processes, beside the work at hand.

A fork starts at once with all that its parent has in memory, and what it leaves behind goes with
it. What it raises is raised again in the parent; if it is killed, that is a MachineProblem.
"""

from __future__ import annotations

import os
import pickle
import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from select import select
from typing import Any, BinaryIO, Generic, Self, TypeVar

from kehoach.findings import InputRefused, MachineProblem
from kehoach.startup import fork

T = TypeVar("T")
Item = TypeVar("Item")


class Parent:
    """The other end, as the forked process sees it."""

    def __init__(self, source: BinaryIO, answer: BinaryIO) -> None:
        self._source, self._answer = source, answer

    def take(self) -> Any:
        """Wait for what the parent gives."""
        return pickle.load(self._source)  # the process that we come from wrote it

    def tell(self, thing: object) -> None:
        """Send something before the work is done."""
        self.send(True, thing)

    def send(self, done: bool, thing: object) -> None:
        """Send what was done, or what was raised in place of it."""
        pickle.dump((done, thing), self._answer, pickle.HIGHEST_PROTOCOL)
        self._answer.flush()


class Worker(Generic[T]):
    """A forked process that runs `work`; leaving the `with` block ends it if it still runs."""

    def __init__(self, work: Callable[[Parent], T]) -> None:
        given, give = os.pipe()
        result, answer = os.pipe()
        self._pid = fork()
        if self._pid == 0:
            os.close(give)
            os.close(result)
            _run(work, given, answer)
        os.close(given)
        os.close(answer)
        self._give = os.fdopen(give, "wb")
        self._result = os.fdopen(result, "rb")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End the process if it still runs."""
        if self._pid:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
            self._pid = 0
            with suppress(BrokenPipeError):
                self._give.close()
            self._result.close()

    def fileno(self) -> int:
        """For `select`: readable when the work is done."""
        return self._result.fileno()

    def give(self, thing: object) -> None:
        """Hand `thing` to the work, which waits for it."""
        with suppress(BrokenPipeError):  # it is dead; `result` tells
            pickle.dump(thing, self._give, pickle.HIGHEST_PROTOCOL)
            self._give.flush()

    def hear(self) -> Any:
        """Wait for what the work tells before it is done. Raises as `result`."""
        try:
            done, thing = pickle.load(self._result)  # our own fork wrote it
        except (EOFError, pickle.UnpicklingError):
            raise MachineProblem(
                "tiến trình tạo tệp bị dừng giữa chừng, có thể do máy hết bộ nhớ; "
                "đóng bớt chương trình khác rồi chạy lại"
            ) from None
        if not done:
            raise thing
        return thing

    def result(self) -> T:
        """What the work gave, when it is done. Raises what the work raised.

        Raises MachineProblem if the process was killed, as Linux does when memory runs out.
        """
        with self:
            return self.hear()  # type: ignore[no-any-return]


def _run(work: Callable[[Parent], Any], given: int, answer: int) -> None:
    """The life of the forked process; it must not return into the parent's code."""
    try:
        with os.fdopen(given, "rb") as source, os.fdopen(answer, "wb") as file:
            parent = Parent(source, file)
            parent.send(*_outcome(work, parent))
    finally:
        os._exit(0)


def _outcome(work: Callable[[Parent], Any], parent: Parent) -> tuple[bool, object]:
    """Whether the work was done, and what it gave or raised."""
    try:
        return True, work(parent)
    except (InputRefused, MachineProblem) as told:
        return False, told
    except Exception as error:
        # A fault of ours: its traceback would be lost on the way.
        from traceback import format_exc

        return False, FaultElsewhere(f"{error!r}\n{format_exc()}", trace_of(error))


def run_all(
    work: Callable[[Item], T], items: Sequence[Item], at_once: int
) -> Iterator[tuple[int, T | InputRefused | MachineProblem]]:
    """Run `work` on each item in a process of its own, `at_once` at a time.

    Gives the index of each item with what came of it, the first finished first.
    """
    waiting = list(enumerate(items))[::-1]
    running: dict[Worker[T], int] = {}
    try:
        while waiting or running:
            while waiting and len(running) < at_once:
                index, item = waiting.pop()
                running[Worker(lambda _, item=item: work(item))] = index  # type: ignore[misc]
            for worker in select(running, [], [])[0]:
                outcome = _settled(worker)
                yield running.pop(worker), outcome
    finally:
        for worker in running:
            worker.stop()


def _settled(worker: Worker[T]) -> T | InputRefused | MachineProblem:
    try:
        return worker.result()
    except (InputRefused, MachineProblem) as told:
        return told


class FaultElsewhere(RuntimeError):
    """A fault in a process that this one started: as Python told it there, and as `trace_of`."""

    def __init__(self, told: str, trace: tuple[str, ...]) -> None:
        super().__init__(told, trace)
        self.told, self.trace = told, trace

    def __str__(self) -> str:
        return self.told


def trace_of(error: BaseException) -> tuple[str, ...]:
    """The kind of an exception and the functions that it came through, the innermost last.

    Neither its message, nor lines of code, nor paths: each may hold what somebody wrote.
    """
    return tuple(_lines(error))


def _lines(error: BaseException) -> Iterator[str]:
    from traceback import walk_tb

    told: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in told:
        told.add(id(current))
        yield f"{type(current).__module__}.{type(current).__qualname__}"
        for frame, line in walk_tb(current.__traceback__):
            module = frame.f_globals.get("__name__", "?")
            yield f"  {module}:{line} {frame.f_code.co_name}"
        if isinstance(current, FaultElsewhere):
            yield from current.trace
        current = current.__cause__ or current.__context__


def cores() -> int:
    """Number of processor cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
