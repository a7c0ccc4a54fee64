"""The command `kehoach duties`: who has which duty, in which role, until when."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kehoach.cli.console import Exit, exit_with, give, progress_bar, say, say_findings
from kehoach.cli.formats import DOCX, ICS, TEXT, XLSX, ResultOptions, add_result, chosen_format
from kehoach.cli.parser import Commands, WrongUsage

_FORMATS = (TEXT, XLSX, DOCX, ICS)


@dataclass(frozen=True, slots=True)
class _DutiesOptions(ResultOptions):
    plan: Path
    unit: str | None
    folder: Path | None


def add_commands(commands: Commands) -> None:
    """Add the command to the parser of all commands."""
    command = commands.add_parser(
        "duties",
        help="nhiệm vụ của từng đơn vị: mục nào, vai trò gì, thời hạn nào",
        description="Lập danh mục nhiệm vụ từ kế hoạch: mỗi đơn vị có những nội dung nào ở mục "
        "nào, vai trò, thời hạn. Nội dung giao cho một nhóm được tính cho từng thành viên. "
        "Dạng ics là các thời hạn để đưa vào lịch làm việc.",
        epilog="ví dụ: kehoach duties content/plan_2024.yaml --don-vi so_yt\n"
        "       kehoach duties content/plan_2024.yaml --format xlsx -o nhiem_vu.xlsx\n"
        "       kehoach duties content/plan_2024.yaml --don-vi h_kbang --format ics -o kbang.ics\n"
        "       kehoach duties content/plan_2024.yaml --phieu phieu",
    )
    command.add_plan()
    command.add_argument(
        "--don-vi",
        dest="unit",
        metavar="MÃ",
        help="chỉ đơn vị này (mã hoặc tên trong don_vi.yaml); mặc định: mọi đơn vị",
    )
    add_result(command, _FORMATS)
    command.add_argument(
        "--phieu",
        dest="folder",
        type=Path,
        metavar="THƯ_MỤC",
        help="ghi cho mỗi nơi nhận có nhiệm vụ một phiếu PDF và một tệp lịch .ics vào thư mục này, "
        "kèm danh_sach_phieu.json để kehoach send --phieu biết tệp nào của nơi nào",
    )
    command.runs(_duties, _DutiesOptions)


def _duties(options: _DutiesOptions) -> Exit:
    if options.folder:
        return _write_notes(options, options.folder)
    from kehoach.disk.made_files import Maker
    from kehoach.duties.duty_list import duty_list

    form = chosen_format(options, _FORMATS)
    content = duty_list(options.plan, options.unit, form.name)
    give(content, options.target, Maker("duties", options.plan, options.overwrite))
    return Exit.OK


def _write_notes(options: _DutiesOptions, folder: Path) -> Exit:
    """Write a note for each recipient with duties, or for the one unit asked for."""
    from kehoach.disk.made_files import Maker
    from kehoach.duties.note_list import write_list
    from kehoach.duties.notes import NOTE_KINDS, note_of, notes, write_notes
    from kehoach.files import shown
    from kehoach.recipients.expansion import read_recipients
    from kehoach.resolve.read import read_plan

    if options.target or options.format:
        raise WrongUsage("--phieu không dùng cùng với -o hay --format")
    read = read_plan(options.plan)
    recipients = read_recipients(options.plan, read)
    chosen = list(notes(read, recipients.addressees))
    if options.unit:
        chosen = [note_of(read, chosen, options.unit)]
    say_findings(recipients.findings)
    with progress_bar(len(chosen), "Phiếu", "phiếu") as bar:
        maker = Maker("duties --phieu", options.plan, options.overwrite)
        for written in write_notes(read, chosen, folder, maker):
            bar.update(written)
    write_list(read, [note.unit for note in chosen], NOTE_KINDS, folder, maker)
    dated = sum(note.has_deadlines for note in chosen)
    say(f"Đã ghi {len(chosen)} phiếu và {dated} tệp lịch vào {shown(folder)}.")
    return exit_with(recipients.findings)
