"""The main job: a plan file in, DOCX and PDF out."""

from __future__ import annotations

import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from kehoach.document import Document, Literal, Run
from kehoach.findings import Finding, InputRefused
from kehoach.output import write_files
from kehoach.reading import PROJECT, read_plan
from kehoach.source import Source

DEFAULT_PLAN = PROJECT / "content" / "plan_2024.yaml"
DEFAULT_OUTPUT = PROJECT / "output"
PUBLISHED_SUFFIX = ".nhu-da-ban-hanh"


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: the files, the pages of the PDF (None without one), what it noticed."""

    plan: str
    files: tuple[Path, ...]
    pages: int | None
    seconds: float
    findings: tuple[Finding, ...]


def build(
    path: Path,
    folder: Path,
    formats: Collection[str] = ("docx", "pdf"),
    *,
    final: bool = False,
    published: bool = False,
) -> Built:
    """Build a plan into `folder` as `<name>.docx` and `<name>.pdf`.

    `formats` picks from "docx" and "pdf"; `final` and `published` as in `resolve`, the latter
    adding `.nhu-da-ban-hanh` to the name. Raises InputRefused or MachineProblem; then the files
    of an earlier build are untouched.
    """
    started = time.perf_counter()
    read = read_plan(path, final=final, published=published)
    document, source = read.document, read.source
    stem = folder / (path.stem + (PUBLISHED_SUFFIX if published else ""))
    contents: dict[Path, bytes] = {}
    pages = None
    if "docx" in formats:
        from kehoach.render.docx import render_docx

        contents[stem.with_name(f"{stem.name}.docx")] = render_docx(document)
    if "pdf" in formats:
        _check_letters(document, source)
        from kehoach.render.pdf import render_pdf

        pdf = render_pdf(document)
        pages = pdf.pages
        contents[stem.with_name(f"{stem.name}.pdf")] = pdf.data
    write_files(contents)
    seconds = time.perf_counter() - started
    return Built(source.name, tuple(contents), pages, seconds, tuple(sorted(source.findings)))


def _check_letters(document: Document, source: Source) -> None:
    """A letter without a glyph would print as an empty box."""
    from kehoach.render.fonts import missing_letters

    findings = [
        Finding(
            source.place_at(_offset(run, letter, source)),
            "IN601",
            f"phông chữ không có ký tự “{letter}” (U+{ord(letter):04X})",
            "gõ lại bằng ký tự thông dụng, hoặc thêm phông Times New Roman vào thư mục fonts",
        )
        for letter, run in missing_letters(document)
    ]
    if findings:
        raise InputRefused(source.findings + findings)


def _offset(run: Run, letter: str, source: Source) -> int:
    if isinstance(run.origin, Literal):
        at = run.origin.offset + run.text.index(letter)
        return source.scalar(run.origin.path).locate(at, at + 1).start
    return run.origin.span.start
