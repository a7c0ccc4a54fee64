"""Workbooks of other people opened with care: what is no .xlsx is named for what it is."""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from kehoach.files import ReadFault, Unreadable, read_bounded
from kehoach.findings import Finding, InputRefused, Severity
from kehoach.finished.kinds import OLE
from kehoach.finished.opening import LARGEST
from kehoach.finished.package import Fault, Package, is_locked
from kehoach.finished.reading import Bounds, guarded
from kehoach.locations import Place
from kehoach.xlsx.grid import MOST_CELLS, SheetGrid

T = TypeVar("T")

MOST_ROWS, MOST_COLUMNS = 20_000, 200
_MOST_MERGED = 500_000
"""Cells in merged ranges: the library makes an object of each, wherever the table ends."""
_MOST_SECONDS, _MOST_MEMORY = 20, 384 * 1024**2
_SAVE_AS = "mở bằng Excel, chọn Lưu thành (Save As), kiểu “Excel Workbook (*.xlsx)”, rồi nhập lại"
_MERGED = re.compile(rb"""mergeCell\s[^>]*?\bref\s*=\s*["']\s*([A-Z]+[0-9]+:[A-Z]+[0-9]+)""")
_UNREADABLE = {
    ReadFault.MISSING: "kiểm tra lại tên và thư mục",
    ReadFault.FOLDER: "chỉ rõ tệp .xlsx",
    ReadFault.LARGE: "chép riêng biểu cần nhập sang tệp mới",
    ReadFault.FAILED: "đóng tệp nếu đang mở trong Excel, kiểm tra quyền đọc tệp",
}


class CellPlace(Place):
    """A cell of a workbook: `file` names the file and the sheet, line and column the cell."""

    __slots__ = ()

    def __str__(self) -> str:
        from openpyxl.utils import get_column_letter

        if not self.line:
            return self.file
        column = get_column_letter(self.column) if self.column else ""
        return f"{self.file}!{column}{self.line}"


@dataclass
class Book:
    """An opened workbook; `name` is how messages call the file."""

    name: str
    content: bytes
    values: Workbook
    """The workbook with the results that its formulas had when it was saved."""

    @cached_property
    def formulas(self) -> Workbook:
        """The workbook with its formulas in place of their results."""
        return _load(self.content, self.name, data_only=False)

    @property
    def sheets(self) -> list[Worksheet]:
        return [sheet for sheet in self.values.worksheets if isinstance(sheet, Worksheet)]

    @cached_property
    def grids(self) -> list[SheetGrid]:
        """The sheets by row and column."""
        return [SheetGrid(sheet) for sheet in self.sheets]

    def finding(
        self,
        sheet: Worksheet,
        row: int,
        column: int,
        code: str,
        message: str,
        advice: str,
        severity: Severity = Severity.ERROR,
    ) -> Finding:
        """A finding about a cell; column 0 stands for the row, row 0 for the sheet."""
        return Finding(self.place(sheet, row, column), code, message, advice, severity)

    def place(self, sheet: Worksheet, row: int, column: int) -> CellPlace:
        """The place of a cell."""
        return CellPlace(f"{self.name}: {sheet.title}", row, column)


def refusal(name: str, code: str, message: str, advice: str) -> InputRefused:
    """The refusal of a whole file."""
    return InputRefused.at(CellPlace(name), code, message, advice)


def in_bounds(name: str, work: Callable[[], T]) -> T:
    """Do what reads a workbook in a process that can take neither much time nor much memory."""
    return guarded(name, work, Bounds(_MOST_SECONDS, _MOST_MEMORY, _too_much))


def open_book(path: Path, name: str) -> Book:
    """Open a workbook; raises InputRefused for what is none, is damaged, locked or too large.

    It is to be called within `in_bounds`.
    """
    content = _read(path, name)
    _refuse_other_kinds(content, name)
    _refuse_other_packages(content, name)
    book = Book(name, content, _load(content, name, data_only=True))
    for grid in book.grids:
        if grid.height > MOST_ROWS or grid.width > MOST_COLUMNS or grid.is_too_large:
            raise _too_large(book, grid)
    return book


def _read(path: Path, name: str) -> bytes:
    try:
        content = read_bounded(path, LARGEST)
    except Unreadable as error:
        raise refusal(name, "XL001", str(error), _UNREADABLE[error.fault]) from None
    if not content:
        raise refusal(name, "XL001", "tệp không có nội dung", "chép lại từ bản lưu của tệp")
    return content


def _refuse_other_kinds(content: bytes, name: str) -> None:
    if content.startswith(OLE):
        if is_locked(content):
            advice = "mở bằng Excel, bỏ mật khẩu (Tệp > Thông tin > Bảo vệ sổ làm việc), lưu lại"
            raise refusal(name, "XL003", "tệp đặt mật khẩu mở, không đọc được", advice)
        raise refusal(name, "XL004", "tệp là kiểu Excel cũ (.xls), không phải .xlsx", _SAVE_AS)
    if not content.startswith(b"PK"):
        head = content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
        kind = "trang web (HTML)" if head.startswith(b"<") else "văn bản thường (như CSV)"
        if b"\0" in head and not head.startswith((b"\xff\xfe", b"\xfe\xff")):
            kind = "loại tệp khác"
        raise refusal(name, "XL004", f"tệp là {kind}, không phải tệp Excel (.xlsx)", _SAVE_AS)


def _refuse_other_packages(content: bytes, name: str) -> None:
    package = Package(content, lambda fault: _refusal_of(fault, name))
    names = package.names
    if "xl/workbook.bin" in names or "mimetype" in names or "word/document.xml" in names:
        raise refusal(name, "XL004", "tệp không phải kiểu Excel .xlsx", _SAVE_AS)
    if "[Content_Types].xml" not in names:
        raise refusal(name, "XL004", "tệp là tệp nén, không phải tệp Excel (.xlsx)", _SAVE_AS)
    package.check()
    sheets = [part for part in names if part.startswith("xl/worksheets/")]
    if sum(map(_merged_cells, map(package.read, sheets))) > _MOST_MERGED:
        message = f"các vùng gộp ô của tệp có quá {_MOST_MERGED:,} ô".replace(",", ".")
        advice = "bỏ gộp ô ở các hàng, cột thừa ngoài bảng, hoặc chép riêng biểu sang tệp mới"
        raise refusal(name, "XL006", message, advice)


def _merged_cells(sheet: bytes) -> int:
    """How many cells the merged ranges of a sheet have, as far as they are ranges."""
    from openpyxl.worksheet.cell_range import CellRange

    count = 0
    for match in _MERGED.finditer(sheet):
        with suppress(ValueError):
            size = CellRange(match[1].decode("ascii")).size
            count += size["rows"] * size["columns"]
    return count


def _refusal_of(fault: Fault, name: str) -> InputRefused:
    if fault is Fault.LOCKED:
        advice = "bỏ mật khẩu, lưu lại"
        return refusal(name, "XL003", "tệp nén có mật khẩu, không đọc được", advice)
    if fault is Fault.BOMB:
        return _too_much(name)
    return damaged(name)


def _too_much(name: str) -> InputRefused:
    advice = "chép riêng biểu cần nhập sang tệp mới"
    return refusal(name, "XL006", "nội dung tệp quá lớn", advice)


def _load(content: bytes, name: str, *, data_only: bool) -> Workbook:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return load_workbook(BytesIO(content), data_only=data_only, rich_text=True)
        except MemoryError:
            raise _too_much(name) from None
        except Exception:
            # The library has no error of its own: broken parts show as whatever they break.
            raise damaged(name) from None


def damaged(name: str) -> InputRefused:
    """The refusal of a file of which a part cannot be read."""
    advice = "mở bằng Excel để sửa chữa rồi lưu lại, hoặc chép lại từ bản lưu của tệp"
    return refusal(name, "XL005", "tệp hỏng hoặc chép chưa hết", advice)


def _too_large(book: Book, grid: SheetGrid) -> InputRefused:
    message = (
        f"trang tính có {grid.height} hàng, {grid.width} cột; "
        f"chỉ nhận đến {MOST_ROWS} hàng, {MOST_COLUMNS} cột, {MOST_CELLS} ô"
    )
    advice = "xoá các hàng, cột thừa ngoài bảng, hoặc chép riêng bảng sang trang tính mới"
    return InputRefused([book.finding(grid.sheet, 0, 0, "XL006", message, advice)])
