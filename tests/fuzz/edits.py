"""Inputs as good ones with a few edits, and the fewest edits that still do the same harm."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True, slots=True)
class Edit:
    """Something done to an input; what it is done to is changed in place, or given back."""

    what: str
    do: Callable[[Any], Any]

    def __str__(self) -> str:
        return self.what


@dataclass(frozen=True, slots=True)
class Draft:
    """A good input, what is done to it, the files that come of it, and the commands to run."""

    base: Any
    edits: tuple[Edit, ...]
    files: Callable[[Any], Mapping[str, bytes]]
    commands: tuple[tuple[str, ...], ...]

    def made(self) -> Mapping[str, bytes]:
        """The files; an edit whose place another edit took away does nothing."""
        state = deepcopy(self.base)
        for edit in self.edits:
            try:
                changed = edit.do(state)
            except Exception:  # whatever the format's library makes of it
                continue
            state = state if changed is None else changed
        return self.files(state)

    def told(self) -> str:
        """What was done, a line each."""
        commands = (f"$ kehoach {' '.join(map(repr, words))}" for words in self.commands)
        lines = [*map(str, self.edits), *commands]
        return "".join(f"  {line[:400]}\n" for line in lines)


def smallest(draft: Draft, still_fails: Callable[[Draft], bool]) -> Draft:
    """The draft with as few edits and commands as still fail."""
    for words in draft.commands:
        fewer = replace(draft, commands=(words,))
        if len(draft.commands) > 1 and still_fails(fewer):
            draft = fewer
            break
    return replace(draft, edits=tuple(_fewest(draft, still_fails)))


def _fewest(draft: Draft, still_fails: Callable[[Draft], bool]) -> Sequence[Edit]:
    edits = list(draft.edits)
    for edit in draft.edits:
        rest = [other for other in edits if other is not edit]
        if still_fails(replace(draft, edits=tuple(rest))):
            edits = rest
    return edits
