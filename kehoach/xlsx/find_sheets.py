"""Which sheet of a workbook holds which annex, and the figures that stand there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from kehoach.findings import Finding, InputRefused, Severity
from kehoach.locations import Place
from kehoach.resolve.read import Reading
from kehoach.xlsx.annex_views import AnnexView
from kehoach.xlsx.find_columns import AnnexSpot, headed_spot, is_marked, marked_spot
from kehoach.xlsx.find_rows import RowFinder, row_names
from kehoach.xlsx.grid import SheetGrid
from kehoach.xlsx.open_workbook import Book, refusal
from kehoach.xlsx.read_figure import CellProblem, Wanted, read_figure

SheetFigures = dict[tuple[str, str], Decimal | None]
"""Figures by row key and column code."""


@dataclass(frozen=True, slots=True)
class ComputedFigure:
    """A figure that a sheet shows where the plan computes one: of which annex, row and column."""

    annex: str
    key: str
    code: str
    shown: Decimal
    place: Place


@dataclass
class AnnexSheet:
    """An annex as a sheet has it: its rows and columns found, its figures read."""

    view: AnnexView
    spot: AnnexSpot
    book: Book
    rows: dict[str, int]
    findings: list[Finding]
    values: SheetFigures = field(default_factory=dict)
    blanks: list[tuple[str, str]] = field(default_factory=list)
    """Cells left empty, by row key and column code, where the plan has a figure to keep."""

    def read(self) -> None:
        """Read every entered figure; what cannot be read is left in `findings`."""
        for line, column in self.view.entries():
            key, code = line.key, column.ma
            if key in self.rows and code in self.spot.columns:
                try:
                    self._take(key, code, self._figure(key, code))
                except CellProblem as problem:
                    self.report(key, code, problem.code, problem.message, problem.advice)

        self._tell_blanks()

    def _take(self, key: str, code: str, value: Decimal | None) -> None:
        """What a clerk left out of a sheet of their own is no reason to clear the plan."""
        if value is None and self.spot.keys_column is None:
            if self.view.value(key, code) is not None:
                self.blanks.append((key, code))
            return
        self.values[key, code] = value

    def _tell_blanks(self) -> None:
        units = [cell for cell in self.blanks if self.view.read.lines[cell[0]].kieu == "dong"]
        if units:
            message = f"có {len(units)} ô trống (đây là ô đầu tiên): giữ nguyên số trong kế hoạch"
            advice = "muốn xoá số thì xoá trong tệp do kehoach annex export tạo ra, rồi nhập"
            self.report(*units[0], "XL027", message, advice, Severity.WARNING)

    def _figure(self, key: str, code: str) -> Decimal | None:
        row, column = self.rows[key], self.spot.columns[code]
        grid = self.spot.grid
        if grid.is_merged(row, column):
            raise CellProblem(
                "XL024",
                "ô số liệu bị gộp với ô khác, không rõ số của đơn vị nào",
                "bỏ gộp ô rồi ghi số cho từng đơn vị",
            )
        value = read_figure(grid.cell(row, column), self._wanted[code])
        if value is None and self._has_formula(row, column):
            raise CellProblem(
                "XL025",
                "ô có công thức chưa được tính",
                "mở tệp bằng Excel hoặc LibreOffice, lưu lại, rồi nhập lại",
            )
        return value

    @cached_property
    def _wanted(self) -> dict[str, Wanted]:
        signed = self.view.may_be_negative
        columns = self.view.read.columns.values()
        return {column.ma: Wanted(column.thap_phan, column.ma in signed) for column in columns}

    def _has_formula(self, row: int, column: int) -> bool:
        title = self.spot.grid.sheet.title
        return bool(self.book.formulas[title].cell(row, column).data_type == "f")

    def computed(self) -> Iterator[ComputedFigure]:
        """Figures of the sheet that the plan computes itself or leaves blank."""
        for key, row in self.rows.items():
            for code, column in self.spot.columns.items():
                if self.view.read.columns[code].kieu != "so" or self.view.is_entry(key, code):
                    continue
                value = self.spot.grid.cell(row, column).value
                if isinstance(value, int | float) and not isinstance(value, bool):
                    place = self.book.place(self.spot.grid.sheet, row, column)
                    yield ComputedFigure(self.view.id, key, code, Decimal(repr(value)), place)

    def report(
        self,
        key: str,
        code: str,
        problem: str,
        message: str,
        advice: str,
        severity: Severity = Severity.ERROR,
    ) -> None:
        """Add a finding about the cell of a row and a column."""
        self.findings.append(
            self.book.finding(
                self.spot.grid.sheet,
                self.rows[key],
                self.spot.columns[code],
                problem,
                message,
                advice,
                severity,
            )
        )


def read_sheets(read: Reading, views: Sequence[AnnexView], book: Book) -> list[AnnexSheet]:
    """The sheets of the annexes, read; raises InputRefused with everything that is wrong."""
    sheets = []
    for view in views:
        spot = _choose(view, _spots(read, view, book.grids, book), book)
        if spot:
            sheets.append(_read_sheet(read, view, spot, book))
    _refuse_none(sheets, views, book)
    findings = [finding for sheet in sheets for finding in sheet.findings]
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise InputRefused(findings)
    return sheets


def _spots(
    read: Reading, view: AnnexView, grids: Sequence[SheetGrid], book: Book
) -> list[AnnexSpot]:
    marked = [spot for grid in grids if (spot := marked_spot(view, grid, book))]
    if marked:
        return marked
    names = row_names(view, read.register)
    typed = (
        headed_spot(view, names, grid, book)
        for grid in grids
        if grid.sheet.sheet_state == "visible" and not is_marked(grid)
    )
    return [spot for spot in typed if spot and (spot.entries(view) or spot.findings)]


def _choose(view: AnnexView, spots: Sequence[AnnexSpot], book: Book) -> AnnexSpot | None:
    """The spot with most columns; two that are as good are for a person to choose from."""
    best = max((len(spot.entries(view)) for spot in spots), default=0)
    fitting = [spot for spot in spots if len(spot.entries(view)) == best]
    if len(fitting) > 1:
        titles = ", ".join(f"“{spot.grid.sheet.title}”" for spot in fitting)
        message = f"có {len(fitting)} trang tính giống phụ lục {view.id}: {titles}"
        raise refusal(book.name, "XL007", message, "giữ lại một trang tính, xoá trang kia")
    return fitting[0] if fitting else None


def _read_sheet(read: Reading, view: AnnexView, spot: AnnexSpot, book: Book) -> AnnexSheet:
    finder = RowFinder(view, row_names(view, read.register), spot, book)
    finder.find()
    sheet = AnnexSheet(view, spot, book, finder.rows, [*spot.findings, *finder.findings])
    absent = {column.ma for _, column in view.entries()} - spot.columns.keys()
    if absent and spot.entries(view):
        labels = "; ".join(
            f"“{' – '.join(path)}”" for code, path in view.headings.items() if code in absent
        )
        message = f"không có cột {labels}: giữ nguyên số trong kế hoạch"
        advice = "nếu cần nhập thì thêm cột với tiêu đề đúng như trong biểu"
        sheet.findings.append(
            book.finding(spot.grid.sheet, 0, 0, "XL010", message, advice, Severity.INFO)
        )
    sheet.read()
    return sheet


def _refuse_none(sheets: Sequence[AnnexSheet], views: Sequence[AnnexView], book: Book) -> None:
    if not sheets:
        titles = ", ".join(f"“{sheet.title}”" for sheet in book.sheets)
        wanted = ", ".join(view.id for view in views)
        raise refusal(
            book.name,
            "XL008",
            f"không trang tính nào ({titles}) có bảng của phụ lục {wanted}",
            "cần một cột tên đơn vị như trong kế hoạch và tiêu đề cột như in trong biểu; "
            "có thể lấy tệp mẫu bằng kehoach annex export",
        )
    used: dict[str, str] = {}
    for sheet in sheets:
        title = sheet.spot.grid.sheet.title
        if title in used:
            message = f"trang tính “{title}” hợp với cả phụ lục {used[title]} và {sheet.view.id}"
            raise refusal(book.name, "XL007", message, "ghi rõ mã phụ lục sau tên tệp")
        used[title] = sheet.view.id
