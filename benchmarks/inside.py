"""What is measured inside one process: `python -m benchmarks.inside warm|memory …` prints JSON."""

from __future__ import annotations

import gc
import json
import re
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.typst_source import typst_source
from kehoach.build import DEFAULT_PLAN
from kehoach.document import Document
from kehoach.files import PROJECT
from kehoach.render.docx_template import prepare_docx, render_docx
from kehoach.render.pdf import prepare_pdf, render_pdf
from kehoach.resolve.read import read_plan


def warm(times: int) -> dict[str, list[float]]:
    """Seconds of each of `times` rounds of reading, DOCX, PDF and Typst, once all is loaded."""
    document = read_plan(DEFAULT_PLAN).document
    prepare_docx()
    prepare_pdf()
    work: dict[str, Callable[[Document], object]] = {
        "read": lambda _: read_plan(DEFAULT_PLAN),
        "docx": render_docx,
        "pdf": render_pdf,
        "typst": _typst(),
    }
    seconds: dict[str, list[float]] = {name: [] for name in work}
    for round_ in range(times + 1):
        changed = _numbered(document, round_)
        for name, task in work.items():
            start = time.perf_counter()
            task(changed)
            seconds[name].append(time.perf_counter() - start)
    return {name: taken[1:] for name, taken in seconds.items()}


def memory(times: int) -> dict[int, float]:
    """MiB of this process after the 1st, 10th, 50th … of `times` renders to PDF."""
    document = read_plan(DEFAULT_PLAN).document
    after = {}
    for render in range(1, times + 1):
        render_pdf(_numbered(document, render))
        if render in (1, 10, 50, 100, times):
            after[render] = _resident()
    gc.collect()
    return after | {0: _resident()}


def _numbered(document: Document, number: int) -> Document:
    """The plan under another number, so that nothing can be remembered from the last render."""
    head, (run, *rest) = document.the_thuc, document.the_thuc.so_ky_hieu.runs
    new = replace(run, text=re.sub(r"\d+", str(1000 + number), run.text))
    return replace(
        document,
        the_thuc=replace(head, so_ky_hieu=replace(head.so_ky_hieu, runs=(new, *rest))),
    )


def _typst() -> Callable[[Document], object]:
    import typst

    fonts = [str(PROJECT / "fonts")]

    def compile_document(document: Document) -> object:
        source: Any = typst_source(document).encode()
        return typst.compile(source, font_paths=fonts, ignore_system_fonts=True)

    return compile_document


def _resident() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / (1 << 20)


if __name__ == "__main__":
    print(json.dumps({"warm": warm, "memory": memory}[sys.argv[1]](int(sys.argv[2]))))
