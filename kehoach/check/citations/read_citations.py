"""Citations as they stand in a text: type, number and symbol, date, issuer, subject.

A citation that the plan binds to its register (`vien_dan`) knows its id, and its words end where
the mention ends; of any other only what can be told from the words is read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from kehoach.check.review import CheckedPassage, Review
from kehoach.check.time.dates import WrittenDate, date_at
from kehoach.document import Run
from kehoach.locations import Computed, Literal, Reference
from kehoach.plan.cited_documents import VanBan
from kehoach.source.source import Source

TYPES = (
    "nghị quyết liên tịch|nghị quyết|quyết định|nghị định|thông tư liên tịch|thông tư|chỉ thị|"
    "chương trình hành động|chương trình phối hợp|chương trình|kế hoạch phối hợp|"
    "kế hoạch liên tịch|kế hoạch hành động|kế hoạch|công văn|công điện|thông báo kết luận|"
    "thông báo|báo cáo|tờ trình|hướng dẫn liên ngành|hướng dẫn|kết luận|quy chế phối hợp|quy chế|"
    "quy định|đề án|phương án|bộ luật|luật|pháp lệnh|lệnh|văn bản"
)
# A group of a symbol has two capitals at least (QĐ, TTg, CTr, QyĐ, QH15), so that no plain word
# after a dash is taken for one.
_GROUP = r"(?=[a-zđư]*[A-ZĐÐƯ][a-zđư]*[A-ZĐÐƯ])[A-Za-zĐÐđƯưƠơ]+\d{0,2}"
_SYMBOL = (
    r"(?P<number>\d{1,5}[a-zđ]{0,2})(?P<year>\s?/\s?(?:19|20)\d\d)?"
    rf"\s?[/–-]\s?(?P<letters>{_GROUP}(?:\s?[/–-]\s?{_GROUP})?(?:[/–&-]{_GROUP})*)"
)
_LAW = r"(?P<law>(?:[Bb]ộ )?[Ll]uật|[Pp]háp lệnh)(?P<name>(?:\s(?!số\b)[^\s;.:()“”]+){1,24}?)"
_CITATION = re.compile(
    rf"(?:(?:(?P<type>\b(?i:{TYPES}))|{_LAW})(?P<so>\s+số\s*:?)?\s+|(?P<bare>\bsố\s*:?\s*))"
    rf"(?P<symbol>{_SYMBOL})(?![A-Za-zĐđ\d])"
)
_ISSUER = re.compile(r",?\s+(?P<word>của|giữa)\s+")
_ISSUER_END = re.compile(
    r"\s+(?=(?:v/v|về|ban hành|phê duyệt|thực hiện|triển khai|quy định|hướng dẫn|sửa đổi|công bố|"
    r"giao|thành lập|tăng cường|thông qua|bãi bỏ|điều chỉnh|đẩy mạnh|nâng cao|xây dựng|phân bổ|"
    r"phân công|chỉ đạo|kiện toàn|tổ chức|đề nghị|trình|báo cáo|tiếp tục|phát triển|đã|và|tại|"
    r"được|trong|để|thì|cho|theo|đảm bảo|bảo đảm)\b)|[;,.()“”\"]|$"
)


@dataclass(frozen=True, slots=True)
class Citation:
    """One citation of a document in a passage; `start`, `end` span all that was read of it.

    `type` is as written, '' where only 'số' leads in; `law` that it names a law or ordinance.
    `number`, `year` and `letters` are the parts of the symbol as written, `symbol` the whole,
    tidied. `bound` is the id in `vien_dan`. `nested`: it stands inside the title of another
    document. `subject` is '' where nobody can tell where it ends.
    """

    passage: CheckedPassage
    start: int
    end: int
    type: str
    law: bool
    has_so: bool
    symbol_start: int
    symbol_end: int
    number: str
    year: str
    letters: str
    date: WrittenDate | None
    comma_before_date: int | None
    issuer: str
    subject: str
    bound: str | None
    nested: bool = field(default=False)

    @property
    def symbol(self) -> str:
        """Number and symbol without stray spaces: '47-KH/TU'."""
        return tidy_symbol(self.written)

    @property
    def written(self) -> str:
        return self.passage.text[self.symbol_start : self.symbol_end]

    @property
    def name(self) -> str:
        """'Quyết định số 728/QĐ-UBND'."""
        return f"{self.type or 'Văn bản'} số {self.symbol}"


def tidy_symbol(text: str) -> str:
    """A symbol without spaces, with plain hyphens and the Vietnamese Đ."""
    return re.sub(r"\s", "", text).replace("–", "-").replace("Ð", "Đ")


def read_citations(review: Review) -> list[Citation]:
    """Every citation of the preamble and the clauses, in reading order."""
    return [citation for passage in review.body for citation in _read(passage)]


def read_register(review: Review) -> list[Citation]:
    """The entries of `vien_dan`, each as the citation that it prints, at its place in the file."""
    if review.plan is None or review.source is None:
        return []
    source = review.source
    entries = review.plan.vien_dan.items()
    passages = (_entry(source, key, entry) for key, entry in entries if entry.so_ky_hieu)
    return [citation for passage in passages for citation in _read(passage)]


def _entry(source: Source, key: str, entry: VanBan) -> CheckedPassage:
    """'Quyết định số 12/QĐ-TTg của Thủ tướng Chính phủ', each part from its key."""
    made = Computed(Reference("vien_dan"), source.span(("vien_dan", key)))
    runs: list[Run] = []
    fields = (
        ("", "loai", entry.loai),
        (" số ", "so_ky_hieu", entry.so_ky_hieu),
        (" của ", "co_quan", entry.co_quan),
    )
    for lead, field_name, text in fields:
        if text:
            path = ("vien_dan", key, field_name)
            span = source.scalar(path).locate(0, len(text))
            runs += [Run(lead, made)] if lead else []
            runs.append(Run(text, Literal(path, 0, span)))
    return CheckedPassage("".join(run.text for run in runs), "vien_dan", tuple(runs), source)


def is_as_registered(review: Review, citation: Citation) -> bool:
    """Whether type, symbol and issuer of a mention are those of its entry in `vien_dan`."""
    entry = review.plan.vien_dan.get(citation.bound or "") if review.plan else None
    if entry is None:
        return False
    issuers = (None, "", entry.co_quan, entry.co_quan_ngan)
    same = citation.type == entry.loai and citation.written == entry.so_ky_hieu
    return same and (bool(entry.giua) or citation.issuer in issuers)


def _read(passage: CheckedPassage) -> Iterator[Citation]:
    mentions = list(_mentions(passage))
    before: Citation | None = None
    for match in _CITATION.finditer(passage.text):
        bound = next((m for m in mentions if m[0] <= match.start() < m[1]), None)
        inside = bound is not None and match.start() > bound[0] + 1
        nested = inside or (bound is None and _is_nested(passage.text, before, match.start()))
        limit = bound[1] if bound else len(passage.text)
        citation = _citation(passage, match, limit, None if inside else bound, nested)
        yield citation
        if not nested:
            before = citation


def _mentions(passage: CheckedPassage) -> Iterator[tuple[int, int, str]]:
    """Where the mentions stand that are bound to the register: start, end, id."""
    at = 0
    for run in passage.runs:
        match run.refers_to:
            case Reference("vien_dan", (key,)):
                yield at, at + len(run.text), key
        at += len(run.text)


def _is_nested(text: str, before: Citation | None, start: int) -> bool:
    """Whether a citation may belong to the title of the one before it."""
    if before is None or before.bound:
        return False
    between = text[before.end : start]
    listed = re.fullmatch(r"\)?\s*(?:,|và|hoặc|,\s*và)?\s*", between)
    return listed is None and re.search(r"[;.:(“”]", between) is None


def _citation(
    passage: CheckedPassage,
    match: re.Match[str],
    limit: int,
    bound: tuple[int, int, str] | None,
    nested: bool,
) -> Citation:
    text, end = passage.text[:limit], match.end()
    comma, when = _date_after(text, end)
    end = when.end if when else end
    issuer, end = _issuer_after(text, end)
    return Citation(
        passage=passage,
        start=match.start(),
        end=end,
        type=match["type"] or "",
        law=bool(match["law"]) or (match["type"] or "").casefold() in _LAWS,
        has_so=bool(match["so"] or match["bare"]),
        symbol_start=match.start("symbol"),
        symbol_end=match.end("symbol"),
        number=match["number"],
        year=(match["year"] or "").strip(" /"),
        letters=tidy_symbol(match["letters"]),
        date=when,
        comma_before_date=comma,
        issuer=issuer,
        subject=_subject(passage, text, end, bound is not None),
        bound=bound[2] if bound else None,
        nested=nested,
    )


_LAWS = {"luật", "bộ luật", "pháp lệnh"}


def _date_after(text: str, end: int) -> tuple[int | None, WrittenDate | None]:
    gap = re.compile(r"\s*(?P<mark>[,(]?)\s*").match(text, end)
    when = date_at(text, gap.end()) if gap else None
    if gap is None or when is None:
        return None, None
    return (gap.start("mark") if gap["mark"] == "," else None), when


def _issuer_after(text: str, end: int) -> tuple[str, int]:
    lead = _ISSUER.match(text, end)
    if lead is None:
        return "", end
    stop = _ISSUER_END.search(text, lead.end() + 1)
    last = stop.start() if stop else len(text)
    if lead["word"] == "giữa":
        other = _ISSUER_END.search(text, stop.end() + 3) if stop else None
        last = other.start() if other else len(text)
    return text[lead.end() : last], last


def _subject(passage: CheckedPassage, text: str, end: int, bound: bool) -> str:
    """The title where its end is certain: of a mention of the register, and on a line of căn cứ."""
    rest = text[end:].strip()
    if bound:
        return rest.strip(" ,")
    alone = re.match(r"(Căn cứ|Thực hiện|Theo) ", passage.text) and rest.endswith(";")
    if passage.kieu == "can_cu" or alone:
        line = rest.rstrip(" ;.,")
        return "" if ";" in line else line
    return ""
