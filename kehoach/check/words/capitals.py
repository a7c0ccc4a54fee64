"""Capitals of Phụ lục II that can be decided without knowing what is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from kehoach.check.review import CheckedPassage, Review, texts
from kehoach.check.words.syllables import is_syllable
from kehoach.check.words.word_findings import in_quotes, report
from kehoach.check.words.word_lists import (
    ABBREVIATIONS,
    COMMON_NOUNS,
    CONNECTIVES,
    ENUMERATING,
    HOLIDAYS,
    LAWS,
    OFFICIAL,
    VERBS,
)
from kehoach.findings import Finding

_L = r"[^\W\d_]"
_AFTER_SEMICOLON = re.compile(rf"(?<=;) +({_L}+(?: {_L}+){{0,2}}(?:,? {_L}+){{0,2}})")
_AFTER_STOP = re.compile(rf"({_L}+)([.?!]) +({_L}+)")
_REFERENCE = re.compile(r"(?<=[^\s.:;!?“\"(+-] )(Khoản|Điểm) (?=(?:\d{1,2}|[a-zđ])(?:[ ,;.)]|$))")
_ARTICLE = re.compile(
    r"(?<=[^\W\d_] )(điều) (?=\d{1,3} (?:của )?(?:Luật|Bộ luật|Nghị định|Nghị quyết|Thông tư|Quy|"
    r"Pháp lệnh|Hiến pháp|Quyết định))|(?<=(?:khoản|Khoản) \d )(điều) (?=\d)"
    r"|(?<=Điều \d )(chương) (?=[IVX])"
    r"|(?<=[^\W\d_] )(chương) (?=[IVX]+ (?:của )?(?:Luật|Bộ luật|Nghị định|Thông tư|Hiến pháp))"
)


def check_capital_after_semicolon(review: Review) -> Iterator[Finding]:
    """CT030: a capital after ';' on a word that is no name, inside a sentence."""
    prose = [p for p in review.body if "can_cu" not in p.kieu and not p.text.startswith("Căn cứ")]
    for passage, match in texts(prose, _AFTER_SEMICOLON):
        if _is_common_start(match[1]) and not _is_enumeration(passage.text[: match.start()]):
            start, word = match.start(1), match[1].split()[0].rstrip(",")
            message = f"viết hoa sau dấu chấm phẩy: “; {match[1]}…”"
            end = start + len(word)
            yield report("CT030", passage, start, end, message, fix=word.lower())


def _is_common_start(phrase: str) -> bool:
    """Whether a phrase opens with the capital of a verb or connective, and goes on in lower case.

    Names that open alike go on with a capital ('Tổ chức Y tế thế giới') or end soon ('Xây dựng').
    """
    words = phrase.replace(",", "").split()
    rest = [word for word in words[1:] if word != "và"]
    length = next((n for n in (2, 1) if " ".join(words[:n]).lower() in VERBS | CONNECTIVES), 0)
    return bool(length) and words[0].istitle() and len(rest) >= length and " ".join(rest).islower()


def _is_enumeration(before: str) -> bool:
    """Whether the words before belong to a list of titles ('gồm các dự án: Hỗ trợ …; Phát …')."""
    lead, colon, items = before.rpartition(":")
    first = items.lstrip()[:1]
    named = set(re.findall(rf"{_L}+", lead.lower())[-8:]) & ENUMERATING
    return bool(colon and named and first.isupper()) or in_quotes(before, len(before))


def check_sentence_start(review: Review) -> Iterator[Finding]:
    """CT031: lower case after a full stop, or where a paragraph begins."""
    for passage, match in texts(review.body, _AFTER_STOP):
        before, _, after = match.groups()
        ends = len(before) > 1 and before.islower() and before not in ABBREVIATIONS
        if ends and is_syllable(before) and after.islower() and is_syllable(after):
            start, end = match.span(3)
            message = f"sau dấu chấm câu không viết hoa: “{match[0]}”"
            yield report("CT031", passage, start, end, message)
    before_it: CheckedPassage | None = None
    for passage in review.body:
        first = re.match(rf"(?:[-+*•] |[a-zđ]\) |\d+(?:\.\d+)*\. )?({_L}+)(?= |$)", passage.text)
        if first and first[1].islower() and _opens(passage, before_it) and is_syllable(first[1]):
            message = f"đầu đoạn không viết hoa: “{' '.join(passage.text.split()[:4])}…”"
            yield report("CT031", passage, *first.span(1), message)
        before_it = passage


def _opens(passage: CheckedPassage, before: CheckedPassage | None) -> bool:
    """Whether a passage surely begins a paragraph; lines of a PDF may only go on."""
    if len(passage.text.split()) < 4:
        return False
    return passage.clause is not None or before is None or before.text.rstrip()[-1:] in tuple(".;:")


def check_capital_inside(review: Review) -> Iterator[Finding]:
    """CT032: a common noun with a capital where the same words stand in lower case elsewhere."""
    plain = {match[0] for passage in review.body for match in _nouns().finditer(passage.text)}
    for passage, match in texts(review.body, _nouns()):
        noun = match["noun"]
        usual = f"{match['before'].lower()} {noun.lower()}"
        others = {usual, usual[0].upper() + usual[1:]} & plain
        if noun[0].isupper() and others and not in_quotes(passage.text, match.start()):
            start, end = match.span("noun")
            message = f"viết hoa giữa câu: “{match[0]}” (chỗ khác viết “{min(others)}”)"
            yield report("CT032", passage, start, end, message)


@cache
def _nouns() -> re.Pattern[str]:
    nouns = "|".join(f"[{noun[0].upper()}{noun[0]}]{noun[1:]}" for noun in sorted(COMMON_NOUNS))
    return re.compile(rf"(?<!\w)(?P<before>{_L}+ {_L}+|{_L}+) (?P<noun>{nouns})(?= [a-zà-ỹđ])")


def check_references(review: Review) -> Iterator[Finding]:
    """CT033: 'Khoản 2 Điều 5' inside a sentence, 'khoản 2 điều 5'."""
    for passage, match in texts(review.body, _REFERENCE):
        yield _cased("CT033", passage, match, 1, match[1].lower(), "viết thường")
    for passage, match in texts(review.body, _ARTICLE):
        group = match.lastindex or 1
        yield _cased("CT033", passage, match, group, match[group].capitalize(), "viết hoa")


def _cased(
    code: str, passage: CheckedPassage, match: re.Match[str], group: int, fix: str, how: str
) -> Finding:
    start, end = match.span(group)
    words = " ".join(passage.text[start:].split()[:3])
    message = f"khi viện dẫn, “{words}…” phải {how} “{fix}”"
    return report(code, passage, start, end, message, fix=fix)


def check_official_names(review: Review) -> Iterator[Finding]:
    """CT034: official names and titles with capitals inside: Ủy Ban Nhân Dân, Thủ Tướng."""
    for passage, match in texts(review.body, _names()):
        yield from _differing("CT034", passage, match, OFFICIAL)


def check_holidays(review: Review) -> Iterator[Finding]:
    """CT035: names of holidays: tết Nguyên đán, ngày Quốc khánh."""
    for passage, match in texts(review.body, _holidays()):
        yield from _differing("CT035", passage, match, HOLIDAYS)


def check_laws(review: Review) -> Iterator[Finding]:
    """CT036: the name of a law begins with a capital: Luật Đầu tư công."""
    for passage, match in texts(review.body, _laws()):
        fix = match["name"][0].upper() + match["name"][1:]
        message = f"tên luật không viết hoa: “{match[0]}”"
        yield report("CT036", passage, *match.span("name"), message, fix=fix)


@cache
def _laws() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)Luật (?P<name>{'|'.join(sorted(LAWS))})(?!\w)")


def _differing(
    code: str, passage: CheckedPassage, match: re.Match[str], right: dict[str, str]
) -> Iterator[Finding]:
    words = match["name"]
    fix = right[words.lower().replace("uỷ", "ủy")]
    fix = fix.replace("ủy", "uỷ").replace("Ủy", "Uỷ") if "uỷ" in words.lower() else fix
    if words != fix and not words.isupper():
        message = f"“{words}” viết hoa chưa đúng, đúng là “{fix}”"
        yield report(code, passage, *match.span("name"), message, fix=fix)


@cache
def _names() -> re.Pattern[str]:
    """The official names wherever their first letter is a capital; one that is no common noun."""
    names = "|".join(sorted(OFFICIAL, key=len, reverse=True)).replace("ủy", "(?:ủy|uỷ)")
    return re.compile(rf"(?<!\w)(?=[A-ZĐỦU]|thủ tướng [Cc]hính phủ)(?P<name>(?i:{names}))(?!\w)")


@cache
def _holidays() -> re.Pattern[str]:
    return re.compile(
        r"(?i:ngày|lễ|dịp|tết) (?:lễ |tết )?(?P<name>(?i:" + "|".join(HOLIDAYS) + r"))(?!\w)"
    )


CHECKS = [
    check_capital_after_semicolon,
    check_sentence_start,
    check_capital_inside,
    check_references,
    check_official_names,
    check_holidays,
    check_laws,
]
