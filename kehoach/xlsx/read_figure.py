"""One figure of a cell, read strictly: what has two meanings is refused, not guessed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from unicodedata import normalize

from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText, TextBlock

from kehoach.vietnamese import format_number, parse_number, round_half_up

_SPACES = str.maketrans("", "", " \t\r\n\u00a0\u2007\u2009\u202f\u200b\ufeff")
_MISSING = frozenset({"", "…", "..."})
_MOST = Decimal(10) ** 15
_NOISE = Decimal("1e-9")
"""Binary arithmetic of Excel leaves less than this behind the decimals that are meant."""


@dataclass(frozen=True)
class CellProblem(Exception):
    """Why a cell holds no figure that can be taken."""

    code: str
    message: str
    advice: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a column takes: how many decimals, and whether figures may be below zero."""

    decimals: int
    signed: bool = False


def read_figure(cell: Cell | MergedCell, wanted: Wanted) -> Decimal | None:
    """The figure of a cell, None if it is empty; raises CellProblem for anything else."""
    value = cell.value
    if value is None:
        return None
    _refuse_crossed_out(cell)
    if isinstance(value, CellRichText):
        value = _one_text(value)
    if isinstance(value, str) and cell.data_type == "e":
        raise CellProblem("XL014", f"ô báo lỗi {value}", "sửa công thức, hoặc gõ lại số vào ô này")
    if isinstance(value, bool):
        raise CellProblem("XL011", "ô chứa TRUE/FALSE, không phải số", "gõ lại số vào ô này")
    if isinstance(value, datetime | date | time | timedelta):
        shown = value.strftime("%d/%m/%Y") if isinstance(value, date) else str(value)
        raise CellProblem(
            "XL012",
            f"ô chứa ngày giờ ({shown}), không phải số",
            "đặt lại định dạng ô là Số (Number) rồi gõ lại số; "
            "Excel hay đổi 2.68 hoặc 3/12 thành ngày",
        )
    if isinstance(value, str):
        return _from_text(value, wanted)
    if isinstance(value, int | float | Decimal):
        _refuse_other_looks(value, str(cell.number_format))
        return _from_number(value, str(cell.number_format), wanted)
    raise CellProblem("XL011", "ô không chứa số", "gõ lại số vào ô này")


def _refuse_crossed_out(cell: Cell | MergedCell) -> None:
    """A figure that is crossed out, or raised like a footnote mark, is not the figure meant."""
    font = cell.font
    if font and (font.strike or font.vertAlign in ("superscript", "subscript")):
        how = "bị gạch ngang" if font.strike else "viết như chỉ số trên, chỉ số dưới"
        raise CellProblem("XL028", f"số trong ô {how}, không rõ có lấy hay không", _PLAIN)


def _one_text(value: CellRichText) -> str:
    """The text of a cell whose letters all look alike; digits among others may not count."""
    parts = [part for part in value if str(part).strip()]
    looks = [part.font if isinstance(part, TextBlock) else None for part in parts]
    if any(look != looks[0] for look in looks):
        message = f"chữ số trong ô “{str(value).strip()[:40]}” định dạng khác nhau, không rõ số nào"
        raise CellProblem("XL028", message, _PLAIN)
    font = looks[0] if looks else None
    if font and (font.strike or font.vertAlign in ("superscript", "subscript")):
        raise CellProblem("XL028", "số trong ô bị gạch hoặc viết như chỉ số trên, dưới", _PLAIN)
    return str(value)


_PLAIN = "xoá định dạng của ô (Clear Formats), gõ lại số vào ô này"
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_SCALED = re.compile(r"[0#?],+(?![0#?,])")


def _refuse_other_looks(value: float | Decimal, number_format: str) -> None:
    """Formats that print digits of their own, leave out thousands, or print nothing at all."""
    section = _section(value, number_format)
    printed = "".join(match[0].strip('"\\') for match in re.finditer(r'"[^"]*"|\\.', section))
    bare = _LITERAL.sub("", section)
    is_hidden = ";" in number_format and not section.strip()
    if is_hidden or re.search(r"\d", printed) or _SCALED.search(bare):
        raise CellProblem(
            "XL029",
            f"định dạng ô ({number_format[:30]}) làm số hiện ra khác với số có trong ô "
            f"({_written(Decimal(repr(value)) if isinstance(value, float) else Decimal(value))})",
            "đặt lại định dạng ô là Số (Number), xem lại số rồi nhập",
        )


def _section(value: float | Decimal, number_format: str) -> str:
    """The part of a format that a figure is printed by: positive; negative; zero."""
    sections = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', number_format)
    wanted = 1 if value < 0 else 2 if value == 0 else 0
    return sections[wanted] if wanted < len(sections) else sections[0]


def _from_text(text: str, wanted: Wanted) -> Decimal | None:
    raw = normalize("NFKC", text).translate(_SPACES).replace("\u2212", "-")
    if raw in _MISSING:
        return None
    if raw in ("-", "–", "—"):
        raise CellProblem(
            "XL011", f"ô ghi “{raw}”, không rõ là 0 hay chưa có số", "gõ 0, hoặc để trống ô này"
        )
    try:
        return _checked(parse_number(raw, wanted.decimals), wanted)
    except ValueError as error:
        # `parse_number` says all but which cell; spaces between thousands are taken for points.
        raise CellProblem(
            "XL011",
            str(error).replace(f"“{raw}”", f"“{text.strip()[:40]}”"),
            "chỉ gõ số, dấu phẩy trước phần thập phân (388.231 hoặc 8,11), không ghi đơn vị",
        ) from None


def _from_number(value: float | Decimal, number_format: str, wanted: Wanted) -> Decimal:
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite() or abs(exact) >= _MOST:
        raise CellProblem("XL011", "số quá lớn", "kiểm tra lại số này")
    if "%" in number_format:
        shown = format_number(exact * 100, wanted.decimals)
        raise CellProblem(
            "XL013",
            f"ô định dạng phần trăm ({shown}%), chưa rõ là {shown} hay {_written(exact)}",
            f"đặt lại định dạng ô là Số (Number) rồi gõ lại, ví dụ {shown}",
        )
    rounded = round_half_up(exact, wanted.decimals)
    if abs(rounded - exact) > _NOISE * max(Decimal(1), abs(exact)):
        raise _too_fine(exact, rounded, wanted)
    return _checked(rounded, wanted)


def _too_fine(exact: Decimal, rounded: Decimal, wanted: Wanted) -> CellProblem:
    kind = f"{wanted.decimals} chữ số thập phân" if wanted.decimals else "số nguyên"
    advice = f"làm tròn thành {format_number(rounded, wanted.decimals)} bằng hàm ROUND hoặc gõ lại"
    thousands = exact * 1000
    if not wanted.decimals and thousands == thousands.to_integral_value():
        advice += f"; nếu là {format_number(thousands)} thì gõ {int(thousands)}"
    return CellProblem("XL016", f"số {_written(exact)} quá lẻ: cột này nhận {kind}", advice)


def _checked(value: Decimal, wanted: Wanted) -> Decimal:
    if value < 0 and not wanted.signed:
        raise CellProblem(
            "XL015", f"số âm ({_written(value)})", "số liệu của cột này không âm; kiểm tra lại"
        )
    return value


def _written(value: Decimal) -> str:
    """A figure the Vietnamese way, with all the decimals that it has."""
    text = f"{value.normalize():f}"
    return text.replace(".", ",")
