"""The document of which people record by hand that it was delivered."""

from __future__ import annotations

from pathlib import Path

from kehoach.recipients.expansion import read_recipients
from kehoach.sending.approval import approve
from kehoach.sending.ledger import Ledger
from kehoach.sending.parties import parties_of
from kehoach.sending.records import Recorded
from kehoach.sending.settings import Settings
from kehoach.sending.signed_file import find_document, hash_of


def recorded_document(
    ledger: Ledger, settings: Settings, plan: Path, file: Path | None
) -> Recorded:
    """The document that is meant; entered first, with everybody, if the ledger lacks the file.

    Raises InputRefused if nothing tells which is meant, or if the file may not go out.
    """
    document = find_document(ledger, plan, hash_of(file) if file else None)
    if document:
        return document
    assert file  # without one, a document was found or the question refused
    approved = approve(plan, file, settings, draft=False)
    ledger.refuse_second(approved.document)
    parties = parties_of(read_recipients(plan, approved.reading))
    ledger.record(approved.document, parties, all_=True)
    return approved.document
