"""Packages of Office (a ZIP of XML parts) that nobody vouches for: inflated and parsed in bounds.

Sizes that a package declares are never believed: what is inflated is counted. Nothing outside the
package is read, whatever its relationships and entities name.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Callable
from enum import Enum
from io import BytesIO

from lxml import etree

MOST_ENTRIES = 5_000
MOST_TOTAL = 256 * 1024 * 1024
MOST_PART = 48 * 1024 * 1024
"""Bytes of one part; that of a document of 200 pages has two to five millions."""
MOST_RATIO = 200
"""Times that a part may grow, once it is larger than `_SMALL`; XML of Word grows 10 to 60 times."""

_SMALL = 4 * 1024 * 1024
_CHUNK = 256 * 1024
_DTD = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_ODD_NAME = re.compile(r"(?:^|/)\.\.(?:/|$)|^/|\\|:|[\x00-\x1f]")


class Fault(Enum):
    """Why a package is refused."""

    DAMAGED = "damaged"
    LOCKED = "locked"
    BOMB = "bomb"
    ODD_NAMES = "odd names"
    DTD = "dtd"
    DEEP = "deep"


def is_locked(content: bytes) -> bool:
    """Whether a file that begins with `OLE` holds a package that a password locks."""
    return "EncryptedPackage".encode("utf-16-le") in content


class Package:
    """The parts of a package. `refuse` makes the exception to raise of a fault."""

    def __init__(self, content: bytes, refuse: Callable[[Fault], Exception]) -> None:
        self._refuse = refuse
        self._inflated = 0
        try:
            self._zip = zipfile.ZipFile(BytesIO(content))
            entries = self._zip.infolist()
        except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
            raise refuse(Fault.DAMAGED) from None
        self._entries = {entry.filename: entry for entry in entries}
        if len(entries) > MOST_ENTRIES or sum(entry.file_size for entry in entries) > MOST_TOTAL:
            raise refuse(Fault.BOMB)
        if any(_ODD_NAME.search(name) for name in self._entries):
            raise refuse(Fault.ODD_NAMES)
        if len(self._entries) < len(entries):
            raise refuse(Fault.DAMAGED)
        if any(entry.flag_bits & 1 for entry in entries):
            raise refuse(Fault.LOCKED)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(self._entries)

    def read(self, name: str) -> bytes:
        """The bytes of a part, counted while they are inflated; KeyError if there is none."""
        entry = self._entries[name]
        pieces: list[bytes] = []
        size = 0
        try:
            with self._zip.open(entry) as file:
                while piece := file.read(_CHUNK):
                    pieces.append(piece)
                    size += len(piece)
                    self._inflated += len(piece)
                    if self._is_bomb(size, entry.compress_size):
                        raise self._refuse(Fault.BOMB)
        except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, OSError, NotImplementedError):
            raise self._refuse(Fault.DAMAGED) from None
        return b"".join(pieces)

    def check(self) -> None:
        """Read every part once, for another reader that knows no bounds; raises as `read`.

        Declarations of entities are refused in whatever part they stand.
        """
        for name in self._entries:
            if any(mark in self.read(name) for mark in _DTD):
                raise self._refuse(Fault.DTD)

    def xml(self, name: str) -> etree._Element:
        """The root of an XML part; KeyError if there is no such part."""
        content = self.read(name)
        if any(mark in content for mark in _DTD):
            raise self._refuse(Fault.DTD)
        parser = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
        )
        try:
            root = etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            deep = "depth" in str(error)
            raise self._refuse(Fault.DEEP if deep else Fault.DAMAGED) from None
        if root.getroottree().docinfo.internalDTD is not None:
            raise self._refuse(Fault.DTD)
        return root

    def _is_bomb(self, size: int, packed: int) -> bool:
        grown = size > _SMALL and size > MOST_RATIO * max(packed, 1)
        return grown or size > MOST_PART or self._inflated > MOST_TOTAL
