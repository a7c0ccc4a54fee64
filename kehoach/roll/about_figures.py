"""Decisions about figures: those of the new year, which nobody can carry over."""

from __future__ import annotations

from collections.abc import Iterator

from kehoach.locations import Path, Reference
from kehoach.plan.model import KeHoach
from kehoach.resolve.annex_rows import AnnexFigures
from kehoach.roll.move import entered_columns, year_columns
from kehoach.roll.point import Point, Turn


def targets_without_value(turn: Turn) -> Iterator[Point]:
    """Objectives that are typed, with last year's value as a proposal."""
    for name, target in turn.plan.chi_tieu.items():
        if target.cong_thuc is None and target.gia_tri is None:
            last = turn.old.chi_tieu[name].gia_tri
            where = _users(turn, Reference("chi_tieu", (name,)))
            reason = "chỉ tiêu nhập tay, phải giao lại mỗi năm"
            unit = f"{'' if target.dvt in ('%', '‰') else ' '}{target.dvt}".rstrip()
            yield Point(
                path=("chi_tieu", name),
                code=f"chi_tieu-{name}",
                group="so_lieu",
                question=f"Chỉ tiêu “{where or name}” năm {turn.year} là bao nhiêu?",
                reason=f"{reason}; năm {turn.old.nam} là {last}{unit}" if last else reason,
                proposals=(last,) if last else (),
                key="gia_tri",
            )


def _users(turn: Turn, reference: Reference) -> str:
    """The first sentence that prints a figure, with … in its place."""
    for passage in turn.review.body:
        for run in passage.runs:
            if run.refers_to == reference:
                return passage.text.strip(" ;.-+")
    return ""


def annex_figures(turn: Turn) -> Iterator[Point]:
    """One decision for each annex and kind of columns, and one for each figure of a total row."""
    for rows in turn.new.figures.annexes.values():
        bound = year_columns(rows, turn.year)
        groups: dict[str, list[str]] = {"ra_soat": [], "so_giao": [], "khac": []}
        for code, heading in entered_columns(rows):
            groups[_kind(code, heading, bound)].append(code)
        for kind, codes in groups.items():
            if codes:
                yield from _about_columns(turn, rows, kind, codes)
        yield from _totals(turn, rows)


def _kind(code: str, heading: tuple[str, ...], bound: frozenset[str]) -> str:
    if code not in bound:
        return "khac"
    return "ra_soat" if "nam - " in " ".join(heading) else "so_giao"


def _about_columns(turn: Turn, rows: AnnexFigures, kind: str, codes: list[str]) -> Iterator[Point]:
    lines = [line for line in rows.lines.values() if line.kieu == "dong"]
    missing = [line for line in lines if any(line.values.get(code) is None for code in codes)]
    kept = len(missing) < len(lines) and kind == "khac"
    if not (missing or kept):
        return
    names = ", ".join(f"“{_heading(turn, rows, code)}”" for code in codes)
    what = {"ra_soat": "số liệu rà soát", "so_giao": "chỉ tiêu", "khac": "số liệu"}[kind]
    how = "nhập bằng kehoach annex import, hoặc sửa trong tệp"
    question = f"Nhập {what} cho {len(missing)} dòng, cột {names}."
    reason = f"số năm {turn.old.nam} không phải số của năm {turn.year}; {how}"
    if kept:
        question = f"Cột {names} còn giữ số của kế hoạch năm {turn.old.nam}: số có còn đúng không?"
        reason = "tiêu đề cột không gắn với năm nên số không bị xoá"
        reason += f"; còn thiếu {len(missing)} dòng, {how}" if missing else ""
    yield Point(
        path=("phu_luc", rows.id),
        code=f"{kind}-{rows.id}",
        group="so_lieu",
        question=question,
        reason=reason,
    )


def _heading(turn: Turn, rows: AnnexFigures, code: str) -> str:
    """All that stands over a column: 'Kết quả rà soát cuối năm 2024, Hộ nghèo, Số hộ'."""
    annex = next(annex for annex in turn.new.document.phu_luc if annex.id == rows.id)
    return ", ".join(annex.table.column(code).headings)


def _totals(turn: Turn, rows: AnnexFigures) -> Iterator[Point]:
    total = rows.lines.get("dong_tong")
    for code, _ in entered_columns(rows) if total else ():
        if total and code in total.values and total.values[code] is None:
            path: Path = ("phu_luc", rows.id)
            last = _last_total(turn.old, rows.id, code)
            yield Point(
                path=path,
                code=f"dong_tong-{rows.id}-{code}",
                group="so_lieu",
                question=f"“{_heading(turn, rows, code)}” của dòng “{total.label}” là bao nhiêu?",
                reason="nhập tay, không tính từ các dòng"
                + (f"; năm {turn.old.nam} là {last}" if last else ""),
                proposals=(last,) if last else (),
                key=f"dong_tong.{code}",
            )


def _last_total(old: KeHoach, annex: str, code: str) -> str | None:
    row = old.phu_luc[annex].dong_tong
    value = (row.model_extra or {}).get(code) if row else None
    return str(value) if value is not None else None
