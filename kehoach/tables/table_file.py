"""A table as the file that its name asks for."""

from __future__ import annotations

from pathlib import Path

from kehoach.document import Metadata
from kehoach.tables.printed_table import PrintedTable


def table_file(table: PrintedTable, metadata: Metadata, target: Path) -> bytes:
    """The Word file or the PDF of a table, by the suffix of `target`."""
    if target.suffix.lower() == ".docx":
        from kehoach.tables.table_docx import as_docx

        return as_docx([table], metadata)
    from kehoach.tables.table_pdf import as_pdf

    return as_pdf([table], metadata)
