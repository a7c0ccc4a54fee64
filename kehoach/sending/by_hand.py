"""The document of which people record by hand that it was delivered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from kehoach.files import shown
from kehoach.findings import InputRefused
from kehoach.locations import Place
from kehoach.recipients.expansion import Recipients, read_recipients
from kehoach.resolve.read import read_plan
from kehoach.sending.approval import approve, refuse_unissued
from kehoach.sending.ledger import Ledger
from kehoach.sending.parties import parties_of
from kehoach.sending.records import INK_SIGNED, Channel, Party, Recorded
from kehoach.sending.settings import Settings
from kehoach.sending.signed_file import find_document, hash_of, read_file, recorded_file

_SCANS = (b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*")
"""How the files of scanners begin: PDF, JPEG, PNG, TIFF."""


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


def ink_signed_document(ledger: Ledger, plan: Path, scan: Path, who: str) -> Recorded:
    """The document that was signed with ink, of which `who` attests that `scan` shows it.

    It is entered, with everybody on paper, if the ledger lacks it. No program reads a signature in
    ink: it never goes out by mail for that. Raises InputRefused as `recorded_document`.
    """
    reading = read_plan(plan, published=True)
    refuse_unissued(reading)
    data = read_file(scan)
    if not data.startswith(_SCANS):
        message = "không phải là bản quét (PDF, JPEG, PNG hoặc TIFF)"
        advice = "quét bản giấy đã ký tay, đóng dấu, rồi ghi tệp quét đó sau --file"
        raise InputRefused.at(Place(shown(scan)), "GV024", message, advice)
    document = recorded_file(scan, data, reading, plan)
    if any(known.hash == document.hash for known in ledger.documents(document.facts.mark)):
        return document
    ledger.refuse_second(document)
    on_paper = list(_on_paper(read_recipients(plan, reading)))
    ledger.record(document, on_paper, all_=True, attested=(who, INK_SIGNED))
    return document


def _on_paper(recipients: Recipients) -> Iterator[Party]:
    """Everybody on Nơi nhận, reached on paper, planned so or not."""
    for addressee in recipients.addressees:
        copies = addressee.so_ban if Channel.PAPER.value in addressee.kenh else 1
        address = addressee.dia_chi or ""
        yield Party(addressee.id, addressee.ten, Channel.PAPER, address, copies)
