"""What the ledger knows of those who are to get a document, and the run that sends to the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing

from kehoach.sending.approval import Approved
from kehoach.sending.enclosures import Enclosure
from kehoach.sending.ledger import Ledger, open_ledger
from kehoach.sending.ledger_file import Tell
from kehoach.sending.ledger_state import ledger_exists
from kehoach.sending.mail_server import MailServer
from kehoach.sending.messages import Letters
from kehoach.sending.records import Channel, Delivery, DeliveryState, Party, Recorded
from kehoach.sending.sender import Progress, Sender
from kehoach.sending.settings import Settings, read_password

Known = Mapping[tuple[str, str, str], Delivery]
"""What the ledger has of a document, by the key of the party."""


def known_to(ledger: Ledger, document: Recorded) -> Known:
    """What the ledger has of the document."""
    return {delivery.party.key: delivery for delivery in ledger.deliveries(document.hash)}


def known_where_any(settings: Settings, document: Recorded | None) -> Known:
    """As `known_to`, of a ledger that is only looked at, where there is one.

    Raises InputRefused if it is not what it was, or another file went out under this number.
    """
    if not ledger_exists(settings.ledger):
        return {}
    with open_ledger(settings.ledger) as ledger:
        if document is None:
            return {}
        ledger.refuse_second(document)
        return known_to(ledger, document)


def still_to_send(parties: Sequence[Party], known: Known) -> list[Party]:
    """Those to whom a message is to be sent now."""
    return [
        party
        for party in parties
        if party.channel is Channel.MAIL
        and (party.key not in known or known[party.key].state is DeliveryState.WAITING)
    ]


def send_letters(
    approved: Approved,
    along: Mapping[str, Sequence[Enclosure]],
    settings: Settings,
    ledger: Ledger,
    deliveries: Sequence[Delivery],
    told: Progress,
    tell: Tell,
) -> None:
    """Send the document to each, `told` called for everyone who is settled.

    `tell` says what is waited for. Raises as `Sender`.
    """
    values = settings.values
    letters = Letters(approved.document, approved.data, values.gui_tu or "", along)
    password = read_password(values.tai_khoan) if values.tai_khoan else None
    with closing(MailServer(settings, password)) as server:
        Sender(ledger, letters, server, tell).run(deliveries, values.thu_lai, told)
