"""State of the whole process that is changed on purpose: all of it here, each with its reason."""

from __future__ import annotations

import gc
import os
import sys
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def skip_plugins_of_pydantic() -> None:
    """Looking for plugins of pydantic means reading what every installed package says of itself."""
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "1")


def speak_in_any_encoding() -> None:
    """Let nothing that is said stop a command.

    What a terminal's encoding lacks is written as an escape; who has closed a stream hears nothing.
    """
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


@contextmanager
def without_garbage_collector() -> Iterator[None]:
    """For a command that ends before its garbage matters."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()  # nor is it worth a last look when the process ends
        gc.enable()


def keep_for_good() -> None:
    """Tell the collector that what is in memory now stays there.

    It need not visit it again; and forks go on sharing it, for no collection touches, and thereby
    copies, it.
    """
    gc.freeze()


def give_memory_back() -> None:
    """Collect what is garbage now: a long annex takes much memory, and a worker needs it."""
    gc.collect()


@contextmanager
def fontconfig(configuration: Path) -> Iterator[None]:
    """Let fontconfig see the folder that `configuration` names, while it reads its settings."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(configuration)
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


@contextmanager
def libraries_by_their_own_names() -> Iterator[None]:
    """Keep the linker and the compiler out of a search for libraries of C.

    WeasyPrint tries the names of every system in turn. Linux loads libpango-1.0.so.0 and the like
    by that very name; but for each other name cffi first asks ldconfig, gcc and ld, which takes as
    long as all the rest of the import.
    """
    if sys.platform != "linux":
        yield
        return
    import ctypes.util

    before = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None  # noqa: ARG005
    try:
        yield
    finally:
        ctypes.util.find_library = before


@contextmanager
def imported_when_called(*names: str) -> Iterator[None]:
    """Leave modules that an import asks for, but perhaps never needs, until they are called."""
    from importlib import import_module
    from types import ModuleType

    class Later(ModuleType):
        def __getattr__(self, name: str) -> Any:
            def call(*arguments: Any, **named: Any) -> Any:
                return getattr(import_module(self.__name__), name)(*arguments, **named)

            if name.startswith("__"):
                raise AttributeError(name)
            return call

    stand_ins = [Later(name) for name in names]
    for stand_in in stand_ins:
        sys.modules.setdefault(stand_in.__name__, stand_in)
    try:
        yield
    finally:
        for stand_in in stand_ins:
            if sys.modules[stand_in.__name__] is stand_in:
                del sys.modules[stand_in.__name__]


def silence(*loggers: str) -> None:
    """Keep what a library logs off the terminal: what it finds is told in our own words."""
    import logging

    for name in loggers:
        logging.getLogger(name).setLevel(logging.CRITICAL)


@contextmanager
def warnings_of(logger: str) -> Iterator[list[str]]:
    """The warnings that a library logs, in a list that fills meanwhile."""
    import logging

    messages: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            messages.append(record.getMessage())

    collector = Collector(logging.WARNING)
    logging.getLogger(logger).addHandler(collector)
    try:
        yield messages
    finally:
        logging.getLogger(logger).removeHandler(collector)


def end_with_parent() -> None:
    """Let Linux kill this process when its parent is gone, however that came to its end."""
    if sys.platform == "linux":
        import ctypes
        import signal

        set_signal_of_parents_death = 1
        ctypes.CDLL(None).prctl(set_signal_of_parents_death, signal.SIGKILL)


def fork() -> int:
    """Fork this process: 0 in the new one, its number in the old one.

    Ctrl+C must not strike while Python sets up the fork. In the new process it then has its plain
    effect: it ends it, and the parent says that it was stopped.
    """
    import signal

    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    pid = os.fork()
    if pid:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
    else:
        try:
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
            end_with_parent()
        except BaseException:
            os._exit(1)  # it must not go on in the code of its parent
    return pid


def end_as_told() -> None:
    """Let this process end with its exit code, now that an interrupt was dealt with.

    Where Ctrl+C strikes inside an `exec`, as in the making of a dataclass, CPython 3.11 notes it
    as dealt with by nobody, whoever catches it later, and at its end kills itself by SIGINT. The
    next `exec` takes the note back.
    """
    exec("")
