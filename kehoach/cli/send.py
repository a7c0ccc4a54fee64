"""The command `kehoach send`."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kehoach.cli.console import Exit, progress_bar, say, say_findings
from kehoach.cli.parser import Commands, WrongUsage

if TYPE_CHECKING:
    from kehoach.resolve.read import Reading
    from kehoach.sending.approval import Approved
    from kehoach.sending.dispatch import Known
    from kehoach.sending.enclosures import Enclosure
    from kehoach.sending.ledger import Ledger
    from kehoach.sending.records import Delivery, Party
    from kehoach.sending.settings import Settings


@dataclass(frozen=True, slots=True)
class _SendOptions:
    plan: Path
    file: Path
    dry_run: bool
    only: Sequence[str]
    draft: bool
    notes: Path | None
    compared_by: str
    yes: bool


@dataclass(frozen=True, slots=True)
class _Job:
    """The file that may go out, everybody who is to get it, what goes along, who gets it now.

    `known` is what the ledger has of it, which only a dry run asks beforehand.
    """

    approved: Approved
    everybody: Sequence[Party]
    along: Mapping[str, Sequence[Enclosure]]
    parties: Sequence[Party]
    known: Known


def add_commands(commands: Commands) -> None:
    """Add the command to the parser of all commands."""
    command = commands.add_parser(
        "send",
        help="gửi bản đã ký đến mọi nơi nhận, có sổ theo dõi",
        description="Gửi tệp PDF đã ký số, nguyên vẹn từng byte, đến mọi nơi trên Nơi nhận có hộp "
        "thư, và ghi từng lần gửi vào sổ. Chạy lại thì chỉ gửi cho nơi chưa nhận. Máy chủ thư, sổ "
        "gửi và chứng thư tin cậy khai báo ở gui_van_ban.yaml; mật khẩu lấy từ biến môi trường "
        "KEHOACH_MAT_KHAU hoặc kho khoá của máy.",
        epilog="ví dụ: kehoach send content/plan_2024.yaml --file da_ky.pdf --dry-run\n"
        "       kehoach send content/plan_2025.yaml --file du_thao.pdf --draft --only so_tc so_yt",
    )
    command.add_plan()
    command.add_argument("--file", type=Path, required=True, metavar="TỆP", help="tệp PDF đã ký số")
    command.add_argument(
        "--dry-run", action="store_true", help="kiểm tra và cho xem sẽ gửi đâu, không gửi"
    )
    command.add_argument(
        "--only", nargs="+", default=[], metavar="MÃ", help="chỉ gửi cho các nơi nhận này"
    )
    command.add_argument(
        "--draft",
        action="store_true",
        help="gửi dự thảo lấy ý kiến các nơi nêu ở --only; không cần chữ ký",
    )
    command.add_argument(
        "--phieu",
        dest="notes",
        type=Path,
        metavar="THƯ_MỤC",
        help="kèm cho mỗi nơi phiếu nhiệm vụ của nơi đó (kehoach duties --phieu)",
    )
    command.add_argument(
        "--da-doi-chieu",
        "--compared-by",
        dest="compared_by",
        default="",
        metavar="HỌ_TÊN",
        help="ai đã so bằng mắt phần máy chưa đối chiếu được hình (CK030); ghi vào sổ gửi",
    )
    command.add_argument("--yes", action="store_true", help="gửi ngay, không hỏi lại")
    command.runs(_send, _SendOptions)


def _send(options: _SendOptions) -> Exit:
    if options.draft and not options.only:
        raise WrongUsage("--draft cần --only: ghi mã các nơi lấy ý kiến")
    if options.draft and options.notes:
        raise WrongUsage("--phieu không dùng cùng với --draft: dự thảo chưa giao việc cho ai")
    compared_by = " ".join(options.compared_by.split())
    if options.compared_by and not compared_by:
        raise WrongUsage("--da-doi-chieu cần họ tên người so")
    from kehoach.cli.send_report import show, show_only, tell
    from kehoach.sending.dispatch import known_to, still_to_send
    from kehoach.sending.ledger import open_ledger
    from kehoach.sending.ledger_file import Use
    from kehoach.sending.settings import read_settings

    settings = read_settings(options.plan)
    job = _job(options, settings, compared_by)
    approved, parties = job.approved, job.parties
    if options.dry_run:
        return show_only(job.known, approved, parties)
    with open_ledger(settings.ledger, Use.SEND, say) as ledger:
        ledger.recover()
        ledger.refuse_second(approved.document)
        count = len(still_to_send(parties, known_to(ledger, approved.document)))
        show(approved, parties, count, sys.stderr)
        if count and not _agreed(options, settings, count):
            say("Chưa gửi gì.")
            return Exit.FINDINGS
        ledger.record(approved.document, job.everybody, all_=not options.draft)
        if approved.compared_by:
            ledger.attest(approved.document.hash, approved.compared_by, "đã so tệp với kế hoạch")
        known = known_to(ledger, approved.document)
        left = still_to_send(parties, known)
        ledger.back_up()
        if left:
            _run(approved, job.along, settings, ledger, [known[party.key] for party in left])
            ledger.back_up()
        return tell(known_to(ledger, approved.document), parties, approved, options.plan)


def _job(options: _SendOptions, settings: Settings, compared_by: str) -> _Job:
    """What is to be sent to whom; a dry run looks at the mail account and the ledger too.

    Raises InputRefused or MachineProblem with all that is missing.
    """
    from kehoach.cli.obstacles import Obstacles
    from kehoach.resolve.read import read_plan
    from kehoach.sending.approval import approve
    from kehoach.sending.dispatch import known_where_any
    from kehoach.sending.mail_server import MailServer
    from kehoach.sending.parties import chosen
    from kehoach.sending.settings import read_password, refuse_without_server

    obstacles = Obstacles()
    approved: Approved | None = None
    parties: list[Party] = []
    known: Known = {}
    with obstacles.noted():
        refuse_without_server(settings)
    with obstacles.noted():
        approved = approve(
            options.plan,
            options.file,
            settings,
            draft=options.draft,
            compared_by=compared_by,
            progress=lambda count: progress_bar(count, "Đối chiếu", "trang"),
        )
    with obstacles.noted():
        reading = approved.reading if approved else read_plan(options.plan, published=True)
        everybody, along = _parties(options, reading)
        parties = everybody
        if options.only and not options.draft:
            parties = chosen(everybody, options.only, options.plan)
    if options.dry_run:
        with obstacles.noted():
            MailServer(settings, None)
        with obstacles.noted():
            if settings.values.tai_khoan:
                read_password(settings.values.tai_khoan)
        with obstacles.noted():
            known = known_where_any(settings, approved.document if approved else None)
    obstacles.refuse()
    assert approved
    return _Job(approved, everybody, along, parties, known)


def _parties(
    options: _SendOptions, reading: Reading
) -> tuple[list[Party], Mapping[str, Sequence[Enclosure]]]:
    """Everybody who is to get the document, and what goes along to each."""
    from kehoach.findings import Severity
    from kehoach.recipients.expansion import read_recipients
    from kehoach.sending.enclosures import enclosures
    from kehoach.sending.parties import parties_of, reviewers

    if options.draft:
        return reviewers(options.plan, reading, options.only), {}
    recipients = read_recipients(options.plan, reading)
    say_findings(
        finding for finding in recipients.findings if finding.severity is not Severity.INFO
    )
    along = enclosures(reading, recipients.addressees, options.notes) if options.notes else {}
    return parties_of(recipients), along


def _agreed(options: _SendOptions, settings: Settings, count: int) -> bool:
    if options.yes:
        return True
    if not sys.stdin.isatty():
        raise WrongUsage("không có người trả lời; thêm --yes để gửi không hỏi")
    values = settings.values
    print(
        f"Gửi {count} thư từ {values.gui_tu} qua {values.may_chu}? [c/K] ", end="", file=sys.stderr
    )
    sys.stderr.flush()
    return sys.stdin.readline().strip().casefold() in ("c", "có", "co")


def _run(
    approved: Approved,
    along: Mapping[str, Sequence[Enclosure]],
    settings: Settings,
    ledger: Ledger,
    deliveries: Sequence[Delivery],
) -> None:
    from kehoach.sending.dispatch import send_letters

    with progress_bar(len(deliveries), "Gửi", "thư") as bar:
        try:
            send_letters(approved, along, settings, ledger, deliveries, bar.update, say)
        except KeyboardInterrupt:
            bar.close()
            say("Chạy lại lệnh này để gửi tiếp; nơi đã nhận không bị gửi lần nữa.")
            raise
