"""Recognises the components of a finished file, whatever layout made them."""

from __future__ import annotations

from kehoach.foreign.annexes import recognise_annexes
from kehoach.foreign.body import recognise_body
from kehoach.foreign.components import Recognised, recognised
from kehoach.foreign.ending import recognise_ending
from kehoach.foreign.head import recognise_head
from kehoach.foreign.model import FinishedFile
from kehoach.foreign.segments import Sides

__all__ = ["recognise"]


def recognise(file: FinishedFile) -> Recognised:
    """The components of a file. What is not found is not there: nothing is guessed."""
    sides = Sides(file)
    head = recognise_head(file, sides)
    annexes = recognise_annexes(file, sides, head.end)
    last = annexes[0].first.index if annexes else len(file.paragraphs)
    ending = recognise_ending(file, sides, head.end, last)
    body = recognise_body(file, head.end, ending.start)
    found = [*head.components, *body, *ending.components, *annexes]
    return recognised(file, found, head.type_name)
