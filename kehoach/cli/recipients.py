"""The command `kehoach recipients`: who receives the plan, on which way; labels and copies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kehoach.cli.console import Exit, exit_with, say, say_findings, say_written
from kehoach.cli.formats import PDF
from kehoach.cli.parser import Commands


@dataclass(frozen=True, slots=True)
class _RecipientsOptions:
    plan: Path
    labels: Path | None
    overwrite: bool


def add_commands(commands: Commands) -> None:
    """Add the command to the parser of all commands."""
    command = commands.add_parser(
        "recipients",
        help="nơi nhận gồm những ai, gửi bằng đường nào; nhãn địa chỉ, số bản giấy",
        description="Liệt kê từng cơ quan, đơn vị thực nhận kế hoạch theo Nơi nhận và "
        "noi_nhan.yaml: kênh gửi, địa chỉ, số bản giấy; nêu đơn vị có nhiệm vụ mà không được gửi, "
        "nơi nhận trùng, nơi chưa có địa chỉ.",
        epilog="ví dụ: kehoach recipients content/plan_2024.yaml\n"
        "       kehoach recipients content/plan_2024.yaml --nhan-dia-chi nhan.pdf",
    )
    command.add_plan()
    command.add_argument(
        "--nhan-dia-chi",
        dest="labels",
        type=Path,
        metavar="TỆP",
        help="ghi nhãn địa chỉ của các nơi nhận bản giấy vào tệp PDF này (khổ A4, 14 nhãn một tờ)",
    )
    command.add_overwrite()
    command.runs(_recipients, _RecipientsOptions)


def _recipients(options: _RecipientsOptions) -> Exit:
    from kehoach.disk.made_files import Maker
    from kehoach.disk.outputs import write_outputs
    from kehoach.recipients.expansion import read_recipients
    from kehoach.recipients.labels import copies, labels
    from kehoach.recipients.recipient_lines import recipient_lines
    from kehoach.resolve.read import read_plan

    if options.labels:
        PDF.refuse_other(options.labels)
    read = read_plan(options.plan)
    recipients = read_recipients(options.plan, read)
    say_findings(recipients.findings)
    on_paper = any(addressee.so_ban for addressee in recipients.addressees)
    if options.labels and on_paper:  # first, for whoever reads the list may stop half-way
        maker = Maker("recipients", options.plan, options.overwrite)
        content = labels(read, recipients.addressees)
        say_findings(write_outputs({options.labels: content}, maker))
    for line in recipient_lines(recipients.addressees, copies(read, recipients.addressees)):
        print(line)
    if options.labels:
        if on_paper:
            say_written(options.labels)
        else:
            say("Không có nơi nhận bản giấy nên không lập nhãn.")
    return exit_with(recipients.findings)
