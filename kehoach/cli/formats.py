"""The table of formats, and which of them the options `--format` and `-o` ask for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from kehoach.cli.parser import Parser, WrongUsage


@dataclass(frozen=True, slots=True)
class Format:
    """A format as `--format` calls it, and the suffixes of files that may hold it.

    What the terminal cannot show (`is_shown`) needs a file. What must be named is not meant by the
    suffix of a file alone.
    """

    name: str
    suffixes: tuple[str, ...]
    other_suffixes: tuple[str, ...] = ()
    is_shown: bool = False
    must_be_named: bool = False

    def holds(self, suffix: str) -> bool:
        """Whether a file with this suffix may hold the format."""
        return suffix in (*self.suffixes, *self.other_suffixes)

    def refuse_other(self, target: Path) -> None:
        """Raise WrongUsage for a file whose name says that it is something else."""
        if not self.holds(target.suffix.lower()):
            raise WrongUsage(f"tên tệp để ghi phải có đuôi {_any_of(self.suffixes)}: {target}")


TEXT = Format("text", (".txt",), ("", ".text"), is_shown=True)
JSON = Format("json", (".json",), is_shown=True)
HTML = Format("html", (".html",), (".htm",), is_shown=True)
ICS = Format("ics", (".ics",), is_shown=True)
DOCX = Format("docx", (".docx",))
PDF = Format("pdf", (".pdf",))
XLSX = Format("xlsx", (".xlsx",))
SIDE_BY_SIDE = Format("so-sanh", (".docx", ".pdf"), must_be_named=True)
OPINIONS = Format("tiep-thu", (".docx", ".pdf"), must_be_named=True)


@dataclass(frozen=True, slots=True)
class ResultOptions:
    """The format in which a result is asked for, and the file that it is to go into.

    With `overwrite` that file may hold something else.
    """

    format: str | None
    target: Path | None
    overwrite: bool


def add_result(command: Parser, formats: Sequence[Format], help_: str = "") -> None:
    """Add both options to a command that has these formats, the usual one first."""
    usual, *others = [form.name for form in formats]
    command.add_argument(
        "--format",
        choices=(usual, *others),
        metavar="DẠNG",
        help=help_
        or f"dạng kết quả: {usual} (mặc định), {_listed(others)}; không ghi thì theo đuôi tệp ở -o",
    )
    command.add_argument(
        "-o", dest="target", type=Path, metavar="TỆP", help="ghi kết quả vào tệp này"
    )
    command.add_overwrite()


def chosen_format(options: ResultOptions, formats: Sequence[Format], of: str = "") -> Format:
    """The format asked for, by its name or else by that of the file; `of` tells what is made.

    Raises WrongUsage where there is no such format, where the two names disagree, and where a file
    is missing.
    """
    target = options.target
    form = _named(options.format, formats, of) if options.format else _held(target, formats)
    if target:
        form.refuse_other(target)
    elif not form.is_shown:
        raise WrongUsage(f"--format {form.name} cần -o TỆP{' hoặc -o TỆP'.join(form.suffixes)}")
    return form


def _named(name: str, formats: Sequence[Format], of: str) -> Format:
    for form in formats:
        if form.name == name:
            return form
    known = _listed([form.name for form in formats])
    raise WrongUsage(f"với {of} không có dạng {name}: dùng {known}")


def _held(target: Path | None, formats: Sequence[Format]) -> Format:
    """The format that a file of this name holds; without one, what is shown first."""
    suffix = target.suffix.lower() if target else ""
    holding = [form for form in formats if form.holds(suffix)]
    for form in holding:
        if not form.must_be_named:
            return form
    if holding:
        names = _any_of([form.name for form in holding])
        raise WrongUsage(f"chưa rõ ghi gì vào tệp {suffix}: thêm --format {names}")
    suffixes = [form.suffixes[0] for form in formats if not form.must_be_named]
    raise WrongUsage(f"tên tệp để ghi phải có đuôi {_any_of(suffixes)}: {target}")


def _any_of(names: Sequence[str]) -> str:
    return " hoặc ".join(names)


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} hoặc {names[-1]}"
