"""The tables of the ledger's file, and the versions that it has had."""

from __future__ import annotations

WITHOUT_CHAIN, VERSION = 1, 2
BEFORE_THE_CHAIN = (
    """CREATE TABLE document (
    hash TEXT PRIMARY KEY, mark TEXT NOT NULL, draft INTEGER NOT NULL, co_quan TEXT NOT NULL,
    so_ky_hieu TEXT NOT NULL, ngay TEXT NOT NULL, ten_loai TEXT NOT NULL, trich_yeu TEXT NOT NULL,
    nguoi_ky TEXT NOT NULL, noi_nhan TEXT NOT NULL, luu TEXT NOT NULL, luu_so_ban INTEGER NOT NULL,
    file TEXT NOT NULL, size INTEGER NOT NULL, recorded TEXT NOT NULL
) STRICT, WITHOUT ROWID""",
    "CREATE INDEX document_mark ON document (mark)",
    """CREATE TABLE delivery (
    hash TEXT NOT NULL REFERENCES document, recipient TEXT NOT NULL, place INTEGER NOT NULL,
    name TEXT NOT NULL, channel TEXT NOT NULL, address TEXT NOT NULL,
    copies INTEGER NOT NULL, state TEXT NOT NULL, changed TEXT NOT NULL, answer TEXT NOT NULL,
    PRIMARY KEY (hash, recipient, channel, address)
) STRICT, WITHOUT ROWID""",
    """CREATE TABLE event (
    id INTEGER PRIMARY KEY, hash TEXT NOT NULL, recipient TEXT NOT NULL, time TEXT NOT NULL,
    channel TEXT NOT NULL, address TEXT NOT NULL, state TEXT NOT NULL, answer TEXT NOT NULL
) STRICT""",
    "CREATE INDEX event_delivery ON event (hash, recipient)",
)
"""As the first version made them, to the letter: its ledgers are taken over."""
CHAIN = (
    """CREATE TABLE link (
    number INTEGER PRIMARY KEY, kind TEXT NOT NULL, body TEXT NOT NULL, hash TEXT NOT NULL
) STRICT""",
    "CREATE INDEX link_of_people ON link (kind) WHERE kind = 'person'",
)
SCHEMA = (*BEFORE_THE_CHAIN, *CHAIN)
