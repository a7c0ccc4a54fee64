"""Which document of the ledger a plan, and perhaps a file, mean."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kehoach.files import ReadFault, Unreadable, read_bounded, shown
from kehoach.findings import InputRefused
from kehoach.finished.opening import LARGEST
from kehoach.locations import Place
from kehoach.resolve.read import Reading, read_plan
from kehoach.sending.ledger import Ledger
from kehoach.sending.records import Recorded, facts_of

_UNREADABLE = {
    ReadFault.MISSING: ("TP001", "kiểm tra tên tệp sau --file"),
    ReadFault.FOLDER: ("TP001", "kiểm tra tên tệp sau --file"),
    ReadFault.LARGE: ("TP010", "kiểm tra có chọn nhầm tệp không"),
    ReadFault.FAILED: ("TP001", "kiểm tra tên tệp sau --file, quyền đọc tệp"),
}


def read_file(file: Path) -> bytes:
    """The bytes of a file. Raises InputRefused if it cannot be read, or is no file of an office."""
    try:
        return read_bounded(file, LARGEST)
    except Unreadable as error:
        code, advice = _UNREADABLE[error.fault]
        raise InputRefused.at(Place(shown(file)), code, str(error), advice) from None


def recorded_file(file: Path, data: bytes, reading: Reading, plan: Path) -> Recorded:
    """A file of a plan, whose bytes these are, as the ledger keeps it."""
    digest = hashlib.sha256(data).hexdigest()
    return Recorded(digest, file.name, len(data), facts_of(reading, plan.stem))


def hash_of(file: Path) -> str:
    """SHA-256 of a file. Raises InputRefused if it cannot be read."""
    return hashlib.sha256(read_file(file)).hexdigest()


def documents_of(ledger: Ledger, plan: Path) -> list[Recorded]:
    """What the ledger has of a plan: the issued document, or the drafts. Raises as `read_plan`."""
    return ledger.documents(facts_of(read_plan(plan, published=True), plan.stem).mark)


def document_of_file(ledger: Ledger, plan: Path, file: Path) -> Recorded:
    """The document of a plan that is this file. Raises InputRefused if none was it."""
    digest = hash_of(file)
    document = find_document(ledger, plan, digest)
    if document is None:
        message = f"không phải tệp đã gửi: sổ gửi không có mã SHA-256 {digest}"
        sent = ", ".join(other.hash for other in documents_of(ledger, plan))
        advice = f"tệp đã gửi có mã {sent}" if sent else "sổ gửi chưa có văn bản này"
        raise InputRefused.at(Place(shown(file)), "GV017", message, advice)
    return document


def find_document(ledger: Ledger, plan: Path, digest: str | None) -> Recorded | None:
    """The document of a plan with that hash, or the only one there is where no hash is given.

    None if there is none with that hash. Raises InputRefused if nothing tells which is meant.
    """
    documents = documents_of(ledger, plan)
    if digest is not None:
        return next((document for document in documents if document.hash == digest), None)
    if len(documents) == 1:
        return documents[0]
    if documents:
        message = f"sổ gửi có {len(documents)} tệp của kế hoạch này"
        advice = "thêm --file để nói rõ tệp nào"
    else:
        message = "sổ gửi chưa có văn bản này"
        advice = "gửi bằng kehoach send, hoặc thêm --file với tệp đã ký"
    raise InputRefused.at(Place(shown(plan)), "GV016", message, advice)
