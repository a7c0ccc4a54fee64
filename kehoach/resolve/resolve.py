"""Plan → Document: every number, citation, name and figure made final, once.

Mistakes are reported on the source; `resolve` raises InputRefused with all of them at the end.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from kehoach.document import Annex, Document, Metadata, Paragraph
from kehoach.findings import InputRefused, Severity
from kehoach.plan.model import KeHoach
from kehoach.plan.nodes import open_decisions
from kehoach.plan.register import Register
from kehoach.plan.secrecy import BY_THE_RULES
from kehoach.resolve.annex_table import build_table
from kehoach.resolve.clauses import ClauseBuilder
from kehoach.resolve.expressions import Scope
from kehoach.resolve.figure_reports import report_gaps, report_published
from kehoach.resolve.figures import Figures
from kehoach.resolve.head import HeadBuilder
from kehoach.resolve.names import ScopeBuilder
from kehoach.resolve.preamble import PreambleBuilder
from kehoach.resolve.texts import Texts
from kehoach.source.odd_characters import refuse_hidden
from kehoach.source.source import Source
from kehoach.vietnamese import mid_sentence, roman


def resolve(
    plan: KeHoach,
    source: Source,
    register: Register,
    figures: Figures,
    *,
    final: bool = False,
) -> Document:
    """The finished document of a plan, whose figures stand ready.

    `final` refuses anything but an issued plan without gaps. Warnings are left in
    `source.findings`; raises InputRefused if there is any error.
    """
    texts = Texts(source, plan.vien_dan)
    names = ScopeBuilder(plan, source, register, figures, texts)
    head = HeadBuilder(plan, source, texts)
    preamble = PreambleBuilder(plan, texts)
    clauses = ClauseBuilder(plan, source, texts, names)
    head.prepare(names.scope)
    preamble.prepare(names.scope)
    clauses.prepare(names.scope)
    _prepare_annexes(plan, figures, texts, names.scope)
    mentions = texts.settle()
    document = Document(
        nam=plan.nam,
        trang_thai=plan.trang_thai,
        metadata=_metadata(plan, head),
        the_thuc=head.head(),
        can_cu=preamble.paragraphs(),
        clauses=clauses.clauses(),
        noi_nhan=head.recipients(),
        ky=head.signature(),
        phu_luc=_annexes(plan, figures, register, source, texts, head),
        vien_dan=mentions,
    )
    names.check_recipients()
    complete = final or plan.trang_thai != "du_thao"
    report_published(figures, document)
    _check_state(plan, source, final)
    _tell_secrecy(plan, source)
    _check_decisions(plan, source, complete=complete)
    if complete:
        source.findings = refuse_hidden(source.findings)
    report_gaps(figures, document, complete=complete)
    if any(finding.severity is Severity.ERROR for finding in source.findings):
        raise InputRefused(source.findings)
    return document


def _metadata(plan: KeHoach, head: HeadBuilder) -> Metadata:
    subject = "".join(run.text for run in head.head().trich_yeu.runs)
    title = f"Kế hoạch {mid_sentence(subject)}"
    issued = head.issued if isinstance(head.issued, date) else date(plan.nam, 1, 1)
    return Metadata(title, head.reference(), head.issuer(), issued)


def _prepare_annexes(plan: KeHoach, figures: Figures, texts: Texts, scope: Scope) -> None:
    for annex_id, annex in plan.phu_luc.items():
        path = ("phu_luc", annex_id)
        texts.prepare((*path, "ten"), annex.ten, scope)
        for index, column in enumerate(annex.cot):
            for level, label in enumerate(column.nhan):
                texts.prepare((*path, "cot", index, "nhan", level), label, scope)
        words = [column.ma for column in annex.cot if column.kieu == "chu"]
        for line in figures.annexes[annex_id].lines.values():
            if line.kieu != "dong":
                key = "nhan" if line.kieu == "tong" else "nhom"
                texts.prepare((*line.path, key), line.label, scope)
            for code in words:
                texts.prepare((*line.path, code), line.values.get(code), scope)


def _annexes(
    plan: KeHoach,
    figures: Figures,
    register: Register,
    source: Source,
    texts: Texts,
    head: HeadBuilder,
) -> tuple[Annex, ...]:
    annexes = []
    for number, annex_id in enumerate(plan.phu_luc, 1):
        path = ("phu_luc", annex_id)
        label = f"Phụ lục {roman(number)}" if len(plan.phu_luc) > 1 else "Phụ lục"
        annexes.append(
            Annex(
                annex_id,
                Paragraph("phu_luc", (texts.made(label, path, "danh_so"),)),
                Paragraph("ten_phu_luc", texts.printed((*path, "ten"), upper=True)),
                head.attached_to(path),
                build_table(figures.annexes[annex_id], figures, register, source, texts.printed),
            )
        )
    return tuple(annexes)


_ISSUED: Mapping[str, str] = {
    "so": "kế hoạch đã ban hành mà chưa có số",
    "ngay": "kế hoạch đã ban hành mà chưa có ngày",
}


_NO_NAME = re.compile(r"^\s*họ(?: và)? tên\s*$|…|\.\.", re.IGNORECASE)
"""What skeletons and forms have where the name of a signer is to be put."""


def _check_state(plan: KeHoach, source: Source, final: bool) -> None:
    issued = plan.trang_thai == "ban_hanh"
    if final and not issued:
        source.report(
            ("trang_thai",),
            "KC603",
            f"--final chỉ nhận kế hoạch ở trạng thái ban_hanh (hiện là {plan.trang_thai})",
            "khi đã có số và ngày, ghi so, ngay và đổi thành trang_thai: ban_hanh",
        )
    if issued:
        for key, message in _ISSUED.items():
            given = getattr(plan.the_thuc, key)
            if given is None or isinstance(given, int):
                advice = f"ghi {key} ở the_thuc, hoặc đổi lại trang_thai: trinh_ky"
                source.report(("the_thuc", key), "KC601", message, advice)
        if _NO_NAME.search(plan.ky.ho_ten):
            message = f"kế hoạch đã ban hành mà tên người ký còn là “{plan.ky.ho_ten}”"
            advice = "ghi họ tên người đã ký ở ky, ví dụ ho_ten: Nguyễn Văn An"
            source.report(("ky", "ho_ten"), "KC601", message, advice)
    elif plan.the_thuc.so:
        source.report(
            ("the_thuc", "so"),
            "KC602",
            f"số {plan.the_thuc.so} chưa được in vì trạng thái là {plan.trang_thai}",
            "khi văn thư đã cấp số, đổi thành trang_thai: ban_hanh",
            Severity.INFO,
        )


def _tell_secrecy(plan: KeHoach, source: Source) -> None:
    if plan.the_thuc.do_mat:
        source.report(
            ("the_thuc", "do_mat"),
            "BM001",
            f"kế hoạch có độ mật ({plan.the_thuc.do_mat}); bản in chưa có dấu độ mật",
            f"đóng dấu lên bản in; {BY_THE_RULES}",
            Severity.WARNING,
        )


def _check_decisions(plan: KeHoach, source: Source, *, complete: bool) -> None:
    """Only a draft may hold open decisions."""
    waiting = open_decisions(plan)
    if complete:
        for decision in waiting:
            message = f"còn điểm chưa quyết định {decision.asked.ma}: {decision.asked.cau_hoi}"
            advice = f"kehoach decide {source.name} {decision.asked.ma}; xem hết: kehoach todo"
            source.report(decision.path, "KC606", message, advice)
    elif waiting:
        message = f"còn {len(waiting)} điểm cần quyết định trước khi trình ký"
        advice = f"xem bằng kehoach todo {source.name}"
        source.report(waiting[0].path, "KC606", message, advice, Severity.INFO)
