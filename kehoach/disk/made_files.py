"""What commands made, remembered beside the file that it is made of.

By folder, each name with the command and the hashes of what it wrote there.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

from kehoach.disk.hidden_folder import make_memory, memory_of, recall, remember
from kehoach.findings import MachineProblem

_MADE = "da-ghi"
_MOST_FOLDERS = 200


@dataclass(frozen=True, slots=True)
class Maker:
    """A command, the file it makes others of, and whether a person lets it overwrite any."""

    command: str
    source: Path
    overwrite: bool = False


class MadeFiles:
    """What was made of a file, in one folder, as remembered beside that file."""

    def __init__(self, maker: Maker, folder: Path) -> None:
        self.maker = maker
        source = maker.source.absolute()
        self._folder = folder.resolve()
        self._source = source.name
        where = self._relative(source.parent.resolve())
        key = blake2b(os.fsencode(where), digest_size=12).hexdigest()
        self._file = memory_of(source, _MADE) / f"{key}.json"
        self._where = where

    def _relative(self, start: Path) -> str:
        """From the source, so that both can move together."""
        try:
            return os.path.relpath(self._folder, start)
        except ValueError:  # another drive
            return str(self._folder)

    def has(self, target: Path, content: bytes) -> bool:
        """Whether this is what the command last made there of the same file."""
        entry = self._entries().get(target.name, {})
        return self._is_mine(entry) and _hash(content) in _hashes(entry)

    def add(self, contents: Mapping[Path, bytes]) -> None:
        """Remember what is about to be put there, beside what the command made there before.

        After a kill, either may be there. A folder that cannot be written remembers nothing: then a
        change asks for a person's word.
        """
        entries = {
            name: entry
            for name, entry in self._entries().items()
            if os.path.lexists(self._folder / name)
        }
        for target, content in contents.items():
            hashes = [_hash(content)]
            there = recall(target)
            if there is not None and self.has(target, there):
                hashes.append(_hash(there))
            entries[target.name] = {**self._signature, "sha256": hashes}
        told = {"thu_muc": self._where, "tep": entries}
        with suppress(OSError, MachineProblem):
            make_memory(self._file.parent)
            is_new = not self._file.exists()
            remember(self._file, json.dumps(told, indent=1).encode())
            if is_new:
                self._forget_oldest()

    @property
    def _signature(self) -> dict[str, str]:
        return {"lenh": self.maker.command, "nguon": self._source}

    def _is_mine(self, entry: Mapping[str, Any]) -> bool:
        return all(entry.get(key) == value for key, value in self._signature.items())

    def _entries(self) -> dict[str, dict[str, Any]]:
        with suppress(ValueError):
            told = json.loads(recall(self._file) or b"")
            entries = told.get("tep") if isinstance(told, dict) else None
            if isinstance(entries, dict):
                return {name: entry for name, entry in entries.items() if isinstance(entry, dict)}
        return {}

    def _forget_oldest(self) -> None:
        files = list(_dated(self._file.parent))
        for _, file in sorted(files, reverse=True)[_MOST_FOLDERS:]:
            file.unlink(missing_ok=True)


def _dated(folder: Path) -> Iterator[tuple[float, Path]]:
    for file in folder.glob("*.json"):
        with suppress(OSError):
            yield file.stat().st_mtime, file


def _hash(content: bytes) -> str:
    return sha256(content).hexdigest()


def _hashes(entry: Mapping[str, Any]) -> list[str]:
    hashes = entry.get("sha256")
    return [one for one in hashes if isinstance(one, str)] if isinstance(hashes, list) else []
