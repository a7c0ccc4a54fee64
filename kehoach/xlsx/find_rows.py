"""Which row of a sheet belongs to which row of an annex: by hidden key, else by name."""

from __future__ import annotations

from dataclasses import dataclass, field
from difflib import get_close_matches

from openpyxl.utils import get_column_letter

from kehoach.findings import Finding, Severity
from kehoach.plan.register import Register
from kehoach.resolve.annex_rows import TOTAL
from kehoach.xlsx.annex_views import AnnexView
from kehoach.xlsx.find_columns import AnnexSpot
from kehoach.xlsx.naming import NameIndex, fold, name_rows
from kehoach.xlsx.open_workbook import Book

_MOST_NAMED = 10


def row_names(view: AnnexView, register: Register) -> NameIndex[str]:
    """The rows of an annex by their printed names, short names and keys."""
    labels = {key: view.label(key) for key in view.rows}
    short = ((key, register[key].ten_ngan or "") for key in labels if key in register)
    return name_rows(labels, short)


@dataclass
class RowFinder:
    """Matches the rows of a sheet; `rows` are found rows by key, `findings` what is wrong."""

    view: AnnexView
    names: NameIndex[str]
    spot: AnnexSpot
    book: Book
    rows: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    _group: str | None = None

    def find(self) -> None:
        """Match every row, and report units that have none."""
        for row in range(self.spot.first_row, self.spot.grid.height + 1):
            key = self._key(row)
            if key is None:
                continue
            if key in self.rows:
                message = f"“{self.view.label(key)}” đã có ở hàng {self.rows[key]}"
                self._report(row, "XL019", message, "giữ lại một hàng, xoá hàng kia")
                continue
            self.rows[key] = row
            if self.view.read.lines[key].kieu == "nhom":
                self._group = key
        self._report_missing()
        self._tell_hidden()

    def _key(self, row: int) -> str | None:
        name, column = self._name(row), self.spot.keys_column
        key = self.spot.grid.text(row, column) if column else ""
        if key:
            return self._by_key(row, key, name)
        filled = any(
            self.spot.grid.text(row, at)
            for code, at in self.spot.columns.items()
            if self.view.read.columns[code].kieu == "so"
        )
        if name:
            return self._by_name(row, name, filled=filled)
        if filled:
            advice = "ghi tên đơn vị vào hàng này, hoặc xoá số liệu thừa"
            self._report(row, "XL020", "hàng có số liệu mà không có tên đơn vị", advice)
        return None

    def _name(self, row: int) -> str:
        """What names a row: the word in the column of names, else one to the left of it."""
        column = self.spot.names_column
        if column is None:
            return ""
        for at in range(column, 0, -1):
            text = self.spot.grid.text(row, at)
            if text and (at == column or (any(map(str.isalpha, text)) and len(text) > 4)):
                return text
        return ""

    def _by_key(self, row: int, key: str, name: str) -> str | None:
        if key not in self.view.read.lines:
            message = f"“{name or key}” không có trong phụ lục {self.view.id} của kế hoạch"
            advice = "kế hoạch đã đổi các dòng sau khi xuất tệp: chạy lại kehoach annex export"
            self._report(row, "XL017", message, advice)
            return None
        label = self.view.label(key)
        if name and fold(name) != fold(label) and self.names.find(name) != {key}:
            message = f"tên “{name}” không khớp đơn vị “{label}” của hàng này trong tệp đã xuất"
            advice = "không sắp xếp lại, không sửa tên; chạy lại kehoach annex export rồi nhập số"
            self._report(row, "XL018", message, advice)
            return None
        return key

    def _by_name(self, row: int, name: str, *, filled: bool) -> str | None:
        keys = self.names.find(name)
        if len(keys) > 1:
            lines = self.view.read.lines
            inside = lines[self._group].leaves if self._group else ()
            keys = (keys & set(inside)) or keys
        if len(keys) == 1:
            return next(iter(keys))
        if keys:
            message = f"có {len(keys)} dòng tên “{name}” trong phụ lục {self.view.id}"
            advice = "nhập vào tệp do kehoach annex export tạo ra: tệp đó có mã riêng của từng dòng"
            self._report(row, "XL021", message, advice)
        elif TOTAL in self.view.read.lines and _is_total(name):
            return TOTAL
        elif filled:
            self._report_unknown(row, name)
        return None

    def _report_unknown(self, row: int, name: str) -> None:
        labels = {fold(self.view.label(key)): self.view.label(key) for key in self.view.rows}
        near = get_close_matches(fold(name), labels, 1, 0.6)
        advice = f"có phải “{labels[near[0]]}”? " if near else ""
        advice += "Sửa lại tên; đơn vị mới thì thêm dòng vào kế hoạch trước"
        message = f"không có đơn vị “{name}” trong phụ lục {self.view.id} của kế hoạch"
        self._report(row, "XL017", message, advice)

    def _report_missing(self) -> None:
        lines = self.view.read.lines.values()
        missing = [x.key for x in lines if x.kieu == "dong" and x.key not in self.rows]
        # A row that was found but is wrong has been told about already.
        if not missing or any(finding.code in ("XL017", "XL018") for finding in self.findings):
            return
        names = "; ".join(self.view.label(key) for key in missing[:_MOST_NAMED])
        more = f" và {len(missing) - _MOST_NAMED} đơn vị khác" if len(missing) > _MOST_NAMED else ""
        self.findings.append(
            self.book.finding(
                self.spot.grid.sheet,
                0,
                0,
                "XL022",
                f"thiếu {len(missing)} đơn vị: {names}{more}",
                "thêm hàng cho đủ các đơn vị; chưa có số thì để trống ô",
            )
        )

    def _tell_hidden(self) -> None:
        hidden = sorted(row for row in self.rows.values() if self.spot.grid.is_hidden(row))
        if hidden:
            shown = ", ".join(map(str, hidden[:_MOST_NAMED]))
            more = "…" if len(hidden) > _MOST_NAMED else ""
            message = f"đã đọc cả {len(hidden)} hàng đang ẩn (hàng {shown}{more})"
            self._report(hidden[0], "XL023", message, "bỏ ẩn để xem lại", Severity.INFO)
        grid, codes = self.spot.grid, self.spot.entries(self.view)
        columns = sorted(
            at for code in codes if grid.is_hidden_column(at := self.spot.columns[code])
        )
        if columns:
            shown = ", ".join(map(get_column_letter, columns[:_MOST_NAMED]))
            message = f"đã đọc cả {len(columns)} cột số liệu đang ẩn (cột {shown})"
            self._report(self.spot.first_row, "XL023", message, "bỏ ẩn để xem lại", Severity.INFO)

    def _report(
        self, row: int, code: str, message: str, advice: str, severity: Severity = Severity.ERROR
    ) -> None:
        column = self.spot.names_column or 0
        self.findings.append(
            self.book.finding(self.spot.grid.sheet, row, column, code, message, advice, severity)
        )


def _is_total(name: str) -> bool:
    words = fold(name).split()
    return bool(words) and words[0] in (fold("tổng"), fold("cộng"))
