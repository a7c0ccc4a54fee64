"""Whether each letter of a file looks like the letter that it claims to be."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from statistics import median
from typing import Protocol

from PIL import Image

from kehoach.finished.pdf.ink import Box
from kehoach.finished.pdf.letter_windows import EXACT, Likeness, Rival, Window, plain
from kehoach.finished.pdf.letters import Letter
from kehoach.finished.pdf.page_ink import PageInk, Placed
from kehoach.finished.pdf.specimens import Specimens, Style

_FACES = ((False, False), (True, False), (False, True), (True, True))
_TRIED = 16
"""Letters that tell which of the four faces a font is."""
_MOST = 0.8
"""How many of them are drawn alike where it is that face: neighbours may touch the others."""
_FAMILIAR = 0.6
"""A font is a face of `fonts/` where that share of its letters is drawn alike."""
_EXACT = 0.02
_SPOILED = 0.08
"""How much of a letter of such a face may be off: measured 0.004 at most on honest files."""
_AKIN = 0.2
"""Another face of the kind of Times: how much of its letters is off. Measured 0.04 to 0.16 on
TeX Gyre Termes, FreeSerif and Nimbus Roman, 0.23 and more on faces of other kinds."""
_FIGURE_LEAD, _LETTER_LEAD = -0.05, -0.3
"""There, how near another letter may come: measured 0.0 between figures, -0.17 else."""
_REACH, _FIGURE_REACH, _LETTER_REACH = 6.7, 5.6, 2.7
"""How far apart two letters may be, for a letter that is off by 1, so that it could lead by 0 or
so little: 4.0, 3.3 and 1.6 by the triangle's inequality; what is measured has an error."""
_CERTAIN = 0.03
_UNSEEN = 0.35
_UNSEEN_AKIN = 0.2


@dataclass(frozen=True, slots=True)
class Case:
    """A letter that was looked at closely; `word` is where it stands."""

    page: int
    word: str
    placed: Placed
    window: Window
    likeness: Likeness

    @property
    def letter(self) -> str:
        return self.placed.letter.text


@dataclass(frozen=True, slots=True)
class Doubtful:
    """A letter that is not what it claims: not seen, or like `rival`, or like nothing ("")."""

    case: Case
    seen: bool
    rival: str = ""


@dataclass
class _Font:
    """What is known of a font of the file: its face, its letters, those looked at closely."""

    style: Style
    letters: set[tuple[str, float]] = field(default_factory=set)
    patches: dict[tuple[str, float], list[Image.Image]] = field(
        default_factory=lambda: defaultdict(list)
    )
    strange: dict[tuple[str, float], list[bool]] = field(default_factory=lambda: defaultdict(list))
    """Whether a patch is not what our face has."""
    cases: list[Case] = field(default_factory=list)


class _RivalsOf(Protocol):
    def __call__(
        self, case: Case, reach: float, *, marks: bool = True, most: int = 4
    ) -> list[Rival]: ...


class LetterLooks:
    """Looks at the letters of page after page, each look of each letter once; then judges fonts."""

    def __init__(self) -> None:
        self._specimens = Specimens()
        self._fonts: dict[str, _Font] = {}

    def read(
        self, page: int, ink: Image.Image, words: Sequence[tuple[str, Letter]], rules: Sequence[Box]
    ) -> tuple[PageInk, bool]:
        """Look at a page; gives its letters on its ink, and whether nearly all are of our faces."""
        for name, letters in _by_font(words):
            if name not in self._fonts:
                self._fonts[name] = _Font(self._style(ink, letters, rules))
        styled = [(letter, self._fonts[letter.setting.font].style) for _, letter in words]
        drawn = PageInk(ink, styled, self._specimens, rules)
        word_of = {id(letter): word for word, letter in words}
        strange = 0
        for index, placed in enumerate(drawn.placed):
            font = self._fonts[placed.letter.setting.font]
            key = placed.letter.text, placed.size
            font.letters.add(key)
            odd = any(font.strange[key])
            known = drawn.same(index, font.patches[key], patches_first=odd)
            if known is not None:
                strange += known > 0 and font.strange[key][known - 1]
                continue
            font.patches[key].append(drawn.patch(index))
            window = drawn.window(index)
            likeness = EXACT
            if not window.is_exactly(placed.specimen):
                likeness = window.likeness(placed.specimen)
            font.strange[key].append(likeness.off > _EXACT)
            strange += likeness.off > _EXACT
            word = word_of[id(placed.letter)]
            font.cases.append(Case(page, word, placed, window, likeness))
        return drawn, strange <= 0.2 * len(drawn.placed)

    def _style(self, ink: Image.Image, letters: Sequence[Letter], rules: Sequence[Box]) -> Style:
        """The face of `fonts/` that a font is most like; names of fonts say little."""
        named = letters[0].setting.bold, letters[0].setting.italic
        some = list({letter.text: letter for letter in letters}.values())[:_TRIED]
        fits: list[tuple[int, int, Style]] = []
        for face in sorted(_FACES, key=lambda face: face != named):
            tried = [
                PageInk(ink, [(letter, style) for letter in some], self._specimens, rules)
                for style in ((*face, False), (*face, True))
            ]
            alike = [sum(page.same(at) == 0 for at in range(len(page.placed))) for page in tried]
            if max(alike) >= _MOST * len(some):
                return (*face, alike[1] > alike[0])
            for hinted, page in enumerate(tried):
                off = [page.window(at).distance(p.specimen) for at, p in enumerate(page.placed)]
                fits.append((sum(off), len(fits), (*face, bool(hinted))))
        return min(fits)[2]

    def unlike(self) -> Iterator[Doubtful]:
        """The letters that are not seen, or look like others."""
        strange = []
        for font in self._fonts.values():
            kind = _kind(font)
            for case in font.cases:
                judged = {"ours": _ours, "akin": _akin, "other": _other}[kind]
                if doubtful := judged(case, self._rivals):
                    yield doubtful
            strange += font.cases if kind != "ours" else []
        yield from _twins(strange)

    def _rivals(
        self, case: Case, reach: float, *, marks: bool = True, most: int = 4
    ) -> list[Rival]:
        """The letters that a letter could be taken for, `most` of a kind, with other marks too."""
        if not case.likeness.off:
            return []
        placed = case.placed
        others = self._specimens.near(placed.style, case.letter, reach * case.likeness.off)
        if not marks:
            others = [other for other in others if plain(other) != plain(case.letter)]
        if not others:
            return []
        sheet = self._specimens.sheet(placed.style, placed.size)
        return case.window.rivals(case.letter, sheet, others, most)

    def unknown(self) -> Iterator[str]:
        """The names of the fonts that no face of `fonts/` can judge."""
        for name, font in self._fonts.items():
            if _kind(font) == "other":
                yield name


def _by_font(words: Iterable[tuple[str, Letter]]) -> Iterator[tuple[str, list[Letter]]]:
    fonts: dict[str, list[Letter]] = defaultdict(list)
    for _, letter in words:
        fonts[letter.setting.font].append(letter)
    yield from fonts.items()


def _kind(font: _Font) -> str:
    off = {(case.letter, case.placed.size) for case in font.cases if case.likeness.off > _EXACT}
    if len(font.letters) - len(off) >= _FAMILIAR * len(font.letters):
        return "ours"
    middle = median(case.likeness.off for case in font.cases)
    return "akin" if middle <= _AKIN else "other"


def _ours(case: Case, rivals_of: _RivalsOf) -> Doubtful | None:
    likeness = case.likeness
    if likeness.seen < _UNSEEN:
        return Doubtful(case, seen=False)
    rival = _nearest(rivals_of(case, _REACH))
    if rival and rival.lead < 0:
        return Doubtful(case, seen=True, rival=rival.letter)
    return Doubtful(case, seen=True) if likeness.off > _SPOILED else None


def _akin(case: Case, rivals_of: _RivalsOf) -> Doubtful | None:
    """Marks differ more between such faces than between letters: they are told by `_twins`."""
    if case.likeness.seen < _UNSEEN_AKIN:
        return Doubtful(case, seen=False)
    is_figure = case.letter.isdigit()
    rivals = rivals_of(case, _FIGURE_REACH if is_figure else _LETTER_REACH, marks=False)
    worst = _nearest(rival for rival in rivals if is_figure and rival.letter.isdigit())
    if worst and worst.lead < _FIGURE_LEAD:
        return Doubtful(case, seen=True, rival=worst.letter)
    worst = _nearest(rivals)
    if worst and worst.lead < _LETTER_LEAD:
        return Doubtful(case, seen=True, rival=worst.letter)
    return None


def _other(case: Case, rivals_of: _RivalsOf) -> Doubtful | None:
    """A face that nobody knows may still show a letter that everybody knows, and another one."""
    if case.likeness.ink < _UNSEEN_AKIN:
        return Doubtful(case, seen=False)
    if not case.letter.isalnum():
        return None
    rival = _nearest(rivals_of(case, _REACH, most=2))
    if rival and rival.off < _CERTAIN and rival.lead < _LETTER_LEAD:
        return Doubtful(case, seen=True, rival=rival.letter)
    return None


def _nearest(rivals: Iterable[Rival]) -> Rival | None:
    return min(rivals, key=lambda rival: rival.lead, default=None)


def _twins(cases: Iterable[Case]) -> Iterator[Doubtful]:
    """Two letters that look the same: one of them is the other."""
    groups: dict[tuple[float, Style, str], dict[str, Case]] = defaultdict(dict)
    for case in cases:
        kind = "figure" if case.letter.isdigit() else plain(case.letter)
        groups[case.placed.size, case.placed.style, kind].setdefault(case.letter, case)
    for group in groups.values():
        for one, other in combinations(group.values(), 2):
            specimens = one.placed.specimen, other.placed.specimen
            if one.window.is_twin(other.window, *specimens):
                yield Doubtful(other, seen=True, rival=one.letter)
