"""Document -> PDF: fill `templates/ke_hoach.html` and let WeasyPrint set it.

The layout is in the template and its style sheet. This module keeps the fonts to the folder
`fonts/`, the files to those of the project, and turns whatever goes wrong into Vietnamese advice.
WeasyPrint is imported when the first PDF is asked for, as that takes half of the time of a build.
"""

from __future__ import annotations

import ctypes.util
import gc
import logging
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from kehoach.document import Document, Run
from kehoach.findings import Finding, InputRefused, MachineProblem, Place
from kehoach.render import geometry
from kehoach.render.fonts import FONTS, faces

PROJECT = FONTS.parent
TEMPLATES = PROJECT / "templates"
TEMPLATE = "ke_hoach.html"

_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
_JOIN, _BREAK = "\u2060", "\u200b"
_KEPT = re.compile(r"/(?=[^\W\d_])|(?<!\d)[/.,:;](?=\d)")
_SPLIT = re.compile(r"(?<=[^\s(])-(?=\d)")


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished PDF file and its number of pages."""

    data: bytes
    pages: int


def render_pdf(document: Document, templates: Path = TEMPLATES) -> Pdf:
    """Set `document` with the template in `templates`; the same document gives the same bytes.

    Raises InputRefused if the template is faulty or asks for a file outside the project, and
    MachineProblem if a library or a font is missing.
    """
    faces()
    html = fill(document, templates)
    weasyprint, fonts = _weasyprint()
    place = Place(str(templates / TEMPLATE))
    source = weasyprint.HTML(
        string=html, base_url=f"{templates.resolve().as_uri()}/", url_fetcher=_fetcher(templates)
    )
    with _complaints() as complaints:
        try:
            pages = source.render(font_config=fonts, pdf_tags=True)
            data = pages.write_pdf(pdf_tags=True)
        except weasyprint.urls.FatalURLFetchingError as error:
            raise InputRefused([_refused_url(place, str(error))]) from None
    if complaints:
        raise InputRefused([_complaint(place, text) for text in complaints])
    return Pdf(data, len(pages.pages))


def prepare_pdf() -> None:
    """Load what `render_pdf` needs, so that it can start at once.

    Raises MachineProblem if a library or a font is missing, InputRefused if the template is faulty.
    """
    _weasyprint()
    faces()
    _template(TEMPLATES)


def fill(document: Document, templates: Path = TEMPLATES) -> str:
    """The HTML of `document`. Raises InputRefused if the template cannot be filled."""
    with _template_faults(templates):
        return str(_template(templates).render(document=document, geometry=geometry))


def _template(templates: Path) -> Any:
    with _template_faults(templates):
        return _environment(templates).get_template(TEMPLATE)


@cache
def _environment(templates: Path) -> Any:
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["breakable"] = breakable
    return environment


@contextmanager
def _template_faults(templates: Path) -> Iterator[None]:
    """Say what is wrong with the template in a clerk's words."""
    import jinja2

    try:
        yield
    except jinja2.TemplateError as error:
        place = Place(str(templates / TEMPLATE), getattr(error, "lineno", None) or 0)
        raise InputRefused([_complaint(place, str(error))]) from error


def breakable(runs: Sequence[Run]) -> Iterator[tuple[Run, str]]:
    """Each run with its text marked for the line breaker, so that lines end as in Word.

    A word processor breaks after a hyphen before a digit, but never after a slash or after a point
    before a digit; Pango does the opposite. The marks have no width and no trace in the text that
    can be copied from the PDF.
    """
    text = "".join(run.text for run in runs)
    marks = {match.start(): _JOIN for match in _KEPT.finditer(text)}
    marks |= {match.start(): _BREAK for match in _SPLIT.finditer(text)}
    start = 0
    for run in runs:
        letters = enumerate(run.text, start)
        yield run, "".join(letter + marks.get(at, "") for at, letter in letters)
        start += len(run.text)


@cache
def _weasyprint() -> tuple[Any, Any]:
    """WeasyPrint, and the one font configuration that all renders share.

    A configuration for each render would keep about 0.3 MiB of memory a document.
    """
    with _only_our_fonts(), _libraries_by_their_own_names():
        try:
            import weasyprint
            from weasyprint.text.fonts import FontConfiguration
        except (ImportError, OSError) as error:
            raise MachineProblem(
                f"Chưa dùng được thư viện WeasyPrint để tạo PDF ({error}). "
                f"Cài các gói hệ thống: apt-get install --no-install-recommends {_PACKAGES} "
                f"rồi chạy lại ./run để cài các gói Python."
            ) from error
        fonts = FontConfiguration()
    # What the import left in memory stays to the end: the collector need not visit it again.
    gc.freeze()
    return weasyprint, fonts


@contextmanager
def _libraries_by_their_own_names() -> Iterator[None]:
    """Keep the linker and the compiler out of WeasyPrint's search for its libraries.

    It tries the names of every system in turn. Linux loads libpango-1.0.so.0 and the like by that
    very name; but for each other name cffi first asks ldconfig, gcc and ld, which takes as long
    as all the rest of the import.
    """
    if sys.platform != "linux":
        yield
        return
    before = ctypes.util.find_library
    ctypes.util.find_library = lambda name: None  # noqa: ARG005
    try:
        yield
    finally:
        ctypes.util.find_library = before


@contextmanager
def _only_our_fonts() -> Iterator[None]:
    """Let fontconfig see the folder `fonts/` only, while it reads its configuration."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(FONTS / "fonts.conf")
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


def _fetcher(templates: Path) -> Any:
    """A fetcher that opens files below the project and the templates, and nothing else."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    roots = (PROJECT, templates.resolve())

    class ProjectFiles(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: dict[str, str] | None = None) -> Any:
            parts = urlsplit(url)
            path = Path(url2pathname(parts.path)).resolve()
            inside = any(path.is_relative_to(root) for root in roots)
            if parts.scheme != "file" or parts.netloc or not inside or not path.is_file():
                # Any other exception is swallowed by WeasyPrint, and the file is just left out.
                raise FatalURLFetchingError(url)
            return super().fetch(url, headers)

    return ProjectFiles(allowed_protocols=("file",), allow_redirects=False, fail_on_errors=True)


def _refused_url(place: Place, url: str) -> Finding:
    return Finding(
        place,
        "IN102",
        f"mẫu PDF đòi tệp “{url}”, không có trong thư mục dự án",
        "chép tệp cần dùng vào thư mục templates/ rồi trỏ mẫu tới đó; "
        "khi tạo PDF không được tải tệp từ mạng hay từ nơi khác trên máy.",
    )


def _complaint(place: Place, text: str) -> Finding:
    return Finding(
        place,
        "IN101",
        f"mẫu PDF có lỗi: {text}",
        "sửa ke_hoach.html hoặc ke_hoach.css trong thư mục templates/, "
        "hoặc lấy lại bản gốc của hai tệp này.",
    )


@contextmanager
def _complaints() -> Iterator[list[str]]:
    """Collect what WeasyPrint would only log: a rule it ignores is a fault of our style sheet."""
    found: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            found.append(record.getMessage())

    logger, handler = logging.getLogger("weasyprint"), Collector(logging.WARNING)
    logger.addHandler(handler)
    try:
        yield found
    finally:
        logger.removeHandler(handler)
