"""Whether a file may go out: it is the plan's, signed, complete, and no secret."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from kehoach.document import Document
from kehoach.files import shown
from kehoach.findings import Finding, InputRefused
from kehoach.locations import Place
from kehoach.plan.secrecy import marked, marks_in, secret
from kehoach.resolve.read import Reading, read_plan
from kehoach.sending.expected_text import expected_text, words_of
from kehoach.sending.records import Recorded
from kehoach.sending.same_text import TextDifference
from kehoach.sending.settings import Settings
from kehoach.sending.sight import Progress, Sight, look, silent
from kehoach.sending.signatures import SignedBy, Signers, check_signatures
from kehoach.sending.signed_file import read_file, recorded_file
from kehoach.sending.trust import read_trust

_SECRET = "GV003"
_OTHER = "gửi đúng tệp đã ký của kế hoạch này; nếu kế hoạch sửa sau khi ký thì phải ký lại"
_OTHER_DRAFT = "làm lại tệp PDF của kế hoạch này bằng kehoach build rồi gửi tệp vừa làm"


@dataclass(frozen=True, slots=True)
class Approved:
    """A file that may go out: its bytes as they are, what the ledger keeps, who signed it."""

    reading: Reading
    document: Recorded
    data: bytes
    signed: tuple[SignedBy, ...]
    compared_by: str = ""
    """Who compared by eye what no program can judge; '' where there was nothing."""


def approve(
    plan: Path,
    file: Path,
    settings: Settings,
    *,
    draft: bool,
    compared_by: str = "",
    progress: Progress = silent,
) -> Approved:
    """Check a file against its plan; with `draft`, a draft for reviewers, signed or not.

    The plan is read as published (`da_cong_bo`): that is what was signed. `compared_by` is who
    compared by eye what no program can judge; `progress` makes a bar for so many pages. Raises
    InputRefused with everything that speaks against sending.
    """
    reading = read_plan(plan, published=True)
    findings = [*_state(reading, draft), *secret(reading.plan, reading.source, _SECRET)]
    name = shown(file)
    data = read_file(file)
    signed: list[SignedBy] = []
    if not draft:
        place = settings.path(settings.values.chung_thu_ky)
        try:
            trust = read_trust(place, shown(place))
        except InputRefused as refused:  # the rest is told all the same
            findings += refused.findings
        else:
            signers = Signers(reading.document.ky.ho_ten.text, settings.office, trust)
            signed, against = check_signatures(data, name, signers)
            findings += against
    expected = expected_text(reading.document)
    covered = bool(signed) and not findings
    sight = look(data, name, expected, signed=covered, progress=progress)
    findings += _text(reading.document, sight, name)
    findings += sight.wrong
    if not compared_by:
        findings += sight.doubts
    if findings:
        raise InputRefused(findings)
    document = recorded_file(file, data, reading, plan)
    by_eye = compared_by if sight.doubts else ""
    return Approved(reading, document, data, tuple(signed), by_eye)


def _state(reading: Reading, draft: bool) -> list[Finding]:
    issued = reading.plan.trang_thai == "ban_hanh"
    if issued is not draft:
        return []
    if draft:
        message = "kế hoạch đã ban hành, không gửi như dự thảo được"
        advice = "bỏ --draft và gửi bản đã ký"
    else:
        message = f"kế hoạch chưa ban hành (trang_thai: {reading.plan.trang_thai})"
        advice = "cấp số, ngày, ghi trang_thai: ban_hanh; gửi dự thảo lấy ý kiến thì thêm --draft"
    place = reading.source.place(("trang_thai",) if "trang_thai" in _keys(reading) else ())
    return [Finding(place, "GV002", message, advice)]


def refuse_unissued(reading: Reading) -> None:
    """Raise InputRefused if a plan is no issued document."""
    if findings := _state(reading, draft=False):
        raise InputRefused(findings)


def _keys(reading: Reading) -> set[str]:
    data = reading.source.data
    return set(data) if isinstance(data, dict) else set()


def _text(document: Document, sight: Sight, name: str) -> list[Finding]:
    """What speaks against the file in its text, and against plan and file as secrets."""
    place = Place(name)
    texts = [paragraph.text for paragraph in document.paragraphs()]
    texts += [cell.text for cell in document.cells()]
    # Where every word is the plan's, a line of the file may end so by chance: … BÍ / MẬT.
    for mark in marks_in((*texts, *(sight.lines if sight.difference else ()))):
        return [marked(mark, place, _SECRET)]
    if sight.difference is None or sight.scans:
        return []
    return [_finding(sight.difference, document, sight.first, place)]


def _finding(
    difference: TextDifference, document: Document, words: list[str], place: Place
) -> Finding:
    """Why the file is not this plan, in the words that help most; `words` are those of page 1."""
    head = words[: words.index("HOẠCH")] if "HOẠCH" in words else []
    if not document.the_thuc.du_thao and _within(words_of("DỰ THẢO"), head):
        message = "đây là bản dự thảo (in chữ DỰ THẢO), không phải bản đã ban hành"
        return Finding(place, "GV004", message, _OTHER)
    number, _, symbol = document.the_thuc.so_ky_hieu.text.partition("/")
    if number.strip() != "Số:" and _within(words_of(f"Số: /{symbol}"), head):
        message = "tệp chưa có số, ngày ban hành: đây là bản trình ký"
        return Finding(place, "GV005", message, _OTHER)
    code, message = {
        "page": ("GV006", "trang {page} của tệp không có trong kế hoạch: “{printed}…”"),
        "empty": ("GV007", "trang {page} của tệp không có chữ nào: trang thừa, hoặc bản quét"),
        "short": ("GV008", "tệp thiếu phần cuối của kế hoạch, từ “{wanted}…”"),
        "other": (
            "GV009",
            "trang {page} khác kế hoạch: tệp in “{printed}…”, kế hoạch là “{wanted}…”",
        ),
    }[difference.kind]
    advice = _OTHER_DRAFT if document.the_thuc.du_thao else _OTHER
    return Finding(place, code, message.format_map(asdict(difference)), advice)


def _within(wanted: list[str], words: list[str]) -> bool:
    size = len(wanted)
    return any(words[at : at + size] == wanted for at in range(len(words) - size + 1))
