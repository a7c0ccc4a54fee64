"""What a clerk is told about figures: gaps, and published ones that differ from the computed."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from kehoach.document import Document
from kehoach.findings import Finding, Severity
from kehoach.locations import Path, Reference
from kehoach.resolve.annex_rows import AnnexFigures, AnnexRow
from kehoach.resolve.expressions import TextError, unknown
from kehoach.resolve.figures import MISSING, Figures
from kehoach.resolve.passages import cell_name
from kehoach.vietnamese import format_number

GAP = "SL002"
"""The code of missing figures: one finding tells of all in a column."""


def report_published(figures: Figures, document: Document) -> None:
    """Report where a published figure differs from the computed one, or names no cell."""
    for read in figures.annexes.values():
        for row, cells in read.annex.da_cong_bo.items():
            for code in cells:
                path = ("phu_luc", read.id, "da_cong_bo", row, code)
                if problem := _no_cell(read, row, code):
                    figures.source.report(path, problem.code, problem.message, problem.advice)
                else:
                    _compare(figures, document, read.cell(row, code), path)


def _no_cell(read: AnnexFigures, row: str, code: str) -> TextError | None:
    codes = [column.ma for column in read.columns.values() if column.kieu == "so"]
    if row not in read.lines:
        return unknown("dòng", row, read.lines, "PL506", where="trong phụ lục")
    if code not in codes:
        return unknown("cột số liệu", code, codes, "PL506", where="trong phụ lục")
    return None


def _compare(figures: Figures, document: Document, cell: Reference, path: Path) -> None:
    figure = figures.figure(cell)
    computed = figures.computed(cell)
    if figure.cong_bo is None or computed is None or figure.cong_bo == computed:
        return
    shown = [format_number(value, figure.decimals) for value in (figure.cong_bo, computed)]
    figures.source.report(
        path,
        "SL001",
        f"{_called(figures, document, cell)}: "
        f"bản đã ban hành in {shown[0]}, tính lại được {shown[1]}",
        "kiểm tra số liệu gốc; bản in lấy số tính lại, "
        "bản sao đúng như đã ban hành thì thêm --nhu-da-ban-hanh",
        Severity.WARNING,
    )


def report_gaps(figures: Figures, document: Document, *, complete: bool) -> None:
    """Report the entered figures that are missing, which a `complete` plan may not have."""
    missing = list(gaps(figures))
    if complete:
        columns: dict[tuple[str, str], list[tuple[Path, Reference]]] = {}
        for path, figure in missing:
            columns.setdefault((figure.keys[0], figure.keys[-1]), []).append((path, figure))
        for (path, figure), *others in columns.values():
            more = f" (và {len(others)} dòng khác cùng cột)" if others else ""
            message = f"{_called(figures, document, figure)} chưa có số liệu{more}"
            advice = "nhập số; chỉ bản dự thảo (trang_thai: du_thao) được để trống"
            figures.source.report(path, GAP, message, advice)
        if not any(finding.severity is Severity.ERROR for finding in figures.source.findings):
            _report_unknown(figures, document)
        _report_false_sums(figures, document)
    elif missing:
        path, figure = missing[0]
        message = f"còn {len(missing)} số liệu để trống, in là “…”; chỗ đầu tiên: "
        message += _called(figures, document, figure)
        figures.source.report(path, GAP, message, "nhập trước khi trình ký", Severity.INFO)


def _report_false_sums(figures: Figures, document: Document) -> None:
    """Report where a column is to be added up, but its total comes from a formula, and differs.

    Quantity times price is such a column: of the totals it gives another figure than of the rows.
    """
    for read in figures.annexes.values():
        for index, column in enumerate(read.annex.cot):
            if not (column.cong_thuc and column.tong):
                continue
            for row in read.lines.values():
                cell = read.cell(row.key, column.ma)
                total = figures.computed(cell) if row.kieu != "dong" else None
                parts = [figures.computed(read.cell(leaf, column.ma)) for leaf in row.leaves]
                known = [part for part in (total, *parts) if part is not None and not part.is_nan()]
                if len(known) <= len(parts) or total == sum(known[1:], Decimal()):
                    continue
                shown = [
                    format_number(x, column.thap_phan)
                    for x in (known[0], sum(known[1:], Decimal()))
                ]
                figures.source.report(
                    ("phu_luc", read.id, "cot", index, "tong"),
                    "PL510",
                    f"{_called(figures, document, cell)} theo công thức là {shown[0]}, "
                    f"cộng các dòng là {shown[1]}",
                    "dòng cộng tính theo công thức thì bỏ tong; phải cộng các dòng thì bỏ "
                    "cong_thuc, nhập số và giữ tong: cong",
                )
                break


def _report_unknown(figures: Figures, document: Document) -> None:
    """Report what is printed as missing though nothing was left out: only where it begins."""
    printed: dict[Reference, int] = {}
    for figure, start in _printed_unknown(figures, document):
        printed.setdefault(figure, start)
    computed = {figure for figure in printed if figures.inputs(figure)}
    columns: dict[tuple[str, ...], list[Reference]] = {}
    for figure in printed:
        if computed.isdisjoint(figures.inputs(figure)):
            columns.setdefault((figure.keys[0], figure.keys[-1]), []).append(figure)
    for first, *others in columns.values():
        more = f" (và {len(others)} dòng khác cùng cột)" if others else ""
        lacking = [name for name in figures.inputs(first) if figures.figure(name).value is None]
        message = f"{_called(figures, document, first)} không có số"
        if lacking:
            names = ", ".join(_called(figures, document, name) for name in lacking)
            message = f"{_called(figures, document, first)} không tính được vì không có {names}"
        figures.source.findings.append(
            Finding(
                figures.source.place_at(printed[first]),
                GAP,
                f"{message}; in ra “{MISSING}”{more}",
                "nhập đủ số mà công thức cần; cột không cộng được (đơn giá) thì dòng tổng không có "
                "số: bỏ công thức ở cột tính từ đó, nhập số và ghi tong: cong",
            )
        )


def _printed_unknown(figures: Figures, document: Document) -> Iterator[tuple[Reference, int]]:
    """Each figure printed as missing, with the place in the file where that begins."""
    for annex in document.phu_luc:
        read, codes = figures.annexes[annex.id], annex.table.codes
        for row in annex.table.rows:
            for code, cell in zip(codes, row.cells, strict=True):
                if cell.kieu == "so" and cell.value is None and cell.runs:
                    path = (*read.lines[row.key].path, code)
                    yield read.cell(row.key, code), figures.source.span(path).start
    for paragraph in document.paragraphs():
        for run in paragraph.runs:
            shown = run.refers_to
            if shown and shown.kind in ("chi_tieu", "phu_luc") and run.text == MISSING:
                yield shown, run.origin.span.start


def gaps(figures: Figures) -> Iterator[tuple[Path, Reference]]:
    """The entered figures that are missing, each with its path."""
    for read in figures.annexes.values():
        entered = [c for c in read.columns.values() if c.kieu == "so" and not c.cong_thuc]
        for row in read.lines.values():
            for column in entered:
                if _is_gap(read, row, column.ma):
                    yield (*row.path, column.ma), read.cell(row.key, column.ma)
    for name, target in figures.plan.chi_tieu.items():
        if target.cong_thuc is None and target.gia_tri is None:
            yield ("chi_tieu", name), Reference("chi_tieu", (name,))


def _is_gap(read: AnnexFigures, row: AnnexRow, code: str) -> bool:
    if row.kieu == "dong":
        return row.values.get(code) is None and row.path not in read.misnamed
    return not read.columns[code].tong and code in row.values and row.values[code] is None


def _called(figures: Figures, document: Document, figure: Reference) -> str:
    """'dòng “Huyện Kbang”, cột “Số hộ giảm nghèo năm 2024”', 'chỉ tiêu “muc_giam”'."""
    if figure.kind == "chi_tieu":
        return f"chỉ tiêu “{figure.keys[0]}”"
    annex_id, row, code = figure.keys
    annex = next(annex for annex in document.phu_luc if annex.id == annex_id)
    return cell_name(annex, row, code, figures.annexes[annex_id].lines[row].label)
