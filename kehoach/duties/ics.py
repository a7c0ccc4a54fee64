"""The deadlines of units as a calendar file (RFC 5545) that any calendar takes in.

Each deadline is an all-day event that does not block the day, with an alarm at eight o'clock seven
days and one day before. Its UID stays while the duty stays where it is in the plan, so that a
corrected file moves the event instead of adding one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from icalendar import Alarm, Calendar, Event

from kehoach.duties.listing import DutyLine, Listing, due_words
from kehoach.duties.matrix import Due
from kehoach.resolve.read import Reading
from kehoach.vietnamese import date_in_digits

_ALARMS = (timedelta(days=-7, hours=8), timedelta(days=-1, hours=8))
_SUMMARY_LENGTH = 70
_PRODUCT = "-//kehoach//Nhiem vu trong ke hoach//VI"


def calendar(read: Reading, listings: Sequence[Listing]) -> bytes:
    """The file with the deadlines of the units listed; the same plan gives the same bytes.

    A deadline that several of them share is one event, which names them.
    """
    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", f"Thời hạn trong {read.document.called}")
    for due, line, names in _events(listings):
        made.add_component(_event(read, due, line, names))
    return bytes(made.to_ical())


def count_deadlines(listings: Iterable[Listing]) -> int:
    """How many events the calendar of these units has."""
    return sum(1 for _ in _events(listings))


def _events(listings: Iterable[Listing]) -> Iterator[tuple[Due, DutyLine, list[str]]]:
    events: dict[tuple[date, int, str], tuple[Due, DutyLine, list[str]]] = {}
    for listing in listings:
        for line in listing.lines:
            for due in line.duty.han:
                key = due.ngay, line.duty.clause, due.ten
                events.setdefault(key, (due, line, []))[2].append(listing.ten)
    for key in sorted(events):
        yield events[key]


def _event(read: Reading, due: Due, line: DutyLine, names: Sequence[str]) -> Event:
    event = Event()
    event.add("uid", _uid(read, due, line, names))
    metadata = read.document.metadata
    event.add("dtstamp", datetime.combine(metadata.ngay, time(), UTC))
    event.add("dtstart", due.ngay)
    event.add("dtend", due.ngay + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    matter = _sentence_of(due, line.noi_dung)
    event.add("summary", _shortened(f"Hạn {due_words(due)}: {matter}"))
    who = names[0] if len(names) == 1 else ", ".join(names)
    event.add("description", f"{who}\n{line.noi_dung}\n({line.muc}, {read.document.called})")
    event.add("categories", ["Thời hạn"])
    for before in _ALARMS:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", before)
        alarm.add("description", _shortened(f"Sắp đến hạn {due_words(due)}: {matter}"))
        event.add_component(alarm)
    return event


def _uid(read: Reading, due: Due, line: DutyLine, names: Sequence[str]) -> str:
    clause = read.document.clauses[line.duty.clause]
    where = clause.id or "/".join(map(str, clause.path))
    whom = line.duty.unit if len(names) == 1 else ""
    metadata = read.document.metadata
    parts = (metadata.author, metadata.title, str(read.document.nam), where, due.ten, whom)
    return f"{sha256('|'.join(parts).encode()).hexdigest()[:32]}@kehoach"


def _sentence_of(due: Due, text: str) -> str:
    """The sentence that names the day, or the whole text."""
    sentences = re.split(r"(?<=[.;])\s+(?=\w)", text)
    day = date_in_digits(due.ngay)
    return next((sentence for sentence in sentences if day in sentence), text)


def _shortened(text: str) -> str:
    if len(text) <= _SUMMARY_LENGTH:
        return text
    return text[:_SUMMARY_LENGTH].rpartition(" ")[0] + "…"
