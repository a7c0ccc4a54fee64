"""The outline of a plan, for the terminal: numbers, titles, who does what and by when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap

from kehoach.document import Annex, Clause, Document
from kehoach.findings import Severity
from kehoach.plan.beside import office_path, overrides_path
from kehoach.plan.values import label_of
from kehoach.resolve.read import Reading
from kehoach.vietnamese import date_in_digits


@dataclass(frozen=True, slots=True)
class OutlineLine:
    """A line of the outline; `strong` for headings."""

    text: str
    strong: bool = False


def outline(read: Reading, width: int, path: Path) -> Iterator[OutlineLine]:
    """The lines of the outline of the plan at `path`, none longer than `width` columns."""
    yield from _head(read, width)
    yield from _clauses(read, width)
    yield from _targets(read, width)
    yield from _annexes(read.document, width)
    yield from _end(read, width)
    yield from _office(path, width)
    yield from _overrides(path, read, width)


def _head(read: Reading, width: int) -> Iterator[OutlineLine]:
    document = read.document
    state = label_of(document.trang_thai)
    yield OutlineLine(_cut(document.metadata.subject, width), strong=True)
    yield from _wrapped(document.the_thuc.trich_yeu.text, width)
    yield OutlineLine(f"Năm kế hoạch {document.nam} · {document.metadata.author} · {state}")
    if read.plan.the_thuc.do_mat:
        yield OutlineLine(f"Độ mật: {read.plan.the_thuc.do_mat}", strong=True)
    waiting = sum(finding.severity is not Severity.INFO for finding in read.source.findings)
    if waiting:
        yield OutlineLine(f"Có {waiting} điểm cần người xem lại; chạy kehoach build để xem")
    cited = {mention.id for mention in document.vien_dan}
    if cited:
        yield OutlineLine(f"Viện dẫn {len(cited)} văn bản, {len(document.vien_dan)} lần")


# Clauses


def _clauses(read: Reading, width: int) -> Iterator[OutlineLine]:
    yield from _section("NỘI DUNG")
    clauses = read.document.clauses
    shown = {clause.index for clause in clauses if _is_shown(clause, clauses)}
    hidden = dict.fromkeys(shown, 0)
    for clause in clauses:
        above = clause.parent
        while above is not None and above not in shown:
            above = clauses[above].parent
        if clause.index not in shown and above is not None:
            hidden[above] += 1
    for clause in clauses:
        if clause.index in shown:
            yield from _clause(clause, hidden[clause.index], read, width)


def _is_shown(clause: Clause, clauses: Sequence[Clause]) -> bool:
    """Everything numbered, and any bullet that binds somebody or has a deadline."""
    own = clause.so not in ("", "-", "+")
    return own or bool(clause.han or clause.kem_theo or _own_agencies(clause, clauses))


def _own_agencies(clause: Clause, clauses: Sequence[Clause]) -> tuple[str, ...]:
    inherited = clauses[clause.parent].don_vi if clause.parent is not None else ()
    return () if clause.don_vi == inherited else clause.don_vi


def _clause(clause: Clause, hidden: int, read: Reading, width: int) -> Iterator[OutlineLine]:
    indent = "  " * (clause.depth - 1)
    more = f"  (+{hidden} ý)" if hidden else ""
    title = clause.paragraphs[0].text if clause.paragraphs else ""
    text = f"{indent}{_cut(title, width - len(indent) - len(more))}{more}"
    yield OutlineLine(text, strong=clause.depth == 1)
    duty = " · ".join(_duty(clause, title, read))
    if duty:
        yield from _wrapped(f"→ {duty}", width, indent=f"{indent}   ")


def _duty(clause: Clause, title: str, read: Reading) -> Iterator[str]:
    names = [_short(key, read) for key in _own_agencies(clause, read.document.clauses)]
    role = label_of(clause.vai_tro) if clause.vai_tro else ""
    full = [read.register[key].ten for key in clause.don_vi]
    if names and (len(full) > 1 or full[0].casefold() not in title.casefold()):
        yield f"{', '.join(names)} ({role})" if role else ", ".join(names)
    elif role:
        yield role
    if clause.phoi_hop:
        yield "cùng " + ", ".join(_short(key, read) for key in clause.phoi_hop)
    for deadline in clause.han:
        name = f"{deadline.ten}: " if deadline.ten else ""
        yield f"hạn {name}{date_in_digits(deadline.ngay)}"


def _short(key: str, read: Reading) -> str:
    unit = read.register[key]
    return unit.ten_ngan or unit.ten


# Figures, annexes, end


def _targets(read: Reading, width: int) -> Iterator[OutlineLine]:
    if not read.plan.chi_tieu:
        return
    yield from _section("CHỈ TIÊU")
    texts = {name: read.figures.target(name).text for name in read.plan.chi_tieu}
    left, right = max(map(len, texts)), max(map(len, texts.values()))
    for name, target in read.plan.chi_tieu.items():
        how = f"= {target.cong_thuc}" if target.cong_thuc else "nhập tay"
        yield OutlineLine(_cut(f"{name:<{left}}  {texts[name]:>{right}}  {how}", width))


def _annexes(document: Document, width: int) -> Iterator[OutlineLine]:
    if not document.phu_luc:
        return
    yield from _section("PHỤ LỤC")
    for annex in document.phu_luc:
        yield OutlineLine(_cut(f"{annex.nhan.text} ({annex.id}): {annex.ten.text}", width))
        yield OutlineLine(f"   {_size(annex)}")


def _size(annex: Annex) -> str:
    rows = [row.kieu for row in annex.table.rows]
    parts = [f"{rows.count('dong')} dòng", f"{len(annex.table.columns)} cột"]
    if groups := rows.count("nhom"):
        parts.append(f"{groups} nhóm")
    if "tong" in rows:
        parts.append("có dòng tổng")
    return ", ".join(parts)


def _end(read: Reading, width: int) -> Iterator[OutlineLine]:
    document = read.document
    yield from _section("NƠI NHẬN VÀ KÝ")
    lines = [recipient for recipient in document.noi_nhan if not recipient.luu]
    reached = {key for recipient in lines for key in recipient.gui}
    kept = ", ".join(office for line in read.plan.noi_nhan for office in line.luu)
    filed = f"; lưu: {kept}" if kept else ""
    yield from _wrapped(
        f"{len(lines)} nơi nhận, gắn với {len(reached)} đơn vị trong sổ đơn vị{filed}", width
    )
    office = ", ".join(paragraph.text for paragraph in document.ky.quyen_han)
    yield from _wrapped(f"{office}: {document.ky.ho_ten.text}", width)


def _overrides(path: Path, read: Reading, width: int) -> Iterator[OutlineLine]:
    if not overrides_path(path).exists():
        return
    from kehoach.check import overrides

    yield from _section("ĐÃ CHO QUA KHI BAN HÀNH")
    for line in overrides.told(path, read.source):
        yield from _wrapped(line, width)


def _office(path: Path, width: int) -> Iterator[OutlineLine]:
    if office_path(path) is None:
        return
    from kehoach.check.office_rules import read_office_rules

    lines = list(read_office_rules(path).told())
    if lines:
        yield from _section("CƠ QUAN QUY ĐỊNH")
    for line in lines:
        yield from _wrapped(line, width)


def _section(title: str) -> Iterator[OutlineLine]:
    yield OutlineLine("")
    yield OutlineLine(title, strong=True)


def _wrapped(text: str, width: int, indent: str = "") -> Iterator[OutlineLine]:
    for line in wrap(text, width, initial_indent=indent, subsequent_indent=indent):
        yield OutlineLine(line)


def _cut(text: str, width: int) -> str:
    return text if len(text) <= width else f"{text[: width - 1].rstrip()}…"
