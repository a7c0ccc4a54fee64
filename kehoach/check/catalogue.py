"""The rule table told: as a list, one rule by itself, and as Markdown for `docs/quy-tac.md`."""

from __future__ import annotations

from collections.abc import Iterator

from kehoach.check.rules import LEVELS, Rule, rules
from kehoach.findings import Severity

SEVERITIES = {Severity.ERROR: "lỗi", Severity.WARNING: "cảnh báo", Severity.INFO: "thông tin"}
PREFIXES = {
    "BH": "Ban hành",
    "BM": "Bảo mật, dữ liệu cá nhân",
    "CT": "Chính tả và cách gõ",
    "DV": "Đơn vị",
    "KC": "Kết cấu",
    "NN": "Nơi nhận",
    "SL": "Số liệu",
    "TG": "Thời gian",
    "TT": "Thể thức của bản đã trình bày",
    "VD": "Viện dẫn",
}


def list_rules() -> str:
    """The table as text, grouped by prefix, with counts."""
    lines = [f"{len(rules())} quy tắc; kehoach rules MÃ giải thích từng quy tắc."]
    for prefix, title in PREFIXES.items():
        group = [row for row in rules().values() if row.code.startswith(prefix)]
        if group:
            lines += ["", f"{title} ({len(group)})"]
            lines += [f"  {row.code}  {row.cau} [{SEVERITIES[row.severity]}]" for row in group]
    return "\n".join(lines)


def describe(row: Rule) -> str:
    """One rule with its source, what to do, and an example of wrong and right."""
    fixable = "có" if row.sua_duoc else "không"
    blocking = (f"  chặn:       bản ban hành ({_blocking(row)})",) if row.blocks else ()
    return "\n".join(
        (
            f"{row.code}: {row.cau}",
            f"  mức độ:     {LEVELS[row.muc_do]}; {SEVERITIES[row.severity]}",
            *blocking,
            f"  căn cứ:     {row.nguon}",
            f"  cách sửa:   {row.cach_sua}",
            f"  tự sửa:     {fixable}",
            f"  sai:        {row.sai}",
            f"  đúng:       {row.dung}",
        )
    )


def as_markdown() -> str:
    """The whole table as a part of a document, with generated counts."""
    return "\n".join(_markdown())


def _markdown() -> Iterator[str]:
    yield f"Có {len(rules())} quy tắc."
    for prefix, title in PREFIXES.items():
        group = [row for row in rules().values() if row.code.startswith(prefix)]
        if not group:
            continue
        yield f"\n## {prefix}: {title} ({len(group)})\n"
        yield "| Mã | Quy tắc | Mức độ | Căn cứ | Tự sửa | Chặn ban hành | Sai | Đúng |"
        yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
        for row in group:
            level = f"{LEVELS[row.muc_do]}; {SEVERITIES[row.severity]}"
            fixable = "có" if row.sua_duoc else ""
            rule = (row.code, row.cau, level, row.nguon, fixable, _blocking(row))
            cells = (*rule, row.sai, row.dung)
            yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


def _blocking(row: Rule) -> str:
    """Why a rule blocks a final, and how often it was right when it did; '' where it does not."""
    right, blocked = row.do_dung
    return f"{row.chan}; đo: chặn {blocked} lần, đúng {right}" if row.blocks else ""
