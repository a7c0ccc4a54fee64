"""The commands `kehoach check` and `kehoach rules`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kehoach.cli.console import Exit, exit_with, give, say, say_findings
from kehoach.cli.formats import HTML
from kehoach.cli.parser import Commands, WrongUsage

if TYPE_CHECKING:
    from kehoach.findings import Finding


@dataclass(frozen=True, slots=True)
class _CheckOptions:
    files: Sequence[Path]
    format: str
    show_waived: bool
    fix: bool
    diff: bool
    report: Path | None
    overwrite: bool


@dataclass(frozen=True, slots=True)
class _RulesOptions:
    code: str | None
    markdown: bool


def add_commands(commands: Commands) -> None:
    """Add both commands to the parser of all commands."""
    check = commands.add_parser(
        "check",
        help="soát nội dung kế hoạch, thể thức văn bản",
        description="Soát kế hoạch (.yaml) như một cán bộ văn thư cẩn thận: viện dẫn, số liệu, cơ "
        "quan, nơi nhận, chính tả, thời gian, kết cấu. Với văn bản đã trình bày (.docx, .pdf), của "
        "bất kỳ cơ quan nào, còn đo thể thức và kỹ thuật trình bày theo Nghị định 30/2020/NĐ-CP.",
        epilog="ví dụ: kehoach check content/plan_2024.yaml --show-waived\n"
        "       kehoach check output/plan_2024.pdf --report soat.html",
    )
    check.add_argument(
        "files", nargs="+", type=Path, metavar="TỆP", help="tệp .yaml, .docx hoặc .pdf"
    )
    check.add_argument(
        "--format",
        choices=("text", "json", "sarif"),
        default="text",
        metavar="DẠNG",
        help="dạng kết quả: text (mặc định), json hoặc sarif",
    )
    check.add_argument(
        "--show-waived", action="store_true", help="nêu cả những điểm đã bỏ qua (bo_qua) và lý do"
    )
    check.add_argument(
        "--fix", action="store_true", help="tự sửa những chỗ sửa được mà không đổi nghĩa"
    )
    check.add_argument(
        "--diff", action="store_true", help="chỉ cho xem --fix sẽ sửa gì, không ghi vào tệp"
    )
    check.add_argument(
        "--report",
        type=Path,
        metavar="TRANG",
        help="ghi kết quả soát một tệp .docx hoặc .pdf ra trang .html, có hình đánh dấu chỗ sai",
    )
    check.add_overwrite("ghi đè trang --report cả khi tệp ấy không do lệnh này tạo")
    check.runs(_check, _CheckOptions)
    rules = commands.add_parser(
        "rules",
        help="xem các quy tắc soát",
        description="Liệt kê các quy tắc, hoặc giải thích một quy tắc kèm ví dụ sai và đúng.",
        epilog="ví dụ: kehoach rules VD003",
    )
    rules.add_argument("code", nargs="?", metavar="MÃ", help="mã quy tắc, ví dụ VD003")
    rules.add_argument(
        "--markdown", action="store_true", help="in cả bảng quy tắc dạng Markdown (docs/quy-tac.md)"
    )
    rules.runs(_rules, _RulesOptions)


def _check(options: _CheckOptions) -> Exit:
    from kehoach.check.findings_report import as_json, as_sarif, as_text
    from kehoach.findings import InputRefused

    _refuse_options(options)
    findings: list[Finding] = []
    refused: list[Finding] = []
    for path in options.files:
        try:
            findings += _check_file(path, options)
        except InputRefused as error:
            refused += error.findings
    still_open = [finding for finding in findings if finding.waived is None]
    shown = findings if options.show_waived else still_open
    if options.format == "text":
        _print_text(as_text(shown + refused))
        _summarise(findings, still_open, refused)
    else:
        print({"json": as_json, "sarif": as_sarif}[options.format](shown + refused))
    return Exit.REFUSED if refused else exit_with(still_open)


def _refuse_options(options: _CheckOptions) -> None:
    """Options that only go with a plan, or only with one finished file."""
    from kehoach.finished.kinds import is_finished

    finished = [path for path in options.files if is_finished(path)]
    if finished and (options.fix or options.diff):
        raise WrongUsage("--fix và --diff chỉ dùng với kế hoạch .yaml")
    if options.report and (len(options.files) != 1 or not finished):
        raise WrongUsage("--report cần đúng một tệp .docx hoặc .pdf")
    if options.report:
        HTML.refuse_other(options.report)


def _check_file(path: Path, options: _CheckOptions) -> Sequence[Finding]:
    from kehoach.finished.kinds import is_finished

    if is_finished(path):
        return _check_finished(path, options)
    if options.fix and not options.diff:
        from kehoach.check.fix_plan import fix_plan
        from kehoach.files import shown

        findings, count = fix_plan(path)
        if count:
            say(f"{shown(path)}: đã sửa {count} chỗ.")
        return findings
    if options.diff:
        from kehoach.check.fix_plan import fixable
        from kehoach.check.fixes import as_diff, fixed_text
        from kehoach.files import shown
        from kehoach.source.source import read_source

        findings, source = fixable(read_source(path, shown(path)), path)
        print(as_diff(source, fixed_text(findings, source)[0]), end="")
    from kehoach.check.checks import check_plan

    return check_plan(path)[0]


def _check_finished(path: Path, options: _CheckOptions) -> Sequence[Finding]:
    from kehoach.check.checks import as_the_office_wants
    from kehoach.disk.made_files import Maker
    from kehoach.disk.outputs import mended
    from kehoach.layout.file_review import review_file

    say_findings(mended(path.parent))
    checked = review_file(path)
    undecided = len(checked.review.undecided)
    if undecided:
        say(
            f"{path}: {undecided} yêu cầu máy không đo được trong tệp này, người phải "
            "soát (xem từng yêu cầu bằng --report)."
        )
    if options.report:
        give(checked.page(), options.report, Maker("check", path, options.overwrite))
    return as_the_office_wants(checked.findings, path)


def _print_text(text: str) -> None:
    if text:
        print(text)


def _summarise(
    findings: Sequence[Finding], still_open: Sequence[Finding], refused: Sequence[Finding]
) -> None:
    if refused:
        say("Không đọc được tệp; sửa các lỗi trên rồi chạy lại.")
        return
    count = len(still_open)
    parts = [f"{count} điểm cần xem lại" if count else "không có điểm nào cần xem lại"]
    waived = len(findings) - count
    if waived:
        parts.append(f"{waived} điểm đã bỏ qua có lý do (xem bằng --show-waived)")
    blocking = [finding.code for finding in still_open if finding.blocks]
    if blocking:
        codes = ", ".join(dict.fromkeys(blocking))
        parts.append(f"{len(blocking)} điểm chặn bản ban hành ({codes})")
    fixable = sum(finding.fix is not None for finding in still_open)
    if fixable:
        parts.append(f"{fixable} điểm tự sửa được bằng --fix")
    say("Kết quả: " + "; ".join(parts) + ".")


def _rules(options: _RulesOptions) -> Exit:
    from kehoach.check.catalogue import as_markdown, describe, list_rules
    from kehoach.check.rules import rules
    from kehoach.layout.coverage import coverage_as_markdown
    from kehoach.resolve.expressions import unknown

    if options.code is None:
        print(f"{as_markdown()}\n{coverage_as_markdown()}" if options.markdown else list_rules())
        return Exit.OK
    code = options.code.upper()
    if code not in rules():
        problem = unknown("quy tắc", code, rules())
        say(f"{problem.message}; {problem.advice}")
        return Exit.REFUSED
    print(describe(rules()[code]))
    return Exit.OK
