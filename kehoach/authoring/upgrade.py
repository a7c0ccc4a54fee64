"""A plan of an older vocabulary, written in the words of today."""

from __future__ import annotations

from pathlib import Path

from kehoach.files import shown
from kehoach.findings import InputRefused
from kehoach.plan.versions import VERSION, newest, refuse_newer, upgraded
from kehoach.resolve.read import plan_of
from kehoach.rewriting.plan_file import changing
from kehoach.source.encoding import encode
from kehoach.source.source import parse_source, read_source


def upgrade(path: Path) -> int | None:
    """Write the plan in the words of today; gives the version it then has, None if it is as it was.

    Raises InputRefused, with the plan untouched, where it is a newer program's, is no plan or
    would not be one any more.
    """
    with changing(path, "nang-cap") as file:
        source = read_source(path, shown(path))
        refuse_newer(source)
        text = upgraded(source)
        new = parse_source(text, source.name)
        plan_of(new)
        if text == source.text:
            no_version = [each for each in new.findings if each.place == new.place((VERSION,))]
            if no_version:
                raise InputRefused(no_version)
            return None
        file.write(source.raw, encode(text, source.raw))
    return newest()
