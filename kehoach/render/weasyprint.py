"""HTML -> pages -> PDF, by WeasyPrint.

This module keeps the fonts to the folder `fonts/`, the files to those of the project, and turns
whatever goes wrong into Vietnamese advice. WeasyPrint is imported when the first PDF is asked for.
"""

from __future__ import annotations

import ctypes.util
import gc
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from kehoach.findings import Finding, InputRefused, MachineProblem, Place
from kehoach.render.fonts import FONTS
from kehoach.render.html import TEMPLATE, fault

PROJECT = FONTS.parent

_SECOND_CHOICE = "Using fontTools instead of HarfBuzz-Subset"
"""What WeasyPrint says where HarfBuzz is old, as in Ubuntu 22.04; the fonts come out alike."""

_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def lay_out(html: str, templates: Path) -> Any:
    """The pages of `html`, as WeasyPrint gives them; files are looked for in `templates`.

    Raises InputRefused if the template asks for what it may not have, or WeasyPrint complains, and
    MachineProblem if a library is missing.
    """
    weasyprint, fonts = weasyprint_and_fonts()
    source = weasyprint.HTML(
        string=html, base_url=f"{templates.resolve().as_uri()}/", url_fetcher=_fetcher(templates)
    )
    with _guarded(templates):
        return source.render(font_config=fonts, pdf_tags=True)


def write(pages: Any, templates: Path, finisher: Any = None) -> bytes:
    """The PDF of pages; `finisher` may change its objects. Raises as `lay_out`."""
    with _guarded(templates):
        return bytes(pages.write_pdf(pdf_tags=True, finisher=finisher))


@cache
def weasyprint_and_fonts() -> tuple[Any, Any]:
    """WeasyPrint, and the one font configuration that all renders share.

    A configuration for each render would keep about 0.3 MiB of memory a document.
    """
    with _only_our_fonts(), _libraries_by_their_own_names(), _subsetter_when_needed():
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


class _Later(ModuleType):
    """A module that is imported when something of it is called."""

    def __getattr__(self, name: str) -> Any:
        def call(*arguments: Any, **named: Any) -> Any:
            return getattr(import_module(self.__name__), name)(*arguments, **named)

        if name.startswith("__"):
            raise AttributeError(name)
        return call


@contextmanager
def _subsetter_when_needed() -> Iterator[None]:
    """Leave FontTools' subsetter, a fifth of what WeasyPrint loads, until it is called.

    It is WeasyPrint's second choice, for machines that lack HarfBuzz's, and for variable fonts.
    """
    later = [_Later("fontTools.subset"), _Later("fontTools.varLib.instancer")]
    for module in later:
        sys.modules.setdefault(module.__name__, module)
    try:
        yield
    finally:
        for module in later:
            if sys.modules[module.__name__] is module:
                del sys.modules[module.__name__]


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


@contextmanager
def _guarded(templates: Path) -> Iterator[None]:
    """Refuse what WeasyPrint would only log: a rule it ignores is a fault of our style sheet."""
    from weasyprint.urls import FatalURLFetchingError

    found: list[str] = []

    class Collector(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if not record.getMessage().startswith(_SECOND_CHOICE):
                found.append(record.getMessage())

    logger, handler = logging.getLogger("weasyprint"), Collector(logging.WARNING)
    logger.addHandler(handler)
    try:
        yield
    except FatalURLFetchingError as error:
        raise InputRefused([_refused_url(templates, str(error))]) from None
    finally:
        logger.removeHandler(handler)
    if found:
        raise InputRefused([fault(templates, text) for text in found])


def _refused_url(templates: Path, url: str) -> Finding:
    return Finding(
        Place(str(templates / TEMPLATE)),
        "IN102",
        f"mẫu PDF đòi tệp “{url}”, không có trong thư mục dự án",
        "chép tệp cần dùng vào thư mục templates/ rồi trỏ mẫu tới đó; "
        "khi tạo PDF không được tải tệp từ mạng hay từ nơi khác trên máy.",
    )
