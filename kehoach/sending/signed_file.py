"""Which document of the ledger a plan, and perhaps a file, mean."""

from __future__ import annotations

import hashlib
from pathlib import Path

from kehoach.files import reason, shown
from kehoach.findings import Finding, InputRefused
from kehoach.locations import Place
from kehoach.resolve.read import read_plan
from kehoach.sending.ledger import Ledger
from kehoach.sending.records import Recorded, facts_of


def read_file(file: Path) -> bytes:
    """The bytes of a file. Raises InputRefused if it cannot be read."""
    try:
        return file.read_bytes()
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        message = "không tìm thấy tệp này" if missing else f"không đọc được: {reason(error)}"
        finding = Finding(Place(shown(file)), "TP001", message, "kiểm tra tên tệp sau --file")
        raise InputRefused([finding]) from None


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
