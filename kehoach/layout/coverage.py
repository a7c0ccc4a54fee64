"""The coverage table: for each row of the decree, who checks it in which kind of file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from kehoach.layout.decree import facts

MACHINE, PARTLY, PERSON, NOTHING = "máy", "một phần", "người", "–"
COLUMNS = {"docx": "DOCX", "pdf": "PDF", "loi_van": "Lời văn"}


def coverage_as_markdown() -> str:
    """The table as a part of a document, with generated counts."""
    return "\n".join(_markdown())


def _markdown() -> Iterator[str]:
    rows = facts()
    counts = Counter(_of_file(row.soat) for row in rows.values())
    yield "\n# Nghị định 30/2020/NĐ-CP: dòng nào máy soát, dòng nào người soát\n"
    yield (
        f"{len(rows)} dòng áp dụng cho kế hoạch và công văn: {counts[MACHINE]} dòng máy soát, "
        f"{counts[PARTLY]} dòng máy soát một phần, {counts[PERSON]} dòng người soát, "
        f"{counts[NOTHING]} dòng không có gì để soát. “Lời văn” là soát được khi chỉ có chữ, không "
        "có trình bày. Bản sao, siêu dữ liệu và việc gửi nhận (edXML) không thuộc phần soát này.\n"
    )
    yield "| Dòng | Quy định | Căn cứ | DOCX | PDF | Lời văn | Mã | Vì sao không soát hết |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    for row in rows.values():
        checked = [row.soat[column] for column in COLUMNS]
        cells = (row.id, row.noi_dung, row.nguon, *checked, " ".join(row.ma), row.ly_do)
        yield f"| {' | '.join(cells)} |"


def _of_file(checked: dict[str, str]) -> str:
    """The best that is done for a row in any kind of file."""
    for level in (MACHINE, PARTLY, PERSON):
        if level in checked.values():
            return level
    return NOTHING
