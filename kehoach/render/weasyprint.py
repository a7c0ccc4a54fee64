"""HTML -> pages -> PDF, by WeasyPrint.

This module keeps the fonts to the folder `fonts/`, the files to those of the project, and turns
whatever goes wrong into Vietnamese advice. WeasyPrint is imported when the first PDF is asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from urllib.request import url2pathname

from kehoach.files import PROJECT
from kehoach.findings import Finding, InputRefused, MachineProblem
from kehoach.locations import Place
from kehoach.render.fill_template import template_fault
from kehoach.render.fonts import FONTS
from kehoach.startup import (
    fontconfig,
    imported_when_called,
    keep_for_good,
    libraries_by_their_own_names,
    warnings_of,
)

_SECOND_CHOICE = "Using fontTools instead of HarfBuzz-Subset"
"""What WeasyPrint says where HarfBuzz is old, as in Ubuntu 22.04; the fonts come out alike."""

_SUBSETTER = ("fontTools.subset", "fontTools.varLib.instancer")
"""A fifth of what WeasyPrint loads, and its second choice: for machines that lack HarfBuzz's
subsetter, and for variable fonts."""

_PACKAGES = "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"


def lay_out(html: str, template: Path) -> Any:
    """The pages of `html`, as WeasyPrint gives them; files are looked for beside its template.

    Raises InputRefused if the template asks for what it may not have, or WeasyPrint complains, and
    MachineProblem if a library is missing.
    """
    weasyprint, fonts = weasyprint_and_fonts()
    folder = template.parent.resolve()
    source = weasyprint.HTML(
        string=html, base_url=f"{folder.as_uri()}/", url_fetcher=_fetcher(folder)
    )
    with _guarded(template):
        return source.render(font_config=fonts, pdf_tags=True)


def write(pages: Any, template: Path, finisher: Any = None) -> bytes:
    """The PDF of pages; `finisher` may change its objects. Raises as `lay_out`."""
    with _guarded(template):
        return bytes(pages.write_pdf(pdf_tags=True, finisher=finisher))


@cache
def weasyprint_and_fonts() -> tuple[Any, Any]:
    """WeasyPrint, and the one font configuration that all renders share.

    A configuration for each render would keep about 0.3 MiB of memory a document.
    """
    with (
        fontconfig(FONTS / "fonts.conf"),
        libraries_by_their_own_names(),
        imported_when_called(*_SUBSETTER),
    ):
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
    keep_for_good()
    return weasyprint, fonts


def _fetcher(folder: Path) -> Any:
    """A fetcher that opens files below the project and the folder, and nothing else."""
    from weasyprint.urls import FatalURLFetchingError, URLFetcher

    roots = (PROJECT, folder)

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
def _guarded(template: Path) -> Iterator[None]:
    """Refuse what WeasyPrint would only log: a rule it ignores is a fault of our style sheet."""
    from weasyprint.urls import FatalURLFetchingError

    try:
        with warnings_of("weasyprint") as warnings:
            yield
    except FatalURLFetchingError as error:
        raise InputRefused([_refused_url(template, str(error))]) from None
    faults = [
        template_fault(template, text) for text in warnings if not text.startswith(_SECOND_CHOICE)
    ]
    if faults:
        raise InputRefused(faults)


def _refused_url(template: Path, url: str) -> Finding:
    return Finding(
        Place(str(template)),
        "IN102",
        f"mẫu PDF đòi tệp “{url}”, không có trong thư mục dự án",
        "chép tệp cần dùng vào thư mục templates/ rồi trỏ mẫu tới đó; "
        "khi tạo PDF không được tải tệp từ mạng hay từ nơi khác trên máy.",
    )
