"""What lies where the office's ledger should be, what is wrong with that, and its refusals."""

from __future__ import annotations

import sqlite3
from enum import Enum
from stat import S_ISREG

from kehoach.files import reason
from kehoach.findings import InputRefused, MachineProblem
from kehoach.locations import Place
from kehoach.sending.ledger_backups import backups_of
from kehoach.sending.ledger_chain import Chain
from kehoach.sending.ledger_place import LedgerPlace
from kehoach.sending.ledger_schema import VERSION, WITHOUT_CHAIN
from kehoach.sending.ledger_troubles import RESTORE
from kehoach.sending.ledger_witness import read_witness

_NO_LEDGER = "gửi bằng kehoach send; sổ để ở nơi khác thì ghi so_gui trong gui_van_ban.yaml"
_ACCEPT = 'kehoach delivered KẾ_HOẠCH --nhan-so "HỌ TÊN"'


class State(Enum):
    """What lies where the ledger should be."""

    MISSING = "missing"
    EMPTY = "empty"
    LINKED = "linked"
    """It has a second name: what is written under one is not seen under the other."""
    THERE = "there"


def look(place: LedgerPlace) -> State:
    """What lies there. Raises MachineProblem if it is no file, or cannot be looked at."""
    try:
        own = place.file.stat()
    except FileNotFoundError:
        return State.MISSING
    except OSError as error:
        raise MachineProblem(f"không mở được sổ gửi {place.shown}: {reason(error)}") from None
    if not S_ISREG(own.st_mode):
        raise MachineProblem(f"sổ gửi {place.shown} không phải là tệp; xem lại so_gui")
    if own.st_nlink > 1:
        return State.LINKED
    return State.THERE if own.st_size else State.EMPTY


def was_there(place: LedgerPlace) -> bool:
    """Whether anything knows of a ledger here: the settings, the witness, backups."""
    return bool(place.known or place.witness.exists() or next(backups_of(place), None))


def refuse_none(place: LedgerPlace) -> InputRefused:
    """The refusal where there never was a ledger."""
    message = "chưa có sổ gửi: chưa gửi văn bản nào"
    return InputRefused.at(Place(place.shown), "GV016", message, _NO_LEDGER)


def refuse_lost(place: LedgerPlace, state: State) -> None:
    """A ledger that is lost is not a new one: with it, all would be sent again."""
    if not was_there(place):
        return
    what = (
        "không thấy tệp sổ gửi"
        if state is State.MISSING
        else "tệp sổ gửi trống rỗng, không phải sổ"
    )
    known = f" (mã {place.known})" if place.known else ""
    last = next(backups_of(place), None)
    way = f"chép lại tệp sổ vào đúng chỗ; hoặc lấy từ bản lưu gần nhất: {RESTORE}"
    if last is None:
        way = "chép lại tệp sổ vào đúng chỗ"
    advice = f"{way}; chắc chắn chưa gửi văn bản nào thì lập sổ mới: {_ACCEPT}"
    message = f"{what} mà cơ quan đã có{known}: không gửi, vì sẽ gửi lại những gì đã gửi"
    raise InputRefused.at(Place(place.shown), "GV021", message, advice)


def refuse_changed(place: LedgerPlace, fault: str) -> InputRefused:
    """The refusal of a ledger that is not what it was."""
    advice = (
        f"chép lại đúng tệp sổ, hoặc lấy từ bản lưu: {RESTORE}; đã xem và chắc chắn sổ này đúng "
        f"thì nhận: {_ACCEPT}"
    )
    message = f"sổ gửi không còn như trước: {fault}"
    return InputRefused.at(Place(place.shown), "GV022", message, advice)


def refuse_linked(place: LedgerPlace) -> InputRefused:
    """The refusal of a ledger with more than one name."""
    message = "tệp sổ gửi có hơn một tên (liên kết cứng): ghi ở tên này, tên kia không thấy"
    advice = "xoá các tên khác của tệp này (ls -li, find -samefile), chỉ giữ một"
    return InputRefused.at(Place(place.shown), "GV022", message, advice)


def ledger_exists(place: LedgerPlace) -> bool:
    """Whether there is one, or was: of which a person must be told."""
    return was_there(place) or look(place) not in (State.MISSING, State.EMPTY)


def full_fault(database: sqlite3.Connection, place: LedgerPlace) -> str:
    """All that is wrong with a ledger; '' if nothing."""
    if version_of(database, place) == WITHOUT_CHAIN:
        return "sổ chưa có mã và chuỗi kiểm, trong khi sổ của cơ quan đã có"
    chain = Chain(database)
    return chain.fault_of_schema() or fault_beside(database, place) or chain.fault()


def fault_beside(database: sqlite3.Connection, place: LedgerPlace) -> str:
    """Whether it is the ledger that the settings know, and has come as far as the witness saw."""
    chain = Chain(database)
    identity = chain.identity
    if place.known not in (None, identity):
        return f"đây là sổ khác (mã {identity or 'không có'}), sổ của cơ quan có mã {place.known}"
    witness = read_witness(place.witness)
    if witness is None:
        return f"thiếu tệp {place.witness.name} đi kèm sổ" if was_there(place) else ""
    if witness.identity != identity:
        return f"tệp {place.witness.name} đi kèm là của sổ khác (mã {witness.identity})"
    if not chain.has(witness.head):
        done = f"{chain.head.number} mục, trong khi đã ghi đến mục {witness.head.number}"
        return f"đây là bản cũ của sổ ({done})"
    return ""


def version_of(database: sqlite3.Connection, place: LedgerPlace) -> int:
    """The version of its tables. Raises MachineProblem or InputRefused if they are no ledger's."""
    version = int(database.execute("PRAGMA user_version").fetchone()[0])
    if version > VERSION:
        raise MachineProblem(
            f"sổ gửi {place.shown} do bản kehoach mới hơn ghi; cập nhật kehoach rồi chạy lại"
        )
    if version < WITHOUT_CHAIN:
        if was_there(place):
            raise refuse_changed(place, "tệp này không phải là sổ gửi")
        raise MachineProblem(f"sổ gửi {place.shown}: không phải là sổ gửi; xem lại so_gui")
    return version
