"""The command `kehoach duties`: who has which duty, in which role, until when."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kehoach.cli.console import Exit, exit_with, give, progress_bar, say, say_findings
from kehoach.cli.formats import (
    DOCX,
    ICS,
    TEXT,
    XLSX,
    ResultOptions,
    add_result,
    chosen_format,
)
from kehoach.cli.parser import Commands, WrongUsage

_FORMATS = (TEXT, XLSX, DOCX, ICS)


@dataclass(frozen=True, slots=True)
class DutiesOptions(ResultOptions):
    """The options of `kehoach duties`."""

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
        help="ghi cho mỗi nơi nhận có nhiệm vụ một phiếu PDF và một tệp lịch .ics vào thư mục này",
    )
    command.runs(_duties, DutiesOptions)


def _duties(options: DutiesOptions) -> Exit:
    if options.folder:
        return _write_notes(options, options.folder)
    give(_made(options), options.target)
    return Exit.OK


def _made(options: DutiesOptions) -> bytes:
    """The file asked for."""
    from kehoach.duties.listing import find_unit, listings
    from kehoach.duties.matrix import Matrix
    from kehoach.resolve.read import read_plan

    form = chosen_format(options, _FORMATS)
    read = read_plan(options.plan)
    matrix = Matrix(read.document, read.register)
    if options.unit:
        units: tuple[str, ...] = (find_unit(options.unit, read, matrix),)
    else:
        units = matrix.holders if form is XLSX else matrix.named
    found = listings(read, matrix, units)
    if form is XLSX:
        from kehoach.duties.workbook import workbook

        return workbook(read, matrix, found)
    if form is DOCX:
        from kehoach.duties.word_file import word_file

        return word_file(read, found)
    if form is ICS:
        from kehoach.duties.ics import calendar, count_deadlines
        from kehoach.findings import Finding, InputRefused
        from kehoach.locations import Place

        if not count_deadlines(found):
            message = "không có thời hạn nào để đưa vào lịch"
            advice = "thời hạn lấy từ khoá han của các nội dung; xem nhiệm vụ bằng --format text"
            raise InputRefused([Finding(Place(read.source.name), "NV004", message, advice)])
        return calendar(read, found)
    from kehoach.duties.as_text import as_text

    return "".join(f"{line}\n" for line in as_text(found)).encode()


def _write_notes(options: DutiesOptions, folder: Path) -> Exit:
    """A note for each recipient with duties, or for the one unit asked for."""
    from kehoach.duties.listing import find_unit
    from kehoach.duties.matrix import Matrix
    from kehoach.duties.notes import notes, write_notes
    from kehoach.files import shown
    from kehoach.findings import Finding, InputRefused
    from kehoach.locations import Place
    from kehoach.recipients.expansion import read_recipients
    from kehoach.resolve.read import read_plan

    if options.target or options.format:
        raise WrongUsage("--phieu không dùng cùng với -o hay --format")
    read = read_plan(options.plan)
    recipients = read_recipients(options.plan, read)
    made = list(notes(read, recipients.addressees))
    if options.unit:
        unit = find_unit(options.unit, read, Matrix(read.document, read.register))
        made = [note for note in made if note.unit == unit]
        if not made:
            message = f"“{read.register[unit].ten}” không có trong nơi nhận nên không lập phiếu"
            advice = "dùng --format docx để lấy danh mục nhiệm vụ của đơn vị này"
            raise InputRefused([Finding(Place(read.source.name), "NV003", message, advice)])
    say_findings(recipients.findings)
    with progress_bar(len(made), "Phiếu", "phiếu") as bar:
        for done in write_notes(read, made, folder):
            bar.update(done)
    dated = sum(any(line.han for line in note.listing.lines) for note in made)
    say(f"Đã ghi {len(made)} phiếu và {dated} tệp lịch vào {shown(folder)}.")
    return exit_with(recipients.findings)
