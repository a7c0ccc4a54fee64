"""Words written twice in a row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach.check.review import Review, texts
from kehoach.check.word_lists import EMPHASIS, FUNCTION_WORDS, NAME_AND_VERB
from kehoach.check.wording import report
from kehoach.findings import Finding

_L = r"[^\W\d_]+"
_UNIT = re.compile(rf"(?<![\w-])({_L}(?: {_L}){{1,7}}) (\1)(?![\w-])", re.IGNORECASE)
"""Two or more syllables and the same again."""

_SINGLE = re.compile(rf"(?<![\w-])({'|'.join(sorted(FUNCTION_WORDS))}) \1(?![\w-])", re.IGNORECASE)


def check_repeats(review: Review) -> Iterator[Finding]:
    """CT002: a unit of two or more syllables, or a function word, written twice."""
    for passage, match in texts(review.passages, _UNIT):
        unit = match[1]
        syllables = unit.lower().split()
        lawful = unit.lower() in NAME_AND_VERB or syllables[0] in EMPHASIS
        if not lawful and len(set(syllables)) > 1 and _same_case(match):
            message = f"viết lặp “{unit}”: “{match[0]}”"
            yield report("CT002", passage, *match.span(), message)
    for passage, match in texts(review.passages, _SINGLE):
        yield report("CT002", passage, *match.span(), f"viết lặp “{match[1]}”: “{match[0]}”")


def _same_case(match: re.Match[str]) -> bool:
    """Whether both have the same capitals, but for the first letter of a sentence."""
    first, second = match[1], match[2]
    opens = match.string[: match.start()].rstrip()[-1:] in ("", *".;:-+")
    return first == second or (opens and first[1:] == second[1:])


CHECKS = [check_repeats]
