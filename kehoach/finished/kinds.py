"""Which files are finished ones and which are plans; told without the libraries that read them."""

from __future__ import annotations

from pathlib import Path

from kehoach.files import regular

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How the files of Office before 2007 begin, and those that a password locks."""
PDF = b"%PDF-"
HEAD = 4096
"""Bytes at the beginning that are enough to tell what a file is."""


def is_finished(path: Path) -> bool:
    """Whether a path is to be read as a finished file and not as a plan: by name, else by content.

    The name decides first, so that a broken .docx is told as such.
    """
    if path.suffix.lower() in (".yaml", ".yml"):
        return False
    if path.suffix.lower() in (".docx", ".docm", ".dotx", ".doc", ".odt", ".rtf", ".pdf"):
        return True
    try:
        with open(path, "rb", opener=regular) as file:
            head = file.read(HEAD)
    except OSError:
        return False
    return head.startswith((b"PK", OLE)) or PDF in head[:1024]
