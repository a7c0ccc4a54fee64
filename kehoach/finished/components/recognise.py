"""Recognises the components of a finished file, whatever layout made them."""

from __future__ import annotations

from kehoach.finished.components.component import Recognised, recognised
from kehoach.finished.components.find_annexes import recognise_annexes
from kehoach.finished.components.find_body import recognise_body
from kehoach.finished.components.find_ending import recognise_ending
from kehoach.finished.components.find_head import recognise_head
from kehoach.finished.components.segments import SideFinder
from kehoach.finished.finished_file import FinishedFile

__all__ = ["recognise"]


def recognise(file: FinishedFile) -> Recognised:
    """The components of a file. What is not found is not there: nothing is guessed."""
    sides = SideFinder(file)
    head = recognise_head(file, sides)
    annexes = recognise_annexes(file, sides, head.end)
    last = annexes[0].first.index if annexes else len(file.paragraphs)
    ending = recognise_ending(file, sides, head.end, last)
    body = recognise_body(file, head.end, ending.start)
    components = [*head.components, *body, *ending.components, *annexes]
    return recognised(file, components, head.type_name)
