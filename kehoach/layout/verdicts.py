"""The verdicts on a finished file: what one is, and the `Bench` that makes all of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from kehoach.findings import Severity
from kehoach.finished.components.component import Component, Recognised
from kehoach.finished.finished_file import FileParagraph, FinishedFile

NAMES = {
    "quoc_hieu": "Quốc hiệu",
    "tieu_ngu": "Tiêu ngữ",
    "co_quan_chu_quan": "tên cơ quan chủ quản",
    "co_quan": "tên cơ quan ban hành",
    "so_ky_hieu": "số, ký hiệu",
    "dia_danh_ngay": "địa danh và thời gian",
    "ten_loai": "tên loại",
    "trich_yeu": "trích yếu",
    "trich_yeu_cong_van": "trích yếu công văn",
    "kinh_gui": "Kính gửi",
    "can_cu": "căn cứ",
    "phan": "mục La Mã",
    "muc": "khoản có tiêu đề",
    "tieu_muc": "tiểu mục",
    "doan": "lời văn",
    "khoan": "khoản",
    "diem": "điểm",
    "dieu": "điều",
    "kem_theo": "dòng (Kèm theo …)",
    "quyen_han": "quyền hạn",
    "chuc_vu": "chức vụ",
    "ho_ten": "họ tên người ký",
    "nhan_noi_nhan": "chữ “Nơi nhận:”",
    "noi_nhan": "nơi nhận",
    "nguoi_soan": "ký hiệu người soạn thảo",
    "phu_luc": "chữ “Phụ lục”",
    "ten_phu_luc": "tên phụ lục",
    "kem_theo_phu_luc": "dòng (Kèm theo …) của phụ lục",
    "do_khan": "độ khẩn",
    "do_mat": "độ mật",
    "luu_hanh": "phạm vi lưu hành",
}


class Outcome(str, Enum):
    """How a rule ended; the value is what people read."""

    PASSED = "đạt"
    FAILED = "không đạt"
    UNDECIDED = "người soát"
    MISSING = "không tìm thấy"


_JUDGED = {True: Outcome.PASSED, False: Outcome.FAILED, None: Outcome.UNDECIDED}


@dataclass(frozen=True, slots=True)
class Verdict:
    """One rule (`code` of the table) applied to one component.

    `component` names it for people; `found` says what was measured and `asked` what the decree
    asks, both in Vietnamese. `paragraph` is where it stands (None: the page or the whole file),
    `start` and `end` the words there (`end` 0: all of them). A graver or lighter `severity` than
    the table's may be given.
    """

    code: str
    component: str
    outcome: Outcome
    found: str
    asked: str
    paragraph: FileParagraph | None = None
    start: int = 0
    end: int = 0
    severity: Severity | None = None


class Bench:
    """Makes verdicts about one recognised file.

    Lengths measured on a page are good to about a millimetre, sizes to a quarter of a point; what
    a .docx states is exact but for rounding.
    """

    def __init__(self, recognised: Recognised) -> None:
        self.recognised = recognised
        self.measured = recognised.file.format == "pdf"
        self.size_tolerance = 0.26 if self.measured else 0.05

    @property
    def file(self) -> FinishedFile:
        return self.recognised.file

    def all(self, *kinds: str) -> tuple[Component, ...]:
        return self.recognised.all(*kinds)

    def one(self, kind: str) -> Component | None:
        return self.recognised.one(kind)

    def verdict(
        self,
        code: str,
        component: Component | None,
        outcome: Outcome,
        found: str,
        asked: str,
        *,
        severity: Severity | None = None,
        paragraph: FileParagraph | None = None,
        name: str = "",
    ) -> Verdict:
        """A verdict about a component, or about a paragraph or the file under a name."""
        if component is None:
            end = len(paragraph.text) if paragraph else 0
            return Verdict(code, name, outcome, found, asked, paragraph, 0, end, severity)
        first, last = component.first, component.last
        end = last.end if last.index == first.index else len(first.paragraph.text)
        label = name or NAMES.get(component.kind, component.kind)
        return Verdict(
            code, label, outcome, found, asked, component.paragraph, first.start, end, severity
        )

    def judge(
        self,
        code: str,
        component: Component | None,
        right: bool | None,
        found: str,
        asked: str,
        *,
        severity: Severity | None = None,
        paragraph: FileParagraph | None = None,
        name: str = "",
    ) -> Verdict:
        """A verdict by what was measured: None is undecided."""
        return self.verdict(
            code,
            component,
            _JUDGED[right],
            found,
            asked,
            severity=severity,
            paragraph=paragraph,
            name=name,
        )

    def missing(self, code: str, name: str, asked: str) -> Verdict:
        """What the rule is about was not found in the file."""
        return Verdict(code, name, Outcome.MISSING, f"không thấy {name}", asked)


def together(verdicts: Iterable[Verdict]) -> Iterator[Verdict]:
    """Many verdicts of one rule about a text as few: alike failures as one, with their number."""
    failed: dict[tuple[str, str, str], list[Verdict]] = {}
    others: dict[tuple[str, Outcome], Verdict] = {}
    for verdict in verdicts:
        if verdict.outcome is Outcome.FAILED:
            failed.setdefault((verdict.code, verdict.found, verdict.asked), []).append(verdict)
        else:
            others.setdefault((verdict.code, verdict.outcome), verdict)
    wrong = {code for code, _, _ in failed}
    for alike in failed.values():
        first = alike[0]
        if len(alike) > 1:
            first = replace(first, found=f"{first.found} (và {len(alike) - 1} chỗ nữa như vậy)")
        yield first
    for (code, outcome), verdict in others.items():
        if outcome is Outcome.UNDECIDED or code not in wrong:
            yield verdict


def decimal(number: float, places: int = 1) -> str:
    """A measured number as people write it: 27,9; 13; 0,55."""
    text = f"{number:.{places}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",")


def span_text(low: float, high: float) -> str:
    """'13-14', or '13' alone."""
    return decimal(low) if low == high else f"{decimal(low)}-{decimal(high)}"
