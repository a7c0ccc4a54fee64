"""Two versions of a paragraph → one with tracked changes: sequence alignment of tokens."""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from itertools import groupby
from typing import NamedTuple

from lxml import etree

from kehoach.compare.tokens import Tokens, token_diff
from kehoach.redline.revision_marks import RevisionMark, RevisionMarks
from kehoach.render.docx_xml import XML_SPACE, Element, w

_BREAKS = {w("br"): "\n", w("tab"): "\t"}
_TAGS = {letter: tag for tag, letter in _BREAKS.items()}


class Letter(NamedTuple):
    """A letter of a paragraph, and the properties of the run that it stands in."""

    text: str
    properties: Element | None


class LetterRun(NamedTuple):
    """Some letters of one look and one fate; `before` is how letters looked that stay."""

    mark: RevisionMark | None
    text: str
    properties: Element | None
    before: Element | None


def text_of(paragraph: Element) -> str:
    """What a paragraph says; a line break is a newline."""
    return "".join(
        (child.text or "") if child.tag in (w("t"), w("delText")) else _BREAKS.get(child.tag, "")
        for run in paragraph.iter(w("r"))
        for child in run
    )


def merge_paragraph(marks: RevisionMarks, tokens: Tokens, old: Element, new: Element) -> None:
    """Put what changed from `old` to `new` into `new`; a template's own graphics stay whole."""
    before, after = _letters(old), _letters(new)
    if before is None or after is None:
        runs = [deepcopy(run) for run in old.iter(w("r"))]
        marks.content(new, "ins")
        if runs:
            new.insert(1 if new.find(w("pPr")) is not None else 0, marks.runs("del", runs))
        return
    changes = list(_changes(tokens, before, after))
    for child in list(new):
        if child.tag != w("pPr"):
            new.remove(child)
    for mark, pieces in groupby(changes, key=lambda change: change.mark):
        if mark is None:
            for piece in pieces:
                new.append(
                    _run(piece.text, marks.letters(deepcopy(piece.properties), piece.before))
                )
        else:
            new.append(
                marks.runs(mark, [_run(piece.text, deepcopy(piece.properties)) for piece in pieces])
            )


def _letters(paragraph: Element) -> list[Letter] | None:
    """The letters of a paragraph; None if it holds more than text."""
    letters: list[Letter] = []
    for child in paragraph:
        if child.tag == w("pPr"):
            continue
        if child.tag != w("r"):
            return None
        properties = child.find(w("rPr"))
        for part in child:
            if part.tag == w("t"):
                letters += [Letter(letter, properties) for letter in part.text or ""]
            elif part.tag in _BREAKS:
                letters.append(Letter(_BREAKS[part.tag], properties))
            elif part.tag != w("rPr"):
                return None
    return letters


def _changes(tokens: Tokens, old: list[Letter], new: list[Letter]) -> Iterator[LetterRun]:
    cut_old, cut_new = (tokens.cut("".join(x.text for x in side)) for side in (old, new))
    ends_old, ends_new = _ends(cut_old), _ends(cut_new)
    for op, a, b, c, d in token_diff(cut_old, cut_new):
        gone = old[ends_old[a] : ends_old[b]]
        come = new[ends_new[c] : ends_new[d]]
        if op == "-":
            yield from _alike("del", gone, [None] * len(gone))
        elif op == "+":
            yield from _alike("ins", come, [None] * len(come))
        else:
            yield from _alike(None, come, [letter.properties for letter in gone])


def _ends(words: list[str]) -> list[int]:
    ends = [0]
    for word in words:
        ends.append(ends[-1] + len(word))
    return ends


def _alike(
    mark: RevisionMark | None, letters: list[Letter], before: list[Element | None]
) -> Iterator[LetterRun]:
    """Neighbours that share the looks of both versions, together."""
    both = zip(letters, before, strict=True)
    for _, group in groupby(both, key=lambda pair: (id(pair[0].properties), id(pair[1]))):
        pairs = list(group)
        text = "".join(letter.text for letter, _ in pairs)
        yield LetterRun(mark, text, pairs[0][0].properties, pairs[0][1])


def _run(text: str, properties: Element | None) -> Element:
    run = etree.Element(w("r"))
    if properties is not None:
        run.append(properties)
    for is_break, letters in groupby(text, key=lambda letter: letter in _TAGS):
        if is_break:
            for letter in letters:
                etree.SubElement(run, _TAGS[letter])
        else:
            etree.SubElement(run, w("t"), {XML_SPACE: "preserve"}).text = "".join(letters)
    return run
