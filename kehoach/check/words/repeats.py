"""Words written twice in a row."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kehoach.check.review import Review, texts
from kehoach.check.words.word_findings import report
from kehoach.check.words.word_lists import DEEDS, EMPHASIS, FUNCTION_WORDS, NAME_AND_VERB
from kehoach.findings import Finding

_L = r"[^\W\d_]+"
_UNIT = re.compile(rf"(?<![\w-])({_L}(?: {_L}){{1,7}}) (\1)(?![\w-])", re.IGNORECASE)
"""Two or more syllables and the same again."""

_AGENT = re.compile(
    r"(?:cơ quan|đơn vị|bên|bộ phận|ngành|tổ|đội|nhóm|phòng|người|đầu mối|cá nhân|cán bộ|lực lượng|"
    r"công chức|doanh nghiệp|tổ chức|cấp|hộ|văn bản|công tác|cơ sở|chi phí) (?:\w+ ){0,2}$",
    re.IGNORECASE,
)
"""One who is named by what he does: 'cơ quan phối hợp phối hợp với …'."""

_SINGLE = re.compile(rf"(?<![\w-])({'|'.join(sorted(FUNCTION_WORDS))}) \1(?![\w-])", re.IGNORECASE)


def check_repeats(review: Review) -> Iterator[Finding]:
    """CT002: a unit of two or more syllables, or a function word, written twice."""
    for passage, match in texts(review.passages, _UNIT):
        unit = match[1]
        syllables = unit.lower().split()
        lawful = syllables[0] in EMPHASIS or _names_an_agent(match)
        if not lawful and len(set(syllables)) > 1 and _same_case(match):
            message = f"viết lặp “{unit}”: “{match[0]}”"
            yield report("CT002", passage, *match.span(), message)
    for passage, match in texts(review.passages, _SINGLE):
        yield report("CT002", passage, *match.span(), f"viết lặp “{match[1]}”: “{match[0]}”")


def _names_an_agent(match: re.Match[str]) -> bool:
    """'các tổ chức tổ chức thực hiện'; what names no one by itself needs one who does it."""
    unit = match[1].lower()
    if unit not in DEEDS:
        return unit in NAME_AND_VERB
    return bool(_AGENT.search(match.string[: match.start()]))


def _same_case(match: re.Match[str]) -> bool:
    """Whether both have the same capitals, but for the first letter of a sentence."""
    first, second = match[1], match[2]
    opens = match.string[: match.start()].rstrip()[-1:] in ("", *".;:-+")
    return first == second or (opens and first[1:] == second[1:])


CHECKS = [check_repeats]
