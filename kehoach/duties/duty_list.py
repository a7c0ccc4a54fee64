"""The list of duties of one unit, or of all, in any of its formats."""

from __future__ import annotations

from pathlib import Path

from kehoach.duties.listing import find_unit, listings
from kehoach.duties.matrix import Matrix
from kehoach.findings import InputRefused
from kehoach.locations import Place
from kehoach.resolve.read import read_plan


def duty_list(plan: Path, unit: str | None, form: str) -> bytes:
    """The list as `text`, `xlsx`, `docx` or `ics`; `unit` is an id or a name, None all units.

    Raises InputRefused if there is no such unit, if it has no duty, or for a calendar no deadline.
    """
    read = read_plan(plan)
    matrix = Matrix(read.document, read.register)
    if unit:
        units: tuple[str, ...] = (find_unit(unit, read, matrix),)
    else:
        units = matrix.holders if form == "xlsx" else matrix.named
    lists = listings(read, matrix, units)
    if form == "xlsx":
        from kehoach.duties.workbook import workbook

        return workbook(read, matrix, lists)
    if form == "docx":
        from kehoach.duties.word_file import word_file

        return word_file(read, lists)
    if form == "ics":
        from kehoach.duties.ics import calendar, count_deadlines

        if not count_deadlines(lists):
            message = "không có thời hạn nào để đưa vào lịch"
            advice = "thời hạn lấy từ khoá han của các nội dung; xem nhiệm vụ bằng --format text"
            raise InputRefused.at(Place(read.source.name), "NV004", message, advice)
        return calendar(read, lists)
    from kehoach.duties.as_text import as_text

    return "".join(f"{line}\n" for line in as_text(lists)).encode()
