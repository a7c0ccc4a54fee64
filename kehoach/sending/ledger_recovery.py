"""What a person may decide about a ledger that is lost, or not what it was.

Either it comes back from a backup, or it is accepted as it lies there. Both are written into it,
with the person's name. What may have been sent meanwhile is not sent again unasked: it is unknown.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from kehoach.files import reason, shown
from kehoach.findings import InputRefused, MachineProblem
from kehoach.locations import Place
from kehoach.sending.ledger_backups import backups_of, stamp
from kehoach.sending.ledger_chain import Chain, Head, event_of
from kehoach.sending.ledger_file import (
    all_or_nothing,
    connect,
    fill,
    make_folder,
    take_over,
)
from kehoach.sending.ledger_identity import remember
from kehoach.sending.ledger_lock import only_one
from kehoach.sending.ledger_place import LedgerPlace, flush, keep_private
from kehoach.sending.ledger_rows import insertion, now
from kehoach.sending.ledger_schema import WITHOUT_CHAIN
from kehoach.sending.ledger_state import (
    State,
    full_fault,
    look,
    refuse_linked,
    refuse_none,
    version_of,
    was_there,
)
from kehoach.sending.ledger_troubles import DAMAGED, is_damage, troubles
from kehoach.sending.ledger_witness import Witness, begin_witness, read_witness
from kehoach.sending.records import Channel, DeliveryState

_BESIDE = ("", "-wal", "-shm", "-journal")
_ASIDE, _KEPT_ASIDE = ".bo", 40
"""What a replaced ledger is called among the backups, and how many of its files are kept."""
_MAYBE_SENT = "sổ gửi đã mất hoặc bị thay sau lần ghi này: có thể đã gửi"


def restore(place: LedgerPlace, who: str) -> str:
    """Put the last good backup in the ledger's place; gives what to tell.

    Raises InputRefused if no backup is good, MachineProblem if a sender is at work or the files
    cannot be written.
    """
    with _alone(place):
        if not fault_of(place):
            return f"Sổ gửi {place.shown} nguyên vẹn, không cần khôi phục."
        backup, witness = _last_good(place), read_witness(place.witness)
        new = place.file.with_name(f".{place.file.name}.moi")
        _copy(backup, new)
        with closing(connect(new)) as database:
            chain = Chain(database)
            before = chain.head
            identity = chain.identity
            whole = witness == Witness(identity, before)
            said = f"khôi phục sổ gửi từ bản lưu {backup.name}, đến mục {before.number}"
            with all_or_nothing(database):
                doubtful = 0 if whole else _doubt(database)
                chain.attest(who, said)
            head = chain.head
        _put_in_place(place, new)
        _settle(place, identity, head)
    since = "đủ đến lần ghi cuối cùng" if whole else "sau bản lưu này có thể đã ghi thêm"
    return f"Đã {said} ({since}).{_told(doubtful)}"


def accept(place: LedgerPlace, who: str) -> str:
    """Take what lies there for the office's ledger, or begin a new one where nothing does.

    Gives what to tell. Raises as `restore`.
    """
    with _alone(place):
        fault = fault_of(place)
        if not fault:
            return f"Sổ gửi {place.shown} nguyên vẹn, không phải nhận lại."
        lost = look(place) in (State.MISSING, State.EMPTY)
        said = "lập sổ gửi mới thay sổ đã mất" if lost else f"nhận sổ gửi đang có, dù {fault}"
        if not lost:
            _keep_aside(place)
        try:
            with closing(connect(place.file)) as database:
                chain = Chain(database)
                if lost:
                    fill(database)
                with all_or_nothing(database):
                    doubtful = 0 if lost else _seal(database, place)
                    chain.attest(who, said)
                identity, head = chain.identity, chain.head
        except sqlite3.DatabaseError as error:
            if is_damage(error):
                raise _beyond_repair(place) from None
            raise
        keep_private(place.file)
        _settle(place, identity, head)
    return f"Đã {said}. Mã sổ: {identity}.{_told(doubtful)}"


def fault_of(place: LedgerPlace) -> str:
    """What is wrong with the ledger that lies there; '' if nothing is.

    Raises InputRefused if it has a second name.
    """
    state = look(place)
    if state is State.LINKED:
        raise refuse_linked(place)
    if state is State.MISSING:
        return "không thấy tệp sổ"
    if state is State.EMPTY:
        return "tệp sổ trống rỗng"
    try:
        with closing(connect(place.file)) as database:
            return full_fault(database, place)
    except InputRefused as refused:
        return refused.findings[0].message
    except sqlite3.DatabaseError as error:
        if is_damage(error):
            return DAMAGED
        raise


@contextmanager
def _alone(place: LedgerPlace) -> Iterator[None]:
    """Keep senders out; a file that is only there for the lock does not stay."""
    if not was_there(place) and look(place) in (State.MISSING, State.EMPTY):
        raise refuse_none(place)
    missing = look(place) is State.MISSING
    make_folder(place)
    with troubles(place):
        try:
            with only_one(place, wait=False):
                try:
                    yield
                finally:
                    if missing and look(place) is State.EMPTY:
                        place.file.unlink()
        except OSError as error:
            raise MachineProblem(
                f"không thay được sổ gửi {place.shown}: {reason(error)}; kiểm tra quyền ghi, dung "
                "lượng đĩa"
            ) from None


def _last_good(place: LedgerPlace) -> Path:
    """The last backup that is whole in itself, of the ledger that the settings know."""
    for backup in backups_of(place):
        try:
            with closing(connect(backup)) as database:
                chain = Chain(database)
                own = place.known in (None, chain.identity)
                if own and not chain.fault():
                    return backup
        except sqlite3.DatabaseError:
            continue
    message = f"không có bản lưu nào của sổ gửi dùng được trong {shown(place.backups)}"
    advice = "chép lại tệp sổ từ bản sao lưu của cơ quan vào đúng chỗ"
    raise InputRefused.at(Place(place.shown), "GV021", message, advice)


def _copy(backup: Path, new: Path) -> None:
    for beside in _BESIDE:
        new.with_name(f"{new.name}{beside}").unlink(missing_ok=True)
    shutil.copyfile(backup, new)
    keep_private(new)
    flush(new)


def _put_in_place(place: LedgerPlace, new: Path) -> None:
    """Replace the ledger; what lay there is kept among the backups.

    A log (`-wal`) that is not the new file's must be gone before it comes.
    """
    name = stamp()
    place.backups.mkdir(exist_ok=True)
    for beside in _BESIDE:
        old = place.file.with_name(f"{place.file.name}{beside}")
        if old.exists():
            shutil.move(old, place.backups / f"{name}{_ASIDE}{beside}")
    flush(new)
    new.replace(place.file)
    flush(place.file.parent)
    _prune(place)


def _keep_aside(place: LedgerPlace) -> None:
    """Keep a copy of what lies there among the backups."""
    name = stamp()
    place.backups.mkdir(exist_ok=True)
    for beside in _BESIDE[:2]:
        old = place.file.with_name(f"{place.file.name}{beside}")
        if old.exists():
            shutil.copyfile(old, place.backups / f"{name}{_ASIDE}{beside}")
    _prune(place)


def _prune(place: LedgerPlace) -> None:
    for path in place.backups.iterdir():
        if _ASIDE in path.suffix:
            keep_private(path)
    aside = sorted(path for path in place.backups.iterdir() if _ASIDE in path.suffix)
    for path in aside[:-_KEPT_ASIDE]:
        path.unlink(missing_ok=True)


def _seal(database: sqlite3.Connection, place: LedgerPlace) -> int:
    """Let the chain begin anew with what the tables say, if they are at odds with it.

    Gives how many deliveries are unknown now.
    """
    if version_of(database, place) == WITHOUT_CHAIN:
        take_over(database)
    chain = Chain(database)
    if chain.fault_of_file():
        raise _beyond_repair(place)
    if chain.fault():
        identity = chain.identity
        database.execute("DELETE FROM link")
        chain.begin(identity)
        chain.enter_what_is_there()
    return _doubt(database)


def _beyond_repair(place: LedgerPlace) -> InputRefused:
    message = "tệp sổ gửi đã hỏng, hoặc không phải là sổ gửi: không nhận được"
    advice = (
        "lấy từ bản lưu bằng --khoi-phuc; không có bản lưu nào dùng được thì dời tệp này đi nơi "
        "khác, rồi --nhan-so để lập sổ mới"
    )
    return InputRefused.at(Place(place.shown), "GV022", message, advice)


def _doubt(database: sqlite3.Connection) -> int:
    """Call those unknown who wait for mail that may have gone out meanwhile; how many."""
    waiting = (Channel.MAIL.value, DeliveryState.WAITING.value, DeliveryState.SENDING.value)
    query = "SELECT * FROM delivery WHERE channel = ? AND state IN (?, ?)"
    rows = [dict(row) for row in database.execute(query, waiting).fetchall()]
    for row in rows:
        row |= {"state": DeliveryState.UNKNOWN.value, "changed": now(), "answer": _MAYBE_SENT}
        database.execute(
            "UPDATE delivery SET state = :state, changed = :changed, answer = :answer WHERE "
            "hash = :hash AND recipient = :recipient AND channel = :channel AND address = :address",
            row,
        )
        database.execute(*insertion("INTO event", event_of(row)))
        Chain(database).add("move", row)
    return len(rows)


def _settle(place: LedgerPlace, identity: str, head: Head) -> None:
    """Let the witness and the settings know the ledger."""
    begin_witness(place.witness, Witness(identity, head))
    if place.known != identity:
        remember(place.office, identity)


def _told(doubtful: int) -> str:
    if not doubtful:
        return ""
    return (
        f"\n{doubtful} thư chờ gửi nay là “không rõ”: hỏi nơi nhận, rồi ghi bằng kehoach deliver "
        "(đã nhận: --nguoi-nhan; chưa nhận: --gui-lai)."
    )
