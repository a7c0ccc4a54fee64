"""Differences written back into the YAML: kept only if the plan then says the same."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import yaml

from kehoach.compare.changes import ChangeKind
from kehoach.compare.printed_texts import MARKS
from kehoach.document import Run
from kehoach.findings import InputRefused
from kehoach.locations import Computed, Path, Span
from kehoach.resolve.passages import passages
from kehoach.resolve.read import Reading, from_source
from kehoach.returned.actions import AddClause, EnterFigure, Located, RemoveClause, ReplaceWords
from kehoach.source.edits import Edits, escaped
from kehoach.source.source import Source, parse_source
from kehoach.xlsx.update import replace_figure

NOT_REBUILT = "ghi vào thì kế hoạch không in ra đúng như bản Word (câu này còn dùng ở chỗ khác)"

_COMPUTED = "\0"


@dataclass(frozen=True)
class WrittenBack:
    """A plan with differences written into it, and which of them were not after all."""

    reading: Reading
    written: tuple[Located, ...]
    failed: tuple[Located, ...]


def write_back(reading: Reading, placed: Sequence[Located]) -> WrittenBack:
    """Write what can be written; what would make the plan say anything else is left out.

    Every other byte of the file stays.
    """
    wanted = [located for located in placed if located.actions]
    if not wanted:
        return WrittenBack(reading, (), ())
    written: list[Located] = []
    result = _kept(reading, reading, written, list(_groups(wanted)))
    done = {id(located) for located in written}
    return WrittenBack(result, tuple(written), tuple(e for e in wanted if id(e) not in done))


def _kept(
    reading: Reading, result: Reading, written: list[Located], groups: list[list[Located]]
) -> Reading:
    """Add to `written` what can be written beside it; halves are tried before single ones."""
    chosen = [located for group in groups for located in group]
    if chosen and (tried := _tried(reading, [*written, *chosen])):
        written += chosen
        return tried
    if len(groups) < 2:
        return result
    middle = len(groups) // 2
    for half in (groups[:middle], groups[middle:]):
        result = _kept(reading, result, written, half)
    return result


def _groups(wanted: Sequence[Located]) -> Iterable[list[Located]]:
    """What must be written together: the lines of one clause that goes."""
    groups: dict[object, list[Located]] = defaultdict(list)
    for number, located in enumerate(wanted):
        first = located.actions[0]
        groups[first.path if isinstance(first, RemoveClause) else number].append(located)
    return groups.values()


def _tried(reading: Reading, chosen: Sequence[Located]) -> Reading | None:
    """The plan with the chosen ones written; None if it cannot be read or says anything else."""
    try:
        text = _text(reading.source, chosen)
        after = from_source(parse_source(text, reading.source.name), reading.register)
    except (InputRefused, ValueError):
        return None
    return after if _said(after) == _due(reading, chosen) else None


# Writing


def _text(source: Source, chosen: Sequence[Located]) -> str:
    """The text of the file with all actions done; words first, for they do not move any path."""
    actions = [action for located in chosen for action in located.actions]
    words: dict[Path, list[ReplaceWords]] = defaultdict(list)
    for action in actions:
        if isinstance(action, ReplaceWords):
            words[action.path].append(action)
    source = _reworded(source, words)
    edits = Edits(source)
    coming: dict[Path, list[str]] = defaultdict(list)
    for action in dict.fromkeys(actions):
        if isinstance(action, EnterFigure):
            _enter(edits, action)
        elif isinstance(action, RemoveClause):
            edits.remove(action.path)
        elif isinstance(action, AddClause):
            coming[action.path].append(action.text)
    for path, texts in coming.items():
        edits.add_item(path, texts)
    return edits.text()


def _enter(edits: Edits, action: EnterFigure) -> None:
    if edits.source.key_node(action.path) is not None:
        replace_figure(edits, action.path, action.value, action.decimals)
    else:
        text = f"{action.value:f}".replace(".", ",")
        edits.add_values(action.path[:-1], {str(action.path[-1]): text})


def _reworded(source: Source, words: Mapping[Path, Sequence[ReplaceWords]]) -> Source:
    """The source with other texts, letter by letter in place; a value anew where that fails."""
    edits = Edits(source)
    wanted = {path: _in_place(edits, path, changes) for path, changes in words.items()}
    if after := _parsed(edits, wanted):
        return after
    for path, changes in words.items():
        single = Edits(source)
        text = _in_place(single, path, changes)
        anew = Edits(source)
        anew.set_value(_written_path(source, path), text)
        rewritten = _parsed(single, {path: text}) or _parsed(anew, {path: text})
        if rewritten is None:
            raise ValueError(f"{path} cannot be rewritten")
        source = rewritten
    return source


def _in_place(edits: Edits, path: Path, changes: Sequence[ReplaceWords]) -> str:
    """Replace words in the file; gives the text that must come of it."""
    wanted = edits.source.scalar(path).text
    node = edits.source.node(_written_path(edits.source, path))
    assert isinstance(node, yaml.ScalarNode)
    for change in sorted(changes, key=lambda change: change.start, reverse=True):
        wanted = wanted[: change.start] + change.text + wanted[change.end :]
        edits.replace_span(_span(edits.source, path, change), escaped(change.text, node.style))
    return wanted


def _parsed(edits: Edits, wanted: Mapping[Path, str]) -> Source | None:
    """The edited file if YAML reads these texts in it, and nothing new is wrong with it."""
    try:
        after = parse_source(edits.text(), edits.source.name)
        is_right = all(after.scalar(path).text == text for path, text in wanted.items())
    except (InputRefused, KeyError, AssertionError):
        return None
    return after if is_right and len(after.findings) <= len(edits.source.findings) else None


def _written_path(source: Source, path: Path) -> Path:
    """The path of the scalar itself: a text may stand for the mapping that holds it."""
    while True:
        try:
            source.node(path)
        except KeyError:
            path = path[:-1]
        else:
            return path


def _span(source: Source, path: Path, change: ReplaceWords) -> Span:
    scalar = source.scalar(path)
    if change.end > change.start:
        return scalar.locate(change.start, change.end)
    if change.start < len(scalar.text):
        at = scalar.locate(change.start, change.start + 1).start
    else:
        at = scalar.locate(change.start - 1, change.start).end
    return Span(at, at)


# Proof


def _said(reading: Reading) -> Counter[tuple[str, ...]]:
    """Everything that the plan prints, as people wrote it: what was computed counts as itself."""
    return Counter(_written_words(passage.runs) for passage in passages(reading.document))


def _due(reading: Reading, chosen: Sequence[Located]) -> Counter[tuple[str, ...]]:
    """What the plan must print after the chosen differences have been written into it."""
    due = _said(reading)
    for located in chosen:
        printed, line = located.difference.printed, located.difference.line
        if printed and printed.passage:
            due[_written_words(printed.passage.runs)] -= 1
        if located.difference.kind is ChangeKind.ADDED and line:
            come = next(action for action in located.actions if isinstance(action, AddClause))
            due[tuple(come.text.casefold().split())] += 1
        elif located.difference.kind is not ChangeKind.REMOVED:
            due[_written_words(located.becomes)] += 1
    return +due


def _written_words(runs: tuple[Run, ...]) -> tuple[str, ...]:
    text = "".join(
        _COMPUTED if isinstance(run.origin, Computed) else run.text for run in _bare(runs)
    )
    return tuple(text.casefold().split())


def _bare(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """Runs without the marks that a text has from its place."""
    return tuple(run for run in runs if run.refers_to not in MARKS)
