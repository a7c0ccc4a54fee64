"""Letters that only look right: of other alphabets, invisible, or with loose marks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from unicodedata import name, normalize

from kehoach.check.review import CheckedPassage, Review
from kehoach.check.words.syllables import is_known
from kehoach.check.words.word_findings import report
from kehoach.findings import Finding
from kehoach.vietnamese import FORBIDDEN, HIDDEN, TURNING, named

_TWINS = str.maketrans(
    "аеорсухіјѕһԁԛԝАВЕКМНОРСТУХІЈЅοιναΑΒΕΖΗΙΚΜΝΟΡΤΥΧÐðƉı",
    "aeopcyxijshdqwABEKMHOPCTYXIJSoivaABEZHIKMNOPTYXĐđĐi",
)
"""Letters of other alphabets and the Latin or Vietnamese letter that they look like."""

FOREIGN = re.compile("[" + "".join(map(chr, _TWINS)) + "]")
"""Letters of other alphabets that look like Latin ones."""

_LONE_CYRILLIC = frozenset("уаоУАО")
"""Cyrillic letters that stand for a whole syllable ('у tế'); a lone Greek one may be a symbol."""

_WIDE = re.compile("[\uff01-\uff5e\ufb00-\ufb06\U0001d400-\U0001d7ff]+")
_TOKEN = re.compile(r"[^\W\d_\uff01-\uff5e]+")
LOOSE = re.compile("[\u0300-\u036f]+")
"""Marks that no letter takes."""

_BROKEN = re.compile(rf"(?:[\ufffd\ue000-\uf8ff]|{FORBIDDEN.pattern})+")


def check_letters_of_other_alphabets(review: Review) -> Iterator[Finding]:
    """CT005: Cyrillic, Greek, full-width or mathematical letters inside Vietnamese words."""
    for passage in review.passages:
        for token in _TOKEN.finditer(passage.text):
            if FOREIGN.search(token.group()) and _looks_vietnamese(token.group()):
                yield _foreign(passage, token, token.group().translate(_TWINS))
        for match in _WIDE.finditer(passage.text):
            yield _foreign(passage, match, normalize("NFKC", match.group()))


def _looks_vietnamese(token: str) -> bool:
    """A wholly Greek or Cyrillic word is a word of that language, unless it reads as a syllable."""
    rest = FOREIGN.sub("", token)
    if rest:
        return all(name(letter, "").startswith("LATIN") for letter in rest)
    lone = len(token) == 1
    return token in _LONE_CYRILLIC if lone else is_known(token.translate(_TWINS))


def _foreign(passage: CheckedPassage, match: re.Match[str], fix: str) -> Finding:
    odd = next(c for c in match.group() if FOREIGN.match(c) or _WIDE.match(c))
    message = f"“{match.group()}” có ký tự “{odd}” (U+{ord(odd):04X}) không phải chữ cái tiếng Việt"
    return report("CT005", passage, *match.span(), message, fix=fix)


def check_hidden_letters(review: Review) -> Iterator[Finding]:
    """CT006: invisible characters, marks left loose, characters that lost their meaning.

    The reader of a plan has told the invisible ones wherever they stand in the file.
    """
    for passage in review.passages:
        for match in HIDDEN.finditer(passage.text) if passage.source is None else ():
            yield _hidden(passage, match)
        for match in LOOSE.finditer(passage.text):
            message = f"có dấu rời không ghép được vào chữ nào ở “{_around(passage, match)}”"
            yield report("CT006", passage, *match.span(), message, certain=False)
        for match in _BROKEN.finditer(passage.text):
            odd = named(match.group()[0])
            message = f"có ký tự hỏng hoặc của phông riêng ({odd}) ở “{_around(passage, match)}”"
            yield report("CT006", passage, *match.span(), message, certain=False)


def _hidden(passage: CheckedPassage, match: re.Match[str]) -> Finding:
    what = "làm đảo thứ tự chữ" if TURNING.search(match.group()) else "không nhìn thấy"
    message = f"có ký tự {what} ({named(match.group()[0])}) ở “{_around(passage, match)}”"
    return report("CT006", passage, *match.span(), message, fix="")


def _around(passage: CheckedPassage, match: re.Match[str]) -> str:
    start, end = match.span()
    return (passage.text[max(0, start - 10) : start] + passage.text[end : end + 10]).strip()


CHECKS = [check_letters_of_other_alphabets, check_hidden_letters]
