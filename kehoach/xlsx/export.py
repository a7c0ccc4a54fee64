"""Annexes as a workbook that clerks fill: headings as printed, live formulas, entry cells open."""

from __future__ import annotations

import math
from decimal import Decimal

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from kehoach.plan.annex import Cot
from kehoach.resolve.annex_rows import AnnexRow
from kehoach.resolve.read import Reading
from kehoach.xlsx.annex_views import AnnexView, chosen_views
from kehoach.xlsx.cell_styles import (
    HEADING,
    HINT,
    INDEX,
    ORDER,
    TITLE,
    WORDS,
    add_styles,
    figure_style,
    lay_on_a4,
    put_words,
    words_style,
)
from kehoach.xlsx.entry_limits import shares, validations
from kehoach.xlsx.formulas import formula_text, sum_text
from kehoach.xlsx.references import References
from kehoach.xlsx.sheet_layout import (
    CODES_ROW,
    HEADER_ROW,
    HINT_ROW,
    KINDS,
    TITLE_ROW,
    SheetLayout,
    marker,
    sheet_titles,
)
from kehoach.xlsx.workbook_bytes import set_properties, workbook_bytes

_HINT = (
    "Nhập số vào ô nền vàng; ô khác tự tính hoặc không sửa. "
    "Nhập xong, lưu tệp rồi chạy kehoach annex import."
)
_WIDTHS = {"tt": (5, 9), "so": (11, 15), "don_vi": (16, 42), "chu": (16, 42)}
_PORTRAIT_WIDTH = 100
"""How many characters of 12 pt an A4 page holds upright, somewhat reduced."""
_LINE_HEIGHT = 16.5
_MARGINS_INCHES = {"left": 30 / 25.4, "right": 15 / 25.4, "top": 20 / 25.4, "bottom": 20 / 25.4}


def export(read: Reading, annex_id: str | None = None) -> bytes:
    """The workbook of an annex, or of all annexes of a plan; the same bytes every time.

    Raises InputRefused if there is no such annex.
    """
    views = chosen_views(read, annex_id)
    titles = sheet_titles(views)
    layouts = {view.id: SheetLayout(view, titles[view.id]) for view in views}
    references = References(read, layouts)
    contents = {key: _figures(layout, references) for key, layout in layouts.items()}
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    columns = (column for view in views for column in view.read.columns.values())
    add_styles(workbook, {column.thap_phan for column in columns} | references.decimals())
    for key, layout in layouts.items():
        sheet = workbook.create_sheet(layout.title)
        _write_sheet(sheet, layout, contents[key])
        for rule in validations(layout, shares(read, key)):
            sheet.add_data_validation(rule)
    references.write(workbook)
    metadata = read.document.metadata
    return workbook_bytes(workbook, set_properties(workbook, metadata, metadata.title))


# What stands in the cells

_Figures = dict[tuple[str, str], Decimal | str | None]


def _figures(layout: SheetLayout, references: References) -> _Figures:
    """By row key and column code: the figure entered, or the formula, where there is one."""
    view = layout.view
    contents: _Figures = {}
    for key in view.rows:
        for code, column in view.read.columns.items():
            if column.kieu == "so":
                contents[key, code] = _figure(layout, view.read.lines[key], column, references)
    return contents


def _figure(
    layout: SheetLayout, line: AnnexRow, column: Cot, references: References
) -> Decimal | str | None:
    view, code = layout.view, column.ma
    formula = view.read.formulas.get(code)
    if formula:
        return formula_text(
            formula, lambda name: references.address(name, view.id, line.key), column.thap_phan
        )
    if line.kieu != "dong" and column.tong:
        kinds = get_column_letter(layout.kinds_column)
        summed = layout.summed(line)
        return sum_text(layout.columns[code], summed, kinds, column.thap_phan)
    return view.value(line.key, code)


def _write_sheet(sheet: Worksheet, layout: SheetLayout, figures: _Figures) -> None:
    _write_top(sheet, layout)
    for (key, row), line in zip(layout.rows.items(), layout.view.rows.values(), strict=True):
        strong = line.kieu != "dong"
        for at, (code, column) in enumerate(layout.view.read.columns.items(), 1):
            cell = sheet.cell(row, at)
            if column.kieu == "so":
                cell.value = figures[key, code]
                entry = layout.view.is_entry(key, code)
                cell.style = figure_style(column.thap_phan, entry=entry, strong=strong)
            else:
                put_words(sheet, row, at, line.cells[at - 1].text)
                name = ORDER if column.kieu == "tt" else WORDS
                cell.style = words_style(name, strong=strong)
        put_words(sheet, row, layout.keys_column, key)
        put_words(sheet, row, layout.kinds_column, line.kieu)
    _arrange(sheet, layout)


def _write_top(sheet: Worksheet, layout: SheetLayout) -> None:
    view = layout.view
    for column, code in enumerate((*view.read.columns, marker(view.id), KINDS), 1):
        put_words(sheet, CODES_ROW, column, code)
    for row, text, style in ((TITLE_ROW, view.annex.ten.text, TITLE), (HINT_ROW, _HINT, HINT)):
        put_words(sheet, row, 1, text)
        sheet.cell(row, 1).style = style
        sheet.merge_cells(start_row=row, end_row=row, start_column=1, end_column=layout.width)
    for down, right, heading in view.annex.table.placed_headings():
        top, left = HEADER_ROW + down, 1 + right
        bottom, last = top + heading.rowspan - 1, left + heading.colspan - 1
        for row in range(top, bottom + 1):
            for column in range(left, last + 1):
                sheet.cell(row, column).style = HEADING
        put_words(sheet, top, left, heading.text)
        if (top, left) != (bottom, last):
            sheet.merge_cells(start_row=top, end_row=bottom, start_column=left, end_column=last)
    for column, index in enumerate(view.annex.table.index_row, 1):
        put_words(sheet, layout.index_row, column, index.text)
        sheet.cell(layout.index_row, column).style = INDEX


# Widths, heights, printing


def _arrange(sheet: Worksheet, layout: SheetLayout) -> None:
    widths = _widths(layout.view)
    for column, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    for column in (layout.keys_column, layout.kinds_column):
        sheet.column_dimensions[get_column_letter(column)].hidden = True
    sheet.row_dimensions[CODES_ROW].hidden = True
    _set_heights(sheet, layout, widths)
    label = layout.view.label_code
    beside = list(layout.view.read.columns).index(label) + 2 if label else 1
    sheet.freeze_panes = f"{get_column_letter(beside)}{layout.first_row}"
    sheet.protection.sheet = True
    # These say what is locked: a clerk may widen columns and hide rows.
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    _set_printing(sheet, layout, wide=sum(widths) > _PORTRAIT_WIDTH)


def _widths(view: AnnexView) -> list[float]:
    widths: list[float] = []
    for at, column in enumerate(view.read.columns.values()):
        least, most = _WIDTHS[column.kieu]
        texts = (len(row.cells[at].text) for row in view.rows.values())
        widths.append(min(max(least, *texts, 0) + 2, most + 2))
    return widths


def _set_heights(sheet: Worksheet, layout: SheetLayout, widths: list[float]) -> None:
    """Excel does not fit the height of merged cells: room for the words is counted here."""
    sheet.row_dimensions[TITLE_ROW].height = _LINE_HEIGHT * _lines(
        layout.view.annex.ten.text, sum(widths) / 1.5
    )
    sheet.row_dimensions[HINT_ROW].height = _LINE_HEIGHT * _lines(_HINT, sum(widths))
    for down, right, heading in layout.view.annex.table.placed_headings():
        room = sum(widths[right : right + heading.colspan])
        needed = _LINE_HEIGHT * _lines(heading.text, room) / heading.rowspan
        for row in range(HEADER_ROW + down, HEADER_ROW + down + heading.rowspan):
            height = sheet.row_dimensions[row].height or _LINE_HEIGHT
            sheet.row_dimensions[row].height = max(height, needed)


def _lines(text: str, room: float) -> int:
    """How many lines words take; a bold letter needs more room than a digit."""
    return max(1, math.ceil(len(text) * 1.25 / room))


def _set_printing(sheet: Worksheet, layout: SheetLayout, *, wide: bool) -> None:
    lay_on_a4(sheet, f"{HEADER_ROW}:{layout.first_row - 1}", wide=wide)
    for side, inches in _MARGINS_INCHES.items():
        setattr(sheet.page_margins, side, inches)
    sheet.print_options.horizontalCentered = True
    last = layout.first_row + len(layout.view.rows) - 1
    sheet.print_area = f"A{TITLE_ROW}:{get_column_letter(layout.width)}{last}"
