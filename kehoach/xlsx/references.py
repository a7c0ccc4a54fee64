"""A sheet for figures that formulas read but no exported annex holds: objectives, other annexes."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from openpyxl import Workbook

from kehoach.resolve.formula import parse_formula, reference_of
from kehoach.resolve.read import Reading
from kehoach.xlsx.cell_styles import HEADING, WORDS, figure_style
from kehoach.xlsx.formulas import formula_text
from kehoach.xlsx.sheet_layout import SheetLayout

TITLE = "Tham chiếu"
_HEADINGS = ("Số liệu", "Giá trị")

CellContent = Decimal | str | None


@dataclass
class References:
    """Finds the cell of every name of a formula; what has none gets one on the extra sheet."""

    read: Reading
    layouts: dict[str, SheetLayout]
    _cells: dict[str, str] = field(default_factory=dict)
    _contents: list[tuple[str, int, CellContent]] = field(default_factory=list)

    def address(self, name: str, annex_id: str = "", key: str = "") -> str:
        """The cell of a name, read from a row of an annex or (both empty) from an objective."""
        match name.split("."):
            case [code] if annex_id:
                return self._cell_of(annex_id, key, code, same_sheet=True)
            case ["phu_luc", other, line, code] if other in self.layouts:
                return self._cell_of(other, line, code, same_sheet=other == annex_id)
        if name not in self._cells:
            self._cells[name] = f"'{TITLE}'!$B${len(self._cells) + 2}"
            self._contents.append((name, *self._content(name)))
        return self._cells[name]

    def _cell_of(self, annex_id: str, key: str, code: str, *, same_sheet: bool) -> str:
        layout = self.layouts[annex_id]
        if layout.view.read.columns[code].kieu != "so":
            return '""'
        row, letter = layout.rows[key], layout.columns[code]
        return f"{letter}{row}" if same_sheet else f"'{layout.title}'!${letter}${row}"

    def _content(self, name: str) -> tuple[int, CellContent]:
        reference = reference_of(name)
        assert reference, name
        figure = self.read.figures.figure(reference)
        if reference.kind == "chi_tieu":
            written = self.read.plan.chi_tieu[reference.keys[0]].cong_thuc
            if written:
                text = formula_text(parse_formula(written), self.address, figure.decimals)
                return figure.decimals, text
        undefined = figure.value is not None and figure.value.is_nan()
        return figure.decimals, "-" if undefined else figure.value

    def decimals(self) -> set[int]:
        """How many decimals the figures on the sheet have."""
        return {places for _, places, _ in self._contents}

    def write(self, workbook: Workbook) -> None:
        """Add the sheet, locked, if any formula needs it."""
        if not self._contents:
            return
        sheet = workbook.create_sheet(TITLE)
        sheet.protection.sheet = True
        sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 50, 16
        for column, heading in enumerate(_HEADINGS, 1):
            sheet.cell(1, column, heading).style = HEADING
        for name, places, content in self._contents:
            row = int(self._cells[name].rpartition("$")[2])
            sheet.cell(row, 1, name).style = WORDS
            sheet.cell(row, 2, content).style = figure_style(places, entry=False, strong=False)
