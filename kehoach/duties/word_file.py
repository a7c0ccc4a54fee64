"""The duties of units as a Word file, laid out by `templates/nhiem_vu.docx`: a table for each."""

from __future__ import annotations

from collections.abc import Sequence

from kehoach.duties.listing import Listing
from kehoach.render.fill_template import TEMPLATES
from kehoach.resolve.read import Reading
from kehoach.tables.printed_table import PrintedColumn, PrintedTable, plain_rows
from kehoach.tables.table_docx import as_docx

TEMPLATE = TEMPLATES / "nhiem_vu.docx"
_COLUMNS = (
    PrintedColumn("TT", 11),
    PrintedColumn("Mục trong Kế hoạch", 27),
    PrintedColumn("Nội dung", 73),
    PrintedColumn("Vai trò", 26),
    PrintedColumn("Thời hạn", 28),
)


def word_file(read: Reading, listings: Sequence[Listing]) -> bytes:
    """The file for the units listed; the same plan gives the same bytes. Raises as `as_docx`."""
    title = f"Nhiệm vụ trong {read.document.called}"
    return as_docx(
        [_table(listing) for listing in listings], read.document.metadata, TEMPLATE, title
    )


def _table(listing: Listing) -> PrintedTable:
    members = [f"Gồm: {', '.join(listing.members)}."] if listing.members else []
    rows = []
    for line in listing.lines:
        role = f"{line.vai_tro} (chung cho {line.qua})" if line.qua else line.vai_tro
        rows.append((str(line.tt), line.muc, line.noi_dung, role, line.han))
    return PrintedTable(listing.ten, (listing.tieu_de, *members), _COLUMNS, plain_rows(rows))
