"""The main job: a plan file in, DOCX and PDF out.

What takes long stands side by side: while a plan is read in this process, a forked one loads the
renderer, and while that works, this process reviews a plan that is issued; several plans are built
in a process each. Hence the imports inside functions.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from kehoach.document import Document
from kehoach.files import PROJECT
from kehoach.findings import Finding, InputRefused, MachineProblem, Severity
from kehoach.startup import give_memory_back, keep_for_good
from kehoach.workers import Parent, Worker, cores, run_all

if TYPE_CHECKING:
    from kehoach.check.overrides import Override
    from kehoach.source.source import Source

DEFAULT_PLAN = PROJECT / "content" / "plan_2024.yaml"
DEFAULT_OUTPUT = PROJECT / "output"
FORMATS = ("docx", "pdf")
PUBLISHED_SUFFIX = ".nhu-da-ban-hanh"


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: the files, the pages of the PDF (None without one), what it noticed."""

    plan: str
    files: tuple[Path, ...]
    pages: int | None
    seconds: float
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Rendered:
    data: bytes
    pages: int | None = None


@dataclass(frozen=True, slots=True)
class _Made:
    """A plan as rendered in memory, by format."""

    plan: str
    files: dict[str, _Rendered]
    findings: tuple[Finding, ...]
    started: float


def build(
    path: Path,
    folder: Path,
    formats: Collection[str] = FORMATS,
    *,
    final: bool = False,
    published: bool = False,
    override: Override | None = None,
    overwrite: bool = False,
) -> Built:
    """Build a plan into `folder` as `<name>.docx` and `<name>.pdf`.

    `formats` picks from "docx" and "pdf"; `final` and `published` as in `resolve`, the latter
    adding `.nhu-da-ban-hanh` to the name. A plan that is issued is reviewed; with `override` a
    person issues it in spite of what blocks. What a build of another plan made, or a person
    changed, is written over only with `overwrite`. Raises InputRefused or MachineProblem; then the
    files of an earlier build are untouched.
    """
    *_, longest = sorted(formats)
    with Worker(partial(_render_what_comes, longest)) as worker:
        made = _make(
            path,
            formats,
            final=final,
            published=published,
            override=override,
            beside=(longest, worker),
        )
    return _write(made, path, folder, published=published, overwrite=overwrite)


def build_all(
    paths: Sequence[Path],
    folder: Path,
    formats: Collection[str] = FORMATS,
    *,
    final: bool = False,
    published: bool = False,
    override: Override | None = None,
    overwrite: bool = False,
) -> Iterator[tuple[int, Built | InputRefused | MachineProblem]]:
    """Build several plans on all cores, each as `build` does.

    Gives the index of each plan with what came of it, the first finished first: one that is
    refused, or whose process dies, does not keep the others.
    """
    import kehoach.resolve.read  # noqa: F401  # loaded once, for all the forks

    for name in formats:
        _prepare(name)
    keep_for_good()
    work = partial(_make, formats=formats, final=final, published=published, override=override)
    for index, made in run_all(work, paths, cores()):
        if isinstance(made, _Made):
            try:
                path = paths[index]
                yield index, _write(made, path, folder, published=published, overwrite=overwrite)
            except (InputRefused, MachineProblem) as told:
                yield index, told
        else:
            yield index, made


def _make(
    path: Path,
    formats: Collection[str],
    *,
    final: bool,
    published: bool,
    override: Override | None,
    beside: tuple[str, Worker[_Rendered]] | None = None,
) -> _Made:
    """Read and render a plan; the format that is named `beside` is left to the worker."""
    from kehoach.resolve.read import read_plan

    started = time.perf_counter()
    read = read_plan(path, final=final, published=published)
    if beside:
        beside[1].give(_task(beside[0], read.document))
        import kehoach.disk.outputs  # noqa: F401  # in time that the worker takes anyway
    if "pdf" in formats:
        _check_letters(read.document, read.source)
    findings = [*read.source.findings, *_check_widths(read.document, read.source)]
    if override or read.plan.trang_thai == "ban_hanh":
        from kehoach.check.final_review import review_final

        findings += review_final(path, read, published=published, override=override)
    files = {
        name: _render(name, read.document) for name in formats if not beside or name != beside[0]
    }
    name = read.source.name
    if beside:
        if beside[0] == "pdf":
            del read  # a long annex takes much memory here, and the worker needs it now
            give_memory_back()
        files[beside[0]] = beside[1].result()
    return _Made(name, files, tuple(sorted(findings)), started)


def _task(name: str, document: Document) -> str | Document:
    """What a worker is given: for the PDF the HTML, so that it need not load the fonts as well."""
    if name == "docx":
        return document
    from kehoach.render.html import fill, is_long

    return document if is_long(document) else fill(document)


def _render_what_comes(name: str, parent: Parent) -> _Rendered:
    if name == "docx":
        _prepare(name)
        return _render(name, parent.take())
    from kehoach.render.pdf import render_pdf, set_html
    from kehoach.render.weasyprint import weasyprint_and_fonts

    weasyprint_and_fonts()
    task = parent.take()
    pdf = set_html(task) if isinstance(task, str) else render_pdf(task)
    return _Rendered(pdf.data, pdf.pages)


def _prepare(name: str) -> None:
    """Load all that a renderer needs."""
    if name == "pdf":
        from kehoach.render.pdf import prepare_pdf

        prepare_pdf()
    else:
        from kehoach.render.docx_template import prepare_docx

        prepare_docx()


def _render(name: str, document: Document) -> _Rendered:
    if name == "pdf":
        from kehoach.render.pdf import render_pdf

        pdf = render_pdf(document)
        return _Rendered(pdf.data, pdf.pages)
    from kehoach.render.docx_template import render_docx

    return _Rendered(render_docx(document))


def _write(made: _Made, path: Path, folder: Path, *, published: bool, overwrite: bool) -> Built:
    from kehoach.disk.made_files import Maker
    from kehoach.disk.outputs import write_outputs

    stem = path.stem + (PUBLISHED_SUFFIX if published else "")
    files = {folder / f"{stem}.{name}": made.files[name] for name in sorted(made.files)}
    contents = {file: rendered.data for file, rendered in files.items()}
    told = write_outputs(contents, Maker("build", path, overwrite), as_one=True)
    pages = made.files["pdf"].pages if "pdf" in made.files else None
    seconds = time.perf_counter() - made.started
    return Built(made.plan, tuple(files), pages, seconds, (*told, *made.findings))


def _check_widths(document: Document, source: Source) -> list[Finding]:
    """Warnings about what is wider than the page; raises InputRefused if figures would break."""
    from kehoach.render.too_wide import too_wide

    findings = list(too_wide(document, source))
    if any(finding.severity is Severity.ERROR for finding in findings):
        raise InputRefused(source.findings + findings)
    return findings


def _check_letters(document: Document, source: Source) -> None:
    from kehoach.render.letters import unprintable

    if findings := unprintable(document, source):
        raise InputRefused(source.findings + findings)
