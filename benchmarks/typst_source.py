"""The same text as Typst source, set the same way as far as Typst does: for comparison only."""

from __future__ import annotations

import re
from collections.abc import Iterable

from kehoach.document import Annex, Document, Paragraph, Run

_SPECIAL = re.compile(r"([\\#$*_`<>@\[\]~/=+-])")
_PREAMBLE = """\
#set page(paper: "a4", margin: (top: 20mm, bottom: 20mm, left: 30mm, right: 15mm),
  numbering: "1", number-align: center + top)
#set text(font: "Liberation Serif", size: 14pt, lang: "vi", hyphenate: false)
#set par(justify: true, first-line-indent: (amount: 1.27cm, all: true), spacing: 12pt)
"""


def typst_source(document: Document) -> str:
    """A document that Typst sets on about as many pages: head, body, recipients, annexes."""
    head = document.the_thuc
    lines = [*map(_line, (head.so_ky_hieu, head.dia_danh_ngay, head.ten_loai, head.trich_yeu))]
    lines += map(_line, document.body())
    lines += (_line(recipient.paragraph) for recipient in document.noi_nhan)
    lines += (_line(paragraph) for paragraph in (*document.ky.quyen_han, document.ky.ho_ten))
    return _PREAMBLE + "\n\n".join([*lines, *map(_annex, document.phu_luc)])


def _line(paragraph: Paragraph) -> str:
    return _runs(paragraph.runs)


def _runs(runs: Iterable[Run]) -> str:
    return "".join(
        f"#strong[{_escaped(run.text)}]" if run.bold else _escaped(run.text) for run in runs
    )


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _annex(annex: Annex) -> str:
    table = annex.table
    rows = [
        ", ".join(
            f"table.cell(colspan: {cell.colspan}, rowspan: {cell.rowspan})[{_runs(cell.runs)}]"
            for cell in row
        )
        for row in table.header_rows
    ]
    body = [", ".join(f"[{_runs(cell.runs)}]" for cell in row.cells) for row in table.rows]
    columns = "(" + "1fr, " * len(table.columns) + ")"
    return (
        f"#pagebreak()\n{_line(annex.ten)}\n\n#set text(size: 13pt)\n#table(columns: {columns}, "
        f"table.header({', '.join(rows)}),\n" + ",\n".join(body) + ")"
    )
