"""Spelling by syllable: what cannot be Vietnamese, words run together, and tone marks."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from kehoach.check.review import CheckedPassage, Review
from kehoach.check.words.lookalikes import FOREIGN, LOOSE
from kehoach.check.words.syllables import (
    from_telex,
    glued,
    has_vietnamese_shape,
    is_known,
    is_syllable,
    misplaced_tone,
    modern,
    traditional,
)
from kehoach.check.words.word_findings import TypedWord, report, words
from kehoach.findings import Finding
from kehoach.vietnamese import split_tones

Seen = dict[str, list[tuple[CheckedPassage, TypedWord]]]
"""Words in lower case and every place where they stand."""

_VOWEL = re.compile("[aeiouyăâêôơư]")
_VNI = re.compile(r"(?<![\w.])[a-zđ]+[1-9][a-z]*[1-9][a-z]*(?![\w.])")
_VNI_KEYS = {"1": "\u0301", "2": "\u0300", "3": "\u0309", "4": "\u0303", "5": "\u0323"}
_VNI_KEYS |= {"6": "\u0302", "7": "\u031b", "8": "\u0306", "9": "đ"}


def _unknown(review: Review) -> Seen:
    """The words that should be Vietnamese and are not known, in reading order."""
    names = _register_names(review)
    seen: Seen = defaultdict(list)
    for passage in review.passages:
        row = list(words(passage))
        for index, word in enumerate(row):
            after = row[index + 1].text if index + 1 < len(row) else ""
            before = row[index - 1].text if index else ""
            if is_known(word.text) or word.is_part or word.text.lower() in names:
                continue
            opens = not word.start or passage.text[: word.start].rstrip()[-1:] in ".:;!?-+•)"
            if _is_prose(word.text, before, after, opens=opens):
                seen[word.text.lower()].append((passage, word))
    return seen


def _register_names(review: Review) -> frozenset[str]:
    """Every word of the names in the register, in lower case: Kbang, Chro, Pưh."""
    if review.register is None:
        return frozenset()
    names = " ".join(unit.ten for unit in review.register.root.values())
    return frozenset(re.findall(r"[^\W\d_]+", names.lower()))


def _is_prose(word: str, before: str, after: str, *, opens: bool) -> bool:
    """Whether an unknown word is one of the running text: no name, abbreviation or foreign word.

    A word in lower case is, unless it has no mark at all and no Vietnamese shape; one with a
    capital only where it opens a sentence; one in capitals only beside another such word.
    """
    bare, marks = split_tones(word.lower())
    if len(word) < 2 or not _VOWEL.search(bare) or FOREIGN.search(word) or LOOSE.search(word):
        return False
    if word.isupper():
        return bool(marks) and len(word) > 2 and (before + after).isupper()
    if not word.islower():
        opens = opens and after.islower() and is_syllable(after) and word[1:].islower()
        return not word.isascii() and (opens or bool(glued(word)))
    if not word.isascii():
        return True
    beside = [near for near in (before, after) if near.islower() and is_syllable(near)]
    vietnamese = any(not near.isascii() for near in beside)
    shape = len(beside) == 2 and has_vietnamese_shape(word)
    return vietnamese and (shape or from_telex(word) is not None)


def check_unknown_words(review: Review) -> Iterator[Finding]:
    """CT003, CT007, CT008: words that are not known, once each with the count of their places."""
    for key, places in _unknown(review).items():
        if right := misplaced_tone(key):
            yield _misplaced(places, right)
        elif readings := glued(places[0][1].text):
            advice = f"thêm khoảng trắng: “{'” hoặc “'.join(readings)}”"
            yield _of_word("CT007", places, "là hai chữ viết dính liền", advice=advice)
        else:
            meant = from_telex(key)
            advice = f"có phải là “{meant}”? gõ lại cho đúng" if meant else ""
            yield _of_word("CT003", places, "không phải là chữ tiếng Việt", advice=advice)


def _misplaced(places: list[tuple[CheckedPassage, TypedWord]], right: str) -> Finding:
    word = places[0][1].text
    right = right.upper() if word.isupper() else word[:1] + right[1:]
    return _of_word("CT008", places, f"đặt dấu thanh sai chỗ, đúng là “{right}”", fix=right)


def _of_word(
    code: str,
    places: list[tuple[CheckedPassage, TypedWord]],
    what: str,
    *,
    advice: str = "",
    fix: str | None = None,
) -> Finding:
    passage, word = places[0]
    message = f"“{word.text}” {what}{_count(places)}"
    return report(code, passage, word.start, word.end, message, advice=advice, fix=fix)


def check_vni_keys(review: Review) -> Iterator[Finding]:
    """CT003: a word in VNI keys that were not turned into marks (thu75c)."""
    for passage in review.body:
        for match in _VNI.finditer(passage.text):
            if meant := _from_vni(match.group()):
                message = f"“{match.group()}” không phải là chữ tiếng Việt"
                advice = f"có phải là “{meant}”? gõ lại cho đúng"
                yield report("CT003", passage, *match.span(), message, advice=advice)


def _from_vni(word: str) -> str | None:
    letters = re.sub("[1-9]", "", word)
    keys = re.findall("[1-9]", word)
    if len(set(keys)) < 2 or ("9" in keys and not letters.startswith("d")):
        return None
    tones = "".join(_VNI_KEYS[key] for key in keys if key < "6")
    shapes = {"6": ("aeo", "âêô"), "7": ("ou", "ơư"), "8": ("a", "ă")}
    for key in keys:
        if key in shapes:
            letters = letters.translate(str.maketrans(*shapes[key]))
        letters = "đ" + letters[1:] if key == "9" else letters
    meant = modern(letters + tones)
    return meant if len(tones) == 1 and is_syllable(meant) else None


def _count(places: list[tuple[CheckedPassage, TypedWord]]) -> str:
    return f" ({len(places)} chỗ, đây là chỗ đầu tiên)" if len(places) > 1 else ""


def check_tone_style(review: Review) -> Iterator[Finding]:
    """CT004: hoà beside hòa in one document; the rarer style, once for each word."""
    styles: tuple[Seen, Seen] = (defaultdict(list), defaultdict(list))
    for passage in review.passages:
        for word in words(passage):
            lower = word.text.lower()
            if (lower == word.text or lower in ("ủy", "uỷ")) and modern(lower) != traditional(
                lower
            ):
                style = (traditional(lower), modern(lower)).index(lower) if is_known(lower) else -1
                if style >= 0:
                    styles[style][lower].append((passage, word))
    counts = [sum(map(len, seen.values())) for seen in styles]
    if all(counts):
        rare = int(counts[1] <= counts[0])
        yield from _rare_style(styles[rare], styles[1 - rare], counts[1 - rare])


def _rare_style(seen: Seen, usual: Seen, count: int) -> Iterator[Finding]:
    example = max(usual, key=lambda word: len(usual[word]))
    for lower, places in seen.items():
        passage, word = places[0]
        other = traditional(lower) if lower == modern(lower) else modern(lower)
        fix = other[0].upper() + other[1:] if word.text[0].isupper() else other
        message = (
            f"“{word.text}” đặt dấu thanh khác phần còn lại của văn bản{_count(places)}: "
            f"{count} chữ khác đặt như “{example}”"
        )
        advice = f"viết thống nhất “{fix}”"
        yield report("CT004", passage, word.start, word.end, message, advice=advice, fix=fix)


CHECKS = [check_unknown_words, check_vni_keys, check_tone_style]
