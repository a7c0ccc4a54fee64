"""Several files put in their places as one: a journal tells what comes in place of what.

Whoever works in the folder after a process was killed half-way completes it, or takes it back.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict, dataclass
from enum import Enum
from hashlib import sha256
from pathlib import Path

from kehoach.disk import operations
from kehoach.disk.locks import Busy, locked
from kehoach.disk.replacing import (
    JOURNAL,
    NO_LINKS,
    OURS,
    beside,
    clear,
    left_in,
    put,
    troubles,
    write_new,
    written_beside,
)
from kehoach.findings import MachineProblem

_FORMER = "cu"


class Outcome(Enum):
    """How two files that belong together were brought together again, if they were."""

    COMPLETED = "completed"
    TAKEN_BACK = "taken back"
    LEFT = "left"
    """Somebody has changed one of them since."""


@dataclass(frozen=True, slots=True)
class Mended:
    """Files that a killed command was about to put there together, and what came of them."""

    names: tuple[str, ...]
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class _Exchange:
    """A file of a journal: its name, what comes in its place and what was there, with hashes."""

    name: str
    coming: str
    hash: str
    former: str | None
    former_hash: str | None


def write_files(
    contents: Mapping[Path, bytes],
    check: Callable[[], None] = lambda: None,
    *,
    as_one: bool = False,
) -> list[Mended]:
    """Write files of one folder; with `as_one` all of them or none.

    `check` is asked when all are written but none is in its place. Gives what was mended in the
    folder first. Raises MachineProblem if it cannot be made or written.
    """
    folder = next(iter(contents)).parent
    with troubles(folder):
        operations.make_folder(folder)
    for target in contents:
        if target.is_dir():
            raise MachineProblem(f"không ghi được {target}: đã có thư mục trùng tên; đổi tên nó đi")
    with _alone_in(folder), ExitStack() as stack:
        mended = _mend(folder)
        coming = {
            target: stack.enter_context(written_beside(target, data, told=folder))
            for target, data in contents.items()
        }
        check()
        if as_one and len(contents) > 1:
            _exchange(folder, contents, coming)
        else:
            for target, file in coming.items():
                put(file, target)
    return mended


def mend(folder: Path) -> list[Mended]:
    """Complete or take back what killed commands were about to put into a folder."""
    if not any(kind == JOURNAL for _, kind in left_in(folder)):
        return []
    with _alone_in(folder):
        return _mend(folder)


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    try:
        with troubles(folder):
            lock = ExitStack()
            lock.enter_context(locked(folder))
    except Busy:
        raise MachineProblem(
            f"lệnh khác đang ghi vào {folder} mãi chưa xong; đợi lệnh ấy xong rồi chạy lại"
        ) from None
    with lock:
        yield


# Several as one


def _exchange(folder: Path, contents: Mapping[Path, bytes], coming: Mapping[Path, Path]) -> None:
    """Put all files in their places; if that fails, all of what was there is there again."""
    journal = beside(folder, JOURNAL)
    exchanges: list[_Exchange] = []
    try:
        with troubles(folder):
            for target, file in coming.items():
                new, former = sha256(contents[target]).hexdigest(), _kept(target)
                old = _hash(folder / former) if former else None
                exchanges.append(_Exchange(target.name, file.name, new, former, old))
            told = json.dumps([asdict(exchange) for exchange in exchanges])
            write_new(journal, told.encode(), None)
        for target, file in coming.items():
            put(file, target)
    except BaseException:
        # If this fails too, the journal stays for whoever comes next.
        with troubles(folder):
            _take_back(folder, exchanges)
        _forget(folder, journal, exchanges)
        raise
    _forget(folder, journal, exchanges)


def _kept(target: Path) -> str | None:
    """The name under which what is there stays until all is done; None if nothing is."""
    if not target.exists():
        return None
    former = beside(target.parent, _FORMER)
    try:
        operations.link(target, former)
    except OSError as error:
        if error.errno not in NO_LINKS:
            raise
        write_new(former, target.read_bytes(), target)
    return former.name


def _take_back(folder: Path, exchanges: Sequence[_Exchange]) -> None:
    for exchange in exchanges:
        target = folder / exchange.name
        if _hash(target) != exchange.hash or exchange.hash == exchange.former_hash:
            continue
        if exchange.former is None:
            operations.remove(target)
        else:
            operations.replace(folder / exchange.former, target)


def _forget(folder: Path, journal: Path, exchanges: Sequence[_Exchange]) -> None:
    """The journal goes first: without it the rest means nothing, and anybody may clear it away."""
    with suppress(OSError):
        operations.remove(journal)
        for exchange in exchanges:
            operations.remove(folder / exchange.coming)
            if exchange.former:
                operations.remove(folder / exchange.former)


def _hash(path: Path) -> str | None:
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _mend(folder: Path) -> list[Mended]:
    mended = []
    for journal, kind in list(left_in(folder)):
        if kind == JOURNAL:
            exchanges = _read(journal)
            with troubles(folder):
                if done := _settled(folder, exchanges):
                    mended.append(done)
            _forget(folder, journal, exchanges)
    clear(folder)
    return mended


def _read(journal: Path) -> list[_Exchange]:
    """What a journal says; nothing where its writer was killed over it: then nothing was done."""
    try:
        exchanges = [_Exchange(**entry) for entry in json.loads(journal.read_bytes())]
    except (OSError, ValueError, TypeError):
        return []
    ours = [name for e in exchanges for name in (e.coming, e.former) if name is not None]
    is_sane = all(OURS.fullmatch(str(name)) for name in ours)
    is_here = all(Path(str(e.name)).name == e.name for e in exchanges)
    return exchanges if is_sane and is_here else []


def _settled(folder: Path, exchanges: Sequence[_Exchange]) -> Mended | None:
    """Put the rest in its place if it is whole, else what was there before; None if none was.

    What somebody has changed since is left to them.
    """
    names = tuple(exchange.name for exchange in exchanges)
    there = {exchange: _hash(folder / exchange.name) for exchange in exchanges}
    left = [exchange for exchange, now in there.items() if now != exchange.hash]
    if not left:
        return None
    if any(there[exchange] != exchange.former_hash for exchange in left):
        return Mended(names, Outcome.LEFT)
    if any(_hash(folder / exchange.coming) != exchange.hash for exchange in left):
        _take_back(folder, exchanges)
        return Mended(names, Outcome.TAKEN_BACK)
    for exchange in left:
        operations.replace(folder / exchange.coming, folder / exchange.name)
    return Mended(names, Outcome.COMPLETED)
